/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * Dotenv text: NAME=VALUE lines, as .env files and sealed files hold them.
 *
 * A line may start with "export ". Blank lines and lines whose first character is # are skipped.
 * Without quotes a value ends at the line's end or at white space followed by #, and white space
 * around it is dropped. 'single quotes' keep every byte; "double quotes" know \n \r \t \" \\ \$.
 * Both may span lines. Nothing is expanded: ${X} and $(x) are text.
 */

#include <stdbool.h>
#include <stddef.h>

#include "crypto/secret.h"
#include "model/report.h"
#include "util/buf.h"
#include "util/name_map.h"

struct dotenv_entry {
	char *name;
	unsigned line;
	const struct secret *secret;
};

struct dotenv {
	const char *name; /* of the file; borrowed */
	struct arena *arena;
	struct dotenv_entry *entries;
	size_t count, capacity;
	struct name_map names; /* of entries: by name, their index */
};

/*
 * Parses; every error of the text is added to report (rule "dotenv-syntax", the place's file is
 * file). New, even when there were errors: the good lines are there.
 */
struct dotenv *dotenv_parse(const char *file, const char *bytes, size_t length,
			    struct report *report);

/* The same for NUL-separated NAME=VALUE, as in /proc/PID/environ; line is the entry's number. */
struct dotenv *environ_parse(const char *file, const char *bytes, size_t length,
			     struct report *report);
void dotenv_free(struct dotenv *dotenv);
DEFINE_CLEANUP(struct dotenv, dotenv_free)

/* Borrowed; NULL when there is none of that name. */
const struct dotenv_entry *dotenv_find(const struct dotenv *dotenv, const char *name);

/* Appends one line (or several, for a value with line ends) that dotenv_parse reads back the same.
 */
void dotenv_write(struct buf *out, const char *name, const char *bytes, size_t length);
