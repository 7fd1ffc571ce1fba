/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * A reference says where a value lives: SOURCE:PATH[?NAME=VALUE&...][#FIELD][@VERSION]. The one
 * grammar and the one parser for it; manifest, import and command line use it.
 */

#include <stdbool.h>

#include "util/error.h"

struct reference {
	char *source;     /* [A-Za-z0-9_-]+, at most 64 characters */
	char *path;       /* segments with slashes between, each checked (see below) */
	bool rooted;      /* a slash stood in front of the path: not for every type of source */
	char *parameters; /* as in model/parameters.h; NULL: none were written */
	char *field;      /* NULL: none was written */
	char *version;    /* NULL: the newest */
};

/*
 * A path segment must not be empty, "." or "..", must not have % ? # \ or control characters, and
 * has at most 512 bytes; a path has at most 1024. The parameters begin at the first '?' before the
 * first '#', where the field begins; the version begins at the last '@' that is not in the
 * parameters. On success *ret is filled, release it with reference_done. Otherwise a constant
 * phrase that says what is wrong.
 */
const char *reference_parse(struct reference *ret, const char *text);
void reference_done(struct reference *reference);

/* The text again; new. */
char *reference_text(const struct reference *reference);

/* What is wrong with a path, or NULL. */
const char *reference_path_wrong(const char *path);
