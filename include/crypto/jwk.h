/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* JSON Web Keys and sets of them (RFC 7517, RFC 7518 section 6, RFC 8037, RFC 8812). */

#include <stdbool.h>
#include <stddef.h>

#include "crypto/key_facts.h"
#include "util/buf.h"

/* A set with more keys is refused: the largest RSA keys would take seconds. */
#define JWK_LIMIT ((size_t)100)

enum jwk_form { JWK_ONE, JWK_SET };

struct jwk {
	struct key_facts key;
	const char *alg; /* a constant of jwt_alg.h, or NULL */
	bool is_private; /* it has the private members, or is symmetric */
	struct buf oct;  /* the bytes of a symmetric key, for whoever judges its strength */
};

struct jwk_set {
	struct key_facts document; /* the fault, when there are no keys to speak of */
	struct jwk *keys;          /* one with JWK_ONE; each has a fault of its own or none */
	size_t count;
};

/*
 * Reads one key, or an object with "keys". Members must be there, be base64url without padding, and
 * belong together: bits of n, lengths of coordinates, points on their curve, d to e and n. An alg
 * must fit the key and not be "none". With private, keys without private members are
 * KEY_WRONG_KIND. Release *ret with jwk_set_done in either case. True when the document and every
 * key are good.
 */
bool jwk_read(struct jwk_set *ret, const char *bytes, size_t length, enum jwk_form form,
	      bool private) _must_check_;
void jwk_set_done(struct jwk_set *set);
