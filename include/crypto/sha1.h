/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * SHA-1 (FIPS 180-4), for names that other tools have made with it. It is broken as a digest for
 * anything that must not be forged.
 */

#include <stddef.h>

#define SHA1_LENGTH 20

/* bytes may be NULL with length 0. */
void sha1(unsigned char ret[SHA1_LENGTH], const void *bytes, size_t length);
