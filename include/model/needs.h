/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* Whom a failure of a collection concerns: what was had all the same lacks nothing. */

#include <stdbool.h>
#include <stddef.h>

#include "model/bundle.h"
#include "model/manifest.h"
#include "model/plan.h"

/* Whether a variable lacks its value for that failure, and cannot be without it. */
bool needs_variable(const struct manifest *manifest, const struct plan *plan,
		    const struct bundle *bundle, size_t variable,
		    const struct bundle_failure *failure);

/* Whether an import lacks something for that failure. */
bool needs_import(const struct manifest *manifest, const struct plan *plan,
		  const struct bundle *bundle, size_t import, const struct bundle_failure *failure);

/* Whether the program can be started with what the bundle has and may still get: nobody needs what
 * failed. */
bool needs_are_met(const struct manifest *manifest, const struct plan *plan,
		   const struct bundle *bundle);
