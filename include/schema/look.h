/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* What a value looks like, for variables whose type nobody wrote. */

#include "schema/types.h"

/* Whether a text is a JSON Web Key, or several, by its looks. */
bool looks_like_jwk(const char *bytes);

/*
 * The type that a value has by its first bytes: connection strings by their scheme, PEM blocks by
 * their label, keys in JSON by their kty. NULL when it tells nothing.
 */
const struct value_type *value_type_by_look(const char *bytes);

/*
 * The type that a value is checked as: what was written counts; what only a name said yields to the
 * value's own look when the name knows no more than "text" or "secret". A name that says "private
 * key" wants one, whatever the PEM is; of one that says "public key" or "certificate", a private
 * key is none. May be NULL.
 */
const struct value_type *value_type_of(const struct variable *variable, const char *bytes);

/*
 * Whether a value may be checked as that type, by its name, because of what stands in it, though
 * the variable's own type is another.
 */
bool value_type_may_be(const struct variable *variable, const char *type);
