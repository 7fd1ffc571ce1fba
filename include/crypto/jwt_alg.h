/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* The algorithms of JOSE (RFC 7518, RFC 8037, RFC 8812) and the keys that they work with. */

#include <stdbool.h>
#include <stddef.h>

#include "crypto/key_facts.h"

/* The name as a constant; NULL when it is none that we judge (ECDH-ES, dir, A256KW, ...). */
const char *jwt_alg_find(const char *alg);

/* Whether a key is of the kind that alg works with; an unknown alg fits none. */
bool jwt_alg_fits(const char *alg, enum key_algorithm algorithm);

/* RFC 7518 section 3.2: as many as the hash has. */
#define JWT_HS256_BYTES 32
#define JWT_HS384_BYTES 48
#define JWT_HS512_BYTES 64

/* The bytes that a key of HS256, HS384 or HS512 must have; 0 for all else, and for NULL. */
size_t jwt_alg_hmac_bytes(const char *alg);

/* Whether alg signs with a key pair: RS, PS, ES, EdDSA. */
bool jwt_alg_is_asymmetric(const char *alg);
