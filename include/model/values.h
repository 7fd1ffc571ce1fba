/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* What each variable came out as: the input of the checks and of the environment. */

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

#include "crypto/secret.h"
#include "model/manifest.h"
#include "util/name_map.h"

enum origin {
	ORIGIN_ABSENT,
	ORIGIN_SOURCE,    /* from = */
	ORIGIN_IMPORT,    /* an [import] */
	ORIGIN_LITERAL,   /* value = without variables */
	ORIGIN_TEMPLATE,  /* value = with variables */
	ORIGIN_DEFAULT,   /* default = */
	ORIGIN_INHERITED, /* the environment that keystrap was started with */
	ORIGIN_FILE,      /* --dotenv or --environ */
};

struct value {
	const struct variable *variable;
	const struct secret *secret;  /* NULL with ORIGIN_ABSENT */
	const struct secret *emitted; /* what the program gets instead; NULL: the value as it is */
	bool withheld;                /* the program gets nothing (emit-false = unset) */
	enum origin origin;
	struct place place;          /* ORIGIN_FILE: where it stands in the file */
	const struct source *source; /* of ORIGIN_SOURCE and ORIGIN_IMPORT; or NULL */
	time_t created;              /* when this version of it was made; 0: not known */
	bool tried;                  /* a template that was rendered, or could not be */
	bool unfetched; /* reading it would have made a credential: it is neither there nor missing
			 */
	bool passing;   /* inherited, and no section declares it: only switches are looked at */
};

struct values {
	struct arena *arena; /* of what was made here; fetched values live in their bundle */
	struct value *items; /* first the manifest's variables in their order, then the others */
	size_t count, capacity;
	struct name_map names;    /* of items: by name, their index */
	struct variable **others; /* owned: names of imports, --dotenv and --environ */
	size_t others_count, others_capacity;
};

struct values *values_new(void);
void values_free(struct values *values);
DEFINE_CLEANUP(struct values, values_free)

/* Appends an absent value of a variable, borrowed until the next one. */
struct value *values_add(struct values *values, const struct variable *variable);

/* Makes a variable that the manifest does not declare, with all defaults; owned by values. */
struct variable *values_other(struct values *values, const char *name, struct place place);

/* The name under which the program gets a variable: emit-name, or its own. */
const char *variable_emit_name(const struct variable *variable);

/* What the program gets for a value. */
const struct secret *value_emitted(const struct value *value);

/* Whether the program gets it in its environment because the manifest says so. */
bool value_is_exported(const struct value *value);

/* Leaves out the values that keep says no to; the others keep their order. */
void values_filter(struct values *values,
		   bool (*keep)(const struct value *value, const void *context),
		   const void *context);

/* NULL when there is none. */
struct value *values_find(const struct values *values, const char *name);
