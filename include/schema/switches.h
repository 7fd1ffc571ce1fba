/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * Switches: variables whose name alone says what a value does. Each is a row of switch_rows[]
 * (src/schema/switch_rows.c); adding one is adding a row.
 */

#include "schema/subject.h"

/* Which values are bad. Words are compared in any case unless said otherwise. */
enum switch_bad {
	SWITCH_TRUE,      /* what some loader reads as true */
	SWITCH_FALSE,     /* what some loader reads as false */
	SWITCH_NOT_FALSE, /* all but the words for false */
	SWITCH_SET,       /* any */
	SWITCH_WORD,      /* one of words */
	SWITCH_NOT_WORD,  /* all but words */
	SWITCH_ITEM,      /* a list (commas, spaces) that has one of words */
	SWITCH_FOREIGN,   /* a list that has something else than words */
	SWITCH_PART,      /* one of words somewhere in the value */
	SWITCH_OPTION,    /* a command line with an option that starts with one of words */
	SWITCH_BELOW,     /* a number below words, or no number */
	SWITCH_CUSTOM,    /* what is_bad says */
};

struct switch_row {
	const char *rule;
	const char *names;  /* names and globs, spaces between, in capitals */
	const char *except; /* names that names would fit by mistake; or NULL */
	enum switch_bad bad;
	const char *words;
	const char *message;
	const enum severity *at; /* severities; NULL: the rule's own */
	const char *hint;        /* the next step; NULL: the rule's own */
	const char *preset; /* counts with one of these presets only (spaces between); or NULL */
	bool (*is_bad)(const struct subject *subject);  /* SWITCH_CUSTOM */
	bool (*pardons)(const struct subject *subject); /* what makes a bad value good; or NULL */
	bool inherited; /* looked at in the inherited environment too, without a section */
};

/* Ends with a NULL rule. Of the rows of one rule, the first whose values are bad speaks. */
extern const struct switch_row switch_rows[];

/* Adds the findings of all rows that fit the name. passing: those for inherited names only. */
void switches_check(const struct subject *subject, bool passing);

/* Whether a row of the rule fits the name. */
bool switches_raise(const char *rule, const char *name);

/* Whether a row for inherited names fits. */
bool switches_know(const char *name);

/* Whether the program would take the value for true: the union, or as its framework reads it. */
bool switch_is_on(const struct subject *subject);

/* Whether the row, whose name fits, finds the value bad here. */
bool switch_row_is_bad(const struct switch_row *row, const struct subject *subject);
