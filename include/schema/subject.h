/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* What a check looks at: one value, its variable, and everything around it. */

#include <stdbool.h>
#include <stddef.h>

#include "model/manifest.h"
#include "model/report.h"
#include "model/values.h"
#include "util/clock.h"

/* One run of the checks. */
struct checking {
	const struct manifest *manifest;
	const struct values *values;
	char *const *inherited; /* keystrap's own environment, NAME=VALUE; may be NULL */
	const struct clock *clock;
	struct report *report;
};

struct subject {
	const struct checking *checking;
	const struct variable *variable;
	const char
		*bytes; /* NUL-terminated; there is no other NUL; NULL when the variable is unset */
	size_t length;
	enum origin origin;
};

/*
 * Adds a finding of a rule about a variable (NULL: about the whole), with the severity that the
 * rule table, the environment and the manifest's overrides give, and with its waiver. message must
 * not quote the value. hint may be NULL: then the rule's own is used. Returns true when it was
 * added.
 */
bool subject_find(const struct subject *subject, const char *rule, const char *hint,
		  const char *format, ...) _printf_(4, 5);

/* Whether the value is a secret: by type, by sensitive =, or by the name (schema/name_types.h). */
bool subject_is_sensitive(const struct subject *subject);

/* Whether the environment is of a class. */
bool subject_in(const struct subject *subject, enum environment_class class);

/* Whether some common loader would read the text as true: the union of what they take. */
bool subject_is_truthy(const char *text);
