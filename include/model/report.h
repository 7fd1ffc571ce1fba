/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * Findings: what check, run and the manifest's reader have to say. A finding names its rule, the
 * variable and the place; it never holds a value.
 */

#include <stdbool.h>
#include <stddef.h>

#include "model/place.h"
#include "util/cleanup.h"

enum severity { SEVERITY_OFF, SEVERITY_INFO, SEVERITY_WARNING, SEVERITY_ERROR };

/* "error", "warning", "info", "off". */
extern const char *const severity_names[];
/* "warn" is "warning" too. */
bool severity_parse(enum severity *ret, const char *text);

struct finding {
	const char *rule;       /* an id of the rule table; borrowed, lives for ever */
	enum severity severity; /* after overrides */
	char *variable;         /* NULL: about a whole file or source */
	struct place place;
	char *message;
	char *hint;         /* the next step; never NULL, may be empty */
	char *environments; /* check --all-environments: where, "production, test"; otherwise NULL
			     */
	char *waiver;       /* NULL, or why this finding does not count: "until DATE: TEXT" */
};

struct report {
	struct finding *findings;
	size_t count;
	size_t capacity;
};

/*
 * Adds a finding and returns it, borrowed until the next is added. variable is copied.

 */
struct finding *report_add(struct report *report, enum severity severity, const char *rule,
			   const char *variable, struct place place, const char *format, ...)
	_printf_(6, 7);

/* Sets the next step of a finding. */
void report_hint(struct finding *finding, const char *format, ...) _printf_(2, 3);

/*
 * Moves the findings of one environment into report; one that is there already, but for the
 * environment, is not added again but gets the environment's name added.
 */
void report_merge(struct report *report, struct report *of_environment, const char *environment);

/* How many findings of a severity count, that is, are not waived. */
size_t report_count(const struct report *report, enum severity severity);
size_t report_waived(const struct report *report);

/* The worst that counts; SEVERITY_OFF when there is none. */
enum severity report_worst(const struct report *report);

/* By file and line, then in the order of finding. */
void report_sort(struct report *report);

void report_done(struct report *report);
