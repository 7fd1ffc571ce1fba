/* SPDX-License-Identifier: Apache-2.0 */

/* Stored hashes of passwords. Every text is one of the two at most. */

#include <assert.h>

#include "crypto/password_hash.h"

#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *bytes = (const char *)data;
	struct hash_facts bcrypt, argon2;

	bcrypt_check(&bcrypt, bytes, size);
	argon2_check(&argon2, bytes, size);
	assert(bcrypt.wrong || argon2.wrong);
	assert(!bcrypt.wrong || !bcrypt.weak);
	assert(!argon2.wrong || !argon2.weak);
	return 0;
}
