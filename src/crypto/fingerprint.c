/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/fingerprint.h"

#include <sodium.h>

_Static_assert(crypto_auth_hmacsha256_BYTES == FINGERPRINT_SIZE, "what is stored");
_Static_assert(crypto_auth_hmacsha256_KEYBYTES == FINGERPRINT_KEY_SIZE, "what is stored");
_Static_assert(crypto_shorthash_siphashx24_BYTES == FINGERPRINT_SHORT, "what is compared");
_Static_assert(crypto_shorthash_siphashx24_KEYBYTES <= FINGERPRINT_KEY_SIZE, "what it takes");

void fingerprint_key(unsigned char ret[static FINGERPRINT_KEY_SIZE])
{
	crypto_auth_hmacsha256_keygen(ret);
}

void fingerprint_make(unsigned char ret[static FINGERPRINT_SIZE],
		      const unsigned char key[static FINGERPRINT_KEY_SIZE], const void *bytes,
		      size_t length)
{
	crypto_auth_hmacsha256(ret, bytes, length, key);
}

void fingerprint_short(unsigned char ret[static FINGERPRINT_SHORT],
		       const unsigned char key[static FINGERPRINT_KEY_SIZE], const void *bytes,
		       size_t length)
{
	crypto_shorthash_siphashx24(ret, bytes, length, key);
}

void fingerprint_text(char *ret, const unsigned char *bytes, size_t size)
{
	sodium_bin2hex(ret, 2 * size + 1, bytes, size);
}
