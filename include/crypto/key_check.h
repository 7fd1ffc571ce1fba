/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* Inside crypto/: whether a key that libcrypto has read is one that we take. */

#include "crypto/key_facts.h"
#include "crypto/libcrypto.h"

/*
 * Algorithm, size and curve; with whole (a private key), that its parts belong together: for RSA
 * n = p q, d and the CRT members, for curves the public point. Milliseconds also for hostile sizes:
 * primality is not looked at, and an RSA key above KEY_RSA_BITS_LIMIT is refused before. False when
 * something is wrong, with facts->fault set.
 */
bool key_check(struct key_facts *facts, EVP_PKEY *key, bool whole) _must_check_;

/* Whether the private number of a curve of that size, or the seed, is one that is tried first. */
bool scalar_is_trivial(const EVP_PKEY *key, unsigned bits);
bool seed_is_trivial(const EVP_PKEY *key);

/* Whether Fermat's method factors their product, of that many bits. */
bool primes_are_close(const BIGNUM *p, const BIGNUM *q, unsigned bits);

/* number mod (prime - 1): new, NULL when there is none. */
BIGNUM *exponent_reduce(const BIGNUM *number, const BIGNUM *prime, BN_CTX *context);
