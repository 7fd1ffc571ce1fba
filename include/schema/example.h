/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * Examples in the manifest, which is kept with the program: none may be
 * somebody's real secret, and the others are of their variable's type.
 */

#include "schema/subject.h"

/* Whether example = passes as a strong secret, a provider's key, or a login in a URL. */
bool example_looks_real(const struct variable *variable);

/* Of every variable, whether it has a value in this run or not. */
void rule_check_examples(const struct checking *checking);
