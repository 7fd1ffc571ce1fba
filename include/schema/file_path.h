/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* Paths of files in variables whose names ask for a secret. */

#include "schema/subject.h"

/*
 * Whether a text is a path, and cannot be a random key by chance: /run/secrets/x, ./key.json,
 * certs/tls.pem.
 */
bool file_path_is(const char *bytes, size_t length);

/* Whether the value is a path under a name that programs read a file by: TLS_KEY, *_CREDENTIALS. */
bool file_path_is_meant(const struct subject *subject);

/* Whether the value is a path where the name and the type ask for the secret itself. */
bool file_path_strays(const struct subject *subject);

/* Adds secret-is-path about such a value. */
void file_path_complain(const struct subject *subject);
