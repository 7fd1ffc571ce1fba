/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* OpenPGP private keys in ASCII armor (RFC 9580, RFC 4880), as gpg --export-secret-keys writes. */

#include <stdbool.h>
#include <stddef.h>

#include "crypto/key_facts.h"

struct pgp_key_facts {
	struct key_facts key;
	size_t subkeys;
	bool offline; /* the primary key itself is not in it (gpg --export-secret-subkeys) */
};

/*
 * One armored key: the armor, its CRC-24 when there is one, and every packet up to its end. The
 * fault is KEY_ENCRYPTED when any secret part is, KEY_WRONG_KIND for public keys, messages and
 * signatures, KEY_TOO_SMALL for RSA and DSA keys below 2048 bits. No libcrypto is needed. The
 * armor may have \n for its line ends, as in pem.h. True when the key is good.
 */
bool pgp_key_check(struct pgp_key_facts *facts, const char *bytes, size_t length) _must_check_;
