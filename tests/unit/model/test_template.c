/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <stdlib.h>
#include <string.h>

#include "model/template.h"
#include "util/alloc.h"

/* The pieces as "text" and <NAME|filter>, with '+' between. */
static char *shape(const struct template *template)
{
	struct buf text = { 0 };

	buf_add_text(&text, "");
	for (size_t i = 0; i < template->count; i++) {
		const struct template_piece *piece = &template->pieces[i];

		assert_int_equal(!piece->text, piece->variable != NULL);
		buf_add_text(&text, i ? "+" : "");
		if (piece->text)
			buf_format(&text, "%s", piece->text);
		else
			buf_format(&text, "<%s|%s>", piece->variable,
				   template_filter_names[piece->filter]);
	}
	return text.bytes ? text.bytes : text_copy("");
}

static void texts_are_taken_apart(void **state)
{
	static const struct {
		const char *text, *shape;
		bool variables;
	} rows[] = {
		{ "", "", false },
		{ "plain", "plain", false },
		{ "${A}", "<A|>", true },
		{ "postgres://${U}:${P|urlencode}@db/app",
		  "postgres://+<U|>+:+<P|urlencode>+@db/app", true },
		{ "${A}${B|base64}${C|json}", "<A|>+<B|base64>+<C|json>", true },
		/* "$${" stands for "${" itself; any other '$' is text. */
		{ "$${A}", "${A}", false },
		{ "a$${b$${c", "a${b${c", false },
		{ "$", "$", false },
		{ "$A $(id) $$ 5$", "$A $(id) $$ 5$", false },
		{ "$$$${A}", "$$${A}", false },
		{ "}", "}", false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		struct template template = { 0 };
		_cleanup_(freep) char *found = NULL;

		assert_null(template_parse(&template, rows[i].text));
		found = shape(&template);
		assert_string_equal(found, rows[i].shape);
		assert_int_equal(template_has_variables(&template), rows[i].variables);
		template_done(&template);
	}
}

static void malformed_texts_are_refused(void **state)
{
	static const char *const bad[] = { "${",       "${A",     "x${}",       "${1A}",
					   "${A B}",   "${A|}",   "${A|upper}", "${A|json|json}",
					   "${A-def}", "${A:-x}", "${ A}",      "${${A}}" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(bad); i++) {
		struct template template = { 0 };

		assert_non_null(template_parse(&template, bad[i]));
		assert_null(template.pieces);
	}
}

static void filters_encode_every_byte(void **state)
{
	static const struct {
		enum template_filter filter;
		const char *bytes;
		size_t length;
		const char *expected;
	} rows[] = {
		{ FILTER_NONE, "a b%", 4, "a b%" },
		{ FILTER_URLENCODE, "aZ0-._~", 7, "aZ0-._~" },
		{ FILTER_URLENCODE, "p@ss:w/r?d#%+ \xc3\xa9", 16,
		  "p%40ss%3Aw%2Fr%3Fd%23%25%2B%20%C3%A9" },
		{ FILTER_URLENCODE, "\0", 1, "%00" },
		{ FILTER_BASE64, "", 0, "" },
		{ FILTER_BASE64, "f", 1, "Zg==" },
		{ FILTER_BASE64, "foobar", 6, "Zm9vYmFy" },
		{ FILTER_JSON, "a\"b\\c\n\x01", 7, "a\\\"b\\\\c\\n\\u0001" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		_cleanup_(buf_done) struct buf out = { 0 };

		template_filter(&out, rows[i].filter, rows[i].bytes, rows[i].length);
		assert_string_equal(buf_text(&out), rows[i].expected);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(texts_are_taken_apart),
		cmocka_unit_test(malformed_texts_are_refused),
		cmocka_unit_test(filters_encode_every_byte),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
