/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <string.h>
#include <time.h>

#include "util/alloc.h"
#include "util/pattern.h"

static enum pattern_result match_bytes(const char *text, const char *bytes, size_t length)
{
	struct pattern *pattern = NULL;
	struct error err = { 0 };
	enum pattern_result result;
	size_t steps = PATTERN_STEPS;

	if (!pattern_compile(&pattern, text, &err))
		print_error("%s: %s\n", text, err.text);
	assert_non_null(pattern);
	assert_string_equal(pattern_text(pattern), text);
	result = pattern_match(pattern, bytes, length, &steps);
	pattern_free(pattern);
	return result;
}

static enum pattern_result match(const char *text, const char *value)
{
	return match_bytes(text, value, strlen(value));
}

static void the_whole_value_counts(void **state)
{
	static const struct {
		const char *pattern, *value;
		enum pattern_result result;
	} rows[] = {
		{ "[a-z]+", "abc", PATTERN_MATCHES },
		{ "[a-z]+", "abc1", PATTERN_DIFFERS },
		{ "[a-z]+", "1abc", PATTERN_DIFFERS },
		{ "[a-z]+", "abc\n", PATTERN_DIFFERS },
		{ "a|ab", "ab", PATTERN_MATCHES }, /* the longer alternative is tried too */
		{ "a|b", "ab", PATTERN_DIFFERS },
		{ "a|b", "ca", PATTERN_DIFFERS },
		{ "^a$", "a", PATTERN_MATCHES },
		{ "a$", "a\n", PATTERN_DIFFERS }, /* as POSIX has it, not as Perl */
		{ "a.b", "a\nb", PATTERN_MATCHES },
		{ "(?m)^a$", "a\na", PATTERN_DIFFERS },
		{ "", "", PATTERN_MATCHES },
		{ "", "a", PATTERN_DIFFERS },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++)
		assert_int_equal(match(rows[i].pattern, rows[i].value), rows[i].result);
}

static void extended_expressions_of_posix_go_on_working(void **state)
{
	static const struct {
		const char *pattern, *good, *bad;
	} rows[] = {
		{ "[[:alnum:]_-]{3,5}", "a_9", "a " },
		{ "[[:upper:]][[:lower:]]*", "Abc", "abc" },
		{ "[^[:space:]]+", "a.b", "a b" },
		{ "[]a]+", "]a", "b" },
		{ "[^]]+", "a", "]" },
		{ "[a-]+", "a-", "b" },
		{ "(foo|bar)+", "foobar", "fooba" },
		{ "x{2}(y{1,3})?", "xxyy", "xyy" },
		{ "\\.\\$\\(\\)", ".$()", "a$()" },
		{ "sk_(live|test)_[0-9a-zA-Z]{24}", "sk_live_4eC39HqLyjWDarjtT1zdp7dc",
		  "sk_live_4eC39HqLyjWDarjtT1zdp7d" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		assert_int_equal(match(rows[i].pattern, rows[i].good), PATTERN_MATCHES);
		assert_int_equal(match(rows[i].pattern, rows[i].bad), PATTERN_DIFFERS);
	}
}

static void characters_are_those_of_utf8(void **state)
{
	(void)state;
	assert_int_equal(match(".", "\xc3\xa9"), PATTERN_MATCHES);
	assert_int_equal(match("[\xc3\xa4-\xc3\xbc]", "\xc3\xb6"), PATTERN_MATCHES);
	assert_int_equal(match("\\d", "\xd9\xa1"), PATTERN_DIFFERS); /* an Arabic digit */
	assert_int_equal(match(".*", "a\xff"), PATTERN_DIFFERS);
	assert_int_equal(match(".*", "\xed\xa0\x80"), PATTERN_DIFFERS);
	assert_int_equal(match_bytes("a.b", "a\0b", 3), PATTERN_MATCHES);
}

static void what_is_wrong_with_a_pattern_is_said(void **state)
{
	static const struct {
		const char *text, *says;
	} rows[] = {
		{ "a[", "missing terminating ]" },
		{ "ab)", "unmatched closing parenthesis, at its character 3" },
		{ "(ab", "missing closing parenthesis" },
		{ "*", "quantifier does not follow a repeatable item" },
		{ "(a)\\1", "non-existent" },       /* back-references are not offered */
		{ "\\C", "using \\C is disabled" }, /* half a character */
		{ "((a{1,100}){1,100}){1,100}", "too large" },
		{ "\xff", "UTF-8" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		struct pattern *pattern = NULL;
		struct error err = { 0 };

		assert_false(pattern_compile(&pattern, rows[i].text, &err));
		assert_null(pattern);
		assert_int_equal(err.code, ERR_MANIFEST);
		if (!strstr(err.text, rows[i].says))
			print_error("%s: %s\n", rows[i].text, err.text);
		assert_non_null(strstr(err.text, rows[i].says));
	}
}

static void a_pattern_has_a_length(void **state)
{
	char text[PATTERN_MAX_LENGTH + 2];
	struct pattern *pattern = NULL;
	struct error err = { 0 };

	(void)state;
	memset(text, 'a', sizeof(text));
	text[PATTERN_MAX_LENGTH] = '\0';
	assert_true(pattern_compile(&pattern, text, &err));
	pattern_free(pattern);
	text[PATTERN_MAX_LENGTH] = 'a';
	text[PATTERN_MAX_LENGTH + 1] = '\0';
	assert_false(pattern_compile(&pattern, text, &err));
	pattern_free(NULL);
	assert_null(pattern_text(NULL));
}

static double seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* Known to keep backtracking matchers busy; each ends, and says no more than it knows. */
static void no_pattern_takes_for_ever(void **state)
{
	static const char *const patterns[] = {
		"(a+)+$",
		"([a-zA-Z]+)*$",
		"(a|aa)+$",
		"(a|a?)+$",
		"(.*a){20}$",
		"^(([a-z])+.)+[A-Z]([a-z])+$",
		"(a?){50}a{50}$",
		"((a+)+)+b",
		"(((((a*)*)*)*)*)*b",
		".*.*.*.*.*=.*",
		"(?R)?a",
		"(a{1,100}){1,100}",
		"([a-z0-9]+\\.?)+@([a-z0-9]+\\.?)+",
	};
	_cleanup_(freep) char *value = alloc_array(65537, 1);
	const double begin = seconds();

	(void)state;
	memset(value, 'a', 65536);
	for (size_t i = 0; i < ARRAY_LENGTH(patterns); i++) {
		value[65535] = '!';
		assert_int_not_equal(match(patterns[i], value), PATTERN_MATCHES);
		assert_int_not_equal(match(patterns[i], value + 65536 - 40), PATTERN_MATCHES);
	}
	assert_true(seconds() - begin < 20); /* a second each, under sanitizers too */
	assert_int_equal(match("(a+)+$", value + 65536 - 40), PATTERN_GAVE_UP);
	/* A million steps, where a quarter of one is allowed. */
	assert_int_equal(match("(a+)+$", value + 65536 - 21), PATTERN_GAVE_UP);
	assert_int_equal(match("(a+)+$", value + 65536 - 11), PATTERN_DIFFERS);
}

static void long_values_are_decided(void **state)
{
	_cleanup_(freep) char *value = alloc_array(65537, 1);

	(void)state;
	for (size_t i = 0; i < 65536; i++)
		value[i] = "abc,"[i % 4];
	assert_int_equal(match("([a-z]+,)+", value), PATTERN_MATCHES);
	assert_int_equal(match("(abc|,)*", value), PATTERN_MATCHES);
	assert_int_equal(match("[a-c,]{65535}.", value), PATTERN_MATCHES);
	value[65535] = 'x';
	assert_int_equal(match("(abc,)+", value), PATTERN_DIFFERS);
}

/* Each match is bounded; ten thousand of them would still take minutes. */
static void all_matches_share_their_steps(void **state)
{
	static const char hostile[] = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab",
			  longer[] = "aaaaaaaaaab";
	struct pattern *pattern = NULL;
	size_t steps = PATTERN_STEPS, matches = 0;
	struct error err;

	(void)state;
	assert_true(pattern_compile(&pattern, "(a+)+$", &err));
	assert_int_equal(pattern_match(pattern, longer, strlen(longer), &steps), PATTERN_DIFFERS);
	assert_in_range(steps, 1, PATTERN_STEPS - 1);
	for (; steps > 0 && matches < 100; matches++)
		assert_int_equal(pattern_match(pattern, hostile, strlen(hostile), &steps),
				 PATTERN_GAVE_UP);
	assert_in_range(matches, 10, 30);
	assert_int_equal(pattern_match(pattern, longer, strlen(longer), &steps), PATTERN_GAVE_UP);
	assert_int_equal(pattern_match(pattern, "aaa", 3, &steps), PATTERN_MATCHES);
	assert_int_equal(pattern_match(pattern, "aab", 3, &steps), PATTERN_DIFFERS);
	pattern_free(pattern);
}

/* In a long value each step looks at more: two such matches would take a second. */
static void long_values_use_up_more_steps(void **state)
{
	static char hostile[60000];
	struct pattern *pattern = NULL;
	size_t steps = PATTERN_STEPS;
	struct error err;

	(void)state;
	memset(hostile, 'a', sizeof(hostile));
	assert_true(pattern_compile(&pattern, "(a{0,255}){0,255}b", &err));
	assert_int_equal(pattern_match(pattern, hostile, sizeof(hostile), &steps), PATTERN_GAVE_UP);
	assert_int_equal(steps, 0);
	pattern_free(pattern);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_whole_value_counts),
		cmocka_unit_test(extended_expressions_of_posix_go_on_working),
		cmocka_unit_test(characters_are_those_of_utf8),
		cmocka_unit_test(what_is_wrong_with_a_pattern_is_said),
		cmocka_unit_test(a_pattern_has_a_length),
		cmocka_unit_test(no_pattern_takes_for_ever),
		cmocka_unit_test(long_values_are_decided),
		cmocka_unit_test(all_matches_share_their_steps),
		cmocka_unit_test(long_values_use_up_more_steps),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
