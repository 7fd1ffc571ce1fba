/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * A value made of text and other variables:
 * "postgres://${DB_USER}:${DB_PASSWORD|urlencode}@db/app".
 * "$${" stands for "${" itself; any other '$' is text.
 */

#include <stdbool.h>
#include <stddef.h>

#include "util/buf.h"

enum template_filter { FILTER_NONE, FILTER_URLENCODE, FILTER_BASE64, FILTER_JSON };

/* The filters' names by number, "" for none; ends with NULL. */
extern const char *const template_filter_names[];

struct template_piece {
	char *text;     /* literal text; NULL when the piece is a variable */
	char *variable; /* its name; NULL when the piece is text */
	enum template_filter filter;
};

struct template
{
	struct template_piece *pieces;
	size_t count;
	size_t capacity;
};

/*
 * Fills *ret, release it with template_done; or returns a constant phrase that says what is wrong.
 */
const char *template_parse(struct template *ret, const char *text);
void template_done(struct template *template);

/* Whether it names any variable at all; otherwise it is a literal. */
bool template_has_variables(const struct template *template);

/* Appends bytes, filtered: RFC 3986 percent-encoding, RFC 4648 base64, JSON string escapes. */
void template_filter(struct buf *out, enum template_filter filter, const char *bytes,
		     size_t length);
