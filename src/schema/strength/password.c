/* SPDX-License-Identifier: Apache-2.0 */
#include "schema/strength.h"

#include <string.h>

#include "checks.h"
#include "tables.h"

/*
 * Debian's libzxcvbn is left alone: its tables are 1.7 MB, it knows neither keys nor what stands in
 * example files, and its guesses cannot be bounded for random passwords, which must never fail.
 */

#define BIT              256
#define PASSWORD_LONGEST 256

/* log2(10) a digit, log2(26) a letter; a sign is one of 32. */
#define DIGIT_COST    850
#define LETTER_COST   1203
#define SIGN_COST     (5 * BIT)
#define YEAR_COST     (7 * BIT)
#define DATE_COST     (16 * BIT)
#define SEQUENCE_COST (6 * BIT)
#define COMMON_COST   (13 * BIT) /* one of 6,600 */
#define CHANGE_COST   (3 * BIT)

/* FNV-1a. The text is in small letters. */
static bool is_listed(const char *text, size_t length)
{
	uint64_t hash = UINT64_C(0xcbf29ce484222325);
	size_t low = 0, high = common_password_count;

	for (size_t i = 0; i < length; i++)
		hash = (hash ^ (unsigned char)text[i]) * UINT64_C(0x100000001b3);
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (common_passwords[middle] == hash)
			return true;
		if (common_passwords[middle] < hash)
			low = middle + 1;
		else
			high = middle;
	}
	return false;
}

static void fold(char *out, const char *bytes, size_t length, enum leet leet)
{
	for (size_t i = 0; i < length; i++)
		out[i] = to_small(unleet(bytes[i], leet));
}

/* What is left when the text is the same again and again. */
static size_t period_of(const char *s, size_t length)
{
	for (size_t period = 1; period <= length / 2; period++) {
		if (memcmp(s, s + period, length - period) == 0)
			return period;
	}
	return length;
}

/* The text, without what people add behind and in front, and once if it is there twice. */
static bool is_common_folded(const char *s, size_t length)
{
	size_t from = 0, end = length, period = period_of(s, length);

	if (is_listed(s, length) || (period < length && is_listed(s, period)))
		return true;
	while (end > 0 && !is_small(s[end - 1]))
		end--;
	while (from < end && !is_small(s[from]))
		from++;
	if (end - from < 4)
		return false;
	period = period_of(s + from, end - from);
	return is_listed(s + from, end - from) || is_listed(s, end) || is_listed(s + from, period);
}

bool password_is_common(const char *bytes, size_t length)
{
	char s[PASSWORD_LONGEST];
	size_t plain = length;
	bool common;

	if (length == 0 || length > sizeof(s))
		return false;
	fold(s, bytes, length, LEET_NONE);
	common = is_common_folded(s, length);
	/* What was added behind the word must go before digits are read as letters. */
	while (plain > 0 && !is_letter(bytes[plain - 1]))
		plain--;
	for (enum leet leet = LEET_L; leet < LEETS && !common; leet++) {
		fold(s, bytes, length, leet);
		common = is_common_folded(s, length) || (plain > 0 && is_common_folded(s, plain));
	}
	explicit_bzero(s, sizeof(s));
	return common;
}

static bool contains(const char *s, size_t length, const char *word, size_t word_length)
{
	for (size_t i = 0; i + word_length <= length; i++) {
		if (memcmp(s + i, word, word_length) == 0)
			return true;
	}
	return false;
}

bool password_is_made_of(const char *bytes, size_t length, const char *word)
{
	char s[PASSWORD_LONGEST], w[PASSWORD_LONGEST];
	size_t word_length = strlen(word);
	bool found = false;

	if (length == 0 || length > sizeof(s) || word_length < 3 || word_length > length)
		return false;
	for (enum leet leet = LEET_NONE; leet < LEETS && !found; leet++) {
		fold(s, bytes, length, leet);
		fold(w, word, word_length, leet);
		found = word_length == length ? memcmp(s, w, length) == 0
					      : word_length >= 5 && word_length * 2 >= length &&
							contains(s, length, w, word_length);
	}
	explicit_bzero(s, sizeof(s));
	explicit_bzero(w, sizeof(w));
	return found;
}

/* log2 of the ways to place so many capitals. */
static int case_cost(const char *bytes, size_t length)
{
	size_t capitals = 0, fewer;
	int cost = 0;

	for (size_t i = 0; i < length; i++)
		capitals += is_capital(bytes[i]);
	if (capitals == 0)
		return 0;
	if (capitals == length || (capitals == 1 && is_capital(bytes[0])))
		return BIT;
	fewer = capitals < length - capitals ? capitals : length - capitals;
	for (size_t i = 1; i <= fewer; i++)
		cost += log2_fine[length - i + 1] - log2_fine[i];
	return cost + BIT;
}

/* A run of letters, by the letter statistics or as one of the common words. */
static int letters_cost(const char *bytes, size_t length)
{
	char s[PASSWORD_LONGEST];
	unsigned a = 26, b = 26;
	int chance = (int)length * LETTER_COST, cost = chance;

	fold(s, bytes, length, LEET_NONE);
	for (size_t i = 0; i < length; i++) {
		cost -= letter_gains[a * 27 + b][s[i] - 'a'] * 16;
		a = b;
		b = (unsigned)(s[i] - 'a');
	}
	if (cost > chance)
		cost = chance;
	if (length >= 4 && cost > COMMON_COST && is_listed(s, length))
		cost = COMMON_COST;
	explicit_bzero(s, length);
	return cost + case_cost(bytes, length);
}

/* The end of a run of letters: words may follow each other with a capital at the start. */
static size_t letters_end(const char *s, size_t from, size_t length)
{
	size_t i = from + 1;

	while (i < length && is_letter(s[i]) && !(is_capital(s[i]) && is_small(s[i - 1])))
		i++;
	return i;
}

static bool is_number(const char *s, unsigned low, unsigned high)
{
	unsigned value = (unsigned)(s[0] - '0') * 10 + (unsigned)(s[1] - '0');

	return value >= low && value <= high;
}

static bool is_year(const char *s)
{
	return is_number(s, 19, 20);
}

/* DDMMYYYY, MMDDYYYY, YYYYMMDD. */
static bool is_date(const char *s)
{
	const char *day = is_year(s) ? s + 4 : s;

	return (is_year(s) || is_year(s + 4)) &&
	       ((is_number(day, 1, 12) && is_number(day + 2, 1, 31)) ||
		(is_number(day, 1, 31) && is_number(day + 2, 1, 12)));
}

static int digits_cost(const char *s, size_t length)
{
	if (length == 8 && is_date(s))
		return DATE_COST;
	if (length >= 4 && (is_year(s) || is_year(s + length - 4)))
		return YEAR_COST + (int)(length - 4) * DIGIT_COST;
	return (int)length * DIGIT_COST;
}

static size_t digits_end(const char *s, size_t from, size_t length)
{
	while (from < length && is_digit(s[from]))
		from++;
	return from;
}

/* Letters that digits and signs stand for, as in p4ssw0rd: the same as letters, and two bits each.
 */
static int leet_cost(const char *bytes, size_t length, size_t *ret_end)
{
	char s[PASSWORD_LONGEST];
	size_t end = 0, instead = 0;
	int cost = 0;

	while (end < length && is_letter(unleet(bytes[end], LEET_L))) {
		instead += !is_letter(bytes[end]);
		end++;
	}
	/* Digits behind a word are digits. */
	while (end > 0 && !is_letter(bytes[end - 1])) {
		instead--;
		end--;
	}
	*ret_end = end;
	fold(s, bytes, end, LEET_L);
	if (end > 0 && instead > 0)
		cost = letters_cost(s, end) + (int)(2 * instead + 2) * BIT + case_cost(bytes, end);
	explicit_bzero(s, end);
	return cost;
}

static int piece_cost(const char *s, size_t at, size_t length, size_t *ret_end)
{
	size_t run = longest_run((struct text){ s, length }, at), leet_end;
	int leet, plain = 0;

	if (run >= 4) {
		*ret_end = at + run;
		return SEQUENCE_COST + log2_fine[run] + case_cost(s + at, run);
	}
	leet = leet_cost(s + at, length - at, &leet_end);
	if (leet > 0) {
		/* The same characters the other way. */
		for (size_t i = at; i < at + leet_end;) {
			size_t end = is_letter(s[i]) ? letters_end(s, i, at + leet_end) : i + 1;

			plain += is_letter(s[i])  ? letters_cost(s + i, end - i)
				 : is_digit(s[i]) ? DIGIT_COST
						  : SIGN_COST;
			i = end;
		}
		if (leet < plain) {
			*ret_end = at + leet_end;
			return leet;
		}
	}
	if (is_letter(s[at])) {
		*ret_end = letters_end(s, at, length);
		return letters_cost(s + at, *ret_end - at);
	}
	if (is_digit(s[at])) {
		*ret_end = digits_end(s, at, length);
		return digits_cost(s + at, *ret_end - at);
	}
	*ret_end = at + 1;
	return at > 0 && s[at] == s[at - 1] ? BIT : SIGN_COST;
}

static int chance_cost(const char *s, size_t length)
{
	int cost = 0;

	for (size_t i = 0; i < length; i++)
		cost += is_letter(s[i]) ? LETTER_COST : is_digit(s[i]) ? DIGIT_COST : SIGN_COST;
	return cost;
}

/*
 * People put a few words and numbers behind each other; where more pieces of letters and digits
 * change places, where they do is to be guessed as well. The more a piece or a model of people
 * tells of a maker (a random password rarely gains eight bits), the less that is worth. Nothing
 * is worth more than its alphabet.
 */
static int changes_cost(struct text text, size_t pieces, int gain, int cost)
{
	unsigned alphabet = alphabet_of(text);
	int model, changes, most;

	if (pieces <= 3)
		return 0;
	model = model_gain(text);
	gain = (model > gain ? model : gain) - 8 * BIT;
	changes = (int)(pieces - 3) * CHANGE_COST - (gain > 0 ? 3 * gain : 0);
	most = (int)text.length * log2_fine[alphabet == 52 ? 62 : alphabet] - cost;
	if (changes > most)
		changes = most;
	return changes > 0 ? changes : 0;
}

/* Words of a phrase, short ones, and the sign between two of them that is there again. */
#define SHORT_COST     (8 * BIT)
#define SHORTEST_COST  (5 * BIT)
#define WORD_LONGEST   12
#define PHRASE_AT_MOST 5 /* words; six that dice choose are as good as they are said to be */

static int word_cost(const char *bytes, size_t length)
{
	int cost = letters_cost(bytes, length), most = COMMON_COST + BIT;

	if (length <= 3)
		most = length == 3 ? SHORT_COST : SHORTEST_COST;
	return length <= WORD_LONGEST && cost > most ? most : cost;
}

/* What the words of a phrase cost, whatever their letters are; cost when it is none. */
static int phrase_cost(const char *s, size_t length, int cost)
{
	size_t words = 0, end;
	int all = 0;
	char sign = 0;

	for (size_t at = 0; at < length; at = end) {
		if (is_letter(s[at])) {
			end = letters_end(s, at, length);
			all += word_cost(s + at, end - at);
			words += end - at >= 3;
		} else if (is_digit(s[at])) {
			end = digits_end(s, at, length);
			all += digits_cost(s + at, end - at);
		} else {
			end = at + 1;
			all += s[at] == sign ? 0 : SIGN_COST;
			sign = s[at];
		}
	}
	return words <= PHRASE_AT_MOST && all < cost ? all : cost;
}

/* Whether the words of a language are in it, by the models that no random text passes. */
static bool is_of_words(struct text text)
{
	return model_flaws(text) & 1u << STRENGTH_HUMAN_TEXT || text_is_prose(text);
}

unsigned password_bits(const char *bytes, size_t length)
{
	int cost = 0, gain = 0;
	size_t pieces = 0;
	struct text text;

	if (length > PASSWORD_LONGEST)
		length = PASSWORD_LONGEST;
	if (length > 0) {
		size_t period = period_of(bytes, length);

		cost += period < length ? 3 * BIT : 0;
		length = period;
	}
	text = (struct text){ bytes, length };
	for (size_t at = 0; at < length;) {
		size_t from = at;
		int piece = piece_cost(bytes, at, length, &at);
		int gained = chance_cost(bytes + from, at - from) - piece;

		cost += piece;
		gain += gained > 0 ? gained : 0;
		pieces += is_letter(bytes[from]) || is_digit(bytes[from]);
	}
	cost += changes_cost(text, pieces, gain, cost);
	if (length > 0 && is_of_words(text))
		cost = phrase_cost(bytes, length, cost);
	return (unsigned)(cost / BIT);
}
