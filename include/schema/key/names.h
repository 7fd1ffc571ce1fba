/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* What the words of a key's name say. */

#include <stdbool.h>

/* Whether a name speaks of certificates that are trusted: a CA's, which sign themselves. */
bool name_is_of_trust(const char *name);

/*
 * What is left of a name without the words for keys, certificates, and their form, in capitals:
 * TLS_CERT_FILE and TLS_PRIVATE_KEY both are TLS. New.
 */
char *key_stem(const char *name);
