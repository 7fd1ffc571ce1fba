/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <stdlib.h>
#include <string.h>

#include "checked.h"
#include "crypto/jwt_alg.h"
#include "schema/rule_scope.h"
#include "schema/types.h"
#include "util/alloc.h"
#include "util/text.h"

static bool concerns(const char *rule, const char *name, const char *type)
{
	struct variable variable = { .name = text_copy(name), .type = value_type_find(type) };
	bool does;

	assert_non_null(rule_find(rule));
	assert_non_null(variable.type);
	does = rule_concerns(rule_find(rule), &variable);
	free(variable.name);
	return does;
}

static void rules_of_a_type_concern_its_kinds_only(void **state)
{
	(void)state;
	assert_true(concerns("jwt-key-too-short", "A", "jwt-hmac-key"));
	assert_false(concerns("jwt-key-too-short", "A", "secret"));
	assert_true(concerns("type-port", "A", "port"));
	assert_false(concerns("type-port", "A", "int"));
	assert_true(concerns("number-range", "A", "int"));
	assert_true(concerns("number-range", "A", "port"));
	assert_false(concerns("number-range", "A", "duration"));
	assert_true(concerns("db-url-tls", "A", "postgres-url"));
	assert_true(concerns("cert-expired", "A", "pem-chain"));
	assert_false(concerns("cert-expired", "A", "pem-private-key"));
}

static void rules_of_secrets_concern_secrets_only(void **state)
{
	(void)state;
	assert_true(concerns("secret-placeholder", "A", "secret"));
	assert_true(concerns("secret-placeholder", "API_TOKEN", "string"));
	assert_false(concerns("secret-placeholder", "PLAIN", "string"));
	assert_false(concerns("rotation-undefined", "PLAIN", "string"));
}

static void rules_of_names_concern_their_names_only(void **state)
{
	(void)state;
	assert_true(concerns("debug-enabled", "DEBUG", "string"));
	assert_true(concerns("debug-enabled", "app_debug", "string"));
	assert_false(concerns("debug-enabled", "BUG", "string"));
	assert_false(concerns("debug-enabled", "RUNNER_DEBUG", "string"));
	assert_true(concerns("url-http", "APP_URL", "url"));
	assert_false(concerns("url-http", "APP", "url"));
}

static void every_variable_is_looked_at_for_its_form(void **state)
{
	(void)state;
	assert_true(concerns("var-missing", "A", "string"));
	assert_true(concerns("value-not-utf8", "A", "pem-chain"));
}

static void what_is_fixed_or_about_the_run_concerns_no_variable(void **state)
{
	(void)state;
	assert_false(concerns("manifest-error", "A", "string"));
	assert_false(concerns("run-as-root", "A", "string"));
}

/* One that no scope knows and nothing calls would never be told of any variable. */
static void every_rule_concerns_some_variable_or_the_whole(void **state)
{
	static const char *const whole[] = { "memory-not-locked", "mode-unknown",
					     "run-as-root",       "var-unknown",
					     "vault-root-token",  "secret-zero-leak",
					     "framework-setting", "waiver-unused" };
	static const char *const names[] = {
		"DEBUG",
		"ENV",
		"SMTP_HOST",
		"DB_POOL_SIZE",
		"WEB_CONCURRENCY",
		"TIMEOUT",
		"API_TOKEN",
		"JWT_ALGORITHM",
		"LOG_FORMAT",
		"SQLALCHEMY_ECHO",
		"NODE_DEBUG",
		"A_TLS_VERIFY",
		"A_USE_TLS",
		"MIN_TLS",
		"A_COOKIE_SECURE",
		"FORCE_HTTPS",
		"SECURE_HSTS_SECONDS",
		"EMAIL_BACKEND",
		"DB_NAME",
		"AWS_ACCESS_KEY_ID",
		"IMAGE_TAG",
		"BIND",
		"PATH",
		"DJANGO_SETTINGS_MODULE",
		"REFRESH_TOKEN_EXPIRE",
		"AUTH_ENABLED",
	};

	(void)state;
	for (const struct rule *rule = rules; rule->id; rule++) {
		bool does = rule->fixed || rule->names || rule->check;

		for (size_t i = 0; i < ARRAY_LENGTH(whole); i++)
			does = does || text_equal(rule->id, whole[i]);
		for (size_t i = 0; i < ARRAY_LENGTH(names) && !does; i++) {
			for (const struct value_type *type = value_types; type->name && !does;
			     type++)
				does = concerns(rule->id, names[i], type->name);
		}
		if (!does)
			fail_msg("%s: src/schema/rule_scope.c has no row", rule->id);
	}
}

static void limits_are_what_the_section_says(void **state)
{
	_cleanup_(freep) char *said = rule_limit(rule_find("number-range"), "max = 9");
	_cleanup_(freep) char *unsaid = rule_limit(rule_find("password-too-short"), NULL);
	_cleanup_(freep) char *table = rule_limit(rule_find("jwt-key-too-short"), "alg = HS384");
	_cleanup_(freep) char *sizes =
		text_format("alg = HS384: %zu bytes for HS256, %zu for HS384, %zu for HS512",
			    jwt_alg_hmac_bytes("HS256"), jwt_alg_hmac_bytes("HS384"),
			    jwt_alg_hmac_bytes("HS512"));

	(void)state;
	assert_string_equal(said, "max = 9");
	assert_string_equal(unsaid, "12 characters");
	assert_string_equal(table, sizes);
	assert_null(rule_limit(rule_find("number-range"), NULL));
	assert_true(rule_limit_is_said(rule_find("number-range")));
	assert_false(rule_limit_is_said(rule_find("password-too-short")));
	assert_string_equal(rule_limit_keys(rule_find("number-range")), "min max");
}

/* Whether the rule speaks about the first length bytes of text. */
static bool refuses(const char *rule, struct variable *variable, const char *text, size_t length)
{
	_cleanup_(freep) char *value = text_slice(text, length);
	_cleanup_(freep) char *spoke = check_text(variable, "production", value);

	return strstr(spoke, rule) != NULL;
}

/* What explain names is just accepted, and one less is refused, whatever else the section says. */
static void the_limit_that_is_told_is_the_one_that_counts(void **state)
{
	static const char text[] =
		"k9Lq2Zr8WxB4nV7mT3c5Yh6Pj1Fd0GsRaEuKiOwQzXvCbNlMtHyJpUgDfSeA9x4B";
	static const struct {
		const char *rule, *type, *alg, *min_length;
		const char *before; /* the limit, in what is told */
	} rows[] = {
		{ "password-too-short", "password", NULL, NULL, "" },
		{ "password-too-short", "password", NULL, "8", "" },
		{ "password-too-short", "password", NULL, "30", "" },
		{ "jwt-key-too-short", "jwt-hmac-key", NULL, NULL, "" },
		{ "jwt-key-too-short", "jwt-hmac-key", "HS384", NULL, "HS256, " },
		{ "jwt-key-too-short", "jwt-hmac-key", "HS512", NULL, "HS384, " },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		struct variable variable = { .name = (char *)"X",
					     .type = value_type_find(rows[i].type) };
		const struct rule *rule = rule_find(rows[i].rule);
		_cleanup_(freep) char *limit = rule_limit(rule, NULL);
		size_t least =
			strtoul(strstr(limit, rows[i].before) + strlen(rows[i].before), NULL, 10);

		variable.text[TEXT_ALG] = (char *)rows[i].alg;
		variable.text[TEXT_MIN_LENGTH] = (char *)rows[i].min_length;
		assert_in_range(least, 8, strlen(text));
		/* min-length is told by length-range alone. */
		assert_false(rule_limit_keys(rule) && strstr(rule_limit_keys(rule), "min-length"));
		assert_false(refuses(rows[i].rule, &variable, text, least));
		assert_true(refuses(rows[i].rule, &variable, text, least - 1));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rules_of_a_type_concern_its_kinds_only),
		cmocka_unit_test(rules_of_secrets_concern_secrets_only),
		cmocka_unit_test(rules_of_names_concern_their_names_only),
		cmocka_unit_test(every_variable_is_looked_at_for_its_form),
		cmocka_unit_test(what_is_fixed_or_about_the_run_concerns_no_variable),
		cmocka_unit_test(every_rule_concerns_some_variable_or_the_whole),
		cmocka_unit_test(limits_are_what_the_section_says),
		cmocka_unit_test(the_limit_that_is_told_is_the_one_that_counts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
