/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* What the checks of keys in all their forms (PEM, JWK, OpenSSH, PGP) find out. */

#include <stdbool.h>
#include <stddef.h>

#include "util/cleanup.h"

enum key_fault {
	KEY_GOOD,
	KEY_MALFORMED,   /* cannot be read, or contradicts itself */
	KEY_WRONG_KIND,  /* well-formed, and something else: a public key, a certificate */
	KEY_ENCRYPTED,   /* nobody can use it without a passphrase */
	KEY_TOO_SMALL,   /* less than 112 bits of security: RSA below 2048 */
	KEY_UNSUPPORTED, /* an algorithm or a curve that is not taken */
	KEY_TRIVIAL,     /* anybody would find it: a seed of zeros, primes beside each other */
	KEY_UNREADABLE,  /* libcrypto.so.3 could not be loaded: nothing was looked at */
};

enum key_algorithm {
	KEY_ALGORITHM_NONE,
	KEY_RSA,
	KEY_RSA_PSS,
	KEY_P256,
	KEY_P384,
	KEY_P521,
	KEY_SECP256K1,
	KEY_ED25519,
	KEY_ED448,
	KEY_X25519,
	KEY_X448,
	KEY_OCT, /* a symmetric key */
};

struct key_facts {
	enum key_fault fault;
	const char *wrong; /* a constant that reads on from "the value "; NULL with KEY_GOOD */
	enum key_algorithm algorithm;
	unsigned bits; /* of the modulus or the curve's field; of k for KEY_OCT */
	bool weak;     /* taken, but below the 128 bits that ASVS 5.0 11.2.3 asks: RSA < 3072 */
};

/* RFC 7518 section 3.3 and SP 800-131A: below is refused. 3072 bits give 128 bits of security. */
#define KEY_RSA_BITS_MINIMUM 2048U
#define KEY_RSA_BITS_STRONG  3072U
/* Above, the arithmetic of a hostile key would take long; OpenSSL's own limit for RSA. */
#define KEY_RSA_BITS_LIMIT   16384U

/* Sets the fault and its phrase; always false. */
bool key_fault_set(struct key_facts *facts, enum key_fault fault, const char *wrong);

/* That libcrypto is missing, with a phrase; always false. */
bool key_unreadable(struct key_facts *facts);

/* All one byte, a counter, or fewer than a quarter as many different bytes as bytes. */
bool key_bytes_are_trivial(const void *bytes, size_t length);

/* "RSA", "P-256" and so on, as JWK and people write them. */
const char *key_algorithm_name(enum key_algorithm algorithm);
