/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * Keyed digests (BLAKE2b, RFC 7693) that stand for values: equal ones have equal digests, and who
 * sees a digest without the key learns nothing.
 */

#include <stddef.h>

#define DIGEST_SIZE ((size_t)16)

struct digest {
	unsigned char bytes[DIGEST_SIZE];
};

struct digest_key {
	unsigned char bytes[32];
};

/* A random key, for one run. The caller wipes it with digest_key_wipe. */
void digest_key_make(struct digest_key *ret);
void digest_key_wipe(struct digest_key *key);

void digest_of(struct digest *ret, const struct digest_key *key, const void *bytes, size_t length);
