/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <string.h>

#include "util/wiped.h"

static void blocks_keep_what_fits_when_they_are_moved(void **state)
{
	char *memory = wiped_malloc(4);
	char *moved;

	(void)state;
	assert_non_null(memory);
	memcpy(memory, "abcd", 4);
	moved = wiped_realloc(memory, 8192);
	assert_memory_equal(moved, "abcd", 4);
	memory = wiped_realloc(moved, 2);
	assert_memory_equal(memory, "ab", 2);
	assert_null(wiped_realloc(memory, 0));
}

static void nothing_can_be_freed_and_made(void **state)
{
	char *memory = wiped_realloc(NULL, 3);

	(void)state;
	assert_non_null(memory);
	wiped_free(memory);
	wiped_free(NULL);
	assert_null(wiped_malloc(SIZE_MAX));
	assert_null(wiped_realloc(NULL, 0));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(blocks_keep_what_fits_when_they_are_moved),
		cmocka_unit_test(nothing_can_be_freed_and_made),
	};

	return cmocka_run_group_tests_name("util/wiped", tests, NULL, NULL);
}
