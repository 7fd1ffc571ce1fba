/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * Inside crypto/ and its tests: the payload of an age file. A nonce of 16 bytes, then chunks of
 * 64 KiB, each with a tag of 16 bytes; the last chunk is marked in its nonce, may be shorter, and
 * is empty only when there is nothing else.
 */

#include <stdbool.h>
#include <stddef.h>

#include "crypto/age_stanza.h"
#include "util/buf.h"
#include "util/error.h"

#define AGE_CHUNK_SIZE ((size_t)64 * 1024)

/*
 * All of it into *plaintext (given empty, its maximum counts) or nothing. Errors: ERR_MANIFEST
 * (truncated, changed, longer than plaintext->maximum).
 */
bool age_payload_open(struct buf *plaintext, const struct age_file_key *key, const char *bytes,
		      size_t length, struct error *err) _must_check_;

/* Appends to *sealed. */
void age_payload_seal(struct buf *sealed, const struct age_file_key *key, const char *bytes,
		      size_t length);
