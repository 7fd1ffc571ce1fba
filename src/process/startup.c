/* SPDX-License-Identifier: Apache-2.0 */
#include "process/startup.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "process/ending.h"
#include "sandbox/sandbox.h"

static void take_signals(struct startup *startup)
{
	struct sigaction action;

	memset(&action, 0, sizeof(action));
	sigfillset(&action.sa_mask);
	action.sa_handler = SIG_DFL;
	sigaction(SIGCHLD, &action, &startup->child);
	ending_take();
}

static bool fill_standard_descriptors(struct error *err)
{
	for (int fd = 0; fd <= 2; fd++) {
		if (fcntl(fd, F_GETFD) >= 0)
			continue;
		/* Reading there finds nothing; writing there fails, as it would have. */
		if (open("/dev/null", O_RDONLY | O_CLOEXEC) != fd)
			return error_errno(err, ERR_SYSTEM, errno, "cannot open /dev/null");
	}
	return true;
}

bool startup_take(struct startup *ret, struct error *err)
{
	take_signals(ret);
	if (getrlimit(RLIMIT_CORE, &ret->core) < 0)
		return error_errno(err, ERR_SYSTEM, errno, "cannot read the core limit");
	return fill_standard_descriptors(err) && sandbox_harden_process(err);
}

void startup_restore(const struct startup *startup)
{
	sigaction(SIGCHLD, &startup->child, NULL);
	setrlimit(RLIMIT_CORE, &startup->core);
}
