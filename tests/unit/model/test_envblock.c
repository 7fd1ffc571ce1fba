/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "model/envblock.h"
#include "util/alloc.h"
#include "util/text.h"

static const char *const outer[] = { "PATH=/bin",
				     "HOME=/root",
				     "A=inherited",
				     "B=inherited",
				     "VAULT_TOKEN=t",
				     "VAULT_ADDR=a",
				     "BAO_TOKEN=t",
				     "KEYSTRAP_CONFIG=c",
				     "CREDENTIALS_DIRECTORY=d",
				     "LC_ALL=C",
				     "A=again",
				     "broken",
				     "=C:=x",
				     NULL };

static char *const *environment(void)
{
	return (char *const *)outer;
}

/* The value of a name, which must be there once at most; NULL when it is not there. */
static const char *found(const struct envblock *envblock, const char *name)
{
	const char *value = NULL;
	size_t length = strlen(name);

	for (size_t i = 0; i < envblock->count; i++) {
		if (strncmp(envblock->strings[i], name, length) != 0 ||
		    envblock->strings[i][length] != '=')
			continue;
		assert_null(value);
		value = envblock->strings[i] + length + 1;
	}
	assert_null(envblock->strings[envblock->count]);
	return value;
}

static void add_value(struct values *values, const struct variable *variable, const char *text)
{
	struct value *value = values_add(values, variable);

	if (text)
		value->secret = secret_new(values->arena, text, strlen(text));
}

static void values_override_what_is_inherited(void **state)
{
	static struct variable a = { .name = (char *)"A" }, b = { .name = (char *)"B" },
			       new = { .name = (char *)"NEW" },
			       part = { .name = (char *)"PART", .deliver = DELIVER_NONE };
	const struct manifest manifest = { .inherit = INHERIT_ALL };
	_cleanup_(values_freep) struct values *values = values_new();
	_cleanup_(envblock_freep) struct envblock *envblock = NULL;

	(void)state;
	add_value(values, &a, "a = \"x\"\n \xf0\x9f\x98\x80 ");
	add_value(values, &b, NULL); /* declared and absent: not inherited past it */
	add_value(values, &new, "");
	add_value(values, &part, "hidden");
	envblock = envblock_new(&manifest, values, environment());
	assert_string_equal(found(envblock, "A"), "a = \"x\"\n \xf0\x9f\x98\x80 ");
	assert_null(found(envblock, "B"));
	assert_string_equal(found(envblock, "NEW"), "");
	assert_null(found(envblock, "PART"));
	assert_string_equal(found(envblock, "PATH"), "/bin");
	assert_string_equal(found(envblock, "LC_ALL"), "C");
}

static void each_name_is_there_once(void **state)
{
	const struct manifest manifest = { .inherit = INHERIT_ALL };
	_cleanup_(values_freep) struct values *values = values_new();
	_cleanup_(envblock_freep) struct envblock *envblock =
		envblock_new(&manifest, values, environment());

	(void)state;
	assert_string_equal(found(envblock, "A"), "inherited");
	for (size_t i = 0; i < envblock->count; i++) {
		assert_non_null(strchr(envblock->strings[i], '='));
		assert_int_not_equal(envblock->strings[i][0], '=');
	}
}

static void keystraps_own_names_do_not_go_on(void **state)
{
	static const char *const own[] = { "VAULT_TOKEN", "VAULT_ADDR", "BAO_TOKEN",
					   "KEYSTRAP_CONFIG" };
	struct manifest manifest = { .inherit = INHERIT_ALL };
	_cleanup_(values_freep) struct values *values = values_new();

	(void)state;
	for (int used = 0; used < 2; used++) {
		_cleanup_(envblock_freep) struct envblock *envblock = NULL;

		manifest.uses_credentials_directory = used;
		envblock = envblock_new(&manifest, values, environment());
		for (size_t i = 0; i < ARRAY_LENGTH(own); i++)
			assert_null(found(envblock, own[i]));
		assert_int_equal(found(envblock, "CREDENTIALS_DIRECTORY") == NULL, used);
	}
}

static void a_section_or_the_list_hands_them_on(void **state)
{
	static struct variable token = { .name = (char *)"VAULT_TOKEN" };
	static char *names[] = { (char *)"VAULT_ADDR", (char *)"*", NULL };
	const struct manifest manifest = { .inherit = INHERIT_LIST, .inherit_names = names };
	_cleanup_(values_freep) struct values *values = values_new();
	_cleanup_(envblock_freep) struct envblock *envblock = NULL;

	(void)state;
	add_value(values, &token, "t");
	envblock = envblock_new(&manifest, values, environment());
	assert_string_equal(found(envblock, "VAULT_TOKEN"), "t");
	assert_string_equal(found(envblock, "VAULT_ADDR"), "a");
	assert_null(found(envblock, "BAO_TOKEN")); /* a glob names nobody */
	assert_string_equal(found(envblock, "PATH"), "/bin");
}

static void the_policy_says_what_is_inherited(void **state)
{
	static char *names[] = { (char *)"PATH", (char *)"LC_*", NULL };
	struct manifest manifest = { .inherit = INHERIT_NONE };
	_cleanup_(values_freep) struct values *values = values_new();
	struct envblock *envblock = envblock_new(&manifest, values, environment());

	(void)state;
	assert_int_equal(envblock->count, 0);
	assert_null(envblock->strings[0]);
	envblock_free(envblock);
	manifest.inherit = INHERIT_LIST;
	manifest.inherit_names = names;
	envblock = envblock_new(&manifest, values, environment());
	assert_int_equal(envblock->count, 2);
	assert_string_equal(found(envblock, "PATH"), "/bin");
	assert_string_equal(found(envblock, "LC_ALL"), "C");
	envblock_free(envblock);
	envblock = envblock_new(&manifest, values, NULL);
	assert_int_equal(envblock->count, 0);
	envblock_free(envblock);
}

/* An environment of one big variable of a size and fillers. */
struct padded {
	char **strings;
	size_t count, capacity;
};

static void pad(struct padded *padded, size_t length)
{
	char *string = alloc_array(length + 1, 1);

	assert_true(length >= 8);
	memset(string, 'x', length);
	snprintf(string, 8, "V%05zu", padded->count);
	string[6] = '=';
	padded->strings =
		alloc_grow(padded->strings, &padded->capacity, padded->count + 2, sizeof(char *));
	padded->strings[padded->count++] = string;
}

static void pad_done(struct padded *padded)
{
	for (size_t i = 0; i < padded->count; i++)
		free(padded->strings[i]);
	free(padded->strings);
}

static const char *const program[] = { "true", NULL };

static bool fits(const struct padded *padded, size_t stack, struct error *err)
{
	const struct envblock envblock = { .strings = padded->strings, .count = padded->count };

	return envblock_check_size(&envblock, (char *const *)program, stack, err);
}

static void one_string_has_at_most_131071_bytes(void **state)
{
	(void)state;
	for (size_t length = 131070; length <= 131072; length++) {
		struct padded padded = { 0 };
		struct error err = { 0 };

		pad(&padded, 9);
		pad(&padded, length);
		assert_int_equal(fits(&padded, (size_t)8 << 20, &err), length <= 131071);
		if (length > 131071) {
			assert_int_equal(err.code, ERR_REFUSED);
			assert_non_null(strstr(err.text, "V00001"));
			assert_null(strstr(err.text, "xxx"));
		}
		pad_done(&padded);
	}
}

/* Fillers, so that all strings and pointers of both lists come to total. */
static struct padded padded_to(size_t total)
{
	struct padded padded = { 0 };
	size_t left = total - (sizeof("true") + 2 * sizeof(char *)) - sizeof(char *);

	while (left > 130000) {
		pad(&padded, 65536 - 9);
		left -= 65536;
	}
	pad(&padded, left - 9);
	return padded;
}

/* Whether the kernel takes it: what /bin/true exits with, in a child with that stack limit. */
static int executed(const struct padded *padded, size_t stack)
{
	int status = -1;
	pid_t child = fork();

	assert_true(child >= 0);
	if (child == 0) {
		const struct rlimit limit = { stack, stack };

		if (setrlimit(RLIMIT_STACK, &limit) == 0)
			execve("/bin/true", (char *const *)program, padded->strings);
		_exit(errno == E2BIG ? 7 : 8);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	return status;
}

static void the_total_has_the_kernels_limit(void **state)
{
	static const struct {
		size_t stack, limit;
	} rows[] = {
		{ (size_t)64 << 10, (size_t)48 << 10 },   { (size_t)128 << 10, (size_t)96 << 10 },
		{ (size_t)512 << 10, (size_t)128 << 10 }, { (size_t)1 << 20, (size_t)256 << 10 },
		{ (size_t)8 << 20, (size_t)2 << 20 },     { (size_t)64 << 20, (size_t)6 << 20 },
		{ (size_t)-1, (size_t)6 << 20 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		for (size_t total = rows[i].limit - 1; total <= rows[i].limit + 1; total++) {
			struct padded padded = padded_to(total);
			struct error err = { 0 };
			bool good = fits(&padded, rows[i].stack, &err);

			assert_int_equal(good, total <= rows[i].limit);
			if (good)
				assert_int_equal(executed(&padded, rows[i].stack), 0);
			else
				assert_int_equal(err.code, ERR_REFUSED);
			pad_done(&padded);
		}
	}
}

static void many_small_strings_count_with_their_pointers(void **state)
{
	struct padded padded = { 0 };
	struct error err = { 0 };
	size_t limit = (size_t)256 << 10;

	(void)state;
	/* 8 bytes, a NUL and a pointer each */
	for (size_t total = 5 + 3 * sizeof(char *); total + 17 <= limit; total += 17)
		pad(&padded, 8);
	assert_true(fits(&padded, (size_t)1 << 20, &err));
	assert_int_equal(executed(&padded, (size_t)1 << 20), 0);
	pad(&padded, 8);
	assert_false(fits(&padded, (size_t)1 << 20, &err));
	pad_done(&padded);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_override_what_is_inherited),
		cmocka_unit_test(each_name_is_there_once),
		cmocka_unit_test(keystraps_own_names_do_not_go_on),
		cmocka_unit_test(a_section_or_the_list_hands_them_on),
		cmocka_unit_test(the_policy_says_what_is_inherited),
		cmocka_unit_test(one_string_has_at_most_131071_bytes),
		cmocka_unit_test(the_total_has_the_kernels_limit),
		cmocka_unit_test(many_small_strings_count_with_their_pointers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
