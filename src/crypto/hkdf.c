/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/hkdf.h"

#include <assert.h>
#include <sodium.h>
#include <string.h>

#define HASH_SIZE ((size_t)crypto_auth_hmacsha256_BYTES)

static void update(crypto_auth_hmacsha256_state *state, const void *bytes, size_t length)
{
	/* NULL with length 0 is allowed to our callers, not to memcpy inside. */
	if (length)
		crypto_auth_hmacsha256_update(state, bytes, length);
}

static void extract(unsigned char key[static HASH_SIZE], const struct hkdf_input *input)
{
	static const unsigned char no_salt[HASH_SIZE];
	crypto_auth_hmacsha256_state state;

	if (input->salt_length)
		crypto_auth_hmacsha256_init(&state, input->salt, input->salt_length);
	else
		crypto_auth_hmacsha256_init(&state, no_salt, sizeof(no_salt));
	update(&state, input->key, input->key_length);
	crypto_auth_hmacsha256_final(&state, key);
	sodium_memzero(&state, sizeof(state));
}

void hkdf_sha256(void *out, size_t length, const struct hkdf_input *input)
{
	unsigned char key[HASH_SIZE];
	unsigned char block[HASH_SIZE];
	unsigned char *at = out;
	unsigned char counter = 0;

	assert(length <= HKDF_OUTPUT_LIMIT);
	extract(key, input);
	while (length) {
		size_t count = length < HASH_SIZE ? length : HASH_SIZE;
		crypto_auth_hmacsha256_state state;

		crypto_auth_hmacsha256_init(&state, key, sizeof(key));
		update(&state, block, counter ? HASH_SIZE : 0);
		update(&state, input->info, input->info_length);
		counter++;
		update(&state, &counter, 1);
		crypto_auth_hmacsha256_final(&state, block);
		sodium_memzero(&state, sizeof(state));
		memcpy(at, block, count);
		at += count;
		length -= count;
	}
	sodium_memzero(key, sizeof(key));
	sodium_memzero(block, sizeof(block));
}
