/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <stdio.h>

#include "util/text_set.h"

static void texts_are_numbered_as_they_come(void **state)
{
	struct text_set set = { .count = 0 };
	char text[8] = "one";

	(void)state;
	assert_int_equal(text_set_put(&set, text), 0);
	snprintf(text, sizeof(text), "two");
	assert_int_equal(text_set_put(&set, text), 1);
	assert_int_equal(text_set_put(&set, "one"), 0);
	assert_int_equal(text_set_put(&set, ""), 2);
	assert_int_equal(set.count, 3);
	assert_string_equal(set.texts[0], "one");
	text_set_done(&set);
	assert_int_equal(text_set_put(&set, "two"), 0);
	text_set_done(&set);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(texts_are_numbered_as_they_come),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
