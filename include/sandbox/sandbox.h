/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * The walls around keystrap-fetch, which parses what the network sends. Entered once, before the
 * first reply; there is no way back. seccomp allowlist, Landlock where the kernel has it, rlimits,
 * no new privileges, no capabilities, no supplementary groups.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/error.h"

/*
 * First thing in main of both programs: not dumpable, no core (soft limit: who executes another
 * program reads RLIMIT_CORE before this call and puts it back before the exec), refuses to run
 * setuid or setgid. Errors: ERR_SYSTEM.
 */
bool sandbox_harden_process(struct error *err) _must_check_;

/* Everything in it is borrowed for the call only. */
struct sandbox_needs {
	const unsigned *tcp_ports; /* may be connected to; 53 always is one of them; 0 opens none */
	size_t tcp_ports_count;
	const char *const *readable; /* files and directories (with all below them) to be read
					besides sandbox_default_readable; skipped when missing */
	size_t readable_count;
	const char *const
		*sockets; /* unix sockets to connect to; with none, a unix socket cannot
			     even be made: EACCES. No kernel tells one path from another */
	size_t sockets_count;
};

struct sandbox_status {
	bool walls;            /* false: the build has none (-Dsandbox=disabled, or a sanitizer) */
	unsigned landlock_abi; /* 0: the kernel has none, or a container's filter hides it; then the
				  other walls stand, but files and ports are not told apart */
};

/*
 * Enters. The process has one thread, its libraries are initialised (OpenSSL's configuration is not
 * readable afterwards, and nothing can be loaded), and descriptors that are open stay usable. Walls
 * that the kernel has and that cannot be set, and a second thread, are errors: ERR_SYSTEM, and then
 * the process must not go on (fails closed), as some of the walls stand already.
 *
 * A forbidden call afterwards ends the process: its parent sees WIFSIGNALED(status) and
 * WTERMSIG(status) == SIGSYS, which nothing else in the process raises. SIGXCPU is the CPU limit,
 * SIGXFSZ an attempt to write a file; a lack of memory or descriptors is an errno inside.
 */
bool sandbox_enter(const struct sandbox_needs *needs, struct sandbox_status *ret,
		   struct error *err) _must_check_;

/* What name resolution and TLS read, on any distribution; ends with NULL. */
extern const char *const sandbox_default_readable[];

/* The calls that pass whatever their arguments are, for tests and documents; ends with NULL. */
extern const char *const sandbox_allowed_calls[];

/* An argument of a call, counted from 0: (argument & mask) == value. */
struct sandbox_match {
	unsigned argument;
	uint64_t mask; /* 0: no condition */
	uint64_t value;
};

#define SANDBOX_MAX_MATCHES 3

/*
 * A call that passes, or is answered with an errno, when all of its conditions hold. Several rows
 * for one call never overlap. What no row covers ends the process.
 */
struct sandbox_limit {
	const char *call;
	int error; /* 0: passes */
	struct sandbox_match when[SANDBOX_MAX_MATCHES];
};

/*
 * Ends with a NULL call. Two more depend on the run: socket for AF_UNIX on whether sockets were
 * asked for, tgkill and tkill pass for the process itself (abort).
 */
extern const struct sandbox_limit sandbox_limited_calls[];
