/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* One collection over the socket: what is asked, and the check of every answer. */

#include <stdbool.h>

#include "model/bundle.h"
#include "model/manifest.h"
#include "model/plan.h"
#include "util/error.h"

/* How it ended, for who judges the helper's own end. */
struct collection_end {
	bool ready; /* the helper said that its sandbox stands */
	bool lost;  /* the socket broke or ended: the helper knows more of it */
};

/*
 * Sends the remote sources and items, and receives until the helper is done. Every frame is judged:
 * an index out of range, a field that was not asked for, a value sent twice, more than asked for,
 * an unknown class: ERR_INTERNAL. Other errors as for fetcher_collect.
 */
bool collection_run(int fd, const struct manifest *manifest, const struct plan *plan,
		    struct bundle *bundle, struct collection_end *end,
		    struct error *err) _must_check_;
