/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <stdlib.h>
#include <string.h>

#include "util/buf.h"
#include "util/jsondoc.h"

static struct jsondoc *parsed(const char *text)
{
	struct jsondoc *root = NULL;
	struct error err = { 0 };

	assert_true(jsondoc_parse(&root, text, strlen(text), &err));
	assert_int_equal(err.code, ERR_NONE);
	return root;
}

static bool refused(const char *bytes, size_t length, struct error *err)
{
	struct jsondoc *root = NULL;
	bool good = jsondoc_parse(&root, bytes, length, err);

	jsondoc_free(root);
	assert_int_equal(root == NULL, !good);
	if (!good)
		assert_int_equal(err->code, ERR_UNAVAILABLE);
	return !good;
}

static void values_have_kinds(void **state)
{
	static const struct {
		const char *name;
		enum jsondoc_kind kind;
	} rows[] = {
		{ "o", JSONDOC_IS_OBJECT }, { "a", JSONDOC_IS_ARRAY }, { "s", JSONDOC_IS_STRING },
		{ "i", JSONDOC_IS_INT },    { "r", JSONDOC_IS_REAL },  { "t", JSONDOC_IS_BOOL },
		{ "f", JSONDOC_IS_BOOL },   { "n", JSONDOC_IS_NULL },  { "x", JSONDOC_ABSENT },
	};
	_cleanup_(jsondoc_freep) struct jsondoc *root =
		parsed("{\"o\":{},\"a\":[],\"s\":\"\",\"i\":1,\"r\":1.0,\"t\":true,\"f\":false,"
		       "\"n\":null}");

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++)
		assert_int_equal(jsondoc_kind(jsondoc_member(root, rows[i].name)), rows[i].kind);
	assert_true(jsondoc_true(jsondoc_member(root, "t")));
	assert_false(jsondoc_true(jsondoc_member(root, "f")));
	assert_false(jsondoc_true(jsondoc_member(root, "i")));
}

static void members_are_found_by_path_or_name(void **state)
{
	_cleanup_(jsondoc_freep) struct jsondoc *root =
		parsed("{\"a\":{\"b\":{\"c\":\"deep\"}},\"a.b\":\"dotted\",\"l\":[1]}");

	(void)state;
	assert_string_equal(jsondoc_string(jsondoc_get(root, "a.b.c"), NULL), "deep");
	assert_string_equal(jsondoc_string(jsondoc_member(root, "a.b"), NULL), "dotted");
	assert_null(jsondoc_get(root, "a.c.b"));
	assert_null(jsondoc_get(root, "l.b"));
	assert_null(jsondoc_get(jsondoc_get(root, "nothing"), "x"));
}

static void nothing_is_accepted_everywhere(void **state)
{
	int64_t number = 5;

	(void)state;
	assert_int_equal(jsondoc_kind(NULL), JSONDOC_ABSENT);
	assert_null(jsondoc_get(NULL, "a"));
	assert_null(jsondoc_member(NULL, "a"));
	assert_null(jsondoc_string(NULL, NULL));
	assert_false(jsondoc_int(&number, NULL));
	assert_false(jsondoc_true(NULL));
	assert_int_equal(jsondoc_length(NULL), 0);
	assert_null(jsondoc_element(NULL, 0));
	assert_true(jsondoc_each(NULL, NULL, NULL));
	assert_int_equal(number, 5);
}

static void strings_have_a_length_and_other_kinds_are_none(void **state)
{
	_cleanup_(jsondoc_freep) struct jsondoc *root =
		parsed("{\"s\":\"caf\\u00e9 \\ud83d\\ude00\",\"i\":7,\"l\":[\"x\",\"y\"]}");
	size_t length = 0;

	(void)state;
	assert_string_equal(jsondoc_string(jsondoc_get(root, "s"), &length),
			    "caf\xc3\xa9 \xf0\x9f\x98\x80");
	assert_int_equal(length, 10);
	assert_null(jsondoc_string(jsondoc_get(root, "i"), NULL));
	assert_int_equal(jsondoc_length(jsondoc_get(root, "l")), 2);
	assert_string_equal(jsondoc_string(jsondoc_element(jsondoc_get(root, "l"), 1), NULL), "y");
	assert_null(jsondoc_element(jsondoc_get(root, "l"), 2));
	assert_int_equal(jsondoc_length(jsondoc_get(root, "s")), 0);
}

static void integers_are_exact(void **state)
{
	_cleanup_(jsondoc_freep) struct jsondoc *root =
		parsed("[9223372036854775807,-9223372036854775808,0,1e2,0.5]");
	struct error err;
	int64_t number = 0;

	(void)state;
	assert_true(jsondoc_int(&number, jsondoc_element(root, 0)));
	assert_true(number == INT64_MAX);
	assert_true(jsondoc_int(&number, jsondoc_element(root, 1)));
	assert_true(number == INT64_MIN);
	assert_true(jsondoc_int(&number, jsondoc_element(root, 2)));
	assert_false(jsondoc_int(&number, jsondoc_element(root, 3)));
	assert_false(jsondoc_int(&number, jsondoc_element(root, 4)));
	assert_true(refused("[9223372036854775808]", 21, &err));
	assert_true(refused("[1e999]", 7, &err));
}

static bool note(const char *name, const struct jsondoc *value, void *context)
{
	struct buf *names = context;

	assert_non_null(value);
	buf_add_text(names, name);
	return strcmp(name, "stop") != 0;
}

static void members_come_in_the_order_of_the_document(void **state)
{
	_cleanup_(jsondoc_freep) struct jsondoc *root = parsed("{\"z\":1,\"a\":2,\"m\":3}");
	_cleanup_(jsondoc_freep) struct jsondoc *stops = parsed("{\"b\":1,\"stop\":2,\"c\":3}");
	_cleanup_(buf_done) struct buf names = { 0 };

	(void)state;
	assert_true(jsondoc_each(root, note, &names));
	assert_false(jsondoc_each(stops, note, &names));
	assert_string_equal(buf_text(&names), "zambstop");
}

static void malformed_documents_are_refused(void **state)
{
	static const char *const bad[] = {
		"",
		"{",
		"{}}",
		"{} x",
		"[1,]",
		"{\"a\":1,}",
		"{a:1}",
		"{'a':1}",
		"nul",
		"\"\\ud800\"",
		"\"\xff\"",
		"\"\n\"",
		"\"\\x\"",
		"[01]",
		"[+1]",
		"[.5]",
		"[NaN]",
		"\xef\xbb\xbf{}",
		"{\"a\":1,\"a\":2}",
		"{\"a\":{\"b\":1,\"b\":1}}",
		"\"\\u0000\"",
		"{\"\\u0000\":1}",
		"/* x */ {}",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(bad); i++) {
		struct error err = { 0 };

		if (!refused(bad[i], strlen(bad[i]), &err))
			fail_msg("accepted: %s", bad[i]);
	}
}

static void a_raw_nul_is_refused(void **state)
{
	struct error err;

	(void)state;
	assert_true(refused("{}\0", 3, &err));
	assert_true(refused("4\0", 2, &err));
	assert_true(refused("{\"a\0b\":1}", 9, &err));
	assert_true(refused("\"a\0b\"", 5, &err));
}

static void depth_is_capped(void **state)
{
	struct error err;

	(void)state;
	for (unsigned depth = JSONDOC_MAX_DEPTH; depth <= JSONDOC_MAX_DEPTH + 1; depth++) {
		_cleanup_(buf_done) struct buf text = { 0 };

		for (unsigned i = 0; i < depth; i++)
			buf_add_text(&text, i % 2 ? "{\"a\":" : "[");
		buf_add_text(&text, "1");
		for (unsigned i = depth; i > 0; i--)
			buf_add_text(&text, (i - 1) % 2 ? "}" : "]");
		assert_int_equal(refused(text.bytes, text.length, &err), depth > JSONDOC_MAX_DEPTH);
	}
	/* brackets inside strings are no depth, and escapes do not end a string */
	assert_false(refused("\"[[[[[[[[[[[[[[[[[[[[\"", 22, &err));
	assert_false(refused("\"\\\"[[[[[[[[[[[[[[[[[[[[\"", 24, &err));
	assert_true(refused("[\"\\\\\",[[[[[[[[[[[[[[[[[[[[", 27, &err));
}

static void what_is_wrong_has_a_class(void **state)
{
	static const struct {
		const char *text;
		enum jsondoc_flaw flaw;
	} rows[] = {
		{ "{\"a\":1}", JSONDOC_SOUND },
		{ "{\"a\":}", JSONDOC_NOT_JSON },
		{ "", JSONDOC_NOT_JSON },
		{ "{\"a\":\"\\ud800\"}", JSONDOC_NOT_JSON },
		{ "[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]", JSONDOC_TOO_DEEP },
		{ "{\"a\":\"b\\u0000\"}", JSONDOC_HAS_NUL },
		{ "{\"a\\u0000\":1}", JSONDOC_HAS_NUL },
		{ "[9223372036854775807]", JSONDOC_SOUND },
		{ "[9223372036854775808]", JSONDOC_HAS_NUMBER },
		{ "[-9223372036854775809]", JSONDOC_HAS_NUMBER },
		{ "[1e400]", JSONDOC_HAS_NUMBER },
		{ "{\"a\":1,\"a\":1}", JSONDOC_HAS_TWINS },
		{ "[{\"a\":1},{\"a\":1}]", JSONDOC_SOUND },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		struct jsondoc *root = NULL;
		struct error err = { 0 };

		assert_int_equal(jsondoc_read(&root, rows[i].text, strlen(rows[i].text), &err),
				 rows[i].flaw);
		assert_int_equal(root != NULL, rows[i].flaw == JSONDOC_SOUND);
		assert_int_equal(err.code != ERR_NONE, rows[i].flaw != JSONDOC_SOUND);
		jsondoc_free(root);
	}
}

static void size_is_capped(void **state)
{
	_cleanup_(buf_done) struct buf text = { 0 };
	struct error err;

	(void)state;
	buf_add_text(&text, "\"");
	while (text.length < JSONDOC_MAX_BYTES - 1)
		buf_add_char(&text, 'x');
	buf_add_text(&text, "\"");
	assert_int_equal(text.length, JSONDOC_MAX_BYTES);
	assert_false(refused(text.bytes, text.length, &err));
	buf_add_text(&text, " ");
	assert_true(refused(text.bytes, text.length, &err));
}

static void an_error_quotes_nothing(void **state)
{
	static const char *const bad[] = {
		"{\"a\":\"canary7731\" x}",
		"{\"a\":canary7731}",
		"canary7731",
		"{\"canary7731\":1,\"canary7731\":2}",
		"{\"a\":\"canary7731",
		"{\"a\":\"canary7731\\ud800\"}",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(bad); i++) {
		struct error err = { 0 };

		assert_true(refused(bad[i], strlen(bad[i]), &err));
		assert_non_null(strstr(err.text, "line 1"));
		assert_null(strstr(err.text, "canary"));
		assert_string_equal(err.hint, "");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_have_kinds),
		cmocka_unit_test(members_are_found_by_path_or_name),
		cmocka_unit_test(nothing_is_accepted_everywhere),
		cmocka_unit_test(strings_have_a_length_and_other_kinds_are_none),
		cmocka_unit_test(integers_are_exact),
		cmocka_unit_test(members_come_in_the_order_of_the_document),
		cmocka_unit_test(malformed_documents_are_refused),
		cmocka_unit_test(a_raw_nul_is_refused),
		cmocka_unit_test(depth_is_capped),
		cmocka_unit_test(what_is_wrong_has_a_class),
		cmocka_unit_test(size_is_capped),
		cmocka_unit_test(an_error_quotes_nothing),
	};

	jsondoc_wipe_memory();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
