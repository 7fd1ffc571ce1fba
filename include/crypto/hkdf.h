/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* HKDF with SHA-256 (RFC 5869), which libsodium has from 1.0.19 only. */

#include <stddef.h>

#define HKDF_OUTPUT_LIMIT ((size_t)255 * 32)

/* Lengths in bytes; salt and info may be NULL with length 0. Borrowed. */
struct hkdf_input {
	const void *key;
	size_t key_length;
	const void *salt;
	size_t salt_length;
	const void *info;
	size_t info_length;
};

/* Fills out with length bytes, at most HKDF_OUTPUT_LIMIT; more is a mistake of ours and stops us.
 */
void hkdf_sha256(void *out, size_t length, const struct hkdf_input *input);
