/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "schema/name_types.h"
#include "schema/types.h"
#include "util/text.h"

struct row {
	const char *name;
	const char *type;
};

static void check_rows(const struct row *rows, char *const *names_of_presets)
{
	for (; rows->name; rows++) {
		const struct value_type *type = name_type(rows->name, names_of_presets);

		if (!text_equal(type->name, rows->type))
			fail_msg("%s: %s, expected %s", rows->name, type->name, rows->type);
	}
}

static void names_have_the_type_of_their_pattern(void **state)
{
	static const struct row rows[] = {
		{ "JWT_SECRET", "jwt-hmac-key" },
		{ "JWT_SECRET_KEY", "jwt-hmac-key" },
		{ "APP_JWT_SECRET", "jwt-hmac-key" },
		{ "APP_JWT_SECRET_KEY", "jwt-hmac-key" },
		{ "JWT_KEY", "jwt-hmac-key" },
		{ "JWT_SIGNING_KEY", "jwt-hmac-key" },
		{ "JWT_REFRESH_SECRET_2", "jwt-hmac-key" },
		{ "ENVIRONMENT", "environment" },
		{ "ENV", "environment" },
		{ "APP_ENV", "environment" },
		{ "DJANGO_ENV", "environment" },
		{ "LOG_LEVEL", "log-level" },
		{ "LOGLEVEL", "log-level" },
		{ "WORKER_LOG_LEVEL", "log-level" },
		{ "FLASK_DEBUG", "bool" },
		{ "DJANGO_DEBUG", "bool" },
		{ "APP_DEBUG", "bool" },
		{ "ENABLE_SIGNUP", "bool" },
		{ "PORT", "port" },
		{ "HTTP_PORT", "port" },
		{ "port", "port" },
		{ "REPORT", "string" },
		{ "TITLE", "string" },
		{ 0 },
	};

	(void)state;
	check_rows(rows, NULL);
}

static void presets_add_names_of_their_own(void **state)
{
	static const char *const all[] = {
		"production-checklist", "django", "fastapi", "flask", "node", NULL
	};
	static const struct row with[] = {
		{ "FRONTEND_URL", "https-url" },
		{ "DJANGO_LOG_LEVEL", "log-level" },
		{ "FRONTEND_HOST", "url" },
		{ "NEXTAUTH_URL", "url" },
		{ 0 },
	};
	static const struct row without[] = {
		{ "FRONTEND_URL", "string" },
		{ "FRONTEND_HOST", "string" },
		{ "NEXTAUTH_URL", "string" },
		{ 0 },
	};

	(void)state;
	check_rows(with, (char *const *)all);
	check_rows(without, NULL);
}

static void names_tell_secrets_by_words_and_endings(void **state)
{
	static const char *const secrets[] = {
		"APP_SECRET",        "SECRETS",        "DB_PASSWORD",
		"DB_PASSWD",         "SMTP_PASS",      "DB_PWD",
		"PASSPHRASE",        "API_TOKEN",      "MAIL_APIKEY",
		"AWS_CREDENTIAL",    "MY_CREDENTIALS", "CREDS_FOR_X",
		"PASSWORD_SALT",     "PEPPER",         "SENTRY_DSN",
		"PRIVATE_PART",      "STRIPE_KEY",     "KEY",
		"SLACK_WEBHOOK_URL", "WEBHOOK_URL",    "db_password",
	};
	static const char *const others[] = {
		"AWS_SECRET_KEY_ID",
		"JWT_PUBLIC_KEY",
		"SECRET_KEY_PREFIX",
		"SECRET_KEY_NAME",
		"KEYBOARD_KEY",
		"MONKEY_PATCH_PASS",
		"STRIPE_PUBLISHABLE_KEY",
		"RECAPTCHA_SITE_KEY",
		"OAUTH_TOKEN_URI",
		"OAUTH_TOKEN_URL",
		"TOKEN_EXPIRE_MINUTES",
		"TOKEN_LIFETIME",
		"TOKEN_TTL_SECONDS",
		"PASSWORD_RESET_URL",
		"PASS_THROUGH_X",
		"AWS_SECRET_NAME",
		"DB_PASSWORD_FILE",
		"COMPASS",
		"TOKENIZER",
		"BYPASS_CACHE",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(secrets); i++) {
		if (!name_is_sensitive(secrets[i]) ||
		    !text_equal(name_type(secrets[i], NULL)->name, "secret"))
			fail_msg("%s is not taken for a secret", secrets[i]);
	}
	for (size_t i = 0; i < ARRAY_LENGTH(others); i++) {
		if (name_is_sensitive(others[i]))
			fail_msg("%s is taken for a secret", others[i]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_have_the_type_of_their_pattern),
		cmocka_unit_test(presets_add_names_of_their_own),
		cmocka_unit_test(names_tell_secrets_by_words_and_endings),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
