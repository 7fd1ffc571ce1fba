/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* One field of a secret, as the text that a variable gets. */

#include <stddef.h>

#include "model/failure.h"
#include "util/buf.h"
#include "util/jsondoc.h"

struct field {
	const char *name;  /* NULL: the value itself */
	const char *bytes; /* never NULL */
	size_t length;
};

/*
 * Fills in bytes and length from a JSON value, borrowed from it or from scratch: strings as they
 * are, integers in decimal, true and false. Otherwise the class of why it is none: a number with a
 * fraction has no one spelling, and objects, lists and null are no values.
 */
enum failure_class field_from_json(struct field *field, struct buf *scratch,
				   const struct jsondoc *value);
