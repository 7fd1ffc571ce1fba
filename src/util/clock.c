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

/* The ten characters of a day, at the time of day that *day has; false when there is no such day.
 */
static bool read_day(time_t *ret, struct tm day, const char *text)
{
	struct tm same;
	int year, month;
	time_t end;

	if (strnlen(text, 10) != 10 || text[4] != '-' || text[7] != '-')
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

bool clock_parse_day_end(time_t *ret, const char *text)
{
	const struct tm last = { .tm_hour = 23, .tm_min = 59, .tm_sec = 59 };

	return strlen(text) == 10 && read_day(ret, last, text);
}

/* "Z", "+02:00", "-05:30": seconds east of Greenwich; false when it is none. */
static bool read_offset(time_t *ret, const char *text)
{
	int hours, minutes;

	*ret = 0;
	if (strcmp(text, "Z") == 0 || strcmp(text, "z") == 0)
		return true;
	if (strlen(text) != 6 || !strchr("+-", text[0]) || text[3] != ':')
		return false;
	hours = number_of(text + 1, 2);
	minutes = number_of(text + 4, 2);
	if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59)
		return false;
	*ret = (hours * 60 + minutes) * 60 * (text[0] == '-' ? -1 : 1);
	return true;
}

bool clock_parse_stamp(time_t *ret, const char *text)
{
	struct tm day = { 0 };
	const char *rest;
	time_t moment, offset;

	if (strnlen(text, 20) < 20 || !strchr("Tt", text[10]) || text[13] != ':' || text[16] != ':')
		return false;
	day.tm_hour = number_of(text + 11, 2);
	day.tm_min = number_of(text + 14, 2);
	day.tm_sec = number_of(text + 17, 2);
	if (day.tm_hour < 0 || day.tm_hour > 23 || day.tm_min < 0 || day.tm_min > 59 ||
	    day.tm_sec < 0 || day.tm_sec > 60)
		return false;
	if (day.tm_sec == 60)
		day.tm_sec = 59;
	rest = text + 19;
	if (*rest == '.')
		rest += 1 + strspn(rest + 1, "0123456789");
	if (!read_day(&moment, day, text) || !read_offset(&offset, rest))
		return false;
	*ret = moment - offset;
	return true;
}

bool clock_stamp(char ret[32], time_t when)
{
	struct tm utc;

	return gmtime_r(&when, &utc) && utc.tm_year < 8100 && utc.tm_year >= 0 &&
	       strftime(ret, 32, "%Y-%m-%dT%H:%M:%SZ", &utc) > 0;
}
