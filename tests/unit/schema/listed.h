/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* Lists of tests/data that name every row of a table: without one, a lost row would not be missed.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LISTED_COLUMNS 7

struct listed {
	FILE *file;
	char line[512];
	char *columns[LISTED_COLUMNS]; /* "" where the line has fewer */
};

static inline void listed_open(struct listed *ret, const char *name)
{
	const char *folder = getenv("KEYSTRAP_TEST_DATA");
	char path[4096];

	assert_non_null(folder);
	snprintf(path, sizeof(path), "%s/%s", folder, name);
	ret->file = fopen(path, "re");
	assert_non_null(ret->file);
}

/* The next line that is no comment; false at the end, where the file is closed. */
static inline bool listed_next(struct listed *listed)
{
	char *rest;

	do {
		if (!fgets(listed->line, sizeof(listed->line), listed->file)) {
			fclose(listed->file);
			return false;
		}
		listed->line[strcspn(listed->line, "\n")] = 0;
	} while (!listed->line[0] || strncmp(listed->line, "# ", 2) == 0);
	rest = listed->line;
	for (size_t i = 0; i < LISTED_COLUMNS; i++) {
		char *column = strsep(&rest, "\t");

		listed->columns[i] = column ? column : listed->line + strlen(listed->line);
	}
	return true;
}
