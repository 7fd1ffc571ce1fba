/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <string.h>

#include "model/parameters.h"
#include "util/alloc.h"
#include "util/text.h"

static void what_is_no_list_of_parameters_is_told(void **state)
{
	static const struct {
		const char *text;
		bool good;
	} rows[] = {
		{ "a=1", true },
		{ "a=", true },
		{ "a=1&b=2", true },
		{ "common_name=app.internal&ttl=24h", true },
		{ "ciphertext=vault:v1:A+b/c==&context=YQ==", true },
		{ "a=%41%0A%25&aa=1", true },
		{ "a=%C3%A9", true },
		{ "", false },
		{ "a", false },
		{ "=1", false },
		{ "a=1&", false },
		{ "&a=1", false },
		{ "a=1&&b=2", false },
		{ "a=1&a=2", false },
		{ "a=1&b=2&a=3", false },
		{ "a.b=1", false },
		{ "a b=1", false },
		{ "a=%", false },
		{ "a=%4", false },
		{ "a=%4g", false },
		{ "a=%00", false },
		{ "a=%ff", false },
		{ "a=\xff", false },
		{ "a=1\n", false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		if (!parameters_wrong(rows[i].text) != rows[i].good)
			fail_msg("%s", rows[i].text);
	}
}

static void parameters_have_at_most_16_kib(void **state)
{
	(void)state;
	for (size_t length = PARAMETERS_MAX_BYTES; length <= PARAMETERS_MAX_BYTES + 1; length++) {
		_cleanup_(freep) char *text = alloc_array(length + 1, 1);

		memset(text, 'x', length);
		text[1] = '=';
		assert_int_equal(!parameters_wrong(text), length <= PARAMETERS_MAX_BYTES);
	}
}

static void each_comes_decoded_in_its_turn(void **state)
{
	_cleanup_(buf_done) struct buf name = { 0 };
	_cleanup_(buf_done) struct buf value = { 0 };
	_cleanup_(buf_done) struct buf told = { 0 };
	const char *at = "a=1+1&b=%26%3d&c=&d=x=y";

	(void)state;
	while (parameters_next(&at, &name, &value))
		buf_format(&told, "%s:%s\n", buf_text(&name), buf_text(&value));
	assert_string_equal(buf_text(&told), "a:1+1\nb:&=\nc:\nd:x=y\n");
}

static void one_is_found_by_its_name(void **state)
{
	_cleanup_(buf_done) struct buf value = { 0 };

	(void)state;
	assert_true(parameters_find(&value, "ab=1&b=%32", "b"));
	assert_string_equal(buf_text(&value), "2");
	assert_false(parameters_find(&value, "ab=1&b=2", "a"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_no_list_of_parameters_is_told),
		cmocka_unit_test(parameters_have_at_most_16_kib),
		cmocka_unit_test(each_comes_decoded_in_its_turn),
		cmocka_unit_test(one_is_found_by_its_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
