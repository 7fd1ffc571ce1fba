/* SPDX-License-Identifier: Apache-2.0 */
#include "schema/rule/name.h"

#include <string.h>

#include "schema/neighbours.h"
#include "schema/provider_keys.h"
#include "schema/rules.h"
#include "schema/strength.h"
#include "schema/types.h"
#include "schema/words.h"
#include "util/ascii.h"
#include "util/name_index.h"
#include "util/text.h"

#define KEY_MAX 4096 /* no provider's key is longer */

/* Which key of which provider a name asks for. */
struct slot {
	const char *names;
	const char *provider;
	enum key_kind kind;
	const char *begins; /* of the provider's keys, those that begin like this; NULL: any */
	bool open; /* some of its keys have no form of their own: what begins as one counts */
};

/* clang-format off */
static const struct slot slots[] = {
	{ "*STRIPE_PUBLISHABLE_KEY *STRIPE_PUBLIC_KEY *STRIPE_LIVE_PUBLIC_KEY *STRIPE_TEST_PUBLIC_KEY", "stripe", KEY_PUBLISHABLE },
	{ "*STRIPE_WEBHOOK_SECRET *STRIPE_WEBHOOK_SIGNING_SECRET *STRIPE_ENDPOINT_SECRET", "stripe", KEY_WEBHOOK },
	{ "*STRIPE_SECRET_KEY *STRIPE_SECRET *STRIPE_API_KEY *STRIPE_PRIVATE_KEY *STRIPE_RESTRICTED_KEY *STRIPE_API_SECRET *STRIPE_LIVE_SECRET_KEY *STRIPE_TEST_SECRET_KEY", "stripe", KEY_SECRET },
	{ "*CLERK_PUBLISHABLE_KEY", "clerk", KEY_PUBLISHABLE },
	{ "*CLERK_SECRET_KEY", "clerk", KEY_SECRET },
	{ "*PAYSTACK_PUBLIC_KEY", "paystack", KEY_PUBLISHABLE },
	{ "*PAYSTACK_SECRET_KEY", "paystack", KEY_SECRET },
	{ "RAZORPAY_KEY_ID", "razorpay", KEY_ID },
	{ "*OPENAI_API_KEY OPENAI_KEY", "openai", KEY_SECRET },
	{ "*ANTHROPIC_API_KEY", "anthropic", KEY_SECRET },
	{ "*OPENROUTER_API_KEY", "openrouter", KEY_SECRET },
	{ "*GROQ_API_KEY", "groq", KEY_SECRET },
	{ "HF_TOKEN HF_API_TOKEN HUGGINGFACE_TOKEN HUGGINGFACE_KEY HUGGINGFACE_API_KEY HUGGING_FACE_HUB_TOKEN HUGGINGFACEHUB_API_TOKEN", "huggingface", KEY_SECRET },
	{ "NPM_TOKEN", "npm", KEY_SECRET },
	{ "PYPI_TOKEN PYPI_API_TOKEN", "pypi", KEY_SECRET },
	{ "*SLACK_BOT_TOKEN", "slack", KEY_SECRET, .begins = "xoxb-" },
	{ "*SLACK_APP_TOKEN SLACK_APP_LEVEL_TOKEN", "slack", KEY_SECRET, .begins = "xapp-" },
	{ "*SLACK_USER_TOKEN", "slack", KEY_SECRET, .begins = "xoxp-" },
	{ "*GITHUB_TOKEN GH_TOKEN *GITHUB_PAT *GITHUB_ACCESS_TOKEN *GITHUB_API_TOKEN", "github", KEY_SECRET, .open = true },
	{ "*GITLAB_TOKEN *GITLAB_PAT *GITLAB_ACCESS_TOKEN *GITLAB_API_TOKEN *GITLAB_PRIVATE_TOKEN", "gitlab", KEY_SECRET, .open = true },
	{ "*SQUARE_ACCESS_TOKEN", "square", KEY_SECRET, .open = true },
	{ "*SQUARE_APPLICATION_ID *SQUARE_APP_ID", "square", KEY_ID, .open = true },
	{ "*SHOPIFY_ACCESS_TOKEN *SHOPIFY_ADMIN_TOKEN *SHOPIFY_ADMIN_API_TOKEN *SHOPIFY_API_SECRET *SHOPIFY_API_SECRET_KEY", "shopify", KEY_SECRET, .open = true },
	{ "*MOLLIE_API_KEY *MOLLIE_KEY", "mollie", KEY_SECRET },
	{ "*GOOGLE_API_KEY *GOOGLE_MAPS_API_KEY *GOOGLE_MAPS_KEY GEMINI_API_KEY", "google", KEY_SECRET },
	{ "*TELEGRAM_BOT_TOKEN", "telegram", KEY_SECRET },
	{ "*DATABRICKS_TOKEN", "databricks", KEY_SECRET, .open = true },
	{ "*DIGITALOCEAN_TOKEN *DIGITALOCEAN_ACCESS_TOKEN *DIGITALOCEAN_API_TOKEN", "digitalocean", KEY_SECRET, .open = true },
	{ "*MAILGUN_API_KEY", "mailgun", KEY_SECRET, .open = true },
	{ "*LINEAR_API_KEY", "linear", KEY_SECRET, .open = true },
	{ "VAULT_TOKEN BAO_TOKEN *_VAULT_TOKEN", "vault", KEY_SECRET, .open = true },
	{ "*TWILIO_AUTH_TOKEN", "twilio", KEY_SECRET },
	{ "TWILIO_ACCOUNT_SID", "twilio", KEY_ID },
	{ "*SENDGRID_API_KEY", "sendgrid", KEY_SECRET },
	{ "*AWS_ACCESS_KEY_ID", "aws", KEY_ID },
	{ "*AWS_SECRET_ACCESS_KEY", "aws", KEY_SECRET },
	{ "NEW_RELIC_LICENSE_KEY NEW_RELIC_API_KEY NEWRELIC_LICENSE_KEY", "newrelic", KEY_SECRET },
	{ "DD_API_KEY DATADOG_API_KEY DD_APP_KEY DD_APPLICATION_KEY DATADOG_APP_KEY", "datadog", KEY_SECRET },
	{ "PAGERDUTY_ROUTING_KEY PAGERDUTY_INTEGRATION_KEY", "pagerduty", KEY_SECRET },
};

static const char *const kind_names[] = {
	[KEY_SECRET] = "a secret", [KEY_PUBLISHABLE] = "a publishable", [KEY_ID] = "an id", [KEY_WEBHOOK] = "a webhook",
};

/* Published values wherever they stand; those of JWTs are base64 of "supabase-demo", shifted. */
static const char *const marks[] = {
	"AccountKey=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq", "devstoreaccount1",
	"AccountKey=C2y6yDjf5/R+ob0N8A7Cgv30VRDJIWEHLM+4QDU5DE2nQ9nDuVTqobD4b8mGGyPMbIZnqyMsEcaGQy67XIw/Jw",
	"/services/T00000000/B00000000/", "//examplePublicKey@", "EXAMPLEKEY",
	"test test test test test test test test test test test junk",
};
static const char *const jwt_marks[] = { "c3VwYWJhc2UtZGVtb", "N1cGFiYXNlLWRlbW", "zdXBhYmFzZS1kZW1v" };
/* clang-format on */

/*
 * Providers that give out secrets of their own length, 20 characters or hexadecimal digits mostly;
 * and words by which a name says that the secret is the program's own after all.
 */
/* clang-format off */
static const char *const vendors[] = {
	"ably", "adyen", "airbrake", "algolia", "amplitude", "anthropic", "asana", "aws", "azure",
	"binance", "bitbucket", "braintree", "brevo", "bugsnag", "chargebee", "cloudflare",
	"cloudinary", "coinbase", "databricks", "datadog", "deepseek", "digitalocean", "discord",
	"dropbox", "facebook", "fastly", "firebase", "flutterwave", "freshdesk", "gh", "github",
	"gitlab", "gocardless", "google", "groq", "hcaptcha", "heroku", "honeybadger", "hubspot",
	"huggingface", "imagekit", "instagram", "intercom", "klarna", "kraken", "launchdarkly",
	"linkedin", "mailchimp", "mailgun", "mailjet", "mandrill", "mapbox", "marketo",
	"meilisearch", "messagebird", "mixpanel", "mollie", "netlify", "newrelic", "nexmo", "okta",
	"onesignal", "openai", "openrouter", "openweathermap", "pagerduty", "paypal", "paystack",
	"perplexity", "pinecone", "plaid", "plivo", "posthog", "postmark", "pusher", "pypi",
	"razorpay", "recaptcha", "recurly", "reddit", "reverb", "scout", "rollbar", "salesforce",
	"sendgrid", "sentry", "shopify", "slack", "soketi", "sparkpost", "spotify", "steam",
	"stripe", "supabase", "telegram", "telnyx", "trello", "turnstile", "twilio", "twitch",
	"twitter", "typesense", "uploadcare", "vercel", "vonage", "xai", "zendesk", "zoom",
};
/* clang-format on */
#define OWN_WORDS "jwt session cookie csrf encryption hmac"

static void take_slot(const void *row, void *context)
{
	const struct slot **slot = context;

	if (!*slot)
		*slot = row;
}

static const struct slot *slot_of(const char *name)
{
	static struct name_index *index;
	const struct slot *slot = NULL;

	if (!index) {
		index = name_index_new();
		for (size_t i = 0; i < ARRAY_LENGTH(slots); i++)
			name_index_add(index, slots[i].names, &slots[i]);
	}
	name_index_visit(index, name, take_slot, &slot);
	return slot;
}

bool name_is_of_provider(const char *name)
{
	return slot_of(name) != NULL;
}

static bool has_vendor(const char *name)
{
	struct word word;

	while (word_next(&word, &name, "_")) {
		for (size_t i = 0; i < ARRAY_LENGTH(vendors); i++) {
			if (vendors[i][0] == to_small(word.start[0]) && word_is(word, vendors[i]))
				return true;
		}
	}
	return false;
}

bool name_is_of_vendor(const char *name)
{
	return name_is_of_provider(name) || (has_vendor(name) && !name_has_word(name, OWN_WORDS));
}

/*
 * A wallet's words as the tests of BIP-39 have them: one word eleven times or more and a last one,
 * which holds the check sum; or those of the bytes 0x7f and 0x80.
 */
static bool is_published_phrase(const struct subject *subject)
{
	const char *at = subject->bytes;
	struct word first = { NULL, 0 }, word;
	size_t count = 0, others = 0;

	if (!name_has_word(subject->variable->name, "mnemonic seed phrase words wallet"))
		return false;
	if (text_starts(at, "legal winner thank year wave sausage worth useful legal winner ") ||
	    text_starts(at, "letter advice cage absurd amount doctor acoustic avoid letter "))
		return true;
	while (others == 0 && word_next(&word, &at, " ")) {
		if (count++ == 0)
			first = word;
		others += !word_same(first, word);
	}
	return count >= 12 && !word_next(&word, &at, " ");
}

static bool is_published(const struct subject *subject, const struct provider_key *row)
{
	/* These types know the examples of their form themselves. */
	if (subject->type && (text_equal(subject->type->name, "slack-webhook") ||
			      text_equal(subject->type->name, "sentry-dsn")))
		return false;
	if ((row && row->mode == KEY_EXAMPLE) || is_published_phrase(subject))
		return true;
	for (size_t i = 0; i < ARRAY_LENGTH(marks); i++) {
		if (strstr(subject->bytes, marks[i]))
			return true;
	}
	for (size_t i = 0; text_starts(subject->bytes, "eyJ") && i < ARRAY_LENGTH(jwt_marks); i++) {
		if (strstr(subject->bytes, jwt_marks[i]))
			return true;
	}
	return false;
}

/* A variable that says test in its name holds a test key on purpose. */
static void check_mode(const struct subject *subject, const struct provider_key *row)
{
	const char *name = subject->variable->name;

	if (row->mode == KEY_TEST && !name_has_word(name, "test sandbox testnet paper"))
		subject_find(subject, "api-key-test-mode", NULL, "is a test key of %s",
			     row->provider);
	if (row->mode == KEY_LIVE)
		subject_find(subject, "api-key-live-outside-production", NULL,
			     "is a live key of %s", row->provider);
}

/* Programs that speak to another server with OpenAI's interface have that server's key. */
static bool is_compatible(const struct subject *subject)
{
	struct subject other;

	return name_has_word(subject->variable->name, "azure") ||
	       neighbour_near(&other, subject,
			      "BASE_URL API_BASE API_BASE_URL ENDPOINT ENDPOINT_URL");
}

/* Of a secret, rule_check_strength says so. */
static bool is_unfilled(const struct subject *subject)
{
	struct strength strength;

	if (subject->sensitive)
		return false;
	strength_measure(&strength, subject->bytes, subject->length);
	return strength.flaws & (1u << STRENGTH_PLACEHOLDER | 1u << STRENGTH_TEMPLATE);
}

/* An id is no secret and may be of words: only what tells to put one in counts. */
static bool is_blank_id(const struct subject *subject)
{
	static const char names[] = "CLIENT_ID *_CLIENT_ID *_APP_ID *_APPLICATION_ID *_TENANT_ID "
				    "*_ACCOUNT_ID *_PROJECT_ID *_SITE_KEY *_PUBLIC_KEY "
				    "*_MEASUREMENT_ID *_TRACKING_ID *_MERCHANT_ID "
				    "*_SUBSCRIPTION_ID *_ZONE_ID *_POOL_ID *_KEY_ID *_TOKEN_ID";
	static const char *const starts[] = { "your-",         "your_",      "yourclient",
					      "yourapp",       "change-me",  "change_me",
					      "changeme",      "replace-me", "replace_me",
					      "replaceme",     "xxxxxx",     "<",
					      "00000000-0000-" };

	if (subject->sensitive)
		return false;
	for (size_t i = 0; i < ARRAY_LENGTH(starts); i++) {
		size_t length = strlen(starts[i]);

		if (subject->length >= length &&
		    word_is((struct word){ subject->bytes, length }, starts[i]))
			return name_fits(names, subject->variable->name);
	}
	return false;
}

static void check_begin(const struct subject *subject, const struct slot *slot,
			const struct provider_key *row)
{
	if (slot->begins && row && text_equal(row->provider, slot->provider) &&
	    !text_starts(subject->bytes, slot->begins))
		subject_find(subject, "api-key-format", NULL,
			     "is a key of %s of another kind: the name asks for one that begins "
			     "with %s",
			     slot->provider, slot->begins);
}

/* Not one of its keys; of an open one, a key that was cut off, or more. */
static bool is_out_of_form(const struct subject *subject, const struct slot *slot)
{
	return !slot->open || provider_key_starts(slot->provider, subject->bytes, subject->length);
}

static void check_slot(const struct subject *subject, const struct slot *slot,
		       const struct provider_key *row)
{
	enum key_kind kind;

	check_begin(subject, slot, row);
	if (provider_key_fits(&kind, slot->provider, subject->bytes, subject->length)) {
		if (kind != slot->kind && !(row && row->kind == slot->kind))
			subject_find(subject, "api-key-format", NULL,
				     "is %s key where the name asks for %s key", kind_names[kind],
				     kind_names[slot->kind]);
	} else if (row && row->kind != slot->kind) {
		subject_find(subject, "api-key-format", NULL,
			     "is %s key where the name asks for %s key", kind_names[row->kind],
			     kind_names[slot->kind]);
	} else if (row && !text_equal(row->provider, slot->provider) && !is_compatible(subject)) {
		subject_find(subject, "api-key-format", NULL,
			     "has the form of a key of %s, not of %s", row->provider,
			     slot->provider);
	} else if (!row && is_out_of_form(subject, slot) && !is_compatible(subject)) {
		subject_find_at(subject, "api-key-format", SUBJECT_AT(PRODUCTION_WARN), NULL,
				"has not the form of a key of %s", slot->provider);
	}
}

/* A key, unmistakably, in a variable that programs read a file by. */
static bool is_in_place_of_path(const struct subject *subject)
{
	const struct provider_key *row = provider_key_find(subject->bytes, subject->length);

	return name_fits("*_FILE", subject->variable->name) && row && row->kind == KEY_SECRET;
}

/* Names that no provider's slot fits still say secret or public. */
static void check_kind(const struct subject *subject, const struct provider_key *row)
{
	const char *name = subject->variable->name;
	bool public = name_has_word(name, "publishable public site anon");

	if (row->kind == KEY_PUBLISHABLE && !public && name_has_word(name, "secret private"))
		subject_find(subject, "api-key-format", NULL,
			     "is a publishable key where the name asks for a secret one");
	if (row->kind == KEY_SECRET && public && row->mode != KEY_EITHER)
		subject_find(subject, "api-key-format", NULL,
			     "is a secret key where the name asks for a publishable one");
}

bool rule_concerns_provider_key(const struct variable *variable)
{
	return !variable->type || !variable->type->number;
}

void rule_check_provider_key(const struct subject *subject)
{
	const struct provider_key *row, *shown;
	const struct slot *slot;

	if (subject->length == 0 || subject->length > KEY_MAX ||
	    !rule_concerns_provider_key(subject->variable))
		return;
	row = provider_key_of(subject->variable->name, subject->bytes, subject->length);
	if (is_published(subject, row)) {
		subject_find(subject, "api-key-example", NULL,
			     "is published in its provider's documentation");
		return;
	}
	shown = row ? row : provider_key_begins(subject->bytes, subject->length);
	if (shown)
		check_mode(subject, shown);
	slot = subject->variable->text[TEXT_PROVIDER] ? NULL : slot_of(subject->variable->name);
	if (is_in_place_of_path(subject))
		subject_find(subject, "api-key-format",
			     "name the file that holds it, or leave _FILE out of the name",
			     "is the key itself, where the name asks for the path of its file");
	else if (slot && is_unfilled(subject))
		subject_find(subject, "secret-placeholder", HINT_PROVIDER,
			     "is a placeholder, not a key of %s", slot->provider);
	else if (is_blank_id(subject))
		subject_find(subject, "secret-placeholder", HINT_PROVIDER,
			     "is a placeholder, not an id");
	else if (slot)
		check_slot(subject, slot, shown && shown->kind != slot->kind ? shown : row);
	else if (shown)
		check_kind(subject, shown);
}
