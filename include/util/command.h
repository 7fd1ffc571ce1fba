/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* Programs that print one thing: helpers for logins and values. No shell is ever in between. */

#include <stdbool.h>
#include <stdint.h>

#include "util/buf.h"
#include "util/error.h"

struct command {
	char *const *argv;    /* ends with NULL; argv[0] has a slash, or is looked for in PATH */
	char *const *environ; /* what it gets; NULL: this process's own */
	uint64_t deadline_ms; /* from now; then it is killed, and all of its process group */
	bool show_errors;     /* its stderr is ours; otherwise /dev/null */
};

/*
 * Runs it with an empty stdin and no descriptor of ours, and appends what it prints to *output, at
 * most output->maximum bytes. Returns true when it exited with 0. What it printed is never part of
 * an error. Errors: ERR_NOT_FOUND, ERR_NOT_EXECUTABLE, ERR_DEADLINE, ERR_SYSTEM, ERR_MANIFEST (it
 * failed, was killed, or printed too much).
 */
bool command_run(struct buf *output, const struct command *command, struct error *err) _must_check_;
