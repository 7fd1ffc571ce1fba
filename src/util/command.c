/* SPDX-License-Identifier: Apache-2.0 */
#include "util/command.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "util/alloc.h"
#include "util/clock.h"
#include "util/io.h"
#include "util/program.h"
#include "util/text.h"

/* How often a kernel without pidfd_open(2) is asked whether the program has ended. */
#define TICK_MS 20

extern char **environ;

/* What happens to a program while it runs; also the index of what is polled. */
enum { ITS_OUTPUT, ITS_END, OUR_END, WATCHED };

struct running {
	const struct command *command;
	const char *file;
	pid_t pid;
	struct buf *output;
	struct pollfd watched[WATCHED]; /* descriptors that are -1 are not watched */
	sigset_t ending;                /* signals that end this process, held back meanwhile */
	sigset_t mask;                  /* what was held back before */
	uint64_t until;
};

#define USUAL_MAX_FD 1024

static int close_there(posix_spawn_file_actions_t *actions, int fd)
{
	int flags = fcntl(fd, F_GETFD);

	return fd > STDERR_FILENO && flags >= 0 && !(flags & FD_CLOEXEC)
		       ? posix_spawn_file_actions_addclose(actions, fd)
		       : 0;
}

/* What this process inherited without close-on-exec, for itself or for the program it becomes. */
static int close_others(posix_spawn_file_actions_t *actions)
{
	DIR *directory = opendir("/proc/self/fd");
	int failed = 0;

	for (struct dirent *entry; directory && (entry = readdir(directory));) {
		size_t fd;

		if (text_to_size(&fd, entry->d_name, INT32_MAX))
			failed |= close_there(actions, (int)fd);
	}
	for (int fd = 0; !directory && fd < USUAL_MAX_FD; fd++)
		failed |= close_there(actions, fd);
	if (directory)
		closedir(directory);
	return failed;
}

static int describe_start(posix_spawn_file_actions_t *actions, posix_spawnattr_t *attributes,
			  int output, bool show_errors)
{
	sigset_t none, all;
	int failed = 0;

	sigemptyset(&none);
	sigfillset(&all);
	failed |= posix_spawn_file_actions_addopen(actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
	failed |= posix_spawn_file_actions_adddup2(actions, output, STDOUT_FILENO);
	if (!show_errors)
		failed |= posix_spawn_file_actions_addopen(actions, STDERR_FILENO, "/dev/null",
							   O_WRONLY, 0);
	failed |= close_others(actions);
	failed |= posix_spawnattr_setpgroup(attributes, 0);
	failed |= posix_spawnattr_setsigmask(attributes, &none);
	failed |= posix_spawnattr_setsigdefault(attributes, &all);
	failed |= posix_spawnattr_setflags(
		attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
	return failed;
}

static int spawn(struct running *running, int output)
{
	const struct command *command = running->command;
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	int failed;

	posix_spawn_file_actions_init(&actions);
	posix_spawnattr_init(&attributes);
	failed = describe_start(&actions, &attributes, output, command->show_errors);
	if (!failed)
		failed = posix_spawn(&running->pid, running->file, &actions, &attributes,
				     command->argv, command->environ ? command->environ : environ);
	posix_spawn_file_actions_destroy(&actions);
	posix_spawnattr_destroy(&attributes);
	return failed;
}

/*
 * Those that end this process wait until the program is killed: nobody else would do it, in a
 * process group of its own. One that is ignored stays so.
 */
static void hold_signals(struct running *running)
{
	static const int numbers[] = { SIGTERM, SIGINT, SIGQUIT, SIGHUP };

	sigemptyset(&running->ending);
	for (size_t i = 0; i < ARRAY_LENGTH(numbers); i++) {
		struct sigaction action;

		if (sigaction(numbers[i], NULL, &action) == 0 && action.sa_handler != SIG_IGN)
			sigaddset(&running->ending, numbers[i]);
	}
	sigprocmask(SIG_BLOCK, &running->ending, &running->mask);
	running->watched[OUR_END].fd = signalfd(-1, &running->ending, SFD_CLOEXEC | SFD_NONBLOCK);
}

/* All that is there now. False when there is no more to come, or too much has. */
static bool take_output(struct running *running)
{
	char chunk[16384];
	ssize_t got;

	do {
		got = read(running->watched[ITS_OUTPUT].fd, chunk, sizeof(chunk));
		if (got > 0)
			buf_add(running->output, chunk, (size_t)got);
	} while ((got > 0 && !running->output->overflow) || (got < 0 && errno == EINTR));
	explicit_bzero(chunk, sizeof(chunk));
	return got < 0 && errno == EAGAIN;
}

/* It stays a zombie until end(), so that nobody else gets its number. */
static bool has_ended(const struct running *running)
{
	siginfo_t info = { 0 };

	return waitid(P_PID, (id_t)running->pid, &info, WEXITED | WNOHANG | WNOWAIT) == 0 &&
	       info.si_pid == running->pid;
}

/* Until the program has ended, or must: false. */
static bool watch(struct running *running)
{
	struct pollfd *watched = running->watched;

	for (;;) {
		uint64_t now = clock_now(&system_clock), left = running->until - now;
		int wait = left < 60000 ? (int)left : 60000;

		if (now >= running->until)
			return false;
		if (watched[ITS_END].fd < 0 && wait > TICK_MS)
			wait = TICK_MS;
		if (poll(watched, WATCHED, wait) < 0 && errno != EINTR)
			return false;
		if (watched[OUR_END].revents)
			return false;
		/* Asked before the last words are read: what comes after them is not its own. */
		if (has_ended(running)) {
			take_output(running);
			return true;
		}
		/* One that closes its stdout may go on. */
		if (watched[ITS_OUTPUT].fd >= 0 && watched[ITS_OUTPUT].revents &&
		    !take_output(running)) {
			if (running->output->overflow)
				return false;
			close(watched[ITS_OUTPUT].fd);
			watched[ITS_OUTPUT].fd = -1;
		}
	}
}

/* Kills what is left of its group, and takes its status. */
static int end(const struct running *running)
{
	int status = -1;

	kill(-running->pid, SIGKILL);
	while (waitpid(running->pid, &status, 0) < 0 && errno == EINTR)
		;
	return status;
}

static bool judge(const struct running *running, bool ended, int status, struct error *err)
{
	const char *name = running->command->argv[0];

	if (running->output->overflow) {
		error_set(err, ERR_MANIFEST, "%s printed more than %zu bytes", name,
			  running->output->maximum);
		return error_hint(err, "have it print only what the program needs");
	}
	if (!ended) {
		error_set(err, ERR_DEADLINE, "%s did not end within %llu ms, and was killed", name,
			  (unsigned long long)running->command->deadline_ms);
		return error_hint(err, "raise deadline, or run it by hand: it may wait for "
				       "something that is not there");
	}
	if (status == 0)
		return true;
	if (WIFSIGNALED(status))
		error_set(err, ERR_MANIFEST, "%s was ended by signal %d", name, WTERMSIG(status));
	else
		error_set(err, ERR_MANIFEST, "%s ended with status %d", name, WEXITSTATUS(status));
	return error_hint(err, "run it by hand, with the same environment, to see what it says");
}

static bool run(struct running *running, struct error *err)
{
	_cleanup_(closep) int theirs = -1;
	bool ended;
	int ends[2], failed, status;

	if (pipe2(ends, O_CLOEXEC) < 0)
		return error_errno(err, ERR_SYSTEM, errno, "cannot make a pipe");
	running->watched[ITS_OUTPUT].fd = ends[0];
	theirs = ends[1];
	if (fcntl(ends[0], F_SETFL, O_NONBLOCK) < 0)
		return error_errno(err, ERR_SYSTEM, errno, "cannot make a pipe");
	failed = spawn(running, theirs);
	if (failed)
		return program_refused(running->file, failed, err);
	close(theirs);
	theirs = -1;
	running->watched[ITS_END].fd = (int)syscall(SYS_pidfd_open, running->pid, 0);
	ended = watch(running);
	status = end(running);
	return judge(running, ended, status, err);
}

/* Who may write to the directory can put another program there; a sticky one is no excuse. */
static bool check_directory(const char *file, struct error *err)
{
	_cleanup_(freep) char *directory =
		text_slice(file, (size_t)(strrchr(file, '/') - file) + 1);
	struct stat status;

	if (stat(directory, &status) < 0)
		return error_errno(err, ERR_MANIFEST, errno, "%s", directory);
	if (status.st_mode & S_IWOTH)
		return error_set(err, ERR_MANIFEST, "%s: others may write to its directory", file);
	return true;
}

/* In another working directory a relative path is another program, which anybody may have put
 * there.
 */
static bool check_file(const char *file, struct error *err)
{
	_cleanup_(closep) int fd = -1;

	if (file[0] != '/') {
		error_set(err, ERR_MANIFEST, "%s is a relative path", file);
		return error_hint(err, "name the program by its whole path, or by a name that "
				       "stands in PATH under one");
	}
	fd = open(file, O_PATH | O_CLOEXEC);
	if (fd < 0)
		return error_errno(err, ERR_MANIFEST, errno, "%s", file);
	return file_check(fd, file, FILE_PUBLIC, err) && check_directory(file, err);
}

bool command_run(struct buf *output, const struct command *command, struct error *err)
{
	char *const *environment = command->environ ? command->environ : environ;
	_cleanup_(freep) char *file = NULL;
	struct running running = { .command = command, .output = output };
	size_t before = output->length;
	bool done;

	if (!program_find(&file, command->argv[0], text_environ(environment, "PATH"), err))
		return false;
	if (command->trusted && !check_file(file, err))
		return false;
	for (size_t i = 0; i < WATCHED; i++)
		running.watched[i] = (struct pollfd){ .fd = -1, .events = POLLIN };
	running.file = file;
	running.until = clock_now(&system_clock) + command->deadline_ms;
	hold_signals(&running);
	done = run(&running, err);
	for (size_t i = 0; i < WATCHED; i++)
		closep(&running.watched[i].fd);
	if (!done && output->bytes) {
		explicit_bzero(output->bytes + before, output->length - before);
		output->length = before;
		output->overflow = false;
	}
	/* What was held back comes now, and may end this process. */
	sigprocmask(SIG_SETMASK, &running.mask, NULL);
	return done;
}
