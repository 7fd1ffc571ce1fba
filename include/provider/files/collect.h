/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* Reading the values of a directory, all of them from one generation. */

#include <stdbool.h>

#include "model/bundle.h"
#include "model/manifest.h"
#include "model/plan.h"
#include "util/error.h"

/*
 * source_type.collect: adds what the plan wants of the directory. When ..data changes meanwhile,
 * all is read again. A file that is missing or cannot be used is a failure of its own value.
 * Errors: ERR_MANIFEST, ERR_AUTH.
 */
bool files_collect(struct bundle *bundle, const struct manifest *manifest, size_t source,
		   const struct plan *plan, struct error *err) _must_check_;
