/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* The tables of the program as documents: for people, for scripts, and for the lint of the manuals.
 */

#include <stdbool.h>

#include "util/buf.h"
#include "util/error.h"

/* Not shown in --help: every table as one JSON document, read by tests/lint/docs.py. */
#define CATALOGUE_DUMP_OPTION "--dump-tables"

bool catalogue_dump(struct error *err) _must_check_;

/* Types, rules and presets; names limits it to those (NULL-terminated, empty: all). False: none
 * fits. */
bool catalogue_write_text(struct buf *out, char *const *names);
void catalogue_write_json(struct buf *out);

/* The keys of a manifest, by section. */
void catalogue_write_keys(struct buf *out);
