/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* Whether a name or a variable is a secret's. */

#include <stdbool.h>

#include "model/manifest.h"

/* Whether a variable of this name holds a secret, going by its words (rules.md 3.2). */
bool name_is_sensitive(const char *name);

/*
 * Whether a name is that of a setting, by its last word or its first, even if the others are those
 * of a secret: PASSWORD_MIN_LENGTH, TOKEN_EXPIRY.
 */
bool name_is_setting(const char *name);

/* Whether a variable is a secret's: what sensitive = says, else its type, else its name. */
bool variable_is_sensitive(const struct variable *variable);
