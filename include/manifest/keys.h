/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* The keys of [keystrap], [VARIABLE] and [import]: the rows that reader, manual and tests share. */

#include <stdbool.h>
#include <stddef.h>

#include "manifest/document.h"
#include "model/manifest.h"

/* What reading a manifest carries along. */
struct reading {
	struct manifest *manifest;
	struct report *report;
	char *const *environ;            /* of keystrap itself */
	bool offline;                    /* of manifest_request */
	const struct document *document; /* the sections; NULL: there are none */
	bool built_in; /* a preset of ours: what it names is not what the user names */
};

struct key_row;

/* One key about to be set. */
struct setting {
	const struct reading *reading;
	const struct key_row *row;
	void *object;         /* the struct manifest, variable or import */
	const char *name;     /* the key as written */
	const char *variable; /* whose section it is; NULL: of another kind */
	const char *suffix;   /* what follows "severity." or "waive."; otherwise NULL */
	const char *text;     /* the value, its lines joined */
	struct place place;
};

struct key_row {
	const char *name; /* one that ends with a dot takes a rule's id after it */
	bool (*set)(const struct setting *setting); /* false: a finding was added */
	size_t offset;                              /* of the member that it sets */
	const char *choices;                        /* words, with spaces between; or NULL */
	bool free_text; /* ';' is text, and lines are joined without a space */
	bool prose;     /* ';' is text, and lines are joined with a space */
	bool typed;     /* only for the types that take it (schema/types.h) */
	const char *help;
};

/*
 * Whether some section of a manifest has a key of that name; of "severity." and "waive." any rule.
 */
bool key_is_known(const char *name);

/* Whether a row's member is one of a variable's texts, or one of its lists (model/manifest.h). */
bool key_is_text(const struct key_row *row);
bool key_is_list(const struct key_row *row);

/* Each ends with a NULL name. */
extern const struct key_row keystrap_keys[];
extern const struct key_row variable_keys[];
extern const struct key_row import_keys[];

/* Adds a finding about a key, named in front of the text. Always false. */
bool setting_wrong(const struct setting *setting, const char *hint, const char *format, ...)
	_printf_(3, 4);

/* Notes an environment that the user names, see manifest_name_environment. */
void reading_name_environment(const struct reading *reading, const char *word);

/* The lines of an entry joined; unless free_text, what follows " ;" is a comment. New. */
char *entry_text(const struct entry *entry, bool free_text);

/*
 * Whether an entry is the one that counts here, of those with its key: the very environment's, else
 * one of its class, else the one for all.
 */
bool key_is_best(const struct reading *reading, const struct section *section,
		 const struct entry *entry);

/* The same; an environment that is a slip is reported. */
bool keys_counts(const struct reading *reading, const struct section *section,
		 const struct entry *entry);

/* The entry of a variable's own section that counts here for a key; NULL: it has none. */
const struct entry *keys_find(const struct reading *reading, const struct variable *variable,
			      const char *key);

/* Where that stands; otherwise the section, as for what presets say. */
struct place keys_place(const struct reading *reading, const struct variable *variable,
			const char *key);

/*
 * Applies a section's entries to an object by its rows: for each key the entry that fits the
 * environment best; the others are set on scratch, an object to throw away, so that they are
 * checked too.
 */
void keys_apply(const struct reading *reading, const struct section *section,
		const struct key_row *rows, void *object, void *scratch);
