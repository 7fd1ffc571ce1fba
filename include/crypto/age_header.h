/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * Inside crypto/ and its tests: the textual header of an age file, read strictly and written.
 * The MAC goes over the bytes as they are in the file, never over a header written again.
 */

#include <stdbool.h>
#include <stddef.h>

#include "crypto/age_stanza.h"
#include "util/buf.h"
#include "util/error.h"

#define AGE_MAGIC        "age-encryption.org/"
#define AGE_VERSION_LINE AGE_MAGIC "v1\n"
#define AGE_HEADER_LIMIT ((size_t)1024 * 1024)
#define AGE_STANZA_LIMIT ((size_t)1024)
#define AGE_MAC_SIZE     ((size_t)32)

struct age_header {
	struct age_stanza *stanzas;
	size_t count;
	size_t capacity;
	size_t authenticated; /* so many bytes from the start are under the MAC */
	unsigned char mac[AGE_MAC_SIZE];
	size_t length; /* the payload begins here */
};

/*
 * Reads the header at the start of bytes into *ret, to be released with age_header_done. Nothing in
 * it is authentic yet. Errors: ERR_MANIFEST, named with the line of the header.
 */
bool age_header_parse(struct age_header *ret, const char *bytes, size_t length,
		      struct error *err) _must_check_;
void age_header_done(struct age_header *header);

/* Whether the MAC is right; bytes are those that the header was read from. */
bool age_header_is_authentic(const struct age_header *header, const char *bytes,
			     const struct age_file_key *key);

/* Writing: AGE_VERSION_LINE, then each stanza, then the MAC over all that text holds. */
void age_header_add_stanza(struct buf *text, const struct age_stanza *stanza);
void age_header_finish(struct buf *text, const struct age_file_key *key);
