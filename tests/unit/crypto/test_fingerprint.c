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

/* The 128 bits of SipHash's reference vectors: the key counts up, so does the text. */
static void the_short_one_is_siphash(void **state)
{
	static const unsigned char expected[FINGERPRINT_SHORT] = {
		0x54, 0x93, 0xe9, 0x99, 0x33, 0xb0, 0xa8, 0x11,
		0x7e, 0x08, 0xec, 0x0f, 0x97, 0xcf, 0xc3, 0xd9,
	};
	unsigned char key[FINGERPRINT_KEY_SIZE], print[FINGERPRINT_SHORT];
	unsigned char text[15];

	(void)state;
	for (unsigned char i = 0; i < sizeof(key); i++)
		key[i] = i;
	for (unsigned char i = 0; i < sizeof(text); i++)
		text[i] = i;
	fingerprint_short(print, key, text, sizeof(text));
	assert_memory_equal(print, expected, sizeof(print));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(equal_values_have_equal_fingerprints_under_one_key),
		cmocka_unit_test(it_is_hmac_sha256),
		cmocka_unit_test(the_short_one_is_siphash),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
