/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * Inside crypto/ and its tests: the file key of an age file, and its wrappings, one a recipient.
 * What a stanza says is checked when it is read (age_header.h), so these have well-formed ones.
 */

#include <stdbool.h>
#include <stddef.h>

#include "crypto/age_key.h"
#include "crypto/secret.h"
#include "util/cleanup.h"
#include "util/error.h"

#define AGE_FILE_KEY_SIZE ((size_t)16)
#define AGE_SALT_SIZE     ((size_t)16)
#define AGE_BODY_SIZE     (AGE_FILE_KEY_SIZE + 16) /* ciphertext and tag */

struct age_file_key {
	unsigned char bytes[AGE_FILE_KEY_SIZE];
};

/* For _cleanup_ on every file key. */
void age_file_key_wipe(struct age_file_key *key);

enum age_stanza_type {
	AGE_STANZA_OTHER, /* a type that is not known here; nothing of it is kept */
	AGE_STANZA_X25519,
	AGE_STANZA_SCRYPT,
};

struct age_stanza {
	enum age_stanza_type type;
	union {
		struct age_public_key share;       /* X25519: the sender's ephemeral key */
		unsigned char salt[AGE_SALT_SIZE]; /* scrypt */
	};
	unsigned work_factor; /* scrypt; UINT_MAX for anything beyond */
	unsigned char body[AGE_BODY_SIZE];
};

/* Errors: ERR_USAGE (a public key of low order). */
bool age_stanza_wrap_x25519(struct age_stanza *ret, const struct age_file_key *key,
			    const struct age_public_key *recipient, struct error *err) _must_check_;

/* Errors: ERR_SYSTEM (no memory for the work factor). */
bool age_stanza_wrap_scrypt(struct age_stanza *ret, const struct age_file_key *key,
			    const struct secret *passphrase, unsigned work_factor,
			    struct error *err) _must_check_;

/*
 * *matches tells whether the stanza was made for this identity or passphrase; only then is *ret
 * set. A false return ends the whole reading. Errors: ERR_MANIFEST (a share of low order, a work
 * factor above AGE_WORK_FACTOR_LIMIT), ERR_SYSTEM (no memory for the work factor).
 */
bool age_stanza_unwrap_x25519(struct age_file_key *ret, bool *matches,
			      const struct age_stanza *stanza, const struct age_identity *identity,
			      struct error *err) _must_check_;
bool age_stanza_unwrap_scrypt(struct age_file_key *ret, bool *matches,
			      const struct age_stanza *stanza, const struct secret *passphrase,
			      struct error *err) _must_check_;
