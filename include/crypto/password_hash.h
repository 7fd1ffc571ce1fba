/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* Stored password hashes: whether they are whole, and whether guessing is made hard enough. */

#include <stdbool.h>
#include <stddef.h>

struct hash_facts {
	const char *wrong; /* what it is instead, reads on from "the value "; NULL: well-formed */
	const char *weak;  /* why it is too cheap to guess against; NULL: it is not */
};

/* $2a$, $2b$ or $2y$, cost 4 to 31, 53 characters. Weak: a cost below 10 (OWASP). */
#define BCRYPT_COST_MINIMUM 10U
void bcrypt_check(struct hash_facts *facts, const char *text, size_t length);

/*
 * The PHC string of RFC 9106 parameters: $argon2id$v=19$m=65536,t=3,p=4$SALT$HASH. Weak: less work
 * than OWASP's minima (m = 19456 KiB with t = 2, or as much in other proportions), a salt or hash
 * below 128 bits, version 16, or argon2d, which leaks through side channels.
 */
void argon2_check(struct hash_facts *facts, const char *text, size_t length);
