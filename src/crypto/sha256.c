/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/sha256.h"

#include <sodium.h>

void sha256(unsigned char ret[SHA256_LENGTH], const void *bytes, size_t length)
{
	static const unsigned char nothing;

	crypto_hash_sha256(ret, bytes ? bytes : &nothing, length);
}
