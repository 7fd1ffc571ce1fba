/* SPDX-License-Identifier: Apache-2.0 */
#include "quantity.h"

#include <string.h>

#define DIGITS "0123456789"

const char *quantity_read(struct quantity *ret, const char *text, const char *points)
{
	struct quantity quantity = { .digits = text, .whole_digits = strspn(text, DIGITS) };

	if (quantity.whole_digits == 0)
		return NULL;
	for (; text < quantity.digits + quantity.whole_digits; text++) {
		unsigned digit = (unsigned char)*text - (unsigned)'0';

		if (quantity.whole > (UINT64_MAX - digit) / 10)
			quantity.huge = true;
		else
			quantity.whole = quantity.whole * 10 + digit;
	}
	if (*text && strchr(points, *text)) {
		quantity.fraction = ++text;
		quantity.fraction_digits = strspn(text, DIGITS);
		if (quantity.fraction_digits == 0)
			return NULL;
		text += quantity.fraction_digits;
	}
	*ret = quantity;
	return text;
}

bool quantity_is_canonical(const struct quantity *quantity)
{
	return !quantity->fraction && (quantity->whole_digits == 1 || quantity->digits[0] != '0');
}

bool quantity_add(uint64_t *total, const struct quantity *quantity, uint64_t unit)
{
	uint64_t sum = 0;

	if (quantity->huge || quantity->whole > UINT64_MAX / unit)
		return false;
	/* From the last digit on: dividing a rounded-down quotient rounds down as the whole would.
	 */
	for (size_t i = quantity->fraction_digits; i > 0; i--) {
		unsigned digit = (unsigned char)quantity->fraction[i - 1] - (unsigned)'0';

		sum = (digit * unit + sum) / 10;
	}
	if (__builtin_add_overflow(sum, quantity->whole * unit, &sum) ||
	    __builtin_add_overflow(sum, *total, &sum))
		return false;
	*total = sum;
	return true;
}
