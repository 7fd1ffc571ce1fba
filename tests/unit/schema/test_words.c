/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "schema/neighbours.h"
#include "schema/span.h"
#include "schema/words.h"

#include "checked.h"

static struct word whole(const char *text)
{
	return (struct word){ text, strlen(text) };
}

static void words_are_read_where_they_stand(void **state)
{
	const char *text = ", a,bc ,, d";
	struct word word;

	(void)state;
	assert_true(word_next(&word, &text, ", "));
	assert_true(word_is(word, "A"));
	assert_true(word_next(&word, &text, ", "));
	assert_false(word_is(word, "b"));
	assert_false(word_is(word, "bcd"));
	assert_true(word_next(&word, &text, ", "));
	assert_false(word_next(&word, &text, ", "));
	assert_true(word_among(whole("Two"), "one two three"));
	assert_false(word_among(whole("tw"), "one two three"));
	assert_false(word_among(whole(""), "one"));
	assert_true(word_is(word_of(" (true)\n"), "true"));
	assert_true(word_is(word_of("()"), "()"));
	assert_true(word_within("a.Console.b", whole("console")));
	assert_false(word_within("conso", whole("console")));
}

static void names_have_words_and_patterns(void **state)
{
	(void)state;
	assert_true(name_has_word("DB_TLS_KEY", "ssl tls"));
	assert_false(name_has_word("DB_TLSKEY", "ssl tls"));
	assert_true(name_fits("*_KEY A_*", "a_b"));
	assert_false(name_fits("*_KEY A_*", "KEY"));
	assert_false(name_fits(NULL, "KEY"));
}

static void numbers_do_not_overflow(void **state)
{
	size_t number;

	(void)state;
	assert_true(word_number(&number, whole("18446744073709551615"), SIZE_MAX));
	assert_true(number == SIZE_MAX);
	assert_false(word_number(&number, whole("18446744073709551616"), SIZE_MAX));
	assert_false(word_number(&number, whole("99999999999999999999999"), SIZE_MAX));
	assert_true(word_number(&number, whole("65535"), 65535));
	assert_false(word_number(&number, whole("65536"), 65535));
	assert_false(word_number(&number, whole("9"), 5));
	assert_false(word_number(&number, whole(""), 5));
	assert_false(word_number(&number, whole("-1"), 5));
	assert_false(word_number(&number, whole("1a"), 99));
}

static void hosts_are_local_or_not(void **state)
{
	static const char *const local[] = { "localhost",
					     "127.0.0.1:6379",
					     "http://localhost:1/x",
					     "redis://u:p@127.0.0.2/0",
					     "[::1]:80",
					     "::1",
					     "/run/postgresql",
					     "unix:///run/x.sock",
					     "tcp://localhost:2375" };
	static const char *const others[] = { "localhost.acme.io",
					      "redis",
					      "10.0.0.1:80",
					      "http://a@localhost@b.io/",
					      "https://b.io/127.0.0.1",
					      "[2001:db8::1]:80",
					      "",
					      "2001:db8::1",
					      "https://localhost:x@b.io" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(local); i++) {
		if (!address_is_local(local[i]))
			fail_msg("%s", local[i]);
	}
	for (size_t i = 0; i < ARRAY_LENGTH(others); i++) {
		if (address_is_local(others[i]))
			fail_msg("%s", others[i]);
	}
}

static void times_are_read_as_programs_write_them(void **state)
{
	static const struct {
		const char *name, *text;
		enum span_form form;
		int64_t ms;
	} cases[] = {
		{ "T", "15m", SPAN_TIME, 900000 },
		{ "T", "15 minutes", SPAN_TIME, 900000 },
		{ "T", "1h30m", SPAN_TIME, 5400000 },
		{ "T", "1.5h", SPAN_TIME, 5400000 },
		{ "T", "PT15M", SPAN_TIME, 900000 },
		{ "T", "P1DT2H", SPAN_TIME, 93600000 },
		{ "T", "00:15:00", SPAN_TIME, 900000 },
		{ "T", "30", SPAN_TIME, 30000 },
		{ "T", "-1", SPAN_TIME, -1000 },
		{ "T", "0", SPAN_TIME, 0 },
		{ "T_MINUTES", "30", SPAN_TIME, 1800000 },
		{ "T_EXPIRE_DAYS", "2", SPAN_TIME, 172800000 },
		{ "T_MS", "1500", SPAN_TIME, 1500 },
		{ "T", "900000", SPAN_TIME, 900000 },
		{ "T", "604800", SPAN_TIME, 604800000 },
		{ "T", "never", SPAN_NEVER, 0 },
		{ "T", "False", SPAN_NEVER, 0 },
		{ "T", "soon", SPAN_UNREADABLE, 0 },
		{ "T", "15 parsecs", SPAN_UNREADABLE, 0 },
		{ "T", "P", SPAN_UNREADABLE, 0 },
		{ "T", "-", SPAN_UNREADABLE, 0 },
		{ "T", "1:2", SPAN_UNREADABLE, 0 },
		{ "T", "99999999999999999999", SPAN_UNREADABLE, 0 },
		{ "T", "99999999999w", SPAN_UNREADABLE, 0 },
	};
	const struct manifest manifest = { .environment = (char *)"production" };
	const struct checking checking = { .manifest = &manifest };

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
		const struct variable variable = { .name = (char *)cases[i].name };
		const struct subject subject = { .checking = &checking,
						 .variable = &variable,
						 .bytes = cases[i].text,
						 .length = strlen(cases[i].text) };
		int64_t ms = 0;

		if (span_read(&ms, &subject) != cases[i].form ||
		    (cases[i].form == SPAN_TIME && ms != cases[i].ms))
			fail_msg("%s=%s: %lld", cases[i].name, cases[i].text, (long long)ms);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_are_read_where_they_stand),
		cmocka_unit_test(names_have_words_and_patterns),
		cmocka_unit_test(numbers_do_not_overflow),
		cmocka_unit_test(hosts_are_local_or_not),
		cmocka_unit_test(times_are_read_as_programs_write_them),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
