/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "util/text.h"

#include "checked.h"

/* The type's own findings about a text. */
static char *judged(const char *type, struct variable variable, const char *text)
{
	variable.name = (char *)"V";
	variable.type = value_type_find(type);
	variable.text[TEXT_SENSITIVE] = (char *)"no";
	assert_non_null(variable.type);
	return check_text(&variable, "production", text);
}

static void expect(const char *type, struct variable variable, const char *const *texts,
		   const char *rules)
{
	for (; *texts; texts++) {
		_cleanup_(freep) char *found = judged(type, variable, *texts);

		if (strcmp(found, rules) != 0)
			print_error("%s '%s'\n", type, *texts);
		assert_string_equal(found, rules);
	}
}

#define TEXTS(...) ((const char *const[]){ __VA_ARGS__, NULL })
#define ANY        ((struct variable){ 0 })

static void integers_are_canonical(void **state)
{
	(void)state;
	expect("int", ANY, TEXTS("0", "-1", "42", "9223372036854775807", "-9223372036854775808"),
	       "");
	expect("int", ANY,
	       TEXTS("12abc", "1e3", "0x10", "+5", "1_000", " 5", "5 ", "9223372036854775808",
		     "007", "-0", "-", "1.0", "NaN", "\xd9\xa1"),
	       "type-int:error");
}

static void integers_have_a_range(void **state)
{
	const struct variable range = { .text[TEXT_MIN] = (char *)"-5",
					.text[TEXT_MAX] = (char *)"10" };

	(void)state;
	expect("int", range, TEXTS("-5", "0", "10"), "");
	expect("int", range, TEXTS("-6", "11"), "number-range:error");
}

static void booleans_are_words(void **state)
{
	(void)state;
	expect("bool", ANY,
	       TEXTS("1", "t", "true", "TRUE", "True", "y", "yes", "on", "On", "enable", "enabled",
		     "0", "f", "false", "n", "no", "NO", "off", "disable", "disabled"),
	       "");
	expect("bool", ANY, TEXTS("maybe", "2", "enabledd", "ok", "-1", "truee", "yes ", "none"),
	       "type-bool:error");
}

static void enums_have_their_words_only(void **state)
{
	char *words[] = { (char *)"json", (char *)"text", NULL };
	const struct variable variable = { .list[LIST_ONE_OF] = words };

	(void)state;
	expect("enum", variable, TEXTS("json", "text"), "");
	expect("enum", variable, TEXTS("JSON", "jso", "json ", "json,text"), "type-enum:error");
}

static void urls_are_absolute_with_a_host(void **state)
{
	(void)state;
	expect("url", ANY,
	       TEXTS("http://h", "https://h.test:1/p?q=%20#f", "postgres://db/app",
		     "redis+tls://h:65535", "HTTP://H", "http://[::1]:80/", "a.b-c+d://h",
		     "http://h/?a=b&c=d/e?f"),
	       "");
	expect("url", ANY,
	       TEXTS("htps:/x", "//host", "http://", "http://h:99999", "http://h:0",
		     "http://h:", "http://h:080", "h.test", "http://h /", "http://h/%zz",
		     "http://h/%2", "http://[::1", "http://[zz]", "http:h", "://h", "1a://h",
		     "http://h\\x", "http://h/\"", "mailto:a@b.test"),
	       "type-url:error");
	expect("url", ANY, TEXTS("http://u:p@h", "http://u@h", "http://:p@h"),
	       "url-credentials:error");
}

static void https_urls_have_that_scheme(void **state)
{
	(void)state;
	expect("https-url", ANY, TEXTS("https://h", "HTTPS://h/p"), "");
	expect("https-url", ANY, TEXTS("http://h", "wss://h", "https:/h", "https://", "httpss://h"),
	       "type-https-url:error");
}

static void ports_are_canonical(void **state)
{
	const struct variable high = { .text[TEXT_MIN] = (char *)"1024" };

	(void)state;
	expect("port", ANY, TEXTS("1", "80", "65535"), "");
	expect("port", ANY,
	       TEXTS("0", "65536", "70000", "080", "80a", "8080.0", "-1", "+80", " 80"),
	       "type-port:error");
	expect("port", high, TEXTS("1024"), "");
	expect("port", high, TEXTS("1023"), "number-range:error");
}

static void log_levels_are_those_of_any_library(void **state)
{
	(void)state;
	expect("log-level", ANY,
	       TEXTS("info", "INFO", "Information", "notice", "warn", "warning", "error", "err",
		     "fatal", "critical", "crit", "alert", "emerg", "off", "none"),
	       "");
	expect("log-level", ANY, TEXTS("trace", "debug", "DEBUG", "verbose", "silly"),
	       "log-level:error");
	expect("log-level", ANY, TEXTS("INFOO", "inf", "10", "info "), "type-log-level:error");
}

static void environments_are_known_words(void **state)
{
	(void)state;
	expect("environment", ANY, TEXTS("production", "PROD", "stg", "dev", "ci"), "");
	expect("environment", ANY, TEXTS("prodution", "qa", "prod "), "type-environment:error");
}

static void strings_are_any_text(void **state)
{
	(void)state;
	expect("string", ANY, TEXTS("anything", " ", "a\nb\tc", "\xf0\x9f\x98\x80"), "");
}

static void the_examples_of_the_table_are_true(void **state)
{
	char *words[] = { (char *)"a", NULL };

	(void)state;
	for (const struct value_type *type = value_types; type->name; type++) {
		struct variable variable = {
			.name = (char *)"V",
			.type = type,
			.list[LIST_ONE_OF] = words,
		};
		_cleanup_(freep) char *accepted = NULL, *rejected = NULL;

		if (type->accepts && type->accepts[0]) {
			accepted = check_text(&variable, "staging", type->accepts);
			assert_string_equal(accepted, "");
		}
		if (type->rejects && type->rejects[0]) {
			rejected = check_text(&variable, "staging", type->rejects);
			if (!rejected[0])
				print_error("%s takes %s\n", type->name, type->rejects);
			assert_string_not_equal(rejected, "");
		}
		assert_ptr_equal(value_type_find(type->name), type);
	}
	assert_null(value_type_find("nothing"));
	assert_null(value_type_find(""));
}

static char *key_of(char c, size_t count)
{
	char *text = alloc_array(count + 1, 1);

	for (size_t i = 0; i < count; i++)
		text[i] = (char)(c + (char)(i * 7 % 26)); /* no repetition */
	return text;
}

static void jwt_keys_are_as_long_as_the_hash(void **state)
{
	static const struct {
		const char *alg, *encoding;
		size_t characters;
		bool good;
	} rows[] = {
		{ NULL, NULL, 31, false },           { NULL, NULL, 32, true },
		{ "HS256", "raw", 31, false },       { "HS256", "raw", 32, true },
		{ "HS384", NULL, 47, false },        { "HS384", NULL, 48, true },
		{ "HS512", NULL, 63, false },        { "HS512", NULL, 64, true },
		{ "HS256", "base64", 40, false },    { "HS256", "base64", 44, true },
		{ "HS512", "base64url", 84, false }, { "HS512", "base64url", 88, true },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		const struct variable variable = { .text[TEXT_ALG] = (char *)rows[i].alg,
						   .text[TEXT_ENCODING] =
							   (char *)rows[i].encoding };
		_cleanup_(freep) char *key = key_of('a', rows[i].characters);
		_cleanup_(freep) char *found = judged("jwt-hmac-key", variable, key);

		assert_string_equal(found, rows[i].good ? "jwt-key-low-entropy:warning"
							: "jwt-key-too-short:error");
	}
}

static void jwt_keys_are_decoded_as_encoding_says(void **state)
{
	static const char hex64[] =
		"7f3a9c1e5b8d2046f1e7a3c95d8b6024c3f9a1e75b2d8046e9c7a3f15d8b6042";
	static const char base64_44[] = "q83vEjRWeJq83vEjRWeJq83vEjRWeJq83vEjRWeJq80=";
	static const struct {
		const char *encoding, *text, *rules;
	} rows[] = {
		{ "raw", hex64, "" },
		{ "hex", hex64, "" },
		{ "hex", hex64 + 2, "jwt-key-too-short:error" },
		{ "hex", hex64 + 1, "type-jwt-hmac-key:error" },
		{ "hex", "zz", "type-jwt-hmac-key:error" },
		{ "base64", base64_44, "" },
		{ "base64", "a", "type-jwt-hmac-key:error" },
		{ "base64", "a-_a", "type-jwt-hmac-key:error" },
		{ "base64url", "a+/a", "type-jwt-hmac-key:error" },
		{ "auto", hex64, "" },
		{ "auto", hex64 + 32, "jwt-key-too-short:error" },
		{ "auto", base64_44, "" },
		{ "auto", base64_44 + 4, "jwt-key-too-short:error" },
		{ "auto", "!x#k9$Lm2@pQ7&zR4*vT8^wY3(nB6)cF1", "jwt-key-low-entropy:warning" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		const struct variable variable = { .text[TEXT_ENCODING] =
							   (char *)rows[i].encoding };
		_cleanup_(freep) char *found = judged("jwt-hmac-key", variable, rows[i].text);

		if (strcmp(found, rows[i].rules) != 0)
			print_error("%s %s\n", rows[i].encoding, rows[i].text);
		assert_string_equal(found, rows[i].rules);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(integers_are_canonical),
		cmocka_unit_test(integers_have_a_range),
		cmocka_unit_test(booleans_are_words),
		cmocka_unit_test(enums_have_their_words_only),
		cmocka_unit_test(urls_are_absolute_with_a_host),
		cmocka_unit_test(https_urls_have_that_scheme),
		cmocka_unit_test(ports_are_canonical),
		cmocka_unit_test(log_levels_are_those_of_any_library),
		cmocka_unit_test(environments_are_known_words),
		cmocka_unit_test(strings_are_any_text),
		cmocka_unit_test(the_examples_of_the_table_are_true),
		cmocka_unit_test(jwt_keys_are_as_long_as_the_hash),
		cmocka_unit_test(jwt_keys_are_decoded_as_encoding_says),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
