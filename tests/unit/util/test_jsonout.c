/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <stdlib.h>
#include <string.h>

#include "util/jsondoc.h"
#include "util/jsonout.h"

static void write_all(struct jsonout *writer)
{
	jsonout_begin(writer, NULL, '{');
	jsonout_text(writer, "t", "x");
	jsonout_integer(writer, "i", INT64_MIN);
	jsonout_begin(writer, "list", '[');
	jsonout_boolean(writer, NULL, true);
	jsonout_boolean(writer, NULL, false);
	jsonout_null(writer, NULL);
	jsonout_begin(writer, NULL, '{');
	jsonout_end(writer, '}');
	jsonout_end(writer, ']');
	jsonout_begin(writer, "empty", '[');
	jsonout_end(writer, ']');
	jsonout_bytes(writer, "a\"b", "\0y", 2);
	jsonout_end(writer, '}');
}

static void commas_are_set(void **state)
{
	_cleanup_(buf_done) struct buf out = { 0 };
	struct jsonout writer = { .out = &out };

	(void)state;
	write_all(&writer);
	assert_string_equal(buf_text(&out),
			    "{\"t\":\"x\",\"i\":-9223372036854775808,\"list\":[true,false,null,{}],"
			    "\"empty\":[],\"a\\\"b\":\"\\u0000y\"}");
}

static void pretty_has_two_spaces_a_level(void **state)
{
	_cleanup_(buf_done) struct buf out = { 0 };
	struct jsonout writer = { .out = &out, .pretty = true };

	(void)state;
	write_all(&writer);
	assert_string_equal(buf_text(&out), "{\n"
					    "  \"t\": \"x\",\n"
					    "  \"i\": -9223372036854775808,\n"
					    "  \"list\": [\n"
					    "    true,\n"
					    "    false,\n"
					    "    null,\n"
					    "    {}\n"
					    "  ],\n"
					    "  \"empty\": [],\n"
					    "  \"a\\\"b\": \"\\u0000y\"\n"
					    "}");
}

static void escapes_are_those_of_rfc_8259(void **state)
{
	static const struct {
		const char *bytes;
		size_t length;
		const char *escaped;
	} rows[] = {
		{ "", 0, "" },
		{ "a/b'", 4, "a/b'" },
		{ "\"\\", 2, "\\\"\\\\" },
		{ "\b\f\n\r\t", 5, "\\b\\f\\n\\r\\t" },
		{ "\x00\x01\x1f\x7f", 4, "\\u0000\\u0001\\u001f\\u007f" },
		{ "caf\xc3\xa9!", 6, "caf\xc3\xa9!" },
		{ "\xe2\x82\xac\xf0\x9f\x98\x80", 7, "\xe2\x82\xac\xf0\x9f\x98\x80" },
		{ "\xc3\xa9\xc3\xa9", 4, "\xc3\xa9\xc3\xa9" },
		/* what is not UTF-8 becomes U+FFFD, a byte each */
		{ "a\xff"
		  "b",
		  3,
		  "a\xef\xbf\xbd"
		  "b" },
		{ "\xc3", 1, "\xef\xbf\xbd" },
		{ "\xe2\x82", 2, "\xef\xbf\xbd\xef\xbf\xbd" },
		{ "\xed\xa0\x80", 3, "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		_cleanup_(buf_done) struct buf out = { 0 };

		jsonout_escape(&out, rows[i].bytes, rows[i].length);
		assert_string_equal(buf_text(&out), rows[i].escaped);
	}
}

static void a_reader_reads_what_was_written(void **state)
{
	(void)state;
	for (unsigned c = 1; c < 0x800; c++) {
		_cleanup_(buf_done) struct buf out = { 0 };
		_cleanup_(jsondoc_freep) struct jsondoc *root = NULL;
		struct jsonout writer = { .out = &out };
		const char text[] = { (char)(c < 0x80 ? c : 0xc0 | c >> 6),
				      (char)(c < 0x80 ? 'x' : 0x80 | (c & 0x3f)), '\0' };
		struct error err;
		size_t length;

		jsonout_bytes(&writer, NULL, text, 2);
		assert_true(jsondoc_parse(&root, out.bytes, out.length, &err));
		assert_string_equal(jsondoc_string(root, &length), text);
		assert_int_equal(length, 2);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(commas_are_set),
		cmocka_unit_test(pretty_has_two_spaces_a_level),
		cmocka_unit_test(escapes_are_those_of_rfc_8259),
		cmocka_unit_test(a_reader_reads_what_was_written),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
