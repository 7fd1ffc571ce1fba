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
	/* AT_SECURE alone is too much: SELinux sets it when a service changes its domain. */
	if (getauxval(AT_UID) != getauxval(AT_EUID) || getauxval(AT_GID) != getauxval(AT_EGID)) {
		error_set(err, ERR_SYSTEM, "refuses to run setuid or setgid");
		return error_hint(err, "chmod ug-s the executable");
	}
	/* A core that goes to a pipe ignores the limit; this also keeps ptrace and /proc away. */
	if (prctl(PR_SET_DUMPABLE, 0UL, 0UL, 0UL, 0UL) < 0)
		return error_errno(err, ERR_SYSTEM, errno, "cannot forbid memory dumps");
	return refuse_core(err);
}
