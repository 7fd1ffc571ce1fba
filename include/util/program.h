/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* Finding the file of a program, and saying why one cannot be executed. */

#include <stdbool.h>

#include "util/error.h"

/*
 * The file that a program's name stands for: the name itself when it has a slash, otherwise the
 * first match in the directories of path (PATH's text; NULL: a usual default). New. Errors:
 * ERR_NOT_FOUND, ERR_NOT_EXECUTABLE.
 */
bool program_find(char **ret, const char *name, const char *path, struct error *err) _must_check_;

/*
 * Says why execve(2) of a file that program_find found failed, by its errno. Always false. Errors:
 * ERR_NOT_FOUND, ERR_NOT_EXECUTABLE (permission, no executable format: a script needs its #! line),
 * ERR_SYSTEM.
 */
bool program_refused(const char *file, int number, struct error *err);
