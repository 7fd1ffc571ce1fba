/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <stdlib.h>
#include <string.h>

#include "manifest/lines.h"
#include "util/buf.h"

/* What came: "2[a] 3k=v 4+more", with "!LINE " for each finding behind it. */
struct heard {
	struct buf text;
};

static void hear_section(void *context, const char *name, unsigned line)
{
	struct heard *heard = context;

	buf_format(&heard->text, "%u[%s] ", line, name);
}

static void hear_line(void *context, const struct line *line)
{
	struct heard *heard = context;

	buf_format(&heard->text, "%u", line->number);
	if (line->continues)
		buf_format(&heard->text, "+%s ", line->value);
	else
		buf_format(&heard->text, "%s=%s ", line->key, line->value);
}

static void expect(const char *bytes, size_t length, const char *expected)
{
	struct heard heard = { 0 };
	const struct lines_visitor visitor = { hear_section, hear_line, &heard };
	struct report report = { 0 };

	lines_read("f", bytes, length, &visitor, &report);
	for (size_t i = 0; i < report.count; i++) {
		assert_string_equal(report.findings[i].rule, "manifest-error");
		assert_string_equal(report.findings[i].place.file, "f");
		assert_int_equal(report.findings[i].severity, SEVERITY_ERROR);
		buf_format(&heard.text, "!%u ", report.findings[i].place.line);
	}
	assert_string_equal(buf_text(&heard.text), expected);
	report_done(&report);
	buf_done(&heard.text);
}

static void sections_keys_and_continuations_have_line_numbers(void **state)
{
	static const struct {
		const char *text, *heard;
	} rows[] = {
		{ "", "" },
		{ "\n\n", "" },
		{ "[a]", "1[a] " },
		{ "[a]\nk=v", "1[a] 2k=v " },
		{ "; c\n\n# c\n[a]\n\nk = v \n", "4[a] 6k=v " },
		{ "[a] ; c\n[b]# c\n[ c d ]", "1[a] 2[b] 3[ c d ] " },
		{ "\xef\xbb\xbf[a]\nk=v\n", "1[a] 2k=v " },
		{ "[a]\r\nk=v\r\n  w\r\n", "1[a] 2k=v 3+w " },
		{ "[a]\nk=v\n  more\n\tagain \n", "1[a] 2k=v 3+more 4+again " },
		{ "[a]\nk=v\n  sslmode=require\n  host=db port=5432\n",
		  "1[a] 2k=v 3+sslmode=require 4+host=db port=5432 " },
		{ "[a]\nk=v\n  types=b\n  a@b=c\n", "1[a] 2k=v 3+types=b 4+a@b=c " },
		{ "[a]\nk=\n  more\n", "1[a] 2k= 3+more " },
		/* comments and blank lines inside a continuation do not end it */
		{ "[a]\nk=v\n  ; c\n\n# c\n  more\n", "1[a] 2k=v 6+more " },
		{ "[a]\nk=v\n  [b]\n  x:y\n", "1[a] 2k=v 3+[b] 4+x:y " },
		{ "k=v\n", "1k=v " },
		{ "  [a]\n", "1[a] " },
		{ "[a]\n  k=v\n", "1[a] 2k=v " },
		/* a section ends a value: what is indented after it is a key */
		{ "[a]\nk=v\n[b]\n  l=w\n", "1[a] 2k=v 3[b] 4l=w " },
		{ "[]\nk=v\n", "1[] 2k=v " },
		{ "[a]\nk=a=b:c\n", "1[a] 2k=a=b:c " },
		{ "[a]\nk==\n", "1[a] 2k== " },
		{ "[a]\nk=\"q\"\n", "1[a] 2k=\"q\" " },
		{ "[a]\nk@prod = v\n", "1[a] 2k@prod=v " },
		{ "[a]\nk=caf\xc3\xa9\n", "1[a] 2k=caf\xc3\xa9 " },
		/* inih would begin a comment at " ;" inside a password */
		{ "[a]\nk=a ;b; c\n", "1[a] 2k=a ;b; c " },
		{ "[a]\nk=a\n  b ;c\n", "1[a] 2k=a 3+b ;c " },
		{ "[a;b]\nk;l=v\n", "1[a;b] 2k;l=v " },
		{ "[a]\nk=;\n", "1[a] 2k=; " },
		{ "[a]\nk=#v\n", "1[a] 2k=#v " },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++)
		expect(rows[i].text, strlen(rows[i].text), rows[i].heard);
}

static void bad_lines_are_left_out_and_reported(void **state)
{
	static const struct {
		const char *text, *heard;
	} rows[] = {
		{ "[a]\nnothing\nk=v\n", "1[a] 3k=v !2 " },
		{ "[a]\nk : v\nl=w\n", "1[a] 3l=w !2 " },
		{ "[a]\nk:v=w\n", "1[a] !2 " },
		{ "[a]\n=v\n", "1[a] !2 " },
		{ "[a]\n = v\n", "1[a] !2 " },
		/* what stands below a section that was refused belongs to nobody */
		{ "[a\nk=v\nnothing\n  more\n[b]\nl=w\n", "5[b] 6l=w !1 " },
		{ "[a] b\nk=v\n[c]\nk=w\n", "3[c] 4k=w !1 " },
		{ "[a]\nk=v\n[b]]\n  more\nl=w\n[c]\n", "1[a] 2k=v 6[c] !3 " },
		{ "[a\n[b\n; c\nk=\x01\n", "!1 !2 !4 " },
		{ "[a] b\n", "!1 " },
		{ "[a]b\n", "!1 " },
		{ "[a]]\n", "!1 " },
		/* inih would take an indented key as more of the value above, silently */
		{ "[a]\nk=v\n  type = int\n", "1[a] 2k=v !3 " },
		{ "[a]\nk=v\n\tfrom = x\nl=w\n", "1[a] 2k=v 4l=w !3 " },
		{ "[a]\nk=v\n type=bool\n", "1[a] 2k=v !3 " },
		{ "[a]\nk=v\n value=db.internal\n required-in=\n", "1[a] 2k=v !3 !4 " },
		{ "[a]\nk=v\n value@production=x\n type@dev = int\n", "1[a] 2k=v !3 !4 " },
		{ "[a]\nk=v\n severity.log-level=off\n", "1[a] 2k=v !3 " },
		{ "[a]\nk=v\n type=int\nl=w\n", "1[a] 2k=v 4l=w !3 " },
		{ "[a]\nk=v\n value@production=x\n\trole-id-file=x\n", "1[a] 2k=v !3 !4 " },
		{ "[a]\nk=v\n waive.log-level=x\n", "1[a] 2k=v !3 " },
		{ "[a]\nk=host=h\n sslmode=require\n", "1[a] 2k=host=h 3+sslmode=require " },
		{ "[a]\nk=\x01\n", "1[a] !2 " },
		{ "[a]\nk=a\rb\n", "1[a] !2 " },
		{ "[a]\nk=\x7f\n", "1[a] !2 " },
		{ "[a]\nk=\xff\n", "1[a] !2 " },
		{ "[a]\nk=\xc3\nl=1\n", "1[a] 3l=1 !2 " },
		{ "[a]\nx\ny\nk=v\nz\n", "1[a] 4k=v !2 !3 !5 " },
		{ "[a]\n\xef\xbb\xbf"
		  "k\n",
		  "1[a] !2 " },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++)
		expect(rows[i].text, strlen(rows[i].text), rows[i].heard);
}

static void a_nul_hides_nothing(void **state)
{
	(void)state;
	expect("[a]\nk=v\0w\nl=x\n", 14, "1[a] 3l=x !2 ");
	expect("[a]\n\0\nl=x\n", 10, "1[a] 3l=x !2 ");
	expect("\0", 1, "!1 ");
}

/* head, then x to that many bytes in all, then tail */
static char *line_of(const char *before, const char *head, size_t length, const char *tail)
{
	struct buf text = { 0 };
	size_t fixed = strlen(head) + strlen(tail);

	buf_add_text(&text, before);
	buf_add_text(&text, head);
	for (size_t i = fixed; i < length; i++)
		buf_add_char(&text, 'x');
	buf_add_text(&text, tail);
	return text.bytes;
}

static void expect_length(const char *before, const char *head, size_t length, const char *tail,
			  bool good)
{
	struct heard heard = { 0 };
	const struct lines_visitor visitor = { hear_section, hear_line, &heard };
	struct report report = { 0 };
	char *text = line_of(before, head, length, tail);

	lines_read("f", text, strlen(text), &visitor, &report);
	assert_int_equal(report.count, good ? 0 : 1);
	if (good) { /* whole, not cut */
		size_t count = 0;

		for (const char *c = buf_text(&heard.text); *c; c++)
			count += *c == 'x';
		assert_int_equal(count, length - strlen(head) - strlen(tail));
	}
	free(text);
	report_done(&report);
	buf_done(&heard.text);
}

static void nothing_is_ever_cut(void **state)
{
	static const struct {
		const char *before, *head;
		size_t length;
		const char *tail;
		bool good;
	} rows[] = {
		{ "[a]\n", "k=", 196, "\n", true },       { "[a]\n", "k=", 197, "\n", true },
		{ "[a]\n", "k=", 198, "\n", true },       { "[a]\n", "k=", 199, "\n", false },
		{ "[a]\n", "k=", 199, "\r\n", true },     { "[a]\n", "k=", 200, "\r\n", false },
		{ "[a]\n", "k=", 197, "", true },         { "[a]\n", "k=", 198, "", false },
		{ "[a]\n", "k=", 5000, "\n", false },     { "[a]\nk=v\n", "  ", 198, "\n", true },
		{ "[a]\nk=v\n", "  ", 199, "\n", false }, { "", "; ", 199, "\n", false },
		{ "", "[", 140 + 3, "]\n", true },        { "", "[", 141 + 3, "]\n", false },
		{ "[a]\n", "", 48 + 3, "=v\n", true },    { "[a]\n", "", 49 + 3, "=v\n", false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		bool comment = rows[i].head[0] == ';';

		if (!comment || !rows[i].good)
			expect_length(rows[i].before, rows[i].head, rows[i].length, rows[i].tail,
				      rows[i].good);
	}
}

static void long_names_that_begin_alike_stay_apart(void **state)
{
	char *text = line_of("", "[", 140 + 8, "]\nk=1\n[");
	struct buf whole = { 0 };
	struct heard heard = { 0 };
	const struct lines_visitor visitor = { hear_section, hear_line, &heard };
	struct report report = { 0 };

	(void)state;
	buf_add_text(&whole, text);
	for (int i = 0; i < 139; i++)
		buf_add_char(&whole, 'x');
	buf_add_text(&whole, "y]\nk=2\n");
	lines_read("f", whole.bytes, whole.length, &visitor, &report);
	assert_int_equal(report.count, 0);
	assert_non_null(strstr(buf_text(&heard.text), "xx] 2k=1 3[xx"));
	assert_non_null(strstr(buf_text(&heard.text), "xy] 4k=2"));
	free(text);
	buf_done(&whole);
	buf_done(&heard.text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sections_keys_and_continuations_have_line_numbers),
		cmocka_unit_test(bad_lines_are_left_out_and_reported),
		cmocka_unit_test(a_nul_hides_nothing),
		cmocka_unit_test(nothing_is_ever_cut),
		cmocka_unit_test(long_names_that_begin_alike_stay_apart),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
