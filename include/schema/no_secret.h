/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* Values that are no secrets, whatever their names sound like. */

#include <stdbool.h>
#include <stddef.h>

#include "model/manifest.h"

/*
 * Whether a value is none of a secret where only the name sounds like one: a provider's key that is
 * made for browsers; under names such as SESSION_KEY and HASH_KEY that are both, the name of
 * something, as in sid and user_id; under PASSWORD_LOGIN, and under names with a secret's word in
 * passing, yes or no; under MAILER_DSN, a scheme and a host; under SEED, a number. The bytes end
 * with a NUL.
 */
bool value_is_no_secret(const struct variable *variable, const char *bytes, size_t length);
