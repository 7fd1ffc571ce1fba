/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Becomes a program in a state that a shell does not easily give:
 *
 *	launch STEP... PROGRAM [ARGUMENT...]
 *
 * The steps are the rows below. Signals are a set as /proc/PID/status writes it, in hexadecimal.
 * Exits with 98 when a step fails, 99 when the program cannot be executed.
 */

#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define KERNEL_SIGNALS 64

static bool no_arguments;
static char own_pid[16];

static bool block(char *const *words)
{
	unsigned long set = strtoul(words[0], NULL, 16);

	/* Of the library's call the signals that it keeps for itself would be left out. */
	return syscall(SYS_rt_sigprocmask, SIG_SETMASK, &set, NULL, sizeof(set)) == 0;
}

static bool ignore(char *const *words)
{
	unsigned long set = strtoul(words[0], NULL, 16);

	for (int number = 1; number <= KERNEL_SIGNALS; number++) {
		if (number == SIGKILL || number == SIGSTOP || number == 32 || number == 33)
			continue;
		if (signal(number, set >> (number - 1) & 1 ? SIG_IGN : SIG_DFL) == SIG_ERR)
			return false;
	}
	return true;
}

static bool close_one(char *const *words)
{
	return close(atoi(words[0])) == 0;
}

static bool open_as(char *const *words)
{
	int fd = open(words[1], O_RDWR);

	return fd >= 0 && (fd == atoi(words[0]) || (dup2(fd, atoi(words[0])) >= 0 && !close(fd)));
}

static bool set_limit(unsigned resource, const char *text)
{
	struct rlimit limit;

	if (getrlimit(resource, &limit) < 0)
		return false;
	limit.rlim_cur = strcmp(text, "unlimited") == 0 ? RLIM_INFINITY : strtoul(text, NULL, 10);
	if (limit.rlim_max < limit.rlim_cur)
		limit.rlim_max = limit.rlim_cur; /* root may */
	return setrlimit(resource, &limit) == 0;
}

static bool limit_stack(char *const *words)
{
	return set_limit(RLIMIT_STACK, words[0]);
}

static bool limit_core(char *const *words)
{
	return set_limit(RLIMIT_CORE, words[0]);
}

static bool limit_files(char *const *words)
{
	return set_limit(RLIMIT_NOFILE, words[0]);
}

static bool set_nice(char *const *words)
{
	return setpriority(PRIO_PROCESS, 0, atoi(words[0])) == 0;
}

static bool set_umask(char *const *words)
{
	umask((mode_t)strtoul(words[0], NULL, 8));
	return true;
}

static bool clear_environment(char *const *words)
{
	(void)words;
	return clearenv() == 0;
}

/* As socket activation says it: the descriptors are for this process. */
static bool listen_pid(char *const *words)
{
	(void)words;
	snprintf(own_pid, sizeof(own_pid), "%d", (int)getpid());
	return setenv("LISTEN_PID", own_pid, 1) == 0;
}

static bool drop_arguments(char *const *words)
{
	(void)words;
	no_arguments = true;
	return true;
}

/* A child that the program inherits, and that has ended. */
static bool leave_zombie(char *const *words)
{
	pid_t pid = fork();

	(void)words;
	if (pid == 0)
		_exit(0);
	return pid > 0;
}

static const struct step {
	const char *name;
	int words;
	bool (*run)(char *const *words);
} steps[] = {
	{ "block", 1, block },         { "ignore", 1, ignore }, /* the others get their default */
	{ "close", 1, close_one },     { "open", 2, open_as },
	{ "stack", 1, limit_stack },   { "core", 1, limit_core },
	{ "files", 1, limit_files },   { "nice", 1, set_nice },
	{ "umask", 1, set_umask },     { "empty", 0, clear_environment },
	{ "listen", 0, listen_pid },   { "argc0", 0, drop_arguments },
	{ "zombie", 0, leave_zombie }, { 0 },
};

static const struct step *find(const char *name)
{
	const struct step *step = steps;

	while (step->name && strcmp(step->name, name) != 0)
		step++;
	return step->name ? step : NULL;
}

int main(int argc, char **argv)
{
	char *const none[] = { NULL };
	char **at = argv + 1;
	const struct step *step;

	for (; *at && (step = find(*at)) != NULL; at += 1 + step->words) {
		if (argv + argc - at <= step->words || !step->run(at + 1))
			return 98;
	}
	if (*at)
		execve(*at, no_arguments ? none : at, environ);
	return 99;
}
