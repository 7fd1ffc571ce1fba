/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "manifest/read.h"
#include "util/alloc.h"
#include "util/io.h"
#include "util/text.h"

/* The keys that say what a value must be: that the manifest takes each, for one environment too. */

static char directory[] = "/tmp/keystrap-constraints-XXXXXX";

struct read {
	struct manifest *manifest;
	struct report report;
};

static char *path(void)
{
	return text_format("%s/m.ini", directory);
}

static struct read read_text(const char *text, const char *environment)
{
	static char *const no_environ[] = { NULL };
	_cleanup_(freep) char *file = path();
	const struct manifest_request request = {
		.path = file, .environment = environment, .environ = no_environ, .offline = true
	};
	struct read read = { 0 };
	struct error err;

	unlink(file);
	assert_true(file_write(file, text, strlen(text), 0644, true, &err));
	read.manifest = manifest_read(&request, &read.report);
	return read;
}

static void read_done(struct read *read)
{
	report_done(&read->report);
	manifest_free(read->manifest);
}

static void expect_right(const char *text)
{
	struct read read = read_text(text, "production");

	if (read.report.count > 0)
		fail_msg("%s---\n%s", text, read.report.findings[0].message);
	read_done(&read);
}

/* clang-format off */
static const struct {
	const char *key, *value, *beside; /* beside: other keys that it needs */
} keys[] = {
	{ "type", "int", "" },
	{ "required", "yes", "" },
	{ "required-in", "production, staging", "" },
	{ "optional-in", "test", "" },
	{ "forbidden-in", "production", "" },
	{ "required-if", "B", "" },
	{ "required-if", "B=on", "" },
	{ "required-if", "!B", "" },
	{ "forbidden-if", "B=on", "" },
	{ "default", "x", "" },
	{ "pattern", "[a-z]+", "" },
	{ "min", "1", "type = int\n" },
	{ "max", "10m", "type = duration\n" },
	{ "max", "1GiB", "type = size\n" },
	{ "min-length", "1", "" },
	{ "max-length", "9", "" },
	{ "length", "9", "" },
	{ "min-bytes", "32", "type = secret\n" },
	{ "max-bytes", "32", "type = base64\n" },
	{ "bits", "256", "type = encryption-key\n" },
	{ "min-entropy-bits", "128", "type = secret\n" },
	{ "encoding", "base64url", "type = jwt-hmac-key\n" },
	{ "alg", "HS384", "type = jwt-hmac-key\n" },
	{ "one-of", "a, b", "type = enum\n" },
	{ "case", "insensitive", "type = enum\none-of = a\n" },
	{ "sources", "vault, aws, file, env, default, exec", "" },
	{ "max-age", "365d", "" },
	{ "rotate-every", "90d", "" },
	{ "rotate-every", "never", "rotate-reason = it cannot be\n" },
	{ "rotate-grace", "14d", "" },
	{ "warn-before", "7d", "" },
	{ "expires-warn", "30d", "type = pem-certificate\n" },
	{ "distinct-from", "*", "" },
	{ "distinct-from", "B", "" },
	{ "same-as", "B", "" },
	{ "differs-between-environments", "yes", "" },
	{ "sensitive", "auto", "" },
	{ "deprecated", "use B", "" },
	{ "replaced-by", "B", "" },
	{ "description", "signs tokens", "" },
	{ "example", "<random>", "" },
	{ "owner", "the desk", "" },
	{ "docs", "https://wiki.acme.io/a", "" },
	{ "emit", "1/0", "type = bool\n" },
	{ "emit-false", "unset", "type = bool\n" },
	{ "emit-name", "C", "" },
	{ "deliver", "none", "" },
	{ "trim", "yes", "" },
	{ "empty", "allow", "" },
	{ "separator", "|", "type = origin-list\n" },
	{ "unit", "ms", "type = duration\n" },
	{ "schemes", "https, wss", "type = url\n" },
	{ "https-only", "yes", "type = url\n" },
	{ "absolute", "yes", "type = path\n" },
	{ "must-exist", "file", "type = path\n" },
	{ "hostname", "api.acme.io", "type = pem-certificate\n" },
	{ "severity.db-url-tls", "off", "" },
	{ "severity.db-url-tls", "error@production off@test warn@*", "" },
	{ "waive.db-url-tls", "until 2099-12-31 reason a socket in the pod", "" },
};
/* clang-format on */

static void every_key_is_taken_and_for_one_environment_too(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(keys); i++) {
		for (int at = 0; at < 2; at++) {
			_cleanup_(freep) char *text = text_format(
				"[keystrap]\nstate-file = marks\n[B]\n[A]\n%s%s%s = %s\n",
				keys[i].beside, keys[i].key, at ? "@production" : "",
				keys[i].value);

			expect_right(text);
		}
	}
}

/* "off": what the text says of here; "-": nothing. */
static const char *said(const char *text, const char *environment)
{
	_cleanup_(freep) char *manifest =
		text_format("[A]\nvalue = 1\nseverity.log-level%s\n", text);
	struct read read = read_text(manifest, environment);
	enum severity severity;
	bool found;

	if (read.report.count > 0)
		fail_msg("%s: %s", text, read.report.findings[0].message);
	found = manifest_severity(&severity, read.manifest,
				  manifest_find_variable(read.manifest, "A"), "log-level");
	read_done(&read);
	return found ? severity_names[severity] : "-";
}

static void a_severity_is_said_for_each_environment(void **state)
{
	(void)state;
	assert_string_equal(said(" = off", "production"), "off");
	assert_string_equal(said(" = warn@production error@*", "production"), "warning");
	assert_string_equal(said(" = warn@production error@*", "test"), "error");
	assert_string_equal(said(" = error@production,staging info", "stage"), "error");
	assert_string_equal(said(" = error@production,staging info", "dev"), "info");
	assert_string_equal(said(" = off@test", "production"), "-");
	assert_string_equal(said("@production = off", "production"), "off");
	assert_string_equal(said("@production = off", "test"), "-");
}

static void a_wrong_severity_is_told(void **state)
{
	static const struct {
		const char *text, *message, *hint;
	} rows[] = {
		{ "erorr@production", "erorr", "did you mean error?" },
		{ "error@prodution", "prodution", "did you mean production?" },
		{ "error fatal@*", "fatal", "write severities" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		_cleanup_(freep) char *text =
			text_format("[A]\nvalue = 1\nseverity.log-level = %s\n", rows[i].text);
		struct read read = read_text(text, NULL);

		assert_int_equal(read.report.count, 1);
		assert_non_null(strstr(read.report.findings[0].message, rows[i].message));
		assert_non_null(strstr(read.report.findings[0].hint, rows[i].hint));
		read_done(&read);
	}
}

static int set_up(void **state)
{
	(void)state;
	return mkdtemp(directory) ? 0 : -1;
}

static int tear_down(void **state)
{
	_cleanup_(freep) char *file = path();

	(void)state;
	unlink(file);
	return rmdir(directory);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_key_is_taken_and_for_one_environment_too),
		cmocka_unit_test(a_severity_is_said_for_each_environment),
		cmocka_unit_test(a_wrong_severity_is_told),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
