/* SPDX-License-Identifier: Apache-2.0 */
#include "schema/rule/name.h"

#include <string.h>

#include "schema/provider_keys.h"
#include "schema/words.h"
#include "util/text.h"

/* Providers whose live and test worlds must not meet; some share their prefixes. */
static const char *const providers[] = {
	"stripe", "paystack", "clerk",     "razorpay", "flutterwave", "square",
	"mollie", "lob",      "shippo",    "duffel",   "easypost",    "plaid",
	"alpaca", "checkout", "braintree", "adyen",    "paypal",      "gocardless",
};

#define PROVIDERS ARRAY_LENGTH(providers)

static const struct {
	const char *host, *provider;
	enum key_mode mode;
} hosts[] = {
	{ "api-m.paypal.com", "paypal", KEY_LIVE },
	{ "api.paypal.com", "paypal", KEY_LIVE },
	{ "api-m.sandbox.paypal.com", "paypal", KEY_TEST },
	{ "api.sandbox.paypal.com", "paypal", KEY_TEST },
	{ "connect.squareup.com", "square", KEY_LIVE },
	{ "connect.squareupsandbox.com", "square", KEY_TEST },
	{ "production.plaid.com", "plaid", KEY_LIVE },
	{ "sandbox.plaid.com", "plaid", KEY_TEST },
	{ "api.alpaca.markets", "alpaca", KEY_LIVE },
	{ "paper-api.alpaca.markets", "alpaca", KEY_TEST },
};

struct evidence {
	size_t provider;
	enum key_mode mode;
};

static bool find_provider(size_t *ret, const char *name)
{
	for (size_t i = 0; name && i < PROVIDERS; i++) {
		if (text_equal(providers[i], name)) {
			*ret = i;
			return true;
		}
	}
	return false;
}

static bool provider_in_name(size_t *ret, const char *name)
{
	for (size_t i = 0; i < PROVIDERS; i++) {
		if (name_has_word(name, providers[i])) {
			*ret = i;
			return true;
		}
	}
	return false;
}

/* PAYPAL_MODE=sandbox and the like. */
static bool read_mode_word(struct evidence *ret, const struct subject *subject)
{
	const char *name = subject->variable->name;
	struct word word = word_of(subject->bytes);

	if (word_among(word, "live production prod"))
		ret->mode = KEY_LIVE;
	else if (word_among(word, "sandbox test testing"))
		ret->mode = KEY_TEST;
	else
		return false;
	return name_has_word(name, "mode env environment") &&
	       provider_in_name(&ret->provider, name);
}

static bool read_host(struct evidence *ret, const struct subject *subject)
{
	const char *authority = strstr(subject->bytes, "://");
	struct word host = { authority ? authority + 3 : subject->bytes, 0 };
	size_t login = strcspn(host.start, "@/?#");

	if (host.start[login] == '@')
		host.start += login + 1;
	host.length = strcspn(host.start, "/:?#");
	for (size_t i = 0; i < ARRAY_LENGTH(hosts); i++) {
		if (word_is(host, hosts[i].host)) {
			ret->mode = hosts[i].mode;
			return find_provider(&ret->provider, hosts[i].provider);
		}
	}
	return false;
}

/* Which provider's live or test world a value belongs to. */
static bool read_evidence(struct evidence *ret, const struct subject *subject)
{
	const char *name = subject->variable->name;
	const struct provider_key *row;

	if (subject->length == 0 || !rule_concerns_provider_key(subject->variable))
		return false;
	row = provider_key_of(name, subject->bytes, subject->length);
	if (!row)
		row = provider_key_begins(subject->bytes, subject->length);
	if (!row)
		return read_mode_word(ret, subject) || read_host(ret, subject);
	ret->mode = row->mode == KEY_EXAMPLE ? KEY_TEST : row->mode;
	return ret->mode != KEY_EITHER && (provider_in_name(&ret->provider, name) ||
					   find_provider(&ret->provider, row->provider));
}

/* Both worlds side by side, each under its name. */
static bool is_of_one_world(const char *name)
{
	return name_has_word(name, "test sandbox live testnet paper");
}

void rule_check_payment_mode(const struct checking *checking)
{
	const char *first[PROVIDERS] = { NULL }; /* the variable that says live or test first */
	enum key_mode modes[PROVIDERS] = { KEY_EITHER };

	for (size_t i = 0; i < checking->values->count; i++) {
		const struct subject subject =
			checking_subject(checking, &checking->values->items[i]);
		struct evidence evidence;

		if (!read_evidence(&evidence, &subject) || is_of_one_world(subject.variable->name))
			continue;
		if (!first[evidence.provider]) {
			first[evidence.provider] = subject.variable->name;
			modes[evidence.provider] = evidence.mode;
		} else if (modes[evidence.provider] != evidence.mode) {
			subject_find(&subject, "payment-mode-mixed", NULL,
				     "is of the %s mode of %s, and %s is not",
				     evidence.mode == KEY_LIVE ? "live" : "test",
				     providers[evidence.provider], first[evidence.provider]);
		}
	}
}
