/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/surroundings.h"
#include "util/alloc.h"

/* A group at mount + group with that cpu.max; NULL: without the file. */
static void make_group(const char *mount, const char *group, const char *quota)
{
	_cleanup_(freep) char *directory = text_format("%s%s", mount, group);
	_cleanup_(freep) char *path = text_format("%s/cpu.max", directory);
	FILE *file;

	mkdir(directory, 0700);
	if (!quota)
		return;
	file = fopen(path, "we");
	assert_non_null(file);
	assert_true(fputs(quota, file) >= 0);
	assert_int_equal(fclose(file), 0);
}

static void remove_group(const char *mount, const char *group)
{
	_cleanup_(freep) char *directory = text_format("%s%s", mount, group);
	_cleanup_(freep) char *path = text_format("%s/cpu.max", directory);

	unlink(path);
	assert_int_equal(rmdir(directory), 0);
}

static void the_smallest_quota_of_a_group_and_those_above_counts(void **state)
{
	static const struct {
		const char *top, *middle, *own;
		size_t processors;
	} rows[] = {
		{ NULL, "max 100000\n", "max 100000\n", 0 },
		{ NULL, "max 100000\n", "200000 100000\n", 2 },
		{ NULL, "150000 100000\n", "max 100000\n", 2 },
		{ NULL, "400000 100000\n", "800000 100000\n", 4 },
		{ "100000 100000\n", "400000 100000\n", NULL, 1 },
		{ NULL, NULL, "50000 100000\n", 1 },
		{ NULL, NULL, "2 1000000\n", 1 },
		{ NULL, NULL, "0 100000\n", 0 },
		{ NULL, NULL, "100000 0\n", 0 },
		{ NULL, NULL, "-1 100000\n", 0 },
		{ NULL, NULL, "100000\n", 0 },
		{ NULL, NULL, "99999999999999999999 1\n", 0 },
		{ NULL, NULL, "", 0 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		char mount[] = "/tmp/keystrap-cgroup-XXXXXX";

		assert_non_null(mkdtemp(mount));
		make_group(mount, "", rows[i].top);
		make_group(mount, "/a.slice", rows[i].middle);
		make_group(mount, "/a.slice/b.service", rows[i].own);
		assert_int_equal(surroundings_quota(mount, "/a.slice/b.service"),
				 rows[i].processors);
		remove_group(mount, "/a.slice/b.service");
		remove_group(mount, "/a.slice");
		remove_group(mount, "");
	}
}

static void no_groups_is_no_quota(void **state)
{
	(void)state;
	assert_int_equal(surroundings_quota("/nonexistent", "/"), 0);
	assert_int_equal(surroundings_quota("/nonexistent", "/a/b"), 0);
}

static void the_program_has_our_user_and_processors(void **state)
{
	struct surroundings around;

	(void)state;
	surroundings_find(&around);
	assert_true(around.becomes);
	assert_int_equal(around.is_root, geteuid() == 0);
	assert_in_range(around.processors, 0, (uintmax_t)sysconf(_SC_NPROCESSORS_CONF));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_smallest_quota_of_a_group_and_those_above_counts),
		cmocka_unit_test(no_groups_is_no_quota),
		cmocka_unit_test(the_program_has_our_user_and_processors),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
