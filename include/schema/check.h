/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* Runs every type and rule over all values. */

#include "schema/subject.h"

/* Adds findings to checking->report; looks at nothing but its arguments. */
void schema_check(const struct checking *checking);
