/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* keystrap's end of keystrap-fetch: start it, tell it what is wanted, check what comes back. */

#include <stdbool.h>

#include "model/bundle.h"
#include "model/manifest.h"
#include "model/plan.h"
#include "util/error.h"

struct fetcher;

/*
 * Starts the helper, which loads its libraries while the caller reads the manifest: the file
 * keystrap-fetch beside this program, or else in libexec; never one that the environment names.
 * New. Errors: ERR_SYSTEM (no helper, no process).
 */
bool fetcher_start(struct fetcher **ret, struct error *err) _must_check_;

/*
 * Fetches all items of remote sources into the bundle: values, and failures for what could not be
 * had. Reads the files that options name (certificates, logins) on the way. Errors: ERR_MANIFEST
 * (such a file), ERR_INTERNAL (the helper misbehaved, was killed by its sandbox), ERR_SYSTEM (it
 * could not set up its sandbox), ERR_DEADLINE.
 */
bool fetcher_collect(struct fetcher *fetcher, const struct manifest *manifest,
		     const struct plan *plan, struct bundle *bundle,
		     struct error *err) _must_check_;

/*
 * Waits for the end of the helper, which has said that it is done; one that was never asked for
 * anything is ended. What it ended with is judged: ERR_INTERNAL, ERR_SYSTEM as above. There is no
 * child of this process afterwards.
 */
bool fetcher_end(struct fetcher *fetcher, struct error *err) _must_check_;

/* Ends the helper if it is still there, and waits for it. */
void fetcher_free(struct fetcher *fetcher);
DEFINE_CLEANUP(struct fetcher, fetcher_free)
