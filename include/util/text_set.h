/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* Texts that differ, numbered in the order in which they came. */

#include <stddef.h>

#include "util/name_map.h"

/* Zeroed at the start. */
struct text_set {
	struct name_map numbers; /* of texts */
	char **texts;
	size_t count, capacity;
};

/* The number of a text, which is added, as a copy, when it is not there: count grows then. */
size_t text_set_put(struct text_set *set, const char *text);

void text_set_done(struct text_set *set);
