/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "checked.h"
#include "schema/judge.h"
#include "schema/maker.h"
#include "util/text.h"
#include "../../fake/random_keys.h"

/*
 * Values from example files and documents of 46 public projects, which people copy unchanged, as
 * what they are there.
 */
static const struct {
	const char *type, *text;
} copied[] = {
	{ "jwt-hmac-key", "your-super-secret-jwt-token-with-at-least-32-characters-long" },
	{ "password", "your-super-secret-and-long-postgres-password" },
	{ "password", "this_password_is_insecure_and_should_be_updated" },
	{ "rails-secret-key-base",
	  "UpNVntn3cDxHJpq99YMc1T1AQgQpc8kfYTuRgBiYa15BLrx8etQoXz3gZv1/u2oq" },
	{ "encryption-key", "your-32-character-encryption-key" },
	{ "encryption-key", "your-encryption-key-32-chars-min" },
	{ "token", "your-super-secret-and-long-logflare-key-private" },
	{ "secret", "850181e4652dd023b7a98c58ae0d2d34bd487ee0cc3254aed6eda37307425907" },
	{ "password", "secret1234" },
	{ "password", "fake_mail_password" },
	{ "secret", "sk-proj-xxxxxxxx" },
	{ "password", "difyai123456" },
	{ "secret", "your-secret-key" },
	{ "secret", "WVF5YThaHlkYwhGUSmCRgsX3tD5ngdN8pkih" },
	{ "secret", "dify-sandbox" },
	{ "password", "Dify@123" },
	{ "secret", "sk-9f73s3ljTXVcMT3Blb3ljTqtsKiGHXVcMT3BlbkFJLK7U" },
	{ "encryption-key", "f34be427ebb29de8d88c107a71546019685ed8b241d8f2ed00c3df97ad2566f0" },
	{ "jwt-hmac-key", "16f8c0ef4a5d391b26034086c628469d3f9f497f08163ab9b40137092f2909ef" },
	{ "jwt-hmac-key", "eaa5191f2914e30b9387fd84e254e4ba6fc51b4654968a9b0803b456a54b8418" },
	{ "secret", "DrhYf7zENyR6AlUCKmnz0eYASOQdl6zxH7s7MKFSfFCt" },
	{ "encryption-key", "6c1fe4e407b8911c104518103505b218" },
	{ "jwt-hmac-key", "4be6ba5602e0fa0ac6ac05c3cd4d247f" },
	{ "jwt-hmac-key", "f32f716d70a42c5703f4656015e76200" },
	{ "secret", "changethis" },
	{ "secret", "secret-key" },
	{ "password", "plane" },
	{ "secret", "secret" },
	{ "encryption-key", "CAFEBABE" },
	{ "encryption-key", "DEADBEEF" },
	{ "secret", "generate_a_new_key" },
	{ "secret", "get_the_secret_of_above_key" },
	{ "secret", "F0E5AD933D7F6FD8F4DBB3E038C501C052DC0593C686D21ACB30AE205D2F634B" },
	{ "secret", "Your Session Secret goes here" },
	{ "secret", "gsk_your_groq_api_key_here" },
	{ "secret", "hf_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx" },
	{ "secret", "815aa4606f476444691c5f1c16b9c70da6714dc6" },
	{ "jwt-hmac-key", "thisisasamplesecret" },
	{ "secret", "not-a-secret--read-the-doc!" },
	{ "password", "!ChangeMe!" },
	{ "secret", "r(m)9nLGnz$(_q3N4z1k(EFsMCjjjzx08x9VhNVcfd%6RF#r!6DE@+V5Zk2X" },
	{ "password", "J5brHrAXFLQSif0K" },
	{ "password", "H733Kdjndks81" },
	{ "secret", "changeme" },
	{ "secret", "change-me" },
	{ "secret", "secret" },
	{ "encryption-key", "0000000000000000000000000000000000000000000000000000000000000000" },
	{ "secret", "salt" },
	{ "encryption-key", "do+UspMmB/rewbX2K/rskFmtgGSSZ8Ta" },
	{ "encryption-key", "H+KbL/OFrqbEuDy/1zX8bsPG+spXri3S" },
	{ "encryption-key", "data encryption key with 32 char" },
	{ "password", "testpass" },
	{ "jwt-hmac-key", "<INSERT_RANDOM_STRING>" },
	{ "rails-secret-key-base", "secret-value" },
	{ "secret", "yourapikeyhere" },
	{ "secret", "your-secret-key" },
	{ "password", "rootsecretpassword" },
	{ "jwt-hmac-key", "supersecret" },
	{ "secret", "ARNFCb9zrC9ZHm5hZzCigWivD40icS4s" },
	{ "secret", "MohY0/2zSQw/psWEnejC2ka3Al0oifvY4YjOkUaFfnI=" },
	{ "django-secret-key", "django_secret_key" },
	{ "secret", "ThisShouldBeChangedInProduction" },
	{ "password", "herminetincture" },
	{ "secret", "PLEASE-CHANGE-ME-I-AM-VERY-INSECURE" },
	{ "password", "Harbor12345" },
	{ "password", "root123" },
	{ "secret", "CHANGE-ME-OR-FAIL-TO-START" },
	{ "jwt-hmac-key", "bXktc2VjcmV0LWtleS13aGljaC1zaG91bGQtYmUtY2hhbmdlZC1pbi1wcm9kdWN0aW9uLWFu"
			  "ZC1iZS1iYXNlNjQtZW5jb2RlZAo=" },
	{ "django-secret-key", "!!!SET DJANGO_SECRET_KEY!!!" },
	{ "secret", "192b9bdd22ab9ed4d12e236c78afcb9a393ec15f71bbf5dc987d54727823bcbf" },
	{ "secret", "5f352379324c22463451387a0aec5d2f" },
	{ "secret", "dev" },
	{ "secret", "3b7cd727ee24e8444053437c36cc66c3" },
	{ "secret", "myencryptionkey" },
	{ "secret", "dev-api-key" },
	{ "password", "smtpPassword" },
	{ "secret", "SW2YcwTIb9zpOOhoPsMm" },
	{ "secret", "09d25e094faa6ca2556c818166b7a9563b93f7099f6f0f4caa6cf63b88e8d3e7" },
	{ "secret", "TEST_NON_DEV_SECRET" },
	{ "secret", "YOUR_OWN_RANDOM_GENERATED_SECRET_KEY" },
	{ "secret", "ThisTokenIsNotSoSecretChangeIt" },
	{ "jwt-hmac-key", "pleaseChangeThisSecretForANewOne" },
	{ "secret", "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/"
		    "KBHBeksoGMGw==" },
	{ "secret", "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80" },
	{ "secret", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY" },
	{ "secret", "sk_test_4eC39HqLyjWDarjtT1zdp7dc" },
	{ "secret", "6LeIxAcTAAAAAGG-vFI1TnRWxMZNFuojJ4WifJWe" },
	{ "secret", "1x0000000000000000000000000000000AA" },
};

static char *judge(const char *type, struct variable variable, const char *text)
{
	if (!variable.name)
		variable.name = (char *)"V";
	variable.type = value_type_find(type);
	assert_non_null(variable.type);
	return check_text(&variable, "production", text);
}

#define ANY ((struct variable){ 0 })

static void copied_values_are_refused(void **state)
{
	size_t missed = 0;

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(copied); i++) {
		_cleanup_(freep) char *found = judge(copied[i].type, ANY, copied[i].text);

		if (strstr(found, ":error"))
			continue;
		print_error("%s: %s '%s'\n", copied[i].type, copied[i].text, found);
		missed++;
	}
	assert_int_equal(missed, 0);
}

static void a_finding_has_its_rule(void **state)
{
	static const struct {
		const char *type, *text, *rules;
	} rows[] = {
		{ "secret", "changeme", "secret-placeholder:error" },
		{ "secret", "<INSERT_RANDOM_STRING>", "secret-template:error" },
		{ "secret", "openssl rand -hex 32", "secret-unexpanded-command:error" },
		{ "secret", "09d25e094faa6ca2556c818166b7a9563b93f7099f6f0f4caa6cf63b88e8d3e7",
		  "secret-known-leaked:error" },
		{ "secret", "the cat sat on the mat and looked at the moon for hours",
		  "secret-human-text:error" },
		{ "secret", "sdkfjhskdjfhskdjfhksjdhfkjsdhfkjshjskd", "secret-keyboard:error" },
		{ "secret", "9z8y7x6w5v4u3t2s1r0q9p8o7n6m5l4k", "secret-step-pattern:error" },
		{ "secret", "K8mN2pQ5rT9vX3zB6cF1gH4jL7nP0sU", "secret-class-pattern:error" },
		{ "secret", "k9Lq2Zr8WxB4nV7mk9Lq2Zr8WxB4nV7m", "secret-repetition:error" },
		{ "secret", "fedcba9876543210zyxwvutsrqponmlk", "secret-sequence:error" },
		{ "secret", "bXktc2VydmljZS1zaWduZXItdjIteHl6enk=", "secret-encoded-text:error" },
		{ "secret", "k9Lq2Zr8WxB4", "secret-max-entropy:error" },
		{ "token", "k9Lq2Zr8WxB4nV7mT3c5y6", "secret-max-entropy:warning" },
		{ "token", "k9Lq2Zr8WxB4nV7mT3c5y6h8Jp1s", "" },
		{ "token", "V1StGXR8_Z5jdHi6B-myT", "secret-max-entropy:warning" },
		{ "secret", "V1StGXR8_Z5jdHi6B-myT", "" },
		{ "secret", "3f9c1a7e-5d2b-4046-a8e1-37c5b9d02647", "secret-max-entropy:error" },
		{ "secret", "01J9ZQ4T7XW8R3VKH5C2M6NB0E", "" },
	};
	size_t wrong = 0;

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		_cleanup_(freep) char *found = judge(rows[i].type, ANY, rows[i].text);

		if (strstr(found, rows[i].rules) && (rows[i].rules[0] || !found[0]))
			continue;
		print_error("%s: %s: '%s'\n", rows[i].type, rows[i].text, found);
		wrong++;
	}
	assert_int_equal(wrong, 0);
}

/* Lists, in names of several secrets, and JSON. */
static void what_stands_in_a_value_is_judged(void **state)
{
#define GOOD   "ZBQg4y50FEc1hFls0RSiptN6nWcISeAV"
#define LEAKED "09d25e094faa6ca2556c818166b7a9563b93f7099f6f0f4caa6cf63b88e8d3e7"
	static const struct {
		const char *name, *text, *rules;
	} rows[] = {
		{ "API_KEYS", LEAKED "," GOOD, "secret-known-leaked:error" },
		{ "API_KEYS", GOOD ";" LEAKED, "secret-known-leaked:error" },
		{ "API_KEYS", GOOD ",aaaaaaaa", "secret-template:error" },
		{ "API_KEYS", GOOD ",short", "secret-max-entropy:error" },
		{ "API_KEYS", GOOD ", bob:N67R5bRO3ysTnBzajYWSiK7mOj8myChg", "" },
		{ "COLUMN_KEYS", "[\"" GOOD "\", \"changeme changeme changeme\"]",
		  "secret-placeholder:error" },
		{ "SESSION_SECRET", "[\"keyboard cat\", \"keyboard dog\"]",
		  "secret-placeholder:error" },
		{ "SESSION_SECRET", "{\"k\": \"changeme changeme changeme\"}",
		  "secret-placeholder:error" },
		{ "SETTINGS", "{\"type\": \"service\", \"clientSecret\": \"changeme changeme\"}",
		  "secret-placeholder:error" },
		{ "SETTINGS", "{\"type\": \"service account\", \"password\": \"river-stone\"}",
		  "" },
		{ "SECRET_KEY", LEAKED "#", "secret-known-leaked:error" },
		{ "SECRET_KEY", LEAKED ",", "secret-known-leaked:error" },
		{ "SECRET_KEY", "'" LEAKED "'", "secret-known-leaked:error" },
		{ "SECRET_KEY", LEAKED "x", "secret-known-leaked:error" },
	};
	size_t wrong = 0;

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		const struct variable variable = { .name = (char *)rows[i].name };
		_cleanup_(freep) char *found = judge("secret", variable, rows[i].text);

		if (strstr(found, rows[i].rules) && (rows[i].rules[0] || !found[0]))
			continue;
		print_error("%s=%s: '%s'\n", rows[i].name, rows[i].text, found);
		wrong++;
	}
	assert_int_equal(wrong, 0);
#undef GOOD
#undef LEAKED
}

#define JWT "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ4In0.k9Lq2Zr8WxB4nV7mT3c5y6h8j0p1s4d7"

/* Under a name that keeps it secret; what a name says of certificates is taken. */
static void what_is_public_is_no_secret(void **state)
{
#define PUBLIC_PEM                                                                                 \
	"-----BEGIN PUBLIC "                                                                       \
	"KEY-----\nMCowBQYDK2VwAyEAVoSCR89R9GqCtftNVcs9+gPsXeQDgCumt9T8Qw20mxk=\n-----END PUBLIC " \
	"KEY-----\n"
#define PUBLIC_JWK                                                                                 \
	"{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"11qYAYKxCrfVS_"                              \
	"7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}"
#define PUBLIC_SSH                                                                                 \
	"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPHAYmiEkEDcKbAYTfMCB8hmfLPLJCgGYvwaYkcYqfhY me@acme"
	static const struct {
		const char *name, *type, *text;
		bool found;
	} rows[] = {
		{ "SECRET_KEY", "secret", PUBLIC_PEM, true },
		{ "DJANGO_SECRET_KEY", "django-secret-key", PUBLIC_PEM, true },
		{ "SESSION_SECRET", "secret",
		  "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n", true },
		{ "API_KEY", "token", PUBLIC_JWK, true },
		{ "API_KEY", "token", "{\"keys\":[" PUBLIC_JWK "]}", true },
		{ "JWT_SECRET_KEY", "jwt-hmac-key", PUBLIC_JWK, true },
		{ "DEPLOY_KEY", "secret", PUBLIC_SSH, true },
		{ "APP_SECRET", "secret",
		  "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p", true },
		{ "API_TOKEN", "token", "eyJhbGciOiJub25lIn0.eyJhIjoiYSJ9.YWFhYWFhYWFh", true },
		{ "API_TOKEN", "token", JWT, false },
		{ "TLS_CERT_KEY", "secret", PUBLIC_PEM, false },
		{ "SSH_HOST_KEY", "secret", PUBLIC_SSH, false },
	};
	size_t wrong = 0;

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		const struct variable variable = { .name = (char *)rows[i].name,
						   .type_by = "a preset" };
		_cleanup_(freep) char *found = judge(rows[i].type, variable, rows[i].text);

		if (!strstr(found, "secret-is-public:error") != rows[i].found)
			continue;
		print_error("%s=%s: '%s'\n", rows[i].name, rows[i].text, found);
		wrong++;
	}
	assert_int_equal(wrong, 0);
}

/* What only a name calls a token may be of a provider, who decides how long it is. */
static void tokens_of_ones_own_are_long(void **state)
{
	static const struct {
		const char *by, *text, *rules;
	} rows[] = {
		{ "", "V1StGXR8_Z5jdHi6B-myT", "" },
		{ NULL, "V1StGXR8_Z5jdHi6B-myT", "secret-max-entropy:warning" },
		{ "", "7QX2M9KD4RVT1WZB", "secret-max-entropy:error" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		const struct variable variable = { .name = (char *)"BOT_TOKEN",
						   .type_by = rows[i].by };
		_cleanup_(freep) char *found = judge("token", variable, rows[i].text);

		assert_string_equal(found, rows[i].rules);
	}
}

/* The same as judge, but for randomness, which does not matter here. */
static char *judge_form(const char *type, struct variable variable, const char *text)
{
	variable.text[TEXT_SENSITIVE] = (char *)"no";
	return judge(type, variable, text);
}

#define HEX16     "8f3a1c7e5d9b2046f8e1a37c5b9d0264"
#define HEX32     HEX16 "e7c1f8a30b5d92467e1c3f8a0d5b9264"
#define HEX64     HEX32 "3b5d91c7e2f04a8695d1b3c7f9e20a468c1d5f3b7e9204a6d8c1e5f3b7920a64"
#define BASE64_16 "jzocfl2bIEb44aN8W50CZA=="
#define BASE64_32 "CdJeCU+qbKJVbIGBZrepVjuT9wmfbw9Mqmz2O4jo0+c="
#define URL_32    "CdJeCU-qbKJVbIGBZrepVjuT9wmfbw9Mqmz2O4jo0-c="
#define UUID      "3f9c1a7e-5d2b-4046-a8e1-37c5b9d02647"
#define PEM       "-----BEGIN PRIVATE KEY----- MIIB"

struct row {
	const char *type, *alg, *encoding, *bits, *text, *rules;
};

static void expect_rows(const struct row *rows, size_t count)
{
	size_t wrong = 0;

	for (size_t i = 0; i < count; i++) {
		const struct variable variable = {
			.text[TEXT_ALG] = (char *)rows[i].alg,
			.text[TEXT_ENCODING] = (char *)rows[i].encoding,
			.text[TEXT_BITS] = (char *)rows[i].bits,
		};
		_cleanup_(freep) char *found = judge_form(rows[i].type, variable, rows[i].text);

		if (strcmp(found, rows[i].rules) == 0)
			continue;
		print_error("%s %s %s %s: '%s', not '%s'\n", rows[i].type,
			    rows[i].alg ? rows[i].alg : "",
			    rows[i].encoding ? rows[i].encoding : "", rows[i].text, found,
			    rows[i].rules);
		wrong++;
	}
	assert_int_equal(wrong, 0);
}

static void signing_keys_have_a_size_and_content(void **state)
{
	static const struct row rows[] = {
		{ "jwt-hmac-key", NULL, NULL, NULL, HEX16, "jwt-key-low-entropy:warning" },
		{ "jwt-hmac-key", NULL, NULL, NULL, HEX32, "" },
		{ "jwt-hmac-key", NULL, NULL, NULL, BASE64_32, "" },
		{ "jwt-hmac-key", "HS384", NULL, NULL, HEX32, "jwt-key-low-entropy:warning" },
		{ "jwt-hmac-key", "HS512", NULL, NULL, HEX32, "jwt-key-low-entropy:warning" },
		{ "jwt-hmac-key", "HS512", NULL, NULL, HEX64, "" },
		{ "jwt-hmac-key", NULL, "hex", NULL, HEX16, "jwt-key-too-short:error" },
		{ "jwt-hmac-key", NULL, NULL, NULL, "8312904756129038475610293847561029",
		  "secret-max-entropy:error" },
		{ "jwt-hmac-key", NULL, NULL, NULL, UUID, "jwt-key-is-uuid:error" },
		{ "jwt-hmac-key", NULL, NULL, NULL, JWT, "jwt-key-is-jwt:error" },
		{ "jwt-hmac-key", NULL, NULL, NULL, PEM, "jwt-key-is-pem:error" },
	};

	(void)state;
	expect_rows(rows, ARRAY_LENGTH(rows));
}

static void encryption_keys_have_exactly_their_size(void **state)
{
	static const struct row rows[] = {
		{ "encryption-key", NULL, NULL, NULL, HEX32, "" },
		{ "encryption-key", NULL, NULL, NULL, BASE64_32, "" },
		{ "encryption-key", NULL, NULL, NULL, "base64:" BASE64_32, "" },
		{ "encryption-key", NULL, "base64url", NULL, URL_32, "" },
		{ "encryption-key", NULL, "base64url", NULL, BASE64_32,
		  "enc-key-bad-encoding:error" },
		{ "encryption-key", NULL, "hex", NULL, BASE64_32, "enc-key-bad-encoding:error" },
		{ "encryption-key", NULL, "hex", NULL, HEX16, "enc-key-wrong-size:error" },
		{ "encryption-key", "aes-256-gcm", NULL, NULL, HEX32, "" },
		{ "encryption-key", "aes-128-gcm", NULL, NULL, HEX32, "enc-key-wrong-size:error" },
		{ "encryption-key", "aes-128-gcm", NULL, NULL, HEX16, "" },
		{ "encryption-key", "aes-128-gcm", NULL, NULL, BASE64_16, "" },
		{ "encryption-key", "aes-192-gcm", NULL, NULL, HEX16 "e7c1f8a30b5d9246", "" },
		{ "encryption-key", "aes-256-cbc-hs512", NULL, NULL, HEX64, "" },
		{ "encryption-key", "aes-256-cbc-hs512", "hex", NULL, HEX32,
		  "enc-key-wrong-size:error" },
		{ "encryption-key", "fernet", NULL, NULL, URL_32, "" },
		{ "encryption-key", "fernet", NULL, NULL, BASE64_32, "enc-key-bad-encoding:error" },
		{ "encryption-key", NULL, NULL, "128", HEX16, "" },
		{ "encryption-key", NULL, NULL, "512", HEX64, "" },
		/* 32 characters are 32 bytes, of 190 or 128 bits. */
		{ "encryption-key", NULL, NULL, NULL, "k9Lq2Zr8WxB4nV7mT3c5y6h8Jp1sQf0G",
		  "secret-max-entropy:error" },
		{ "encryption-key", NULL, NULL, NULL, HEX16, "secret-max-entropy:error" },
		{ "encryption-key", NULL, NULL, NULL,
		  "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
		  "enc-key-trivial:error" },
		{ "encryption-key", NULL, NULL, NULL,
		  "4141414141414141414141414141414141414141414141414141414141414141",
		  "enc-key-trivial:error" },
		{ "encryption-key", NULL, NULL, NULL, UUID, "jwt-key-is-uuid:error" },
		{ "encryption-key", NULL, NULL, NULL, "short", "enc-key-wrong-size:error" },
	};

	(void)state;
	expect_rows(rows, ARRAY_LENGTH(rows));
}

static void frameworks_have_keys_of_their_own(void **state)
{
	static const struct row rows[] = {
		{ "django-secret-key", NULL, NULL, NULL,
		  "k9lq2zr8wxb4nv7mt3c5y6h8jp1s#f0g&d(e+u@a-i_o=r%2m4", "" },
		{ "django-secret-key", NULL, NULL, NULL,
		  "django-insecure-k9lq2zr8wxb4nv7mt3c5y6h8jp1s#f0g&d(e+u@a-i_o=r",
		  "type-django-secret-key:error" },
		{ "django-secret-key", NULL, NULL, NULL, BASE64_32, "secret-too-short:warning" },
		{ "django-secret-key", NULL, NULL, NULL, HEX16, "secret-too-short:error" },
		{ "django-secret-key", NULL, NULL, NULL, HEX32, "" },
		{ "django-secret-key", NULL, NULL, NULL,
		  "abcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcd",
		  "secret-distinct:error" },
		{ "rails-secret-key-base", NULL, NULL, NULL, HEX64, "" },
		{ "rails-secret-key-base", NULL, NULL, NULL, HEX32, "secret-max-entropy:warning" },
		{ "rails-secret-key-base", NULL, NULL, NULL, HEX16, "secret-too-short:error" },
		{ "rails-master-key", NULL, NULL, NULL, HEX16, "" },
		{ "rails-master-key", NULL, NULL, NULL, HEX32, "type-rails-master-key:error" },
		{ "rails-master-key", NULL, NULL, NULL, "g" HEX16, "type-rails-master-key:error" },
		{ "laravel-app-key", NULL, NULL, NULL, "base64:" BASE64_32, "" },
		{ "laravel-app-key", NULL, NULL, NULL, "base64:" BASE64_16, "" },
		{ "laravel-app-key", "aes-256-cbc", NULL, NULL, "base64:" BASE64_16,
		  "type-laravel-app-key:error" },
		{ "laravel-app-key", "aes-128-cbc", NULL, NULL, "base64:" BASE64_16, "" },
		{ "laravel-app-key", NULL, NULL, NULL, "k9Lq2Zr8WxB4nV7mT3c5y6h8Jp1sQf0G", "" },
		{ "laravel-app-key", NULL, NULL, NULL, BASE64_32, "type-laravel-app-key:error" },
		{ "laravel-app-key", NULL, NULL, NULL, "base64:x", "type-laravel-app-key:error" },
	};

	(void)state;
	expect_rows(rows, ARRAY_LENGTH(rows));
}

static void passwords_are_judged_as_passwords(void **state)
{
	static const struct {
		const char *name, *text, *rules;
	} rows[] = {
		{ "V", "k9Lq2Zr8WxB4nV7mT3c5", "" },
		{ "V", "stapler gravel ounce velvet pigment thorn", "" },
		{ "V", "minioadmin",
		  "secret-placeholder:error password-common:error password-too-short:error" },
		{ "V", "Summer2024!", "password-too-short:error password-low-entropy:error" },
		{ "V", "k9Lq2Zr8WxB", "password-too-short:error" },
		{ "V", "${DB_PASSWORD}", "secret-template:error" },
		{ "V", "$(cat /run/key)", "secret-unexpanded-command:error" },
		{ "V", "K8mN2pQ5rT9vX3zB6cF1gH4j", "secret-class-pattern:error" },
		{ "V", "k9Lq2Zr8k9Lq2Zr8k9Lq2Zr8", "secret-repetition:error" },
		{ "SALEOR_DB_PASSWORD", "saleor-k92x", "password-equals-context:error" },
		{ "ZABBIXDB_PASSWORD", "k9Lq2Zr8WxB4nV7mT3c5", "" },
	};
	size_t wrong = 0;

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		const struct variable variable = { .name = (char *)rows[i].name };
		_cleanup_(freep) char *found = judge("password", variable, rows[i].text);

		if (strstr(found, rows[i].rules) && (rows[i].rules[0] || !found[0]))
			continue;
		print_error("%s=%s: '%s'\n", rows[i].name, rows[i].text, found);
		wrong++;
	}
	assert_int_equal(wrong, 0);
}

/* DB_USER stands beside DB_PASSWORD; a URL has its user, host and database. */
static void passwords_are_not_what_stands_beside_them(void **state)
{
	static const struct {
		const char *name, *beside, *text, *password, *user;
		bool made;
	} rows[] = {
		{ "DB_USER", "warehouse", "warehouse-77x", NULL, NULL, true },
		{ "DB_USER", "warehouse", "k9Lq2Zr8WxB4nV7mT3c5", NULL, NULL, false },
		{ "DB_NAME", "warehouse", "x1-warehouse", NULL, NULL, true },
		{ "SMTP_USER", "warehouse", "warehouse-77x", NULL, NULL, false },
		{ "X", "y", "postgres://u:p@orders.internal/billing", "orders-k9Lq", NULL, true },
		{ "X", "y", "postgres://u:p@orders.internal/billing", "billing-9Lq", NULL, true },
		{ "X", "y", "postgres://u:p@orders.internal/billing", "courier-9Lq", "courier",
		  true },
		{ "X", "y", "postgres://u:p@orders.internal/billing", "courier-9Lq", NULL, false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		const struct variable beside = { .name = (char *)rows[i].name };
		const struct variable variable = { .name = (char *)"DB_PASSWORD" };
		_cleanup_(values_freep) struct values *values = values_new();
		struct manifest manifest = { .environment = (char *)"production" };
		struct report report = { 0 };
		const struct checking checking = { .manifest = &manifest,
						   .values = values,
						   .clock = &fixed_clock,
						   .report = &report };
		const struct subject subject = { .checking = &checking,
						 .variable = &variable,
						 .bytes = rows[i].text,
						 .length = strlen(rows[i].text),
						 .sensitive = true };
		const char *password = rows[i].password ? rows[i].password : rows[i].text;
		_cleanup_(freep) char *found = NULL;

		environment_classify(&manifest.class, "production");
		values_add(values, &beside)->secret =
			secret_new(values->arena, rows[i].beside, strlen(rows[i].beside));
		judge_password(&subject, password, strlen(password), rows[i].user);
		found = rules_of(&report);
		report_done(&report);
		assert_int_equal(strstr(found, "password-equals-context") != NULL, rows[i].made);
	}
}

/* What the usual generators make for each type is taken: no error, and no warning where none is
 * due. */
static void what_generators_make_is_taken(void **state)
{
	static const struct {
		const char *type, *alg;
		struct key_format format;
		bool warned;
	} rows[] = {
		{ "jwt-hmac-key", NULL, { "", "", NULL, 32, 1 }, false },
		{ "jwt-hmac-key", NULL, { "", "", DIGITS "abcdef", 64, 0 }, false },
		{ "jwt-hmac-key", NULL, { "", "", DIGITS "abcdef", 32, 0 }, true },
		{ "jwt-hmac-key", "HS512", { "", "", NULL, 64, 1 }, false },
		{ "jwt-hmac-key", NULL, { "", "", ALNUM, 32, 0 }, true },
		{ "encryption-key", NULL, { "", "", NULL, 32, 1 }, false },
		{ "encryption-key", "aes-256-gcm", { "", "", DIGITS "abcdef", 64, 0 }, false },
		{ "encryption-key", "fernet", { "", "", NULL, 32, 5 }, false },
		{ "encryption-key", "aes-128-gcm", { "", "", DIGITS "abcdef", 32, 0 }, false },
		{ "django-secret-key",
		  NULL,
		  { "", "", SMALL DIGITS "!@#$%^&*(-_=+)", 50, 0 },
		  false },
		{ "django-secret-key", NULL, { "", "", NULL, 64, 7 }, false },
		{ "rails-secret-key-base", NULL, { "", "", DIGITS "abcdef", 128, 0 }, false },
		{ "rails-master-key", NULL, { "", "", DIGITS "abcdef", 32, 0 }, false },
		{ "laravel-app-key", NULL, { "", "base64:", NULL, 32, 1 }, false },
		{ "secret", NULL, { "", "", ALNUM "-_", 21, 0 }, false },
		{ "secret", NULL, { "", "", NULL, 16, 1 }, false },
		{ "secret", NULL, { "", "", ALNUM, 32, 0 }, false },
		{ "token", NULL, { "", "ghp_", ALNUM, 36, 0 }, false },
		{ "token", NULL, { "", "acme_live_", ALNUM, 32, 0 }, false },
		{ "password", NULL, { "", "", ALNUM, 24, 0 }, false },
		{ "password", NULL, { "", "", NULL, 18, 1 }, false },
	};
	static struct random_keys keys;
	char key[256];

	(void)state;
	assert_true(sodium_init() >= 0);
	for (size_t i = 0; i < 100 * ARRAY_LENGTH(rows); i++) {
		size_t row = i % ARRAY_LENGTH(rows);
		const struct variable variable = { .text[TEXT_ALG] = (char *)rows[row].alg };
		_cleanup_(freep) char *found = NULL;

		random_key(key, &keys, &rows[row].format);
		found = judge(rows[row].type, variable, key);
		if (strstr(found, ":error") || (found[0] && !rows[row].warned))
			print_error("%s %s: '%s'\n", rows[row].type, key, found);
		assert_null(strstr(found, ":error"));
		assert_true(!found[0] || rows[row].warned);
	}
}

/* Where chance puts a mark, a sign or few characters, a key is no worse than its generator. */
static void chance_takes_nothing_from_a_key(void **state)
{
	static const struct {
		const char *type;
		struct key_format format;
	} rows[] = {
		{ "jwt-hmac-key", { "", "", ALNUM, 43, 0 } },
		{ "jwt-hmac-key", { "", "", NULL, 32, sodium_base64_VARIANT_URLSAFE_NO_PADDING } },
		{ "jwt-hmac-key", { "", "", NULL, 32, sodium_base64_VARIANT_ORIGINAL } },
		{ "secret", { "", "", NULL, 20, sodium_base64_VARIANT_URLSAFE_NO_PADDING } },
		{ "token", { "", "", NULL, 20, sodium_base64_VARIANT_URLSAFE_NO_PADDING } },
		{ "secret", { "", "k9Lq2Zr8.", DIGITS "abcdef", 32, 0 } },
		{ "secret", { "", "1/1204857390127465:", DIGITS "abcdef", 32, 0 } },
		{ "secret", { "", "patQ7xV2mKp9LzRb4.", DIGITS "abcdef", 64, 0 } },
	};
	static struct random_keys keys;
	char key[256];

	(void)state;
	assert_true(sodium_init() >= 0);
	for (size_t i = 0; i < 1000 * ARRAY_LENGTH(rows); i++) {
		const size_t row = i % ARRAY_LENGTH(rows);
		_cleanup_(freep) char *found = NULL;

		random_key(key, &keys, &rows[row].format);
		found = judge(rows[row].type, (struct variable){ 0 }, key);
		if (found[0])
			print_error("%s %s: '%s'\n", rows[row].type, key, found);
		assert_string_equal(found, "");
	}
}

/* Words that belong to a form are none of its secret. */
static void values_with_a_form_are_left_alone(void **state)
{
	static const struct {
		const char *type, *text, *rules, *name;
	} rows[] = {
		{ "string", "https://hooks.example-chat.com/services/incoming/password/token", "",
		  "CHAT_WEBHOOK" },
		{ "secret", "https://hooks.example-chat.com/services/incoming/password/token",
		  "secret-placeholder:error", "SECRET_KEY" },
		{ "secret", "x://my.secret/changemechangemechangeme", "secret-placeholder:error",
		  "SECRET_KEY" },
		{ "string", "{\"secret\": \"placeholder\"}", "secret-placeholder:error" },
		{ "string", "{\"type\": \"placeholder\", \"use\": \"secret\"}", "" },
		{ "string", "/run/secrets/jwt-secret-key", "", "JWT_SECRET_FILE" },
		{ "string", "$2b$12$secretsaltsecretsalteuabcdefghijklmnopqrstuvwxyzABCDE", "" },
		{ "secret",
		  "postgres://app:" HEX16 "@secret-db-1.internal,secret-db-2.internal/app", "" },
		{ "secret",
		  "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJjaGFuZ2VtZSJ9.k9Lq2Zr8WxB4nV7mT3c5y6h8", "" },
		{ "string", "$ecretkey", "secret-template:error" },
		{ "string", "/supersecret", "secret-placeholder:error" },
		{ "string", "{changeme", "secret-placeholder:error" },
		{ "string", "changeme", "secret-placeholder:error" },
		{ "string", "${API_KEY}", "secret-template:error" },
		{ "string", "op://vault/item/field", "secret-unexpanded-command:error" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		const struct variable variable = { .name = (char *)rows[i].name,
						   .text[TEXT_SENSITIVE] = (char *)"yes" };
		_cleanup_(freep) char *found = judge(rows[i].type, variable, rows[i].text);

		if (rows[i].rules[0] ? strstr(found, rows[i].rules) != found : found[0])
			print_error("%s: %s\n", rows[i].text, found);
		/* Of words, human text is found too when there are enough of them. */
		assert_true(rows[i].rules[0] ? strstr(found, rows[i].rules) == found : !found[0]);
	}
}

/* The beginning of a form is none: what only starts as one is measured. */
static void values_that_begin_as_a_form_are_measured(void **state)
{
	static const char *const texts[] = {
		"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa://",
		"my-company-secret-key-for-prod://change",
		"/aaaaaaaaaaaa/aaaaaaaaaaaaaaaaaaaaaaaaaaa",
		"/changeme/changemechangeme/changemechangeme",
		"{\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
		"{\"changeme-changeme-changeme-changeme-changeme-changeme-changeme",
		"$2aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
		"$argon2changemechangemechangemechangeme",
		"eyJaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa..",
		"eyJchangeme.password.changeme",
		"eyJhbGciOiJIUzI1NiJ9.changeme.changeme",
		"-----BEGIN aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
		"-----BEGIN A-----\naaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n-----END A-----",
	};
	static const char *const types[] = { "secret", "jwt-hmac-key", "django-secret-key",
					     "encryption-key", "password" };
	size_t missed = 0;

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(texts) * ARRAY_LENGTH(types); i++) {
		const char *text = texts[i / ARRAY_LENGTH(types)];
		const char *type = types[i % ARRAY_LENGTH(types)];
		_cleanup_(freep) char *found = judge(type, ANY, text);

		if (strstr(found, ":error"))
			continue;
		print_error("%s: %s '%s'\n", type, text, found);
		missed++;
	}
	assert_int_equal(missed, 0);
}

/* The hints about a text as the value of the variable in production, "RULE: HINT\n" each. New. */
static char *hints_of(const struct variable *variable, const char *text)
{
	struct manifest manifest = { .environment = (char *)"production" };
	_cleanup_(report_done) struct report report = { 0 };
	_cleanup_(buf_done) struct buf out = { 0 };

	environment_classify(&manifest.class, "production");
	check_bytes(&report, &manifest, variable, text, strlen(text));
	for (size_t i = 0; i < report.count; i++)
		buf_format(&out, "%s: %s\n", report.findings[i].rule, report.findings[i].hint);
	return text_copy(buf_text(&out));
}

#define MAKE(command) "make a new one: " command
#define ASK_PROVIDER  "copy the right key from the provider's console"
#define NEW_PASSWORD  "make a new password: openssl rand -hex 24, and put it into the URL"

/* One answer for all that is found about a variable, by its type, its keys and its name. */
static void hints_say_how_to_make_a_new_one(void **state)
{
	static const struct {
		const char *name, *type, *hint;
		const char *text[TEXT_KEYS];
	} rows[] = {
		{ "V", "jwt-hmac-key", MAKE("openssl rand -base64 32"), { 0 } },
		{ "V",
		  "jwt-hmac-key",
		  MAKE("openssl rand -base64 64 | tr -d '\\n'"),
		  { [TEXT_ALG] = "HS512" } },
		{ "V",
		  "jwt-hmac-key",
		  MAKE("openssl rand -hex 48"),
		  { [TEXT_ALG] = "HS384", [TEXT_ENCODING] = "hex" } },
		{ "V",
		  "jwt-hmac-key",
		  MAKE("openssl rand -base64 32 | tr -d '=\\n' | tr +/ -_"),
		  { [TEXT_ENCODING] = "base64url" } },
		{ "V",
		  "encryption-key",
		  MAKE("openssl rand -hex 16"),
		  { [TEXT_ALG] = "aes-128-gcm", [TEXT_ENCODING] = "hex" } },
		{ "V",
		  "encryption-key",
		  MAKE("openssl rand -base64 32 | tr +/ -_"),
		  { [TEXT_ALG] = "fernet" } },
		{ "V",
		  "encryption-key",
		  "make a new one at random, as",
		  { [TEXT_ENCODING] = "raw" } },
		{ "V", "django-secret-key", MAKE("openssl rand -base64 48"), { 0 } },
		{ "V", "rails-master-key", MAKE("openssl rand -hex 16"), { 0 } },
		{ "V", "rails-secret-key-base", MAKE("openssl rand -hex 64"), { 0 } },
		{ "V",
		  "laravel-app-key",
		  MAKE("printf 'base64:%s\\n' \"$(openssl rand -base64 16)\""),
		  { [TEXT_ALG] = "aes-128-cbc" } },
		{ "V", "password", MAKE("openssl rand -base64 24"), { 0 } },
		{ "V", "password", MAKE("openssl rand -base64 18"), { [TEXT_MAX_LENGTH] = "24" } },
		{ "V", "secret", MAKE("openssl rand -base64 32"), { 0 } },
		{ "V", "token", MAKE("openssl rand -hex 32"), { [TEXT_ENCODING] = "hex" } },
		{ "V",
		  "token",
		  MAKE("openssl rand -hex 40"),
		  { [TEXT_ENCODING] = "hex", [TEXT_MIN_BYTES] = "40" } },
		{ "V",
		  "secret",
		  MAKE("openssl rand -base64 73 | tr -d '\\n'"),
		  { [TEXT_MIN_BYTES] = "100" } },
		{ "V",
		  "secret",
		  MAKE("openssl rand -base64 32 | tr -d '\\n' | head -c 42"),
		  { [TEXT_LENGTH] = "42" } },
		{ "V", "secret", "make a new one at random, as", { [TEXT_LENGTH] = "12" } },
		{ "V",
		  "secret",
		  "make a new one at random that pattern fits",
		  { [TEXT_PATTERN] = "[a-z]+" } },
		/* Others make these, or they are made of another value. */
		{ "STRIPE_API_KEY", "secret", ASK_PROVIDER, { 0 } },
		{ "GITHUB_TOKEN", "token", ASK_PROVIDER, { 0 } },
		{ "GITHUB_WEBHOOK_SECRET", "secret", MAKE("openssl rand -base64 32"), { 0 } },
		{ "AWS_SECRET_ACCESS_KEY", "secret", ASK_PROVIDER, { 0 } },
		{ "OIDC_CLIENT_SECRET", "secret", ASK_PROVIDER, { 0 } },
		{ "LAUNCHDARKLY_SDK_KEY", "secret", ASK_PROVIDER, { 0 } },
		{ "SPLIT_SDK_KEY", "secret", ASK_PROVIDER, { 0 } },
		{ "MAXMIND_LICENSE_KEY", "secret", ASK_PROVIDER, { 0 } },
		{ "TLS_PRIVATE_KEY", "secret", "make a new key of its kind", { 0 } },
		{ "ADMIN_PASSWORD_HASH", "password", "hash the password: ", { 0 } },
		{ "TLS_CERT", "secret", "get the certificate ", { 0 } },
		{ "V",
		  "pem-private-key",
		  "make a new key: openssl genpkey -algorithm ec ",
		  { [TEXT_ALG] = "ES256" } },
		{ "V", "age-key", "make a new one: keystrap keygen", { 0 } },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		struct variable variable = { .name = (char *)rows[i].name,
					     .type = value_type_find(rows[i].type) };
		_cleanup_(values_freep) struct values *values = values_new();
		const struct checking checking = { .values = values };
		const struct subject subject = { .checking = &checking,
						 .variable = &variable,
						 .type = variable.type };
		_cleanup_(freep) char *hint = NULL;

		memcpy(variable.text, rows[i].text, sizeof(variable.text));
		hint = maker_hint(&subject);
		if (!text_starts(hint, rows[i].hint) ||
		    (text_starts(hint, MAKE("")) && strcmp(hint, rows[i].hint) != 0))
			fail_msg("row %zu: %s, expected %s", i, hint, rows[i].hint);
	}
}

/* Of several findings, and by what the value is. */
static void hints_of_one_value_agree(void **state)
{
	static const struct {
		const char *name, *type, *text, *hint;
	} rows[] = {
		{ "V", "jwt-hmac-key", "abcabcabc", MAKE("openssl rand -base64 32\n") },
		{ "V", "django-secret-key", "abcabcabc", MAKE("openssl rand -base64 48\n") },
		{ "V", "secret", "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
		  MAKE("openssl rand -base64 32\n") },
		{ "V", "password", "k9Lq2Z", MAKE("openssl rand -base64 24\n") },
		{ "V", "secret", "ghp_abcdefabcdefabcdefabcdefabcdefabcdef", ASK_PROVIDER "\n" },
		/* The command makes a part of the value: nothing may store it as the whole. */
		{ "V", "postgres-url",
		  "postgresql://shop:hunter2@db.internal/shop?sslmode=verify-full", NEW_PASSWORD },
		{ "V", "url", "https://shop:hunter2@api.acme.io/", NEW_PASSWORD },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		const struct variable variable = { .name = (char *)rows[i].name,
						   .type = value_type_find(rows[i].type),
						   .text[TEXT_ALLOW_CREDENTIALS] = (char *)"yes" };
		_cleanup_(freep) char *hints = hints_of(&variable, rows[i].text);
		size_t count = 0;

		for (const char *at = strstr(hints, ": "); at; at = strstr(at, ": ")) {
			at += strlen(": ");
			if (!text_starts(at, rows[i].hint))
				fail_msg("row %zu: %s", i, hints);
			count++;
			at = strchr(at, '\n');
		}
		assert_true(count > 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(copied_values_are_refused),
		cmocka_unit_test(a_finding_has_its_rule),
		cmocka_unit_test(what_stands_in_a_value_is_judged),
		cmocka_unit_test(what_is_public_is_no_secret),
		cmocka_unit_test(tokens_of_ones_own_are_long),
		cmocka_unit_test(signing_keys_have_a_size_and_content),
		cmocka_unit_test(encryption_keys_have_exactly_their_size),
		cmocka_unit_test(frameworks_have_keys_of_their_own),
		cmocka_unit_test(passwords_are_judged_as_passwords),
		cmocka_unit_test(passwords_are_not_what_stands_beside_them),
		cmocka_unit_test(what_generators_make_is_taken),
		cmocka_unit_test(chance_takes_nothing_from_a_key),
		cmocka_unit_test(values_with_a_form_are_left_alone),
		cmocka_unit_test(values_that_begin_as_a_form_are_measured),
		cmocka_unit_test(hints_say_how_to_make_a_new_one),
		cmocka_unit_test(hints_of_one_value_agree),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
