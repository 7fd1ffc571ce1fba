/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <stdio.h>

#include "model/envblock.h"
#include "schema/rules.h"
#include "util/pattern.h"
#include "util/text.h"

#include "checked.h"

#define NAMED(text) .name = (char *)(text)

static char *const in_production[] = { (char *)"production", NULL };
static char *const in_test[] = { (char *)"ci", NULL };

static const struct row {
	struct variable variable;
	const char *environment;
	const char *text; /* NULL: unset */
	const char *rules;
} rows[] = {
	/* var-missing, var-forbidden, secret-empty */
	{ { NAMED("A") }, "production", NULL, "" },
	{ { NAMED("A"), .required = PRESENCE_REQUIRED }, "test", NULL, "var-missing:error" },
	{ { NAMED("A"), .required = PRESENCE_REQUIRED }, "production", "", "var-missing:error" },
	{ { NAMED("A"), .required = PRESENCE_REQUIRED }, "production", "x", "" },
	{ { NAMED("A"), .required = PRESENCE_OPTIONAL }, "production", NULL, "" },
	{ { NAMED("A"), .from_text = (char *)"v:a#b" }, "production", NULL, "var-missing:error" },
	{ { NAMED("A"), .from_text = (char *)"v:a#b", .required = PRESENCE_OPTIONAL },
	  "production",
	  NULL,
	  "" },
	{ { NAMED("A"), .from_text = (char *)"v:a#b", .fallback = (char *)"x" },
	  "production",
	  NULL,
	  "" },
	{ { NAMED("A"), .list[LIST_REQUIRED_IN] = (char **)in_production },
	  "prod",
	  NULL,
	  "var-missing:error" },
	{ { NAMED("A"), .list[LIST_REQUIRED_IN] = (char **)in_production }, "staging", NULL, "" },
	{ { NAMED("A"), .list[LIST_FORBIDDEN_IN] = (char **)in_test },
	  "test",
	  "x",
	  "var-forbidden:error" },
	{ { NAMED("A"), .list[LIST_FORBIDDEN_IN] = (char **)in_test }, "test", "", "" },
	{ { NAMED("A"), .list[LIST_FORBIDDEN_IN] = (char **)in_test }, "production", "x", "" },
	{ { NAMED("A_KEY") }, "production", "", "secret-empty:error" },
	{ { NAMED("A_KEY") }, "production", NULL, "" },
	{ { NAMED("A_KEY"), .required = PRESENCE_REQUIRED },
	  "production",
	  "",
	  "secret-empty:error var-missing:error" },

	/* value-not-utf8, value-control-char, loader-variable */
	{ { NAMED("A") }, "production", "a\nb\tc\r\nd", "" },
	{ { NAMED("A") }, "production", "a\xff", "value-not-utf8:error" },
	{ { NAMED("A") }, "production", "a\xed\xa0\x80", "value-not-utf8:error" },
	{ { NAMED("A") },
	  "production",
	  "a\x01"
	  "b\x02",
	  "value-control-char:error" },
	{ { NAMED("A") }, "production", "\x1b[0m", "value-control-char:error" },
	{ { NAMED("A") }, "production", "\x7f", "value-control-char:error" },
	{ { NAMED("A") }, "test", "() { :;}; id", "loader-variable:error" },
	{ { NAMED("A") }, "test", " () { x", "secret-whitespace:warning" },

	/* secret-whitespace, secret-quoted */
	{ { NAMED("A_KEY") }, "test", "q8Zr2Kx9\n", "secret-whitespace:error" },
	{ { NAMED("A_KEY") }, "test", " q8Zr2Kx9", "secret-whitespace:error" },
	{ { NAMED("A_KEY") }, "test", "q8Zr 2Kx9", "" },
	{ { NAMED("A_KEY") }, "test", "\"q8Zr2Kx9\"", "secret-quoted:error" },
	{ { NAMED("A_KEY") }, "test", "'q8Zr2Kx9'", "secret-quoted:error" },
	{ { NAMED("A_KEY") }, "test", "\"q8\\\"Zr2Kx9\"", "secret-quoted:error" },
	/* One more of them: no pair. */
	{ { NAMED("A_KEY") }, "test", "\"q8\"Zr2Kx9\"", "" },
	{ { NAMED("A_KEY") }, "test", "'q8'Zr2Kx9'", "" },
	{ { NAMED("A_KEY") }, "test", "\"{\"a\": \"q8Zr2Kx9\"}\"", "secret-quoted:error" },
	{ { NAMED("A_KEY") }, "test", "\"q8Zr2Kx9", "" },
	{ { NAMED("A_KEY") }, "test", "\"", "" },
	{ { NAMED("A") }, "test", " x ", "secret-whitespace:warning" },

	{ { NAMED("A") }, "test", "x\n", "secret-whitespace:warning" },
	{ { NAMED("A") }, "test", "'x'", "secret-quoted:warning" },
	{ { NAMED("A") }, "test", "`x'", "" },
	{ { NAMED("A_KEY") }, "test", "\tq8Zr2Kx9", "secret-whitespace:error" },
	/* What stands in front of other words may end in a blank, unless somebody said its type. */
	{ { NAMED("SUBJECT_PREFIX"), .type_by = "" }, "test", "[Shop] ", "" },
	{ { NAMED("SUBJECT_PREFIX"), .type_by = "" },
	  "test",
	  "[Shop] \n",
	  "secret-whitespace:warning" },
	{ { NAMED("SUBJECT"), .type_by = "" }, "test", "[Shop] ", "secret-whitespace:warning" },
	{ { NAMED("A_KEY") }, "test", "q8Zr\r2Kx9", "value-control-char:error" },

	/* value-invisible-char */
	{ { NAMED("A") },
	  "test",
	  "a\xc2\xa0"
	  "b",
	  "value-invisible-char:warning" },
	{ { NAMED("A") }, "test", "\xe2\x80\x8bx", "value-invisible-char:warning" },
	{ { NAMED("A") }, "test", "x\xe2\x80\x8f", "value-invisible-char:warning" },
	{ { NAMED("A") }, "test", "\xef\xbb\xbfx", "value-invisible-char:warning" },
	{ { NAMED("A_KEY") },
	  "test",
	  "kG7xQ2vLp9Tz\xe2\x80\x8b"
	  "2Kx9",
	  "value-invisible-char:error secret-human-text:warning" },
	{ { NAMED("A") }, "test", "\xe2\x80\x8a\xe2\x80\x90\xc2\xa1\xef\xbb\xbe", "" },

	/* length-range, in bytes */
	{ { NAMED("A"), .text[TEXT_LENGTH] = (char *)"3" }, "test", "abc", "" },
	{ { NAMED("A"), .text[TEXT_LENGTH] = (char *)"3" }, "test", "ab", "length-range:error" },
	{ { NAMED("A"), .text[TEXT_LENGTH] = (char *)"3" }, "test", "abcd", "length-range:error" },
	{ { NAMED("A"), .text[TEXT_MIN_LENGTH] = (char *)"3" },
	  "test",
	  "ab",
	  "length-range:error" },
	{ { NAMED("A"), .text[TEXT_MIN_LENGTH] = (char *)"3" }, "test", "abc", "" },
	{ { NAMED("A"), .text[TEXT_MAX_LENGTH] = (char *)"3" }, "test", "abc", "" },
	{ { NAMED("A"), .text[TEXT_MAX_LENGTH] = (char *)"3" },
	  "test",
	  "ab\xc3\xa9",
	  "length-range:error" },
	{ { NAMED("A"), .text[TEXT_MIN_LENGTH] = (char *)"3" }, "test", "", "" },

	/* an override of one variable is not there: the severities of the table hold */
	{ { NAMED("A_KEY") }, "production", "changeme", "secret-placeholder:error" },
};

static void each_rule_has_two_sides(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		_cleanup_(freep) char *found =
			check_text(&rows[i].variable, rows[i].environment, rows[i].text);

		if (strcmp(found, rows[i].rules) != 0)
			print_error("row %zu: %s in %s: '%s'\n", i, rows[i].variable.name,
				    rows[i].environment, rows[i].text ? rows[i].text : "(unset)");
		assert_string_equal(found, rows[i].rules);
	}
}

static void log_levels_below_info_are_found(void **state)
{
	static const struct {
		const char *environment, *text, *rules;
	} levels[] = {
		{ "production", "debug", "log-level:error" },
		{ "production", "info", "" },
		{ "production", "info,my_crate=debug", "log-level:warning" },
		{ "production", "my_crate=trace,warn/x", "log-level:warning" },
		{ "production", "debug,my_crate=info", "log-level:error" },
		{ "production", "info,debug", "log-level:error" },
		{ "production", "my_crate=debug", "log-level:error" },
		{ "staging", "debug", "" },
		{ "staging", "info,my_crate=trace", "" },
		{ "staging", "trace", "log-level:warning" },
		{ "development", "trace", "" },
	};
	const struct variable variable = { NAMED("LOG_LEVEL"),
					   .type = value_type_find("log-level") };

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(levels); i++) {
		_cleanup_(freep) char *found =
			check_text(&variable, levels[i].environment, levels[i].text);

		assert_string_equal(found, levels[i].rules);
	}
}

/* Where a value comes from: what is secret stands neither in the manifest nor in a default. */
static void secrets_come_from_a_source(void **state)
{
	static const struct {
		const char *name, *environment;
		enum origin origin;
		const char *text, *rules;
	} cases[] = {
		{ "A_KEY", "production", ORIGIN_LITERAL, "q8Zr2Kx9",
		  "secret-source-not-allowed:error" },
		{ "A_KEY", "staging", ORIGIN_LITERAL, "q8Zr2Kx9",
		  "secret-source-not-allowed:error" },
		{ "A_KEY", "development", ORIGIN_LITERAL, "q8Zr2Kx9",
		  "secret-source-not-allowed:warning" },
		{ "A_KEY", "test", ORIGIN_LITERAL, "q8Zr2Kx9",
		  "secret-source-not-allowed:warning" },
		{ "A_KEY", "production", ORIGIN_DEFAULT, "q8Zr2Kx9", "default-on-sensitive:error" },
		{ "A_KEY", "development", ORIGIN_DEFAULT, "q8Zr2Kx9",
		  "default-on-sensitive:error" },
		{ "A_KEY", "production", ORIGIN_LITERAL, "", "secret-empty:error" },
		{ "A_KEY", "production", ORIGIN_SOURCE, "q8Zr2Kx9", "" },
		{ "A_KEY", "production", ORIGIN_TEMPLATE, "q8Zr2Kx9", "" },
		{ "A_KEY", "production", ORIGIN_INHERITED, "q8Zr2Kx9", "" },
		{ "A_KEY", "production", ORIGIN_IMPORT, "q8Zr2Kx9", "" },
		{ "A_KEY", "production", ORIGIN_FILE, "q8Zr2Kx9", "" },
		{ "A", "production", ORIGIN_LITERAL, "q8Zr2Kx9", "" },
		{ "A", "production", ORIGIN_DEFAULT, "q8Zr2Kx9", "" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
		const struct variable variable = { NAMED(cases[i].name) };
		_cleanup_(freep) char *found = check_origin(&variable, cases[i].environment,
							    cases[i].text, cases[i].origin);

		assert_string_equal(found, cases[i].rules);
	}
}

/* Name, "=" and value together; what is not delivered is not counted. */
static void a_value_too_large_for_the_kernel_is_found(void **state)
{
	_cleanup_(freep) char *text = alloc_array(ENVBLOCK_STRING_LIMIT + 1, 1);

	(void)state;
	memset(text, 'x', ENVBLOCK_STRING_LIMIT);
	for (int excess = 0; excess < 2; excess++) {
		const struct variable variable = { NAMED("ABC") };
		const struct variable part = { NAMED("ABC"), .deliver = DELIVER_NONE };
		_cleanup_(freep) char *found = NULL, *left = NULL;

		text[ENVBLOCK_STRING_LIMIT - 4 + (size_t)excess] = '\0';
		found = check_text(&variable, "production", text);
		assert_string_equal(found, excess ? "env-too-large:error" : "");
		left = check_text(&part, "production", text);
		assert_string_equal(left, "");
		text[ENVBLOCK_STRING_LIMIT - 4 + (size_t)excess] = 'x';
	}
}

static void a_nul_in_a_value_is_found(void **state)
{
	const struct variable variable = { NAMED("A") };
	const struct manifest manifest = { .environment = (char *)"production" };
	struct report report = { 0 };
	_cleanup_(freep) char *found = NULL;

	(void)state;
	check_bytes(&report, &manifest, &variable, "a\0b", 3);
	found = rules_of(&report);
	assert_string_equal(found, "value-control-char:error");
	report_done(&report);
}

/* Not the character's number either, which is a part of the value. */
static void a_control_character_is_not_told(void **state)
{
	static const struct {
		const char *text, *message;
	} told[] = {
		{ "a\x01z", "has a control character (neither tab nor line end)" },
		{ "a\x1bz", "has a control character (neither tab nor line end)" },
		{ "a\tz", "has a control character (tab)" },
		{ "a\rz", "has a control character (line end)" },
	};
	const struct variable variable = { NAMED("ABC"), .type = value_type_find("string") };
	const struct manifest manifest = { .environment = (char *)"test" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(told); i++) {
		struct report report = { 0 };

		check_bytes(&report, &manifest, &variable, told[i].text, 3);
		assert_true(report.count >= 1);
		assert_string_equal(report.findings[0].message, told[i].message);
		report_done(&report);
	}
}

static void no_message_quotes_a_value(void **state)
{
	static const char *const types[] = { "int",          "bool",  "enum",      "url",
					     "https-url",    "port",  "log-level", "environment",
					     "jwt-hmac-key", "secret" };
	static const char canary[] = "\"changeme-canary7731@\x01\"";

	struct pattern *pattern;
	struct error err = { 0 };

	(void)state;
	assert_true(pattern_compile(&pattern, "x", &err));
	for (size_t i = 0; i < ARRAY_LENGTH(types); i++) {
		struct variable variable = { NAMED("SECRET_KEY"), .type = value_type_find(types[i]),
					     .pattern = pattern,
					     .text[TEXT_MAX_LENGTH] = (char *)"3",
					     .text[TEXT_ENCODING] = (char *)"hex" };
		const struct manifest manifest = { .environment = (char *)"production" };
		struct report report = { 0 };

		check_bytes(&report, &manifest, &variable, canary, strlen(canary));
		assert_true(report.count >= 3);
		for (size_t j = 0; j < report.count; j++) {
			assert_null(strstr(report.findings[j].message, "canary"));
			assert_null(strstr(report.findings[j].hint, "canary"));
		}
		report_done(&report);
	}
	pattern_free(pattern);
}

static char *with_policy(struct variable variable, struct policy policy, const char *text)
{
	struct manifest manifest = { .environment = (char *)"production", .policy = policy };
	struct report report = { 0 };
	char *spoke;

	check_bytes(&report, &manifest, &variable, text, strlen(text));
	spoke = rules_of(&report);
	report_done(&report);
	return spoke;
}

static void waivers_end_with_their_day(void **state)
{
	static struct waiver good = {
		(char *)"secret-placeholder", 1781524800, (char *)"until 2026-06-15: x", { "f", 9 }
	};
	static struct waiver late = {
		(char *)"secret-placeholder", 1781524799, (char *)"until 2026-06-14: x", { "f", 9 }
	};
	static struct waiver other = {
		(char *)"secret-empty", 1999999999, (char *)"x", { "f", 9 }
	};
	struct variable variable = { NAMED("A_KEY") };
	const struct {
		struct waiver *own, *all;
		const char *rules;
	} cases[] = {
		{ &good, NULL, "~secret-placeholder:error" },
		{ NULL, &good, "~secret-placeholder:error" },
		{ &late, NULL, "secret-placeholder:error waiver-expired:error" },
		{ NULL, &late, "secret-placeholder:error waiver-expired:error" },
		{ &late, &good, "secret-placeholder:error waiver-expired:error" },
		{ &good, &late, "~secret-placeholder:error" },
		{ &other, &other, "secret-placeholder:error" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
		struct policy all = { .waivers = cases[i].all,
				      .waivers_count = cases[i].all != NULL };
		_cleanup_(freep) char *found = NULL;

		variable.policy = (struct policy){ .waivers = cases[i].own,
						   .waivers_count = cases[i].own != NULL };
		found = with_policy(variable, all, "changeme");
		assert_string_equal(found, cases[i].rules);
	}
}

static void a_variables_severity_goes_first(void **state)
{
	static struct override off = { (char *)"secret-placeholder", SEVERITY_OFF, { "f", 1 } };
	static struct override info = { (char *)"secret-placeholder", SEVERITY_INFO, { "f", 1 } };
	struct variable variable = { NAMED("A_KEY") };
	const struct {
		struct override *own, *all;
		const char *rules;
	} cases[] = {
		{ NULL, NULL, "secret-placeholder:error" }, { NULL, &off, "" },  { &off, NULL, "" },
		{ &info, &off, "secret-placeholder:info" }, { &off, &info, "" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
		struct policy all = { .overrides = cases[i].all,
				      .overrides_count = cases[i].all != NULL };
		_cleanup_(freep) char *found = NULL;

		variable.policy = (struct policy){ .overrides = cases[i].own,
						   .overrides_count = cases[i].own != NULL };
		found = with_policy(variable, all, "changeme");
		assert_string_equal(found, cases[i].rules);
	}
}

static void names_that_differ_in_case_only_are_found(void **state)
{
	static const char *const inherited[] = { "db_url=x", "OTHER=y", "http_proxy=x", NULL };
	const struct variable upper = { NAMED("DB_URL") }, mixed = { NAMED("Db_Url") },
			      part = { NAMED("dB_url"), .deliver = DELIVER_NONE },
			      proxy = { NAMED("HTTP_PROXY") };
	const struct manifest manifest = { .environment = (char *)"production" };
	_cleanup_(values_freep) struct values *values = values_new();
	const struct variable *const all[] = { &upper, &mixed, &part, &proxy };
	struct report report = { 0 };
	const struct checking checking = { .manifest = &manifest,
					   .values = values,
					   .inherited = (char *const *)inherited,
					   .clock = &fixed_clock,
					   .report = &report };

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(all); i++)
		values_add(values, all[i])->secret = secret_new(values->arena, "v", 1);
	schema_check(&checking);
	assert_int_equal(report.count, 2);
	for (size_t i = 0; i < report.count; i++) {
		assert_string_equal(report.findings[i].rule, "duplicate-name-case");
		assert_int_equal(report.findings[i].severity, SEVERITY_WARNING);
	}
	assert_string_equal(report.findings[0].variable, "DB_URL");
	assert_string_equal(report.findings[1].variable, "Db_Url");
	assert_non_null(strstr(report.findings[0].message, "the inherited environment has db_url"));
	assert_non_null(strstr(report.findings[1].message, "DB_URL is set too"));
	report_done(&report);
}

/* Line ends and tabs, by what is known of the type. */
static void lines_are_for_types_that_have_them(void **state)
{
	static const struct {
		const char *type, *text, *rules;
		bool from_name;
	} lines[] = {
		{ "string", "a\nb", "value-control-char:error", false },
		{ "string", "a\tb", "value-control-char:error", false },
		{ "string", "a\n", "value-control-char:error", false },
		{ "string", "a\nb", "", true }, /* nobody said that it has one line */
		{ "string", "a\x01", "value-control-char:error", true },
		{ "text", "a\n\tb\r\n", "", false },
		{ "text", "a\rb", "value-control-char:error", false },
		{ "text", "a\x1b[0m", "value-control-char:error", false },
		{ "json", "{\n}\n", "", false },
		{ "secret", "kG7xQ2vLp9TzR4mWn8Hs\nYb3c", "value-control-char:error", true },
		{ "secret", "-----BEGIN X-----\nMA0BAgMEBQYHCAkKCwwN\n-----END X-----\n", "",
		  true },
		{ "secret", "-----BEGIN X-----\nMA0BAgMEBQYHCAkKCwwN\n-----END X-----\n",
		  "value-control-char:error secret-whitespace:error", false },
		{ "json", "\"a\"", "", false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(lines); i++) {
		const struct variable variable = { NAMED("A"),
						   .type = value_type_find(lines[i].type),
						   .type_by = lines[i].from_name ? "" : NULL };
		_cleanup_(freep) char *spoke = check_text(&variable, "test", lines[i].text);

		assert_string_equal(spoke, lines[i].rules);
	}
}

static char *matched(const char *pattern, const char *text)
{
	struct variable variable = { NAMED("A") };
	struct error err = { 0 };
	char *spoke;

	assert_true(pattern_compile(&variable.pattern, pattern, &err));
	spoke = check_text(&variable, "test", text);
	pattern_free(variable.pattern);
	return spoke;
}

static void patterns_are_of_the_whole_value(void **state)
{
	static const struct {
		const char *pattern, *text, *rules;
	} patterns[] = {
		{ "[a-z]+", "abc", "" },
		{ "[a-z]+", "abc1", "pattern-mismatch:error" },
		{ "a|b", "ab", "pattern-mismatch:error" },
		/* Not decided is refused. */
		{ "(a+)+$", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab",
		  "pattern-mismatch:error" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(patterns); i++) {
		_cleanup_(freep) char *spoke = matched(patterns[i].pattern, patterns[i].text);

		assert_string_equal(spoke, patterns[i].rules);
	}
}

static void the_table_is_whole(void **state)
{
	(void)state;
	for (const struct rule *rule = rules; rule->id; rule++) {
		assert_ptr_equal(rule_find(rule->id), rule);
		assert_true(rule->summary[0]);
		assert_non_null(rule->hint);
		assert_false(rule->check && rule->check_named);
		assert_int_equal(!!rule->check_named, !!rule->names);
	}
	assert_null(rule_find("nothing"));
}

static void every_rule_says_where_it_comes_from(void **state)
{
	(void)state;
	for (const char *const *id = rule_ids(); *id; id++) {
		const char *source = rule_find(*id)->source;

		if (!source || !source[0])
			print_error("%s has no source\n", *id);
		assert_true(source && source[0]);
	}
}

#define CROWD 2000

/* Many variables of one kind, checked together. */
struct crowd {
	struct variable variables[CROWD];
	char names[CROWD][40];
	struct values *values;
	struct report report;
};

static void add_to_crowd(struct crowd *crowd, const char *text)
{
	size_t i = crowd->values->count;
	struct value *value;

	crowd->variables[i].name = crowd->names[i];
	value = values_add(crowd->values, &crowd->variables[i]);
	if (text)
		value->secret = secret_new(crowd->values->arena, text, strlen(text));
}

static void check_crowd(struct crowd *crowd, const struct manifest *manifest)
{
	const struct checking checking = { .manifest = manifest,
					   .values = crowd->values,
					   .clock = &fixed_clock,
					   .report = &crowd->report };

	schema_check(&checking);
}

static struct crowd *crowd_new(void)
{
	struct crowd *crowd = alloc_new(struct crowd);

	crowd->values = values_new();
	return crowd;
}

static void crowd_free(struct crowd *crowd)
{
	report_done(&crowd->report);
	values_free(crowd->values);
	free(crowd);
}

/* The number's bits decide which of the letters are small. */
static void spell(char *ret, size_t bits)
{
	static const char name[] = "EACH_OF_ONE_NAME";

	for (size_t i = 0; i < sizeof(name); i++)
		ret[i] = name[i] >= 'A' && (bits >> i & 1) && name[i] != '_'
				 ? (char)(name[i] - 'A' + 'a')
				 : name[i];
}

static void a_crowd_of_one_name_is_counted(void **state)
{
	const struct manifest manifest = { .environment = (char *)"production" };
	struct crowd *crowd = crowd_new();
	size_t names = 0;

	(void)state;
	for (size_t bits = 0; names < 1000; bits++) {
		if (bits & (1u << 4 | 1u << 7 | 1u << 11)) /* the underscores */
			continue;
		spell(crowd->names[names++], bits);
		add_to_crowd(crowd, "v");
	}
	check_crowd(crowd, &manifest);
	assert_int_equal(crowd->report.count, 21);
	for (size_t i = 0; i < 20; i++)
		assert_non_null(crowd->report.findings[i].variable);
	assert_null(crowd->report.findings[20].variable);
	assert_string_equal(crowd->report.findings[20].message,
			    "979 more names differ from EACH_OF_ONE_NAME in case only");
	assert_int_equal(crowd->report.findings[20].severity, SEVERITY_WARNING);
	crowd_free(crowd);
}

/* Hints cost a comparison with each unset name: a crowd of both gets hints for some. */
static void unknown_names_are_compared_within_limits(void **state)
{
	const struct manifest manifest = { .environment = (char *)"production",
					   .unknown = (char *)"deny" };
	struct crowd *crowd = crowd_new();
	size_t with_hint = 0;

	(void)state;
	for (size_t i = 0; i < CROWD; i++) {
		bool unknown = i >= CROWD / 2;

		snprintf(crowd->names[i], sizeof(crowd->names[i]), "%s_OF_MANY_NAMES_%zu",
			 unknown ? "0NE" : "ONE", i % (CROWD / 2));
		crowd->variables[i].unknown = unknown;
		crowd->variables[i].required = PRESENCE_OPTIONAL;
		add_to_crowd(crowd, unknown ? "v" : NULL);
	}
	check_crowd(crowd, &manifest);
	assert_int_equal(crowd->report.count, CROWD / 2);
	for (size_t i = 0; i < crowd->report.count; i++) {
		assert_string_equal(crowd->report.findings[i].rule, "var-unknown");
		with_hint += strstr(crowd->report.findings[i].hint, "did you mean") != NULL;
	}
	assert_int_equal(with_hint, 500);
	crowd_free(crowd);
}

/* What is decided for one variable alone is not when hostile patterns have used up the steps. */
static void patterns_share_one_budget(void **state)
{
	const struct manifest manifest = { .environment = (char *)"production" };
	struct crowd *crowd = crowd_new();
	struct pattern *pattern = NULL;
	struct error err = { 0 };

	(void)state;
	assert_true(pattern_compile(&pattern, "(a+)+$", &err));
	for (size_t i = 0; i < 50; i++) {
		snprintf(crowd->names[i], sizeof(crowd->names[i]), "NAME_%zu", i);
		crowd->variables[i].pattern = pattern;
		add_to_crowd(crowd,
			     i < 49 ? "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab" : "aaaaaaaaaab");
	}
	check_crowd(crowd, &manifest);
	assert_int_equal(crowd->report.count, 50);
	assert_non_null(strstr(crowd->report.findings[49].message, "in a reasonable time"));
	crowd_free(crowd);
	pattern_free(pattern);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_rule_has_two_sides),
		cmocka_unit_test(log_levels_below_info_are_found),
		cmocka_unit_test(secrets_come_from_a_source),
		cmocka_unit_test(a_value_too_large_for_the_kernel_is_found),
		cmocka_unit_test(a_nul_in_a_value_is_found),
		cmocka_unit_test(a_control_character_is_not_told),
		cmocka_unit_test(no_message_quotes_a_value),
		cmocka_unit_test(waivers_end_with_their_day),
		cmocka_unit_test(a_variables_severity_goes_first),
		cmocka_unit_test(names_that_differ_in_case_only_are_found),
		cmocka_unit_test(lines_are_for_types_that_have_them),
		cmocka_unit_test(patterns_are_of_the_whole_value),
		cmocka_unit_test(the_table_is_whole),
		cmocka_unit_test(every_rule_says_where_it_comes_from),
		cmocka_unit_test(a_crowd_of_one_name_is_counted),
		cmocka_unit_test(unknown_names_are_compared_within_limits),
		cmocka_unit_test(patterns_share_one_budget),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
