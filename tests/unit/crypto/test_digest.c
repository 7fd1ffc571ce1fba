/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "crypto/digest.h"

#include <stdbool.h>
#include <string.h>

static bool same(const struct digest *a, const struct digest *b)
{
	return memcmp(a, b, sizeof(*a)) == 0;
}

static void equal_bytes_have_equal_digests(void **state)
{
	struct digest_key key, other;
	struct digest one, two, three, four;

	(void)state;
	digest_key_make(&key);
	digest_key_make(&other);
	digest_of(&one, &key, "abc", 3);
	digest_of(&two, &key, "abc", 3);
	digest_of(&three, &key, "abd", 3);
	digest_of(&four, &other, "abc", 3);
	assert_true(same(&one, &two));
	assert_false(same(&one, &three));
	assert_false(same(&one, &four));
	digest_of(&two, &key, NULL, 0);
	digest_of(&three, &key, "", 0);
	assert_true(same(&two, &three));
}

static void keys_are_wiped(void **state)
{
	static const struct digest_key zero;
	struct digest_key key;

	(void)state;
	digest_key_make(&key);
	assert_memory_not_equal(&key, &zero, sizeof(key));
	digest_key_wipe(&key);
	assert_memory_equal(&key, &zero, sizeof(key));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(equal_bytes_have_equal_digests),
		cmocka_unit_test(keys_are_wiped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
