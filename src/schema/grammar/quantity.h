/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* Decimal numbers that stand in front of a unit, and their products, without floating point. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct quantity {
	uint64_t whole;
	bool huge;            /* the whole part has no room in 64 bits */
	const char *digits;   /* how it is written */
	size_t whole_digits;  /* that many in front of the point */
	const char *fraction; /* the digits behind it; NULL: no point was written */
	size_t fraction_digits;
};

/*
 * Reads digits, then a point (one of points) and more digits when there is one. Returns what
 * follows; NULL when there is no digit, or none behind the point.
 */
const char *quantity_read(struct quantity *ret, const char *text, const char *points);

/* "0", "42": no point, no leading zero. */
bool quantity_is_canonical(const struct quantity *quantity);

/*
 * Adds quantity times unit to *total, what is less than one left out; false, and *total as it was,
 * when it does not fit. unit is at most UINT64_MAX / 10.
 */
bool quantity_add(uint64_t *total, const struct quantity *quantity, uint64_t unit);
