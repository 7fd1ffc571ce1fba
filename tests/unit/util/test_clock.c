/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "util/clock.h"

static void a_day_ends_with_its_last_second_in_utc(void **state)
{
	static const struct {
		const char *day;
		time_t end;
	} rows[] = {
		{ "1970-01-01", 86399 },      { "2026-12-31", 1798761599 },
		{ "2024-02-29", 1709251199 }, { "2000-02-29", 951868799 },
		{ "2038-01-19", 2147558399 }, { "9999-12-31", 253402300799 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		time_t end = 0;

		assert_true(clock_parse_day_end(&end, rows[i].day));
		assert_true(end == rows[i].end);
	}
}

static void what_is_no_date_is_refused(void **state)
{
	static const char *const bad[] = {
		"",           "2026-12-3",  "2026-12-311", "2026-13-01", "2026-00-01", "2026-01-00",
		"2026-01-32", "2026-02-29", "2026-04-31",  "1900-02-29", "2026/12/31", "2026-1-031",
		"26-12-31 ",  " 2026-1-01", "2026--1-01",  "-026-01-01", "2026-12--1", "2026-12-+1",
		"20261-2-31", "+026-01-01", "2026-12-3x",  "tomorrow..",
	};
	time_t end = 5;

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(bad); i++) {
		if (clock_parse_day_end(&end, bad[i]))
			fail_msg("accepted: %s", bad[i]);
	}
	assert_true(end == 5);
}

static void the_machines_clock_goes_forward(void **state)
{
	uint64_t before = clock_now(&system_clock);

	(void)state;
	assert_true(before > 0);
	assert_true(clock_now(&system_clock) >= before);
	assert_true(clock_wall(&system_clock) > 1700000000);
}

static void stamps_are_moments(void **state)
{
	static const struct {
		const char *text;
		time_t moment;
	} rows[] = {
		{ "1970-01-01T00:00:00Z", 0 },
		{ "2026-06-15T12:00:00Z", 1781524800 },
		{ "2026-06-15t12:00:00.123456789z", 1781524800 },
		{ "2026-06-15T14:00:00+02:00", 1781524800 },
		{ "2026-06-15T06:30:00.5-05:30", 1781524800 },
		{ "2016-12-31T23:59:60Z", 1483228799 },
	};
	static const char *const bad[] = {
		"",
		"2026-06-15",
		"2026-06-15T12:00:00",
		"2026-06-15 12:00:00Z",
		"2026-06-15T24:00:00Z",
		"2026-06-15T12:60:00Z",
		"2026-06-15T12:00:61Z",
		"2026-06-31T12:00:00Z",
		"2026-06-15T12:00:00+2:00",
		"2026-06-15T12:00:00+24:00",
		"2026-06-15T12:00:00ZZ",
		"2026-06-15T12:00:00.x",
		"2026-06-15T1a:00:00Z",
	};
	time_t moment = 5;

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		if (!clock_parse_stamp(&moment, rows[i].text) || moment != rows[i].moment)
			fail_msg("%s: %lld", rows[i].text, (long long)moment);
	}
	for (size_t i = 0; i < ARRAY_LENGTH(bad); i++) {
		if (clock_parse_stamp(&moment, bad[i]))
			fail_msg("accepted: %s", bad[i]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_day_ends_with_its_last_second_in_utc),
		cmocka_unit_test(what_is_no_date_is_refused),
		cmocka_unit_test(stamps_are_moments),
		cmocka_unit_test(the_machines_clock_goes_forward),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
