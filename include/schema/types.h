/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* The types of values. Adding one is a row of value_types[] and one function. */

#include <stdbool.h>

#include "schema/subject.h"

struct value_type {
	const char *name;
	const char *summary; /* one line for the catalogue */
	const char *accepts; /* an example that passes, or "" where one would be a secret */
	const char *rejects; /* an example that does not */
	const char *takes;   /* the typed keys of a variable that mean something, spaces between */
	const char *refines; /* the wider type that this one is a kind of, or NULL */
	const char *source;  /* why, as a rule's: the type's own rule has it */
	const char *hint;    /* the next step when the value is not of the type */
	const char *algs;    /* the algorithms that alg may name, globs; NULL: any */
	bool sensitive;      /* the value is a secret, whatever the variable is called */
	bool own_key;        /* a key that the program itself signs or encrypts with */
	bool multiline;      /* line ends and tabs are part of the form */
	/* Adds a finding for what is wrong with the value, which is not empty; NULL: all is right.
	 */
	void (*check)(const struct subject *subject);
	/*
	 * The number that a text of this type stands for, in the unit that min and max are compared
	 * in (milliseconds, bytes); false when it is none. NULL: the type has no numbers.
	 */
	bool (*number)(long double *ret, const struct variable *variable, const char *text);
	/* The rules that check finds besides the type's own, ids or globs, spaces between. */
	const char *raises;
};

/* Ends with a NULL name. */
extern const struct value_type value_types[];

/* The row of a name; NULL when there is none. */
const struct value_type *value_type_find(const char *name);

/* value_types' names for text_nearest; ends with NULL. Borrowed, built once. */
const char *const *value_type_names(void);

/* Whether a typed key means something to the type. */
bool value_type_takes(const struct value_type *type, const char *key);

/* Whether type is wider, or a refinement of it. */
bool value_type_is(const struct value_type *type, const char *wider);
