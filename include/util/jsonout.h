/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* Writes one JSON document (RFC 8259) into a buffer; commas, escapes and indentation are its job.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/buf.h"

struct jsonout {
	struct buf *out;
	bool pretty; /* two spaces a level; otherwise one line */
	unsigned depth;
	bool follows; /* a member or element stands before: a comma is due */
};

/* name is NULL inside an array and at the top. */
void jsonout_begin(struct jsonout *writer, const char *name, char bracket);
void jsonout_end(struct jsonout *writer, char bracket);
void jsonout_text(struct jsonout *writer, const char *name, const char *text);
void jsonout_bytes(struct jsonout *writer, const char *name, const char *bytes, size_t length);
void jsonout_integer(struct jsonout *writer, const char *name, int64_t number);
void jsonout_boolean(struct jsonout *writer, const char *name, bool value);
void jsonout_null(struct jsonout *writer, const char *name);

/* The escaped form of bytes without the quotes around it. Bytes that are not UTF-8 become U+FFFD.
 */
void jsonout_escape(struct buf *out, const char *bytes, size_t length);
