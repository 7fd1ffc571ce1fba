/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <string.h>

#include "schema/grammar.h"
#include "util/alloc.h"
#include "util/buf.h"
#include "util/text.h"

/* A text that may hold NULs. */
struct text {
	const char *bytes;
	size_t length;
};
#define TEXT(literal)                                                                              \
	{                                                                                          \
		literal, sizeof(literal) - 1                                                       \
	}

static const char *read(const struct text *text)
{
	enum json_kind kind;

	return grammar_json(&kind, text->bytes, text->length);
}

/* The cases of Nicolas Seriot's JSONTestSuite that every parser must take (y_). */
static void what_every_parser_takes(void **state)
{
	static const struct text texts[] = {
		TEXT("[[]   ]"),
		TEXT("[\"\"]"),
		TEXT("[]"),
		TEXT("[\"a\"]"),
		TEXT("[false]"),
		TEXT("[null, 1, \"1\", {}]"),
		TEXT("[null]"),
		TEXT("[1\n]"),
		TEXT(" [1]"),
		TEXT("[1,null,null,null,2]"),
		TEXT("[2] "),
		/* numbers */
		TEXT("[123e65]"),
		TEXT("[0e+1]"),
		TEXT("[0e1]"),
		TEXT("[ 4]"),
		TEXT("[-0.000000000000000000000000000000000000000000000000000000000000000000000000"
		     "000001]"),
		TEXT("[20e1]"),
		TEXT("[-0]"),
		TEXT("[-123]"),
		TEXT("[-1]"),
		TEXT("[1E22]"),
		TEXT("[1E-2]"),
		TEXT("[1E+2]"),
		TEXT("[123e45]"),
		TEXT("[123.456e78]"),
		TEXT("[1e-2]"),
		TEXT("[1e+2]"),
		TEXT("[123]"),
		TEXT("[123.456789]"),
		/* objects; the two cases with a name twice stand below */
		TEXT("{\"asd\":\"sdf\", \"dfg\":\"fgh\"}"),
		TEXT("{\"asd\":\"sdf\"}"),
		TEXT("{}"),
		TEXT("{\"\":0}"),
		TEXT("{\"foo\\u0000bar\": 42}"),
		TEXT("{ \"min\": -1.0e+28, \"max\": 1.0e+28 }"),
		TEXT("{\"x\":[{\"id\": \"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\"}], \"id\": "
		     "\"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\"}"),
		TEXT("{\"a\":[]}"),
		TEXT("{\"title\":\"\\u041f\\u043e\\u043b\\u0442\\u043e\\u0440\\u0430\"}"),
		TEXT("{\n\"a\": \"b\"\n}"),
		/* strings */
		TEXT("[\"\\u0060\\u012a\\u12AB\"]"),
		TEXT("[\"\\uD801\\udc37\"]"),
		TEXT("[\"\\ud83d\\ude39\\ud83d\\udc8d\"]"),
		TEXT("[\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"]"),
		TEXT("[\"\\\\u0000\"]"),
		TEXT("[\"\\\"\"]"),
		TEXT("[\"a/*b*/c/*d//e\"]"),
		TEXT("[\"\\\\a\"]"),
		TEXT("[\"\\\\n\"]"),
		TEXT("[\"\\u0012\"]"),
		TEXT("[\"\\uFFFF\"]"),
		TEXT("[\"asd\"]"),
		TEXT("[ \"asd\"]"),
		TEXT("[\"\\uDBFF\\uDFFF\"]"),
		TEXT("[\"new\\u00A0line\"]"),
		TEXT("[\"\xf4\x8f\xbf\xbf\"]"),
		TEXT("[\"\xef\xbf\xbf\"]"),
		TEXT("[\"\\u0000\"]"),
		TEXT("[\"\\u002c\"]"),
		TEXT("[\"\xcf\x80\"]"),
		TEXT("[\"\xf0\x9b\xbf\xbf\"]"),
		TEXT("[\"asd \"]"),
		TEXT("\" \""),
		TEXT("[\"\\uD834\\uDd1e\"]"),
		TEXT("[\"\\u0821\"]"),
		TEXT("[\"\\u0123\"]"),
		TEXT("[\"\xe2\x80\xa8\"]"),
		TEXT("[\"\xe2\x80\xa9\"]"),
		TEXT("[\"\\u0061\\u30af\\u30EA\\u30b9\"]"),
		TEXT("[\"new\\u000Aline\"]"),
		TEXT("[\"\x7f\"]"),
		TEXT("[\"\\uA66D\"]"),
		TEXT("[\"\\u005C\"]"),
		TEXT("[\"\xe2\x8d\x82\xe3\x88\xb4\xe2\x8d\x82\"]"),
		TEXT("[\"\\uDBFF\\uDFFE\"]"),
		TEXT("[\"\\uFDD0\"]"),
		TEXT("[\"\\uFFFE\"]"),
		TEXT("[\"\\u0022\"]"),
		TEXT("[\"\xe2\x82\xac\xf0\x9d\x84\x9e\"]"),
		TEXT("[\"a\x7f"
		     "a\"]"),
		/* structure */
		TEXT("false"),
		TEXT("42"),
		TEXT("-0.1"),
		TEXT("null"),
		TEXT("\"asd\""),
		TEXT("true"),
		TEXT("\"\""),
		TEXT("[\"a\"]\n"),
		TEXT("[true]"),
		TEXT(" [] "),
		/* those left open (i_) that RFC 8259's grammar has, and programs take */
		TEXT("[123.456e-789]"),
		TEXT("[0.4e00669999999999999999999999999999999969999999006]"),
		TEXT("[-1e+9999]"),
		TEXT("[1.5e+9999]"),
		TEXT("[-123123e100000]"),
		TEXT("[123123e100000]"),
		TEXT("[123e-10000000]"),
		TEXT("[-123123123123123123123123123]"),
		TEXT("[100000000000000000000]"),
		/* a name twice, but not in one object */
		TEXT("{\"a\":{\"a\":1},\"b\":{\"a\":2}}"),
		TEXT("[{\"a\":1},{\"a\":1}]"),
		TEXT("{\"a\":1,\"A\":2,\"\":3,\"aa\":4}"),
		TEXT("{\"b\":{\"a\":1},\"a\":2}"),
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(texts); i++) {
		const char *wrong = read(&texts[i]);

		if (wrong)
			print_error("'%s': %s\n", texts[i].bytes, wrong);
		assert_null(wrong);
	}
}

/* Those that every parser must refuse (n_), and what is stricter here. */
static void what_no_parser_takes(void **state)
{
	static const struct text texts[] = {
		TEXT("[1 true]"),
		TEXT("[a\xe5]"),
		TEXT("[\"\": 1]"),
		TEXT("[\"\"],"),
		TEXT("[,1]"),
		TEXT("[1,,2]"),
		TEXT("[\"x\",,]"),
		TEXT("[\"x\"]]"),
		TEXT("[\"\",]"),
		TEXT("[\"x\""),
		TEXT("[x"),
		TEXT("[3[4]]"),
		TEXT("[\xff]"),
		TEXT("[1:2]"),
		TEXT("[,]"),
		TEXT("[-]"),
		TEXT("[   , \"\"]"),
		TEXT("[\"a\",\n4\n,1,"),
		TEXT("[1,]"),
		TEXT("[1,,]"),
		TEXT("[\"\x0b"
		     "a\"\\f]"),
		TEXT("[*]"),
		TEXT("[\"\""),
		TEXT("[1,"),
		TEXT("[1,\n1\n,1"),
		TEXT("[{}"),
		TEXT("[fals]"),
		TEXT("[nul]"),
		TEXT("[tru]"),
		TEXT("123\0"),
		/* numbers */
		TEXT("[++1234]"),
		TEXT("[+1]"),
		TEXT("[+Inf]"),
		TEXT("[-01]"),
		TEXT("[-1.0.]"),
		TEXT("[-2.]"),
		TEXT("[-NaN]"),
		TEXT("[.-1]"),
		TEXT("[.2e-3]"),
		TEXT("[0.1.2]"),
		TEXT("[0.3e+]"),
		TEXT("[0.3e]"),
		TEXT("[0.e1]"),
		TEXT("[0E+]"),
		TEXT("[0E]"),
		TEXT("[0e+]"),
		TEXT("[0e]"),
		TEXT("[1.0e+]"),
		TEXT("[1.0e-]"),
		TEXT("[1.0e]"),
		TEXT("[1 000.0]"),
		TEXT("[1eE2]"),
		TEXT("[2.e+3]"),
		TEXT("[2.e-3]"),
		TEXT("[2.e3]"),
		TEXT("[9.e+]"),
		TEXT("[Inf]"),
		TEXT("[NaN]"),
		TEXT("[\xef\xbc\x91]"),
		TEXT("[1+2]"),
		TEXT("[0x1]"),
		TEXT("[0x42]"),
		TEXT("[Infinity]"),
		TEXT("[0e+-1]"),
		TEXT("[-123.123foo]"),
		TEXT("[123\xe5]"),
		TEXT("[1e1\xe5]"),
		TEXT("[0\xe5]"),
		TEXT("[-Infinity]"),
		TEXT("[-foo]"),
		TEXT("[- 1]"),
		TEXT("[-012]"),
		TEXT("[-.123]"),
		TEXT("[-1x]"),
		TEXT("[1ea]"),
		TEXT("[1.]"),
		TEXT("[.123]"),
		TEXT("[1.2a-3]"),
		TEXT("[1.8011670033376514H-308]"),
		TEXT("[012]"),
		TEXT("[-00.0]"),
		TEXT("[00.0]"),
		TEXT("[00e0]"),
		TEXT("-"),
		TEXT("1."),
		/* objects */
		TEXT("[\"x\", truth]"),
		TEXT("{[: \"x\"}\n"),
		TEXT("{\"x\", null}"),
		TEXT("{\"x\"::\"b\"}"),
		TEXT("{\xf0\x9f\x87\xa8\xf0\x9f\x87\xad}"),
		TEXT("{\"a\":\"a\" 123}"),
		TEXT("{key: 'value'}"),
		TEXT("{\"\xb9\":\"0\",}"),
		TEXT("{\"a\" b}"),
		TEXT("{:\"b\"}"),
		TEXT("{\"a\" \"b\"}"),
		TEXT("{\"a\":"),
		TEXT("{\"a\""),
		TEXT("{1:1}"),
		TEXT("{9999E9999:1}"),
		TEXT("{null:null,null:null}"),
		TEXT("{\"id\":0,,,,,}"),
		TEXT("{'a':0}"),
		TEXT("{\"id\":0,}"),
		TEXT("{\"a\":\"b\"}/**/"),
		TEXT("{\"a\":\"b\"}/**//"),
		TEXT("{\"a\":\"b\"}//"),
		TEXT("{\"a\":\"b\"}/"),
		TEXT("{\"a\":\"b\",,\"c\":\"d\"}"),
		TEXT("{a: \"b\"}"),
		TEXT("{\"a\":\"a"),
		TEXT("{ \"foo\" : \"bar\", \"a\" }"),
		TEXT("{\"a\":\"b\"}#"),
		TEXT("{\"a\":1,}"),
		/* strings */
		TEXT(" "),
		TEXT("[\"\\uD800\\\"]"),
		TEXT("[\"\\uD800\\u\"]"),
		TEXT("[\"\\uD800\\u1\"]"),
		TEXT("[\"\\uD800\\u1x\"]"),
		TEXT("[\xc3\xa9]"),
		TEXT("[\"\\\0\"]"),
		TEXT("[\"\\x00\"]"),
		TEXT("[\"\\\\\\\"]"),
		TEXT("[\"\\\t\"]"),
		TEXT("[\"\\\xf0\x9f\x8c\x80\"]"),
		TEXT("[\"\\\"]"),
		TEXT("[\"\\u00A\"]"),
		TEXT("[\"\\uD834\\uDd\"]"),
		TEXT("[\"\\uD800\\uD800\\x\"]"),
		TEXT("[\"\\u\xe5\"]"),
		TEXT("[\"\\a\"]"),
		TEXT("[\"\\uqqqq\"]"),
		TEXT("[\"\\\xe5\"]"),
		TEXT("[\\u0020\"asd\"]"),
		TEXT("[\\n]"),
		TEXT("\""),
		TEXT("['single quote']"),
		TEXT("abc"),
		TEXT("[\"\\"),
		TEXT("[\"a\0a\"]"),
		TEXT("[\"new\nline\"]"),
		TEXT("[\"\t\"]"),
		TEXT("\"\\UA66D\""),
		TEXT("\"\"x"),
		TEXT("[\"\\012\"]"),
		/* structure */
		TEXT("<.>"),
		TEXT("[<null>]"),
		TEXT("[1]x"),
		TEXT("[1]]"),
		TEXT("[\"asd]"),
		TEXT("a\xc3\xa5"),
		TEXT("[True]"),
		TEXT("1]"),
		TEXT("{\"x\": true,"),
		TEXT("[][]"),
		TEXT("]"),
		TEXT("\xef\xbb\xbf{}"),
		TEXT("\xef\xbb\xbf"),
		TEXT("\xe5"),
		TEXT("["),
		TEXT(""),
		TEXT("[\0]"),
		TEXT("2@"),
		TEXT("{}}"),
		TEXT("{\"\":"),
		TEXT("{\"a\":/*comment*/\"b\"}"),
		TEXT("{\"a\": true} \"x\""),
		TEXT("['"),
		TEXT("[,"),
		TEXT("[{"),
		TEXT("[\"a"),
		TEXT("[\"a\""),
		TEXT("{"),
		TEXT("{]"),
		TEXT("{,"),
		TEXT("{["),
		TEXT("{\"a"),
		TEXT("{'a'"),
		TEXT("[\"\\{[\"\\{[\"\\{[\"\\{"),
		TEXT("\xc3\xa9"),
		TEXT("*"),
		TEXT("{\"a\":\"b\"}#{}"),
		TEXT("[\\u000A\"\"]"),
		TEXT("[1"),
		TEXT("[ false, nul"),
		TEXT("[ true, fals"),
		TEXT("[ false, tru"),
		TEXT("{\"asd\":\"asd\""),
		TEXT("\xc3\xa5"),
		TEXT("[\xe2\x81\xa0]"),
		TEXT("[\f]"),
		TEXT("[\"a\"\f]"),
		/* left open (i_): half a surrogate pair is no character */
		TEXT("[\"\\uDADA\"]"),
		TEXT("[\"\\uD888\\u1234\"]"),
		TEXT("[\"\\uDd1e\\uD834\"]"),
		TEXT("[\"\\uDFAA\"]"),
		TEXT("{\"\\uDFAA\":0}"),
		TEXT("[\"\\ud800\"]"),
		TEXT("[\"\\ud800abc\"]"),
		TEXT("[\"\\uD800\\n\"]"),
		TEXT("[\"\xed\xa0\x80\"]"),
		TEXT("[\"\xff\"]"),
		TEXT("[\"\xc0\xaf\"]"),
		TEXT("[\"\x81\"]"),
		TEXT("[\"\xf4\xbf\xbf\xbf\"]"),
		/* a name twice; how it is written does not matter */
		TEXT("{\"a\":\"b\",\"a\":\"c\"}"),
		TEXT("{\"a\":\"b\",\"a\":\"b\"}"),
		TEXT("{\"a\":1,\"\\u0061\":2}"),
		TEXT("{\"a\":1,\"b\":{\"a\":1},\"a\":2}"),
		TEXT("{\"\":1,\"\":2}"),
		TEXT("{\"/\":1,\"\\/\":2}"),
		TEXT("[{\"x\":[{\"y\":1,\"y\":2}]}]"),
		TEXT("{\"\\ud83d\\ude39\":1,\"\xf0\x9f\x98\xb9\":2}"),
		TEXT("{\"a\\u0000\":1,\"a\\u0000\":2}"),
		TEXT("{\"c\":1,\"b\":1,\"a\":1,\"b\":1}"),
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(texts); i++) {
		if (!read(&texts[i]))
			print_error("'%s' (%zu)\n", texts[i].bytes, i);
		assert_non_null(read(&texts[i]));
	}
}

static void the_kind_is_told(void **state)
{
	static const struct {
		const char *text;
		enum json_kind kind;
	} rows[] = {
		{ " {}", JSON_KIND_OBJECT },   { "[]", JSON_KIND_ARRAY },
		{ "\"{\"", JSON_KIND_STRING }, { "-1", JSON_KIND_NUMBER },
		{ "true", JSON_KIND_LITERAL }, { "null", JSON_KIND_LITERAL },
	};
	enum json_kind kind;

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		assert_null(grammar_json(&kind, rows[i].text, strlen(rows[i].text)));
		assert_int_equal(kind, rows[i].kind);
	}
	kind = JSON_KIND_NUMBER;
	assert_non_null(grammar_json(&kind, "{", 1));
	assert_int_equal(kind, JSON_KIND_NUMBER);
}

static char *nested(size_t depth, const char *open, const char *inner, char close)
{
	struct buf text = { 0 };

	for (size_t i = 0; i < depth; i++)
		buf_add_text(&text, open);
	buf_add_text(&text, inner);
	for (size_t i = 0; i < depth; i++)
		buf_add_char(&text, close);
	return text.bytes;
}

static void documents_have_a_depth(void **state)
{
	static const struct {
		size_t depth;
		bool good;
	} rows[] = { { 1, true }, { 64, true }, { 65, false }, { 100000, false } };
	enum json_kind kind;

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		_cleanup_(text_wipep) char *arrays = nested(rows[i].depth, "[", "", ']');
		_cleanup_(text_wipep) char *objects = nested(rows[i].depth, "{\"a\":", "1", '}');

		assert_int_equal(!grammar_json(&kind, arrays, strlen(arrays)), rows[i].good);
		assert_int_equal(!grammar_json(&kind, objects, strlen(objects)), rows[i].good);
	}
}

/* Many names, and one of them twice at the end: no step per pair of names. */
static void many_names_take_no_time(void **state)
{
	_cleanup_(buf_done) struct buf text = { 0 };
	enum json_kind kind;

	(void)state;
	buf_add_char(&text, '{');
	for (int i = 0; i < 100000; i++)
		buf_format(&text, "\"n%d\":0,", i);
	buf_add_text(&text, "\"x\":0}");
	assert_null(grammar_json(&kind, text.bytes, text.length));
	text.length -= strlen("\"x\":0}");
	buf_add_text(&text, "\"n50000\":0}");
	assert_non_null(grammar_json(&kind, text.bytes, text.length));
}

static void note_string(const struct json_string *string, void *context)
{
	buf_format(context, "%.*s=%.*s%s%s ", (int)string->name_length,
		   string->name ? string->name : "", (int)string->length, string->bytes,
		   string->listed ? ",listed" : "", string->alone ? ",alone" : "");
}

static void assert_strings(const char *text, const char *wanted)
{
	_cleanup_(buf_done) struct buf told = { 0 };

	grammar_json_strings(text, strlen(text), note_string, &told);
	assert_string_equal(buf_text(&told), wanted);
}

static void strings_are_shown_with_their_names(void **state)
{
	(void)state;
	assert_strings("\"a\"", "=a ");
	assert_strings("[\"\", \"\\u00e9\"]", "=,listed =\xc3\xa9,listed ");
	assert_strings("{\"a\": \"b\" }", "a=b,alone ");
	assert_strings("{\"a\":[\"b\"]}", "a=b ");
	assert_strings("{\"a\":\"b\",\"c\":1e999}", "a=b ");
	assert_strings("{\"a\":[{\"b\":\"c\"},\"d\"],\"\":\"e\"}", "b=c a=d =e ");
	assert_strings("[[{\"a\":\"b\"}],\"c\"]", "a=b,listed =c,listed ");
	assert_strings("{\"a\":\"b\",\"a\":\"c\"}", "");
	assert_strings("{\"a\":\"b\"", "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_every_parser_takes),
		cmocka_unit_test(what_no_parser_takes),
		cmocka_unit_test(the_kind_is_told),
		cmocka_unit_test(documents_have_a_depth),
		cmocka_unit_test(many_names_take_no_time),
		cmocka_unit_test(strings_are_shown_with_their_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
