/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * Texts of the manifest that are no values of this run, judged by their form: examples, and
 * defaults of other environments.
 */

#include "schema/subject.h"

/*
 * The first thing that is wrong with a text as the variable's value whatever the environment: not
 * of the type, out of its bounds. NULL: nothing. Borrowed from found, which is empty before.
 */
const struct finding *probe_form(struct report *found, const struct checking *checking,
				 const struct variable *variable, const char *text);

/* Of every variable, whether it has a value in this run or not. */
void rule_check_other_defaults(const struct checking *checking);
