/* SPDX-License-Identifier: Apache-2.0 */
#include "sandbox/sandbox.h"

#include <errno.h>
#include <sys/auxv.h>
#include <sys/prctl.h>
#include <sys/resource.h>

/* The hard limit stays, so that the program that is started later can have its cores back. */
static bool refuse_core(struct error *err)
{
	struct rlimit core;

	if (getrlimit(RLIMIT_CORE, &core) < 0)
		return error_errno(err, ERR_SYSTEM, errno, "cannot read the core limit");
	core.rlim_cur = 0;
	if (setrlimit(RLIMIT_CORE, &core) < 0)
		return error_errno(err, ERR_SYSTEM, errno, "cannot set the core limit");
	return true;
}

bool sandbox_harden_process(struct error *err)
{
	if (getauxval(AT_SECURE)) {
		error_set(err, ERR_SYSTEM,
			  "refuses to run setuid, setgid or with capabilities "
			  "that come from its file");
		return error_hint(err, "chmod ug-s and setcap -r the executable");
	}
	/* A core that goes to a pipe ignores the limit; this also keeps ptrace and /proc away. */
	if (prctl(PR_SET_DUMPABLE, 0UL, 0UL, 0UL, 0UL) < 0)
		return error_errno(err, ERR_SYSTEM, errno, "cannot forbid memory dumps");
	return refuse_core(err);
}
