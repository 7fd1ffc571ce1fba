/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * The main flow: manifest, plan, collect, resolve, check, and for run: environment, exec. One stage
 * after the other, each with const inputs and one new object.
 */

#include <stdbool.h>

#include "manifest/read.h"
#include "model/bundle.h"
#include "model/dotenv.h"
#include "model/plan.h"
#include "model/report.h"
#include "model/values.h"
#include "process/fetcher.h"
#include "process/startup.h"
#include "util/clock.h"

enum values_from {
	VALUES_FETCHED, /* from the sources and the environment, as for run */
	VALUES_OFFLINE, /* only what the manifest itself says */
	VALUES_DOTENV,  /* from a dotenv file */
	VALUES_ENVIRON, /* from NUL-separated NAME=VALUE */
};

struct preparation {
	struct manifest_request manifest;
	enum values_from from;
	const char *file;        /* VALUES_DOTENV, VALUES_ENVIRON */
	struct fetcher *fetcher; /* started before, or NULL */
	const struct clock *clock;
	bool may_mint; /* stores may make new credentials for these values */
	bool compares; /* with what other environments left in the state file, and leaves its own */
	char *const
		*argv; /* of the program that will be started with the values; NULL: none will */
};

/* What came of it. The report may point into the manifest: it is released first. */
struct prepared {
	struct report report;
	struct manifest *manifest;
	struct plan *plan;
	struct bundle *bundle;
	struct dotenv *file;
	struct values *values; /* NULL when an earlier stage ended it */
	enum err_code code;    /* ERR_NONE: every value is there and good */
	struct error trouble;  /* with the state file, when code says that nothing else was wrong */
};

/*
 * Runs the stages up to the check. What is wrong with manifest, stores and values is in
 * ret->report, and ret->code says what to exit with. Release *ret with prepared_done in any case.
 * Errors: what is no finding (the helper, the system, a file that a source names).
 */
bool run_prepare(struct prepared *ret, const struct preparation *preparation,
		 struct error *err) _must_check_;
void prepared_done(struct prepared *prepared);

/*
 * Becomes the program with the values that were prepared. Returns only when that failed. Errors:
 * ERR_REFUSED (too large), ERR_NOT_FOUND, ERR_NOT_EXECUTABLE, ERR_SYSTEM.
 */
bool run_execute(const struct prepared *prepared, const char *file, char *const *argv,
		 char *const *environ, const struct startup *startup,
		 struct error *err) _must_check_;
