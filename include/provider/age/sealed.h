/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* Sealed files: dotenv lines or one JSON object, in the format of age. */

#include <stdbool.h>

#include "crypto/age.h"
#include "model/bundle.h"
#include "model/manifest.h"
#include "model/plan.h"
#include "util/buf.h"
#include "util/error.h"

/* A sealed file is at most this large, opened or not. */
#define SEALED_MAX_BYTES (4 * 1024 * 1024)

/*
 * Reads the passphrase of a file: its last line end is no part of it. *ret is given empty. Errors:
 * ERR_MANIFEST (also when there is none in it).
 */
bool sealed_read_passphrase(struct buf *ret, const char *path, struct error *err) _must_check_;

/*
 * Reads the key that opens: an identity file, a passphrase file, or both; either may be NULL. New.
 * Errors: ERR_MANIFEST.
 */
bool sealed_read_identities(struct age_identities **ret, const char *identity_file,
			    const char *passphrase_file, struct error *err) _must_check_;

/*
 * Opens the file at path into *plaintext (given empty). What its header says goes to *summary,
 * unless that is NULL. Errors: ERR_MANIFEST, ERR_AUTH, named.
 */
bool sealed_open(struct buf *plaintext, struct age_summary *summary, const char *path,
		 const struct age_identities *identities, struct error *err) _must_check_;

/* Whether the text of a sealed file is a JSON object; otherwise it is dotenv. */
bool sealed_is_json(const struct buf *plaintext);

/*
 * Opens the file of one source and adds what the plan wants of it to the bundle: values, and
 * failures for keys that are not there. Errors: ERR_MANIFEST, ERR_AUTH.
 */
bool sealed_collect(struct bundle *bundle, const struct manifest *manifest, size_t source,
		    const struct plan *plan, struct error *err) _must_check_;
