/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <stdlib.h>
#include <string.h>

#include "model/dotenv.h"
#include "util/alloc.h"

static const char *value_of(const struct dotenv *dotenv, const char *name)
{
	const struct dotenv_entry *entry = dotenv_find(dotenv, name);

	return entry ? secret_reveal(entry->secret, NULL) : NULL;
}

static void lines_are_read(void **state)
{
	static const struct {
		const char *text;
		const char *value; /* of A */
		unsigned line;
	} rows[] = {
		{ "A=1", "1", 1 },
		{ "A=1\n", "1", 1 },
		{ "A=1\r\n", "1", 1 },
		{ "\xef\xbb\xbf"
		  "A=1",
		  "1", 1 },
		{ "\n\n# A=0\n\t# x\nA=1", "1", 5 },
		{ "export A=1", "1", 1 },
		{ "export\tA=1", "1", 1 },
		{ "  A  =  1  ", "1", 1 },
		{ "A=", "", 1 },
		{ "A=  ", "", 1 },
		{ "A=a=b=c", "a=b=c", 1 },
		/* A value ends at white space followed by #. */
		{ "A=1 # comment", "1", 1 },
		{ "A=1\t#comment", "1", 1 },
		{ "A= # comment", "", 1 },
		{ "A=1#2", "1#2", 1 },
		{ "A=#1", "#1", 1 },
		{ "A=it's", "it's", 1 },
		/* 'single quotes' keep every byte */
		{ "A='a b # $X \\n \"'", "a b # $X \\n \"", 1 },
		{ "A='a\nb'", "a\nb", 1 },
		{ "A='a'  # comment", "a", 1 },
		{ "A='a'\r\n", "a", 1 },
		/* "double quotes" know \n \r \t \" \\ \$ */
		{ "A=\"a\\n\\r\\t\\\"\\\\\\$\\q\"", "a\n\r\t\"\\$\\q", 1 },
		{ "A=\"a\nb\"", "a\nb", 1 },
		{ "A=\"\"", "", 1 },
		/* Nothing is expanded. */
		{ "A=${B}$(id)`id`", "${B}$(id)`id`", 1 },
		{ "A=\"${B}$(id)\"", "${B}$(id)", 1 },
		{ "A=caf\xc3\xa9", "caf\xc3\xa9", 1 },
		{ "B='1\n2'\nA=3", "3", 3 },
		{ "B=\"1\\\n2\"\nA=3", "3", 3 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		struct report report = { 0 };
		_cleanup_(dotenv_freep) struct dotenv *dotenv =
			dotenv_parse("f", rows[i].text, strlen(rows[i].text), &report);

		if (report.count)
			print_error("%s: %s\n", rows[i].text, report.findings[0].message);
		assert_int_equal(report.count, 0);
		assert_string_equal(value_of(dotenv, "A"), rows[i].value);
		assert_int_equal(dotenv_find(dotenv, "A")->line, rows[i].line);
		report_done(&report);
	}
}

static void what_is_wrong_is_reported_with_its_line(void **state)
{
	static const struct {
		const char *text;
		size_t length;
		unsigned line;
		const char *variable;
		size_t good;
	} rows[] = {
		{ "A=1\nnothing\nB=2", 15, 2, NULL, 2 },
		{ "1A=x", 4, 1, NULL, 0 },
		{ "=x", 2, 1, NULL, 0 },
		{ "A B=x", 5, 1, NULL, 0 },
		{ "A-B=x", 5, 1, NULL, 0 },
		{ ".a=x", 4, 1, NULL, 0 },
		{ "A=1\nB=2\nA=3", 11, 3, "A", 2 },
		{ "A='x", 4, 1, "A", 0 },
		/* What is no name may be a piece of a value. */
		{ "\"k\": \"secret=\"", 14, 1, NULL, 0 },
		{ " k:='secret", 11, 1, NULL, 0 },
		{ " k:='secret'x", 13, 1, NULL, 0 },
		{ "B=1\nA=\"x\n\n", 10, 2, "A", 1 },
		{ "A=\"x\" y", 7, 1, "A", 0 },
		{ "A='x''y'", 8, 1, "A", 0 },
		{ "A=x\0y", 5, 1, "A", 0 },
		{ "A=\0#y", 5, 1, "A", 0 },
		/* A NUL must not cut a name, nor stand for white space. */
		{ "A\0B=x", 5, 1, NULL, 0 },
		{ "A\0=x", 4, 1, NULL, 0 },
		{ "export\0A=x", 10, 1, NULL, 0 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		struct report report = { 0 };
		_cleanup_(dotenv_freep) struct dotenv *dotenv =
			dotenv_parse("f", rows[i].text, rows[i].length, &report);

		if (report.count != 1)
			print_error("row %zu\n", i);
		assert_int_equal(report.count, 1);
		assert_string_equal(report.findings[0].rule, "dotenv-syntax");
		assert_string_equal(report.findings[0].place.file, "f");
		assert_int_equal(report.findings[0].place.line, rows[i].line);
		if (rows[i].variable)
			assert_string_equal(report.findings[0].variable, rows[i].variable);
		else
			assert_null(report.findings[0].variable);
		assert_int_equal(dotenv->count, rows[i].good);
		report_done(&report);
	}
}

static void round_trip(const char *bytes, size_t length)
{
	_cleanup_(buf_done) struct buf text = { 0 };
	struct report report = { 0 };
	_cleanup_(dotenv_freep) struct dotenv *dotenv = NULL;
	const char *again;
	size_t again_length;

	dotenv_write(&text, "BEFORE", "1", 1);
	dotenv_write(&text, "A", bytes, length);
	dotenv_write(&text, "AFTER", "2", 1);
	dotenv = dotenv_parse("f", text.bytes, text.length, &report);
	assert_int_equal(report.count, 0);
	assert_int_equal(dotenv->count, 3);
	again = secret_reveal(dotenv_find(dotenv, "A")->secret, &again_length);
	assert_int_equal(again_length, length);
	assert_memory_equal(again, bytes, length);
	assert_string_equal(value_of(dotenv, "AFTER"), "2");
}

static void what_is_written_reads_back_the_same(void **state)
{
	static const char *const hostile[] = {
		"",
		" ",
		"  both  ",
		"#",
		" #",
		"a #b",
		"\"",
		"'",
		"'x'",
		"\"x\"",
		"`id`",
		"$(id)",
		"${X}",
		"$",
		"\\",
		"\\n",
		"a\nB=2",
		"\n",
		"\r\n",
		"a\r",
		"\t",
		"=",
		"export",
		"a=b",
		"\xef\xbb\xbf",
		"caf\xc3\xa9",
		"\x01\x7f",
		"~/x*?[]",
		"!",
		"x;y|z&w",
		"\\\"",
		"a\\",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(hostile); i++)
		round_trip(hostile[i], strlen(hostile[i]));
	for (unsigned c = 1; c < 256; c++) {
		const char bytes[3] = { (char)c, 'x', (char)c };

		round_trip(bytes, 1);
		round_trip(bytes, 3);
	}
}

static void an_environment_is_read_entry_by_entry(void **state)
{
	static const char bytes[] = "A=1\0B=two words # no comment\0C='q'\0D=\nx\0E=a=b\0f.g=.";
	struct report report = { 0 };
	_cleanup_(dotenv_freep) struct dotenv *dotenv =
		environ_parse("environ", bytes, sizeof(bytes) - 1, &report);

	(void)state;
	assert_int_equal(report.count, 0);
	assert_int_equal(dotenv->count, 6);
	assert_string_equal(value_of(dotenv, "f.g"), ".");
	assert_string_equal(value_of(dotenv, "A"), "1");
	assert_string_equal(value_of(dotenv, "B"), "two words # no comment");
	assert_string_equal(value_of(dotenv, "C"), "'q'");
	assert_string_equal(value_of(dotenv, "D"), "\nx");
	assert_string_equal(value_of(dotenv, "E"), "a=b");
	assert_int_equal(dotenv_find(dotenv, "E")->line, 5);
	assert_null(dotenv_find(dotenv, "F"));
}

static void a_bad_entry_of_an_environment_is_reported(void **state)
{
	static const char bytes[] = "A=1\0nothing\0B-C=2\0A=3\0";
	struct report report = { 0 };
	_cleanup_(dotenv_freep) struct dotenv *dotenv =
		environ_parse("environ", bytes, sizeof(bytes) - 1, &report);

	(void)state;
	assert_int_equal(dotenv->count, 1);
	assert_int_equal(report.count, 3);
	for (unsigned i = 0; i < 3; i++)
		assert_int_equal(report.findings[i].place.line, i + 2);
	report_done(&report);
}

static void of_a_file_that_is_no_environment_the_first_entries_are_told(void **state)
{
	static const char nuls[3];
	_cleanup_(buf_done) struct buf text = { 0 };
	struct report report = { 0 };
	struct dotenv *dotenv;

	(void)state;
	for (size_t i = 0; i < 1000; i++)
		buf_add(&text, i % 2 ? nuls : "ELF", 3);
	dotenv = environ_parse("environ", text.bytes, text.length, &report);
	assert_int_equal(report.count, 51);
	assert_string_equal(report.findings[50].message,
			    "so many entries are none: the rest is not read");
	dotenv_free(dotenv);
	report_done(&report);
}

static void the_end_of_a_key_without_quotes_is_no_name(void **state)
{
	static const char text[] = "A=-----BEGIN KEY-----\nMIIcanary\nCanary1234=\nB=2\nDebug=1\n";
	struct report report = { 0 };
	_cleanup_(dotenv_freep) struct dotenv *dotenv =
		dotenv_parse("f", text, strlen(text), &report);

	(void)state;
	assert_int_equal(report.count, 2);
	assert_int_equal(report.findings[1].place.line, 3);
	assert_null(report.findings[1].variable);
	assert_int_equal(dotenv->count, 3);
	assert_non_null(dotenv_find(dotenv, "Debug"));
	assert_null(dotenv_find(dotenv, "Canary1234"));
	report_done(&report);
}

static void the_second_line_of_base64_is_no_name(void **state)
{
	static const char first[] =
		"A=ZOdtJ7o0hJ8VUq0JkJf5dV0G7lQyM1vXo0n2yR6q4pZsKxWb3eTgHcAuLiYmDfNr\n";
	static const struct {
		const char *second;
		size_t findings;
	} rows[] = {
		{ "Canary12Canary12Canary==\n", 1 },
		{ "Canary12Canary1=\r\n", 1 },
		{ "CANARY=\n", 0 },
		{ "canary=\n", 0 },
		{ "Canary12Canary1=1\n", 0 },
		{ "\nCanary12Canary1=\n", 0 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		_cleanup_(freep) char *text = text_format("%s%s", first, rows[i].second);
		struct report report = { 0 };
		_cleanup_(dotenv_freep) struct dotenv *dotenv =
			dotenv_parse("f", text, strlen(text), &report);

		assert_int_equal(report.count, rows[i].findings);
		assert_int_equal(dotenv->count, rows[i].findings ? 1 : 2);
		if (report.count > 0)
			assert_null(report.findings[0].variable);
		report_done(&report);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_are_read),
		cmocka_unit_test(what_is_wrong_is_reported_with_its_line),
		cmocka_unit_test(the_end_of_a_key_without_quotes_is_no_name),
		cmocka_unit_test(the_second_line_of_base64_is_no_name),
		cmocka_unit_test(what_is_written_reads_back_the_same),
		cmocka_unit_test(an_environment_is_read_entry_by_entry),
		cmocka_unit_test(a_bad_entry_of_an_environment_is_reported),
		cmocka_unit_test(of_a_file_that_is_no_environment_the_first_entries_are_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
