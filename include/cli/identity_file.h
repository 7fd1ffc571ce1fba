/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* The text of a fresh identity file, as age-keygen writes it. */

#include <stdbool.h>

#include "crypto/age.h"
#include "util/buf.h"

/* Fills *file (given empty) and the public key. Errors: as age_keygen. */
bool identity_file_make(struct buf *file, char recipient[static AGE_KEY_TEXT_SIZE],
			struct error *err) _must_check_;
