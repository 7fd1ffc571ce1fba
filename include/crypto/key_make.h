/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* Inside crypto/: keys from their bare members, as JWK and OpenSSH write them. */

#include <stddef.h>

#include "crypto/key_facts.h"
#include "crypto/libcrypto.h"

/* Big-endian bytes, borrowed; NULL: the member is not there. */
struct key_member {
	const void *bytes;
	size_t length;
};

/* Only n and e of a public key; d, or d with the rest, of a private one. */
struct rsa_members {
	struct key_member n, e, d, p, q, dp, dq, qi;
};

/*
 * New keys, release them with pkey_freep. NULL, with facts->fault set, when libcrypto refuses the
 * members. Sizes beyond KEY_RSA_BITS_LIMIT are refused before anything is computed. The key is not
 * checked yet: key_check() does.
 */
EVP_PKEY *rsa_key_make(struct key_facts *facts, const struct rsa_members *members);

/*
 * algorithm is KEY_P256 to KEY_SECP256K1. point is uncompressed (04 x y), and on the curve or
 * refused; scalar.bytes is NULL for a public key.
 */
EVP_PKEY *ec_key_make(struct key_facts *facts, enum key_algorithm algorithm,
		      struct key_member point, struct key_member scalar);

/*
 * algorithm is KEY_ED25519 to KEY_X448. scalar.bytes is NULL for a public key; where both are
 * there, they must belong together.
 */
EVP_PKEY *okp_key_make(struct key_facts *facts, enum key_algorithm algorithm,
		       struct key_member point, struct key_member scalar);
