/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * Which rows of a table fit a name: exact names and globs, found without trying each pattern. A
 * glob is a name with a star in front, behind, or both, at an underscore or not; case does not
 * matter.
 */

#include "util/cleanup.h"

struct name_index;

/* New; release it with name_index_free. */
struct name_index *name_index_new(void);
void name_index_free(struct name_index *index);
DEFINE_CLEANUP(struct name_index, name_index_free)

/* Adds a row under each of the patterns, which have spaces between. row is borrowed. */
void name_index_add(struct name_index *index, const char *patterns, const void *row);

/*
 * Calls use for each row that has a pattern that fits, each row once, in the order in which they
 * were added.
 */
void name_index_visit(const struct name_index *index, const char *name,
		      void (*use)(const void *row, void *context), void *context);
