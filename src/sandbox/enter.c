/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The order of the walls. Limits first, as they need nothing. Groups before capabilities, as
 * dropping the first needs one of the second. Then no new privileges, without which an ordinary
 * user may load neither of the last two. Landlock, and at last the filter, which forbids the calls
 * that all the others are made of.
 */
#include "walls.h"

#include <errno.h>
#include <grp.h>
#include <linux/capability.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

/*
 * Capabilities and Landlock belong to a thread, so another one would stay outside. unshare with
 * this flag does nothing, but fails with EINVAL when there is one. Where a container's filter
 * forbids unshare there is no telling; the system call filter then still covers all threads.
 */
static bool check_single(struct error *err)
{
	if (unshare(CLONE_THREAD) < 0 && errno == EINVAL)
		return error_set(err, ERR_SYSTEM, "the sandbox was entered with threads running");
	return true;
}

static bool drop_groups(const struct __user_cap_data_struct *held, struct error *err)
{
	if (!(held[CAP_TO_INDEX(CAP_SETGID)].effective & CAP_TO_MASK(CAP_SETGID)))
		return true;
	/* EPERM with the capability: a user namespace whose map forbids it for good. */
	if (setgroups(0, NULL) < 0 && errno != EPERM)
		return error_errno(err, ERR_SYSTEM, errno, "cannot drop supplementary groups");
	return true;
}

static bool drop_privileges(struct error *err)
{
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct held[_LINUX_CAPABILITY_U32S_3] = { 0 };
	static const struct __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3] = { 0 };

	if (syscall(SYS_capget, &header, held) < 0)
		return error_errno(err, ERR_SYSTEM, errno, "cannot read capabilities");
	if (!drop_groups(held, err))
		return false;
	/* capset empties the ambient set too; a kernel that has none answers EINVAL. */
	if (prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0UL, 0UL, 0UL) < 0 && errno != EINVAL)
		return error_errno(err, ERR_SYSTEM, errno, "cannot drop ambient capabilities");
	if (syscall(SYS_capset, &header, none) < 0)
		return error_errno(err, ERR_SYSTEM, errno, "cannot drop capabilities");
	if (prctl(PR_SET_NO_NEW_PRIVS, 1UL, 0UL, 0UL, 0UL) < 0)
		return error_errno(err, ERR_SYSTEM, errno, "cannot refuse new privileges");
	return true;
}

bool sandbox_enter(const struct sandbox_needs *needs, struct sandbox_status *ret, struct error *err)
{
	unsigned abi = 0;

	if (!check_single(err) || !limit_resources(err) || !drop_privileges(err) ||
	    !enter_landlock(needs, &abi, err) || !load_filter(needs->sockets_count > 0, err)) {
		error_wrap(err, "sandbox");
		return error_hint(err, "needs Linux 4.14 or later with seccomp filters; if a "
				       "container's profile is in the way, allow what it refuses");
	}
	*ret = (struct sandbox_status){ .walls = true, .landlock_abi = abi };
	return true;
}
