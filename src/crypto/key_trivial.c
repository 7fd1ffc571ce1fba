/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/key_check.h"

#include <sodium.h>

/* The largest, of P-521. */
#define SCALAR_ROOM 66

/* By chance, primes are as close as this with 2^-100 (FIPS 186-5 A.1.3); Fermat finds them. */
#define PRIMES_APART 100

bool key_bytes_are_trivial(const void *bytes, size_t length)
{
	const unsigned char *s = bytes;
	bool seen[256] = { false };
	size_t distinct = 0, steps = 0;

	for (size_t i = 0; i < length; i++) {
		distinct += !seen[s[i]];
		seen[s[i]] = true;
		steps += i > 0 && (unsigned char)(s[i] - s[i - 1]) <= 1;
	}
	sodium_memzero(seen, sizeof(seen));
	return distinct * 4 < length || steps * 2 >= length;
}

bool scalar_is_trivial(const EVP_PKEY *key, unsigned bits)
{
	const struct libcrypto *lib = libcrypto();
	_cleanup_(bignum_freep) BIGNUM *scalar = NULL;
	unsigned char bytes[SCALAR_ROOM];
	int length = ((int)bits + 7) / 8;
	bool trivial;

	if (!lib->EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_PRIV_KEY, &scalar) ||
	    length > SCALAR_ROOM || lib->BN_bn2binpad(scalar, bytes, length) != length)
		return false;
	trivial = key_bytes_are_trivial(bytes, (size_t)length);
	sodium_memzero(bytes, sizeof(bytes));
	return trivial;
}

bool seed_is_trivial(const EVP_PKEY *key)
{
	unsigned char seed[SCALAR_ROOM];
	size_t length = sizeof(seed);
	bool trivial;

	if (libcrypto()->EVP_PKEY_get_raw_private_key(key, seed, &length) != 1)
		return false;
	trivial = key_bytes_are_trivial(seed, length);
	sodium_memzero(seed, sizeof(seed));
	return trivial;
}

bool primes_are_close(const BIGNUM *p, const BIGNUM *q, unsigned bits)
{
	_cleanup_(bignum_freep) BIGNUM *distance = libcrypto()->BN_new();

	return distance && libcrypto()->BN_sub(distance, p, q) &&
	       libcrypto()->BN_num_bits(distance) <= (int)(bits / 2) - PRIMES_APART;
}
