/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "provider/files/tree.h"
#include "util/alloc.h"
#include "util/io.h"
#include "util/text.h"

static char directory[] = "/tmp/keystrap-tree-XXXXXX";

/* What the directory holds: a target makes it a link, a text a file, neither a directory. */
static const struct {
	const char *name, *target, *text;
} things[] = {
	{ "..1", NULL, NULL },
	{ "..1/key", NULL, "old" },
	{ "..2", NULL, NULL },
	{ "..2/key", NULL, "new" },
	{ "..2/only", NULL, "only new" },
	{ "..data", "..1", NULL },
	{ "key", "..data/key", NULL },
	{ "only", "..data/only", NULL },
	{ "plain", NULL, "plain" },
	{ "folder", NULL, NULL },
	{ "folder/b", NULL, "b" },
	{ "folder/a", NULL, "a" },
	{ "folder/.hidden", NULL, "x" },
	{ "folder/up", "../plain", NULL },
	{ "folder/out", "../../etc/passwd", NULL },
	{ "root", "/etc/passwd", NULL },
	{ "here", ".", NULL },
	{ "circle", "other", NULL },
	{ "other", "circle", NULL },
};

static void reads(const struct tree *tree, const char *path, enum tree_entry expected,
		  const char *says)
{
	_cleanup_(buf_done) struct buf content = { 0 };
	struct error err = { 0 };
	bool is_open = false;

	assert_int_equal(tree_read(&content, &is_open, tree, path, &err), expected);
	if (!strstr(expected == TREE_FILE ? buf_text(&content) : err.text, says))
		fail_msg("%s: %s", path, err.text);
	if (expected == TREE_ABSENT)
		assert_int_equal(err.code, ERR_UNAVAILABLE);
	else if (expected != TREE_FILE)
		assert_int_equal(err.code, ERR_MANIFEST);
}

static void links_lead_anywhere_inside(void **state)
{
	static const struct {
		const char *path;
		enum tree_entry entry;
		const char *says;
	} rows[] = {
		{ "plain", TREE_FILE, "plain" },
		{ "folder/up", TREE_FILE, "plain" },
		{ "here/here/folder/up", TREE_FILE, "plain" },
		{ "key", TREE_FILE, "old" },
		{ "folder", TREE_DIRECTORY, "not a regular file" },
		{ "here", TREE_DIRECTORY, "not a regular file" },
		{ "only", TREE_ABSENT, "no such file" },
		{ "nothing", TREE_ABSENT, "no such file" },
		{ "plain/x", TREE_ABSENT, "no such file" },
		{ "root", TREE_WRONG, "leads out" },
		{ "folder/out", TREE_WRONG, "leads out" },
		{ "circle", TREE_WRONG, "too many" },
	};
	_cleanup_(tree_done) struct tree tree = { 0 };
	struct error err = { 0 };

	(void)state;
	assert_true(tree_open(&tree, directory, &err));
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++)
		reads(&tree, rows[i].path, rows[i].entry, rows[i].says);
}

static void a_generation_stays_until_the_end(void **state)
{
	_cleanup_(tree_done) struct tree tree = { 0 };
	_cleanup_(tree_done) struct tree later = { 0 };
	struct error err = { 0 };

	(void)state;
	assert_true(tree_open(&tree, directory, &err));
	assert_false(tree_has_moved(&tree));
	assert_int_equal(symlink("..2", "..tmp"), 0);
	assert_int_equal(rename("..tmp", "..data"), 0);
	assert_true(tree_has_moved(&tree));
	reads(&tree, "key", TREE_FILE, "old");
	reads(&tree, "only", TREE_ABSENT, "no such file");
	assert_true(tree_open(&later, directory, &err));
	assert_false(tree_has_moved(&later));
	reads(&later, "key", TREE_FILE, "new");
	reads(&later, "only", TREE_FILE, "only new");
}

static void a_list_is_sorted_and_without_dots(void **state)
{
	static const char *const names[] = { "a", "b", "out", "up", NULL };
	_cleanup_(tree_done) struct tree tree = { 0 };
	_cleanup_(text_list_freep) char **list = NULL;
	struct error err = { 0 };

	(void)state;
	assert_true(tree_open(&tree, directory, &err));
	assert_int_equal(tree_list(&list, &tree, "here/folder", &err), TREE_FILE);
	for (size_t i = 0; i < ARRAY_LENGTH(names); i++)
		assert_true(text_same(list[i], names[i]));
	text_list_free(TAKE(list));
	assert_int_equal(tree_list(&list, &tree, "", &err), TREE_FILE);
	assert_string_equal(list[0], "circle");
	assert_int_equal(tree_list(&(char **){ NULL }, &tree, "plain", &err), TREE_ABSENT);
	assert_int_equal(tree_list(&(char **){ NULL }, &tree, "root", &err), TREE_WRONG);
}

static int set_up(void **state)
{
	(void)state;
	if (!mkdtemp(directory) || chdir(directory) != 0)
		return -1;
	for (size_t i = 0; i < ARRAY_LENGTH(things); i++) {
		const char *name = things[i].name, *text = things[i].text;
		struct error err;

		if (things[i].target ? symlink(things[i].target, name) != 0
		    : text           ? !file_write(name, text, strlen(text), 0600, true, &err)
				     : mkdir(name, 0700) != 0)
			return -1;
	}
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	for (size_t i = ARRAY_LENGTH(things); i > 0; i--) {
		if (remove(things[i - 1].name) != 0)
			return -1;
	}
	return rmdir(directory);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(links_lead_anywhere_inside),
		cmocka_unit_test(a_generation_stays_until_the_end),
		cmocka_unit_test(a_list_is_sorted_and_without_dots),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
