/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "schema/checked.h"
#include "schema/families.h"

struct row {
	const char *type, *text, *rules;
};

/* What is said of a password is tested with the rules of passwords. */
static char *judged(struct variable variable, const char *type, const char *environment,
		    const char *text)
{
	char *rules;

	if (!variable.name)
		variable.name = (char *)"V";
	variable.type = value_type_find(type);
	variable.text[TEXT_SENSITIVE] = (char *)"no";
	assert_non_null(variable.type);
	rules = check_text(&variable, environment, text);
	leave_out_rules(rules, "password-");
	leave_out_rules(rules, "secret-");
	return rules;
}

static void expect(const struct row *rows, size_t count, struct variable variable,
		   const char *environment)
{
	for (size_t i = 0; i < count; i++) {
		_cleanup_(freep) char *rules =
			judged(variable, rows[i].type, environment, rows[i].text);

		if (strcmp(rules, rows[i].rules) != 0)
			print_error("%s '%s'\n", rows[i].type, rows[i].text);
		assert_string_equal(rules, rows[i].rules);
	}
}

static const struct variable any = { 0 };

static void urls_are_absolute(void **state)
{
#define NO "type-url:error"
	static const struct row rows[] = {
		{ "url", "https://api.acme.io/v1?x=1#f", "" },
		{ "url", "https://[2a01:4f8::1]:8443/", "" },
		{ "url", "https://my_service:8443/", "" },
		{ "url", "s3://bucket_1/key", "" },
		{ "url", "http://h", "" },
		{ "url", "http://h:65535", "" },
		{ "url", "http://h:65536", NO },
		{ "url", "http://h:99999", NO },
		{ "url", "http://h:0", NO },
		{ "url", "htps:/x", NO },
		{ "url", "//host", NO },
		{ "url", "http://", NO },
		{ "url", "https://...", NO },
		{ "url", "https://a..b", NO },
		{ "url", "https://256.1.1.1/", NO },
		{ "url", "https://-a.io/", NO },
		{ "url", "http://h/a b", NO },
		{ "url", "http://h/%4", NO },
		{ "url", "http://<host>/", NO },
		{ "url", "https://u:p@api.acme.io", "url-credentials:error" },
		{ "url", "https://u@api.acme.io", "url-credentials:error" },
	};

	(void)state;
	expect(rows, ARRAY_LENGTH(rows), any, "production");
}

static void keys_of_urls_are_obeyed(void **state)
{
	char *schemes[] = { (char *)"https", (char *)"wss", NULL };
	const struct variable narrowed = { .list[LIST_SCHEMES] = schemes };
	const struct variable https = { .text[TEXT_HTTPS_ONLY] = (char *)"yes" };
	const struct variable login = { .text[TEXT_ALLOW_CREDENTIALS] = (char *)"yes" };
	static const struct row some[] = {
		{ "url", "https://a.io", "" },
		{ "url", "wss://a.io", "" },
		{ "url", "ftp://a.io", NO },
		{ "url", "http://a.io", NO },
	};
	static const struct row only[] = {
		{ "url", "https://a.io", "" },
		{ "url", "http://a.io", NO },
	};
	static const struct row logins[] = {
		{ "url", "https://u:kG7xQ2vLp9TzR4mWn8HsYb3c@a.io", "" },
		{ "https-url", "https://u:kG7xQ2vLp9TzR4mWn8HsYb3c@a.io", "" },
	};
	static const struct row outside[] = {
		{ "url", "https://u:kG7xQ2vLp9TzR4mWn8HsYb3c@a.io", "url-credentials:warning" },
	};

	(void)state;
	expect(some, ARRAY_LENGTH(some), narrowed, "production");
	expect(only, ARRAY_LENGTH(only), https, "production");
	expect(logins, ARRAY_LENGTH(logins), login, "production");
	expect(outside, ARRAY_LENGTH(outside), any, "development");
}

static void web_urls_are_encrypted_and_public(void **state)
{
	const struct variable frontend = { .name = (char *)"FRONTEND_URL" };
	const struct variable by_name = { .name = (char *)"FRONTEND_URL", .type_by = "" };
	const struct variable host = { .name = (char *)"FRONTEND", .type_by = "" };
	const struct variable agent = { .name = (char *)"OTEL_EXPORTER_OTLP_ENDPOINT" };
	static const struct row rows[] = {
		{ "url", "https://a.io", "" },
		{ "url", "http://a.io", "url-http:error" },
		{ "url", "ws://a.io", "url-http:error" },
		{ "url", "http://apm:8200", "url-http:warning" },
		{ "url", "http://www.w3.org/1999/xhtml", "" },
		{ "string", "http://schemas.microsoft.com/ws/2008/06/identity/claims/role", "" },
		{ "url", "http://www.w3.org.a.io/1999/xhtml", "url-http:error" },
		{ "url", "http://10.0.0.1:8200", "url-http:error" },
		{ "url", "http://169.254.170.2/v3/x", "" },
		{ "url", "http://apm.default.svc:8200", "url-http:warning" },
		{ "url", "http://apm.internal:8200", "url-http:warning" },
		{ "url", "http://apm.local:8200", "url-http:warning" },
		{ "url", "http://localhost:8200", "url-localhost:error" },
		{ "url", "https://127.0.0.1", "url-localhost:error" },
		{ "url", "https://[::1]", "url-localhost:error" },
		{ "url", "https://0.0.0.0:3000", "url-localhost:error" },
		{ "url", "https://app.localhost", "url-localhost:error" },
		{ "url", "https://host.docker.internal", "url-localhost:error" },
		{ "string", "http://a.io", "url-http:error" },
		{ "string", "anything", "" },
		{ "redis-url", "rediss://:kG7xQ2vLp9TzR4mWn8HsYb3c@r.acme.io", "" },
		{ "https-url", "http://a.io", "url-http:error type-https-url:error" },
		{ "https-url", "ftp://a.io", "type-https-url:error" },
	};
	static const struct row named[] = {
		{ "https-url", "http://a.io", "url-http:error" },
		{ "https-url", "https://localhost", "url-localhost:error" },
		{ "https-url", "ftp://a.io", "type-https-url:error" },
		{ "https-url", "https://a.io", "" },
	};
	static const struct row staging[] = {
		{ "url", "http://a.io", "url-http:warning" },
		{ "url", "https://localhost", "url-localhost:warning" },
	};
	static const struct row development[] = {
		{ "https-url", "http://localhost:3000", "" },
		{ "url", "http://a.io", "" },
	};
	static const struct row beside[] = { { "url", "http://localhost:4317", "" } };
	const struct variable health = { .name = (char *)"HEALTHCHECK_URL" };
	const struct variable proxy = { .name = (char *)"CORP_PROXY_URL" };
	static const struct row through[] = { { "url", "http://proxy.acme.io:3128", "" } };

	(void)state;
	expect(rows, ARRAY_LENGTH(rows), frontend, "production");
	expect(named, ARRAY_LENGTH(named), by_name, "production");
	expect(named, ARRAY_LENGTH(named), host, "production");
	expect(staging, ARRAY_LENGTH(staging), frontend, "staging");
	expect(development, ARRAY_LENGTH(development), by_name, "development");
	expect(beside, ARRAY_LENGTH(beside), agent, "production");
	expect(beside, ARRAY_LENGTH(beside), health, "production");
	expect(through, ARRAY_LENGTH(through), proxy, "production");
}

static void domains_of_examples_are_refused(void **state)
{
#define PLACEHOLDER "placeholder-domain:error"
	const struct variable endpoint = { .name = (char *)"API_ENDPOINT" };
	static const struct row rows[] = {
		{ "url", "https://yourdomain.com", PLACEHOLDER },
		{ "https-url", "https://api.example.com/v1", PLACEHOLDER },
		{ "origin", "https://yourdomain.com", PLACEHOLDER },
		{ "origin-list", "https://a.io,https://your-domain.io", PLACEHOLDER },
		{ "origin-list", "[\"https://mydomain.io\"]", PLACEHOLDER },
		{ "host", "api.foo.com", PLACEHOLDER },
		{ "host-list", "a.io,.example.org", PLACEHOLDER },
		{ "host-port", "db.example.com:5432", PLACEHOLDER },
		{ "url", "https://acme.com", "placeholder-domain:warning" },
		{ "postgres-url", "postgresql://u:p@db.example.com/d?sslmode=require",
		  "placeholder-domain:error db-url-placeholder:warning db-url-tls:info" },
		{ "url", "https://acme.io/yourdomain.com", "" },
		{ "url", "https://a.io/?next=https://example.com", "" },
		{ "string", "https://example.com", "" },
	};
	static const struct row named[] = {
		{ "string", "https://example.com", PLACEHOLDER },
		{ "string", "example.com", "" },
	};
	static const struct variable from = { .name = (char *)"DEFAULT_FROM_EMAIL" };
	static const struct row mail[] = {
		{ "string", "noreply@example.com", PLACEHOLDER },
		{ "string", "Acme Trading <desk@yourdomain.com>", PLACEHOLDER },
		{ "string", "Example Ltd <desk@acme.io>", "" },
		{ "string", "example.com", "" },
	};
	static const struct row development[] = {
		{ "url", "https://example.com", "" },
		{ "url", "https://acme.com", "" },
	};

	(void)state;
	expect(rows, ARRAY_LENGTH(rows), any, "production");
	expect(named, ARRAY_LENGTH(named), endpoint, "production");
	expect(mail, ARRAY_LENGTH(mail), from, "production");
	expect(development, ARRAY_LENGTH(development), any, "development");
}

static void origins_are_listed_one_by_one(void **state)
{
#define ORIGIN "origin-invalid:error"
	static const struct row rows[] = {
		{ "origin", "https://app.acme-trading.io", "" },
		{ "origin", "https://app.acme.io:8443", "" },
		{ "origin", "https://app.acme.io/", ORIGIN },
		{ "origin", "https://app.acme.io/path", ORIGIN },
		{ "origin", "https://App.acme.io", ORIGIN },
		{ "origin", "app.acme.io", ORIGIN },
		{ "origin", "https://app.acme.io:443", "origin-invalid:warning" },
		{ "origin", "*", "origin-wildcard:error" },
		{ "origin", "https://*.acme.io", "origin-wildcard:error" },
		{ "origin", "null", "origin-null:error" },
		{ "origin", "http://app.acme.io", "origin-http:error" },
		{ "origin", "http://localhost:3000", "origin-localhost:error" },
		{ "origin-list", "https://a.acme.io,https://b.acme.io", "" },
		{ "origin-list", "https://a.acme.io https://b.acme.io", "" },
		{ "origin-list", "[\"https://a.acme.io\",\"https://b.acme.io\"]", "" },
		{ "origin-list", "https://a.acme.io,*", "origin-wildcard:error" },
		{ "origin-list", "https://a.acme.io,b.acme.io", ORIGIN },
		{ "origin-list", "https://a.acme.io,,https://b.acme.io", ORIGIN },
		{ "origin-list", "https://a.acme.io,", ORIGIN },
		{ "origin-list", "[]", ORIGIN },
		{ "origin-list", "https://a.acme.io,https://a.acme.io", "origin-invalid:warning" },
		{ "origin-list", "http://a.acme.io,http://localhost",
		  "origin-http:error origin-localhost:error" },
	};
	static const struct row staging[] = {
		{ "origin", "*", "origin-wildcard:warning" },
		{ "origin", "null", "origin-null:warning" },
		{ "origin", "http://a.acme.io", "origin-http:warning" },
		{ "origin", "http://localhost", "origin-localhost:warning" },
		{ "origin", "https://a.acme.io/", ORIGIN },
	};
	static const struct row development[] = {
		{ "origin-list", "*", "" },
		{ "origin-list", "http://localhost:3000,http://127.0.0.1:5173", "" },
		{ "origin-list", "https://a.acme.io/", ORIGIN },
	};
	const struct variable semicolons = { .text[TEXT_SEPARATOR] = (char *)";" };
	static const struct row separated[] = {
		{ "origin-list", "https://a.acme.io;https://b.acme.io", "" },
		{ "origin-list", "https://a.acme.io,https://b.acme.io", ORIGIN },
	};

	(void)state;
	expect(rows, ARRAY_LENGTH(rows), any, "production");
	expect(staging, ARRAY_LENGTH(staging), any, "staging");
	expect(development, ARRAY_LENGTH(development), any, "development");
	expect(separated, ARRAY_LENGTH(separated), semicolons, "production");
}

static void hosts_are_names_or_addresses(void **state)
{
	const struct variable loose = { .text[TEXT_UNDERSCORE] = (char *)"allow" };
	static const struct row rows[] = {
		{ "host", "db.internal", "" },
		{ "host", "db.internal.", "" },
		{ "host", "10.0.0.1", "" },
		{ "host", "::1", "" },
		{ "host", "[2a01:4f8::1]", "" },
		{ "host", "db_1.internal", "type-host:error" },
		{ "host", "a b", "type-host:error" },
		{ "host", "https://a.io", "type-host:error" },
		{ "host", "a.io:443", "type-host:error" },
		{ "host", "a.io/x", "type-host:error" },
		{ "host", "256.1.1.1", "type-host:error" },
		{ "host-port", "db.internal:5432", "" },
		{ "host-port", "[::1]:5432", "" },
		{ "host-port", "db.internal", "type-host-port:error" },
		{ "host-port", "db.internal:0", "type-host-port:error" },
		{ "host-port", "db_1.internal:1", "type-host-port:error" },
		{ "host-list", "app.acme.io,.acme.net", "" },
		{ "host-list", "app.acme.io, 10.0.0.1 [::1]", "" },
		{ "host-list", "[\"app.acme.io\"]", "" },
		{ "host-list", "", "hosts-wildcard:error" },
		{ "host", "", "" },
		{ "host-list", "*", "hosts-wildcard:error" },
		{ "host-list", "app.acme.io,*", "hosts-wildcard:error" },
		{ "host-list", "*.acme.io", "hosts-wildcard:error" },
		{ "host-list", ".", "type-host-list:error" },
		{ "host-list", "..a", "type-host-list:error" },
		{ "host-list", "[]", "type-host-list:error" },
		{ "host-list", "a.io,", "type-host-list:error" },
		{ "host-list", "db_1.internal", "type-host-list:error" },
		{ "host-list", "https://a.io", "type-host-list:error" },
	};
	static const struct row underscored[] = {
		{ "host", "db_1.internal", "type-host:warning" },
		{ "host-port", "db_1.internal:1", "type-host-port:warning" },
		{ "host-list", "db_1.internal,a.internal", "type-host-list:warning" },
		{ "host-list", "a.internal", "" },
	};
	static const struct row development[] = { { "host-list", "*", "" },
						  { "host-list", "", "" } };

	(void)state;
	expect(rows, ARRAY_LENGTH(rows), any, "production");
	expect(underscored, ARRAY_LENGTH(underscored), loose, "production");
	expect(development, ARRAY_LENGTH(development), any, "development");
}

static void dsns_of_sentry_are_whole(void **state)
{
#define KEY   "3f2a1b9c8d7e6f5a4b3c2d1e0f9a8b7c"
#define NODSN "type-sentry-dsn:error"
	static const struct row rows[] = {
		{ "sentry-dsn", "https://" KEY "@o450.ingest.sentry.io/4507", "" },
		{ "sentry-dsn", "https://" KEY "@sentry.acme.io/prefix/42", "" },
		{ "sentry-dsn", "https://" KEY ":" KEY "@o450.ingest.sentry.io/4507",
		  "type-sentry-dsn:warning" },
		{ "sentry-dsn", "https://" KEY ":short@o450.ingest.sentry.io/4507", NODSN },
		{ "sentry-dsn", "https://...", NODSN },
		{ "sentry-dsn", "http://" KEY "@o450.ingest.sentry.io/4507", NODSN },
		{ "sentry-dsn", "https://o450.ingest.sentry.io/4507", NODSN },
		{ "sentry-dsn", "https://" KEY "0@o450.ingest.sentry.io/4507", NODSN },
		{ "sentry-dsn", "https://xyz@o450.ingest.sentry.io/4507", NODSN },
		{ "sentry-dsn", "https://" KEY "@o450.ingest.sentry.io/", NODSN },
		{ "sentry-dsn", "https://" KEY "@o450.ingest.sentry.io", NODSN },
		{ "sentry-dsn", "https://" KEY "@o450.ingest.sentry.io/abc", NODSN },
		{ "sentry-dsn", "https://" KEY "@o450.ingest.sentry.io/4507/", NODSN },
		{ "sentry-dsn", "https://examplePublicKey@o0.ingest.sentry.io/0",
		  "api-key-example:error " NODSN },
		{ "sentry-dsn",
		  "https://00000000000000000000000000000000@o450.ingest.sentry.io/4507",
		  "api-key-example:error" },
		{ "sentry-dsn", "https://" KEY "@sentry.example.com/4507", PLACEHOLDER },
	};

	(void)state;
	expect(rows, ARRAY_LENGTH(rows), any, "production");
}

static void webhooks_of_slack_are_whole(void **state)
{
#define HOOK   "https://hooks.slack.com/services/T024BE7LD/B01ABCDEFGH/"
#define NOHOOK "type-slack-webhook:error"
#define SAMPLE "api-key-example:error"
	static const struct row rows[] = {
		{ "slack-webhook", HOOK "a1B2c3D4e5F6g7H8i9J0k1L2", "" },
		{ "slack-webhook", HOOK "a1B2c3D4e5F6g7H8i9J0k1L", "" },
		{ "slack-webhook", HOOK "a1B2c3D4e5F6g7H8i9J0k1L2m", "" },
		{ "slack-webhook", HOOK "a1B2c3D4e5F6g7H8i9J0k1", NOHOOK },
		{ "slack-webhook", HOOK "a1B2c3D4e5F6g7H8i9J0k1L2mN", NOHOOK },
		{ "slack-webhook", HOOK "a1B2c3D4e5F6g7H8i9J0k1L-", NOHOOK },
		{ "slack-webhook", HOOK, NOHOOK },
		{ "slack-webhook", HOOK "a1B2c3D4e5F6g7H8i9J0k1L2/x", NOHOOK },
		{ "slack-webhook", HOOK "a1B2c3D4e5F6g7H8i9J0k1L2?x", NOHOOK },
		{ "slack-webhook",
		  "https://hooks.slack.com/services/X024BE7LD/B01ABCDEFGH/a1B2c3D4e5F6g7H8i9J0k1L2",
		  NOHOOK },
		{ "slack-webhook",
		  "http://hooks.slack.com/services/T024BE7LD/B01ABCDEFGH/a1B2c3D4e5F6g7H8i9J0k1L2",
		  NOHOOK },
		{ "slack-webhook",
		  "https://hooks.slack.com.evil.io/services/T024BE7LD/B01ABCDEFGH/"
		  "a1B2c3D4e5F6g7H8i9J0k1L2",
		  NOHOOK },
		{ "slack-webhook",
		  "https://hooks.slack.com/triggers/T024BE7LD/1234567890123/"
		  "a1b2c3d4e5f6a7b8c9d0e1f2a3b4c5d6",
		  "" },
		{ "slack-webhook",
		  "https://hooks.slack.com/workflows/T024BE7LD/A01ABCDEFGH/123456789012345678/"
		  "a1B2c3D4e5F6g7H8i9J0k1L2",
		  "" },
		{ "slack-webhook",
		  "https://hooks.slack.com/services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX",
		  SAMPLE },
		{ "slack-webhook",
		  "https://hooks.slack.com/services/T00000000/B00000000/a1B2c3D4e5F6g7H8i9J0k1L2",
		  SAMPLE },
		{ "slack-webhook", HOOK "XXXXXXXXXXXXXXXXXXXXXXXX", SAMPLE },
		{ "slack-webhook", "https://hooks.slack.com/services/YOUR/WEBHOOK/URL", SAMPLE },
		{ "slack-webhook", "https://hooks.slack.com/services/T.../B.../...", NOHOOK },
		{ "slack-webhook", "-", NOHOOK },
	};

	(void)state;
	expect(rows, ARRAY_LENGTH(rows), any, "production");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(urls_are_absolute),
		cmocka_unit_test(keys_of_urls_are_obeyed),
		cmocka_unit_test(web_urls_are_encrypted_and_public),
		cmocka_unit_test(domains_of_examples_are_refused),
		cmocka_unit_test(origins_are_listed_one_by_one),
		cmocka_unit_test(hosts_are_names_or_addresses),
		cmocka_unit_test(dsns_of_sentry_are_whole),
		cmocka_unit_test(webhooks_of_slack_are_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
