/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* Runs a piece of a test in a process of its own, inside the sandbox or on the way there. */

#include <errno.h>
#include <seccomp.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sandbox/sandbox.h"

#define NOT_ENTERED 99

/* For use inside, where an assertion of the test's own could not report. */
#define CHECK(condition)                                                                           \
	do {                                                                                       \
		if (!(condition)) {                                                                \
			dprintf(STDERR_FILENO, "%s:%d: %s (errno %d)\n", __FILE__, __LINE__,       \
				#condition, errno);                                                \
			_exit(1);                                                                  \
		}                                                                                  \
	} while (0)

typedef void inside_fn(const void *argument);

/* Forks, calls body there, and returns the wait status; 0 when body returned. */
static inline int in_child(inside_fn *body, const void *argument)
{
	int status = -1;
	pid_t child = fork();

	assert_true(child >= 0);
	if (child == 0) {
		body(argument);
		_exit(0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	return status;
}

/* Enters with these needs and returns what Landlock is here. */
static inline unsigned enter(const struct sandbox_needs *needs)
{
	struct sandbox_status status = { 0 };
	struct error err = { 0 };

	if (!sandbox_enter(needs, &status, &err)) {
		dprintf(STDERR_FILENO, "not entered: %s\n", err.text);
		_exit(NOT_ENTERED);
	}
	return status.landlock_abi;
}

/* An outer filter, as a container runtime or an older kernel would be. */
struct outer {
	const char *call;
	int error;
	bool conditional; /* only when the argument has the value */
	unsigned argument;
	unsigned value;
};

static inline void set_outer(const struct outer *outer)
{
	const struct scmp_arg_cmp when =
		SCMP_CMP(outer->argument, SCMP_CMP_MASKED_EQ, 0xffffffff, outer->value);
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);

	CHECK(filter);
	CHECK(seccomp_rule_add_array(filter, SCMP_ACT_ERRNO((uint32_t)outer->error),
				     seccomp_syscall_resolve_name(outer->call), outer->conditional,
				     &when) == 0);
	CHECK(seccomp_load(filter) == 0);
	seccomp_release(filter);
}

/* Of the running kernel; 0: it has none. */
static inline unsigned landlock_version(void)
{
	long version = syscall(SYS_landlock_create_ruleset, NULL, (size_t)0, 1U);

	return version < 0 ? 0 : (unsigned)version;
}

#define assert_exited(status, code)                                                                \
	do {                                                                                       \
		int _status = (status);                                                            \
		assert_true(WIFEXITED(_status));                                                   \
		assert_int_equal(WEXITSTATUS(_status), code);                                      \
	} while (0)

#define assert_killed(status, number)                                                              \
	do {                                                                                       \
		int _status = (status);                                                            \
		assert_true(WIFSIGNALED(_status));                                                 \
		assert_int_equal(WTERMSIG(_status), number);                                       \
	} while (0)
