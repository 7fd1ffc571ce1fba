/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <string.h>

#include "schema/canonical.h"

static void one_secret_has_one_form(void **state)
{
	static const struct {
		const char *text, *form;
	} rows[] = {
		{ "4b6579206f66", "4b6579206f66" },
		{ "4b6579206f6620697420616c6c2121ab", "Key of it all!!\xab" },
		{ "4B6579206F6620697420616C6C2121AB", "Key of it all!!\xab" },
		{ " 0x4b6579206f6620697420616c6c2121ab\n", "Key of it all!!\xab" },
		{ "\\x4b6579206f6620697420616c6c2121ab", "Key of it all!!\xab" },
		{ "hex:4b6579206f6620697420616c6c2121ab", "Key of it all!!\xab" },
		{ "base64:S2V5IG9mIGl0IGFsbCEhqw==", "Key of it all!!\xab" },
		{ "S2V5IG9mIGl0IGFsbCEhqw", "Key of it all!!\xab" },
		{ "not-encoded, at all", "not-encoded, at all" },
		{ "\tshort ", "short" },
		{ "0xshort", "0xshort" },
		{ "", "" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		_cleanup_(buf_done) struct buf form = { 0 };

		canonical_form(&form, rows[i].text, strlen(rows[i].text));
		assert_string_equal(buf_text(&form), rows[i].form);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_secret_has_one_form),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
