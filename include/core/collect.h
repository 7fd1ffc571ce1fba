/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* Collecting: every value that the plan wants, from the helper and from sealed files. */

#include <stdbool.h>

#include "model/bundle.h"
#include "model/manifest.h"
#include "model/plan.h"
#include "model/report.h"
#include "process/fetcher.h"
#include "util/error.h"

/*
 * Fills a new bundle. fetcher may be NULL: then one is started when a remote source needs it. One
 * that is given is still to be ended (fetcher_end), while the values are looked at.
 * Failures of values and sources are in the bundle, not errors. Errors: as fetcher_collect.
 */
bool collect(struct bundle **ret, const struct manifest *manifest, const struct plan *plan,
	     struct fetcher *fetcher, struct error *err) _must_check_;

/*
 * Adds a finding (rule value-unavailable) for each failure that matters: one a source, path and
 * reason, naming the variables that need it. A value of a variable with required = no may be
 * absent. Of what was left alone because reading it makes a credential (plan.may_mint) the finding
 * is an info. Returns ERR_NONE when nothing matters, otherwise what to exit with.
 */
enum err_code collect_report(struct report *report, const struct manifest *manifest,
			     const struct plan *plan, const struct bundle *bundle);
