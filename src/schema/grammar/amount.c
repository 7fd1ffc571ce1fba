/* SPDX-License-Identifier: Apache-2.0 */
#include "schema/grammar.h"

#include <string.h>

#include "util/cleanup.h"
#include "util/text.h"

#include "quantity.h"

#define KIBI ((uint64_t)1024)
#define KILO ((uint64_t)1000)

static const struct {
	const char *name;
	uint64_t bytes;
} size_units[] = {
	{ "B", 1 },
	{ "K", KIBI },
	{ "KB", KILO },
	{ "KiB", KIBI },
	{ "M", KIBI *KIBI },
	{ "MB", KILO *KILO },
	{ "MiB", KIBI *KIBI },
	{ "G", KIBI *KIBI *KIBI },
	{ "GB", KILO *KILO *KILO },
	{ "GiB", KIBI *KIBI *KIBI },
	{ "T", KIBI *KIBI *KIBI *KIBI },
	{ "TB", KILO *KILO *KILO *KILO },
	{ "TiB", KIBI *KIBI *KIBI *KIBI },
};

static uint64_t size_unit(const char *name)
{
	for (size_t i = 0; i < ARRAY_LENGTH(size_units); i++) {
		if (text_equal_nocase(size_units[i].name, name))
			return size_units[i].bytes;
	}
	return 0;
}

const char *grammar_size(uint64_t *ret, const char *text, size_t length)
{
	struct quantity quantity;
	const char *unit = quantity_read(&quantity, text, ".");
	uint64_t bytes = 0, factor = 1;

	if (!unit || strlen(text) != length)
		return "not a number of bytes, or a number and a unit";
	if (unit[0])
		factor = size_unit(unit);
	else if (!quantity_is_canonical(&quantity))
		return "without a unit, it is a whole number without leading zeros";
	if (factor == 0)
		return "its unit is none of B, K, M, G, T, KB to TB, KiB to TiB";
	if (factor == 1 && quantity.fraction)
		return "a byte has no fractions";
	if (!quantity_add(&bytes, &quantity, factor))
		return "it does not fit 64 bits";
	*ret = bytes;
	return NULL;
}

static const struct {
	const char *name;
	uint64_t seconds;
} rate_units[] = {
	{ "s", 1 },       { "sec", 1 },     { "second", 1 },  { "m", 60 },
	{ "min", 60 },    { "minute", 60 }, { "h", 3600 },    { "hr", 3600 },
	{ "hour", 3600 }, { "d", 86400 },   { "day", 86400 },
};

const char *grammar_rate(struct rate *ret, const char *text, size_t length)
{
	struct quantity quantity;
	const char *rest = quantity_read(&quantity, text, "");
	uint64_t count = 0, seconds = 0;

	if (!rest || strlen(text) != length || !quantity_is_canonical(&quantity))
		return "it does not start with a count: a whole number without leading zeros";
	if (!quantity_add(&count, &quantity, 1))
		return "the count does not fit 64 bits";
	if (rest[0]) {
		if (!text_starts(rest, "/") && !text_starts(rest, " per "))
			return "the count is not followed by / or per and a unit";
		rest += rest[0] == '/' ? strlen("/") : strlen(" per ");
		for (size_t i = 0; i < ARRAY_LENGTH(rate_units); i++) {
			if (text_equal(rate_units[i].name, rest))
				seconds = rate_units[i].seconds;
		}
		if (seconds == 0)
			return "its unit is none of s, sec, second, m, min, minute, h, hr, hour, "
			       "d, day";
	}
	*ret = (struct rate){ count, seconds };
	return NULL;
}
