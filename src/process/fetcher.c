/* SPDX-License-Identifier: Apache-2.0 */
#include "process/fetcher.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "process/collection.h"
#include "process/ending.h"
#include "process/fetch_service.h"
#include "util/alloc.h"
#include "util/clock.h"
#include "util/io.h"

#define HELPER "keystrap-fetch"
/* How long a helper that has nothing left to do may take to end. */
#define END_MS 2000

struct fetcher {
	pid_t pid; /* 0: gone */
	bool asked;
	struct collection_end end;
	int fd;
};

/* /proc/self/exe names the file that runs, whatever argv[0] says. */
static char *helper_beside(void)
{
	char self[4096];
	ssize_t length = readlink("/proc/self/exe", self, sizeof(self) - 1);

	if (length <= 0)
		return NULL;
	self[length] = '\0';
	return path_beside(self, HELPER);
}

static char *find_helper(void)
{
	_cleanup_(freep) char *beside = helper_beside();

	if (beside && access(beside, X_OK) == 0)
		return TAKE(beside);
	return text_copy(KEYSTRAP_LIBEXECDIR "/" HELPER);
}

/* The helper's descriptors: nothing on 0 to 2, the socket on 3. It closes all others itself. */
static int prepare(posix_spawn_file_actions_t *actions, posix_spawnattr_t *attributes, int fd)
{
	sigset_t none, all;
	int failed = 0;

	sigemptyset(&none);
	sigfillset(&all);
	for (int i = 0; i <= 2; i++) {
		/* A sanitizer's report is worth more than a closed stderr. */
		if (i < 2 || !KEYSTRAP_SANITIZED)
			failed |= posix_spawn_file_actions_addopen(actions, i, "/dev/null", O_RDWR,
								   0);
	}
	failed |= posix_spawn_file_actions_adddup2(actions, fd, FETCH_SERVICE_FD);
	failed |= posix_spawnattr_setsigmask(attributes, &none);
	failed |= posix_spawnattr_setsigdefault(attributes, &all);
	failed |= posix_spawnattr_setflags(attributes,
					   POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
	return failed;
}

static int spawn(pid_t *pid, const char *helper, int fd)
{
	char *const argv[] = { (char *)HELPER, NULL };
	char *const envp[] = { NULL };
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	int failed;

	posix_spawn_file_actions_init(&actions);
	posix_spawnattr_init(&attributes);
	failed = prepare(&actions, &attributes, fd);
	if (!failed)
		failed = posix_spawn(pid, helper, &actions, &attributes, argv, envp);
	posix_spawn_file_actions_destroy(&actions);
	posix_spawnattr_destroy(&attributes);
	return failed;
}

bool fetcher_start(struct fetcher **ret, struct error *err)
{
	_cleanup_(freep) char *helper = find_helper();
	int pair[2], failed;
	pid_t pid;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) < 0)
		return error_errno(err, ERR_SYSTEM, errno, "cannot make a socketpair");
	if (pair[1] == FETCH_SERVICE_FD) {
		/* dup2 onto itself would keep close-on-exec. */
		int moved = fcntl(pair[1], F_DUPFD_CLOEXEC, FETCH_SERVICE_FD + 1);

		close(pair[1]);
		pair[1] = moved;
	}
	failed = spawn(&pid, helper, pair[1]);
	close(pair[1]);
	if (failed) {
		close(pair[0]);
		error_errno(err, ERR_SYSTEM, failed, "cannot start %s", helper);
		return error_hint(err, "install %s beside keystrap, or in %s", HELPER,
				  KEYSTRAP_LIBEXECDIR);
	}
	*ret = alloc_new(struct fetcher);
	**ret = (struct fetcher){ .pid = pid, .fd = pair[0] };
	return true;
}

static bool judge_end(int status, bool ready, struct error *err)
{
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return true;
	if (WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS) {
		error_set(err, ERR_INTERNAL, "%s made a system call that its sandbox forbids",
			  HELPER);
		return error_hint(err, "please report it, with the name of your C library");
	}
	if (WIFSIGNALED(status) && WTERMSIG(status) == SIGXCPU) {
		error_set(err, ERR_UNAVAILABLE, "%s used up the processor time that it may take",
			  HELPER);
		return error_hint(err, "a source has sent too much: name the fields that the "
				       "program needs, and look at what each source sends");
	}
	if (WIFSIGNALED(status))
		return error_set(err, ERR_INTERNAL, "%s was ended by signal %d", HELPER,
				 WTERMSIG(status));
	if (WEXITSTATUS(status) == FETCH_SERVICE_NO_MEMORY) {
		error_set(err, ERR_SYSTEM, "%s ran out of memory", HELPER);
		return error_hint(err, "ask for fewer or smaller secrets at once, and see what "
				       "memory this machine or container has left");
	}
	if (!ready && WEXITSTATUS(status) == error_exit_status(ERR_SYSTEM)) {
		error_set(err, ERR_SYSTEM, "%s could not set up its sandbox", HELPER);
		return error_hint(err, "allow seccomp and prctl in the container's profile");
	}
	return error_set(err, ERR_INTERNAL, "%s ended with status %d", HELPER, WEXITSTATUS(status));
}

/*
 * Whether the helper has ended, or does so in time. A kernel without pidfd (before 5.3) cannot say;
 * then its end is waited for.
 */
static bool ends_by_itself(pid_t pid)
{
	_cleanup_(closep) int fd = (int)syscall(SYS_pidfd_open, pid, 0U);
	uint64_t now = clock_now(&system_clock), until = now + END_MS;
	int ended = fd < 0 ? 1 : 0;

	for (; ended == 0 && now < until; now = clock_now(&system_clock)) {
		ended = poll(&(struct pollfd){ .fd = fd, .events = POLLIN }, 1, (int)(until - now));
		if (ended < 0 && errno == EINTR)
			ended = 0;
	}
	return ended > 0;
}

/*
 * Waits for the helper's end and says what it was. With its socket closed it has no reason to
 * stay: one that does, or any when end_now, is killed, and *ret_killed says so.
 */
static bool reap(struct fetcher *fetcher, bool end_now, bool *ret_killed, struct error *err)
{
	pid_t pid = fetcher->pid;
	int status = 0;

	fetcher->pid = 0;
	close(fetcher->fd);
	fetcher->fd = -1;
	*ret_killed = end_now || !ends_by_itself(pid);
	if (*ret_killed)
		kill(pid, SIGKILL);
	while (waitpid(pid, &status, 0) < 0) {
		if (errno != EINTR)
			return error_errno(err, ERR_SYSTEM, errno, "cannot wait for %s", HELPER);
	}
	return judge_end(status, fetcher->end.ready, err);
}

/*
 * Why talking to the helper failed: its own end explains more than a broken socket, but what
 * keystrap found wrong with what it said is what it was.
 */
static bool explain(struct fetcher *fetcher, struct error *err)
{
	struct error end;
	bool killed;

	if (!fetcher->end.lost)
		return false;
	/* It has been cut off, and does not know yet. */
	if (ending_noted()) {
		(void)!reap(fetcher, true, &killed, &end);
		return error_set(err, ERR_SYSTEM, "a signal ended the collection");
	}
	if (!reap(fetcher, false, &killed, &end) && !killed)
		*err = end;
	return false;
}

bool fetcher_collect(struct fetcher *fetcher, const struct manifest *manifest,
		     const struct plan *plan, struct bundle *bundle, struct error *err)
{
	bool good;

	fetcher->asked = true;
	/* What gives leases back is not cut off: it makes nothing. */
	ending_watch(plan->may_mint ? fetcher->fd : -1);
	good = collection_run(fetcher->fd, manifest, plan, bundle, &fetcher->end, err);
	ending_watch(-1);
	return good || explain(fetcher, err);
}

bool fetcher_end(struct fetcher *fetcher, struct error *err)
{
	bool asked = fetcher->asked, killed;

	if (fetcher->pid == 0 || reap(fetcher, !asked, &killed, err) || !asked)
		return true;
	return killed ? error_set(err, ERR_INTERNAL, "%s did not end when it was done", HELPER)
		      : false;
}

void fetcher_free(struct fetcher *fetcher)
{
	struct error ignored;
	bool killed;

	if (!fetcher)
		return;
	if (fetcher->pid != 0)
		(void)!reap(fetcher, true, &killed, &ignored);
	free(fetcher);
}
