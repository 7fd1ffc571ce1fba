/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include "inside.h"
#include "util/alloc.h"
#include "util/buf.h"
#include "util/io.h"

static const struct sandbox_needs nothing = { 0 };

/* What a process has to tell once it is inside: it waits there until it is let go. */
struct watched {
	pid_t child;
	int go;
};

static void watch(struct watched *ret, inside_fn *before, const void *argument)
{
	int ready[2];
	int go[2];
	char byte;

	assert_int_equal(pipe(ready), 0);
	assert_int_equal(pipe(go), 0);
	ret->child = fork();
	assert_true(ret->child >= 0);
	if (ret->child == 0) {
		close(go[1]);
		before(argument);
		enter(&nothing);
		CHECK(write(ready[1], "x", 1) == 1);
		CHECK(read(go[0], &byte, 1) == 0);
		_exit(0);
	}
	close(ready[1]);
	close(go[0]);
	ret->go = go[1];
	assert_int_equal(read(ready[0], &byte, 1), 1);
	close(ready[0]);
}

static void let_go(const struct watched *watched)
{
	int status = -1;

	close(watched->go);
	assert_int_equal(waitpid(watched->child, &status, 0), watched->child);
	assert_exited(status, 0);
}

/* The rest of the line of /proc/PID/status that begins with name; new. */
static char *status_line(pid_t pid, const char *name)
{
	struct buf content = { .maximum = 65536 };
	struct error err = { 0 };
	char path[64];
	const char *line;
	char *rest;

	snprintf(path, sizeof(path), "/proc/%d/status", (int)pid);
	assert_true(file_read(&content, path, FILE_ANY, &err));
	line = strstr(buf_text(&content), name);
	assert_non_null(line);
	line += strlen(name);
	rest = text_slice(line, strcspn(line, "\n"));
	buf_done(&content);
	return rest;
}

static void assert_status(pid_t pid, const char *name, const char *expected)
{
	_cleanup_(freep) char *rest = status_line(pid, name);

	assert_string_equal(rest + strspn(rest, "\t "), expected);
}

static bool become_nobody(void)
{
	return setgroups(0, NULL) == 0 && setresgid(65534, 65534, 65534) == 0 &&
	       setresuid(65534, 65534, 65534) == 0;
}

static void try_to_be_nobody(const void *argument)
{
	(void)argument;
	_exit(become_nobody() ? 0 : 1);
}

/* Not so in a user namespace with one user, even though it looks like root. */
static bool is_root(void)
{
	return geteuid() == 0 && in_child(try_to_be_nobody, NULL) == 0;
}

static void join_groups(const void *argument)
{
	static const gid_t groups[] = { 4, 24 };
	const bool *root = argument;

	if (*root)
		CHECK(setgroups(ARRAY_LENGTH(groups), groups) == 0);
}

static void nothing_is_left_of_privileges(void **state)
{
	static const char *const sets[] = { "CapInh:", "CapPrm:", "CapEff:", "CapAmb:" };
	struct watched watched;
	bool root = is_root();

	(void)state;
	watch(&watched, join_groups, &root);
	assert_status(watched.child, "NoNewPrivs:", "1");
	assert_status(watched.child, "Seccomp:", "2");
	for (size_t i = 0; i < ARRAY_LENGTH(sets); i++)
		assert_status(watched.child, sets[i], "0000000000000000");
	if (root)
		assert_status(watched.child, "Groups:", "");
	let_go(&watched);
}

static void run_true(const void *argument)
{
	(void)argument;
	execl("/bin/true", "true", (char *)NULL);
	_exit(1);
}

static void do_nothing(const void *argument)
{
	(void)argument;
}

static void siblings_and_parent_stay_free(void **state)
{
	_cleanup_(freep) char *filters = status_line(getpid(), "Seccomp:");
	_cleanup_(freep) char *privileges = status_line(getpid(), "NoNewPrivs:");
	struct watched watched;

	(void)state;
	watch(&watched, do_nothing, NULL);
	assert_exited(in_child(run_true, NULL), 0);
	assert_status(getpid(), "Seccomp:", filters + strspn(filters, "\t "));
	assert_status(getpid(), "NoNewPrivs:", privileges + strspn(privileges, "\t "));
	let_go(&watched);
}

static void look_at_limits(const void *argument)
{
	/* clang-format off */
	static const struct { int resource; uint64_t soft, hard; } expected[] = {
		{ RLIMIT_AS, 268435456, 268435456 }, { RLIMIT_CPU, 10, 11 }, { RLIMIT_FSIZE, 0, 0 },
		{ RLIMIT_NOFILE, 512, 512 },           { RLIMIT_CORE, 0, 0 },
	};
	/* clang-format on */
	const struct rlimit *tasks = argument;
	struct rlimit now;
	uint64_t pair[2];

	enter(&nothing);
	for (size_t i = 0; i < ARRAY_LENGTH(expected); i++) {
		CHECK(syscall(SYS_prlimit64, 0, expected[i].resource, NULL, pair) == 0);
		CHECK(pair[0] == expected[i].soft && pair[1] == expected[i].hard);
	}
	CHECK(getrlimit(RLIMIT_NPROC, &now) == 0);
	CHECK(now.rlim_cur == tasks->rlim_cur && now.rlim_max == tasks->rlim_max);
	CHECK(mmap(NULL, 300U << 20, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED);
	CHECK(errno == ENOMEM);
}

static void keep_a_lower_limit(const void *argument)
{
	static const struct rlimit lower = { 16, 32 };
	struct rlimit now;

	(void)argument;
	CHECK(setrlimit(RLIMIT_NOFILE, &lower) == 0);
	enter(&nothing);
	CHECK(getrlimit(RLIMIT_NOFILE, &now) == 0);
	CHECK(now.rlim_cur == 16 && now.rlim_max == 32);
}

static void write_a_file(const void *argument)
{
	int fd = open("/tmp", O_TMPFILE | O_RDWR, 0600);

	(void)argument;
	CHECK(fd >= 0);
	enter(&nothing);
	CHECK(write(fd, "x", 1) == 1);
}

/* A lower soft limit stays, so this one takes a second and not ten. */
static void burn(const void *argument)
{
	static const struct rlimit second = { 1, RLIM_INFINITY };

	(void)argument;
	CHECK(setrlimit(RLIMIT_CPU, &second) == 0);
	enter(&nothing);
	for (volatile unsigned turns = 0;; turns++)
		continue;
}

static void limits_are_set_and_never_raised(void **state)
{
	struct rlimit tasks;

	(void)state;
	assert_int_equal(getrlimit(RLIMIT_NPROC, &tasks), 0);
	assert_exited(in_child(look_at_limits, &tasks), 0);
	assert_exited(in_child(keep_a_lower_limit, NULL), 0);
	assert_killed(in_child(write_a_file, NULL), SIGXFSZ);
	assert_killed(in_child(burn, NULL), SIGXCPU);
}

static void *use_memory(void *argument)
{
	char *block = malloc(100000);
	bool got = block != NULL;

	pthread_barrier_wait(argument); /* all threads are there, and all of them have allocated */
	if (got)
		memset(block, 1, 100000);
	free(block);
	return got ? argument : NULL;
}

#define THREADS 24

/* As with "ulimit -s" of 64 MiB, and one resolver thread for each of many hosts. */
static void start_threads(const void *argument)
{
	pthread_t threads[THREADS];
	pthread_barrier_t barrier;
	pthread_attr_t large;
	void *result;
	char *block;

	(void)argument;
	CHECK(pthread_attr_init(&large) == 0);
	CHECK(pthread_attr_setstacksize(&large, 64U << 20) == 0);
	CHECK(pthread_setattr_default_np(&large) == 0);
	enter(&nothing);
	CHECK(pthread_barrier_init(&barrier, NULL, THREADS + 1) == 0);
	for (size_t i = 0; i < THREADS; i++)
		CHECK(pthread_create(&threads[i], NULL, use_memory, &barrier) == 0);
	pthread_barrier_wait(&barrier);
	block = malloc(100U << 20);
	CHECK(block);
	free(block);
	for (size_t i = 0; i < THREADS; i++)
		CHECK(pthread_join(threads[i], &result) == 0 && result);
}

static void threads_can_be_started_and_leave_memory(void **state)
{
	(void)state;
	assert_exited(in_child(start_threads, NULL), 0);
}

static void harden(const void *argument)
{
	struct rlimit before;
	struct rlimit after;
	struct error err = { 0 };

	(void)argument;
	CHECK(getrlimit(RLIMIT_CORE, &before) == 0);
	before.rlim_cur = before.rlim_max;
	CHECK(setrlimit(RLIMIT_CORE, &before) == 0);
	CHECK(sandbox_harden_process(&err));
	CHECK(prctl(PR_GET_DUMPABLE) == 0);
	CHECK(getrlimit(RLIMIT_CORE, &after) == 0);
	CHECK(after.rlim_cur == 0 && after.rlim_max == before.rlim_max);
	CHECK(setrlimit(RLIMIT_CORE, &before) == 0);
}

static void hardening_forbids_dumps_and_can_be_undone_for_a_child(void **state)
{
	(void)state;
	assert_exited(in_child(harden, NULL), 0);
}

/* This program again, as the tests below start it with another mode or owner. */
#define AS_PROGRAM        "--harden"
#define REFUSED_TO_HARDEN 42

static int harden_as_program(void)
{
	struct error err = { 0 };

	if (sandbox_harden_process(&err))
		return 0;
	return err.code == ERR_SYSTEM && err.hint[0] ? REFUSED_TO_HARDEN : 1;
}

static void run_as_nobody(const void *path)
{
	CHECK(become_nobody());
	execl(path, path, AS_PROGRAM, (char *)NULL);
	_exit(1);
}

static void copy_self(const char *path)
{
	_cleanup_(buf_done) struct buf program = { .maximum = 64U << 20 };
	struct error err = { 0 };

	assert_true(file_read(&program, "/proc/self/exe", FILE_ANY, &err));
	assert_true(file_write(path, program.bytes, program.length, 0755, true, &err));
}

static void setuid_and_setgid_are_refused(void **state)
{
	static const mode_t modes[] = { 04755, 02755 };
	char directory[] = "/tmp/keystrap-sandbox-XXXXXX";
	_cleanup_(freep) char *path = NULL;

	(void)state;
	if (!is_root())
		leave_out("the machine lacks what it needs");
	assert_non_null(mkdtemp(directory));
	assert_int_equal(chmod(directory, 0755), 0);
	path = text_format("%s/program", directory);
	copy_self(path);
	assert_exited(in_child(run_as_nobody, path), 0);
	for (size_t i = 0; i < ARRAY_LENGTH(modes); i++) {
		assert_int_equal(chmod(path, modes[i]), 0);
		assert_exited(in_child(run_as_nobody, path), REFUSED_TO_HARDEN);
	}
	assert_int_equal(unlink(path), 0);
	assert_int_equal(rmdir(directory), 0);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_is_left_of_privileges),
		cmocka_unit_test(siblings_and_parent_stay_free),
		cmocka_unit_test(limits_are_set_and_never_raised),
		cmocka_unit_test(threads_can_be_started_and_leave_memory),
		cmocka_unit_test(hardening_forbids_dumps_and_can_be_undone_for_a_child),
		cmocka_unit_test(setuid_and_setgid_are_refused),
	};

	if (argc == 2 && strcmp(argv[1], AS_PROGRAM) == 0)
		return harden_as_program();
	return cmocka_run_group_tests_name("sandbox/sandbox", tests, NULL, NULL);
}
