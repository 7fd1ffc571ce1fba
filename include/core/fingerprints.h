/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * The state file of differs-between-environments: for each environment and variable a keyed
 * fingerprint of the value, so that two environments that share a secret are found, wherever the
 * values themselves are kept. The file has mode 0600; its first line is the key.
 *
 *   key 64 hexadecimal digits
 *   ENVIRONMENT NAME 64 hexadecimal digits
 */

#include "schema/subject.h"
#include "util/error.h"

/*
 * Compares the values of variables that say differs-between-environments = yes with what other
 * environments left in the manifest's state file, adds findings (secret-shared-between-
 * environments), and leaves the fingerprints of this environment there. Nothing without a state
 * file. Errors: ERR_MANIFEST (the file is malformed, or not ours alone), ERR_SYSTEM.
 */
bool fingerprints_check(const struct checking *checking, struct error *err) _must_check_;
