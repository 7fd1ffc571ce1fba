/* SPDX-License-Identifier: Apache-2.0 */
#include "process/ending.h"

#include <errno.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "util/cleanup.h"

/* A container's runtime kills ten seconds after it has asked: both halves fit in. */
#define PATIENCE_S 5

/* All that a handler may look at. */
static volatile sig_atomic_t noted;   /* the signal; 0: none */
static volatile sig_atomic_t holding; /* something was or is being made */
static volatile sig_atomic_t making;  /* how much at this moment */
static volatile sig_atomic_t watched = -1;
static char *volatile guarded;

/* Whoever waits for the helper hears its end. */
static void cut_off(void)
{
	if (watched >= 0)
		shutdown(watched, SHUT_RDWR);
	alarm(PATIENCE_S);
}

static void set(int number, void (*handler)(int))
{
	struct sigaction action;

	memset(&action, 0, sizeof(action));
	sigfillset(&action.sa_mask);
	action.sa_handler = handler;
	sigaction(number, &action, NULL);
}

/* What is being made takes too long: then what is there is given back. */
static void lose_patience(int number)
{
	int saved = errno;

	(void)number;
	if (making == 0)
		_exit(128 + noted);
	making = 0;
	cut_off();
	errno = saved;
}

/* Files are written whole or not at all, and the helper ends with its parent. */
static void end(int number)
{
	int saved = errno;

	if (!holding || noted)
		_exit(128 + number);
	noted = number;
	if (guarded)
		*guarded = '\0';
	set(SIGALRM, lose_patience);
	if (making == 0)
		cut_off();
	else
		alarm(PATIENCE_S);
	errno = saved;
}

void ending_take(void)
{
	static const int ending[] = { SIGTERM, SIGINT, SIGQUIT, SIGHUP };

	for (size_t i = 0; i < ARRAY_LENGTH(ending); i++) {
		struct sigaction old;

		if (sigaction(ending[i], NULL, &old) == 0 && old.sa_handler != SIG_IGN)
			set(ending[i], end);
	}
}

void ending_watch(int fd)
{
	making = 0;
	watched = fd;
}

void ending_making(void)
{
	making = making + 1;
	holding = 1;
}

void ending_made(void)
{
	if (making > 0)
		making = making - 1;
	if (noted && making == 0)
		cut_off();
}

bool ending_noted(void)
{
	return noted != 0;
}

void ending_guard(char *path)
{
	guarded = path;
}

void ending_obey(void)
{
	if (noted)
		_exit(128 + noted);
}
