/* SPDX-License-Identifier: Apache-2.0 */
#include "checks.h"

#include <string.h>

#include "schema/strength.h"
#include "tables.h"
#include "util/cleanup.h"

/*
 * Likelihood ratios. Each model of how people, and programs that imitate them, make up a key gives
 * every text a probability; how much more than a random generator gives it is the model's gain. A
 * random key has a gain of t bits with a probability of 2^-t at most, whatever the model
 * (Markov's inequality), so that FAIL_AT says how often good keys are refused: not once in ten
 * million for each model. Gains are in 1/256 bits; the table of letters is rounded down, so that
 * its distribution does not grow beyond one.
 *
 * Classes (small, capital, digit, other) have frequencies that are taken from the text itself: no
 * generator of independent characters makes it likelier than that. Given the classes, letters and
 * digits are as likely as each other for a random generator; the models of letters, of digits, and
 * of classes are then independent, and their gains may be added.
 */
#define BIT     256
#define FAIL_AT (24 * BIT)
/*
 * Several habits together are one of 8 x 14 x 7 products of models: 30 bits then mean fewer than
 * one good key in a million by that bound, and none in a million as measured.
 */
#define CHOICE  (6 * BIT)

/* Letters 0 to 25, or 0 to 5 for hexadecimal; digits 0 to 9. */
struct symbols {
	unsigned char at[VIEW_LONGEST];
	size_t count;
	unsigned alphabet;
};

static int log2_of(size_t n)
{
	return log2_fine[n < 1024 ? n : 1024];
}

/* 256 log2(numerator / denominator). */
static int ratio(size_t numerator, size_t denominator)
{
	return log2_of(numerator) - log2_of(denominator);
}

static int larger(int a, int b)
{
	return a > b ? a : b;
}

enum class { SMALL, CAPITAL, DIGIT, OTHER, CLASSES };

static enum class class_of(char c) {
	return is_small(c)     ? SMALL
	       : is_capital(c) ? CAPITAL
	       : is_digit(c)   ? DIGIT
			       : OTHER;
}

/* Classes that repeat with a period of 2 to 8, with 0.85, against their frequencies. */
static int class_gain(struct text core)
{
	size_t counts[CLASSES] = { 0 }, n = core.length;
	int hit[CLASSES], miss[CLASSES], best = -FAIL_AT;
	unsigned char classes[VIEW_LONGEST];
	bool is_one = false;

	for (size_t i = 0; i < n; i++) {
		classes[i] = (unsigned char)class_of(core.bytes[i]);
		counts[classes[i]]++;
	}
	for (size_t k = 0; k < CLASSES; k++) {
		hit[k] = ratio(n, counts[k]) - 60;       /* log2(0.85) = -0.234 */
		miss[k] = ratio(n, n - counts[k]) - 701; /* log2(0.15) = -2.737 */
		is_one |= counts[k] == n;
	}
	for (size_t period = 2; !is_one && period <= 8 && period * 3 <= n; period++) {
		int gain = 0;

		for (size_t i = period; i < n; i++) {
			unsigned char was = classes[i - period];

			gain += classes[i] == was ? hit[was] : miss[was];
		}
		best = larger(best, gain);
	}
	explicit_bzero(classes, n);
	return is_one ? 0 : best;
}

/*
 * The next symbol is one of `ways` that a rule names, with a probability of share / 256, or else
 * any other: what a hit and a miss are worth.
 */
struct bet {
	int hit, miss;
};

static struct bet bet(unsigned alphabet, unsigned ways, unsigned share)
{
	return (struct bet){
		log2_of(alphabet) + log2_of(share) - 8 * BIT - log2_of(ways),
		log2_of(alphabet) + log2_of(256 - share) - 8 * BIT - log2_of(alphabet - ways),
	};
}

/* The next one is 1 to `reach` further, in one of the two directions, round the end. */
static int step_gain(const struct symbols *symbols, unsigned reach, unsigned share)
{
	struct bet worth = bet(symbols->alphabet, reach, share);
	int up = 0, down = 0;

	for (size_t i = 1; i < symbols->count; i++) {
		unsigned a = symbols->at[i - 1], b = symbols->at[i];
		unsigned further = b >= a ? b - a : b + symbols->alphabet - a;

		up += further >= 1 && further <= reach ? worth.hit : worth.miss;
		down += further > 0 && symbols->alphabet - further <= reach ? worth.hit
									    : worth.miss;
	}
	return larger(up, down) - BIT;
}

/* People shun what they have just used: the next is not among the last ones, with 31 in 32. */
static int novelty_gain(const struct symbols *symbols, size_t window)
{
	uint8_t within[64] = { 0 };
	unsigned distinct = 0;
	int gain = 0;

	for (size_t i = 0; i < symbols->count; i++) {
		unsigned char now = symbols->at[i];

		if (distinct > 0 && distinct < symbols->alphabet) {
			struct bet worth =
				bet(symbols->alphabet, symbols->alphabet - distinct, 248);

			gain += within[now] ? worth.miss : worth.hit;
		}
		distinct += within[now]++ == 0;
		if (i >= window)
			distinct -= --within[symbols->at[i - window]] == 0;
	}
	return gain;
}

/* Fingers on the middle row: its nine letters five times as likely as others (9 x 5 + 17 = 62). */
static int drum_gain(const struct symbols *letters)
{
	/* a, s, d, f, g, h, j, k, l. */
	const uint32_t row = 1u << 0 | 1u << 18 | 1u << 3 | 1u << 5 | 1u << 6 | 1u << 7 | 1u << 9 |
			     1u << 10 | 1u << 11;
	int gain = 0;

	for (size_t i = 0; i < letters->count; i++)
		gain += row >> letters->at[i] & 1 ? ratio(26 * 5, 62) : ratio(26, 62);
	return gain;
}

/* Fingers that walk: the next key touches the last one, with 0.75. */
static int walk_gain(const struct symbols *letters)
{
	int gain = 0;

	for (size_t i = 1; i < letters->count; i++) {
		uint32_t around = key_neighbours[letters->at[i - 1]];
		unsigned ways = (unsigned)__builtin_popcount(around);
		struct bet worth = bet(26, ways, 192);

		gain += around >> letters->at[i] & 1 ? worth.hit : worth.miss;
	}
	return gain;
}

/*
 * English and what people write into keys, by the letters before. A digit or sign that reads as a
 * letter is, by chance, one of ten: log2(26 / 10) = 1.38 bits less are gained. Runs may each be
 * text or not, at the price of a bit.
 */
static int text_gain(const int8_t (*gains)[26], struct text core, enum leet leet)
{
	int all = 0, some = 0, run = 0;
	unsigned a = 26, b = 26;

	for (size_t i = 0; i <= core.length; i++) {
		char c = i < core.length ? core.bytes[i] : 0;
		char letter = to_small(unleet(c, leet));

		if (!is_small(letter)) {
			all += run;
			some += larger(run - BIT, -BIT) * (b != 26);
			run = 0;
			a = b = 26;
			continue;
		}
		run += gains[a * 27 + b][letter - 'a'] * 16 - (is_letter(c) ? 0 : 353);
		a = b;
		b = (unsigned)(letter - 'a');
	}
	return larger(all, some) - (leet == LEET_NONE ? 1 : 3) * BIT;
}

static int letters_gain(struct text core)
{
	int best = larger(text_gain(letter_gains, core, LEET_NONE),
			  larger(text_gain(letter_gains, core, LEET_L),
				 text_gain(letter_gains, core, LEET_I)));

	for (size_t i = 0; i < LANGUAGE_FAMILIES; i++)
		best = larger(best, text_gain(language_gains[i], core, LEET_NONE));
	return best;
}

static void collect(struct text core, bool hex, struct symbols *letters, struct symbols *digits,
		    struct symbols *all)
{
	letters->alphabet = hex ? 6 : 26;
	digits->alphabet = 10;
	all->alphabet = 16;
	letters->count = digits->count = all->count = 0;
	for (size_t i = 0; i < core.length; i++) {
		char c = to_small(core.bytes[i]);

		if (is_small(c))
			letters->at[letters->count++] = (unsigned char)(c - 'a');
		else if (is_digit(c))
			digits->at[digits->count++] = (unsigned char)(c - '0');
		/* Marks between groups that are not regular are still there. */
		if (hex && is_hex_digit(c))
			all->at[all->count++] =
				(unsigned char)(is_digit(c) ? c - '0' : c - 'a' + 10);
	}
}

/* RFC 4648's base32 has the digits 2 to 7 only, so that each is likelier than one in ten. */
static unsigned digit_alphabet(struct text core)
{
	return alphabet_of(core) == 32 ? 6 : 10;
}

struct gains {
	int class, text, hands, steps, letters_apart, digits_apart, apart;
};

static void measure(struct gains *ret, struct text core)
{
	bool hex = alphabet_of(core) == 16;
	struct symbols letters, digits, all;

	collect(core, hex, &letters, &digits, &all);
	/* Six values of ten: what is gained too much by assuming ten is taken off at once. */
	int digits_price = digit_alphabet(core) == 6 ? (int)digits.count * ratio(10, 6) : 0;

	*ret = (struct gains){ .class = class_gain(core) };
	ret->steps = larger(0, step_gain(&letters, 1, 128)) +
		     larger(0, step_gain(&digits, 1, 128) - digits_price);
	ret->digits_apart = larger(novelty_gain(&digits, 3),
				   larger(novelty_gain(&digits, 6), novelty_gain(&digits, 8))) -
			    digits_price;
	if (hex) {
		ret->letters_apart = novelty_gain(&letters, 2);
		ret->apart = larger(novelty_gain(&all, 4),
				    larger(novelty_gain(&all, 8), novelty_gain(&all, 12)));
	} else {
		ret->steps = larger(ret->steps,
				    larger(0, step_gain(&letters, 3, 205)) +
					    larger(0, step_gain(&digits, 3, 205) - digits_price));
		ret->letters_apart =
			larger(novelty_gain(&letters, 6),
			       larger(novelty_gain(&letters, 12), novelty_gain(&letters, 18)));
		ret->text = letters_gain(core);
		ret->hands = larger(drum_gain(&letters), walk_gain(&letters));
	}
	explicit_bzero(&letters, sizeof(letters));
	explicit_bzero(&digits, sizeof(digits));
	explicit_bzero(&all, sizeof(all));
}

/* Of all habits together; *letters and *digits are what either shows. */
static int gain_together(int *letters, int *digits, const struct gains *gains)
{
	int both;

	*letters = larger(0, larger(larger(gains->text, gains->hands), gains->letters_apart));
	*digits = larger(0, gains->digits_apart);
	both = larger(larger(*letters + *digits, gains->steps), 0) + larger(0, gains->class);
	return larger(both, gains->apart);
}

int model_gain(struct text core)
{
	struct gains gains;
	int letters, digits;

	measure(&gains, core);
	return gain_together(&letters, &digits, &gains);
}

uint32_t model_flaws(struct text core)
{
	struct gains gains;
	uint32_t flaws = 0;
	int letters, digits;

	measure(&gains, core);
	if (gains.text >= FAIL_AT)
		flaws |= 1u << STRENGTH_HUMAN_TEXT;
	if (gains.hands >= FAIL_AT)
		flaws |= 1u << STRENGTH_KEYBOARD;
	if (gains.steps >= FAIL_AT)
		flaws |= 1u << STRENGTH_STEP;
	if (gains.class >= FAIL_AT)
		flaws |= 1u << STRENGTH_CLASS;
	if (flaws)
		return flaws;
	/* No single habit gives it away; several together may. */
	if (gain_together(&letters, &digits, &gains) - CHOICE < FAIL_AT)
		return 0;
	if (gains.text >= gains.hands && gains.text >= gains.letters_apart &&
	    gains.text >= gains.class && gains.text > digits)
		return 1u << STRENGTH_HUMAN_TEXT;
	if (gains.hands >= letters && gains.hands > digits && gains.hands >= gains.class)
		return 1u << STRENGTH_KEYBOARD;
	return gains.class >= letters && gains.class >= digits ? 1u << STRENGTH_CLASS
							       : 1u << STRENGTH_STEP;
}
