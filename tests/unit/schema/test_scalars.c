/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "util/text.h"

#include "checked.h"

#define TEXTS(...)     ((const char *const[]){ __VA_ARGS__, NULL })
#define ANY            ((struct variable){ 0 })
#define WITH(key, say) ((struct variable){ .text[TEXT_##key] = (char *)(say) })

static char *judged(const char *type, struct variable variable, const char *environment,
		    const char *text)
{
	variable.name = variable.name ? variable.name : (char *)"V";
	variable.type = value_type_find(type);
	variable.text[TEXT_SENSITIVE] = (char *)"no";
	assert_non_null(variable.type);
	return check_text(&variable, environment, text);
}

static void expect(const char *type, struct variable variable, const char *const *texts,
		   const char *rules)
{
	for (; *texts; texts++) {
		_cleanup_(freep) char *found = judged(type, variable, "production", *texts);

		if (strcmp(found, rules) != 0)
			print_error("%s '%s'\n", type, *texts);
		assert_string_equal(found, rules);
	}
}

static void good(const char *type, const char *const *texts)
{
	expect(type, ANY, texts, "");
}

static void bad(const char *type, const char *const *texts)
{
	_cleanup_(freep) char *rule = text_format("type-%s:error", type);

	expect(type, ANY, texts, rule);
}

static void whole_numbers(void **state)
{
	(void)state;
	good("int", TEXTS("0", "-0", "-1", "42", "9223372036854775807", "-9223372036854775808"));
	bad("int", TEXTS("12abc", "1e3", "0x10", "+5", "1_000", "9223372036854775808",
			 "-9223372036854775809", "007", "-01", "-", "--1", "1.0", "NaN", "1 000",
			 "1,000", "\xd9\xa1"));
	expect("int", ANY, TEXTS(" 5", "5 "), "secret-whitespace:warning type-int:error");
	expect("int", ANY, TEXTS("5\t", "\n5"), "value-control-char:error type-int:error");
	good("uint", TEXTS("0", "42", "9223372036854775807"));
	bad("uint", TEXTS("-1", "-0", "+1", "9223372036854775808", "1.5", "00"));
}

static void fractions(void **state)
{
	(void)state;
	good("float", TEXTS("0", "-0", "1", "0.5", "-2.5e3", "1E-7", "1e+2", "0.0",
			    "1.7976931348623157e308", "123456789012345678901234567890"));
	bad("float", TEXTS("NaN", "nan", "inf", "Infinity", "-inf", "1,5", ".5", "5.", "+1", "01",
			   "1e", "1e+", "0x1p3", "1.5f", "1e400", "1.8e308", "-", "1_0", "--1"));
}

static void percentages(void **state)
{
	(void)state;
	good("percent", TEXTS("0", "100", "0%", "100%", "99.5%", "12.25", "100.00%"));
	bad("percent", TEXTS("120%", "100.01", "101", "-1", "50%%", "%", "50 %", "5e1", ".5%",
			     "5.%", "fifty", "99999999999999999999", "050"));
}

static void numbers_have_ranges(void **state)
{
	static const struct {
		const char *type, *min, *max, *low, *least, *most, *high, *rule;
	} rows[] = {
		{ "int", "-5", "10", "-6", "-5", "10", "11", "number-range:error" },
		{ "uint", "1", "256", "0", "1", "256", "257", "number-range:error" },
		{ "port", "1024", "9000", "1023", "1024", "9000", "9001", "number-range:error" },
		{ "float", "0.1", "1", "0.09", "0.1", "1.0", "1.01", "number-range:error" },
		{ "percent", "10%", "90", "9.99%", "10", "90%", "90.1", "number-range:error" },
		{ "duration", "1s", "10m", "999ms", "1000ms", "600", "10m1ns",
		  "duration-range:error" },
		{ "size", "1KiB", "1GiB", "1023", "1k", "1073741824", "1073741825",
		  "size-range:error" },
		{ "rate", "10/minute", "10/s", "9/min", "10/m", "600/min", "601/minute",
		  "rate-invalid:error" },
		{ "rate", "1", "1000", "1", "1", "1000/s", "1001", "rate-invalid:error" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		const struct variable variable = { .text[TEXT_MIN] = (char *)rows[i].min,
						   .text[TEXT_MAX] = (char *)rows[i].max };

		expect(rows[i].type, variable, TEXTS(rows[i].least, rows[i].most), "");
		expect(rows[i].type, variable, TEXTS(rows[i].high), rows[i].rule);
		if (strcmp(rows[i].low, rows[i].least) != 0)
			expect(rows[i].type, variable, TEXTS(rows[i].low), rows[i].rule);
	}
}

static void beyond_usual_bounds_is_a_warning(void **state)
{
	const struct variable usual = { .text[TEXT_USUAL_MIN] = (char *)"2",
					.text[TEXT_USUAL_MAX] = (char *)"8",
					.text[TEXT_MAX] = (char *)"16" };

	(void)state;
	expect("int", usual, TEXTS("2", "8"), "");
	expect("int", usual, TEXTS("1", "9", "16"), "usual-range:warning");
	expect("int", usual, TEXTS("17"), "number-range:error"); /* one finding says it */
}

static void a_range_finding_names_bound_and_key(void **state)
{
	const struct variable variable = { .name = (char *)"V",
					   .type = value_type_find("duration"),
					   .text[TEXT_MAX] = (char *)"10m" };
	const struct manifest manifest = { .environment = (char *)"production" };
	struct report report = { 0 };

	(void)state;
	check_bytes(&report, &manifest, &variable, "11m", 3);
	assert_int_equal(report.count, 1);
	assert_string_equal(report.findings[0].message, "is above max = 10m");
	assert_string_equal(report.findings[0].hint, "use at most 10m, or change max");
	report_done(&report);
}

static void booleans(void **state)
{
	(void)state;
	good("bool",
	     TEXTS("1", "t", "true", "TRUE", "True", "y", "yes", "on", "On", "enable", "enabled",
		   "0", "f", "false", "n", "no", "NO", "off", "disable", "disabled"));
	bad("bool", TEXTS("maybe", "2", "enabledd", "ok", "-1", "truee", "none", "00", "01"));
}

static void enums(void **state)
{
	char *words[] = { (char *)"json", (char *)"text", NULL };
	struct variable variable = { .list[LIST_ONE_OF] = words };

	(void)state;
	expect("enum", variable, TEXTS("json", "text"), "");
	expect("enum", variable, TEXTS("JSON", "jso", "json,text", "xml"), "type-enum:error");
	variable.text[TEXT_CASE] = (char *)"insensitive";
	expect("enum", variable, TEXTS("json", "JSON", "Text"), "");
	expect("enum", variable, TEXTS("jsn", "xml"), "type-enum:error");
}

static char *hint_of(struct variable variable, const char *text)
{
	const struct manifest manifest = { .environment = (char *)"production" };
	struct report report = { 0 };
	char *hint;

	check_bytes(&report, &manifest, &variable, text, strlen(text));
	assert_int_equal(report.count, 1);
	hint = text_copy(report.findings[0].hint);
	report_done(&report);
	return hint;
}

static void a_slip_brings_the_nearest_word(void **state)
{
	char *words[] = { (char *)"postgres", (char *)"mysql", NULL };
	const struct variable engine = { .name = (char *)"ENGINE",
					 .type = value_type_find("enum"),
					 .list[LIST_ONE_OF] = words };
	struct variable secret = engine;
	const struct variable zone = { .name = (char *)"TZ", .type = value_type_find("timezone") };
	const struct variable level = { .name = (char *)"V", .type = value_type_find("log-level") };
	_cleanup_(freep) char *near = hint_of(engine, "postgers");
	_cleanup_(freep) char *far = hint_of(engine, "oracle");
	_cleanup_(freep) char *hidden = NULL;
	_cleanup_(freep) char *city = hint_of(zone, "Europe/berlin");
	_cleanup_(freep) char *word = hint_of(level, "INFOO");

	(void)state;
	secret.text[TEXT_SENSITIVE] = (char *)"yes";
	hidden = hint_of(secret, "postgers");
	assert_string_equal(near, "did you mean postgres?");
	assert_string_equal(far, "use one of: postgres, mysql");
	assert_null(strstr(hidden, "did you mean")); /* it would tell most of the value */
	assert_string_equal(city, "did you mean Europe/Berlin?");
	assert_string_equal(word, "did you mean info?");
}

static void ports(void **state)
{
	(void)state;
	good("port", TEXTS("1", "80", "65535"));
	bad("port", TEXTS("0", "65536", "70000", "080", "80a", "8080.0", "-1", "+80", "http"));
}

static void low_ports_are_for_root(void **state)
{
	static const struct {
		const char *name, *text;
		struct surroundings around;
		bool warned;
	} rows[] = {
		{ "PORT", "1023", { .becomes = true }, true },
		{ "PORT", "1024", { .becomes = true }, false },
		{ "PORT", "80", { .becomes = true, .is_root = true }, false },
		{ "PORT", "80", { .becomes = false }, false },
		{ "SMTP_PORT", "587", { .becomes = true }, false }, /* a server elsewhere */
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		const struct variable variable = { .name = (char *)rows[i].name,
						   .type = value_type_find("port") };
		const struct manifest manifest = { .environment = (char *)"production" };
		_cleanup_(values_freep) struct values *values = values_new();
		struct value *value = values_add(values, &variable);
		struct report report = { 0 };
		const struct checking checking = { .manifest = &manifest,
						   .values = values,
						   .around = &rows[i].around,
						   .clock = &fixed_clock,
						   .report = &report };
		_cleanup_(freep) char *spoke = NULL;

		value->secret = secret_new(values->arena, rows[i].text, strlen(rows[i].text));
		value->origin = ORIGIN_INHERITED;
		schema_check(&checking);
		spoke = rules_of(&report);
		if (rows[i].warned)
			assert_non_null(strstr(spoke, "type-port:warning"));
		else
			assert_null(strstr(spoke, "type-port"));
		report_done(&report);
	}
}

static void a_cluster_links_services(void **state)
{
	(void)state;
	for (int unknown = 0; unknown <= 1; unknown++) {
		const char *wrong = unknown ? "" : "type-port:error";
		const struct variable redis = { .name = (char *)"REDIS_PORT",
						.unknown = unknown,
						.type = value_type_find("port") };
		_cleanup_(freep) char *link =
			check_text(&redis, "production", "tcp://10.0.0.1:6379");
		_cleanup_(freep) char *half = check_text(&redis, "production", "tcp://10.0.0.1");

		assert_string_equal(link, wrong);
		assert_string_equal(half, "type-port:error");
	}
}

static void durations(void **state)
{
	(void)state;
	good("duration", TEXTS("0", "30", "30s", "1h30m", "1.5h", "500ms", "90d", "2w", "PT30S",
			       "P1DT12H", "1w2d3h4m5s6ms7us8ns"));
	bad("duration", TEXTS("30 parsecs", "1s1h", "-5s", "infinite", "1h1h", "30 s", "1.5", "s",
			      "5S", "007", "1h30", "P", "PT", "forever", "1y"));
	expect("duration", WITH(UNIT, "ms"), TEXTS("1500", "1s"), "");
	expect("duration",
	       (struct variable){ .text[TEXT_UNIT] = (char *)"m", .text[TEXT_MAX] = (char *)"60" },
	       TEXTS("60", "1h", "3600s"), "");
	expect("duration",
	       (struct variable){ .text[TEXT_UNIT] = (char *)"m", .text[TEXT_MAX] = (char *)"60" },
	       TEXTS("61", "3601s"), "duration-range:error");
}

static void sizes(void **state)
{
	(void)state;
	good("size", TEXTS("0", "10485760", "10MB", "10mb", "1.5GiB", "512K", "64M", "1G", "1T",
			   "5B", "18446744073709551615"));
	bad("size", TEXTS("-1", "unlimited", "10XB", "1.5.2MB", "10 MB", "1.5", "1.5B", "MB",
			  "18446744073709551616", "16777216TiB", "1e6", "0x10", "+5"));
}

static void rates(void **state)
{
	(void)state;
	good("rate",
	     TEXTS("1", "100", "100/s", "100/minute", "5/hr", "10/day", "100 per minute", "60/m"));
	expect("rate", ANY, TEXTS("0", "0/s"), "rate-invalid:error");
	bad("rate", TEXTS("off", "-1/s", "00", "100/", "100/fortnight", "100per minute",
			  "100 / minute", "1.5/s", "/s", "100/minute/s", "unlimited", "010/s"));
}

static void schedules_and_zones(void **state)
{
	(void)state;
	good("cron", TEXTS("* * * * *", "*/5 * * * *", "0 0 1 1 *", "0 9-17 * * MON-FRI",
			   "0,30 * * * *", "*/10 0 0 1 JAN ?", "@daily"));
	bad("cron", TEXTS("61 * * * *", "* * * *", "* * * * * * *", "*/0 * * * *", "5-1 * * * *",
			  "* 24 * * *", "* * 0 * *", "* * * 13 *", "* * * * 8", "a * * * *",
			  "1,,2 * * * *", "@sometimes"));
	good("timezone", TEXTS("UTC", "Europe/Vienna", "America/Argentina/Buenos_Aires",
			       "Etc/GMT+5", "GMT", "EST5EDT"));
	bad("timezone", TEXTS("Mars/Base", "utc2", "../etc/passwd", "/etc/localtime", "Europe",
			      "Europe/", "europe/vienna", "zone.tab", "CET-1CEST", "+02:00"));
}

static void addresses(void **state)
{
	(void)state;
	good("ip", TEXTS("192.0.2.1", "0.0.0.0", "255.255.255.255", "::1", "2001:db8::1",
			 "::ffff:10.0.0.1"));
	bad("ip", TEXTS("256.1.1.1", "010.0.0.1", "1.2.3", "1.2.3.4.5", "[::1]", "::1%eth0",
			"1.2.3.4/32", "0x7f.1", "2001:db8:::1", "localhost"));
	good("cidr", TEXTS("10.0.0.0/8", "0.0.0.0/0", "192.0.2.1/32", "2001:db8::/32", "::/0",
			   "::1/128", "10.128.0.0/9"));
	bad("cidr",
	    TEXTS("10.0.0.1/8", "10.0.0.0", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/08", "::/129",
		  "10.0.0.0/255.0.0.0", "/8", "10.0.0.0/", "10.64.0.0/9", "2001:db8::1/64"));
}

static void mail_addresses(void **state)
{
	(void)state;
	good("email", TEXTS("ops@acme.io", "a.b+c@d.e-f.org", "o'brien@x.co", "x@123.com"));
	bad("email", TEXTS("a(at)b", "a@b", "a@b@c.d", "@b.c", "a@", "a.@b.c", ".a@b.c", "a..b@c.d",
			   "Ops <ops@acme.io>", "a b@c.d", "a@-b.c", "a@b..c", "a@b.c.",
			   "a@[1.2.3.4]", "a@1.2.3.4", "a@b_c.d"));
	expect("email", WITH(DISPLAY_NAME, "allow"),
	       TEXTS("Ops <ops@acme.io>", "ops@acme.io", "\"Ops, on duty\" <ops@acme.io>",
		     "<ops@acme.io>"),
	       "");
	expect("email", WITH(DISPLAY_NAME, "allow"),
	       TEXTS("Ops <ops@acme>", "Ops <ops@acme.io", "Ops ops@acme.io", "A, B <ops@acme.io>",
		     "Ops <ops@acme.io> x"),
	       "type-email:error");
}

static void identifiers(void **state)
{
	static const char nil[] = "00000000-0000-0000-0000-000000000000";

	(void)state;
	good("uuid",
	     TEXTS("123e4567-e89b-12d3-a456-426614174000", "F81D4FAE-7DEC-11D0-A765-00A0C91E6BF6"));
	bad("uuid", TEXTS("1234-5678", "{123e4567-e89b-12d3-a456-426614174000}",
			  "123e4567e89b12d3a456426614174000", nil));
	expect("uuid", WITH(NIL, "allow"), TEXTS(nil), "");
	expect("uuid", WITH(NIL, "deny"), TEXTS(nil), "type-uuid:error");
	good("semver", TEXTS("1.4.2", "0.0.0", "1.0.0-alpha.1+build.5"));
	bad("semver", TEXTS("v2.14", "v2.14.0", "1.2", "01.2.3", "1.2.3.4", "1.2.3-"));
	expect("semver", WITH(V_PREFIX, "allow"), TEXTS("v2.14.0", "2.14.0"), "");
	expect("semver", WITH(V_PREFIX, "allow"), TEXTS("v2.14", "vv1.0.0", "V1.0.0"),
	       "type-semver:error");
}

static void json_documents(void **state)
{
	(void)state;
	good("json",
	     TEXTS("{\"beta\":false}", "[1,2]", "{\n\t\"a\": 1\n}\n", "\"x\"", "1", "null"));
	bad("json", TEXTS("{beta:false}", "[1,]", "{\"a\":1,\"a\":2}", "{\"a\":1", "{'a':1}",
			  "[1] x", "// c\n1", "NaN"));
	expect("json", WITH(JSON_TYPE, "object"), TEXTS("{}", " {\"a\":[]}"), "");
	expect("json", WITH(JSON_TYPE, "object"), TEXTS("[]", "1", "\"{}\""), "type-json:error");
	expect("json", WITH(JSON_TYPE, "array"), TEXTS("[]"), "");
	expect("json", WITH(JSON_TYPE, "array"), TEXTS("{}"), "type-json:error");
}

static void encoded_bytes(void **state)
{
	const struct variable sized = { .text[TEXT_MIN_BYTES] = (char *)"2",
					.text[TEXT_MAX_BYTES] = (char *)"3" };

	(void)state;
	good("base64", TEXTS("aGVsbG8=", "YQ==", "YWJj", "-_-_", "a-_a", "_w", "_w=="));
	bad("base64", TEXTS("aGVsbG8*", "aGVsbG8", "YQ=", "YQ", "YR==", "=YQ=", "+_+_",
			    "YQ==YQ==", "aGVs bG8="));
	expect("base64", sized, TEXTS("YWI=", "YWJj"), "");
	expect("base64", sized, TEXTS("YQ==", "YWJjZA=="), "length-range:error");
	good("hex", TEXTS("00ff", "DEADbeef"));
	bad("hex", TEXTS("0ff", "0x00", "zz", "0 ff"));
	expect("hex", sized, TEXTS("0011", "001122"), "");
	expect("hex", sized, TEXTS("00", "00112233"), "length-range:error");
}

static void log_levels(void **state)
{
	(void)state;
	good("log-level", TEXTS("info", "INFO", "Information", "notice", "warn", "warning", "error",
				"err", "fatal", "critical", "crit", "alert", "emerg", "off", "none",
				"warn,my_crate=info", "error,hyper::proto=warn/x"));
	expect("log-level", ANY, TEXTS("trace", "debug", "DEBUG", "verbose", "silly"),
	       "log-level:error");
	expect("log-level", ANY, TEXTS("debug,my_crate=info", "my::module"), "log-level:error");
	expect("log-level", ANY, TEXTS("info,my_crate=debug", "warn,h2"), "log-level:warning");
	bad("log-level", TEXTS("INFOO", "inf", "my_crate", "my_crate=loud", "info,", "=info", "5"));
	expect("log-level", ANY, TEXTS("ALL", "NOTSET"), "log-level:error type-log-level:error");
}

static void a_least_level_counts_everywhere(void **state)
{
	static const struct {
		const char *least, *environment, *text, *rules;
	} rows[] = {
		{ "warning", "production", "info", "log-level:error" },
		{ "warning", "production", "warn", "" },
		{ "debug", "production", "debug", "" }, /* someone wants it so */
		{ "debug", "production", "trace", "log-level:error" },
		{ "info", "development", "debug", "log-level:error" },
		{ NULL, "staging", "debug", "" },
		{ NULL, "staging", "trace", "log-level:warning" },
		{ NULL, "development", "trace", "" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		_cleanup_(freep) char *spoke = judged("log-level", WITH(MIN_LEVEL, rows[i].least),
						      rows[i].environment, rows[i].text);

		assert_string_equal(spoke, rows[i].rules);
	}
}

static void names_alone_are_levels_and_versions(void **state)
{
	static const struct {
		const char *name, *environment, *text, *rules;
	} rows[] = {
		{ "LOG_LEVEL", "production", "DEBUG", "log-level:error" },
		{ "LOG_LEVEL", "production", "10", "log-level:error" },
		{ "RUST_LOG", "production", "info,sqlx=debug", "log-level:warning" },
		{ "LOGGING_LEVEL_ROOT", "production", "TRACE", "log-level:error" },
		{ "LEVEL", "production", "debug", "" },
		{ "LOG_FORMAT", "production", "text", "log-format:warning" },
		{ "LOG_FORMAT", "production", "JSON", "" },
		{ "LOG_FORMAT", "production", "logfmt", "" },
		{ "LOG_FORMAT", "development", "text", "" },
		{ "TLS_MIN_VERSION", "production", "1.0", "tls-min-version:error" },
		{ "TLS_MIN_VERSION", "production", "TLSv1.1", "tls-min-version:error" },
		{ "MIN_TLS", "production", "1.1", "tls-min-version:error" },
		{ "MIN_TLS_VERSION", "production", "SSLv3", "tls-min-version:error" },
		{ "TLS_MIN_VERSION", "production", "1.2", "tls-min-version:warning" },
		{ "TLS_MIN_VERSION", "production", "1.3", "" },
		{ "TLS_MIN_VERSION", "staging", "1.0", "" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		_cleanup_(freep) char *spoke =
			judged("string", (struct variable){ .name = (char *)rows[i].name },
			       rows[i].environment, rows[i].text);

		if (strcmp(spoke, rows[i].rules) != 0)
			print_error("%s=%s\n", rows[i].name, rows[i].text);
		assert_string_equal(spoke, rows[i].rules);
	}
}

static void environments(void **state)
{
	(void)state;
	good("environment", TEXTS("production", "PROD", "stg", "dev", "ci", "pre-production"));
	expect("environment", ANY, TEXTS("prodution", "qa"), "type-environment:warning");
}

/* A directory of its own with a file in it: its path, new. */
static char *make_file(char *directory, mode_t mode)
{
	char *path;
	int file;

	assert_non_null(mkdtemp(directory));
	path = text_format("%s/file", directory);
	file = open(path, O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
	assert_true(file != -1);
	assert_int_equal(fchmod(file, mode), 0);
	close(file);
	return path;
}

static void paths(void **state)
{
	char directory[] = "/tmp/keystrap-test-XXXXXX";
	_cleanup_(freep) char *path = make_file(directory, 0640);
	_cleanup_(freep) char *missing = text_format("%s/missing", directory);
	const struct variable secret = { .name = (char *)"V",
					 .type = value_type_find("path"),
					 .text[TEXT_SENSITIVE] = (char *)"yes" };
	_cleanup_(freep) char *spoke = NULL;

	(void)state;
	good("path", TEXTS("/etc/app", "./x", "x", missing, path, "/tmp"));
	expect("path", WITH(ABSOLUTE, "yes"), TEXTS("/x"), "");
	expect("path", WITH(ABSOLUTE, "yes"), TEXTS("./x", "x", "~/x"), "type-path:error");
	expect("path", WITH(MUST_EXIST, "file"), TEXTS(path), "");
	expect("path", WITH(MUST_EXIST, "file"), TEXTS(directory, missing), "type-path:error");
	expect("path", WITH(MUST_EXIST, "dir"), TEXTS(directory), "");
	expect("path", WITH(MUST_EXIST, "dir"), TEXTS(path, missing), "type-path:error");
	expect("path", WITH(MUST_EXIST, "any"), TEXTS(path, directory), "");
	expect("path", WITH(MUST_EXIST, "any"), TEXTS(missing), "type-path:error");
	expect("path", WITH(MAX_MODE, "0640"), TEXTS(path), "");
	expect("path", WITH(MAX_MODE, "0600"), TEXTS(path), "type-path:error");
	assert_int_equal(chmod(path, 0666), 0);
	good("path", TEXTS("/tmp")); /* sticky */
	expect("path", ANY, TEXTS(path), "type-path:warning");
	spoke = check_text(&secret, "production", path);
	assert_non_null(strstr(spoke, "type-path:error"));
	unlink(path);
	rmdir(directory);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whole_numbers),
		cmocka_unit_test(fractions),
		cmocka_unit_test(percentages),
		cmocka_unit_test(numbers_have_ranges),
		cmocka_unit_test(beyond_usual_bounds_is_a_warning),
		cmocka_unit_test(a_range_finding_names_bound_and_key),
		cmocka_unit_test(booleans),
		cmocka_unit_test(enums),
		cmocka_unit_test(a_slip_brings_the_nearest_word),
		cmocka_unit_test(ports),
		cmocka_unit_test(low_ports_are_for_root),
		cmocka_unit_test(a_cluster_links_services),
		cmocka_unit_test(durations),
		cmocka_unit_test(sizes),
		cmocka_unit_test(rates),
		cmocka_unit_test(schedules_and_zones),
		cmocka_unit_test(addresses),
		cmocka_unit_test(mail_addresses),
		cmocka_unit_test(identifiers),
		cmocka_unit_test(json_documents),
		cmocka_unit_test(encoded_bytes),
		cmocka_unit_test(log_levels),
		cmocka_unit_test(a_least_level_counts_everywhere),
		cmocka_unit_test(names_alone_are_levels_and_versions),
		cmocka_unit_test(environments),
		cmocka_unit_test(paths),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
