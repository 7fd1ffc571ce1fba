/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * The lines of a manifest, fed to inih one by one. Debian's inih cuts lines at 200 and section
 * names at 49 characters, starts a comment at " ;" inside a value, and tells no line numbers; so
 * each line is looked at first, counted, and refused when inih would not take it whole.
 */

#include <stdbool.h>
#include <stddef.h>

#include "model/report.h"

/* Line ends not counted. */
#define LINES_MAX_LENGTH  197
#define LINES_MAX_NAME    48 /* of a key */
#define LINES_MAX_SECTION 140

struct line {
	const char *key;
	const char *value; /* trimmed */
	bool continues;    /* an indented line: more of the value of the same key */
	unsigned number;
};

/*
 * Called for each section's line, and for each line with a key or more of a value.
 * Everything that is wrong with a line is added to report, and the line is left out.
 */
struct lines_visitor {
	void (*section)(void *context, const char *name, unsigned line);
	void (*line)(void *context, const struct line *line);
	void *context;
};

void lines_read(const char *file, const char *bytes, size_t length,
		const struct lines_visitor *visitor, struct report *report);
