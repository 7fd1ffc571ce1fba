/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* Hints that end in a command which does it all. */

#include "model/manifest.h"
#include "model/report.h"

/*
 * Where a hint says how to make a new value, the command becomes one that makes a value of the
 * variable's type and, when it comes from a store that can be written to, puts it there:
 * "make a new one: openssl rand -base64 32 | keystrap seal -c FILE --source NAME --set KEY".
 */
void hints_complete(struct report *report, const struct manifest *manifest);
