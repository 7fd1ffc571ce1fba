/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "schema/look.h"
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

static void urls_are_absolute_with_a_host(void **state)
{
	(void)state;
	expect("url", ANY,
	       TEXTS("http://h", "https://h.acme.io:1/p?q=%20#f", "postgres://db/app",
		     "redis+tls://h:65535", "HTTP://H", "http://[::1]:80/", "a.b-c+d://h",
		     "http://h/?a=b&c=d/e?f"),
	       "");
	expect("url", ANY,
	       TEXTS("htps:/x", "//host", "http://", "http://h:99999", "http://h:0",
		     "http://h:", "http://h:080", "h.test", "http://h /", "http://h/%zz",
		     "http://h/%2", "http://[::1", "http://[zz]", "http:h", "://h", "1a://h",
		     "http://h\\x", "http://h/\"", "mailto:a@b.test"),
	       "type-url:error");
	expect("url", ANY,
	       TEXTS("http://u:kG7xQ2vLp9TzR4mWn8HsYb3c@h", "http://u@h",
		     "http://:kG7xQ2vLp9TzR4mWn8HsYb3c@h"),
	       "url-credentials:error");
}

static void https_urls_have_that_scheme(void **state)
{
	(void)state;
	expect("https-url", ANY, TEXTS("https://h", "HTTPS://h/p"), "");
	expect("https-url", ANY, TEXTS("http://h", "wss://h", "https:/h", "https://", "httpss://h"),
	       "type-https-url:error");
}

static void strings_are_any_text(void **state)
{
	(void)state;
	expect("string", ANY, TEXTS("anything", "a b", "\xf0\x9f\x98\x80"), "");
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
		{ "RS256", NULL, 31, false },        { "RS256", NULL, 32, true },
		{ "fernet", NULL, 31, false },       { "HS1", NULL, 31, false },
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

static void a_name_says_no_more_than_its_value(void **state)
{
	static const struct {
		const char *name, *text, *type;
	} rows[] = {
		{ "TLS_KEY", "-----BEGIN PRIVATE KEY-----\n", "pem-private-key" },
		{ "TLS_KEY", "-----BEGIN CERTIFICATE-----\n", "pem-private-key" },
		{ "JWT_PRIVATE_KEY", "-----BEGIN PUBLIC KEY-----\n", "pem-private-key" },
		{ "JWT_PRIVATE_KEY", "-----BEGIN OPENSSH PRIVATE KEY-----\n", "ssh-private-key" },
		{ "IDP_SECRET", "-----BEGIN CERTIFICATE-----\n", "pem-chain" },
		{ "TLS_KEY", "opensesame", "secret" },
		{ "TLS_CERT", "-----BEGIN PRIVATE KEY-----\n", "pem-certificate" },
		{ "SSL_CA", "-----BEGIN EC PRIVATE KEY-----\n", "pem-certificate" },
		{ "CA_CERT", "-----BEGIN RSA PRIVATE KEY-----\n", "pem-certificate" },
		{ "JWT_PUBLIC_KEY", "-----BEGIN RSA PRIVATE KEY-----\n", "pem-public-key" },
		{ "SSH_PUBLIC_KEY", "-----BEGIN OPENSSH PRIVATE KEY-----\n", "pem-public-key" },
		{ "JWT_PUBLIC_KEY", "-----BEGIN CERTIFICATE-----\n", "pem-chain" },
		{ "CA_KEY", "-----BEGIN PRIVATE KEY-----\n", "pem-private-key" },
		{ "HA_CERT", "-----BEGIN PRIVATE KEY-----\n-----BEGIN CERTIFICATE-----\n",
		  "pem-private-key" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		const struct variable by_name = { .name = (char *)rows[i].name,
						  .type = value_type_find("secret"),
						  .type_by = "" };
		const struct variable written = { .name = (char *)rows[i].name,
						  .type = value_type_find("secret") };

		assert_string_equal(value_type_of(&by_name, rows[i].text)->name, rows[i].type);
		assert_string_equal(value_type_of(&written, rows[i].text)->name, "secret");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(urls_are_absolute_with_a_host),
		cmocka_unit_test(https_urls_have_that_scheme),
		cmocka_unit_test(strings_are_any_text),
		cmocka_unit_test(a_name_says_no_more_than_its_value),
		cmocka_unit_test(the_examples_of_the_table_are_true),
		cmocka_unit_test(jwt_keys_are_as_long_as_the_hash),
		cmocka_unit_test(jwt_keys_are_decoded_as_encoding_says),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
