/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * A manifest as sections and keys, before anything is known of their meaning: one file and the
 * drop-ins that it includes, merged.
 */

#include <stdbool.h>
#include <stddef.h>

#include "model/report.h"

struct entry {
	char *key;         /* without the environment */
	char *environment; /* of KEY@ENVIRONMENT; NULL: for all */
	char *value;       /* the first line's */
	char **more;       /* the indented lines that follow; ends with NULL, never NULL itself */
	size_t more_count, more_capacity;
	struct place place;
};

struct section {
	char *name; /* as between the brackets */
	struct place place;
	struct entry *entries;
	size_t count, capacity;
	bool overrides; /* a file said override = yes in it, or for all of its sections */
};

struct document {
	struct section *sections; /* each name once */
	size_t count, capacity;
};

/*
 * Merges the text of one file into the document. file lives as long as the document. What is wrong
 * (syntax, a section or key given twice) is added to report.
 */
void document_merge(struct document *document, const char *file, const char *bytes, size_t length,
		    struct report *report);
void document_done(struct document *document);

const struct section *document_find(const struct document *document, const char *name);

/* The entry without environment of a key; NULL when there is none. */
const struct entry *section_find(const struct section *section, const char *key);
