/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* Directories of certificates, as OpenSSL looks one up in them: by the hash of its subject. */

#include <stdbool.h>

#include "util/error.h"

/*
 * Whether a directory has such names, as openssl rehash makes them: eight hex digits, a dot, a
 * number. One that cannot be read has none.
 */
bool hashed_directory(const char *path);

/* The same for a directory that somebody names. Errors: ERR_MANIFEST. */
bool hashed_check(const char *path, struct error *err) _must_check_;
