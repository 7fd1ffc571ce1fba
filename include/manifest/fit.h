/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* Whether what the keys of one variable say can hold together, and what they name is there. */

#include "manifest/keys.h"

/* A finding for each key that the variable's type does not take. */
void fit_check_typed(const struct reading *reading, const struct variable *variable);

/* All else, once presets have filled in what the variable leaves open. */
void fit_check(const struct reading *reading, const struct variable *variable);
