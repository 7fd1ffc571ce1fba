/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/surroundings.h"
#include "util/alloc.h"

/* A hierarchy /a/b with a quota for each; NULL: no file. */
static size_t quota_of(const char *upper, const char *lower)
{
	char mount[] = "/tmp/cgroup.XXXXXX";
	const char *const texts[] = { upper, lower };
	const char *const groups[] = { "/a", "/a/b" };
	size_t quota;

	assert_non_null(mkdtemp(mount));
	for (size_t i = 0; i < ARRAY_LENGTH(groups); i++) {
		_cleanup_(freep) char *path = text_format("%s%s", mount, groups[i]);
		_cleanup_(freep) char *file = text_format("%s/cpu.max", path);
		FILE *stream;

		assert_int_equal(mkdir(path, 0755), 0);
		if (!texts[i])
			continue;
		stream = fopen(file, "we");
		assert_non_null(stream);
		assert_true(fputs(texts[i], stream) >= 0);
		assert_int_equal(fclose(stream), 0);
	}
	quota = surroundings_quota(mount, "/a/b");
	for (size_t i = ARRAY_LENGTH(groups); i-- > 0;) {
		_cleanup_(freep) char *path = text_format("%s%s", mount, groups[i]);
		_cleanup_(freep) char *file = text_format("%s/cpu.max", path);

		(void)!unlink(file);
		assert_int_equal(rmdir(path), 0);
	}
	assert_int_equal(rmdir(mount), 0);
	return quota;
}

static void quotas_pay_for_processors(void **state)
{
	(void)state;
	assert_int_equal(quota_of(NULL, NULL), 0);
	assert_int_equal(quota_of(NULL, "max 100000\n"), 0);
	assert_int_equal(quota_of(NULL, "200000 100000\n"), 2);
	assert_int_equal(quota_of(NULL, "150000 100000\n"), 2);
	assert_int_equal(quota_of(NULL, "50000 100000\n"), 1);
	assert_int_equal(quota_of("100000 100000\n", "max 100000\n"), 1);
	assert_int_equal(quota_of("100000 100000\n", "400000 100000\n"), 1);
	assert_int_equal(quota_of(NULL, "50000 0\n"), 0);
	assert_int_equal(quota_of(NULL, "50000\n"), 0);
	assert_int_equal(quota_of(NULL, "-1 100000\n"), 0);
}

static void there_is_a_processor_here(void **state)
{
	struct surroundings here;

	(void)state;
	surroundings_find(&here, NULL);
	assert_true(here.processors >= 1);
	assert_true(here.becomes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(quotas_pay_for_processors),
		cmocka_unit_test(there_is_a_processor_here),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
