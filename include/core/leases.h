/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* Giving back what was made for a program that was never started. */

#include "model/bundle.h"
#include "model/manifest.h"
#include "model/plan.h"

/*
 * Warns, into the bundle, of tokens that somebody handed over and whose end is near: of their time,
 * or of the times that they may be used. Only what the store has told of them counts.
 */
void leases_warn(const struct manifest *manifest, const struct plan *plan, struct bundle *bundle);

/*
 * Ends every lease of a credential that this collection made, with the token of the login that
 * made it, through a keystrap-fetch of its own. Does its best: what cannot be given back is logged,
 * and ends by itself. Each may be NULL: then nothing was made. Never call it once the program runs.
 */
void leases_give_back(const struct manifest *manifest, const struct plan *plan,
		      const struct bundle *bundle);
