/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <stdio.h>

#include <stdlib.h>
#include <string.h>

#include "util/text.h"

static void integers_are_canonical(void **state)
{
	static const char *const bad[] = { "",
					   "-",
					   "+5",
					   "007",
					   "1e3",
					   "0x10",
					   " 5",
					   "12abc",
					   "1_000",
					   "-0",
					   "9223372036854775808",
					   "-9223372036854775809" };
	int64_t number = 5;

	(void)state;
	assert_true(text_to_int(&number, "9223372036854775807"));
	assert_int_equal(number, INT64_MAX);
	assert_true(text_to_int(&number, "-9223372036854775808"));
	assert_true(number == INT64_MIN);
	assert_true(text_to_int(&number, "0"));
	assert_int_equal(number, 0);
	for (size_t i = 0; i < ARRAY_LENGTH(bad); i++)
		assert_false(text_to_int(&number, bad[i]));
}

static void durations_have_units(void **state)
{
	uint64_t ms = 0;

	(void)state;
	assert_true(text_to_duration(&ms, "90d"));
	assert_int_equal(ms, UINT64_C(90) * 86400000);
	assert_true(text_to_duration(&ms, "250ms"));
	assert_int_equal(ms, 250);
	assert_true(text_to_duration(&ms, "15"));
	assert_int_equal(ms, 15000);
	assert_false(text_to_duration(&ms, "15 m"));
	assert_false(text_to_duration(&ms, "-5s"));
	assert_false(text_to_duration(&ms, "999999999999d"));
}

static void utf8_is_well_formed(void **state)
{
	(void)state;
	assert_int_equal(text_utf8_length("a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80", 10), 10);
	assert_int_equal(text_utf8_length("\xc0\xaf", 2), 0);
	assert_int_equal(text_utf8_length("\xed\xa0\x80", 3), 0);
	assert_int_equal(text_utf8_length("a\xf4\x90\x80\x80", 5), 1);
	assert_int_equal(text_utf8_length("a\xe2\x82", 3), 1);
}

static void control_characters_are_seen(void **state)
{
	(void)state;
	assert_false(text_has_control("", 0));
	assert_false(text_has_control(" ~\xc3\xa9", 4));
	assert_true(text_has_control("a\x1f", 2));
	assert_true(text_has_control("\x7f", 1));
	assert_true(text_has_control("a\0b", 3));
	assert_false(text_has_control("a\n", 1));
}

static void globs_match_whole_texts(void **state)
{
	(void)state;
	assert_true(text_glob("SMTP_*", "SMTP_HOST", false));
	assert_true(text_glob("*_DEBUG_*", "a_debug_b", true));
	assert_false(text_glob("SMTP_*", "MY_SMTP_HOST", false));
	assert_false(text_glob("SMTP_?", "SMTP_", false));
	assert_true(text_glob("*a*b*c", "xxaxxbxxbc", false));
}

static void nearest_word_is_a_slip_away(void **state)
{
	static const char *const words[] = { "required", "refresh", "rotate-every", NULL };

	(void)state;
	assert_string_equal(text_nearest("requierd", words), "required");
	assert_string_equal(text_nearest("refesh", words), "refresh");
	assert_null(text_nearest("colour", words));
}

static void lists_split_at_commas_and_spaces(void **state)
{
	char **list = text_list(" a, b\tc ,,");

	(void)state;
	assert_string_equal(list[0], "a");
	assert_string_equal(list[2], "c");
	assert_null(list[3]);
	assert_true(text_list_has(list, "b"));
	text_list_free(list);
}

/* Compared to their ends, all with all, they would take minutes. */
static void many_long_words_are_compared_soon(void **state)
{
	enum { WORDS = 2000 };
	static char unknown[WORDS][64], known[WORDS][64];
	static const char *words[WORDS + 1];

	(void)state;
	for (size_t i = 0; i < WORDS; i++) {
		snprintf(known[i], sizeof(known[i]), "%057d%04zu", 0, i);
		memset(unknown[i], 'X', 60);
		words[i] = known[i];
	}
	for (size_t i = 0; i < WORDS; i++)
		assert_null(text_nearest(unknown[i], words));
	assert_string_equal(text_nearest(known[WORDS - 1] + 1, words), known[WORDS - 1]);
}

/* As many as the limit are a slip, one more is none, also where the lengths differ. */
static void slips_have_a_limit(void **state)
{
	static const char *const words[] = { "abcdefgh", NULL };

	(void)state;
	assert_non_null(text_nearest("abcdefghxyz", words));
	assert_null(text_nearest("abcdefghwxyz", words));
	assert_non_null(text_nearest("xyzabcdefgh", words));
	assert_null(text_nearest("wxyzabcdefgh", words));
	assert_non_null(text_nearest("badcfegh", words)); /* three swaps */
	assert_null(text_nearest("badcfehg", words));
}

static void tokens_fit_into_a_header(void **state)
{
	(void)state;
	assert_true(text_is_token("hvs.CAESI!~", 11));
	assert_false(text_is_token("hvs.CAESI!~", 10));
	assert_false(text_is_token("", 10));
	assert_false(text_is_token("a b", 10));
	assert_false(text_is_token("a\r", 10));
	assert_false(text_is_token("a\x7f", 10));
	assert_false(text_is_token("\xc3\xa4", 10));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(integers_are_canonical),
		cmocka_unit_test(durations_have_units),
		cmocka_unit_test(utf8_is_well_formed),
		cmocka_unit_test(control_characters_are_seen),
		cmocka_unit_test(globs_match_whole_texts),
		cmocka_unit_test(nearest_word_is_a_slip_away),
		cmocka_unit_test(lists_split_at_commas_and_spaces),
		cmocka_unit_test(many_long_words_are_compared_soon),
		cmocka_unit_test(tokens_fit_into_a_header),
		cmocka_unit_test(slips_have_a_limit),
	};

	return cmocka_run_group_tests_name("util/text", tests, NULL, NULL);
}
