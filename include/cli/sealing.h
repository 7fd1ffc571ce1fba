/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* Sealing and writing back, as seal and init do it. */

#include <stdbool.h>

#include "crypto/age.h"
#include "util/buf.h"
#include "util/error.h"

/*
 * Whether the text is what a sealed file may hold: dotenv lines or one JSON object. Errors:
 * ERR_USAGE, naming the first bad line of file.
 */
bool sealing_check(const char *file, const struct buf *plaintext, struct error *err) _must_check_;

/*
 * Seals and writes the file at path as a whole, mode 0600; when exclusive, only if there is none.
 * Errors: as age_seal and file_write.
 */
bool sealing_write(const char *path, const struct age_recipients *recipients,
		   const struct buf *plaintext, bool armor, bool exclusive,
		   struct error *err) _must_check_;
