/* SPDX-License-Identifier: Apache-2.0 */
#include "process/execute.h"

#include <errno.h>
#include <unistd.h>

#include "util/program.h"

bool execute(const char *file, char *const *argv, char *const *envp, const struct startup *startup,
	     struct error *err)
{
	startup_restore(startup);
	execve(file, argv, envp);
	return program_refused(file, errno, err);
}
