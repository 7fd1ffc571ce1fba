/* SPDX-License-Identifier: Apache-2.0 */
#include "util/command.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "util/alloc.h"
#include "util/clock.h"
#include "util/io.h"
#include "util/text.h"

extern char **environ;

/* The file to be executed, new; NULL when PATH has none. */
static char *find_program(const char *name, char *const *environment)
{
	const char *path = text_environ(environment, "PATH");

	if (strchr(name, '/'))
		return text_copy(name);
	while (path && *path) {
		size_t length = strcspn(path, ":");
		_cleanup_(freep) char *file =
			text_format("%.*s/%s", (int)length, length ? path : ".", name);

		if (length > 0 && access(file, X_OK) == 0)
			return TAKE(file);
		path += length + (path[length] == ':');
	}
	return NULL;
}

/* In the child: a group of its own, nothing of ours open, no signal blocked. */
static void become(const char *file, const struct command *command, char *const *environment,
		   int output)
{
	int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
	sigset_t none;

	sigemptyset(&none);
	setpgid(0, 0);
	if (nothing >= 0 && dup2(nothing, 0) == 0 && dup2(output, 1) == 1 &&
	    (command->show_errors || dup2(nothing, 2) == 2) &&
	    sigprocmask(SIG_SETMASK, &none, NULL) == 0)
		execve(file, command->argv, environment);
}

/* Until it closes its end; false when time or room runs out. */
static bool read_output(struct buf *output, int fd, uint64_t until, struct error *err)
{
	char chunk[4096];

	for (;;) {
		uint64_t now = clock_now(&system_clock);
		struct pollfd ready = { .fd = fd, .events = POLLIN };
		ssize_t got;

		if (now >= until)
			return error_set(err, ERR_DEADLINE, "it did not end in time");
		if (poll(&ready, 1, until - now > 1000 ? 1000 : (int)(until - now)) <= 0)
			continue;
		got = read(fd, chunk, sizeof(chunk));
		if (got <= 0)
			return got == 0 || error_errno(err, ERR_SYSTEM, errno, "cannot read");
		buf_add(output, chunk, (size_t)got);
		explicit_bzero(chunk, sizeof(chunk));
		if (output->overflow)
			return error_set(err, ERR_MANIFEST, "it printed too much");
	}
}

static bool await(pid_t child, uint64_t until, struct error *err)
{
	int status = 0;
	pid_t ended;

	while ((ended = waitpid(child, &status, WNOHANG)) == 0) {
		if (clock_now(&system_clock) >= until)
			return error_set(err, ERR_DEADLINE, "it did not end in time");
		poll(NULL, 0, 5);
	}
	if (ended == child && WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return true;
	if (ended == child && WIFEXITED(status))
		return error_set(err, ERR_MANIFEST, "it failed with exit status %d",
				 WEXITSTATUS(status));
	return error_set(err, ERR_MANIFEST, "it was killed");
}

bool command_run(struct buf *output, const struct command *command, struct error *err)
{
	char *const *environment = command->environ ? command->environ : environ;
	uint64_t until = clock_now(&system_clock) + command->deadline_ms;
	_cleanup_(freep) char *file = find_program(command->argv[0], environment);
	_cleanup_(closep) int in = -1;
	int ends[2];
	pid_t child;
	bool good;

	if (!file)
		return error_set(err, ERR_NOT_FOUND, "%s: not found", command->argv[0]);
	if (access(file, X_OK) < 0)
		return error_errno(err, errno == ENOENT ? ERR_NOT_FOUND : ERR_NOT_EXECUTABLE, errno,
				   "%s", file);
	if (pipe2(ends, O_CLOEXEC) < 0)
		return error_errno(err, ERR_SYSTEM, errno, "pipe");
	in = ends[0];
	child = fork();
	if (child == 0) {
		become(file, command, environment, ends[1]);
		_exit(127);
	}
	close(ends[1]);
	if (child < 0)
		return error_errno(err, ERR_SYSTEM, errno, "fork");
	good = read_output(output, in, until, err) && await(child, until, err);
	if (!good) {
		kill(-child, SIGKILL);
		kill(child, SIGKILL);
		waitpid(child, NULL, 0);
	}
	return good;
}
