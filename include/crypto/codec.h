/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* Strict decoding and encoding of binary text forms. Outputs may hold values: buf wipes them. */

#include <stdbool.h>
#include <stddef.h>

#include "util/buf.h"

/* RFC 4648 section 4 with padding, canonical. */
void base64_encode(struct buf *out, const void *bytes, size_t length);

/*
 * Appends what text stands for to *out; false, with nothing appended, when it is malformed: foreign
 * characters, wrong padding, non-zero spare bits. url takes the alphabet of RFC 4648 section 5.
 * Padding may be absent altogether.
 */
bool base64_decode(struct buf *out, const char *text, size_t length, bool url) _must_check_;
bool hex_decode(struct buf *out, const char *text, size_t length) _must_check_;
