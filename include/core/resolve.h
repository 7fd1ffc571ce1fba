/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* From fetched values to variables: literals, defaults, templates, imports, the inherited rest. */

#include "model/bundle.h"
#include "model/dotenv.h"
#include "model/plan.h"
#include "model/report.h"
#include "model/values.h"

struct resolve_inputs {
	const struct manifest *manifest;
	const struct plan *plan;
	const struct bundle *bundle; /* NULL: nothing was fetched */
	const struct dotenv *file;   /* --dotenv or --environ: instead of sources and environment */
	char *const *environ;        /* NULL: nothing is inherited */
	bool known_only; /* leave out what only a fetch could tell, or an environ that is not given
			  */
};

/*
 * New. Values are borrowed from bundle and file, which must live as long. Findings are added for
 * names that a store must not set, and for templates that lack a part.
 */
struct values *resolve(const struct resolve_inputs *inputs, struct report *report);
