/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <stdlib.h>
#include <string.h>

#include "crypto/fingerprint.h"
#include "crypto/sha1.h"
#include "util/alloc.h"

/* FIPS 180-4's examples, and lengths around the block that Python's hashlib was asked for. */
static void digests_are_those_of_the_standard(void **state)
{
	static const struct {
		const char *text;
		const char *digest;
	} rows[] = {
		{ "", "da39a3ee5e6b4b0d3255bfef95601890afd80709" },
		{ "abc", "a9993e364706816aba3e25717850c26c9cd0d89d" },
		{ "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
		  "84983e441c3bd26ebaae4aa1f95129e5e54670f1" },
	};
	static const struct {
		size_t length;
		const char *digest;
	} lengths[] = {
		{ 55, "c1c8bbdc22796e28c0e15163d20899b65621d65a" },
		{ 56, "c2db330f6083854c99d4b5bfb6e8f29f201be699" },
		{ 63, "03f09f5b158a7a8cdad920bddc29b81c18a551f5" },
		{ 64, "0098ba824b5c16427bd7a1122a5a442a25ec644d" },
		{ 1000000, "34aa973cd4c4daa4f61eeb2bdbad27316534016f" },
	};
	unsigned char digest[SHA1_LENGTH];
	char hex[2 * SHA1_LENGTH + 1];

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		sha1(digest, rows[i].text, strlen(rows[i].text));
		fingerprint_text(hex, digest, sizeof(digest));
		assert_string_equal(hex, rows[i].digest);
	}
	for (size_t i = 0; i < ARRAY_LENGTH(lengths); i++) {
		_cleanup_(freep) char *text = alloc_array(lengths[i].length + 1, 1);

		memset(text, 'a', lengths[i].length);
		sha1(digest, text, lengths[i].length);
		fingerprint_text(hex, digest, sizeof(digest));
		assert_string_equal(hex, lengths[i].digest);
	}
	sha1(digest, NULL, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(digests_are_those_of_the_standard),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
