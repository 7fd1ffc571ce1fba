/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* Environments that a program runs in: production, staging, development, test, by many names. */

#include <stdbool.h>

enum environment_class {
	ENVIRONMENT_PRODUCTION,
	ENVIRONMENT_STAGING,
	ENVIRONMENT_DEVELOPMENT,
	ENVIRONMENT_TEST,
	ENVIRONMENT_CLASSES,
};

extern const char *const environment_class_names[ENVIRONMENT_CLASSES + 1];

/* Every known word ("prod", "stage", "dev", ...); ends with NULL. */
extern const char *const environment_words[];

/* The class of a word, in any case; false and production when the word is unknown: fail closed. */
bool environment_classify(enum environment_class *ret, const char *word);

/* Whether it can be the name of an environment: 1 to 48 letters, digits, - _ and . */
bool environment_is_word(const char *text);

/* Whether two words mean the same: equal in any case, or known words of one class. */
bool environment_same(const char *a, const char *b);

/*
 * Whether what is said of an environment, word, holds in another: when they are the same, and what
 * is said of production also where the name is unknown, which counts as production.
 */
bool environment_covers(const char *word, const char *environment);

/* Whether a list, which may be NULL, has a word that covers the environment. */
bool environment_listed(char *const *words, const char *environment);
