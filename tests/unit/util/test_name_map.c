/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <stdio.h>

#include "util/name_map.h"

static void names_are_found_by_their_whole_text(void **state)
{
	struct name_map map = { 0 };

	(void)state;
	assert_true(name_map_find(&map, "A") == NAME_MAP_NONE);
	name_map_add(&map, "A", 7);
	name_map_add(&map, "AB", 8);
	name_map_add(&map, "A", 9);
	assert_int_equal(name_map_find(&map, "A"), 7);
	assert_int_equal(name_map_find(&map, "AB"), 8);
	assert_true(name_map_find(&map, "a") == NAME_MAP_NONE);
	assert_true(name_map_find(&map, "") == NAME_MAP_NONE);
	name_map_done(&map);
	assert_true(name_map_find(&map, "A") == NAME_MAP_NONE);
}

static void many_names_are_found(void **state)
{
	static char names[5000][16];
	struct name_map map = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(names); i++) {
		snprintf(names[i], sizeof(names[i]), "NAME_%zu", i);
		name_map_add(&map, names[i], i);
	}
	assert_int_equal(map.count, ARRAY_LENGTH(names));
	for (size_t i = 0; i < ARRAY_LENGTH(names); i++)
		assert_int_equal(name_map_find(&map, names[i]), i);
	assert_true(name_map_find(&map, "NAME_5000") == NAME_MAP_NONE);
	name_map_done(&map);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_are_found_by_their_whole_text),
		cmocka_unit_test(many_names_are_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
