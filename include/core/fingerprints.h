/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * The state file of differs-between-environments (core/marks.h): a keyed fingerprint of each value
 * for each environment, so that two environments that share a secret are found, wherever the
 * values themselves are kept. The file has mode 0600; who reads, changes and replaces it holds a
 * lock on FILE.lock meanwhile.
 */

#include "schema/subject.h"
#include "util/error.h"

/* Whether the variable says differs-between-environments = yes. */
bool fingerprints_asked(const struct variable *variable);

/* Adds that finding. in_url: about the password in the value, which is a URL. */
void shared_with(const struct subject *subject, const char *environment, bool in_url);

/*
 * Compares the values of variables that say differs-between-environments = yes with what other
 * environments left in the manifest's state file, adds findings (secret-shared-between-
 * environments), and leaves the fingerprints of this environment there; those of names that this
 * environment no longer compares are dropped. Nothing without a state file. Errors: ERR_MANIFEST
 * (the file is malformed, too large, or not ours alone), ERR_SYSTEM. What was found before an error
 * stays in the report.
 */
bool fingerprints_check(const struct checking *checking, struct error *err) _must_check_;
