/* SPDX-License-Identifier: Apache-2.0 */
#include "checks.h"

#include <string.h>

#include "schema/strength.h"
#include "tables.h"

/* Looking for repetition takes time that grows with the square of this. */
#define REPETITION_LONGEST 256

/* A repeat that counts: a random base64 key has one with 2^-25, and needs several. */
#define REPEAT_SHORTEST 6
#define COPY_SHORTEST   10

/* A smallest period up to half the length: nine tenths of what follows the first time is the same.
 */
static bool has_period(const char *s, size_t length)
{
	for (size_t period = 1; period <= length / 2; period++) {
		size_t allowed = (length - period) / 10, others = 0;

		for (size_t i = period; i < length && others <= allowed; i++)
			others += s[i] != s[i - period];
		if (others <= allowed)
			return true;
	}
	return false;
}

/* Nine tenths of it is the same backwards. */
static bool is_mirrored(const char *s, size_t length)
{
	size_t same = 0;

	for (size_t i = 0; i < length / 2; i++)
		same += s[i] == s[length - 1 - i];
	return length >= 16 && same * 10 >= length / 2 * 9;
}

/* Three characters as the number of a bit. */
static unsigned triple_at(const char *s)
{
	return ((unsigned char)s[0] * 961u + (unsigned char)s[1] * 31u + (unsigned char)s[2]) %
	       4096;
}

/* One piece that is there again and is three tenths of it: of 128 random bits with 2^-33 at most.
 */
static bool is_large_copy(size_t piece, size_t length)
{
	return piece >= COPY_SHORTEST && piece * 10 >= length * 3;
}

/* Two fifths of it, in pieces of six or more, has been there before. */
static bool is_copied(const char *s, size_t length)
{
	uint64_t seen[4096 / 64] = { 0 };
	size_t within = 0, known = 0;

	for (size_t i = REPEAT_SHORTEST; i + REPEAT_SHORTEST <= length;) {
		size_t longest = 0;

		/* Where no three characters have been before, six have not. */
		for (; known + 3 <= i; known++)
			seen[triple_at(s + known) / 64] |= UINT64_C(1) << triple_at(s + known) % 64;
		if (!(seen[triple_at(s + i) / 64] >> triple_at(s + i) % 64 & 1)) {
			i++;
			continue;
		}
		for (size_t from = 0; from + REPEAT_SHORTEST <= i; from++) {
			size_t same = 0;

			if (s[from] != s[i] || s[from + 1] != s[i + 1])
				continue;
			while (i + same < length && from + same < i &&
			       s[from + same] == s[i + same])
				same++;
			if (same > longest)
				longest = same;
		}
		if (longest < REPEAT_SHORTEST) {
			i++;
			continue;
		}
		if (is_large_copy(longest, length))
			return true;
		within += longest;
		i += longest;
	}
	return within * 5 >= length * 2;
}

static bool is_repetitive(struct text core)
{
	char s[REPETITION_LONGEST];
	size_t length = core.length < sizeof(s) ? core.length : sizeof(s);
	bool found;

	for (size_t i = 0; i < length; i++)
		s[i] = to_small(core.bytes[i]);
	found = length >= 6 &&
		(has_period(s, length) || is_mirrored(s, length) || is_copied(s, length));
	explicit_bzero(s, length);
	return found;
}

/* How far the sequence goes on from here in one direction, 1 when it does not. */
static size_t run_in(const uint8_t *places, struct text core, size_t at, int direction)
{
	size_t end = at + 1;

	while (end < core.length) {
		unsigned char a = (unsigned char)core.bytes[end - 1];
		unsigned char b = (unsigned char)core.bytes[end];

		if (a >= 128 || b >= 128 || !places[a] || !places[b] ||
		    places[b] - places[a] != direction)
			break;
		end++;
	}
	return end - at;
}

/* Whether two characters follow each other in some sequence, or are the same. */
static bool is_pair(char a, char b)
{
	unsigned char first = (unsigned char)a, second = (unsigned char)b;

	return a == b ||
	       (first < 128 && second < 128 && sequence_pairs[first][second / 8] >> second % 8 & 1);
}

size_t longest_run(struct text core, size_t at)
{
	size_t longest = 1;

	/* Runs shorter than four are of no interest. */
	if (at + 4 > core.length)
		return 1;
	for (size_t i = at; i < at + 3; i++) {
		if (!is_pair(core.bytes[i], core.bytes[i + 1]))
			return 1;
	}

	while (at + longest < core.length && core.bytes[at + longest] == core.bytes[at])
		longest++;
	for (size_t i = 0; i < sequence_count; i++) {
		size_t up = run_in(sequence_places[i], core, at, 1);
		size_t down = run_in(sequence_places[i], core, at, -1);

		longest = up > longest ? up : longest;
		longest = down > longest ? down : longest;
	}
	return longest;
}

/* Runs of four or more of one sequence, or of one character, are half of it. */
static bool is_sequence(struct text core)
{
	size_t within = 0;

	for (size_t i = 0; i < core.length;) {
		size_t run = longest_run(core, i);

		if (run >= 4)
			within += run;
		i += run >= 4 ? run : 1;
	}
	return within * 2 >= core.length && core.length >= 4;
}

static bool is_poor(struct text core)
{
	unsigned alphabet = alphabet_of(core), distinct = 0;
	size_t length = core.length < DISTINCT_LONGEST ? core.length : DISTINCT_LONGEST;
	bool seen[256] = { false };

	alphabet = alphabet == 90 ? 70 : alphabet == 62 ? 64 : alphabet;
	for (size_t i = 0; i < core.length; i++) {
		distinct += !seen[(unsigned char)core.bytes[i]];
		seen[(unsigned char)core.bytes[i]] = true;
	}
	for (const struct distinct_floor *row = distinct_floors; row->alphabet; row++) {
		if (row->alphabet == alphabet)
			return distinct < row->floors[length];
	}
	return false;
}

/*
 * 128 bits in hexadecimal, whatever stands beside: composite tokens, as ACCOUNT.KEY, have few
 * characters for the alphabet that the whole of them seems to be in.
 */
static bool has_good_hex(struct text core)
{
	char room[VIEW_LONGEST];
	struct text digits;
	bool found = false;

	for (size_t at = 0; !found && text_next_hex(&digits, room, core, &at);)
		found = !is_poor(digits);
	explicit_bzero(room, sizeof(room));
	return found;
}

uint32_t structure_flaws(struct text core)
{
	uint32_t flaws = 0;

	if (is_repetitive(core))
		flaws |= 1u << STRENGTH_REPETITION;
	if (is_sequence(core) || is_known_number(core))
		flaws |= 1u << STRENGTH_SEQUENCE;
	if (is_poor(core) && !has_good_hex(core))
		flaws |= 1u << STRENGTH_DISTINCT;
	return flaws;
}

/*
 * Half of the steps are small, or as large as the one before: of 16 random bytes with 2^-38 and
 * 2^-45, of 8 with 2^-20 and 2^-26.
 */
static bool is_counter(const unsigned char *s, size_t length)
{
	size_t small = 0, even = 0;

	for (size_t i = 1; i < length; i++) {
		unsigned char step = (unsigned char)(s[i] - s[i - 1]);

		small += step <= 1 || step == 0xff;
		even += i > 1 && step == (unsigned char)(s[i - 1] - s[i - 2]);
	}
	return small * 2 >= length || even * 2 >= length;
}

uint32_t bytes_flaws(const void *bytes, size_t length)
{
	const unsigned char *s = bytes;
	size_t looked = length < REPETITION_LONGEST ? length : REPETITION_LONGEST;
	size_t within = 0;
	uint32_t flaws = 0;

	if (looked < 8)
		return 0;
	/* Bytes that count, up or down, or stay, in runs of four. */
	for (size_t i = 0; i < looked;) {
		size_t end = i + 1;
		unsigned char step = end < looked ? (unsigned char)(s[end] - s[i]) : 2;

		while ((step <= 1 || step == 0xff) && end < looked &&
		       (unsigned char)(s[end] - s[end - 1]) == step)
			end++;
		within += end - i >= 4 ? end - i : 0;
		i = end - i >= 4 ? end : i + 1;
	}
	if (within * 2 >= looked || is_counter(s, looked))
		flaws |= 1u << STRENGTH_SEQUENCE;
	if (has_period(bytes, looked))
		flaws |= 1u << STRENGTH_REPETITION;
	return flaws;
}
