/* SPDX-License-Identifier: Apache-2.0 */
#include "util/clock.h"

#include <stdbool.h>
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

/* The number that so many digits make; -1 when one of them is none. */
static int number_of(const char *digits, int count)
{
	int number = 0;

	for (int i = 0; i < count; i++) {
		if (digits[i] < '0' || digits[i] > '9')
			return -1;
		number = number * 10 + (digits[i] - '0');
	}
	return number;
}

bool clock_parse_day_end(time_t *ret, const char *text)
{
	struct tm day = { .tm_hour = 23, .tm_min = 59, .tm_sec = 59 };
	struct tm same;
	int year, month;
	time_t end;

	if (strlen(text) != 10 || text[4] != '-' || text[7] != '-')
		return false;
	year = number_of(text, 4);
	month = number_of(text + 5, 2);
	day.tm_mday = number_of(text + 8, 2);
	if (year < 0 || month < 0 || day.tm_mday < 0)
		return false;
	day.tm_year = year - 1900;
	day.tm_mon = month - 1;
	same = day;
	end = timegm(&same);
	/* timegm turns 31 April into 1 May: such a day is a slip, not a date. */
	if (same.tm_year != day.tm_year || same.tm_mon != day.tm_mon || same.tm_mday != day.tm_mday)
		return false;
	*ret = end;
	return true;
}
