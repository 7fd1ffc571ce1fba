/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <string.h>

#include "crypto/codec.h"
#include "crypto/hkdf.h"

/* RFC 5869, appendix A: its three vectors with SHA-256. */
static const struct {
	const char *key;
	const char *salt;
	const char *info;
	const char *output;
} vectors[] = {
	{ "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b", "000102030405060708090a0b0c",
	  "f0f1f2f3f4f5f6f7f8f9",
	  "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf"
	  "34007208d5b887185865" },
	{ "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
	  "202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f"
	  "404142434445464748494a4b4c4d4e4f",
	  "606162636465666768696a6b6c6d6e6f707172737475767778797a7b7c7d7e7f"
	  "808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f"
	  "a0a1a2a3a4a5a6a7a8a9aaabacadaeaf",
	  "b0b1b2b3b4b5b6b7b8b9babbbcbdbebfc0c1c2c3c4c5c6c7c8c9cacbcccdcecf"
	  "d0d1d2d3d4d5d6d7d8d9dadbdcdddedfe0e1e2e3e4e5e6e7e8e9eaebecedeeef"
	  "f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff",
	  "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c"
	  "59045a99cac7827271cb41c65e590e09da3275600c2f09b8367793a9aca3db71"
	  "cc30c58179ec3e87c14c01d5c1f3434f1d87" },
	{ "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b", "", "",
	  "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d"
	  "9d201395faa4b61a96c8" },
};

static void outputs_are_those_of_the_rfc(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(vectors); i++) {
		_cleanup_(buf_done) struct buf key = { 0 };
		_cleanup_(buf_done) struct buf salt = { 0 };
		_cleanup_(buf_done) struct buf info = { 0 };
		_cleanup_(buf_done) struct buf wanted = { 0 };
		unsigned char output[96] = { 0 };

		assert_true(hex_decode(&key, vectors[i].key, strlen(vectors[i].key)));
		assert_true(hex_decode(&salt, vectors[i].salt, strlen(vectors[i].salt)));
		assert_true(hex_decode(&info, vectors[i].info, strlen(vectors[i].info)));
		assert_true(hex_decode(&wanted, vectors[i].output, strlen(vectors[i].output)));
		hkdf_sha256(output, wanted.length,
			    &(struct hkdf_input){ key.bytes, key.length, salt.bytes, salt.length,
						  info.bytes, info.length });
		assert_memory_equal(output, wanted.bytes, wanted.length);
		assert_int_equal(output[wanted.length], 0);
	}
}

static void a_shorter_output_begins_a_longer_one(void **state)
{
	const struct hkdf_input input = { .key = "key", .key_length = 3 };
	static unsigned char longest[HKDF_OUTPUT_LIMIT];
	unsigned char part[100];

	(void)state;
	hkdf_sha256(longest, sizeof(longest), &input);
	for (size_t length = 1; length <= sizeof(part); length++) {
		hkdf_sha256(part, length, &input);
		assert_memory_equal(part, longest, length);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(outputs_are_those_of_the_rfc),
		cmocka_unit_test(a_shorter_output_begins_a_longer_one),
	};

	return cmocka_run_group_tests_name("crypto/hkdf", tests, NULL, NULL);
}
