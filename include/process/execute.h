/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* Becoming the program: in place, no shell, no parent left behind. */

#include <stdbool.h>

#include "process/startup.h"
#include "util/error.h"

/*
 * Becomes the program. Returns only when that failed, and then false. Errors: ERR_NOT_FOUND,
 * ERR_NOT_EXECUTABLE (permission, no executable format: a script needs its #! line), ERR_SYSTEM.
 */
bool execute(const char *file, char *const *argv, char *const *envp, const struct startup *startup,
	     struct error *err) _must_check_;
