/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* Whether a name or a variable is a secret's. */

#include <stdbool.h>
#include <stddef.h>

#include "model/manifest.h"

/* Whether a variable of this name holds a secret, going by its words. */
bool name_is_sensitive(const char *name);

/*
 * Whether a name that reads like a secret's holds something about one, as PASSWORD_MIN_LENGTH and
 * TOKEN_URL do, or a key that is made for browsers, as NEXT_PUBLIC_SUPABASE_ANON_KEY does.
 */
bool name_is_about_secret(const char *name);

/*
 * Whether a secret's word stands within a name, and not where it says what the whole is: in
 * PASSWORD_REQUIRE_DIGIT, not in DB_PASSWORD, API_KEY and SECRET_2.
 */
bool name_speaks_in_passing(const char *name);

/* Whether a variable is a secret: what sensitive = says, else its type, else its name. */
bool variable_is_sensitive(const struct variable *variable);

/* The length of a name's prefix by which build tools publish a variable (VITE_); 0: it has none. */
size_t name_public_prefix(const char *name);
