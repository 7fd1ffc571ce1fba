/* SPDX-License-Identifier: Apache-2.0 */
#include "checks.h"

#include <stdint.h>
#include <string.h>

#include "util/cleanup.h"

#define SHORTEST      12 /* digits: what is shorter has few bits anyway */
#define FIRST_LONGEST 4  /* digits of a row's first number */
#define STEP_MOST     1000
#define NUMBER_ROOM   24

/* The digits that people know where to find. */
static const char *const constants[] = {
	"314159265358979323846264338327950288419716939937510582097494459230781640628620899862803482"
	"53",
	"271828182845904523536028747135266249775724709369995957496696762772407663035354759457138217"
	"85",
	"141421356237309504880168872420969807856967187537694807317667973799073247846210703885038753"
	"43",
	"161803398874989484820458683436563811772030917980576286213544862270526046281890244970720720"
	"41",
	"057721566490153286060651209008240243104215933593992359880576723488486772677766467093694706"
	"32",
	"112358132134558914423337761098715972584418167651094617711286574636875025121393196418317811"
	"51",
};

/* Whether the digits of the text are those, from the first on; what stands between is passed over.
 */
static bool has_digits(struct text core, const char *digits)
{
	for (size_t i = 0; i < core.length; i++) {
		if (is_digit(core.bytes[i]) && core.bytes[i] != *digits++)
			return false;
	}
	return true;
}

static bool is_of_constant(struct text core, size_t digits)
{
	for (size_t i = 0; i < ARRAY_LENGTH(constants); i++) {
		const char *constant = constants[i];

		for (size_t left = strlen(constant); left >= digits; left--) {
			if (has_digits(core, constant++))
				return true;
		}
	}
	return false;
}

static uint64_t number_of(const char *digits, size_t length)
{
	uint64_t number = 0;

	for (size_t i = 0; i < length; i++)
		number = number * 10 + (uint64_t)(digits[i] - '0');
	return number;
}

/* The numbers from first on, in equal steps, one written behind the other: 2 4 6 8 10 12. */
static bool is_row(struct text core, uint64_t first, uint64_t step)
{
	size_t at = 0;

	for (uint64_t number = first; at < core.length; number += step) {
		char digits[NUMBER_ROOM];
		size_t length = 0, left = core.length - at;

		for (uint64_t rest = number; length == 0 || rest > 0; rest /= 10)
			digits[sizeof(digits) - ++length] = (char)('0' + rest % 10);
		/* The last one may be cut off. */
		if (memcmp(core.bytes + at, digits + sizeof(digits) - length,
			   left < length ? left : length) != 0)
			return false;
		at += length;
	}
	return true;
}

static bool is_any_row(struct text core)
{
	for (size_t one = 1; one <= FIRST_LONGEST; one++) {
		for (size_t two = one; two <= one + 1; two++) {
			uint64_t first = number_of(core.bytes, one);
			uint64_t second = number_of(core.bytes + one, two);

			if (second > first && second - first <= STEP_MOST &&
			    is_row(core, first, second - first))
				return true;
		}
	}
	return false;
}

/* Two addresses of IPv4 or more, and nothing else: no generator writes points. */
static bool is_of_addresses(struct text core)
{
	size_t at = 0, parts = 0;

	while (at < core.length) {
		size_t from = at;

		while (at < core.length && is_digit(core.bytes[at]))
			at++;
		if (at == from || at - from > 3)
			return false;
		parts++;
		if (at < core.length && (core.bytes[at] == '.') == (parts % 4 == 0))
			return false;
		at += at < core.length;
	}
	return parts >= 8 && parts % 4 == 0;
}

bool is_known_number(struct text core)
{
	size_t digits = 0;

	if (is_of_addresses(core))
		return true;
	for (size_t i = 0; i < core.length; i++) {
		if (is_digit(core.bytes[i]))
			digits++;
		else if (!strchr(".,_- ", core.bytes[i]))
			return false;
	}
	/* Of a number in groups at least two thirds are digits. */
	if (digits < SHORTEST || digits < (core.length - digits) * 2)
		return false;
	return is_of_constant(core, digits) || (digits == core.length && is_any_row(core));
}
