/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* The rules. Adding one is a row of rules[] and, where no type raises it, one function. */

#include "schema/subject.h"

struct rule {
	const char *id;
	enum severity severities[ENVIRONMENT_CLASSES];
	const char *summary; /* one line for the catalogue */
	const char *hint;    /* the next step, when the finding brings no better one */
	/* Looks at each variable, set or not; NULL: raised by a type or by the reader. */
	void (*check)(const struct subject *subject);
	bool fixed; /* what it finds is no matter of taste: no severity and no waiver change it */
};

/* Ends with a NULL id. */
extern const struct rule rules[];

const struct rule *rule_find(const char *id);
const char *const *rule_ids(void);

/* What a rule's severity is here for a variable (NULL: for the whole), and its waiver if any. */
enum severity rule_severity(const struct manifest *manifest, const struct variable *variable,
			    const struct rule *rule);
