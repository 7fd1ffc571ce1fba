/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* Which keys have a passphrase beside them: collected once, because keys may be many. */

#include <stdbool.h>

#include "model/values.h"
#include "util/cleanup.h"

struct passphrases;

/* Of the variables whose names end with a word for passphrases, those that are set; new. */
struct passphrases *passphrases_new(const struct values *values);
void passphrases_free(struct passphrases *passphrases);
DEFINE_CLEANUP(struct passphrases, passphrases_free)

/* Whether one of them has the stem of the key's name (key_stem). */
bool passphrases_have(const struct passphrases *passphrases, const char *name);
