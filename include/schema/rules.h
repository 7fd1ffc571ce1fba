/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * The rules. Adding one is a row of rules[] and one function, or a row alone where a type or
 * another rule's function raises it too. Each type has a rule of its own besides: "type-" and its
 * name.
 */

#include "schema/subject.h"

/* What a rule compares with, for explain. */
struct rule_limit {
	const char *keys;   /* of a section, spaces between, that set it; or NULL */
	const char *unsaid; /* when none of them does; or NULL */
	bool said;          /* the rule has nothing to say unless one of them is there */
	bool table;         /* unsaid tells what the words of the key mean */
};

struct rule {
	const char *id;
	enum severity severities[ENVIRONMENT_CLASSES];
	const char *summary; /* one line for the catalogue */
	const char *hint;    /* the next step, when the finding brings no better one */
	const char *source;  /* why: checklist line ("S0:16"), RFC, ASVS, ... with "; " between */

	/*
	 * check_all may stand beside another, otherwise there is one at most; none: raised by a
	 * type, a switch (schema/switches.h), another rule, or a reader.
	 */
	void (*check)(const struct subject *subject);       /* looks at each variable, set or not */
	void (*check_named)(const struct subject *subject); /* at those that names fits, when set */
	void (*check_all)(const struct checking *checking); /* once, at all of them together */
	const char *names; /* check_named's: names and globs in capitals, spaces between */

	bool switches; /* check_named looks at inherited names too that no section declares */

	/*
	 * Which variables it may speak of, going by name, type and section, besides those that
	 * names fits, that a switch knows, and those of types that raise it. Both NULL: none, but
	 * the run as a whole. Where names is there too, concerns must be true of those as well.
	 */
	const char *also; /* at these names, another rule's function raises it */
	bool (*concerns)(const struct variable *variable);
	struct rule_limit limit;

	bool fixed; /* what it finds is no matter of taste: no severity and no waiver change it */
	/* Found only beside other environments, or when a program is started: a waiver that met
	 * nothing in a check alone is none too many. */
	bool elsewhere;
};

/* Ends with a NULL id. The rules of the types are not among them. */
extern const struct rule rules[];

/* Of rules[] or of a type. NULL when there is none. */
const struct rule *rule_find(const char *id);

/* The rule that a type's own findings have; never NULL. */
const struct rule *rule_of_type(const struct value_type *type);

/* All ids, those of types too; ends with NULL. */
const char *const *rule_ids(void);

/* What a rule's severity is here for a variable (NULL: for the whole). */
enum severity rule_severity(const struct manifest *manifest, const struct variable *variable,
			    const struct rule *rule);

/* Whether a rule that looks at switches fits the name. */
bool rules_know_switch(const char *name);

/* Calls use for each rule of rules[] whose names fit name, in the table's order. */
void rules_for_name(const char *name, void (*use)(const struct rule *rule, void *context),
		    void *context);
