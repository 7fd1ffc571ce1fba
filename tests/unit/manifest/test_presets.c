/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "manifest/presets.h"
#include "manifest/read.h"
#include "schema/sensitive.h"
#include "schema/types.h"
#include "util/alloc.h"
#include "util/buf.h"
#include "util/text.h"

struct row {
	const char *name;
	const char *type;
};

static char *const no_environment[] = { NULL };

/* A manifest with nothing but presets; what is wrong with them goes to report. */
static struct manifest *with_presets(const char *presets, const char *environment,
				     struct report *report)
{
	const struct manifest_request request = {
		.presets = presets,
		.environment = environment,
		.environ = no_environment,
		.offline = true,
	};

	return manifest_read(&request, report);
}

static const char *type_by_name(const struct manifest *manifest, const char *name)
{
	struct variable variable = { .name = text_copy(name) };
	const char *type;

	presets_apply(manifest, &variable);
	type = variable.type->name;
	variable_done(&variable);
	return type;
}

static void check_rows(const struct row *rows, const char *presets)
{
	struct report report = { 0 };
	struct manifest *manifest = with_presets(presets, NULL, &report);

	assert_int_equal(report.count, 0);
	for (; rows->name; rows++) {
		const char *type = type_by_name(manifest, rows->name);

		if (!text_equal(type, rows->type))
			fail_msg("%s: %s, expected %s", rows->name, type, rows->type);
	}
	report_done(&report);
	manifest_free(manifest);
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
		{ "JWT_SECRET_PREVIOUS", "jwt-hmac-key" },
		{ "JWT_SECRET_ROTATION_DAYS", "string" },
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
		{ "ENABLE_LOGIN_METHODS", "string" },
		{ "JWT_SECRET_LIFETIME", "string" },
		{ "JWT_SECRET_ARN", "string" },
		{ "MYSQL_RANDOM_ROOT_PASSWORD", "string" },
		{ "MYSQL_ROOT_PASSWORD", "password" },
		{ "PWD", "string" },
		{ "WEB_API_CORS_ALLOW_ORIGINS", "origin-list" },
		{ "DB_PWD", "password" },
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
	check_rows(with, "production-checklist, django, fastapi, flask, node");
	check_rows(without, NULL);
}

static void names_tell_secrets_by_words_and_endings(void **state)
{
	static const char *const secrets[] = {
		"APP_SECRET",         "SECRETS",
		"DB_PASSWORD",        "DB_PASSWD",
		"SMTP_PASS",          "DB_PWD",
		"PASSPHRASE",         "API_TOKEN",
		"MAIL_APIKEY",        "AWS_CREDENTIAL",
		"MY_CREDENTIALS",     "CREDS_FOR_X",
		"PASSWORD_SALT",      "PEPPER",
		"SENTRY_DSN",         "PRIVATE_PART",
		"STRIPE_KEY",         "KEY",
		"SLACK_WEBHOOK_URL",  "WEBHOOK_URL",
		"db_password",        "OPENSSL_KEY_V1",
		"SIGNING_KEY_2",      "APP_SECRETKEY_OVERWRITE",
		"VAULT_SECRET_ID",    "PAGERDUTY_ROUTING_KEY",
		"PRIVATEKEY",         "JWT_SECRET_LOGIN",
		"PASSWORD_HASH",      "SECRET_ID",
		"TIMEOUT_TOKEN",      "JWT_SECRET_OLD",
		"MAX_BOT_TOKEN",      "LENGTH_KEY",
		"COSMOS_PRIMARY_KEY", "SITE_SECRET",
		"AT_TOKEN",           "REGISTRY_PASSWORD",
		"SECURE_TOKEN",       "PROMPT_API_KEY",
		"S3_SECRET_KEY",      "SHOWCASE_TOKEN",
		"BUDGET_SECRET",      "SECRET_COOKIE",
		"ROTATION_SECRET",    "GCP_SECRET_ID",
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
		"PWD",
		"PASSWORD_MIN_LENGTH",
		"BCRYPT_SALT_ROUNDS",
		"TOKEN_EXPIRY",
		"DB_SECRET_ARN",
		"SECRETS_PATH",
		"AIRFLOW__SECRETS__BACKEND",
		"AUTH_TOKEN_PORT",
		"AUTH_TOKEN_PORT_80_TCP_ADDR",
		"RAILWAY_PRIVATE_DOMAIN",
		"DYNAMODB_SORT_KEY",
		"AMQP_ROUTING_KEY",
		"MARIADB_ALLOW_EMPTY_ROOT_PASSWORD",
		"CORS_ALLOW_CREDENTIALS",
		"PASSWORD_AUTHENTICATION",
		"JWT_TOKEN_LOCATION",
		"PRIVATE_IP",
		"SECRET_MANAGER_PROJECT",
		"refresh_token_expires_in",
		"PASSWORD_LOGIN_ENABLED",
		"CSRF_TOKEN_HEADER",
		"SECRETS_DIR",
		"PRIVATE_NETWORK",
		"REQUIRE_PASSWORD_CHANGE",
		"USE_SECRETS_MANAGER",
		"AWS_KMS_KEY",
		"CACHE_KEY",
		"REFRESH_TOKEN_COOKIE_SECURE",
		"JWT_ACCESS_TOKEN_COOKIE_SECURE",
		"REFRESH_TOKEN_COOKIE_SAME_SITE",
		"ENABLE_TOKEN_AUTH",
		"USE_SECRETS",
		"REQUIRE_API_KEY",
		"DISABLE_PASSWORD_LOGIN",
		"ALLOW_PASSWORD_RESET",
		"SHOW_PASSWORD",
		"MYSQL_ONETIME_PASSWORD",
		"MYSQL_ALLOW_EMPTY_PASSWORD",
		"PASSWORD_ENCODER",
		"PRIVATE_REGISTRY",
		"ANTHROPIC_TOKEN_BUDGET",
		"CLIENT_SECRET_EXPIRES_AT",
		"PASSWORD_PROMPT",
		"ROUTING_KEY",
		"FORGOT_PASSWORD_EMAIL",
		"PASSWORD_RESET_SALT_ROUNDS",
		"RESET_PASSWORD_SUBJECT",
		"AUTH_TOKEN_STORAGE_KEY",
		"DYNAMODB_RANGE_KEY",
		"OIDC_TOKEN_CACHE",
		"JWT_TOKEN_LEEWAY",
		"S3_KEY",
		"KMS_KEY",
		"REFRESH_TOKEN_ROTATION",
		"JWT_SECRET_ROTATION",
		"PASSWORD_REQUIRE_UPPERCASE",
		"PASSWORD_REQUIRES_DIGIT",
		"REFRESH_TOKEN_GRACE",
		"SESSION_TOKEN_COOKIE",
		"SECRET_SCANNING",
		"CREDENTIAL_SOURCE",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(secrets); i++) {
		if (!name_is_sensitive(secrets[i]))
			fail_msg("%s is not taken for a secret", secrets[i]);
	}
	for (size_t i = 0; i < ARRAY_LENGTH(others); i++) {
		if (name_is_sensitive(others[i]))
			fail_msg("%s is taken for a secret", others[i]);
	}
}

/* A manifest and a preset beside it, in a directory of their own. */
struct pair {
	char directory[32];
	char *manifest_path, *preset_path;
	struct report report;
	struct manifest *manifest;
};

static void write_text(const char *path, const char *text)
{
	FILE *file = fopen(path, "we");

	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
	assert_int_equal(chmod(path, 0644), 0);
}

static void read_pair(struct pair *pair, const char *manifest, const char *preset)
{
	struct manifest_request request = { .environ = no_environment, .offline = true };

	*pair = (struct pair){ .directory = "/tmp/presets.XXXXXX" };
	assert_non_null(mkdtemp(pair->directory));
	pair->manifest_path = text_format("%s/keystrap.ini", pair->directory);
	pair->preset_path = text_format("%s/own.ini", pair->directory);
	write_text(pair->manifest_path, manifest);
	write_text(pair->preset_path, preset);
	request.path = pair->manifest_path;
	pair->manifest = manifest_read(&request, &pair->report);
}

static void pair_done(struct pair *pair)
{
	report_done(&pair->report);
	manifest_free(pair->manifest);
	unlink(pair->manifest_path);
	unlink(pair->preset_path);
	rmdir(pair->directory);
	free(pair->manifest_path);
	free(pair->preset_path);
}

static const struct variable *variable_of(const struct pair *pair, const char *name)
{
	const struct variable *variable = manifest_find_variable(pair->manifest, name);

	assert_non_null(variable);
	return variable;
}

#define HEAD "[keystrap]\npresets = own.ini\n"

static void a_preset_fills_in_what_a_variable_does_not_say(void **state)
{
	struct pair pair;

	(void)state;
	read_pair(
		&pair, HEAD "[SIZE]\nmax = 5\n[OTHER_SIZE]\n[TIME]\ntype = duration\n",
		"[preset]\nsummary = ours\n[SIZE]\ntype = int\nmin = 1\nmax = 9\n"
		"[*_SIZE]\ntype = uint\nmax = 7\npattern = [0-9]\n[TIME]\ntype = int\nmin = 3s\n");
	assert_int_equal(pair.report.count, 0);
	assert_string_equal(variable_of(&pair, "SIZE")->type->name, "int");
	assert_string_equal(variable_of(&pair, "SIZE")->type_by, "own.ini");
	assert_string_equal(variable_of(&pair, "SIZE")->text[TEXT_MIN], "1");
	assert_string_equal(variable_of(&pair, "SIZE")->text[TEXT_MAX], "5");
	assert_string_equal(variable_of(&pair, "OTHER_SIZE")->text[TEXT_MAX], "7");
	assert_non_null(variable_of(&pair, "OTHER_SIZE")->pattern);
	assert_null(variable_of(&pair, "TIME")->type_by);
	assert_string_equal(variable_of(&pair, "TIME")->type->name, "duration");
	pair_done(&pair);
}

static void a_preset_of_ones_own_counts_before_a_built_in(void **state)
{
	struct pair pair;

	(void)state;
	read_pair(&pair, "[keystrap]\npresets = production-checklist, own.ini\n[WORKERS]\n",
		  "[preset]\nsummary = ours\n"
		  "[WORKERS *_WORKERS]\noverride = yes\nmax = 64\n");
	assert_int_equal(pair.report.count, 0);
	assert_string_equal(variable_of(&pair, "WORKERS")->text[TEXT_MAX], "64");
	assert_string_equal(variable_of(&pair, "WORKERS")->text[TEXT_MIN], "1");
	pair_done(&pair);
}

static void keys_of_providers_may_be_short(void **state)
{
	struct pair pair;

	(void)state;
	read_pair(&pair, "[QUOTES_API_KEY]\n[INTERNAL_API_KEY]\n[API_KEY]\n",
		  "[preset]\nsummary = ours\n");
	assert_string_equal(variable_of(&pair, "QUOTES_API_KEY")->text[TEXT_MIN_ENTROPY_BITS],
			    "80");
	assert_string_equal(variable_of(&pair, "INTERNAL_API_KEY")->text[TEXT_MIN_ENTROPY_BITS],
			    "128");
	assert_string_equal(variable_of(&pair, "API_KEY")->text[TEXT_MIN_ENTROPY_BITS], "128");
	pair_done(&pair);
}

static void the_more_exact_section_counts(void **state)
{
	struct pair pair;

	(void)state;
	read_pair(&pair, HEAD "[APP_SECRET]\n[APP_X]\n[B_TOKEN]\n",
		  "[*]\nowner = all\n[APP_*]\nowner = app\n[APP_SECRET]\nowner = exact\n"
		  "[type token]\nowner = type\ndocs = type\n[sensitive]\ndocs = sensitive\n"
		  "[B_TOKEN]\ntype = token\n");
	assert_int_equal(pair.report.count, 0);
	assert_string_equal(variable_of(&pair, "APP_SECRET")->text[TEXT_OWNER], "exact");
	assert_string_equal(variable_of(&pair, "APP_SECRET")->text[TEXT_DOCS], "sensitive");
	assert_string_equal(variable_of(&pair, "APP_X")->text[TEXT_OWNER], "app");
	assert_null(variable_of(&pair, "APP_X")->text[TEXT_DOCS]);
	assert_string_equal(variable_of(&pair, "B_TOKEN")->text[TEXT_OWNER], "all");
	assert_string_equal(variable_of(&pair, "B_TOKEN")->text[TEXT_DOCS], "type");
	pair_done(&pair);
}

static void a_preset_may_ask_for_a_variable(void **state)
{
	struct pair pair;

	(void)state;
	read_pair(&pair, HEAD "[B]\nrequired = no\n",
		  "[A]\nrequired-in = production\n[B]\nrequired = yes\n[C]\ntype = int\n"
		  "[D]\nrecommended = yes\n[E_*]\nrequired = yes\n");
	assert_int_equal(pair.report.count, 0);
	assert_string_equal(variable_of(&pair, "A")->implied_by, "own.ini");
	assert_non_null(variable_of(&pair, "A")->list[LIST_REQUIRED_IN]);
	assert_int_equal(variable_of(&pair, "B")->required, PRESENCE_OPTIONAL);
	assert_string_equal(variable_of(&pair, "D")->implied_by, "own.ini");
	assert_int_equal(pair.manifest->variables_count, 3);
	pair_done(&pair);
}

/* Each preset is wrong in one way; the place is the preset's. */
static void what_is_wrong_with_a_preset_is_told(void **state)
{
	static const struct {
		const char *preset, *message;
		unsigned line;
	} rows[] = {
		{ "[A]\nfrom = v:a#b\n", "no place in a preset", 2 },
		{ "[A]\ndefault = x\n", "no place in a preset", 2 },
		{ "[A]\nseverity.var-missing = info\n", "no place in a preset", 2 },
		{ "[source x]\ntype = age\n", "", 1 },
		{ "[A-B]\ntype = int\n", "this section has no place", 1 },
		{ "[type nothing]\nmin = 1\n", "there is no type nothing", 1 },
		{ "[senstive]\nrotate-every = 90d\n", "this section has no place", 1 },
		{ "[ruls]\nvar-missing = off\n", "this section has no place", 1 },
		{ "[A]\ntype = inn\n", "type: unknown type inn", 2 },
		{ "[rules]\nvar-mising = off\n", "there is no such rule", 2 },
		{ "[rules]\nmanifest-error = off\n", "cannot be changed", 2 },
		{ "[rules]\nvar-missing = offf\n", "\"offf\" is neither", 2 },
		{ "[rules]\nvar-missing = error@prodution\n", "\"prodution\" is neither", 2 },
		{ "[keystrap]\nenvironment = test\n", "no place in a preset", 2 },
		{ "[preset]\nsumary = ours\n", "unknown key in [preset]", 2 },
		{ "; nothing\n", "this preset says nothing", 0 },
		{ "[WORKERS\ntype = int\n", "the section's name has no closing", 1 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		struct pair pair;

		read_pair(&pair, HEAD "[X]\n", rows[i].preset);
		if (pair.report.count == 0 ||
		    !strstr(pair.report.findings[0].message, rows[i].message) ||
		    pair.report.findings[0].place.line != rows[i].line)
			print_error("%s: %s\n", rows[i].preset,
				    pair.report.count ? pair.report.findings[0].message : "");
		assert_true(pair.report.count > 0);
		assert_non_null(strstr(pair.report.findings[0].message, rows[i].message));
		assert_int_equal(pair.report.findings[0].place.line, rows[i].line);
		assert_string_equal(pair.report.findings[0].place.file, pair.preset_path);
		pair_done(&pair);
	}
}

static void presets_that_contradict_each_other_are_an_error(void **state)
{
	static const struct {
		const char *own, *preset;
		const char *about; /* NULL: they agree */
	} rows[] = {
		{ "", "[RAILS_MASTER_KEY]\ntype = int\n", "type of [RAILS_MASTER_KEY]" },
		{ "", "[MINE *_OURS RAILS_MASTER_KEY]\ntype = int\n",
		  "type of [RAILS_MASTER_KEY]" },
		{ "", "[RAILS_MASTER_KEY]\noverride = yes\ntype = int\n", NULL },
		{ "[RAILS_MASTER_KEY]\ntype = string\n", "[RAILS_MASTER_KEY]\ntype = int\n", NULL },
		{ "", "[RAILS_MASTER_KEY]\ntype = secret\n", NULL },
		{ "", "[RAILS_MASTER_KEY]\ntype = rails-master-key\n", NULL },
		{ "", "[rules]\nenc-key-legacy = off\n", "enc-key-legacy of [rules]" },
		{ "", "[rules]\nenc-key-legacy = warning\n", NULL },
		{ "", "[rules]\nenc-key-legacy = error\n", NULL },
		{ "", "[rules]\nenc-key-legacy = error warning@dev\n", NULL },
		{ "[rules]\nenc-key-legacy = off\n", "[rules]\nenc-key-legacy = error\n", NULL },
		{ "", "[keystrap]\nwaivers = yes\n", "about waivers" },
		{ "", "[keystrap]\nwaivers = no\n", NULL },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		_cleanup_(freep) char *manifest = text_format(
			"[keystrap]\npresets = rails, strict, own.ini\n[X]\n%s", rows[i].own);
		struct pair pair;

		read_pair(&pair, manifest, rows[i].preset);
		if ((pair.report.count == 1) != (rows[i].about != NULL))
			print_error("row %zu: %zu findings\n", i, pair.report.count);
		assert_int_equal(pair.report.count, rows[i].about ? 1 : 0);
		if (rows[i].about)
			assert_non_null(strstr(pair.report.findings[0].message, rows[i].about));
		pair_done(&pair);
	}
}

static void of_two_presets_the_sterner_severity_counts(void **state)
{
	static const struct {
		const char *own, *preset;
		enum severity severity;
	} rows[] = {
		{ "", "[rules]\nenc-key-legacy = warning\n", SEVERITY_ERROR },
		{ "", "[rules]\nhsts = info\n", SEVERITY_INFO },
		{ "[rules]\nenc-key-legacy = info\n", "[rules]\nenc-key-legacy = error\n",
		  SEVERITY_INFO },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		for (int order = 0; order < 2; order++) {
			_cleanup_(freep) char *manifest = text_format(
				"[keystrap]\npresets = %s\n[X]\n%s",
				order ? "own.ini, strict" : "strict, own.ini", rows[i].own);
			enum severity severity = SEVERITY_OFF;
			struct pair pair;

			read_pair(&pair, manifest, rows[i].preset);
			assert_int_equal(pair.report.count, 0);
			assert_true(manifest_severity(&severity, pair.manifest, NULL,
						      i == 1 ? "hsts" : "enc-key-legacy"));
			assert_int_equal(severity, rows[i].severity);
			pair_done(&pair);
		}
	}
}

static void what_the_manifest_says_of_waivers_counts_before_its_presets(void **state)
{
	struct pair pair;

	(void)state;
	read_pair(&pair, "[keystrap]\npresets = strict, own.ini\nwaivers = yes\n[X]\n",
		  "[keystrap]\nwaivers = yes\n");
	assert_int_equal(pair.report.count, 0);
	assert_string_equal(pair.manifest->waivers, "yes");
	pair_done(&pair);
}

static void all_built_in_presets_go_together(void **state)
{
	struct buf all = { 0 };

	(void)state;
	for (const char *const *name = preset_names(); *name; name++)
		buf_format(&all, "%s ", *name);
	for (int class = 0; class < ENVIRONMENT_CLASSES; class ++) {
		struct report report = { 0 };
		struct manifest *manifest =
			with_presets(buf_text(&all), environment_class_names[class], &report);

		for (size_t i = 0; i < report.count; i++)
			print_error("%s:%u: %s\n", report.findings[i].place.file,
				    report.findings[i].place.line, report.findings[i].message);
		assert_int_equal(report.count, 0);
		report_done(&report);
		manifest_free(manifest);
	}
	buf_done(&all);
	for (const struct preset *preset = preset_list(); preset->name; preset++)
		assert_true(preset->summary[0]);
}

static void severities_are_chosen_by_environment(void **state)
{
	static const struct {
		const char *value, *environment;
		int severity; /* -1: none is said */
	} rows[] = {
		{ "error@production,staging warn@*", "production", SEVERITY_ERROR },
		{ "error@production,staging warn@*", "prod", SEVERITY_ERROR },
		{ "error@production,staging warn@*", "stage", SEVERITY_ERROR },
		{ "error@production,staging warn@*", "test", SEVERITY_WARNING },
		{ "off", "test", SEVERITY_OFF },
		{ "info@test", "production", -1 },
		{ "warning@blue error@production", "production", SEVERITY_ERROR },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		_cleanup_(freep) char *manifest =
			text_format("[keystrap]\nenvironment = %s\n[rules]\nlog-level = %s\n[X]\n",
				    rows[i].environment, rows[i].value);
		enum severity severity;
		struct pair pair;
		bool said;

		read_pair(&pair, manifest, "");
		assert_int_equal(pair.report.count, 0);
		said = manifest_severity(&severity, pair.manifest, NULL, "log-level");
		assert_int_equal(said ? (int)severity : -1, rows[i].severity);
		pair_done(&pair);
	}
}

static void the_most_exact_of_many_sections_counts(void **state)
{
	_cleanup_(buf_done) struct buf preset = { 0 };
	struct pair pair;

	(void)state;
	buf_add_text(&preset, "[preset]\nsummary = ours\n");
	for (size_t i = 0; i < 200; i++)
		buf_format(&preset, "[*S*I%.*s]\ntype = string\n", (int)i % 100 + 1,
			   i < 100 ? "****************************************************"
				     "************************************************"
				   : "?***************************************************"
				     "************************************************");
	buf_add_text(&preset, "[POOL_SIZE]\ntype = int\nmax = 7\n");
	read_pair(&pair, HEAD "[POOL_SIZE]\n", buf_text(&preset));
	assert_int_equal(pair.report.count, 0);
	assert_string_equal(variable_of(&pair, "POOL_SIZE")->type->name, "int");
	assert_string_equal(variable_of(&pair, "POOL_SIZE")->text[TEXT_MAX], "7");
	pair_done(&pair);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_have_the_type_of_their_pattern),
		cmocka_unit_test(presets_add_names_of_their_own),
		cmocka_unit_test(a_preset_fills_in_what_a_variable_does_not_say),
		cmocka_unit_test(a_preset_of_ones_own_counts_before_a_built_in),
		cmocka_unit_test(keys_of_providers_may_be_short),
		cmocka_unit_test(the_more_exact_section_counts),
		cmocka_unit_test(a_preset_may_ask_for_a_variable),
		cmocka_unit_test(what_is_wrong_with_a_preset_is_told),
		cmocka_unit_test(presets_that_contradict_each_other_are_an_error),
		cmocka_unit_test(of_two_presets_the_sterner_severity_counts),
		cmocka_unit_test(what_the_manifest_says_of_waivers_counts_before_its_presets),
		cmocka_unit_test(all_built_in_presets_go_together),
		cmocka_unit_test(severities_are_chosen_by_environment),
		cmocka_unit_test(names_tell_secrets_by_words_and_endings),
		cmocka_unit_test(the_most_exact_of_many_sections_counts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
