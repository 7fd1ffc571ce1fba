/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "crypto/secret.h"
#include "util/alloc.h"

static void a_secret_is_a_copy_with_a_nul_behind_it(void **state)
{
	_cleanup_(arena_freep) struct arena *arena = arena_new();
	char bytes[] = "a\0b";
	const struct secret *secret = secret_new(arena, bytes, 3);
	const struct secret *empty = secret_new(arena, NULL, 0);
	size_t length = 0;

	(void)state;
	memset(bytes, 'x', sizeof(bytes));
	assert_memory_equal(secret_reveal(secret, &length), "a\0b", 4);
	assert_int_equal(length, 3);
	assert_int_equal(secret_length(secret), 3);
	assert_string_equal(secret_reveal(empty, NULL), "");
	assert_int_equal(secret_length(empty), 0);
}

static void secrets_stay_where_they_are(void **state)
{
	enum { COUNT = 3000 };
	_cleanup_(arena_freep) struct arena *arena = arena_new();
	const struct secret *secrets[COUNT];
	const char *places[COUNT];

	(void)state;
	for (unsigned i = 0; i < COUNT; i++) {
		char text[100];
		int length = snprintf(text, sizeof(text), "value %u %0*u", i, (int)(i % 70), i);

		secrets[i] = secret_new(arena, text, (size_t)length);
		places[i] = secret_reveal(secrets[i], NULL);
	}
	for (unsigned i = 0; i < COUNT; i++) {
		char text[100];

		snprintf(text, sizeof(text), "value %u %0*u", i, (int)(i % 70), i);
		assert_string_equal(secret_reveal(secrets[i], NULL), text);
		assert_ptr_equal(secret_reveal(secrets[i], NULL), places[i]);
		assert_int_equal((uintptr_t)secrets[i] % _Alignof(size_t), 0);
	}
}

static void big_values_fit(void **state)
{
	static const size_t sizes[] = { 65519, 65520, 65535, 65536, 65537, 1 << 20, 5000000 };
	_cleanup_(arena_freep) struct arena *arena = arena_new();

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(sizes); i++) {
		_cleanup_(freep) char *bytes = alloc_array(sizes[i], 1);
		const struct secret *secret;
		char *room = arena_room(arena, sizes[i]);

		memset(room, 'r', sizes[i] + 1);
		memset(bytes, 'b', sizes[i]);
		secret = secret_new(arena, bytes, sizes[i]);
		assert_memory_equal(secret_reveal(secret, NULL), bytes, sizes[i]);
		assert_int_equal(secret_reveal(secret, NULL)[sizes[i]], 0);
		assert_int_equal(room[sizes[i]], 'r');
	}
}

/* Whether the VmFlags of the mapping that holds address have a flag of two letters. */
static bool has_flag(const void *address, const char *flag)
{
	FILE *maps = fopen("/proc/self/smaps", "re");
	bool inside = false, found = false;
	char line[512];

	assert_non_null(maps);
	while (!found && fgets(line, sizeof(line), maps)) {
		uintptr_t from, to;

		if (sscanf(line, "%" SCNxPTR "-%" SCNxPTR " ", &from, &to) == 2)
			inside = (uintptr_t)address >= from && (uintptr_t)address < to;
		else if (inside && strncmp(line, "VmFlags:", 8) == 0) {
			const char *word = strstr(line, flag);

			found = word && word[-1] == ' ' && (word[2] == ' ' || word[2] == '\n');
		}
	}
	fclose(maps);
	return found;
}

/* AddressSanitizer makes mlock do nothing; a small RLIMIT_MEMLOCK refuses it. */
static bool can_lock(void)
{
	_cleanup_(arena_freep) struct arena *arena = arena_new();

	arena_room(arena, 1 << 18);
	return !KEYSTRAP_SANITIZED && arena_is_locked(arena);
}

static void check_pages(void)
{
	_cleanup_(arena_freep) struct arena *arena = arena_new();
	const char *small = secret_reveal(secret_new(arena, "x", 1), NULL);
	const char *big = arena_room(arena, 1 << 18);

	assert_true(has_flag(small, "lo"));
	assert_true(has_flag(small, "dd"));
	assert_true(has_flag(big, "lo"));
	assert_true(has_flag(big, "dd"));
	assert_false(has_flag(&arena, "dd"));
}

static void pages_are_locked_and_in_no_core(void **state)
{
	(void)state;
	if (!can_lock())
		leave_out("pages cannot be locked here");
	check_pages();
}

static void a_fork_does_not_inherit_them(void **state)
{
	_cleanup_(arena_freep) struct arena *arena = arena_new();
	const char *bytes = secret_reveal(secret_new(arena, "canary", 6), NULL);
	int status = -1;
	pid_t child = fork();

	(void)state;
	if (child == 0)
		_exit(bytes[0] == '\0' && bytes[5] == '\0' ? 0 : 1);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	assert_string_equal(bytes, "canary");
}

static void a_refused_lock_is_told(void **state)
{
	int status = -1;
	pid_t child;

	(void)state;
	if (KEYSTRAP_SANITIZED)
		leave_out("sanitizers make mlock do nothing");
	child = fork();
	if (child == 0) {
		const struct rlimit none = { 0, 0 };
		struct arena *arena = arena_new();
		bool empty = arena_is_locked(arena);

		if (setrlimit(RLIMIT_MEMLOCK, &none) != 0 || (geteuid() == 0 && setuid(65534) != 0))
			_exit(9);
		secret_new(arena, "x", 1);
		_exit(empty && !arena_is_locked(arena) ? 0 : 1);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
}

static void nothing_is_freed_twice(void **state)
{
	(void)state;
	arena_free(NULL);
	arena_free(arena_new());
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_secret_is_a_copy_with_a_nul_behind_it),
		cmocka_unit_test(secrets_stay_where_they_are),
		cmocka_unit_test(big_values_fit),
		cmocka_unit_test(pages_are_locked_and_in_no_core),
		cmocka_unit_test(a_fork_does_not_inherit_them),
		cmocka_unit_test(a_refused_lock_is_told),
		cmocka_unit_test(nothing_is_freed_twice),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
