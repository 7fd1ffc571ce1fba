/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#include "inside.h"

static void enter_without_landlock(const void *argument)
{
	struct sandbox_status status = { .landlock_abi = 77 };
	static const struct sandbox_needs nothing = { 0 };
	struct error err = { 0 };

	set_outer(argument);
	CHECK(sandbox_enter(&nothing, &status, &err));
	CHECK(status.walls && status.landlock_abi == 0);
	CHECK(open("/etc/passwd", O_RDONLY) >= 0);
	syscall(SYS_unshare, 0); /* the other walls stand */
}

static void absent_landlock_is_reported_and_no_error(void **state)
{
	static const struct outer outers[] = {
		{ .call = "landlock_create_ruleset", .error = ENOSYS },
		{ .call = "landlock_create_ruleset", .error = EOPNOTSUPP },
		{ .call = "landlock_create_ruleset", .error = EPERM },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(outers); i++)
		assert_killed(in_child(enter_without_landlock, &outers[i]), SIGSYS);
}

static void fail_to_enter(const void *argument)
{
	struct sandbox_status status = { .landlock_abi = 77 };
	static const struct sandbox_needs nothing = { 0 };
	struct error err = { 0 };

	set_outer(argument);
	CHECK(!sandbox_enter(&nothing, &status, &err));
	CHECK(err.code == ERR_SYSTEM && err.text[0] && err.hint[0]);
	CHECK(!status.walls && status.landlock_abi == 77);
}

static void a_wall_that_cannot_be_set_is_an_error(void **state)
{
	/* clang-format off */
	static const struct outer outers[] = {
		{ "seccomp",   ENOSYS, false, 0, 0 },
		{ "seccomp",   EPERM,  false, 0, 0 },
		{ "capget",    EPERM,  false, 0, 0 },
		{ "capset",    EPERM,  false, 0, 0 },
		{ "prlimit64", EPERM,  false, 0, 0 },
		{ "prctl",     EINVAL, true,  0, PR_SET_NO_NEW_PRIVS },
		{ "prctl",     EPERM,  true,  0, PR_CAP_AMBIENT },
	};
	static const struct outer landlock[] = {
		{ "landlock_create_ruleset", ENOMEM, false, 0, 0 },
		{ "landlock_create_ruleset", EPERM,  true,  2, 0 }, /* not the question before it */
		{ "landlock_add_rule",       EPERM,  false, 0, 0 },
		{ "landlock_restrict_self",  EPERM,  false, 0, 0 },
	};
	/* clang-format on */

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(outers); i++)
		assert_exited(in_child(fail_to_enter, &outers[i]), 0);
	for (size_t i = 0; landlock_version() && i < ARRAY_LENGTH(landlock); i++)
		assert_exited(in_child(fail_to_enter, &landlock[i]), 0);
}

static void *wait_for_ever(void *argument)
{
	pause();
	return argument;
}

static void enter_with_a_thread(const void *argument)
{
	static const struct sandbox_needs nothing = { 0 };
	struct sandbox_status status = { 0 };
	struct error err = { 0 };
	pthread_t thread;

	(void)argument;
	CHECK(pthread_create(&thread, NULL, wait_for_ever, NULL) == 0);
	CHECK(!sandbox_enter(&nothing, &status, &err));
	CHECK(err.code == ERR_SYSTEM && strstr(err.text, "threads"));
	_exit(0);
}

static void a_second_thread_is_an_error(void **state)
{
	(void)state;
	assert_exited(in_child(enter_with_a_thread, NULL), 0);
}

static void *forbidden(void *go)
{
	pthread_barrier_wait(go);
	syscall(SYS_ptrace, 0, 0, 0, 0);
	return NULL;
}

/* Where unshare is forbidden the thread goes unseen, but not free. */
static void enter_with_an_unseen_thread(const void *argument)
{
	static const struct sandbox_needs nothing = { 0 };
	pthread_barrier_t go;
	pthread_t thread;

	set_outer(argument);
	CHECK(pthread_barrier_init(&go, NULL, 2) == 0);
	CHECK(pthread_create(&thread, NULL, forbidden, &go) == 0);
	enter(&nothing);
	pthread_barrier_wait(&go);
	pthread_join(thread, NULL);
	_exit(3);
}

static void the_filter_covers_a_thread_that_cannot_be_seen(void **state)
{
	static const struct outer outer = { .call = "unshare", .error = EPERM };

	(void)state;
	assert_killed(in_child(enter_with_an_unseen_thread, &outer), SIGSYS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(absent_landlock_is_reported_and_no_error),
		cmocka_unit_test(a_wall_that_cannot_be_set_is_an_error),
		cmocka_unit_test(a_second_thread_is_an_error),
		cmocka_unit_test(the_filter_covers_a_thread_that_cannot_be_seen),
	};

	return cmocka_run_group_tests_name("sandbox/enter", tests, NULL, NULL);
}
