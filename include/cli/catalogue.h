/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * The tables of the program as documents: for people, for scripts, for editors, and for the lint of
 * the manuals. A row that is added to a table shows up in all of them.
 */

#include <stdbool.h>

#include "schema/rules.h"
#include "schema/types.h"
#include "util/buf.h"
#include "util/error.h"
#include "util/jsonout.h"

/* Not shown in --help: every table as one JSON document, read by tests/lint/docs.py. */
#define CATALOGUE_DUMP_OPTION "--dump-tables"

bool catalogue_dump(struct error *err) _must_check_;

/* A form of the catalogue; the rows are what rules --format takes. */
struct catalogue_format {
	const char *name;
	/* Of types, rules and presets (text: and keys) that are in names (ends with NULL; empty:
	 * all). */
	void (*write)(struct buf *out, char *const *names);
	bool whole; /* is one document that is not made of some of them: names must be empty */
};

/* Ends with a NULL name. The first one is written when none is asked for. */
extern const struct catalogue_format catalogue_formats[];
const char *const *catalogue_format_names(void);

/* Whether some type, rule or preset has the name. */
bool catalogue_knows(const char *name);

/* The name of a type, rule or preset that is nearest to a word, or NULL. Borrowed. */
const char *catalogue_nearest(const char *word);

void catalogue_write_text(struct buf *out, char *const *names);
void catalogue_write_json(struct buf *out, char *const *names);
void catalogue_write_markdown(struct buf *out, char *const *names);

/* Whether a key of a manifest has the name, as "min", or "waive.log-level" for "waive.RULE". */
bool catalogue_knows_key(const char *name);

/* The manifest as a JSON Schema (2020-12): an object whose members are the sections. */
void catalogue_write_schema(struct buf *out, char *const *names);

/* The manual page keystrap-rules(7), in mdoc. */
void catalogue_write_mdoc(struct buf *out, char *const *names);

/* The keys of a manifest, by section: those in names, all when it is empty. */
void catalogue_write_keys(struct buf *out, char *const *names);

/* -- what the forms share */

/* The sections whose keys are rows of manifest/keys.h; ends with a NULL name. */
struct catalogue_section {
	const char *name;
	const struct key_row *rows;
};
extern const struct catalogue_section catalogue_sections[];

/* The word for what follows a key that ends with a dot; otherwise "". */
const char *catalogue_suffix(const char *key);

bool catalogue_is_asked(char *const *names, const char *name);

/* "error", or "error in production, warning in staging, off in development and test"; new. */
char *catalogue_severities(const struct rule *rule);

/* Members of an open JSON object: "types", "rules" (with the types' own), "presets". */
void catalogue_add_types(struct jsonout *json, char *const *names);
void catalogue_add_rules(struct jsonout *json, char *const *names);
void catalogue_add_presets(struct jsonout *json, char *const *names);

/* A member whose value is the words of a text as a list of texts. */
void catalogue_add_words(struct jsonout *json, const char *name, const char *text);
