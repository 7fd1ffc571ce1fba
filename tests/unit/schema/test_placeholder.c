/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "checked.h"

/* Values from example files and documents of 40 public projects, which people copy unchanged. */
static const char *const copied[] = {
	"your-super-secret-jwt-token-with-at-least-32-characters-long",
	"your-super-secret-and-long-postgres-password",
	"this_password_is_insecure_and_should_be_updated",
	"your-super-secret-and-long-logflare-key-private",
	"secret1234",
	"fake_mail_password",
	"sk-proj-xxxxxxxx",
	"your-secret-key",
	"changethis",
	"secret-key",
	"secret",
	"get_the_secret_of_above_key",
	"Your Session Secret goes here",
	"gsk_your_groq_api_key_here",
	"hf_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
	"thisisasamplesecret",
	"not-a-secret--read-the-doc!",
	"!ChangeMe!",
	"changeme",
	"change-me",
	"secret",
	"0000000000000000000000000000000000000000000000000000000000000000",
	"<INSERT_RANDOM_STRING>",
	"secret-value",
	"yourapikeyhere",
	"your-secret-key",
	"rootsecretpassword",
	"supersecret",
	"django_secret_key",
	"ThisShouldBeChangedInProduction",
	"PLEASE-CHANGE-ME-I-AM-VERY-INSECURE",
	"CHANGE-ME-OR-FAIL-TO-START",
	"!!!SET DJANGO_SECRET_KEY!!!",
	"dev",
	"dev-api-key",
	"smtpPassword",
	"TEST_NON_DEV_SECRET",
	"YOUR_OWN_RANDOM_GENERATED_SECRET_KEY",
	"ThisTokenIsNotSoSecretChangeIt",
	"pleaseChangeThisSecretForANewOne",
	"1x0000000000000000000000000000000AA",
};

static const struct variable key = { .name = (char *)"SECRET_KEY" };

static bool speaks(const char *text)
{
	_cleanup_(freep) char *found = check_text(&key, "production", text);

	return strstr(found, "secret-placeholder:error") || strstr(found, "secret-template:error");
}

static void copied_placeholders_are_found(void **state)
{
	size_t missed = 0;

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(copied); i++) {
		if (speaks(copied[i]))
			continue;
		print_error("not found: %s\n", copied[i]);
		missed++;
	}
	assert_int_equal(missed, 0);
}

static void templates_are_whole_values(void **state)
{
	static const char *const templates[] = {
		"<API_KEY>",
		"<your token here>",
		"${SECRET}",
		"${A:-b}",
		"$(cat key)",
		"{{ key }}",
		"{key}",
		"[your-key]",
		"%KEY%",
		"__KEY__",
		"@key@",
		"`pass x`",
		"$SECRET",
		"...",
		"0000",
		"xxxx",
		"aaaaaaaaaaaaaaaa",
	};
	static const char *const others[] = {
		"a${b}c9Kq2", "k$(x9)Lq2Zw8",   "q[7]Lw9Zr2Kx", "50%7Lq9Zr2Kx%",
		"$9Lq-Zr2Kx", "<a/b+c9Kq2LwZ>", "0K0",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(templates); i++) {
		_cleanup_(freep) char *found = check_text(&key, "production", templates[i]);

		if (!strstr(found, "secret-template"))
			print_error("not found: %s\n", templates[i]);
		assert_non_null(strstr(found, "secret-template"));
	}
	for (size_t i = 0; i < ARRAY_LENGTH(others); i++)
		assert_false(speaks(others[i]));
}

static void digits_and_signs_read_as_letters(void **state)
{
	static const char *const texts[] = { "p4$$w0rd",  "P@ssw0rd1!",      "ch4ng3m3",
					     "CHANGE-ME", "c.h.a.n.g.e.m.e", "my_s3cr3t_v4lu3" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(texts); i++)
		assert_true(speaks(texts[i]));
}

static void runs_have_a_length(void **state)
{
	(void)state;
	assert_true(speaks("sk-9Lq2xxxxxx"));
	assert_false(speaks("sk-9Lq2xxxxx"));
	assert_true(speaks("k9Lq2-******"));
	assert_true(speaks("AKIA9LQ2-000000000000"));
	assert_false(speaks("AKIA9LQ2-00000000000"));
}

static void only_secrets_are_judged(void **state)
{
	static const struct {
		struct variable variable;
		bool judged;
	} rows[] = {
		{ { .name = (char *)"GREETING" }, false },
		{ { .name = (char *)"GREETING", .text[TEXT_SENSITIVE] = (char *)"yes" }, true },
		{ { .name = (char *)"API_TOKEN" }, true },
		{ { .name = (char *)"API_TOKEN", .text[TEXT_SENSITIVE] = (char *)"no" }, false },
		{ { .name = (char *)"SHOP_PUBLISHABLE_KEY" }, false },
		{ { .name = (char *)"OTHER_KEY_ID" }, false },
		{ { .name = (char *)"DB_PASSWORD_FILE" }, false },
		{ { .name = (char *)"shop_password" }, true },
		{ { .name = (char *)"COMPASS" }, false },
		{ { .name = (char *)"SMTP_PASS" }, true },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		_cleanup_(freep) char *found =
			check_text(&rows[i].variable, "production", "changeme");

		assert_string_equal(found, rows[i].judged ? "secret-placeholder:error" : "");
	}
}

static void developers_are_warned_only(void **state)
{
	static const struct {
		const char *environment, *rules;
	} rows[] = {
		{ "production", "secret-placeholder:error" },
		{ "staging", "secret-placeholder:error" },
		{ "development", "secret-placeholder:warning" },
		{ "test", "secret-placeholder:warning" },
		{ "unheard-of", "secret-placeholder:error" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		_cleanup_(freep) char *found = check_text(&key, rows[i].environment, "changeme");

		assert_string_equal(found, rows[i].rules);
	}
}

/* xorshift64*: the same keys in every run. */
static uint64_t next_random(uint64_t *state)
{
	*state ^= *state >> 12;
	*state ^= *state << 25;
	*state ^= *state >> 27;
	return *state * UINT64_C(2685821657736338717);
}

#define SMALL "abcdefghijklmnopqrstuvwxyz"
#define DIGIT "0123456789"
#define ALNUM SMALL "ABCDEFGHIJKLMNOPQRSTUVWXYZ" DIGIT

static void random_keys_have_no_finding(void **state)
{
	static const struct {
		const char *alphabet;
		size_t length;
	} formats[] = {
		{ ALNUM "+/", 32 },     { ALNUM "+/", 43 },
		{ ALNUM "-_", 43 },     { ALNUM "-_", 86 },
		{ ALNUM, 32 },          { ALNUM, 48 },
		{ SMALL DIGIT, 32 },    { DIGIT "abcdef", 64 },
		{ DIGIT "abcdef", 32 }, { SMALL DIGIT "!@#$%^&*(-_=+)", 50 },
	};
	uint64_t seed = UINT64_C(0x9e3779b97f4a7c15);

	(void)state;
	for (size_t i = 0; i < 20000; i++) {
		size_t format = i % ARRAY_LENGTH(formats);
		size_t letters = strlen(formats[format].alphabet);
		_cleanup_(freep) char *found = NULL;
		char text[100] = "";

		for (size_t j = 0; j < formats[format].length; j++)
			text[j] = formats[format].alphabet[next_random(&seed) % letters];
		found = check_text(&key, "production", text);
		if (found[0])
			print_error("%s: %s\n", text, found);
		assert_string_equal(found, "");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(copied_placeholders_are_found),
		cmocka_unit_test(templates_are_whole_values),
		cmocka_unit_test(digits_and_signs_read_as_letters),
		cmocka_unit_test(runs_have_a_length),
		cmocka_unit_test(only_secrets_are_judged),
		cmocka_unit_test(developers_are_warned_only),
		cmocka_unit_test(random_keys_have_no_finding),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
