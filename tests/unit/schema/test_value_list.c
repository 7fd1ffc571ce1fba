/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <string.h>

#include "schema/value_list.h"
#include "util/alloc.h"
#include "util/buf.h"

/* The elements, each in angle brackets, or "wrong"; new. */
static char *elements_of(const char *text, const char *separator)
{
	_cleanup_(value_list_freep) char **list = NULL;
	_cleanup_(buf_done) struct buf all = { 0 };

	if (value_list_parse(&list, text, strlen(text), separator))
		return text_copy("wrong");
	for (size_t i = 0; list[i]; i++)
		buf_format(&all, "<%s>", list[i]);
	return text_copy(buf_text(&all));
}

static void elements_are_as_written(void **state)
{
	static const struct {
		const char *text, *separator, *elements;
	} rows[] = {
		{ "a", NULL, "<a>" },
		{ "a,b", NULL, "<a><b>" },
		{ " a , b ", NULL, "<a><b>" },
		{ "a b\tc\nd", NULL, "<a><b><c><d>" },
		{ "a b,c", NULL, "<a><b><c>" },
		{ "a,,b", NULL, "<a><><b>" },
		{ "a,", NULL, "<a><>" },
		{ ",a", NULL, "<><a>" },
		{ ",", NULL, "<><>" },
		{ "", NULL, "wrong" },
		{ "  ", NULL, "wrong" },
		{ "a;b", ";", "<a><b>" },
		{ "a,b;c", ";", "<a,b><c>" },
		{ "a,b", "", "<a><b>" },
		{ "[::1],[::2]", NULL, "<[::1]><[::2]>" },
		{ "[\"a\",\"b c\"]", NULL, "<a><b c>" },
		{ " [ \"a\" ] ", NULL, "<a>" },
		{ "[\"\"]", NULL, "<>" },
		{ "[]", NULL, "wrong" },
		{ "[\"a\",1]", NULL, "wrong" },
		{ "[\"a\"", NULL, "wrong" },
		{ "[\"a\",]", NULL, "wrong" },
		{ "[\"a\\u0000\"]", NULL, "wrong" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		_cleanup_(freep) char *elements = elements_of(rows[i].text, rows[i].separator);

		assert_string_equal(elements, rows[i].elements);
	}
}

static void the_number_of_elements_is_bounded(void **state)
{
	_cleanup_(buf_done) struct buf text = { 0 };
	_cleanup_(value_list_freep) char **list = NULL;
	char **more = NULL;

	(void)state;
	buf_add_text(&text, "a");
	for (size_t i = 1; i < VALUE_LIST_LIMIT; i++)
		buf_add_text(&text, ",a");
	assert_null(value_list_parse(&list, text.bytes, text.length, NULL));
	assert_non_null(list[VALUE_LIST_LIMIT - 1]);
	assert_null(list[VALUE_LIST_LIMIT]);
	buf_add_text(&text, ",a");
	assert_non_null(value_list_parse(&more, text.bytes, text.length, NULL));
	assert_null(more);
}

static void a_nul_byte_is_refused(void **state)
{
	char **list = NULL;

	(void)state;
	assert_non_null(value_list_parse(&list, "a\0b", 3, NULL));
	assert_null(list);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(elements_are_as_written),
		cmocka_unit_test(the_number_of_elements_is_bounded),
		cmocka_unit_test(a_nul_byte_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
