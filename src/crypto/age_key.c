/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/age_key.h"

#include <assert.h>
#include <sodium.h>
#include <string.h>

#include "crypto/bech32.h"
#include "crypto/start.h"
#include "util/alloc.h"
#include "util/ascii.h"

char *age_public_key_text(const struct age_public_key *key)
{
	_cleanup_(buf_done) struct buf text = { 0 };

	bech32_encode(&text, AGE_RECIPIENT_PREFIX, key->bytes, sizeof(key->bytes));
	return text_copy(buf_text(&text));
}

bool age_keygen(char secret[static AGE_KEY_TEXT_SIZE], char recipient[static AGE_KEY_TEXT_SIZE],
		struct error *err)
{
	_cleanup_(buf_done) struct buf lower = { 0 };
	_cleanup_(freep) char *text = NULL;
	struct age_public_key public_key;
	unsigned char scalar[AGE_KEY_SIZE];

	if (!crypto_start(err))
		return false;
	randombytes_buf(scalar, sizeof(scalar));
	crypto_scalarmult_base(public_key.bytes, scalar);
	bech32_encode(&lower, AGE_IDENTITY_PREFIX, scalar, sizeof(scalar));
	sodium_memzero(scalar, sizeof(scalar));
	text = age_public_key_text(&public_key);
	assert(lower.length < AGE_KEY_TEXT_SIZE && strlen(text) < AGE_KEY_TEXT_SIZE);
	for (size_t i = 0; i <= lower.length; i++)
		secret[i] = to_capital(lower.bytes[i]);
	memcpy(recipient, text, strlen(text) + 1);
	return true;
}
