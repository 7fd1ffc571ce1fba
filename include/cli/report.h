/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * Findings as people and machines read them. Every form lists every finding of a run, the waived
 * ones too, and says the same of it: rule, severity, variable, place, message.
 */

#include <stdbool.h>

#include "cli/lowered.h"
#include "model/report.h"
#include "util/buf.h"

/* What a form is written from. */
struct report_context {
	const struct report *report;
	const char *environment;
	struct lowereds lowered; /* what the manifest has made milder: check, in text and SARIF */
	const char *const
		*names;        /* of the variables that were looked at, each once; ends with NULL */
	const bool *unread;    /* of names: whether its value could not be looked at; may be NULL */
	size_t variables;      /* how many they are */
	const char *file;      /* where a finding stands that has no place; never NULL */
	const char *directory; /* the working directory; NULL when it is not known */
	enum severity fail_on; /* what ends the run with 1; SEVERITY_OFF: nothing does */
	bool quiet;            /* text and github: what fails the run, and no summary */
	bool colour;
	size_t width; /* the columns of the terminal; 0: lines are as long as they need to be */
};

/* A form of check's report; the rows are what --format takes. */
struct report_format {
	const char *name;
	void (*write)(struct buf *out, const struct report_context *context);
};

/* Ends with a NULL name. The first one is written when none is asked for. */
extern const struct report_format report_formats[];
const char *const *report_format_names(void);

/* The row of a name; the first one for NULL. The name must be one of the rows. */
const struct report_format *report_format_find(const char *name);

/* For people: a block a variable with its place, the worst first, and a summary line at the end. */
void report_write_text(struct buf *out, const struct report_context *context);

/* The fixed format "keystrap-check/1". */
void report_write_json(struct buf *out, const struct report_context *context);

/* SARIF 2.1.0 (OASIS Standard, errata 01), one run. */
void report_write_sarif(struct buf *out, const struct report_context *context);

/* JUnit XML as the Jenkins xUnit plugin's junit-10.xsd has it: a test case a variable. */
void report_write_junit(struct buf *out, const struct report_context *context);

/* GitHub's workflow commands: an annotation a finding. */
void report_write_github(struct buf *out, const struct report_context *context);

/* -- what the forms share */

/* The findings about one variable: the worst that counts first, then by place. */
struct report_group {
	const char *variable; /* NULL: about the whole */
	const struct finding **findings;
	size_t count;
};

struct report_groups {
	struct report_group *groups; /* by variable, the one without first */
	size_t count;
	const struct finding **findings; /* all of them, group after group */
};

/* Release *ret with report_groups_done, before the report. */
void report_groups_make(struct report_groups *ret, const struct report *report);
void report_groups_done(struct report_groups *groups);

/* The group of a variable (NULL: of the whole); NULL when there is no finding about it. */
const struct report_group *report_groups_find(const struct report_groups *groups,
					      const char *variable);

/* What is to be written: all findings, or, being quiet, those that fail the run. They are borrowed;
 * release *ret with report_shown_done. */
void report_shown(struct report *ret, const struct report_context *context);
void report_shown_done(struct report *shown);

/* What a finding counts as: SEVERITY_OFF when it is waived. */
enum severity report_counted(const struct finding *finding);

/* The message, with the environments that it is about when that is not the run's only one; new. */
char *report_message(const struct finding *finding);

/*
 * One line and no more, whatever the names hold:
 * "keystrap.ini:31: error: JWT_SECRET_KEY: the key has ... [jwt-key-too-short]\n".
 */
void report_add_line(struct buf *out, const struct finding *finding);

/*
 * "lowered in the manifest: debug-enabled to warning for DEBUG (keystrap.ini:7), ...", without a
 * line end; new. NULL: nothing is.
 */
char *report_lowered(const struct report_context *context);

/* "production: 9 variables, 1 error, 0 warnings", without a line end. */
void report_add_summary(struct buf *out, const struct report_context *context);

/* The file as seen from the working directory, when it is below it, without . and .. in it; new. */
char *report_relative(const struct report_context *context, const char *file);
