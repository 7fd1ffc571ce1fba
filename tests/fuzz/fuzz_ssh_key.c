/* SPDX-License-Identifier: Apache-2.0 */

/* The bytes inside the PEM of an OpenSSH private key. */

#include <assert.h>

#include "crypto/key_check.h"
#include "crypto/ssh_key.h"

#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct key_facts facts = { 0 };
	_cleanup_(pkey_freep) EVP_PKEY *key = ssh_key_read(&facts, (const char *)data, size);

	assert((key != NULL) == (facts.fault == KEY_GOOD));
	if (key && key_check(&facts, key, true))
		assert(facts.algorithm != KEY_ALGORITHM_NONE && facts.bits >= 255);
	return 0;
}
