/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "util/alloc.h"
#include "util/io.h"
#include "util/program.h"

static char directory[] = "/tmp/keystrap-program-XXXXXX";

/* Files below the directory; a mode of 0 is a directory. */
static const struct {
	const char *name;
	mode_t mode;
} files[] = {
	{ "a", 0 },           { "b", 0 },          { "a/tool", 0755 }, { "b/tool", 0755 },
	{ "a/plain", 0644 },  { "b/plain", 0755 }, { "a/only", 0644 }, { "a/folder", 0 },
	{ "b/folder", 0755 }, { "top", 0755 },
};

static const struct {
	const char *name, *path;
	const char *found; /* below the directory; NULL: none */
	enum err_code code;
} rows[] = {
	{ "tool", "a:b", "a/tool", ERR_NONE },
	{ "tool", "b:a", "b/tool", ERR_NONE },
	{ "tool", "nowhere:b", "b/tool", ERR_NONE },
	{ "plain", "a:b", "b/plain", ERR_NONE },
	{ "folder", "a:b", "b/folder", ERR_NONE },
	{ "only", "a:b", NULL, ERR_NOT_EXECUTABLE },
	{ "only", "b", NULL, ERR_NOT_FOUND },
	{ "nothing", "a:b", NULL, ERR_NOT_FOUND },
	{ "", "a:b", NULL, ERR_NOT_FOUND },
	{ "tool", "", NULL, ERR_NOT_FOUND },
	/* an empty part is the working directory, which is the directory here */
	{ "top", "a:", "./top", ERR_NONE },
	{ "top", ":a", "./top", ERR_NONE },
	{ "top", "a::b", "./top", ERR_NONE },
	{ "top", "a", NULL, ERR_NOT_FOUND },
	/* a name with a slash is not looked for */
	{ "a/tool", "b", "a/tool", ERR_NONE },
	{ "./top", "b", "./top", ERR_NONE },
	{ "a/plain", "b", NULL, ERR_NOT_EXECUTABLE },
	{ "a/folder", "b", NULL, ERR_NOT_EXECUTABLE },
	{ "a/nothing", "b", NULL, ERR_NOT_FOUND },
	{ "top/x", "b", NULL, ERR_NOT_FOUND },
};

static void the_first_match_in_path_counts(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		_cleanup_(freep) char *found = NULL;
		struct error err = { 0 };
		bool good = program_find(&found, rows[i].name, rows[i].path, &err);

		assert_int_equal(good, rows[i].found != NULL);
		assert_int_equal(err.code, rows[i].code);
		if (good)
			assert_string_equal(found, rows[i].found);
		else
			assert_null(found);
	}
}

static void the_hint_fits_the_reason(void **state)
{
	_cleanup_(freep) char *found = NULL;
	struct error err = { 0 };

	(void)state;
	assert_false(program_find(&found, "nothing", "a:b", &err));
	assert_non_null(strstr(err.hint, "not in PATH"));
	assert_false(program_find(&found, "only", "a:b", &err));
	assert_null(strstr(err.hint, "not in PATH"));
	assert_non_null(strstr(err.text, "Permission denied"));
}

static void without_path_there_is_a_usual_one(void **state)
{
	_cleanup_(freep) char *found = NULL;
	struct error err;

	(void)state;
	assert_true(program_find(&found, "sh", NULL, &err));
	assert_int_equal(found[0], '/');
}

static int set_up(void **state)
{
	(void)state;
	if (!mkdtemp(directory) || chdir(directory) != 0)
		return -1;
	for (size_t i = 0; i < ARRAY_LENGTH(files); i++) {
		struct error err;

		if (files[i].mode ? !file_write(files[i].name, "#!/bin/sh\n", 10, files[i].mode,
						true, &err)
				  : mkdir(files[i].name, 0755) != 0)
			return -1;
	}
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	for (size_t i = ARRAY_LENGTH(files); i > 0; i--) {
		if (remove(files[i - 1].name) != 0)
			return -1;
	}
	return rmdir(directory);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_first_match_in_path_counts),
		cmocka_unit_test(the_hint_fits_the_reason),
		cmocka_unit_test(without_path_there_is_a_usual_one),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
