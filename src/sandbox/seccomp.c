/* SPDX-License-Identifier: Apache-2.0 */
/* Turns the tables of policy.c into a filter. */
#include "walls.h"

#include <errno.h>
#include <seccomp.h>
#include <sys/socket.h>
#include <unistd.h>

#define ALL_32 UINT64_C(0xffffffff)

/* A unix socket is made only if one was asked for; without, nscd is passed by softly. */
/* clang-format off */
static const struct sandbox_limit unix_sockets[] = {
	[false] = { "socket", EACCES, { { 0, ALL_32, AF_UNIX } } },
	[true]  = { "socket", 0,      { { 0, ALL_32, AF_UNIX },
					{ 1, ALL_32 & ~(uint64_t)(SOCK_CLOEXEC | SOCK_NONBLOCK), SOCK_STREAM },
					{ 2, ALL_32, 0 } } },
};
/* clang-format on */

static void release_filter(const scmp_filter_ctx *filter)
{
	if (*filter)
		seccomp_release(*filter);
}

static bool add_rule(scmp_filter_ctx filter, const struct sandbox_limit *row, struct error *err)
{
	uint32_t action = row->error ? SCMP_ACT_ERRNO((uint32_t)row->error) : SCMP_ACT_ALLOW;
	int call = seccomp_syscall_resolve_name(row->call);
	struct scmp_arg_cmp conditions[SANDBOX_MAX_MATCHES];
	unsigned count = 0;
	int result;

	/* Newer than this libseccomp, so it cannot be told apart; the default stands. */
	if (call == __NR_SCMP_ERROR)
		return true;
	for (; count < SANDBOX_MAX_MATCHES && row->when[count].mask; count++) {
		const struct sandbox_match *match = &row->when[count];

		conditions[count] =
			SCMP_CMP(match->argument, SCMP_CMP_MASKED_EQ, match->mask, match->value);
	}
	result = seccomp_rule_add_array(filter, action, call, count, conditions);
	if (result < 0)
		return error_errno(err, ERR_SYSTEM, -result, "no seccomp rule for %s", row->call);
	return true;
}

/* abort() signals the process itself; nobody else may be signalled. */
static bool add_self_signals(scmp_filter_ctx filter, struct error *err)
{
	uint64_t self = (uint64_t)getpid();
	const struct sandbox_limit tgkill = { "tgkill", 0, { { 0, ALL_32, self } } };
	const struct sandbox_limit tkill = { "tkill", 0, { { 0, ALL_32, self } } };

	return add_rule(filter, &tgkill, err) && add_rule(filter, &tkill, err);
}

static bool add_rules(scmp_filter_ctx filter, bool unix_allowed, struct error *err)
{
	for (const char *const *call = sandbox_allowed_calls; *call; call++) {
		const struct sandbox_limit row = { .call = *call };

		if (!add_rule(filter, &row, err))
			return false;
	}
	for (const struct sandbox_limit *row = sandbox_limited_calls; row->call; row++) {
		if (!add_rule(filter, row, err))
			return false;
	}
	return add_rule(filter, &unix_sockets[unix_allowed], err) && add_self_signals(filter, err);
}

bool load_filter(bool unix_allowed, struct error *err)
{
	_cleanup_(release_filter) scmp_filter_ctx filter = seccomp_init(SCMP_ACT_KILL_PROCESS);
	int result;

	if (!filter)
		return error_set(err, ERR_SYSTEM, "no seccomp filter can be made");
	/* Calls of another architecture (i386, x32) would pass by the numbers that are checked. */
	result = seccomp_attr_set(filter, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS);
	if (result == 0)
		result = seccomp_attr_set(filter, SCMP_FLTATR_CTL_TSYNC, 1);
	if (result < 0)
		return error_errno(err, ERR_SYSTEM, -result, "cannot set up the seccomp filter");
	if (!add_rules(filter, unix_allowed, err))
		return false;
	result = seccomp_load(filter);
	if (result < 0)
		return error_errno(err, ERR_SYSTEM, -result, "cannot load the seccomp filter");
	return true;
}
