/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * The walls around keystrap-fetch, which parses what the network sends. Entered once, before the
 * first reply; there is no way back. seccomp allowlist, Landlock where the kernel has it, rlimits,
 * no new privileges, no capabilities, no supplementary groups.
 */

#include <stdbool.h>
#include <stddef.h>

#include "util/error.h"

/*
 * First thing in main of both programs: not dumpable, no core (soft limit), refuses to run setuid
 * or setgid (AT_SECURE). Errors: ERR_SYSTEM.
 */
bool sandbox_harden_process(struct error *err) _must_check_;

struct sandbox_needs {
	const unsigned *tcp_ports; /* ports that may be connected to; 53 is always added */
	size_t tcp_ports_count;
	const char *const *
		readable; /* files and directories to be read; those that are missing are skipped */
	size_t readable_count;
	const char *const *sockets; /* unix sockets to connect to; ditto */
	size_t sockets_count;
};

struct sandbox_status {
	unsigned landlock_abi; /* 0: the kernel has none, the other walls stand */
};

/*
 * Enters. Errors: ERR_SYSTEM, and then the process must not go on (fails closed). A forbidden call
 * afterwards ends the process with SIGSYS, which the parent reports.
 */
bool sandbox_enter(const struct sandbox_needs *needs, struct sandbox_status *ret,
		   struct error *err) _must_check_;

/* The allowlist as names, for tests and documents; ends with NULL. */
extern const char *const sandbox_allowed_calls[];
