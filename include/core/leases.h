/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* Giving back what was made for a program that was never started. */

#include "model/bundle.h"
#include "model/manifest.h"
#include "model/plan.h"

/*
 * Ends every lease of a credential that this collection made, with the token of the login that
 * made it, and then the token when the login made that too (auth/token/revoke-self), through a
 * keystrap-fetch of its own. Does its best: what cannot be given back is logged, and ends by
 * itself. Each may be NULL: then nothing was made. Never call it once the program runs.
 */
void leases_give_back(const struct manifest *manifest, const struct plan *plan,
		      const struct bundle *bundle);

/*
 * Before the program starts: warns of what was made and ends before its own lease does, because
 * the token that made it ends (https://openbao.org/docs/concepts/lease/). bundle may be NULL.
 */
void leases_warn(const struct manifest *manifest, const struct plan *plan,
		 const struct bundle *bundle);
