/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * Sealed files: the age v1 format (https://c2sp.org/age), read and written, interoperable with the
 * age program. X25519 recipients and scrypt passphrases; binary and armored (RFC 7468) files.
 * Other recipient types in a file are skipped, as the format asks; other identity types are named
 * in the error. Whatever is not exactly as the format has it is refused. bytes and text may be NULL
 * where their length is 0.
 */

#include <stdbool.h>
#include <stddef.h>

#include "util/buf.h"
#include "util/error.h"

/* What opens: secret keys and passphrases. Kept in locked memory, wiped on free. */
struct age_identities;
/* What seals: public keys, or one passphrase alone. */
struct age_recipients;

struct age_identities *age_identities_new(void);
void age_identities_free(struct age_identities *identities);
DEFINE_CLEANUP(struct age_identities, age_identities_free)

/*
 * Adds the identities of a file in age-keygen's form: one AGE-SECRET-KEY-1... a line, blank lines
 * and # comments skipped, 256 identities at most. All of them are added or none. file is for
 * errors, which name its line and say nothing else of it. Errors: ERR_MANIFEST (bad line, no
 * identity at all, a post-quantum, plugin or SSH identity: named as not supported), ERR_SYSTEM.
 */
bool age_identities_parse(struct age_identities *identities, const char *file, const char *text,
			  size_t length, struct error *err) _must_check_;

/* Adds a passphrase; the bytes are copied. */
void age_identities_add_passphrase(struct age_identities *identities, const char *passphrase,
				   size_t length);

/* The recipients ("age1...") of all secret keys: a list that ends with NULL; new (text_list_free).
 */
char **age_identities_recipients(const struct age_identities *identities);

/* Whether a key is all one byte, a counter, or nearly so. */
bool age_identities_are_trivial(const struct age_identities *identities);

struct age_recipients *age_recipients_new(void);
void age_recipients_free(struct age_recipients *recipients);
DEFINE_CLEANUP(struct age_recipients, age_recipients_free)

/*
 * Adds "age1...", 1024 at most. Errors: ERR_USAGE, which may quote a text that starts so: it is
 * public.
 */
bool age_recipients_add(struct age_recipients *recipients, const char *text,
			struct error *err) _must_check_;

/*
 * A passphrase seals alone (the format forbids company). Errors: ERR_USAGE (there is company, or
 * the passphrase is empty).
 */
bool age_recipients_set_passphrase(struct age_recipients *recipients, const char *passphrase,
				   size_t length, struct error *err) _must_check_;

/* Whether bytes start as an age file does, binary or armored. */
bool age_is_sealed(const char *bytes, size_t length);

/* What the header of a file says; counts of stanzas. */
struct age_summary {
	bool armored;
	unsigned x25519;
	unsigned scrypt;
	unsigned other; /* of types that this program does not know */
};

/* Reads the header alone, without any key. Errors: ERR_MANIFEST. */
bool age_summarize(struct age_summary *ret, const char *bytes, size_t length,
		   struct error *err) _must_check_;

/*
 * Opens a sealed file into *plaintext (given empty, with plaintext->maximum set). Nothing is handed
 * out unless header MAC and every chunk are right and the last chunk is there. Errors: ERR_MANIFEST
 * (malformed, truncated, tampered, too large, scrypt work factor above 22), ERR_AUTH (no identity
 * matches, wrong passphrase), ERR_SYSTEM (no memory: a passphrase takes 256 MiB at the usual work
 * factor of 18, twice as much with each more). The texts say which; they never quote the file.
 */
bool age_open(struct buf *plaintext, const struct age_identities *identities, const char *bytes,
	      size_t length, struct error *err) _must_check_;

/*
 * Seals length bytes into *sealed (given empty, its maximum counts). Errors: ERR_USAGE (no
 * recipient, one that is no usable public key, too large), ERR_SYSTEM.
 */
bool age_seal(struct buf *sealed, const struct age_recipients *recipients, const char *bytes,
	      size_t length, bool armor, struct error *err) _must_check_;

/* A fresh key pair as texts: "AGE-SECRET-KEY-1..." and "age1...". */
#define AGE_KEY_TEXT_SIZE 80
bool age_keygen(char secret[static AGE_KEY_TEXT_SIZE], char recipient[static AGE_KEY_TEXT_SIZE],
		struct error *err) _must_check_;
