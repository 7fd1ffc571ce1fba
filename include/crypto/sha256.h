/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* SHA-256 (FIPS 180-4). */

#include <stddef.h>

#define SHA256_LENGTH 32

/* bytes may be NULL with length 0. */
void sha256(unsigned char ret[SHA256_LENGTH], const void *bytes, size_t length);
