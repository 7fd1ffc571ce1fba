/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * What a reference says after its path's question mark: NAME=VALUE&NAME=VALUE. It is sent to the
 * engine as a JSON object. Only %XX is decoded; a plus sign stays one, as in base64.
 */

#include <stdbool.h>

#include "util/buf.h"

#define PARAMETERS_MAX_BYTES 16384

/*
 * What is wrong with the text, or NULL; a constant phrase. A name is made of letters, digits, _ and
 * -, and stands once; a value is UTF-8 without NUL.
 */
const char *parameters_wrong(const char *text);

/*
 * One after the other, decoded: *at begins at the text and moves on; false at the end. name and
 * value are emptied first. The text must be a good one.
 */
bool parameters_next(const char **at, struct buf *name, struct buf *value);

/* Appends a parameter's value, decoded; false when there is none of this name. */
bool parameters_find(struct buf *value, const char *text, const char *name);
