/* SPDX-License-Identifier: Apache-2.0 */
#include "schema/strength.h"

#include <string.h>

#include "checks.h"
#include "schema/words.h"
#include "tables.h"
#include "util/cleanup.h"

/* Letters of four words that are not long. */
#define PHRASE_SHORTEST 20

/* A word list of tables.h. */
struct words {
	const char *const *list;
	const uint16_t *from;
};

static const struct words long_list = { long_words, long_words_from };
static const struct words short_list = { short_words, short_words_from };
static const struct words hex_list = { hex_words, hex_words_from };

/* The length of the longest word that the text, which is in small letters, begins with. */
static size_t word_at(const struct words *words, const char *bytes, size_t length)
{
	const uint16_t *from = words->from;
	size_t longest = 0;

	if (length < 2 || !is_small(bytes[0]))
		return 0;
	from += (bytes[0] - 'a') * 27 + (is_small(bytes[1]) ? bytes[1] - 'a' + 1 : 0);
	for (size_t i = from[0]; i < from[1]; i++) {
		size_t at = 1;

		/* A text may hold a NUL where a word ends. */
		while (at < length && words->list[i][at] && words->list[i][at] == bytes[at])
			at++;
		if (!words->list[i][at] && at > longest)
			longest = at;
	}
	return longest;
}

/*
 * Small letters for capitals and for the accented letters of Latin-1 and Latin Extended-A (UTF-8
 * C3 80 to C5 BE, as their plain letters), without the marks between words.
 */
static size_t normalise(char *out, struct text text, enum leet leet)
{
	/* U+00C0 to U+00FF. */
	static const char latin[] =
		"aaaaaaaceeeeiiiidnooooo_ouuuuypsaaaaaaaceeeeiiiidnooooo_ouuuuypy";
	size_t used = 0;

	for (size_t i = 0; i < text.length && used < VIEW_LONGEST; i++) {
		unsigned char c = (unsigned char)text.bytes[i];
		unsigned char next = i + 1 < text.length ? (unsigned char)text.bytes[i + 1] : 0;

		if (c == 0xc3 && next >= 0x80 && next <= 0xbf) {
			out[used++] = latin[next - 0x80];
			i++;
		} else if (c != '-' && c != '_' && c != '.' && c != ' ') {
			out[used++] = to_small(unleet((char)c, leet));
		}
	}
	return used;
}

/* How many of the first characters words can cover, at best, without overlap. */
static size_t covered_from(const struct words *words, const char *bytes, size_t length)
{
	uint16_t best[VIEW_LONGEST + 1] = { 0 };

	for (size_t i = 0; i < length; i++) {
		size_t word = word_at(words, bytes + i, length - i);

		if (best[i] > best[i + 1])
			best[i + 1] = best[i];
		/* Words shorter than the longest here cover no more: only the end matters. */
		if (word > 0 && best[i] + word > best[i + word])
			best[i + word] = (uint16_t)(best[i] + word);
	}
	return best[length];
}

static size_t covered(const struct words *words, const char *bytes, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		if (word_at(words, bytes + i, length - i) > 0)
			return covered_from(words, bytes + i, length - i);
	}
	return 0;
}

/* How many letters there are, and how many of them are of short words. */
static size_t count_letters(size_t *ret_within, struct text text)
{
	char room[VIEW_LONGEST];
	size_t letters = 0, within = 0, length = 0;

	for (size_t i = 0; i <= text.length && i < VIEW_LONGEST; i++) {
		char c = i < text.length ? to_small(text.bytes[i]) : 0;

		if (is_small(c)) {
			room[length++] = c;
			continue;
		}
		within += covered(&short_list, room, length);
		letters += length;
		length = 0;
	}
	explicit_bzero(room, sizeof(room));
	*ret_within = within;
	return letters;
}

/*
 * Short words are two thirds of nothing in random keys, but three fifths of the letters of
 * placeholders. Letters must be half of the text, so that a password of digits and signs with one
 * word of three letters in it stays.
 */
static bool is_made_of_short_words(struct text text)
{
	size_t total = text.length < VIEW_LONGEST ? text.length : VIEW_LONGEST;
	size_t within, letters = count_letters(&within, text);

	return letters > 0 && letters * 2 >= total && within * 10 >= letters * 6;
}

/* A phrase of other words, four or so: three fifths of its letters are of nobody's placeholder. */
static bool is_other_phrase(struct text text)
{
	size_t within, letters = count_letters(&within, text);

	return letters - within >= PHRASE_SHORTEST && (letters - within) * 10 >= letters * 6;
}

/* Words of placeholders that stand in other texts, too, and within others: protesting. */
static bool is_ordinary(const char *bytes, size_t length)
{
	return word_among((struct word){ bytes, length },
			  "characters example minimum replacement testing undefined unspecified");
}

/* alone: whether an ordinary word is enough. */
static bool has_long_word(struct text text, enum leet leet, bool alone)
{
	char room[VIEW_LONGEST];
	size_t length = normalise(room, text, leet);
	bool found = false;

	for (size_t i = 0; i < length && !found; i++) {
		size_t word = word_at(&long_list, room + i, length - i);

		found = word > 0 && (alone || !is_ordinary(room + i, word));
	}
	explicit_bzero(room, length);
	return found;
}

static bool says(struct text text, enum leet leet)
{
	return has_long_word(text, leet, true) &&
	       (!is_other_phrase(text) || has_long_word(text, leet, false));
}

/* A run of one marker, six or more; of zeros, twelve: random hexadecimal has shorter ones. */
static bool has_marker_run(struct text text)
{
	size_t run = 0;

	for (size_t i = 0; i < text.length; i++) {
		char c = text.bytes[i];

		run = i > 0 && c == text.bytes[i - 1] ? run + 1 : 1;
		if (run >= 6 && c && (strchr("xX*", c) || (c == '0' && run >= 12)))
			return true;
	}
	return false;
}

/* Words of hexadecimal digits cover three fifths of it. */
static bool is_hex_prose(struct text text)
{
	char room[VIEW_LONGEST];
	size_t length, within;

	if (text.length < 8 || !is_hex(text))
		return false;
	length = normalise(room, text, LEET_NONE);
	within = covered(&hex_list, room, length);
	explicit_bzero(room, length);
	return within * 10 >= length * 6;
}

/*
 * As it stands, and where digits or signs may be letters; those of hexadecimal are none: atleast is
 * written with 471ea57, which three keys in a million have in them.
 */
bool text_says_placeholder(struct text text)
{
	size_t length = is_hex(text) ? 0 : text.length;
	bool leet = false, one = false;

	for (size_t i = 0; i < length; i++) {
		leet |= unleet(text.bytes[i], LEET_L) != text.bytes[i];
		one |= unleet(text.bytes[i], LEET_L) != unleet(text.bytes[i], LEET_I);
	}
	return says(text, LEET_NONE) || (leet && says(text, LEET_L)) || (one && says(text, LEET_I));
}

bool text_is_placeholder(struct text text)
{
	if (text.length > VIEW_LONGEST)
		text.length = VIEW_LONGEST;
	return text_says_placeholder(text) || has_marker_run(text) || is_hex_prose(text) ||
	       (alphabet_of(text) != 16 && is_made_of_short_words(text));
}

bool strength_is_placeholder(const char *bytes, size_t length)
{
	return text_is_placeholder((struct text){ bytes, length });
}

bool text_is_foreign(struct text text)
{
	size_t foreign = 0;

	/* The first bytes of characters of UTF-8, not those that follow them. */
	for (size_t i = 0; i < text.length; i++)
		foreign += (unsigned char)text.bytes[i] >= 0xc2;
	return foreign > 0;
}
