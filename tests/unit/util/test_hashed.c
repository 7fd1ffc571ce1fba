/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "util/alloc.h"
#include "util/hashed.h"
#include "util/text.h"

static void touch(const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

	assert_true(fd >= 0);
	close(fd);
}

static void a_directory_has_names_as_rehash_makes_them(void **state)
{
	static const struct {
		const char *name;
		bool hashed;
	} rows[] = {
		{ "ca.pem", false },     { "0123456.0", false },    { "0123456789.0", false },
		{ "0123456g.0", false }, { "01234567.pem", false }, { "01234567.r0", false },
		{ "01234567.0", true },  { "89abcdef.9", true },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		char directory[] = "/tmp/keystrap-hashed-XXXXXX";
		_cleanup_(freep) char *path = NULL;

		assert_non_null(mkdtemp(directory));
		assert_false(hashed_directory(directory));
		path = text_format("%s/%s", directory, rows[i].name);
		touch(path);
		assert_int_equal(hashed_directory(directory), rows[i].hashed);
		assert_int_equal(unlink(path), 0);
		assert_int_equal(rmdir(directory), 0);
		assert_false(hashed_directory(directory));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_directory_has_names_as_rehash_makes_them),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
