/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * Keyed digests that tell whether two values are equal and nothing else: HMAC-SHA256 with a random
 * key that never leaves its file or process. A plain hash of a weak secret could be guessed from.
 */

#include <stddef.h>

#define FINGERPRINT_SIZE     32
#define FINGERPRINT_SHORT    16
#define FINGERPRINT_KEY_SIZE 32

/* A new random key. */
void fingerprint_key(unsigned char ret[static FINGERPRINT_KEY_SIZE]);

void fingerprint_make(unsigned char ret[static FINGERPRINT_SIZE],
		      const unsigned char key[static FINGERPRINT_KEY_SIZE], const void *bytes,
		      size_t length);

/*
 * For values that are compared in one process and never leave it: SipHash-2-4 with 128 bits, under
 * the first half of the key, at a tenth of the cost.
 */
void fingerprint_short(unsigned char ret[static FINGERPRINT_SHORT],
		       const unsigned char key[static FINGERPRINT_KEY_SIZE], const void *bytes,
		       size_t length);

/* Two digits a byte and a NUL: ret has 2 * size + 1 characters. */
void fingerprint_text(char *ret, const unsigned char *bytes, size_t size);
