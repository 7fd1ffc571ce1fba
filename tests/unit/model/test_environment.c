/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <string.h>

#include "model/environment.h"

static void words_have_classes_in_any_case(void **state)
{
	static const struct {
		const char *word;
		enum environment_class class;
	} rows[] = {
		{ "production", ENVIRONMENT_PRODUCTION },
		{ "PROD", ENVIRONMENT_PRODUCTION },
		{ "prd", ENVIRONMENT_PRODUCTION },
		{ "Live", ENVIRONMENT_PRODUCTION },
		{ "staging", ENVIRONMENT_STAGING },
		{ "stage", ENVIRONMENT_STAGING },
		{ "stg", ENVIRONMENT_STAGING },
		{ "preprod", ENVIRONMENT_STAGING },
		{ "pre-production", ENVIRONMENT_STAGING },
		{ "UAT", ENVIRONMENT_STAGING },
		{ "development", ENVIRONMENT_DEVELOPMENT },
		{ "dev", ENVIRONMENT_DEVELOPMENT },
		{ "local", ENVIRONMENT_DEVELOPMENT },
		{ "test", ENVIRONMENT_TEST },
		{ "testing", ENVIRONMENT_TEST },
		{ "ci", ENVIRONMENT_TEST },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		enum environment_class class = ENVIRONMENT_CLASSES;

		assert_true(environment_classify(&class, rows[i].word));
		assert_int_equal(class, rows[i].class);
	}
}

static void every_word_is_known(void **state)
{
	enum environment_class class;
	size_t count = 0;

	(void)state;
	for (; environment_words[count]; count++)
		assert_true(environment_classify(&class, environment_words[count]));
	assert_int_equal(count, 16);
}

static void an_unknown_word_is_production(void **state)
{
	static const char *const words[] = { "", "prodution", "qa", "production ", "canary" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(words); i++) {
		enum environment_class class = ENVIRONMENT_TEST;

		assert_false(environment_classify(&class, words[i]));
		assert_int_equal(class, ENVIRONMENT_PRODUCTION);
	}
}

static void words_of_one_class_are_the_same(void **state)
{
	(void)state;
	assert_true(environment_same("prod", "PRODUCTION"));
	assert_true(environment_same("uat", "stg"));
	assert_true(environment_same("Canary", "canary"));
	assert_false(environment_same("prod", "staging"));
	/* An unknown word counts as production for the rules, but is not the same word. */
	assert_false(environment_same("canary", "production"));
	assert_false(environment_same("canary", "blue"));
}

static void what_is_said_of_production_covers_unknown_environments(void **state)
{
	(void)state;
	assert_true(environment_covers("production", "prod"));
	assert_true(environment_covers("production", "canary"));
	assert_true(environment_covers("live", "canary"));
	assert_true(environment_covers("canary", "Canary"));
	assert_false(environment_covers("staging", "canary"));
	assert_false(environment_covers("canary", "production"));
	assert_false(environment_covers("production", "staging"));
	assert_false(environment_covers("qa", "canary"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_have_classes_in_any_case),
		cmocka_unit_test(every_word_is_known),
		cmocka_unit_test(what_is_said_of_production_covers_unknown_environments),
		cmocka_unit_test(an_unknown_word_is_production),
		cmocka_unit_test(words_of_one_class_are_the_same),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
