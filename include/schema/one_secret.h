/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* Which variables may hold one and the same secret. */

#include <stdint.h>

#include "schema/subject.h"

/* Names of one secret: the same value in two of them is no reuse. */
bool names_are_of_one_secret(const char *a, const char *b);

/* The same for a value that nobody has said must differ: names for one purpose. */
bool names_are_likely_of_one_secret(const char *a, const char *b);

/*
 * The services that log the program in which a value's name, or a URL's scheme, speaks of, as bits;
 * 0: none that is known. Two sets without a common bit are of different services.
 */
uint32_t services_of(const struct subject *subject);

/* A key that the program alone signs or encrypts with: each purpose has one of its own. */
bool subject_is_own_key(const struct subject *subject);
