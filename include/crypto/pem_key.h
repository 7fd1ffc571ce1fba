/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* Keys in PEM: PKCS#8 (RFC 5958), PKCS#1 (RFC 8017), SEC1 (RFC 5915), OpenSSH, and public keys. */

#include <stdbool.h>
#include <stddef.h>

#include "crypto/key_facts.h"

/*
 * Looks at exactly one private key. facts->fault is KEY_WRONG_KIND for a public key, a certificate
 * or a request, KEY_ENCRYPTED for every form of encryption, KEY_MALFORMED also when there are
 * several keys or something follows. Certificates behind the key (a combined file, as HAProxy has
 * it) are refused unless combined. True when the key is good.
 */
bool pem_private_key_check(struct key_facts *facts, const char *bytes, size_t length,
			   bool combined) _must_check_;

/* The same for one public key: SubjectPublicKeyInfo (RFC 5280) or PKCS#1. */
bool pem_public_key_check(struct key_facts *facts, const char *bytes, size_t length) _must_check_;
