/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <string.h>

#include "crypto/fingerprint.h"

static void equal_values_have_equal_fingerprints_under_one_key(void **state)
{
	unsigned char key[FINGERPRINT_KEY_SIZE], other_key[FINGERPRINT_KEY_SIZE];
	unsigned char one[FINGERPRINT_SIZE], same[FINGERPRINT_SIZE];
	unsigned char other[FINGERPRINT_SIZE], keyed[FINGERPRINT_SIZE];

	(void)state;
	fingerprint_key(key);
	fingerprint_key(other_key);
	assert_memory_not_equal(key, other_key, sizeof(key));
	fingerprint_make(one, key, "value", 5);
	fingerprint_make(same, key, "value", 5);
	fingerprint_make(other, key, "valuf", 5);
	fingerprint_make(keyed, other_key, "value", 5);
	assert_memory_equal(one, same, sizeof(one));
	assert_memory_not_equal(one, other, sizeof(one));
	assert_memory_not_equal(one, keyed, sizeof(one));
}

/* RFC 4231, test case 1, with its key of 20 bytes filled up with zeros as HMAC has it. */
static void it_is_hmac_sha256(void **state)
{
	unsigned char key[FINGERPRINT_KEY_SIZE] = { 0 }, print[FINGERPRINT_SIZE];
	char text[2 * FINGERPRINT_SIZE + 1];

	(void)state;
	memset(key, 0x0b, 20);
	fingerprint_make(print, key, "Hi There", 8);
	fingerprint_text(text, print, sizeof(print));
	assert_string_equal(text,
			    "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(equal_values_have_equal_fingerprints_under_one_key),
		cmocka_unit_test(it_is_hmac_sha256),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
