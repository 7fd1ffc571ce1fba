/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * Inside crypto/ and its tests: age files as text, strict PEM (RFC 7468, figure 3) with the label
 * AGE ENCRYPTED FILE. Lines end with LF, or all of them with CRLF; only white space may stand
 * before and after. One file has one armor, so that nothing can be hidden in it.
 */

#include <stdbool.h>
#include <stddef.h>

#include "util/buf.h"
#include "util/error.h"

/* Whether bytes begin an armor, after white space. */
bool age_armor_begins(const char *bytes, size_t length);

/* Appends what the armor holds. Errors: ERR_MANIFEST, named with the line of the file. */
bool age_armor_decode(struct buf *out, const char *bytes, size_t length,
		      struct error *err) _must_check_;

/* Appends the armor of bytes. */
void age_armor_encode(struct buf *out, const char *bytes, size_t length);
