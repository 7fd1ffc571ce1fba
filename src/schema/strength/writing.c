/* SPDX-License-Identifier: Apache-2.0 */
#include "checks.h"

/* Fewer bytes print too often. */
#define SHORTEST 16

/* Random bytes gain as much with a probability below 2^-30, and 2^-13: in sixteenths of a bit. */
#define GAIN_SURE   (31 * 16)
#define GAIN_LIKELY (14 * 16)

/*
 * What a text is made of. By chance, 98 of 256 bytes print in ASCII; two are one character of UTF-8
 * with 30 * 64 / 2^16 = 0.029, three with 0.0039, four with 0.0003; all else is 158 of 256.
 */
enum unit { UNIT_ASCII, UNIT_TWO, UNIT_THREE, UNIT_FOUR, UNIT_OTHER, UNITS };

/*
 * 16 log2 of how much more often each is in a text, rounded down. One of Latin letters has 0.86,
 * 0.08, 0.03, 0.005, and 0.025 of what is no text, as a NUL at its end; one of others has 0.2, 0.5,
 * 0.2, 0.05, 0.05. Each row's likelihood ratio has a mean of at most 1 over random bytes, so by
 * Markov a gain of b bits has at most 2^-b; there are two rows.
 */
static const int gains[][UNITS] = {
	{ 18, 23, 47, 64, -75 },
	{ -16, 65, 90, 116, -59 },
};

/* ASCII that prints, with tabs and line ends. */
static bool prints(unsigned char c)
{
	return (c >= 0x20 && c <= 0x7e) || c == '\n' || c == '\r' || c == '\t';
}

/* How many bytes from s on are one character of UTF-8, two or more; 1 when they are none. */
static size_t utf8_length(const unsigned char *s, size_t left)
{
	size_t length = s[0] >= 0xf0 && s[0] <= 0xf4  ? 4
			: s[0] >= 0xe0 && s[0] < 0xf0 ? 3
			: s[0] >= 0xc2 && s[0] < 0xe0 ? 2
						      : 1;

	if (length > left)
		return 1;
	for (size_t i = 1; i < length; i++) {
		if ((s[i] & 0xc0) != 0x80)
			return 1;
	}
	return length;
}

/* The unit that begins at s; moves *at behind it. */
static enum unit next_unit(struct text text, size_t *at)
{
	const unsigned char *s = (const unsigned char *)text.bytes + *at;
	size_t length = utf8_length(s, text.length - *at);

	*at += length;
	if (length > 1)
		return (enum unit)(length - 2 + UNIT_TWO);
	return prints(*s) ? UNIT_ASCII : UNIT_OTHER;
}

enum writing writing_of(struct text bytes)
{
	bool all = true;
	int latin = 0, other = 0;

	if (bytes.length < SHORTEST)
		return WRITING_NONE;
	if (bytes.length > VIEW_LONGEST)
		bytes.length = VIEW_LONGEST;
	for (size_t at = 0; at < bytes.length;) {
		enum unit unit = next_unit(bytes, &at);

		all = all && unit == UNIT_ASCII;
		latin += gains[0][unit];
		other += gains[1][unit];
	}
	/* (98 / 256)^16 < 2^-22 for all of it. */
	if (all || latin >= GAIN_SURE || other >= GAIN_SURE)
		return WRITING_SURE;
	return latin >= GAIN_LIKELY || other >= GAIN_LIKELY ? WRITING_LIKELY : WRITING_NONE;
}
