/* SPDX-License-Identifier: Apache-2.0 */
#include "process/execute.h"

#include <errno.h>
#include <unistd.h>

#include "process/ending.h"
#include "util/alloc.h"
#include "util/program.h"
#include "util/text.h"

bool execute(const char *file, char *const *argv, char *const *envp, const struct startup *startup,
	     struct error *err)
{
	_cleanup_(freep) char *path = text_copy(file);
	int refused = 0;

	startup_restore(startup);
	ending_guard(path);
	if (!ending_noted()) {
		execve(path, argv, envp);
		refused = errno;
	}
	ending_guard(NULL);
	return ending_noted() ? error_set(err, ERR_SYSTEM, "a signal came before the program")
			      : program_refused(file, refused, err);
}
