/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * Bech32 (BIP 173) of whole bytes: PREFIX, "1", five bits a character, six characters of checksum.
 * The limit of 90 characters in all does not hold here; ours are below.
 */

#include <stdbool.h>
#include <stddef.h>

#include "util/buf.h"

#define BECH32_PREFIX_LIMIT 83
#define BECH32_BYTES_LIMIT  64

struct bech32 {
	char prefix[BECH32_PREFIX_LIMIT + 1]; /* in lower case */
	bool upper;                           /* the text was in upper case */
	unsigned char bytes[BECH32_BYTES_LIMIT];
	size_t length;
};

enum bech32_fault {
	BECH32_GOOD,
	BECH32_MIXED_CASE,
	BECH32_MALFORMED, /* a character, the separator, spare bits, or beyond our limits */
	BECH32_CHECKSUM,
};

/* *ret is set only when the answer is BECH32_GOOD; it may hold a key, so wipe it. */
enum bech32_fault bech32_decode(struct bech32 *ret, const char *text, size_t length) _must_check_;

/* Appends the text in lower case. prefix is in lower case; length is at most BECH32_BYTES_LIMIT. */
void bech32_encode(struct buf *out, const char *prefix, const void *bytes, size_t length);

void bech32_wipe(struct bech32 *bech32);
