/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <string.h>

#include "core/marks.h"
#include "util/alloc.h"
#include "util/text.h"

#define DIGITS_16 "0123456789abcdef"
#define DIGITS    DIGITS_16 DIGITS_16 DIGITS_16 DIGITS_16
#define OTHERS    "f" DIGITS_16 DIGITS_16 DIGITS_16 "0123456789abcde"
#define KEY       "key " DIGITS "\n"
#define TOKEN     "production TOKEN " DIGITS "\n"

static bool is_read(const char *text, size_t length, struct error *err)
{
	_cleanup_(marks_done) struct marks marks = { .has_key = false };

	return marks_parse(&marks, text, length, "state", err);
}

static void a_file_is_a_version_a_key_and_marks(void **state)
{
	static const char *const good[] = { "",        "keystrap-state/1\n",
					    KEY,       "keystrap-state/1\n" KEY TOKEN,
					    KEY TOKEN, KEY "staging A " DIGITS };
	static const struct {
		const char *text;
		const char *where;
	} bad[] = {
		{ "keystrap-state/2\n" KEY, "state:1:" },
		{ KEY "keystrap-state/1\n", "state:2:" },
		{ "keystrap-state/1 \n", "state:1:" },
		{ TOKEN, "state:1:" },
		{ KEY KEY, "state:2:" },
		{ "key " DIGITS "0\n", "state:1:" },
		{ "key 0" DIGITS_16 "\n", "state:1:" },
		{ KEY "\n", "state:2:" },
		{ KEY " TOKEN " DIGITS "\n", "state:2:" },
		{ KEY "production  TOKEN " DIGITS "\n", "state:2:" },
		{ KEY "production TOKEN\t" DIGITS "\n", "state:2:" },
		{ KEY "production TOKEN " DIGITS " \n", "state:2:" },
		{ KEY "production TOKEN " DIGITS " x\n", "state:2:" },
		{ KEY "production TOKEN " DIGITS "\r\n", "state:2:" },
		{ KEY "production 1TOKEN " DIGITS "\n", "state:2:" },
		{ KEY "production TOKEN " DIGITS_16 "\n", "state:2:" },
		{ KEY "production TOKEN A" DIGITS_16 DIGITS_16 DIGITS_16 "0123456789abcde\n",
		  "state:2:" },
		{ KEY "e" DIGITS " TOKEN " DIGITS "\n", "state:2:" },
		{ KEY TOKEN "\xff TOKEN " DIGITS "\n", "state:3:" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(good); i++) {
		struct error err = { 0 };

		assert_true(is_read(good[i], strlen(good[i]), &err));
	}
	for (size_t i = 0; i < ARRAY_LENGTH(bad); i++) {
		struct error err = { 0 };

		assert_false(is_read(bad[i].text, strlen(bad[i].text), &err));
		assert_int_equal(err.code, ERR_MANIFEST);
		assert_true(text_starts(err.text, bad[i].where));
		assert_null(strstr(err.text, DIGITS_16));
	}
}

static void a_nul_ends_nothing(void **state)
{
	static const char text[] = KEY "production TOKEN\0" DIGITS "\n";
	struct error err = { 0 };

	(void)state;
	assert_false(is_read(text, sizeof(text) - 1, &err));
	assert_false(is_read("\0", 1, &err));
}

static void the_same_in_another_environment_is_found(void **state)
{
	static const char text[] =
		KEY "staging B " DIGITS "\nproduction A " DIGITS "\nstaging A " OTHERS "\n";
	_cleanup_(marks_done) struct marks marks = { .has_key = false };
	struct error err = { 0 };

	(void)state;
	assert_true(marks_parse(&marks, text, strlen(text), "state", &err));
	assert_string_equal(marks_find_shared(&marks, "staging", "A", DIGITS)->environment,
			    "production");
	assert_null(marks_find_shared(&marks, "prod", "A", DIGITS));
	assert_null(marks_find_shared(&marks, "test", "C", DIGITS));
	assert_string_equal(marks_find_shared(&marks, "test", "B", DIGITS)->environment, "staging");
	marks_leave(&marks, "prod", "A", DIGITS);
	assert_false(marks.changed);
	marks_leave(&marks, "stage", "A", DIGITS);
	assert_true(marks.changed);
	assert_int_equal(marks.count, 3);
	marks_leave(&marks, "test", "A", DIGITS);
	assert_int_equal(marks.count, 4);
}

static bool is_a(const char *name, const void *context)
{
	(void)context;
	return text_equal(name, "A");
}

static void only_marks_of_the_environment_are_dropped(void **state)
{
	static const char text[] =
		KEY "prod B " DIGITS "\nproduction A " DIGITS "\nstaging B " OTHERS "\n";
	_cleanup_(marks_done) struct marks marks = { .has_key = false };
	struct error err = { 0 };

	(void)state;
	assert_true(marks_parse(&marks, text, strlen(text), "state", &err));
	marks_filter(&marks, "staging", is_a, NULL);
	assert_true(marks.changed);
	assert_int_equal(marks.count, 2);
	marks_filter(&marks, "production", is_a, NULL);
	assert_int_equal(marks.count, 1);
	assert_string_equal(marks.items[0].name, "A");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_file_is_a_version_a_key_and_marks),
		cmocka_unit_test(a_nul_ends_nothing),
		cmocka_unit_test(the_same_in_another_environment_is_found),
		cmocka_unit_test(only_marks_of_the_environment_are_dropped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
