/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* Becoming the program: in place, no shell, no parent left behind. */

#include <stdbool.h>

#include "process/startup.h"
#include "util/error.h"

/*
 * The file that a program's name stands for: the name itself when it has a slash, otherwise the
 * first match in the directories of path (PATH's text; NULL: a usual default). New. Errors:
 * ERR_NOT_FOUND, ERR_NOT_EXECUTABLE.
 */
bool execute_find(char **ret, const char *name, const char *path, struct error *err) _must_check_;

/*
 * Becomes the program. Returns only when that failed, and then false. Errors: ERR_NOT_FOUND,
 * ERR_NOT_EXECUTABLE (permission, no executable format: a script needs its #! line), ERR_SYSTEM.
 */
bool execute(const char *file, char *const *argv, char *const *envp, const struct startup *startup,
	     struct error *err) _must_check_;
