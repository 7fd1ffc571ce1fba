/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * One manifest looked at in each of its environments: production and staging, its own, and those
 * that it or a preset of one's own names in a key, a list or a severity.
 */

#include "core/run.h"

struct environments {
	struct report report;      /* of all: each finding says in which environments */
	struct prepared *prepared; /* production first */
	size_t count, capacity;
	char *names;        /* "production, staging" */
	enum err_code code; /* the first that is not ERR_NONE */
};

/*
 * Runs run_prepare for each environment, and adds what only the comparison shows (var-missing-in-
 * environment; secret-shared-between-environments, for which no state file is needed here, and
 * which is asked of those environments that are named). Release *ret with environments_done in any
 * case. Errors: as run_prepare.
 */
bool environments_prepare(struct environments *ret, const struct preparation *preparation,
			  struct error *err) _must_check_;
void environments_done(struct environments *environments);
