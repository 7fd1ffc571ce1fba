/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "net/retry.h"

#define NOON UINT64_C(784111777) /* Sun, 06 Nov 1994 08:49:37 GMT */

static void what_may_pass_is_tried_again(void **state)
{
	static const struct {
		struct http_reply reply;
		bool idempotent, other;
	} rows[] = {
		{ { .outcome = HTTP_NO_HOST }, true, true },
		{ { .outcome = HTTP_REFUSED }, true, true },
		{ { .outcome = HTTP_UNREACHABLE }, true, true },
		{ { .outcome = HTTP_CONNECT_TIMEOUT }, true, true },
		{ { .outcome = HTTP_STALLED }, true, false },
		{ { .outcome = HTTP_CUT }, true, false },
		{ { .outcome = HTTP_TLS_AUTHORITY }, false, false },
		{ { .outcome = HTTP_TLS_NAME }, false, false },
		{ { .outcome = HTTP_TLS_DATE }, false, false },
		{ { .outcome = HTTP_TLS_FAILED }, false, false },
		{ { .outcome = HTTP_TOO_LARGE }, false, false },
		{ { .outcome = HTTP_CROWDED }, false, false },
		{ { .outcome = HTTP_BROKEN }, false, false },
		/* A status that came with half a reply does not count. */
		{ { .outcome = HTTP_BROKEN, .status = 503 }, false, false },
		{ { .status = 200 }, false, false },
		{ { .status = 302 }, false, false },
		{ { .status = 307 }, true, true },
		{ { .status = 400 }, false, false },
		{ { .status = 401 }, false, false },
		{ { .status = 403 }, false, false },
		{ { .status = 404 }, false, false },
		{ { .status = 405 }, false, false },
		{ { .status = 408 }, true, false },
		{ { .status = 409 }, false, false },
		{ { .status = 412 }, true, false },
		{ { .status = 429 }, true, true },
		{ { .status = 472 }, true, false },
		{ { .status = 473 }, true, false },
		{ { .status = 500 }, true, false },
		{ { .status = 501 }, false, false },
		{ { .status = 502 }, true, false },
		{ { .status = 503 }, true, true },
		{ { .status = 504 }, true, false },
		{ { .status = 505 }, false, false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		assert_int_equal(retry_is_transient(&rows[i].reply, true), rows[i].idempotent);
		assert_int_equal(retry_is_transient(&rows[i].reply, false), rows[i].other);
	}
}

static void what_is_about_the_server_is_told_from_what_is_not(void **state)
{
	static const struct {
		struct http_reply reply;
		bool away, elsewhere, other_elsewhere;
	} rows[] = {
		{ { .outcome = HTTP_NO_HOST }, true, true, true },
		{ { .outcome = HTTP_REFUSED }, true, true, true },
		{ { .outcome = HTTP_UNREACHABLE }, true, true, true },
		{ { .outcome = HTTP_CONNECT_TIMEOUT }, true, true, true },
		{ { .outcome = HTTP_STALLED }, true, true, false },
		{ { .outcome = HTTP_CUT }, false, false, false },
		{ { .outcome = HTTP_TLS_NAME }, false, false, false },
		{ { .outcome = HTTP_TLS_AUTHORITY }, false, false, false },
		{ { .status = 200 }, false, false, false },
		{ { .status = 307 }, false, true, true },
		{ { .status = 308 }, false, false, false },
		{ { .status = 403 }, false, false, false },
		{ { .status = 429 }, false, false, false },
		{ { .status = 472 }, false, true, false },
		{ { .status = 473 }, false, true, false },
		{ { .status = 500 }, false, false, false },
		{ { .status = 503 }, true, true, true },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		assert_int_equal(retry_is_away(&rows[i].reply), rows[i].away);
		assert_int_equal(retry_is_elsewhere(&rows[i].reply, true), rows[i].elsewhere);
		assert_int_equal(retry_is_elsewhere(&rows[i].reply, false),
				 rows[i].other_elsewhere);
	}
}

static void a_budget_is_spent_and_given_back(void **state)
{
	static const struct http_reply failed = { .status = 500 };
	static const struct http_reply stalled = { .outcome = HTTP_STALLED };
	struct retry_budget budget;

	(void)state;
	retry_budget_init(&budget, 3);
	assert_int_equal(retry_budget_take(&budget, &failed), 5);
	assert_int_equal(retry_budget_take(&budget, &stalled), 10);
	assert_int_equal(retry_budget_take(&budget, &failed), 0);
	/* Four first tries are not worth a retry, five are. */
	for (int i = 0; i < 4; i++)
		retry_budget_return(&budget, 0);
	assert_int_equal(retry_budget_take(&budget, &failed), 0);
	retry_budget_return(&budget, 0);
	assert_int_equal(retry_budget_take(&budget, &failed), 5);
	/* What a retry cost comes back whole, and there is never more than at first. */
	retry_budget_return(&budget, 10);
	assert_int_equal(retry_budget_take(&budget, &stalled), 10);
	for (int i = 0; i < 9; i++)
		retry_budget_return(&budget, 10);
	assert_int_equal(budget.left, budget.full);
	assert_int_equal(budget.full, 15);
	retry_budget_init(&budget, 4000000000U);
	assert_int_equal(retry_budget_take(&budget, &failed), 5);
}

static uint64_t longest(const struct retry_policy *policy, unsigned tried)
{
	static const struct http_reply reply = { .status = 500 };
	uint64_t longest = 0;

	for (uint64_t random = 0; random < 70000; random++) {
		uint64_t delay = retry_delay_ms(policy, tried, &reply, random);

		assert_true(delay >= 1);
		if (delay > longest)
			longest = delay;
	}
	return longest;
}

static void jitter_is_full_and_drawn_after_the_cap(void **state)
{
	static const struct retry_policy policy = { .tries = 9, .base_ms = 250, .cap_ms = 5000 };
	static const struct http_reply reply = { .status = 500 };
	uint64_t sum = 0;

	(void)state;
	assert_int_equal(longest(&policy, 1), 500);
	assert_int_equal(longest(&policy, 2), 1000);
	assert_int_equal(longest(&policy, 4), 4000);
	assert_int_equal(longest(&policy, 5), 5000);
	assert_int_equal(longest(&policy, 64), 5000);
	assert_int_equal(longest(&policy, 4000000000U), 5000);
	/* Uniform up to the cap: a draw before the cap would heap up at 5000. */
	for (uint64_t random = 0; random < 5001; random++)
		sum += retry_delay_ms(&policy, 9, &reply, random);
	assert_int_equal(sum / 5001, 2500);
}

static uint64_t longest_of(const struct retry_policy *policy, unsigned tried,
			   const struct http_reply *reply)
{
	uint64_t longest = 0;

	for (uint64_t random = 0; random < 100000; random++) {
		uint64_t delay = retry_delay_ms(policy, tried, reply, random);

		longest = delay > longest ? delay : longest;
	}
	return longest;
}

static void an_outage_spreads_waits_from_the_second_on(void **state)
{
	static const struct retry_policy policy = { .base_ms = 250,
						    .cap_ms = 60000,
						    .splay_ms = 40000 };
	static const struct http_reply away = { .outcome = HTTP_REFUSED };
	static const struct http_reply sealed = { .status = 503 }, broken = { .status = 500 };

	(void)state;
	assert_int_equal(longest_of(&policy, 1, &away), 500); /* it may be no outage at all */
	assert_int_equal(longest_of(&policy, 2, &away), 40000);
	assert_int_equal(longest_of(&policy, 2, &sealed), 40000);
	assert_int_equal(longest_of(&policy, 2, &broken), 1000); /* that is one request */
	assert_int_equal(longest_of(&policy, 9, &away), 60000);
}

static void odd_policies_neither_overflow_nor_hang(void **state)
{
	static const struct retry_policy huge = { 3, UINT64_MAX / 3, UINT64_MAX };
	static const struct retry_policy none = { 3, 0, 5000 };
	static const struct retry_policy zero = { 3, 250, 0 };
	static const struct http_reply reply = { .status = 500 };

	(void)state;
	assert_true(retry_delay_ms(&huge, 60, &reply, UINT64_MAX) == UINT64_MAX);
	assert_int_equal(retry_delay_ms(&none, 4000000000U, &reply, 12345), 1);
	assert_int_equal(retry_delay_ms(&zero, 3, &reply, 12345), 1);
}

static void retry_after_is_a_floor_below_the_jitter(void **state)
{
	static const struct retry_policy policy = { .tries = 9, .base_ms = 250, .cap_ms = 5000 };
	struct http_reply reply = { .status = 429, .retry_after_given = true };

	(void)state;
	assert_int_equal(retry_delay_ms(&policy, 1, &reply, 0), 1); /* 0 s is no hot loop */
	reply.retry_after_ms = 7000;
	assert_int_equal(retry_delay_ms(&policy, 1, &reply, 0), 7001);
	assert_int_equal(retry_delay_ms(&policy, 1, &reply, 500), 7500);
}

static void retry_after_reads_seconds_and_dates(void **state)
{
	static const struct {
		const char *value;
		uint64_t ms;
	} rows[] = {
		{ "0", 0 },
		{ "7", 7000 },
		{ "007", 7000 },
		{ "3600", 3600000 },
		{ "3601", 3600000 },
		{ "99999999999999999999999999", 3600000 },
		{ "Sun, 06 Nov 1994 08:50:37 GMT", 60000 },
		{ "Sunday, 06-Nov-94 08:50:37 GMT", 60000 },
		{ "Sun Nov  6 08:50:37 1994", 60000 },
		{ "Sun, 06 Nov 1994 08:49:37 GMT", 0 },
		{ "Sun, 06 Nov 1994 08:49:36 GMT", 0 },
		{ "Thu, 01 Jan 1970 00:00:00 GMT", 0 },
		{ "Fri, 31 Dec 9999 23:59:59 GMT", 3600000 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		uint64_t ms = 99;

		assert_true(retry_after_parse(&ms, rows[i].value, (time_t)NOON));
		assert_int_equal(ms, rows[i].ms);
	}
}

static void milliseconds_of_aws_are_read(void **state)
{
	static const char *const wrong[] = { "", "-1", "1.5", " 7", "7s", "soon" };
	uint64_t ms = 99;

	(void)state;
	assert_true(retry_after_ms_parse(&ms, "0"));
	assert_int_equal(ms, 0);
	assert_true(retry_after_ms_parse(&ms, "1500"));
	assert_int_equal(ms, 1500);
	assert_true(retry_after_ms_parse(&ms, "99999999999999999999999999"));
	assert_int_equal(ms, 3600000);
	for (size_t i = 0; i < ARRAY_LENGTH(wrong); i++)
		assert_false(retry_after_ms_parse(&ms, wrong[i]));
	assert_int_equal(ms, 3600000);
}

static void retry_after_refuses_garbage(void **state)
{
	static const char *const rows[] = {
		"",
		"-5",
		"+5",
		"1.5",
		"5s",
		"0x10",
		"1e3",
		" 7",
		"7 ",
		"Sun",
		"Sun,",
		"tomorrow",
		"now",
		"Sun : ",
		"Nov : 1",
		"inf",
		"Sun, 99 Nov 1994 08:49:37 GMT",
		"Sun, 06 Foo 1994 08:49:37 GMT",
		"20301231 10:00:00",
		"Sun, 06 Nov 1994 25:49:37 GMT",
	};
	uint64_t ms = 99;

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++)
		assert_false(retry_after_parse(&ms, rows[i], (time_t)NOON));
	assert_int_equal(ms, 99);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_may_pass_is_tried_again),
		cmocka_unit_test(what_is_about_the_server_is_told_from_what_is_not),
		cmocka_unit_test(a_budget_is_spent_and_given_back),
		cmocka_unit_test(milliseconds_of_aws_are_read),
		cmocka_unit_test(jitter_is_full_and_drawn_after_the_cap),
		cmocka_unit_test(an_outage_spreads_waits_from_the_second_on),
		cmocka_unit_test(odd_policies_neither_overflow_nor_hang),
		cmocka_unit_test(retry_after_is_a_floor_below_the_jitter),
		cmocka_unit_test(retry_after_reads_seconds_and_dates),
		cmocka_unit_test(retry_after_refuses_garbage),
	};

	return cmocka_run_group_tests_name("net/retry", tests, NULL, NULL);
}
