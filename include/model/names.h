/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* Names of environment variables: which are well formed, and which a store may never set. */

#include <stddef.h>

enum name_tier {
	NAME_FREE,
	NAME_DENIED,     /* never from a store; a literal needs allow-name = yes */
	NAME_RESTRICTED, /* needs allow-name = yes */
	NAME_LOGIN,      /* needs allow-name = yes; inherited only when a section names it */
	NAME_RESERVED,   /* never set by a manifest at all */
};

struct name_row {
	const char *pattern;
	enum name_tier tier;
};

/* The whole list; ends with a NULL pattern. */
extern const struct name_row name_rows[];
extern const size_t name_row_count; /* without that one */

/*
 * What is wrong with a name: NULL when it is [A-Za-z_][A-Za-z0-9_]* of at most 128 characters,
 * otherwise a constant phrase.
 */
const char *name_wrong(const char *name);

/*
 * The same for names that others set: containers get dotted ones too, as Elasticsearch's settings.
 * They are handed on and judged; what a manifest or a sealed file names has none.
 */
const char *name_foreign_wrong(const char *name);

enum name_tier name_tier(const char *name);
