/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/digest.h"

#include <sodium.h>

void digest_key_make(struct digest_key *ret)
{
	randombytes_buf(ret->bytes, sizeof(ret->bytes));
}

void digest_key_wipe(struct digest_key *key)
{
	sodium_memzero(key, sizeof(*key));
}

void digest_of(struct digest *ret, const struct digest_key *key, const void *bytes, size_t length)
{
	crypto_generichash(ret->bytes, sizeof(ret->bytes), bytes, length, key->bytes,
			   sizeof(key->bytes));
}
