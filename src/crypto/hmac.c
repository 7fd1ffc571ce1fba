/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/hmac.h"

#include <sodium.h>

_Static_assert(crypto_auth_hmacsha256_BYTES == HMAC_LENGTH, "what callers have room for");

void hmac_sha256(unsigned char ret[static HMAC_LENGTH], const void *key, size_t key_length,
		 const void *bytes, size_t length)
{
	crypto_auth_hmacsha256_state state;

	crypto_auth_hmacsha256_init(&state, key, key_length);
	if (length > 0)
		crypto_auth_hmacsha256_update(&state, bytes, length);
	crypto_auth_hmacsha256_final(&state, ret);
	sodium_memzero(&state, sizeof(state));
}
