/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* HMAC with SHA-256 (RFC 2104), for keys of any length. */

#include <stddef.h>

#define HMAC_LENGTH 32

/* ret may be the key itself. */
void hmac_sha256(unsigned char ret[static HMAC_LENGTH], const void *key, size_t key_length,
		 const void *bytes, size_t length);
