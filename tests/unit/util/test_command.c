/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "util/alloc.h"
#include "util/clock.h"
#include "util/command.h"
#include "util/io.h"
#include "util/text.h"

#define CANARY "k9Zq7wXv2LmT"

/* The output of lines of shell, or an error. */
struct ran {
	struct buf output;
	struct error err;
	bool good;
	uint64_t ms;
};

static struct ran run_within(const char *script, uint64_t deadline_ms, size_t maximum)
{
	char *const argv[] = { (char *)"sh", (char *)"-c", (char *)script, NULL };
	char *const environment[] = { (char *)"PATH=/usr/bin:/bin", (char *)"GIVEN=1", NULL };
	const struct command command = { .argv = argv,
					 .environ = environment,
					 .deadline_ms = deadline_ms };
	struct ran ran = { .output = { .maximum = maximum } };
	uint64_t start = clock_now(&system_clock);

	ran.good = command_run(&ran.output, &command, &ran.err);
	ran.ms = clock_now(&system_clock) - start;
	assert_null(strstr(ran.err.text, CANARY));
	assert_null(strstr(ran.err.hint, CANARY));
	return ran;
}

static struct ran run_script(const char *script)
{
	return run_within(script, 20000, 1 << 20);
}

static void prints(const char *script, const char *expected)
{
	struct ran ran = run_script(script);

	if (!ran.good)
		print_error("%s: %s\n", script, ran.err.text);
	assert_true(ran.good);
	assert_string_equal(buf_text(&ran.output), expected);
	buf_done(&ran.output);
}

static void fails_with(struct ran ran, enum err_code code, const char *text)
{
	assert_false(ran.good);
	assert_int_equal(ran.err.code, code);
	if (!strstr(ran.err.text, text))
		print_error("%s\n", ran.err.text);
	assert_non_null(strstr(ran.err.text, text));
	assert_int_equal(ran.output.length, 0);
	buf_done(&ran.output);
}

static void what_it_prints_is_appended(void **state)
{
	struct buf output = { .maximum = 100 };
	char *const argv[] = { (char *)"/bin/echo", (char *)"a;b", (char *)"$HOME", NULL };
	struct error err;

	(void)state;
	buf_add_text(&output, "before ");
	assert_true(command_run(&output, &(struct command){ .argv = argv, .deadline_ms = 10000 },
				&err));
	assert_string_equal(buf_text(&output), "before a;b $HOME\n");
	buf_done(&output);
	prints("printf 'a\\0b' | od -An -c", "   a  \\0   b\n");
	prints("true", "");
}

static void it_has_nothing_of_ours(void **state)
{
	int fd = open("/etc/passwd", O_RDONLY), high = fcntl(fd, F_DUPFD, 300);
	sigset_t held, before;

	(void)state;
	sigemptyset(&held);
	sigaddset(&held, SIGUSR1);
	sigprocmask(SIG_BLOCK, &held, &before);
	prints("cat; ls /proc/self/fd", "0\n1\n2\n3\n"); /* 3 is the directory */
	prints("env | grep -v ^PWD= | grep -v ^_= | grep -v ^SHLVL= | sort",
	       "GIVEN=1\nPATH=/usr/bin:/bin\n");
	prints("grep SigBlk: /proc/self/status", "SigBlk:\t0000000000000000\n");
	prints("[ $(cut -d' ' -f5 /proc/$$/stat) = $$ ] && echo alone", "alone\n");
	prints("echo " CANARY " >&2", "");
	sigprocmask(SIG_SETMASK, &before, NULL);
	close(fd);
	close(high);
}

static void how_it_ended_is_said(void **state)
{
	(void)state;
	fails_with(run_script("echo " CANARY "; exit 3"), ERR_MANIFEST, "sh ended with status 3");
	fails_with(run_script("echo " CANARY "; kill -9 $$"), ERR_MANIFEST,
		   "sh was ended by signal 9");
	fails_with(run_within("head -c 70000 /dev/zero", 20000, 65536), ERR_MANIFEST,
		   "sh printed more than 65536 bytes");
	fails_with(run_within("yes " CANARY, 20000, 65536), ERR_MANIFEST, "more than 65536");
	prints("head -c 1000000 /dev/zero | tr '\\0' x | wc -c", "1000000\n");
}

static void what_cannot_be_executed_is_said(void **state)
{
	static const struct {
		const char *name, *text;
		mode_t mode;
		enum err_code code;
		const char *says;
	} rows[] = {
		{ "./no-such-program", NULL, 0, ERR_NOT_FOUND, "No such file" },
		{ "no-such-program", NULL, 0, ERR_NOT_FOUND, "no-such-program" },
		{ "./plain", "#!/bin/sh\n", 0644, ERR_NOT_EXECUTABLE, "Permission denied" },
		{ "./unmarked", "echo x\n", 0755, ERR_NOT_EXECUTABLE, "Exec format" },
		{ "./lost", "#!/no/such/shell\n", 0755, ERR_NOT_EXECUTABLE, "interpreter" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		char *const argv[] = { (char *)rows[i].name, NULL };
		const struct command command = { .argv = argv, .deadline_ms = 5000 };
		struct ran ran = { .output = { .maximum = 100 } };

		if (rows[i].text)
			assert_true(file_write(rows[i].name, rows[i].text, strlen(rows[i].text),
					       rows[i].mode, true, &ran.err));
		ran.good = command_run(&ran.output, &command, &ran.err);
		fails_with(ran, rows[i].code, rows[i].says);
		if (rows[i].text)
			unlink(rows[i].name);
	}
}

static bool is_alive(pid_t pid)
{
	_cleanup_(freep) char *path = text_format("/proc/%d/stat", (int)pid);
	_cleanup_(buf_done) struct buf stat = { .maximum = 4096 };
	struct error err;

	return file_read(&stat, path, FILE_ANY, &err) && !strstr(buf_text(&stat), ") Z ");
}

/* The process whose number the file holds is gone, or goes within a second. */
static void is_gone(const char *file)
{
	_cleanup_(buf_done) struct buf text = { .maximum = 100 };
	struct error err;
	size_t pid = 0;

	assert_true(file_read(&text, file, FILE_ANY, &err));
	text.bytes[strcspn(text.bytes, "\n")] = '\0';
	assert_true(text_to_size(&pid, text.bytes, 1 << 30) && pid > 1);
	for (unsigned i = 0; i < 100 && is_alive((pid_t)pid); i++)
		nanosleep(&(struct timespec){ .tv_nsec = 10000000 }, NULL);
	assert_false(is_alive((pid_t)pid));
	unlink(file);
}

static void one_that_hangs_is_killed(void **state)
{
	static const char *const scripts[] = {
		"echo " CANARY "; echo $$ >pid; exec sleep 60",
		"trap '' TERM INT HUP; echo $$ >pid; while :; do sleep 0.1; done",
		"exec >&-; echo $$ >pid; exec sleep 60",
		"sleep 60 & echo $! >pid; wait",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(scripts); i++) {
		struct ran ran = run_within(scripts[i], 300, 1000);

		assert_true(ran.ms >= 300 && ran.ms < 5000);
		fails_with(ran, ERR_DEADLINE, "sh did not end within 300 ms");
		is_gone("pid");
	}
}

/* Whoever still holds the pipe is not waited for, and does not stay. */
static void what_it_leaves_behind_ends_with_it(void **state)
{
	struct ran ran = run_within("sleep 60 & echo $! >pid; echo done", 20000, 1000);

	(void)state;
	assert_true(ran.good);
	assert_string_equal(buf_text(&ran.output), "done\n");
	assert_true(ran.ms < 5000);
	buf_done(&ran.output);
	is_gone("pid");
	ran = run_within("(yes " CANARY ") & sleep 0.1; exit 4", 20000, 1 << 30);
	fails_with(ran, ERR_MANIFEST, "status 4");
}

static unsigned children_seen;

static void count_child(int number)
{
	(void)number;
	children_seen++;
}

/* A handler without SA_RESTART interrupts every call. */
static void signals_do_not_disturb(void **state)
{
	struct sigaction action = { .sa_handler = count_child }, before;
	pid_t others[20];
	int status;

	(void)state;
	sigaction(SIGCHLD, &action, &before);
	for (size_t i = 0; i < ARRAY_LENGTH(others); i++) {
		others[i] = fork();
		if (others[i] == 0) {
			nanosleep(&(struct timespec){ .tv_nsec = (long)i * 10000000 }, NULL);
			_exit(7);
		}
	}
	prints("sleep 0.3; echo whole", "whole\n");
	assert_true(children_seen > 1);
	/* Nobody else's child was taken. */
	for (size_t i = 0; i < ARRAY_LENGTH(others); i++) {
		assert_int_equal(waitpid(others[i], &status, 0), others[i]);
		assert_int_equal(WEXITSTATUS(status), 7);
	}
	sigaction(SIGCHLD, &before, NULL);
}

/* A signal that ends us ends it too, although it is in a group of its own. */
static void it_ends_with_us(void **state)
{
	pid_t pid = fork();
	int status;

	(void)state;
	if (pid == 0) {
		run_script("echo $$ >pid; exec sleep 60");
		_exit(99);
	}
	for (unsigned i = 0; i < 200 && access("pid", F_OK) < 0; i++)
		nanosleep(&(struct timespec){ .tv_nsec = 10000000 }, NULL);
	nanosleep(&(struct timespec){ .tv_nsec = 50000000 }, NULL);
	assert_int_equal(kill(pid, SIGTERM), 0);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM);
	is_gone("pid");
}

static void words_are_those_of_a_shell_that_expands_nothing(void **state)
{
	static const struct {
		const char *text;
		const char *words; /* with | between; NULL: wrong */
		const char *wrong;
	} rows[] = {
		{ "a", "a", NULL },
		{ "  a\tb\n c ", "a|b|c", NULL },
		{ "a 'b c' \"d e\"", "a|b c|d e", NULL },
		{ "a'b'\"c\"d", "abcd", NULL },
		{ "a '' \"\"", "a||", NULL },
		{ "a \\ b \\\\ \\' \\\"", "a| b|\\|'|\"", NULL },
		{ "a '\\' \"\\x\\\"\\\\\"", "a|\\|\\x\"\\", NULL },
		{ "a $HOME `b` $(c) *.d ~ ; >e", "a|$HOME|`b`|$(c)|*.d|~|;|>e", NULL },
		{ "", NULL, "no program" },
		{ " \n", NULL, "no program" },
		{ "''", NULL, "no program" },
		{ "a 'b", NULL, "never closed" },
		{ "a \"b\\\"", NULL, "never closed" },
		{ "a \\", NULL, "backslash" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		_cleanup_(text_list_freep) char **words = NULL;
		_cleanup_(buf_done) struct buf joined = { 0 };
		const char *wrong = command_words(&words, rows[i].text);

		assert_int_equal(wrong == NULL, rows[i].words != NULL);
		if (wrong) {
			assert_non_null(strstr(wrong, rows[i].wrong));
			continue;
		}
		for (char **word = words; *word; word++)
			buf_format(&joined, "%s%s", word == words ? "" : "|", *word);
		assert_string_equal(buf_text(&joined), rows[i].words);
	}
}

static void words_have_a_number(void **state)
{
	_cleanup_(buf_done) struct buf text = { 0 };
	char **words = NULL;

	(void)state;
	for (unsigned i = 0; i < COMMAND_MAX_WORDS; i++)
		buf_add_text(&text, "x ");
	assert_null(command_words(&words, buf_text(&text)));
	text_list_free(words);
	buf_add_text(&text, "x");
	assert_non_null(command_words(&words, buf_text(&text)));
}

static char directory[] = "/tmp/keystrap-command-XXXXXX";

static int set_up(void **state)
{
	(void)state;
	return mkdtemp(directory) && chdir(directory) == 0 ? 0 : -1;
}

static int tear_down(void **state)
{
	(void)state;
	return rmdir(directory);
}

/* Anybody may put another program there. */
static void a_trusted_program_is_in_no_open_directory(void **state)
{
	char open_one[] = "/tmp/keystrap-command-XXXXXX";
	_cleanup_(buf_done) struct buf output = { 0 };
	struct error err = { 0 };

	(void)state;
	assert_non_null(mkdtemp(open_one));
	_cleanup_(freep) char *file = text_format("%s/true", open_one);
	char *argv[] = { file, NULL };
	const struct command command = { .argv = argv, .trusted = true, .deadline_ms = 5000 };

	assert_int_equal(symlink("/bin/true", file), 0);
	assert_int_equal(chmod(open_one, 01777), 0);
	assert_false(command_run(&output, &command, &err));
	assert_non_null(strstr(err.text, "others may write to its directory"));
	unlink(file);
	rmdir(open_one);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_trusted_program_is_in_no_open_directory),
		cmocka_unit_test(what_it_prints_is_appended),
		cmocka_unit_test(it_has_nothing_of_ours),
		cmocka_unit_test(how_it_ended_is_said),
		cmocka_unit_test(what_cannot_be_executed_is_said),
		cmocka_unit_test(one_that_hangs_is_killed),
		cmocka_unit_test(what_it_leaves_behind_ends_with_it),
		cmocka_unit_test(signals_do_not_disturb),
		cmocka_unit_test(it_ends_with_us),
		cmocka_unit_test(words_are_those_of_a_shell_that_expands_nothing),
		cmocka_unit_test(words_have_a_number),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
