/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "util/buf.h"

/*
 * Adds what a value stands for, by which two secrets are compared: its bytes when it is
 * hexadecimal, in either case, or base64 of 16 characters or more, behind base64:, hex:, 0x or \x
 * too; otherwise the text itself. White space around it does not count. out wipes what it holds.
 */
void canonical_form(struct buf *out, const char *bytes, size_t length);

/*
 * The same of what a value keeps secret: of the password in a URL, and then it returns true,
 * otherwise of all of it. The bytes end with a NUL.
 */
bool canonical_secret(struct buf *out, const char *bytes, size_t length);

/* Whether two values stand for the same. */
bool canonical_same(const char *one, size_t one_length, const char *other, size_t other_length);
