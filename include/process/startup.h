/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * What keystrap was started with, kept so that the program gets exactly that: signal dispositions,
 * mask, descriptors, limits. And the few things that keystrap changes for itself meanwhile.
 */

#include <signal.h>
#include <stdbool.h>
#include <sys/resource.h>

#include "util/error.h"

struct startup {
	struct sigaction child; /* SIGCHLD's disposition */
	struct rlimit core;
};

/*
 * First thing in main. Opens /dev/null (close-on-exec) where descriptors 0 to 2 are closed, so that
 * no file of ours lands there; makes SIGCHLD default, since an inherited "ignore" would eat the
 * helper's status; makes TERM, INT, QUIT and HUP, unless they were ignored, end this process with
 * 128+n, see process/ending.h; then hardens the process (sandbox_harden_process). The mask is not
 * touched. Errors: ERR_SYSTEM.
 */
bool startup_take(struct startup *ret, struct error *err) _must_check_;

/* Puts SIGCHLD and the core limit back, right before exec. The handlers end with exec by
 * themselves. */
void startup_restore(const struct startup *startup);
