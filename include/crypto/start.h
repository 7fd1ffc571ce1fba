/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* libsodium picks its code for this processor once; whoever uses more of it than hashes asks here.
 */

#include <stdbool.h>

#include "util/error.h"

/* Any number of times, from any entry into crypto/. Errors: ERR_SYSTEM. */
bool crypto_start(struct error *err) _must_check_;
