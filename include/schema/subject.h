/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* What a check looks at: one value, its variable, and everything around it. */

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

#include "model/manifest.h"
#include "model/report.h"
#include "model/values.h"
#include "util/clock.h"

struct passphrases; /* schema/key/passphrases.h */
struct value_type;  /* schema/types.h */
struct waivers_met; /* schema/waivers.h */

/* The machine and process that the program will run in. */
struct surroundings {
	size_t processors; /* that it may use, cgroup limits counted; 0: not known */
	bool is_root;      /* the program will have uid 0 */
	char *const *argv; /* its command line; NULL: not known */
	bool becomes;      /* it will be started: its user and processors matter */
};

/* One run of the checks. */
struct checking {
	const struct manifest *manifest;
	const struct values *values;
	char *const *inherited; /* keystrap's own environment, NAME=VALUE, as far as the program
				   will get it; may be NULL */
	const struct surroundings *around; /* may be NULL: not known */
	bool whole; /* values and inherited are all that the program gets, no file of a part */
	const struct clock *clock;
	struct report *report;
	const struct subject *subjects;        /* of values, in their order; NULL: not made yet */
	const struct passphrases *passphrases; /* of values; NULL: not collected */
	size_t *pattern_steps;                 /* left for all the patterns; schema_check's */
	bool has_sender;                       /* some name says who sends mail; schema_check's */
	bool has_mail_password;                /* some name holds a password for mail; likewise */
	struct waivers_met *waivers_met;       /* filled by what is found; may be NULL */
};

struct subject {
	const struct checking *checking;
	const struct variable *variable;
	const char *bytes; /* a NUL follows; there may be others; NULL: the variable is unset */
	size_t length;
	const struct value_type *type; /* what the value is checked as (schema/look.h); or NULL */
	enum origin origin;
	struct place place;          /* where the value stands; no file: where its variable does */
	const struct source *source; /* ORIGIN_SOURCE and ORIGIN_IMPORT: where it lives; or NULL */
	time_t created;              /* when this version was made; 0: not known */
	bool sensitive; /* the value is a secret: by type, by sensitive =, or by the name */
};

/*
 * Adds a finding of a rule about a variable (NULL: about the whole), with the severity that the
 * rule table, the environment and the manifest's overrides give, and with its waiver. message must
 * not quote the value. hint may be NULL: then the rule's own is used. Returns true when it was
 * added.
 */
bool subject_find(const struct subject *subject, const char *rule, const char *hint,
		  const char *format, ...) _printf_(4, 5);

/* clang-format off */
/* Severities in production, staging, development, test. */
#define SEVERITIES_ALWAYS               { SEVERITY_ERROR, SEVERITY_ERROR, SEVERITY_ERROR, SEVERITY_ERROR }
#define SEVERITIES_DEPLOYED             { SEVERITY_ERROR, SEVERITY_ERROR, SEVERITY_WARNING, SEVERITY_WARNING } /* an error where users are */
#define SEVERITIES_PRODUCTION           { SEVERITY_ERROR, SEVERITY_WARNING, SEVERITY_OFF, SEVERITY_OFF }
#define SEVERITIES_PRODUCTION_ONLY      { SEVERITY_ERROR, SEVERITY_OFF, SEVERITY_OFF, SEVERITY_OFF }
#define SEVERITIES_PRODUCTION_WARN      { SEVERITY_WARNING, SEVERITY_OFF, SEVERITY_OFF, SEVERITY_OFF }
#define SEVERITIES_PRODUCTION_ELSE_WARN { SEVERITY_ERROR, SEVERITY_WARNING, SEVERITY_WARNING, SEVERITY_WARNING }
#define SEVERITIES_WARN                 { SEVERITY_WARNING, SEVERITY_WARNING, SEVERITY_WARNING, SEVERITY_WARNING }
#define SEVERITIES_INFO                 { SEVERITY_INFO, SEVERITY_INFO, SEVERITY_INFO, SEVERITY_INFO }
#define SEVERITIES_LIVE                 { SEVERITY_OFF, SEVERITY_WARNING, SEVERITY_ERROR, SEVERITY_ERROR } /* what belongs into production only */
#define SEVERITIES_OFF                  { SEVERITY_OFF, SEVERITY_OFF, SEVERITY_OFF, SEVERITY_OFF } /* until a preset or the manifest switches it on */
/* clang-format on */

/*
 * The same at other severities than the table's, as in subject_find_at(s, "log-level",
 * SUBJECT_WARN, ...). What the manifest or a preset says of the rule counts above both.
 */
bool subject_find_at(const struct subject *subject, const char *rule,
		     const enum severity *severities, const char *hint, const char *format, ...)
	_printf_(5, 6);

/* The lists of severities above, as objects that live for ever. */
extern const enum severity severities_ALWAYS[ENVIRONMENT_CLASSES],
	severities_DEPLOYED[ENVIRONMENT_CLASSES], severities_PRODUCTION[ENVIRONMENT_CLASSES],
	severities_PRODUCTION_ONLY[ENVIRONMENT_CLASSES],
	severities_PRODUCTION_WARN[ENVIRONMENT_CLASSES],
	severities_PRODUCTION_ELSE_WARN[ENVIRONMENT_CLASSES], severities_WARN[ENVIRONMENT_CLASSES],
	severities_INFO[ENVIRONMENT_CLASSES], severities_LIVE[ENVIRONMENT_CLASSES],
	severities_OFF[ENVIRONMENT_CLASSES];

#define SUBJECT_WARN      severities_WARN
#define SUBJECT_INFO      severities_INFO
#define SUBJECT_AT(which) severities_##which

/* A finding of the rule of the variable's own type ("type-int"), that the value is not of it. */
bool subject_is_no(const struct subject *subject, const char *hint, const char *format, ...)
	_printf_(3, 4);

/*
 * What the value of a name is in this run, declared or inherited: fills *ret. False when it is
 * unset or empty. A declared one that is empty hides an inherited one.
 */
bool checking_find(struct subject *ret, const struct checking *checking, const char *name);

/* The subject of one of checking->values. */
struct subject checking_subject(const struct checking *checking, const struct value *value);

/*
 * What the variable says of a key, or, of a secret that only its value makes one, what presets say
 * of secrets; borrowed, or NULL.
 */
const char *subject_text(const struct subject *subject, enum text_key key);

/* Whether the environment is of a class. */
bool subject_in(const struct subject *subject, enum environment_class class);

/* Whether some common loader would read the text as true: the union of what they take. */
bool subject_is_truthy(const char *text);

/* Whether some common loader would read the text as false. Empty is neither. */
bool subject_is_falsy(const char *text);
