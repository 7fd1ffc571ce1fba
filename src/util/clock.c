/* SPDX-License-Identifier: Apache-2.0 */
#include "util/clock.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static uint64_t system_monotonic(void *context)
{
	struct timespec now;

	(void)context;
	clock_gettime(CLOCK_BOOTTIME, &now);
	return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

static time_t system_wall(void *context)
{
	(void)context;
	return time(NULL);
}

const struct clock system_clock = { system_monotonic, system_wall, NULL };

uint64_t clock_now(const struct clock *clock)
{
	return clock->monotonic_ms(clock->context);
}

time_t clock_wall(const struct clock *clock)
{
	return clock->wall(clock->context);
}

bool clock_parse_day_end(time_t *ret, const char *text)
{
	struct tm day = { 0 };
	struct tm same;
	int year, month, used = 0;
	time_t end;

	if (strlen(text) != 10 || strspn(text, "0123456789-") != 10 ||
	    sscanf(text, "%4d-%2d-%2d%n", &year, &month, &day.tm_mday, &used) != 3 || used != 10)
		return false;
	day.tm_year = year - 1900;
	day.tm_mon = month - 1;
	day.tm_hour = 23;
	day.tm_min = 59;
	day.tm_sec = 59;
	same = day;
	end = timegm(&same);
	/* timegm turns 31 April into 1 May: such a day is a slip, not a date. */
	if (same.tm_year != day.tm_year || same.tm_mon != day.tm_mon || same.tm_mday != day.tm_mday)
		return false;
	*ret = end;
	return true;
}
