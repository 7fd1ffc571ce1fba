/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "schema/rules.h"
#include "schema/switches.h"
#include "schema/words.h"

#include "variables.h"

/* One variable in production, or two: the first rule's verdict on it. */
static const struct row {
	const char *rule, *severity; /* severity NULL: the rule is silent */
	const char *variables;
	const char *presets;
} rows[] = {
#include "switch_examples.h"
};

static void each_switch_has_two_sides(void **state)
{
	size_t wrong = 0;

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		const struct scene scene = { .environment = "production",
					     .presets = rows[i].presets,
					     .variables = rows[i].variables };
		_cleanup_(freep) char *found = check_scene(&scene);
		bool spoke = has_finding(found, rows[i].rule, rows[i].severity);

		assert_non_null(rule_find(rows[i].rule));
		if (spoke == (rows[i].severity != NULL))
			continue;
		print_error("%s %s '%s': %s\n", rows[i].rule,
			    rows[i].severity ? rows[i].severity : "silent", rows[i].variables,
			    found);
		wrong++;
	}
	assert_int_equal(wrong, 0);
}

/* Whether an example that fails is of a name that the row is about. */
static bool has_example(const struct switch_row *row)
{
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		_cleanup_(freep) char *name =
			text_slice(rows[i].variables, strcspn(rows[i].variables, "="));

		if (rows[i].severity && strcmp(rows[i].rule, row->rule) == 0 &&
		    name_fits(row->names, name))
			return true;
	}
	return false;
}

static void every_row_has_an_example(void **state)
{
	size_t missing = 0;

	(void)state;
	for (const struct switch_row *row = switch_rows; row->rule; row++) {
		/* This one speaks outside production only: see the next test. */
		if (strcmp(row->rule, "api-key-live-outside-production") != 0 &&
		    !has_example(row)) {
			print_error("%s, %s: no example that fails\n", row->rule, row->names);
			missing++;
		}
		assert_non_null(rule_find(row->rule));
		assert_true(row->message[0] != '\0');
		assert_int_equal(row->bad == SWITCH_CUSTOM, row->is_bad != NULL);
	}
	assert_int_equal(missing, 0);
}

static void environments_decide_the_severity(void **state)
{
	static const struct {
		const char *environment, *variables, *findings;
	} cases[] = {
		{ "staging", "DEBUG=true", "DEBUG:debug-enabled:warning" },
		{ "development", "DEBUG=true", "" },
		{ "test", "DEBUG=true", "" },
		{ "development", "NODE_TLS_REJECT_UNAUTHORIZED=0",
		  "NODE_TLS_REJECT_UNAUTHORIZED:tls-verification-disabled:warning" },
		{ "staging", "NODE_TLS_REJECT_UNAUTHORIZED=0",
		  "NODE_TLS_REJECT_UNAUTHORIZED:tls-verification-disabled:error" },
		{ "staging", "LOG_FORMAT=text", "" },
		{ "development", "PAYPAL_MODE=sandbox", "" },
		{ "development", "PAYPAL_MODE=live",
		  "PAYPAL_MODE:api-key-live-outside-production:error" },
		{ "staging", "PAYPAL_MODE=live",
		  "PAYPAL_MODE:api-key-live-outside-production:warning" },
		{ "development", "MONGO_DB_NAME=app_dev", "" },
		{ "development", "JWT_ALGORITHM=none", "JWT_ALGORITHM:jwt-alg-none:error" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
		const struct scene scene = { .environment = cases[i].environment,
					     .variables = cases[i].variables };
		_cleanup_(freep) char *found = check_scene(&scene);

		assert_string_equal(found, cases[i].findings);
	}
}

/* What reaches the program without a section: only what acts on programs by itself. */
static void inherited_switches_are_seen(void **state)
{
	static const struct {
		const char *variables, *findings;
	} cases[] = {
		{ "FLASK_DEBUG=off", "FLASK_DEBUG:debug-enabled:error" },
		{ "NODE_OPTIONS=--inspect", "NODE_OPTIONS:dev-tooling:error" },
		{ "NODE_TLS_REJECT_UNAUTHORIZED=0",
		  "NODE_TLS_REJECT_UNAUTHORIZED:tls-verification-disabled:error" },
		{ "PYTHONHTTPSVERIFY=0", "PYTHONHTTPSVERIFY:tls-verification-disabled:error" },
		{ "NODE_ENV=development", "NODE_ENV:mode-not-production:error" },
		{ "PATH=/usr/bin:.", "PATH:path-unsafe:warning" },
		{ "RUNNER_DEBUG=1", "" },
		{ "LOG_FORMAT=text", "" },
		{ "OTHER_ENV=test", "" },
		{ "DEBUG_SERVICE_PORT=1", "" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
		const struct scene scene = { .environment = "production",
					     .variables = cases[i].variables,
					     .passing = true };
		_cleanup_(freep) char *found = check_scene(&scene);

		assert_string_equal(found, cases[i].findings);
	}
	assert_true(rules_know_switch("NODE_OPTIONS"));
	assert_true(rules_know_switch("MY_INSECURE_SKIP_VERIFY"));
	assert_false(rules_know_switch("LOG_FORMAT"));
	assert_false(rules_know_switch("HOSTNAME"));
}

static void debug_may_be_handed_over_as_unset(void **state)
{
	struct variable variable = { .name = (char *)"DEBUG" };
	_cleanup_(freep) char *said = check_text(&variable, "production", "False"), *unset = NULL;

	(void)state;
	assert_string_equal(said, "debug-false-string:info");
	variable.text[TEXT_EMIT_FALSE] = (char *)"unset";
	unset = check_text(&variable, "production", "False");
	assert_string_equal(unset, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_switch_has_two_sides),
		cmocka_unit_test(every_row_has_an_example),
		cmocka_unit_test(environments_decide_the_severity),
		cmocka_unit_test(inherited_switches_are_seen),
		cmocka_unit_test(debug_may_be_handed_over_as_unset),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
