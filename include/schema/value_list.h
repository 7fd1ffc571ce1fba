/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* Values that are lists: origins, hosts, brokers. */

#include <stddef.h>

#include "util/cleanup.h"

#define VALUE_LIST_LIMIT 1000

/*
 * Splits at commas and white space, or where separator (not NULL) says, or reads a JSON array of
 * strings. What stands between two commas is an element even when it is empty, so that a slip is
 * seen. Fills *ret, which ends with NULL, new, release it with value_list_free; or returns what is
 * wrong, a constant phrase.
 */
const char *value_list_parse(char ***ret, const char *text, size_t length, const char *separator);

/* Wipes the elements. */
void value_list_free(char **list);
DEFINE_CLEANUP(char *, value_list_free)
