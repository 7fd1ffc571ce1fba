/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* Inside crypto/ and its tests: what age_identities and age_recipients of age.h are made of. */

#include <stdbool.h>
#include <stddef.h>

#include "crypto/age.h"
#include "crypto/secret.h"

#define AGE_KEY_SIZE ((size_t)32)

/* Of the Bech32 texts; identities are written in upper case. */
#define AGE_RECIPIENT_PREFIX "age"
#define AGE_IDENTITY_PREFIX  "age-secret-key-"

/* The limits keep a hostile file times a long list from becoming minutes of work. */
#define AGE_IDENTITY_LIMIT ((size_t)256)

/* scrypt's N is 2 to this power; 18 takes 256 MiB and about a second. */
#define AGE_WORK_FACTOR       18U
#define AGE_WORK_FACTOR_LIMIT 22U

struct age_public_key {
	unsigned char bytes[AGE_KEY_SIZE];
};

/* An X25519 key pair; the scalar lives in the arena of its age_identities. */
struct age_identity {
	const struct secret *scalar;
	struct age_public_key public_key;
};

struct age_identities {
	struct arena *arena;
	struct age_identity *keys;
	size_t key_count;
	size_t key_capacity;
	const struct secret **passphrases;
	size_t passphrase_count;
	size_t passphrase_capacity;
};

struct age_recipients {
	struct arena *arena;
	struct age_public_key *keys;
	size_t key_count;
	size_t key_capacity;
	const struct secret *passphrase; /* or NULL; then there are no keys */
	unsigned work_factor;
};

/* "age1..." of a public key; new. */
char *age_public_key_text(const struct age_public_key *key);

/* Tests seal with less work than AGE_WORK_FACTOR; from 1 to AGE_WORK_FACTOR_LIMIT. */
void age_recipients_set_work_factor(struct age_recipients *recipients, unsigned work_factor);
