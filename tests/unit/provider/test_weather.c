/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "provider/weather.h"

static const struct http_reply good = { .status = 200 };
static const struct http_reply refused = { .outcome = HTTP_REFUSED };
static const struct http_reply busy = { .status = 429 };

static void a_server_is_away_after_three_in_a_row(void **state)
{
	struct weather weather;

	(void)state;
	weather_init(&weather, NULL, 1, 8);
	for (int i = 0; i < 2; i++)
		weather_note(&weather, &refused, false, 0, 1);
	assert_false(weather_is_bad(&weather));
	weather_note(&weather, &good, false, 0, 1);
	for (int i = 0; i < 2; i++)
		weather_note(&weather, &refused, false, 0, 1);
	assert_false(weather_is_bad(&weather));
	weather_note(&weather, &refused, false, 0, 1);
	assert_true(weather_is_bad(&weather));
	/* What says nothing of the server says that it is there. */
	weather_note(&weather, &busy, true, 0, 1);
	assert_false(weather_is_bad(&weather));
}

static void a_busy_server_gets_half_once_for_all_that_were_out(void **state)
{
	struct weather weather;

	(void)state;
	weather_init(&weather, NULL, 1, 64);
	weather.flying = 7;
	weather_note(&weather, &busy, true, 100, 200);
	assert_int_equal(weather.window, 4);
	weather_note(&weather, &busy, true, 150, 210); /* it was out already then */
	assert_int_equal(weather.window, 4);
	weather_note(&weather, &busy, true, 200, 300);
	assert_int_equal(weather.window, 2);
	for (uint64_t now = 300; now < 400; now++)
		weather_note(&weather, &busy, true, now, now + 1);
	assert_int_equal(weather.window, 1);
}

static void one_that_answers_gets_one_more_up_to_the_most(void **state)
{
	struct weather weather;

	(void)state;
	weather_init(&weather, NULL, 1, 4);
	weather_note(&weather, &busy, true, 1, 2);
	assert_int_equal(weather.window, 1);
	weather_note(&weather, &refused, false, 2, 3);
	assert_int_equal(weather.window, 1);
	weather_note(&weather, &good, false, 3, 4);
	assert_int_equal(weather.window, 2);
	weather_note(&weather, &good, false, 3, 4);
	assert_int_equal(weather.window, 2);
	weather_note(&weather, &good, false, 3, 4);
	assert_int_equal(weather.window, 3);
	for (int i = 0; i < 99; i++)
		weather_note(&weather, &good, false, 3, 4);
	assert_int_equal(weather.window, 4);
}

static void the_window_and_the_calm_hold_requests_back(void **state)
{
	struct weather weather;

	(void)state;
	weather_init(&weather, NULL, 1, 2);
	weather.flying = 1;
	assert_true(weather_admits(&weather, 10));
	weather.flying = 2;
	assert_false(weather_admits(&weather, 10));
	weather.flying = 0;
	weather_calm(&weather, 50);
	weather_calm(&weather, 20); /* never back */
	assert_false(weather_admits(&weather, 49));
	assert_true(weather_admits(&weather, 50));
}

static void addresses_take_turns_and_the_one_that_works_stays(void **state)
{
	struct weather weather;

	(void)state;
	weather_init(&weather, NULL, 3, 8);
	weather_turn(&weather, 0);
	assert_int_equal(weather.address, 1);
	weather_turn(&weather, 0); /* another request that failed there: done already */
	assert_int_equal(weather.address, 1);
	weather_turn(&weather, 1);
	weather_turn(&weather, 2);
	assert_int_equal(weather.address, 0);
}

static void connecting_is_short_while_another_address_is_left(void **state)
{
	struct weather weather;

	(void)state;
	weather_init(&weather, NULL, 1, 8);
	assert_int_equal(weather_connect_ms(&weather, 5000), 5000);
	weather_init(&weather, NULL, 2, 8);
	assert_int_equal(weather_connect_ms(&weather, 5000), WEATHER_CONNECT_MS);
	assert_int_equal(weather_connect_ms(&weather, 0), WEATHER_CONNECT_MS);
	assert_int_equal(weather_connect_ms(&weather, 300), 300);
	weather_turn(&weather, 0);
	assert_int_equal(weather_connect_ms(&weather, 5000), WEATHER_CONNECT_MS);
	weather_turn(&weather, 1); /* round once: both may just be slow */
	assert_int_equal(weather_connect_ms(&weather, 5000), 5000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_server_is_away_after_three_in_a_row),
		cmocka_unit_test(a_busy_server_gets_half_once_for_all_that_were_out),
		cmocka_unit_test(one_that_answers_gets_one_more_up_to_the_most),
		cmocka_unit_test(the_window_and_the_calm_hold_requests_back),
		cmocka_unit_test(addresses_take_turns_and_the_one_that_works_stays),
		cmocka_unit_test(connecting_is_short_while_another_address_is_left),
	};

	return cmocka_run_group_tests_name("provider/weather", tests, NULL, NULL);
}
