/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* What to fetch: each (source, path, parameters, version) once, however many variables and fields
 * want it. */

#include <stdbool.h>
#include <stddef.h>

#include "util/cleanup.h"

struct manifest;
struct secret;

#define PLAN_NONE ((size_t)-1)

struct plan_item {
	size_t source; /* index in the manifest's sources */
	char *path;
	char *parameters; /* NULL: none */
	char *version;    /* NULL: the newest */
	char **fields;    /* the fields that are wanted; NULL stands for "the value itself" */
	size_t fields_count, fields_capacity;
	bool whole;                 /* an import wants every field */
	const struct secret *lease; /* not to be read: this lease of it is given back; borrowed */
	bool login;                 /* nor this: the token of the login is given back */
};

struct plan {
	size_t *variable_items; /* by the manifest's variable: the index of its item, or PLAN_NONE
				 */
	size_t *import_items;   /* likewise by import */
	struct plan_item *items;
	size_t count, capacity;
	bool may_mint; /* reading may make new credentials: what would is otherwise left alone */
	/* By source: the token of an earlier collection to go on with; borrowed. NULL: all log in.
	 */
	const struct secret **tokens;
};

/* New. Cannot fail: the manifest has checked every reference. */
struct plan *plan_new(const struct manifest *manifest);
void plan_free(struct plan *plan);
DEFINE_CLEANUP(struct plan, plan_free)

/* The item of a source, path without parameters, and version; PLAN_NONE when there is none. */
size_t plan_find(const struct plan *plan, size_t source, const char *path, const char *version);

/* Whether a variable wants that field of an item; NULL: the value itself. */
bool plan_item_names(const struct plan_item *item, const char *field);

/* Whether a field of the plan's item is wanted: by a variable, or by the names of an import. */
bool plan_wants(const struct plan *plan, const struct manifest *manifest, size_t item,
		const char *field);
