/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * The kinds of stores: one row each, in keystrap and keystrap-fetch alike. What a kind does on the
 * wire is another row, in provider/provider.h, which keystrap itself does not link.
 */

#include "model/source.h"

/* Ends with NULL. */
extern const struct source_type *const source_types[];

const struct source_type *source_type_find(const char *name);
