/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "process/ending.h"

/* Each in a process of its own: what it ends with. GOOD: its end was reached. */
#define GOOD 7

static int ended_with(void (*part)(void))
{
	pid_t pid = fork();
	int status = 0;

	assert_true(pid >= 0);
	if (pid == 0) {
		ending_take();
		part();
		_exit(GOOD);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static void expect(bool fact)
{
	if (!fact)
		_exit(1);
}

/* Whether the other end of the watched socket has been shut down. */
static bool is_cut_off(int fd)
{
	char byte;

	return recv(fd, &byte, 1, MSG_DONTWAIT) == 0;
}

static void nothing_held(void)
{
	raise(SIGHUP);
}

static void cut_off_at_once(void)
{
	int pair[2];

	expect(socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == 0);
	ending_watch(pair[0]);
	ending_making();
	ending_made();
	expect(!ending_noted());
	raise(SIGTERM);
	expect(ending_noted() && is_cut_off(pair[1]));
}

static void cut_off_when_all_is_made(void)
{
	int pair[2];

	expect(socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == 0);
	ending_watch(pair[0]);
	ending_making();
	ending_making();
	raise(SIGINT);
	expect(ending_noted() && !is_cut_off(pair[1]));
	ending_made();
	expect(!is_cut_off(pair[1]));
	ending_made();
	expect(is_cut_off(pair[1]));
}

static void not_watched(void)
{
	int pair[2];

	expect(socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == 0);
	ending_watch(pair[0]);
	ending_making();
	ending_watch(-1);
	raise(SIGTERM);
	expect(ending_noted() && !is_cut_off(pair[1]));
}

static void twice(void)
{
	ending_making();
	raise(SIGTERM);
	raise(SIGINT);
}

static void guarded(void)
{
	char path[] = "/bin/true";
	char *const none[] = { NULL };

	ending_guard(path);
	ending_making();
	raise(SIGQUIT);
	expect(path[0] == '\0');
	execve(path, none, none);
}

static void obeyed(void)
{
	ending_obey();
	ending_making();
	raise(SIGQUIT);
	ending_obey();
}

static void out_of_patience(void)
{
	int pair[2];

	expect(socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == 0);
	ending_watch(pair[0]);
	ending_making();
	raise(SIGTERM);
	raise(SIGALRM);
	expect(is_cut_off(pair[1]));
	raise(SIGALRM);
}

static void a_signal_waits_for_what_is_made(void **state)
{
	static const struct {
		void (*part)(void);
		int status;
	} rows[] = {
		{ nothing_held, 128 + SIGHUP },
		{ cut_off_at_once, GOOD },
		{ cut_off_when_all_is_made, GOOD },
		{ not_watched, GOOD },
		{ twice, 128 + SIGINT },
		{ guarded, GOOD },
		{ obeyed, 128 + SIGQUIT },
		{ out_of_patience, 128 + SIGTERM },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++)
		assert_int_equal(ended_with(rows[i].part), rows[i].status);
}

static void ignored(void)
{
	raise(SIGHUP);
	expect(!ending_noted());
	raise(SIGTERM);
}

static void what_was_ignored_stays_ignored(void **state)
{
	struct sigaction action, old;

	(void)state;
	memset(&action, 0, sizeof(action));
	action.sa_handler = SIG_IGN;
	sigaction(SIGHUP, &action, &old);
	assert_int_equal(ended_with(ignored), 128 + SIGTERM);
	sigaction(SIGHUP, &old, NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_signal_waits_for_what_is_made),
		cmocka_unit_test(what_was_ignored_stays_ignored),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
