/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* The types of values. Adding one is a row of value_types[] and one function. */

#include <stdbool.h>

#include "schema/subject.h"

struct value_type {
	const char *name;
	const char *summary; /* one line for the catalogue */
	bool sensitive;      /* the value is a secret, whatever the variable is called */
	bool ranged;         /* min and max mean something */
	const char *accepts; /* an example that passes, or "" where one would be a secret */
	const char *rejects; /* an example that does not */
	/* Adds a finding for what is wrong with the value; NULL: any value is right. */
	void (*check)(const struct subject *subject);
};

/* Ends with a NULL name. */
extern const struct value_type value_types[];

/* The row of a name; NULL when there is none. */
const struct value_type *value_type_find(const char *name);

/* value_types' names for text_nearest; ends with NULL. Borrowed, built once. */
const char *const *value_type_names(void);
