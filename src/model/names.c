/* SPDX-License-Identifier: Apache-2.0 */
#include "model/names.h"

#include <stdbool.h>
#include <string.h>

#include "util/ascii.h"
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

/* The first row whose letter is the name's, in either case, or a later one. */
static const struct name_row *first_row(char letter)
{
	size_t low = 0, high = name_row_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (to_capital(name_rows[middle].pattern[0]) < letter)
			low = middle + 1;
		else
			high = middle;
	}
	return &name_rows[low];
}

enum name_tier name_tier(const char *name)
{
	char letter = to_capital(name[0]);

	for (const struct name_row *row = first_row(letter);
	     row->pattern && to_capital(row->pattern[0]) == letter; row++) {
		if (text_glob(row->pattern, name, true))
			return row->tier;
	}
	return NAME_FREE;
}
