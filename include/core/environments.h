/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* One manifest looked at in each of its environments: production and staging, and those it names.
 */

#include "core/run.h"

struct environments {
	struct report report; /* of all: each finding says in which environments */
	struct prepared prepared[ENVIRONMENT_CLASSES];
	size_t count;
	char *names;        /* "production, staging" */
	enum err_code code; /* the first that is not ERR_NONE */
};

/*
 * Runs run_prepare for each environment, and adds what only the comparison shows (var-missing-in-
 * environment; secret-shared-between-environments, for which no state file is needed here). Release
 * *ret with environments_done in any case. Errors: as run_prepare.
 */
bool environments_prepare(struct environments *ret, const struct preparation *preparation,
			  struct error *err) _must_check_;
void environments_done(struct environments *environments);
