/* SPDX-License-Identifier: Apache-2.0 */
#include "schema/grammar.h"

#include <string.h>

#include "util/text.h"

#include "number.h"
#include "quantity.h"

#define DIGITS "0123456789"

static const char *read_whole(int64_t *ret, const char *text, size_t length, bool signs)
{
	const char *digits = signs && text[0] == '-' ? text + 1 : text;
	size_t count = strspn(digits, DIGITS);

	if (text[0] == '+' || (!signs && text[0] == '-'))
		return "it has a sign";
	if (count == 0 || digits + count != text + length)
		return "not a whole number in decimal digits";
	if (count > 1 && digits[0] == '0')
		return "it has a leading zero";
	if (count == 1 && digits[0] == '0') /* "-0" too, which text_to_int refuses */
		*ret = 0;
	else if (!text_to_int(ret, text))
		return "it does not fit 64 bits";
	return NULL;
}

const char *grammar_int(int64_t *ret, const char *text, size_t length)
{
	return read_whole(ret, text, length, true);
}

const char *grammar_uint(int64_t *ret, const char *text, size_t length)
{
	return read_whole(ret, text, length, false);
}

static const char *skip_digits(const char *text)
{
	while (*text >= '0' && *text <= '9')
		text++;
	return text;
}

const char *json_number_end(const char *text)
{
	const char *digits = text + (*text == '-');

	text = skip_digits(digits);
	if (text == digits || (text > digits + 1 && *digits == '0'))
		return NULL;
	if (*text == '.') {
		digits = text + 1;
		text = skip_digits(digits);
		if (text == digits)
			return NULL;
	}
	if (*text == 'e' || *text == 'E') {
		digits = text + 1;
		digits += *digits == '+' || *digits == '-';
		text = skip_digits(digits);
		if (text == digits)
			return NULL;
	}
	return text;
}

const char *grammar_real(double *ret, const char *text, size_t length)
{
	double number;

	if (json_number_end(text) != text + length)
		return "not a number as in JSON";
	if (!text_to_real(&number, text))
		return "its size is beyond a double's";
	*ret = number;
	return NULL;
}

const char *grammar_percent(double *ret, const char *text, size_t length)
{
	struct quantity quantity;
	const char *end = quantity_read(&quantity, text, ".");
	uint64_t millionths = 0;

	if (!end || end + (*end == '%') != text + length ||
	    (quantity.whole_digits > 1 && quantity.digits[0] == '0'))
		return "not a number with or without %";
	if (quantity.huge || quantity.whole > 100 ||
	    (quantity.whole == 100 && quantity.fraction &&
	     strspn(quantity.fraction, "0") < quantity.fraction_digits))
		return "more than 100";
	quantity_add(&millionths, &quantity, 1000000);
	*ret = (double)millionths / 1e6;
	return NULL;
}
