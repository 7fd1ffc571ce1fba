/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* The time, handed in so that tests decide what it is. */

#include <stdint.h>
#include <time.h>

struct clock {
	uint64_t (*monotonic_ms)(void *context); /* for deadlines; counts through suspend */
	time_t (*wall)(void *context); /* seconds since 1970, for dates that people wrote */
	void *context;
};

/* The machine's own clock. */
extern const struct clock system_clock;

uint64_t clock_now(const struct clock *clock);
time_t clock_wall(const struct clock *clock);

/*
 * "2026-06-15T12:00:00.123456789Z", or with an offset as +02:00, as seconds since 1970 (RFC 3339);
 * false when it is not so. A leap second counts as the second before it.
 */
_Bool clock_parse_stamp(time_t *ret, const char *text);

/* "2026-06-15T12:00:00Z" (RFC 3339); false for a year before 1900 or after 9999. */
_Bool clock_stamp(char ret[32], time_t when);

/* "2026-12-31" as the second that the day ends in UTC; false when it is no such date. */
_Bool clock_parse_day_end(time_t *ret, const char *text);
