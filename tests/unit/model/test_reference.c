/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <stdlib.h>
#include <string.h>

#include "model/reference.h"
#include "util/alloc.h"
#include "util/buf.h"

static const struct {
	const char *text, *source, *path, *field, *version;
} good[] = {
	{ "vault:secret/app#key", "vault", "secret/app", "key", NULL },
	{ "vault:secret/app#key@3", "vault", "secret/app", "key", "3" },
	{ "vault:secret/app@3", "vault", "secret/app", NULL, "3" },
	{ "sealed:DB_PASSWORD", "sealed", "DB_PASSWORD", NULL, NULL },
	{ "a-b_9:x", "a-b_9", "x", NULL, NULL },
	/* The field begins at the first '#', the version at the last '@'. */
	{ "v:p#a#b", "v", "p", "a#b", NULL },
	{ "v:p#a@b@7", "v", "p", "a@b", "7" },
	{ "v:user@host@7", "v", "user@host", NULL, "7" },
	{ "v:user@host#f", "v", "user@host", "f", NULL },
	{ "v:a:b", "v", "a:b", NULL, NULL },
	{ "v:p#with space.and.dots", "v", "p", "with space.and.dots", NULL },
	{ "v:caf\xc3\xa9#n\xc3\xa4me", "v", "caf\xc3\xa9", "n\xc3\xa4me", NULL },
	{ "aws:arn+x#f@AWSCURRENT:a.b-c+1", "aws", "arn+x", "f", "AWSCURRENT:a.b-c+1" },
	{ "v:..a/b..#f", "v", "..a/b..", "f", NULL },
};

static void equal_or_absent(const char *text, const char *expected)
{
	if (expected)
		assert_string_equal(text, expected);
	else
		assert_null(text);
}

static void the_parts_are_taken_apart_and_put_together_again(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(good); i++) {
		struct reference reference;
		_cleanup_(freep) char *again = NULL;

		assert_null(reference_parse(&reference, good[i].text));
		equal_or_absent(reference.source, good[i].source);
		equal_or_absent(reference.path, good[i].path);
		equal_or_absent(reference.field, good[i].field);
		equal_or_absent(reference.version, good[i].version);
		again = reference_text(&reference);
		assert_string_equal(again, good[i].text);
		reference_done(&reference);
		assert_null(reference.source);
	}
}

/* It is no part of the path: whoever does not know of it cannot be led to the root. */
static void a_slash_in_front_is_told_and_left_out(void **state)
{
	struct reference reference;
	_cleanup_(freep) char *again = NULL;

	(void)state;
	assert_null(reference_parse(&reference, "v:/a/b#f"));
	assert_true(reference.rooted);
	assert_string_equal(reference.path, "a/b");
	again = reference_text(&reference);
	assert_string_equal(again, "v:/a/b#f");
	reference_done(&reference);
	assert_null(reference_parse(&reference, "v:a"));
	assert_false(reference.rooted);
	reference_done(&reference);
}

static void what_could_reach_another_path_is_refused(void **state)
{
	static const char *const bad[] = {
		"",         "v",         "v:",       "v:#f",
		":p",       "v w:p",     "v/w:p",    "v://p",
		"v:p/",     "v:a//b",    "v:.",      "v:..",
		"v:a/../b", "v:a/./b",   "v:a/..",   "v:a%2e/b",
		"v:a?b",    "v:a\\b",    "v:a\nb",   "v:a\rb",
		"v:a\tb",   "v:a\x7f-b", "v:p#",     "v:p@",
		"v:p#f@",   "v:p#a\nb",  "v:p@1 2",  "v:p@1/2",
		"v:p@a#",   "v:\xff#f",  "v:p#\xff", "v:p@\xc3\xa9",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(bad); i++) {
		struct reference reference = { .source = NULL };
		const char *wrong = reference_parse(&reference, bad[i]);

		if (!wrong)
			print_error("accepted: %s\n", bad[i]);
		assert_non_null(wrong);
		assert_null(reference.source);
	}
}

/* "SOURCE:" and so many times "x", or with a slash in front of every so many-th. */
static char *long_reference(const char *head, size_t count, size_t every, const char *tail)
{
	struct buf text = { 0 };

	buf_add_text(&text, head);
	for (size_t i = 0; i < count; i++)
		buf_add_char(&text, every && i % every == every - 1 ? '/' : 'x');
	buf_add_text(&text, tail);
	return text.bytes;
}

static void lengths_are_capped(void **state)
{
	static const struct {
		const char *head;
		size_t count, every;
		const char *tail;
		bool good;
	} rows[] = {
		{ "", 64, 0, ":p", true },      { "", 65, 0, ":p", false },
		{ "v:", 512, 0, "", true },     { "v:", 513, 0, "", false },
		{ "v:", 1023, 500, "y", true }, { "v:", 1024, 500, "y", false },
		{ "v:p#", 512, 0, "", true },   { "v:p#", 513, 0, "", false },
		{ "v:p#f@", 128, 0, "", true }, { "v:p#f@", 129, 0, "", false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		_cleanup_(freep) char *text =
			long_reference(rows[i].head, rows[i].count, rows[i].every, rows[i].tail);
		struct reference reference = { 0 };

		assert_int_equal(reference_parse(&reference, text) == NULL, rows[i].good);
		reference_done(&reference);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_parts_are_taken_apart_and_put_together_again),
		cmocka_unit_test(a_slash_in_front_is_told_and_left_out),
		cmocka_unit_test(what_could_reach_another_path_is_refused),
		cmocka_unit_test(lengths_are_capped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
