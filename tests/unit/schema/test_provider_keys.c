/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "schema/provider_keys.h"
#include "schema/type/api_key.h"
#include "util/text.h"

#include "listed.h"
#include "variables.h"

#define TWICE(text) text text

#define SEED UINT64_C(0x9e3779b97f4a7c15)

static uint64_t drawn = SEED;

/* Random letters, the same in every run; keys of real form without being anybody's. */
static char *random_key(const char *prefix, const char *alphabet, size_t length)
{
	size_t letters = strlen(alphabet), at = strlen(prefix);
	char *text = alloc_array(length + 1, 1);

	memcpy(text, prefix, at);
	for (; at < length; at++) {
		drawn ^= drawn >> 12;
		drawn ^= drawn << 25;
		drawn ^= drawn >> 27;
		text[at] = alphabet[(drawn * UINT64_C(2685821657736338717) >> 33) % letters];
	}
	return text;
}

#define DIGIT   "0123456789"
#define HEX     DIGIT "abcdef"
#define CAPITAL "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define ALNUM   "abcdefghijklmnopqrstuvwxyz" CAPITAL DIGIT
#define URL     ALNUM "-_"

static void the_table_is_sorted(void **state)
{
	(void)state;
	for (const struct provider_key *row = provider_keys; row->prefix && row[1].prefix; row++) {
		assert_true(strcmp(row->prefix, row[1].prefix) <= 0);
		assert_true(row->min <= row->max && row->min >= strlen(row->prefix));
		assert_true(!row->prefix[0] || strlen(row->prefix) >= 2);
		assert_true(row->prefix[0] || row->names);
	}
	assert_true(text_list_has((char *const *)api_key_providers(), "stripe"));
	assert_true(text_list_has((char *const *)api_key_providers(), "github"));
}

static void keys_are_known_by_their_form(void **state)
{
	static const struct {
		const char *prefix, *alphabet;
		size_t length;
		const char *provider; /* NULL: no key */
		enum key_mode mode;
	} cases[] = {
		{ "sk_live_", ALNUM, 32, "stripe", KEY_LIVE },
		{ "sk_live_", ALNUM, 107, "stripe", KEY_LIVE },
		{ "sk_live_", ALNUM, 27, NULL, 0 },
		{ "sk_live-", ALNUM, 32, NULL, 0 },
		{ "sk_prod_", ALNUM, 32, NULL, 0 },
		{ "rk_test_", ALNUM, 32, "stripe", KEY_TEST },
		{ "ghp_", ALNUM, 40, "github", KEY_EITHER },
		{ "ghp_", ALNUM, 39, NULL, 0 },
		{ "gh9_", ALNUM, 40, NULL, 0 },
		{ "sk-proj-", URL, 120, "openai", KEY_EITHER },
		{ "sk-ant-api03-", URL, 108, "anthropic", KEY_EITHER },
		{ "sk-", ALNUM, 51, NULL, 0 },
		{ "AKIA", CAPITAL "234567", 20, "aws", KEY_EITHER },
		{ "AKIA", ALNUM, 40, NULL, 0 },
		{ "AKIA0", CAPITAL "234567", 20, NULL, 0 },
		{ "hvs.", URL, 95, "vault", KEY_EITHER },
		{ "AIza", URL, 39, "google", KEY_EITHER },
		{ "rzp_test_", ALNUM, 23, "razorpay", KEY_TEST },
		{ "access-sandbox-", HEX, 51, "plaid", KEY_TEST },
		/* Two letters are no proof without the name. */
		{ "6L", URL, 40, NULL, 0 },
		{ "PK", CAPITAL, 20, NULL, 0 },
		{ "test_", ALNUM, 35, NULL, 0 },
		{ "live_", ALNUM, 35, NULL, 0 },
		{ "0x", HEX, 66, NULL, 0 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
		_cleanup_(freep) char *key =
			random_key(cases[i].prefix, cases[i].alphabet, cases[i].length);
		const struct provider_key *row = provider_key_find(key, strlen(key));

		if ((row != NULL) != (cases[i].provider != NULL))
			fail_msg("%s", key);
		if (row) {
			assert_string_equal(row->provider, cases[i].provider);
			assert_int_equal(row->mode, cases[i].mode);
		}
	}
	assert_null(provider_key_find("", 0));
	assert_null(provider_key_find("s", 1));
	assert_null(provider_key_find("sk", 2));
}

static const char *const kinds[] = {
	[KEY_SECRET] = "secret",
	[KEY_PUBLISHABLE] = "publishable",
	[KEY_ID] = "id",
	[KEY_WEBHOOK] = "webhook",
};
static const char *const modes[] = {
	[KEY_EITHER] = "either",
	[KEY_LIVE] = "live",
	[KEY_TEST] = "test",
	[KEY_EXAMPLE] = "example",
};

/* A key of the row, of a length that may be too short or too long for it. */
static char *example_of(const struct provider_key *row, size_t length)
{
	static const char *const alphabets[KEY_LETTERS] = {
		[KEY_ALNUM] = ALNUM,
		[KEY_UPPER] = CAPITAL DIGIT,
		[KEY_BASE32] = CAPITAL "234567",
		[KEY_HEX] = HEX,
		[KEY_URL] = URL,
		[KEY_BASE64] = ALNUM "+/",
		[KEY_DOTTED] = URL ".:/",
	};
	size_t prefix = strlen(row->prefix);
	char *key;

	if (length < prefix)
		return text_slice(row->prefix, length);
	key = random_key(row->prefix, alphabets[row->letters], length);
	if (row->part && prefix + strlen(row->part) <= length)
		memcpy(key + strlen(row->prefix), row->part, strlen(row->part));
	return key;
}

/* A name that has the first of the row's words. */
static char *name_of(const struct provider_key *row)
{
	const char *names = row->names ? row->names : "SOME";

	return text_format("%.*s_KEY", (int)strcspn(names, " "), names);
}

static bool is_listed_as(const struct provider_key *row, char *const *columns)
{
	return text_equal(row->prefix, text_equal(columns[0], "-") ? "" : columns[0]) &&
	       text_equal(row->provider, columns[1]) && row->min == strtoul(columns[2], NULL, 10) &&
	       row->max == strtoul(columns[3], NULL, 10) &&
	       text_equal(kinds[row->kind], columns[4]) &&
	       text_equal(modes[row->mode], columns[5]) &&
	       text_equal(row->part ? row->part : "-", columns[6]);
}

static bool is_reached(const struct provider_key *row, size_t length)
{
	_cleanup_(freep) char *key = example_of(row, length), *name = name_of(row);
	const struct provider_key *found = provider_key_of(name, key, strlen(key));
	enum key_kind kind;

	/* What has no prefix is asked for by its provider only. */
	if (!row->prefix[0])
		return provider_key_fits(&kind, row->provider, key, strlen(key));
	return found && text_equal(found->provider, row->provider) && found->kind == row->kind &&
	       found->mode == row->mode;
}

/* At both ends it is a key, and beyond them none. */
static bool is_bounded(const struct provider_key *row, char *const *columns)
{
	size_t min = strtoul(columns[2], NULL, 10), max = strtoul(columns[3], NULL, 10);

	return is_reached(row, min) && is_reached(row, max) && !is_reached(row, min - 1) &&
	       !is_reached(row, max + 1);
}

static void every_row_is_there_and_reached(void **state)
{
	struct listed listed;
	size_t rows = 0, count = 0, wrong = 0;

	(void)state;
	for (const struct provider_key *row = provider_keys; row->prefix; row++)
		rows++;
	listed_open(&listed, "provider_keys.tsv");
	for (; listed_next(&listed); count++) {
		const struct provider_key *row = provider_keys;

		while (row->prefix && !is_listed_as(row, listed.columns))
			row++;
		if (row->prefix && is_bounded(row, listed.columns))
			continue;
		print_error("%s: %s of %s\n", row->prefix ? "not reached" : "lost",
			    listed.columns[0], listed.columns[1]);
		wrong++;
	}
	assert_int_equal(wrong, 0);
	assert_int_equal(count, rows);
}

/* No random key of any usual form is taken for a provider's. */
static void random_keys_are_nobodys(void **state)
{
	static const struct {
		const char *alphabet;
		size_t length;
	} forms[] = { { ALNUM, 32 }, { ALNUM "+/", 43 }, { URL, 43 }, { HEX, 64 },
		      { HEX, 32 },   { ALNUM, 40 },      { URL, 64 }, { CAPITAL DIGIT, 20 } };

	(void)state;
	/* Not those that follow whatever the tests before drew: a row more would change them all.
	 */
	drawn = SEED;
	for (size_t i = 0; i < 200000; i++) {
		size_t form = i % ARRAY_LENGTH(forms);
		_cleanup_(freep) char *key =
			random_key("", forms[form].alphabet, forms[form].length);

		if (provider_key_find(key, strlen(key)) || provider_key_begins(key, strlen(key)))
			fail_msg("%s", key);
	}
}

static void names_tell_shared_prefixes_apart(void **state)
{
	_cleanup_(freep) char *key = random_key("test_", ALNUM, 35),
			      *paper = random_key("PK", CAPITAL, 20),
			      *paystack = random_key("sk_live_", HEX, 48);

	(void)state;
	assert_string_equal(provider_key_of("MOLLIE_API_KEY", key, 35)->provider, "mollie");
	assert_null(provider_key_of("API_KEY", key, 35));
	assert_int_equal(provider_key_of("APCA_API_KEY_ID", paper, 20)->mode, KEY_TEST);
	assert_string_equal(provider_key_of("PAYSTACK_SECRET_KEY", paystack, 48)->provider,
			    "paystack");
	assert_string_equal(provider_key_of("PAYMENT_KEY", paystack, 48)->provider, "stripe");
}

#define R20 "q7Zk2LwXrTbV4n8cD3fG"
#define R24 R20 "h6Jm"
#define R36 R24 "P1sYtUeQaKx5"
#define R48 R24 "vB0nRzHwGh4KHGh2cy5X9dQe"
#define H32 "9f86d081884c7d659a2feaa0c55ad015"

/* severity NULL: the rule is silent. */
/* clang-format off */
static const struct {
	const char *environment, *variables, *rule, *severity;
} rules_rows[] = {
	{ "production", "STRIPE_SECRET_KEY=sk_test_" R24, "api-key-test-mode", "error" },
	{ "production", "STRIPE_SECRET_KEY=sk_test_51Hx", "api-key-test-mode", "error" },
	{ "production", "NEXT_PUBLIC_STRIPE_PUBLISHABLE_KEY=pk_test_" R24, "api-key-test-mode", "error" },
	{ "production", "RAZORPAY_KEY_ID=rzp_test_q7Zk2LwXrTbV4n", "api-key-test-mode", "error" },
	{ "production", "STRIPE_SECRET_KEY=sk_live_" R24, "api-key-test-mode", NULL },
	{ "staging", "STRIPE_SECRET_KEY=sk_test_" R24, "api-key-test-mode", NULL },
	{ "production", "STRIPE_TEST_SECRET_KEY=sk_test_" R24, "api-key-test-mode", NULL },
	{ "production", "APP_KEY=sk_" R24, "api-key-test-mode", NULL },
	{ "development", "STRIPE_SECRET_KEY=sk_live_" R24, "api-key-live-outside-production", "error" },
	{ "test", "STRIPE_SECRET_KEY=sk_live_" R24, "api-key-live-outside-production", "error" },
	{ "staging", "STRIPE_SECRET_KEY=sk_live_" R24, "api-key-live-outside-production", "warning" },
	{ "production", "STRIPE_SECRET_KEY=sk_live_" R24, "api-key-live-outside-production", NULL },
	{ "development", "STRIPE_SECRET_KEY=sk_test_" R24, "api-key-live-outside-production", NULL },

	{ "production", "STRIPE_SECRET_KEY=sk_test_4eC39HqLyjWDarjtT1zdp7dc", "api-key-example", "error" },
	{ "production", "AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE", "api-key-example", "error" },
	{ "production", "WALLET_MNEMONIC=" TWICE(TWICE("abandon abandon ") "abandon ") "abandon about", "api-key-example", "error" },
	{ "production", "SEED_PHRASE=" TWICE(TWICE(TWICE("zoo zoo "))) "vote", "api-key-example", "error" },
	{ "production", "MNEMONIC=legal winner thank year wave sausage worth useful legal winner thank yellow", "api-key-example", "error" },
	{ "production", "WALLET_MNEMONIC=" TWICE("abandon abandon about zoo ") "abandon abandon about zoo", "api-key-example", NULL },
	{ "production", "WALLET_MNEMONIC=" TWICE(TWICE("abandon abandon ") "abandon ") "about zoo", "api-key-example", NULL },
	{ "production", "GREETING=" TWICE(TWICE(TWICE("ha ha "))) "ho", "api-key-example", NULL },
	{ "production", "GITHUB_TOKEN=ghp_16C7e42F292c6912E7710c838347Ae178B4a", "api-key-example", "error" },
	{ "production", "GITHUB_TOKEN=gho_16C7e42F292c6912E7710c838347Ae178B4a", "api-key-example", "error" },
	{ "production", "GITHUB_TOKEN=ghp_x7Kq2mWv9RtL4nYbZ3cDh8PsQ6gJ5fTu0EiA", "api-key-example", NULL },
	{ "production", "AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "api-key-example", "error" },
	{ "production", "RECAPTCHA_SECRET=6LeIxAcTAAAAAGG-vFI1TnRWxMZNFuojJ4WifJWe", "api-key-example", "error" },
	{ "production", "TURNSTILE_SECRET=1x0000000000000000000000000000000AA", "api-key-example", "error" },
	{ "production", "PRIVATE_KEY=0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80", "api-key-example", "error" },
	{ "production", "AZURE_STORAGE=DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;AccountKey=x", "api-key-example", "error" },
	{ "production", "ANON_KEY=eyJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJzdXBhYmFzZS1kZW1vIn0.x", "api-key-example", "error" },
	{ "development", "AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE", "api-key-example", "warning" },
	{ "production", "AWS_ACCESS_KEY_ID=AKIAQ7ZK2LWXRTBVN4D3", "api-key-example", NULL },

	{ "production", "STRIPE_SECRET_KEY=pk_live_" R24, "api-key-format", "error" },
	{ "development", "STRIPE_SECRET_KEY=pk_test_" R24, "api-key-format", "error" },
	{ "production", "STRIPE_SECRET_KEY=whsec_" R36, "api-key-format", "error" },
	{ "production", "STRIPE_PUBLISHABLE_KEY=sk_live_" R24, "api-key-format", "error" },
	{ "production", "STRIPE_WEBHOOK_SECRET=sk_live_" R24, "api-key-format", "error" },
	{ "production", "PAYMENT_SECRET=pk_live_" R24, "api-key-format", "error" },
	{ "production", "AWS_SECRET_ACCESS_KEY=AKIAQ7ZK2LWXRTBVN4D3", "api-key-format", "error" },
	{ "production", "OPENAI_API_KEY=sk-ant-api03-" R48 R48, "api-key-format", "error" },
	{ "production", "OPENAI_API_KEY=gsk_" R48 "\nOPENAI_BASE_URL=https://api.groq.com/openai/v1", "api-key-format", NULL },
	{ "production", "PYPI_TOKEN=pypi-AgENdGVzdC5weXBpLm9yZw" R48 R48, "api-key-test-mode", "error" },
	{ "production", "OPENAI_API_KEY=sk-...", "api-key-format", "warning" },
	{ "production", "AZURE_OPENAI_API_KEY=" H32, "api-key-format", NULL },
	{ "production", "OPENAI_API_KEY=" H32, "api-key-format", "warning" },
	{ "production", "TLS_CERT=/etc/tls/tls.crt\nTLS_KEY=/etc/tls/tls.key", "secret-max-entropy", NULL },
	{ "production", "TLS_CERT=/etc/tls/tls.crt\nTLS_KEY=tls", "secret-max-entropy", "error" },
	{ "production", "DD_API_KEY=xxx", "api-key-format", "warning" },
	{ "production", "GITHUB_TOKEN=ghp_" R20 "h6JmP1sYtUeQaKx", "api-key-format", "warning" },
	{ "production", "GITHUB_TOKEN=gho_" R24 "P1sYtU", "api-key-format", "warning" },
	{ "production", "GITHUB_TOKEN=" H32 "8d969eef", "api-key-format", NULL },
	{ "production", "GOOGLE_API_KEY=AIza" R24 "P1sYtUeQaK", "api-key-format", "warning" },
	{ "production", "GOOGLE_API_KEY=" R36 "4Zp", "api-key-format", "warning" },
	{ "production", "GOOGLE_MAPS_API_KEY=AIza" R24 "P1sYtUeQaK", "api-key-format", "warning" },
	{ "production", "GOOGLE_API_KEY=AIza" R24 "P1sYtUeQaKx", "api-key-format", NULL },
	{ "production", "GEMINI_API_KEY=AQ.Ab" R48, "api-key-format", NULL },
	{ "production", "GITLAB_TOKEN=glpat-q7Zk2LwXrTbV4n8cD3f", "api-key-format", "warning" },
	{ "production", "GITLAB_TOKEN=glpat-" R20, "api-key-format", NULL },
	{ "production", "GITLAB_TOKEN=acme-" R20, "api-key-format", NULL },
	{ "production", "SLACK_BOT_TOKEN=xoxb-" R24 "P1sYtU", "api-key-format", "warning" },
	{ "production", "SLACK_BOT_TOKEN=xoxb-7403918265402-7381640295517-" R24, "api-key-format", NULL },
	{ "production", "TELEGRAM_BOT_TOKEN=7192046583:AA" R24 "P1sYtU", "api-key-format", "warning" },
	{ "production", "TELEGRAM_BOT_TOKEN=7192046583:AA" R24 "P1sYtUeQa", "api-key-format", NULL },
	{ "production", "SHOPIFY_ACCESS_TOKEN=shpat_9f86d081884c7d659a2feaa0c55ad01", "api-key-format", "warning" },
	{ "production", "SHOPIFY_ACCESS_TOKEN=shpat_" H32, "api-key-format", NULL },
	{ "production", "DATABRICKS_TOKEN=dapi9f86d081884c7d659a2feaa0c55ad01", "api-key-format", "warning" },
	{ "production", "DATABRICKS_TOKEN=dapi" H32, "api-key-format", NULL },
	{ "production", "DIGITALOCEAN_TOKEN=dop_v1_" H32 "5ad0159f86d081884c7d659a2feaa0c", "api-key-format", "warning" },
	{ "production", "DIGITALOCEAN_TOKEN=dop_v1_" H32 H32, "api-key-format", NULL },
	{ "production", "MAILGUN_API_KEY=key-9f86d081884c7d659a2feaa0c55ad01", "api-key-format", "warning" },
	{ "production", "MAILGUN_API_KEY=key-" H32, "api-key-format", NULL },
	{ "production", "LINEAR_API_KEY=lin_api_" R36 "4Zp", "api-key-format", "warning" },
	{ "production", "LINEAR_API_KEY=lin_api_" R36 "4Zpk", "api-key-format", NULL },
	{ "production", "SQUARE_APPLICATION_SECRET=sandbox-sq0csp-" R36 "4Zpk8Lq", "api-key-test-mode", "error" },
	{ "production", "SQUARE_APPLICATION_SECRET=sandbox-sq0csp-" R20, "api-key-test-mode", "error" },
	{ "production", "SQUARE_TOKEN=sandbox-sq0xyz-" R20, "api-key-test-mode", "error" },
	{ "staging", "SQUARE_APPLICATION_SECRET=sandbox-sq0csp-" R20, "api-key-test-mode", NULL },
	{ "production", "PAGERDUTY_ROUTING_KEY=xxx", "api-key-format", "warning" },
	{ "development", "DD_API_KEY=xxx", "api-key-format", NULL },
	{ "production", "DD_API_KEY=" H32, "api-key-format", NULL },
	{ "production", "PAGERDUTY_ROUTING_KEY=" H32, "api-key-format", NULL },
	{ "production", "OPENAI_API_KEY=sk-proj-" R48 R48, "api-key-format", NULL },
	{ "production", "OPENAI_API_KEY=sk-" R20 "T3BlbkFJ" R20, "api-key-format", NULL },
	{ "production", "STRIPE_SECRET_KEY=sk_live_" R24, "api-key-format", NULL },
	{ "production", "STRIPE_SECRET_KEY=rk_live_" R24, "api-key-format", NULL },
	{ "production", "STRIPE_PUBLISHABLE_KEY=pk_live_" R24, "api-key-format", NULL },
	{ "production", "STRIPE_WEBHOOK_SECRET=whsec_" R36, "api-key-format", NULL },
	{ "production", "CLERK_SECRET_KEY=sk_live_" R48, "api-key-format", NULL },
	{ "production", "APP_SECRET=" R48, "api-key-format", NULL },

	{ "production", "STRIPE_SECRET_KEY=sk_live_" R24 "\nSTRIPE_PUBLISHABLE_KEY=pk_test_" R24, "payment-mode-mixed", "error" },
	{ "development", "STRIPE_SECRET_KEY=sk_test_" R24 "\nSTRIPE_PUBLISHABLE_KEY=pk_live_" R24, "payment-mode-mixed", "error" },
	{ "production", "PAYPAL_MODE=live\nPAYPAL_API_BASE=https://api-m.sandbox.paypal.com", "payment-mode-mixed", "error" },
	{ "production", "PAYPAL_MODE=live\nPAYPAL_API_BASE=https://app@api-m.sandbox.paypal.com", "payment-mode-mixed", "error" },
	{ "production", "STRIPE_SECRET_KEY=sk_live_" R24 "\nSTRIPE_PUBLISHABLE_KEY=pk_live_" R24, "payment-mode-mixed", NULL },
	{ "production", "STRIPE_SECRET_KEY=sk_live_" R24 "\nCLERK_SECRET_KEY=sk_test_" R48, "payment-mode-mixed", NULL },
	{ "production", "STRIPE_LIVE_SECRET_KEY=sk_live_" R24 "\nSTRIPE_TEST_SECRET_KEY=sk_test_" R24, "payment-mode-mixed", NULL },
	{ "production", "PAYPAL_MODE=live\nPAYPAL_API_BASE=https://api-m.paypal.com", "payment-mode-mixed", NULL },

	{ "production", "NEXT_PUBLIC_STRIPE_KEY=sk_live_" R24, "public-prefix-secret", "error" },
	{ "development", "VITE_DB_PASSWORD=" R24, "public-prefix-secret", "error" },
	{ "production", "REACT_APP_API_SECRET=" R24, "public-prefix-secret", "error" },
	{ "production", "VITE_THING=ghp_" R36, "public-prefix-secret", "error" },
	{ "production", "VITE_API_KEY=" R24, "public-prefix-secret", "error" },
	{ "production", "NEXT_PUBLIC_SUPABASE_ANON_KEY=eyJhbGciOiJIUzI1NiJ9.eyJyb2xlIjoic2VydmljZV9yb2xlIn0.x", "public-prefix-secret", "error" },
	{ "production", "NEXT_PUBLIC_SUPABASE_ANON_KEY=eyJhbGciOiJIUzI1NiJ9.eyJyb2xlIjoiYW5vbiJ9.x", "public-prefix-secret", NULL },
	{ "production", "NEXT_PUBLIC_STRIPE_KEY=pk_live_" R24, "public-prefix-secret", NULL },
	{ "production", "NEXT_PUBLIC_STRIPE_PUBLISHABLE_KEY=pk_live_" R24, "public-prefix-secret", NULL },
	{ "production", "NEXT_PUBLIC_SENTRY_DSN=https://" H32 "@o450.ingest.sentry.io/4507", "public-prefix-secret", NULL },
	{ "production", "NEXT_PUBLIC_GOOGLE_MAPS_API_KEY=AIzaSy" R24 "cD3fGh6Jm", "public-prefix-secret", NULL },
	{ "production", "VITE_API_URL=https://api.acme.io", "public-prefix-secret", NULL },
	{ "production", "PUBLIC_KEY=abc", "public-prefix-secret", NULL },
	{ "production", "VITE_PASSWORD_LOGIN=true", "public-prefix-secret", NULL },
	{ "production", "DB_PASSWORD=" R24, "public-prefix-secret", NULL },
};
/* clang-format on */

static void each_rule_has_two_sides(void **state)
{
	size_t wrong = 0;

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rules_rows); i++) {
		const struct scene scene = { .environment = rules_rows[i].environment,
					     .variables = rules_rows[i].variables };
		_cleanup_(freep) char *found = check_scene(&scene);

		if (has_finding(found, rules_rows[i].rule, rules_rows[i].severity) ==
		    (rules_rows[i].severity != NULL))
			continue;
		print_error("%s %s: '%s': %s\n", rules_rows[i].rule,
			    rules_rows[i].severity ? rules_rows[i].severity : "silent",
			    rules_rows[i].variables, found);
		wrong++;
	}
	assert_int_equal(wrong, 0);
}

/* Whoever gave it out, nobody may guess it. */
static void a_key_without_a_provider_has_bits(void **state)
{
	static const struct {
		const char *provider, *text, *findings;
	} cases[] = {
		{ NULL, "x", "secret-max-entropy:error" },
		{ NULL, "k7Qz", "secret-max-entropy:error" },
		{ "stripe", "k7Qz", "secret-max-entropy:error api-key-format:warning" },
		{ NULL, "9f3b07c2e81d4a", "" },
		{ NULL, "J7QX2M9KZ4WTB8RD", "" },
		{ NULL, "ghp_" R36, "" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
		const struct variable variable = {
			.name = (char *)"V",
			.type = value_type_find("api-key"),
			.text[TEXT_PROVIDER] = (char *)cases[i].provider,
		};
		_cleanup_(freep) char *found = check_text(&variable, "production", cases[i].text);

		assert_string_equal(found, cases[i].findings);
	}
}

static void the_type_knows_its_provider(void **state)
{
	static const struct {
		const char *provider, *text, *findings;
	} cases[] = {
		{ "github", "ghp_" R36, "" },
		{ "github", "ghp_short", "api-key-format:warning" },
		{ "github", "glpat-" R20, "api-key-format:error" },
		{ "datadog", H32, "" },
		{ "datadog", "nothing", "api-key-format:warning" },
		{ NULL, "ghp_" R36, "" },
		{ NULL, "github_pat_short", "api-key-format:warning" },
		{ NULL, "anything else", "" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
		const struct variable variable = {
			.name = (char *)"V",
			.type = value_type_find("api-key"),
			.text[TEXT_PROVIDER] = (char *)cases[i].provider,
			.text[TEXT_SENSITIVE] = (char *)"no",
		};
		_cleanup_(freep) char *found = check_text(&variable, "staging", cases[i].text);

		assert_string_equal(found, cases[i].findings);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_table_is_sorted),
		cmocka_unit_test(keys_are_known_by_their_form),
		cmocka_unit_test(every_row_is_there_and_reached),
		cmocka_unit_test(random_keys_are_nobodys),
		cmocka_unit_test(names_tell_shared_prefixes_apart),
		cmocka_unit_test(each_rule_has_two_sides),
		cmocka_unit_test(the_type_knows_its_provider),
		cmocka_unit_test(a_key_without_a_provider_has_bits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
