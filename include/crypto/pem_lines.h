/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* Inside crypto/: the lines of PEM and of OpenPGP's armor. */

#include <stdbool.h>
#include <stddef.h>

#include "util/buf.h"

/* A line without its end and the white space in front of that; borrowed. */
struct pem_line {
	const char *bytes;
	size_t length;
};

struct pem_lines {
	const char *next, *end;
};

/*
 * Appends bytes with the two characters \n (and \r) made the line ends that they stand for: the
 * usual way to put PEM where a value has to be one line. Real line ends stay.
 */
void pem_unescape(struct buf *out, const char *bytes, size_t length);

/* False at the end. */
bool pem_next_line(struct pem_line *ret, struct pem_lines *lines);

bool pem_line_starts(const struct pem_line *line, const char *start);
bool pem_line_has(const struct pem_line *line, const char *word);

/* Takes spaces and tabs from the beginning of a line; whether there were any. */
bool pem_skip_indent(struct pem_line *line);

#define PEM_BEGIN "-----BEGIN "
#define PEM_END   "-----END "

/* Whether the line is a boundary that starts with PEM_BEGIN or PEM_END; *label is what it names. */
bool pem_boundary(struct pem_line *label, const struct pem_line *line, const char *start);
