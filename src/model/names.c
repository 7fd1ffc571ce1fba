/* SPDX-License-Identifier: Apache-2.0 */
#include "model/names.h"

#include <stdbool.h>
#include <string.h>

#include "util/text.h"

#define NAME_START "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_"

static const char *wrong_with(const char *name, const char *good, const char *other)
{
	if (!name[0])
		return "it is empty";
	if (!strchr(NAME_START, name[0]))
		return "it does not start with a letter or underscore";
	if (name[strspn(name, good)])
		return other;
	if (strlen(name) > 128)
		return "it is longer than 128 characters";
	return NULL;
}

const char *name_wrong(const char *name)
{
	return wrong_with(name, NAME_START "0123456789",
			  "it has a character other than letters, digits and underscore");
}

const char *name_foreign_wrong(const char *name)
{
	return wrong_with(name, NAME_START "0123456789.",
			  "it has a character other than letters, digits, underscore and dot");
}

/* Whether the first letters, in either case, allow it: most rows end here. */
static bool may_fit(const char *pattern, const char *name)
{
	return *pattern == '*' || ((*pattern ^ *name) & ~('a' ^ 'A')) == 0;
}

enum name_tier name_tier(const char *name)
{
	for (const struct name_row *row = name_rows; row->pattern; row++) {
		if (may_fit(row->pattern, name) && text_glob(row->pattern, name, true))
			return row->tier;
	}
	return NAME_FREE;
}
