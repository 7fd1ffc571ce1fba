/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * Strict decoding and encoding of binary text forms, in constant time per length. Outputs may hold
 * values: buf wipes them. One text stands for one byte string only: whatever is not canonical is
 * refused.
 */

#include <stdbool.h>
#include <stddef.h>

#include "util/buf.h"

/* RFC 4648 section 4 with padding, canonical; raw is the same without padding. */
void base64_encode(struct buf *out, const void *bytes, size_t length);
void base64_encode_raw(struct buf *out, const void *bytes, size_t length);

/*
 * Appends what text stands for to *out; false, with nothing appended, when it is malformed (foreign
 * characters, wrong padding, non-zero spare bits) or does not fit out->maximum, which out->overflow
 * tells. url takes the alphabet of RFC 4648 section 5. Padding may be absent altogether.
 * text may be NULL with length 0, which stands for nothing.
 */
bool base64_decode(struct buf *out, const char *text, size_t length, bool url) _must_check_;

/*
 * The form of age headers: RFC 4648 section 4, padding refused. At most room bytes to ret, their
 * number to *ret_length; false when the text is malformed or too long, ret is then zeroed.
 */
bool base64_decode_raw(void *ret, size_t room, size_t *ret_length, const char *text,
		       size_t length) _must_check_;

/* Two digits a byte, in either case; as base64_decode otherwise. */
bool hex_decode(struct buf *out, const char *text, size_t length) _must_check_;

/* RFC 4648 section 6, in one case, with or without padding; as base64_decode otherwise. */
bool base32_decode(struct buf *out, const char *text, size_t length) _must_check_;
