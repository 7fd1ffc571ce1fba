/* SPDX-License-Identifier: Apache-2.0 */
#include "schema/grammar.h"

#include <string.h>

#include "util/cleanup.h"
#include "util/text.h"

#include "quantity.h"

#define SECOND   UINT64_C(1000000000)
#define TOO_LONG "longer than 584 years"

/* Largest first. Go writes the micro sign, and takes the Greek letter too. */
static const struct {
	const char *name;
	uint64_t ns;
} units[] = {
	{ "w", 7 * 86400 * SECOND },
	{ "d", 86400 * SECOND },
	{ "h", 3600 * SECOND },
	{ "m", 60 * SECOND },
	{ "s", SECOND },
	{ "ms", 1000000 },
	{ "us", 1000 },
	{ "\xc2\xb5s", 1000 },
	{ "\xce\xbcs", 1000 },
	{ "ns", 1 },
};

/* 0: there is no such unit. */
static uint64_t unit_ns(const char *name, size_t length)
{
	for (size_t i = 0; i < ARRAY_LENGTH(units); i++) {
		if (strlen(units[i].name) == length && strncmp(units[i].name, name, length) == 0)
			return units[i].ns;
	}
	return 0;
}

static const char *read_units(uint64_t *ret, const char *text)
{
	uint64_t total = 0, previous = UINT64_MAX;

	do {
		struct quantity quantity;
		const char *unit = quantity_read(&quantity, text, ".");
		size_t length = unit ? strcspn(unit, "0123456789.") : 0;
		uint64_t ns = unit ? unit_ns(unit, length) : 0;

		if (!unit)
			return "not a number and a unit, or several of them";
		if (length == 0)
			return quantity.fraction ? "a fraction has no unit"
						 : "a number has no unit";
		if (ns == 0)
			return "a unit is none of w, d, h, m, s, ms, us, ns";
		if (ns >= previous)
			return "its units are not each once, larger ones first";
		if (!quantity_add(&total, &quantity, ns))
			return TOO_LONG;
		previous = ns;
		text = unit + length;
	} while (*text);
	*ret = total;
	return NULL;
}

/* ISO 8601's marks, in their order; those of time stand behind a T. */
static const struct {
	char mark;
	bool time;
	uint64_t ns;
} marks[] = {
	{ 'Y', false, 365 * 86400 * SECOND },
	{ 'M', false, 30 * 86400 * SECOND },
	{ 'W', false, 7 * 86400 * SECOND },
	{ 'D', false, 86400 * SECOND },
	{ 'H', true, 3600 * SECOND },
	{ 'M', true, 60 * SECOND },
	{ 'S', true, SECOND },
};

/* The index in marks of a mark at or behind that index; ARRAY_LENGTH(marks) when there is none. */
static size_t find_mark(char mark, bool time, size_t from)
{
	while (from < ARRAY_LENGTH(marks) && (marks[from].mark != mark || marks[from].time != time))
		from++;
	return from;
}

static const char *read_iso(uint64_t *ret, const char *text)
{
	uint64_t total = 0;
	size_t next = 0;
	bool time = false, whole = true;

	do {
		struct quantity quantity;
		const char *mark;

		if (*text == 'T' && !time) {
			time = true;
			text++;
		}
		mark = quantity_read(&quantity, text, ".,");
		if (!mark || !whole)
			return "not an ISO 8601 duration such as P1DT12H or PT30S";
		next = find_mark(*mark, time, next);
		if (next == ARRAY_LENGTH(marks))
			return "an ISO 8601 duration has other letters, or another order of them";
		if (!quantity_add(&total, &quantity, marks[next].ns))
			return TOO_LONG;
		next++;
		whole = !quantity.fraction; /* only the smallest part may have one */
		text = mark + 1;
	} while (*text);
	*ret = total;
	return NULL;
}

const char *grammar_duration(uint64_t *ret, const char *text, size_t length, const char *unit)
{
	struct quantity quantity;
	const char *end;
	uint64_t total = 0;

	if (strlen(text) != length || length == 0)
		return "not a number and a unit, or several of them";
	if (text[0] == '-' || text[0] == '+')
		return "it has a sign";
	if (text[0] == 'P')
		return read_iso(ret, text + 1);
	end = quantity_read(&quantity, text, "");
	if (!end || end[0])
		return read_units(ret, text);
	if (!quantity_is_canonical(&quantity))
		return "without a unit, it is a whole number without leading zeros";
	if (!quantity_add(&total, &quantity, unit ? unit_ns(unit, strlen(unit)) : SECOND))
		return TOO_LONG;
	*ret = total;
	return NULL;
}
