/* SPDX-License-Identifier: Apache-2.0 */
#include "checks.h"

#include <string.h>

#include "tables.h"

/*
 * Short sentences. The model of letters alone asks what they are, given where they stand; this one
 * asks for all at once: words in one case, numbers as people have them, and the same mark between
 * them, against a generator that draws each character from the smallest usual alphabet. It is one
 * distribution over texts of a length, and the same for their reversal, so that by Markov a random
 * key gains t bits with a probability of 2^-t at most. In 1/256 bits.
 */
#define BIT     256
#define FAIL_AT (24 * BIT)

enum kind { WORD, NUMBER, MARK, KINDS };

/* What follows a word, a number, a mark behind a word, a mark behind a number. */
#define BEHIND_NUMBER 1
static const int follow_cost[KINDS + BEHIND_NUMBER][KINDS] = {
	[WORD] = { 594, 594, 189 },                  /* 0.2, 0.2, 0.6 */
	[NUMBER] = { 338, 4096, 189 },               /* 0.4, -, 0.6 */
	[MARK] = { 82, 700, 1106 },                  /* 0.8, 0.15, 0.05 */
	[MARK + BEHIND_NUMBER] = { 338, 221, 1106 }, /* 0.4, 0.55, 0.05 */
};

/* Numbers that are written more often than others. */
static const char *const numbers[] = { "1",     "2",      "007",  "123", "1234",
				       "12345", "123456", "1000", "9000" };

static enum kind kind_of(char c)
{
	return is_letter(c) ? WORD : is_digit(c) ? NUMBER : MARK;
}

/* All capitals, or one letter of any case and small ones. */
static size_t word_end(struct text text, size_t from)
{
	size_t i = from + 1;
	bool capitals =
		i < text.length && is_capital(text.bytes[from]) && is_capital(text.bytes[i]);

	while (i < text.length && (capitals ? is_capital(text.bytes[i]) : is_small(text.bytes[i])))
		i++;
	return i;
}

/* Small, as a name, all capitals. */
enum style { STYLE_NONE, STYLE_SMALL, STYLE_NAME, STYLE_CAPITALS };

static enum style style_of(struct text text, size_t from, size_t end)
{
	if (is_small(text.bytes[from]))
		return STYLE_SMALL;
	return end - from > 1 && is_capital(text.bytes[from + 1]) ? STYLE_CAPITALS : STYLE_NAME;
}

/* One of three; then mostly the same again. */
static int style_cost(enum style style, enum style last)
{
	return last == STYLE_NONE ? 406 : style == last ? 82 : 850;
}

/* That a word goes on behind so many letters: 0.95, 0.85, 0.8, and 0.95 where they are many. */
static int longer_cost(size_t length)
{
	return length == 1 || length > 10 ? 19 : length == 2 ? 60 : 83;
}

/* That it ends there. */
static int end_cost(size_t length)
{
	return length == 1 || length > 10 ? 1106 : length == 2 ? 701 : 594;
}

/* Of its letters, by those before, and of its length. */
static int word_cost(struct text text, size_t from, size_t end)
{
	unsigned a = 26, b = 26;
	int cost = 0;

	for (size_t i = from; i < end; i++) {
		unsigned c = (unsigned)(to_small(text.bytes[i]) - 'a');

		cost += log2_fine[26] - letter_gains[a * 27 + b][c] * 16;
		cost += i > from ? longer_cost(i - from) : 0;
		a = b;
		b = c;
	}
	return end < text.length ? cost + end_cost(end - from) : cost;
}

static size_t number_end(struct text text, size_t from)
{
	while (from < text.length && is_digit(text.bytes[from]))
		from++;
	return from;
}

/*
 * The years 1980 to 2039 with 2^-8 each, 00 to 31 with 2^-6.5, those above with 2^-7; the rest of
 * the numbers with 0.3, and half as many with each digit more.
 */
static int number_cost(const char *digits, size_t length)
{
	int cost = (int)length * (log2_fine[10] + BIT) + 445, value = 0;

	for (size_t i = 0; i < length && i < 4; i++)
		value = value * 10 + (digits[i] - '0');
	if (length == 4 && value >= 1980 && value <= 2039)
		return 8 * BIT;
	if (length == 2 && value <= 31)
		return 13 * BIT / 2;
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		if (strlen(numbers[i]) == length && memcmp(digits, numbers[i], length) == 0)
			return cost < 7 * BIT ? cost : 7 * BIT;
	}
	return cost;
}

/* One of four, or any of thirty; then mostly the same again. */
static int mark_cost(char mark, char last)
{
	if (mark == last)
		return 82;
	return !last && mark && strchr("-_. ", mark) ? 3 * BIT : 7 * BIT;
}

/* What the text is made of so far. */
struct writer {
	int cost;
	enum kind kind; /* of the last piece */
	bool behind_number;
	enum style style;
	char mark;
};

/* The piece that begins there; returns its end. */
static size_t take_piece(struct writer *writer, struct text text, size_t at)
{
	enum kind kind = kind_of(text.bytes[at]), last = writer->kind;
	size_t end = at + 1;

	writer->behind_number = kind == MARK && (last == NUMBER || writer->behind_number);
	writer->kind = kind;
	if (kind == WORD) {
		enum style style;

		end = word_end(text, at);
		style = style_of(text, at, end);
		writer->cost += word_cost(text, at, end) + style_cost(style, writer->style);
		writer->style = style;
	} else if (kind == NUMBER) {
		end = number_end(text, at);
		writer->cost += number_cost(text.bytes + at, end - at);
	} else {
		writer->cost += mark_cost(text.bytes[at], writer->mark);
		writer->mark = text.bytes[at];
	}
	return end;
}

static int text_cost(struct text text)
{
	struct writer writer = { .cost = BIT, .kind = MARK };

	for (size_t at = 0; at < text.length;) {
		int state;

		at = take_piece(&writer, text, at);
		state = (int)writer.kind + (writer.behind_number ? BEHIND_NUMBER : 0);
		if (at < text.length)
			writer.cost += follow_cost[state][kind_of(text.bytes[at])];
	}
	return writer.cost;
}

/*
 * The smallest alphabet of a generator that makes such texts; 0 for those whose letters say as much
 * as the whole: of one case, of digits, of hexadecimal.
 */
static unsigned generator_of(struct text text)
{
	bool letter = false, small = false, capital = false;
	unsigned alphabet = alphabet_of(text);

	for (size_t i = 0; i < text.length; i++) {
		letter |= is_letter(text.bytes[i]);
		small |= is_small(text.bytes[i]);
		capital |= is_capital(text.bytes[i]);
	}
	switch (alphabet) {
	case 10:
	case 26: return 0;
	case 16: return letter ? 0 : 11;
	/* Small letters, digits, - and _. */
	case 64: return small && capital ? 64 : 38;
	default: return alphabet;
	}
}

/* How each letter was shown last, where digits and signs stand for letters; 0: not yet. */
struct forms {
	char last[26];
};

/* At first as what people mostly take for it, 0.8, of which there are two for three letters. */
static int first_cost(char letter, bool same)
{
	switch (letter) {
	case 'o':
	case 'e': return same ? 594 : 82;
	case 'a':
	case 's':
	case 'i': return same ? 594 : 338;
	case 't':
	case 'l': return same ? 82 : 594;
	case 'b': return same ? 19 : 1106;
	default: return 0;
	}
}

/* Then mostly the same again, 0.9; of two others each with 0.05. */
static int form_cost(const struct forms *forms, char letter, char shown)
{
	char last = forms->last[letter - 'a'];

	if (!last || !strchr("abeilost", letter))
		return first_cost(letter, shown == letter);
	return shown == last ? 39 : strchr("asi", letter) ? 1106 : 850;
}

/* The letter that a 1 stands for behind two others. */
static enum leet reading_of_one(const struct forms *forms, unsigned a, unsigned b)
{
	int as_i = letter_gains[a * 27 + b]['i' - 'a'] * 16 - form_cost(forms, 'i', '1');
	int as_l = letter_gains[a * 27 + b]['l' - 'a'] * 16 - form_cost(forms, 'l', '1');

	return as_i > as_l ? LEET_I : LEET_L;
}

/* The text in letters; what their forms cost beside them. */
static int spell_out(char *out, struct text text)
{
	struct forms forms = { { 0 } };
	unsigned a = 26, b = 26;
	int cost = 0;

	for (size_t i = 0; i < text.length; i++) {
		char shown = to_small(text.bytes[i]);
		char c = to_small(unleet(shown, reading_of_one(&forms, a, b)));

		out[i] = is_small(c) && is_letter(text.bytes[i]) ? text.bytes[i] : c;
		a = b;
		b = 26;
		if (!is_small(c))
			continue;
		cost += form_cost(&forms, c, shown);
		forms.last[c - 'a'] = shown;
		b = (unsigned)(c - 'a');
	}
	explicit_bzero(&forms, sizeof(forms));
	return cost;
}

/* Nearly all of it reads as small letters, and not all is: for others the rest is not worth it. */
static bool may_be_leet(struct text text)
{
	size_t others = 0, shown = 0;

	for (size_t i = 0; i < text.length; i++) {
		bool letter = is_letter(unleet(text.bytes[i], LEET_I));

		shown += letter && !is_letter(text.bytes[i]);
		others += !letter || is_capital(text.bytes[i]);
	}
	return shown >= 4 && others * 12 <= text.length;
}

/* The same sentences in the letters of games: n3v3rg1v3up. */
static bool is_leet(struct text core, int random)
{
	char letters[VIEW_LONGEST];
	bool found = false;

	if (may_be_leet(core)) {
		int cost = spell_out(letters, core);

		cost += text_cost((struct text){ letters, core.length });
		found = random - cost >= FAIL_AT + BIT;
		explicit_bzero(letters, core.length);
	}
	return found;
}

/*
 * Three words or more with one blank between: no generator makes such, whatever the language. Where
 * all 95 characters that print are drawn, 16 of them are letters and blanks with 2^-28.
 */
static bool is_spaced(struct text core)
{
	size_t blanks = 0;

	for (size_t i = 0; i < core.length; i++) {
		bool blank = core.bytes[i] == ' ';

		if (!blank && !is_small(core.bytes[i]))
			return false;
		blanks += blank;
	}
	return blanks >= 2 && core.length >= 16;
}

bool text_is_prose(struct text core)
{
	unsigned alphabet = generator_of(core);
	char reversed[VIEW_LONGEST];
	int random = (int)core.length * log2_fine[alphabet];
	bool found;

	if (is_spaced(core))
		return true;
	if (alphabet == 0 || core.length > VIEW_LONGEST)
		return false;
	for (size_t i = 0; i < core.length; i++)
		reversed[i] = core.bytes[core.length - 1 - i];
	found = random - text_cost(core) >= FAIL_AT + BIT ||
		random - text_cost((struct text){ reversed, core.length }) >= FAIL_AT + BIT;
	explicit_bzero(reversed, core.length);
	return found || is_leet(core, random);
}
