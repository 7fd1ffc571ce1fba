/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * Which rules speak about a variable and where their limits stand, for those who want to know
 * before there is a value. The rules themselves do not read it.
 */

#include <stdbool.h>

#include "schema/rules.h"

/*
 * Whether the rule may find something in the variable, going by its name, its type, and what its
 * section says. Rules that are fixed or about the whole run never do.
 */
bool rule_concerns(const struct rule *rule, const struct variable *variable);

/*
 * The limit in words, given what the section says for those keys (NULL: nothing); new, NULL: it has
 * none.
 */
char *rule_limit(const struct rule *rule, const char *said);
