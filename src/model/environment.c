/* SPDX-License-Identifier: Apache-2.0 */
#include "model/environment.h"

#include <stddef.h>
#include <string.h>

#include "util/cleanup.h"
#include "util/text.h"

const char *const environment_class_names[] = { "production", "staging", "development", "test",
						NULL };

const char *const environment_words[] = { "production", "prod",        "prd",
					  "live",       "staging",     "stage",
					  "stg",        "preprod",     "pre-production",
					  "uat",        "development", "dev",
					  "local",      "test",        "testing",
					  "ci",         NULL };

/* The class of the word at the same index. */
static const enum environment_class classes[] = {
	ENVIRONMENT_PRODUCTION,  ENVIRONMENT_PRODUCTION,  ENVIRONMENT_PRODUCTION,
	ENVIRONMENT_PRODUCTION,  ENVIRONMENT_STAGING,     ENVIRONMENT_STAGING,
	ENVIRONMENT_STAGING,     ENVIRONMENT_STAGING,     ENVIRONMENT_STAGING,
	ENVIRONMENT_STAGING,     ENVIRONMENT_DEVELOPMENT, ENVIRONMENT_DEVELOPMENT,
	ENVIRONMENT_DEVELOPMENT, ENVIRONMENT_TEST,        ENVIRONMENT_TEST,
	ENVIRONMENT_TEST,
};

_Static_assert(ARRAY_LENGTH(classes) + 1 == ARRAY_LENGTH(environment_words),
	       "a class for each word");

bool environment_classify(enum environment_class *ret, const char *word)
{
	*ret = ENVIRONMENT_PRODUCTION;
	for (size_t i = 0; environment_words[i]; i++) {
		if (text_equal_nocase(word, environment_words[i])) {
			*ret = classes[i];
			return true;
		}
	}
	return false;
}

bool environment_is_word(const char *text)
{
	return text[0] && strlen(text) <= 48 &&
	       !text[strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-"
				  "_.")];
}

bool environment_same(const char *a, const char *b)
{
	enum environment_class one, other;

	if (text_equal_nocase(a, b))
		return true;
	return environment_classify(&one, a) && environment_classify(&other, b) && one == other;
}

bool environment_covers(const char *word, const char *environment)
{
	enum environment_class class, unknown;

	if (environment_same(word, environment))
		return true;
	return !environment_classify(&unknown, environment) && environment_classify(&class, word) &&
	       class == ENVIRONMENT_PRODUCTION;
}

bool environment_listed(char *const *words, const char *environment)
{
	for (; words && *words; words++) {
		if (environment_covers(*words, environment))
			return true;
	}
	return false;
}
