/* SPDX-License-Identifier: Apache-2.0 */
#include "schema/no_secret.h"

#include <string.h>

#include "schema/provider_keys.h"
#include "schema/sensitive.h"
#include "schema/subject.h"
#include "schema/words.h"
#include "util/ascii.h"
#include "util/text.h"
#include "util/url.h"

/* Keys to encrypt or sign with in one program, keys of a table or a message in the next. */
#define BOTH_NAMES                                                                                 \
	"HASH_KEY *_HASH_KEY SESSION_KEY *_SESSION_KEY STATE_KEY "                                 \
	"*_STATE_KEY ACTIVE_KEY *_ACTIVE_KEY CURRENT_KEY *HEADER_KEY MESSAGE_KEY *_MESSAGE_KEY "   \
	"FIELD_KEY *_FIELD_KEY COLUMN_KEY *_COLUMN_KEY DOCUMENT_KEY *_DOCUMENT_KEY "               \
	"ATTRIBUTE_KEY *_ATTRIBUTE_KEY CONTEXT_KEY *_CONTEXT_KEY"

/*
 * Those that are seldom a secret's: one plain word is a name there too. AppRole calls a secret
 * SECRET_ID, AWS the name of one.
 */
#define THING_NAMES                                                                                \
	"KAFKA_KEY *_KAFKA_KEY REDIS_KEY *_REDIS_KEY PROJECT_KEY *_PROJECT_KEY GROUP_KEY "         \
	"*_GROUP_KEY FEATURE_KEY "                                                                 \
	"*_FEATURE_KEY FLAG_KEY *_FLAG_KEY STORAGE_KEY EVENT_KEY *_EVENT_KEY METRIC_KEY "          \
	"*_METRIC_KEY JOB_KEY "                                                                    \
	"*_JOB_KEY TASK_KEY "                                                                      \
	"*_TASK_KEY QUEUE_KEY *_QUEUE_KEY TOPIC_KEY *_TOPIC_KEY REGISTRY_KEY *_REGISTRY_KEY "      \
	"DEFAULT_TOKEN *_DEFAULT_TOKEN AWS_SECRET_ID *_AWS_SECRET_ID "                             \
	"GCP_SECRET_ID *_GCP_SECRET_ID DB_SECRET_ID *_DB_SECRET_ID DATABASE_SECRET_ID "            \
	"*_DATABASE_SECRET_ID *_CREDENTIALS_SECRET"

/* Behind a prefix for browsers: what an item of the page's own storage is called. */
#define ITEM_NAMES "*_STORAGE_KEY *_SESSION_KEY *_TOKEN_KEY"

/* n8n asks for its own address there; one to call has a path that nobody guesses. */
#define ADDRESS_NAMES "WEBHOOK_URL"

/* Ways to log in, and what a page offers, which are on or off. */
#define SWITCH_NAMES                                                                               \
	"*PASSWORD_LOGIN *PASSWORD_AUTH *PASSWD_AUTH *PASS_AUTH FORGOT_PASSWORD "                  \
	"*_FORGOT_PASSWORD RESET_PASSWORD *_RESET_PASSWORD CHANGE_PASSWORD *_CHANGE_PASSWORD"

/* With the first of these a name that is both is a key's, unless it has one of the others, too. */
#define KEY_WORDS   "cookie encryption encrypt auth jwt signing"
#define THING_WORDS "header active current"

/* What a session's key in a table or a cookie is called after. */
#define SESSION_WORDS "sid sess session cart id user userid auth token"

/* Logins as USER:PASSWORD, or which way to log in there is. */
#define LOGIN_NAMES "BASIC_AUTH *_BASIC_AUTH HTTP_AUTH *_HTTP_AUTH"

/* Logins as USER:PASSWORD or "Basic ...", ways to log in, or what a header is called. */
#define HEADER_NAMES                                                                               \
	"SMTP_AUTH *_SMTP_AUTH AUTH_HEADER *_AUTH_HEADER AUTHORIZATION *_AUTHORIZATION "           \
	"AUTHORIZATION_HEADER *_AUTHORIZATION_HEADER"

/* A number to begin random ones with, what to fill a database with, or a wallet's secret. */
#define SEED_NAMES "SEED"

/* Whole values that name something without being made of several words. */
#define SINGLE_WORDS "authorization email id pk sid sk tenant ts user userid uid uuid"

/* Words of weak secrets, wherever they stand in a part. */
static const char *const suspicious[] = {
	"pass", "pwd",     "secret", "change", "insecure", "default", "your", "test",
	"dev",  "example", "sample", "admin",  "super",    "private", "safe", "random",
};

#define PART_LONGEST 14

/* Letters, or a small number, which may be a version's. */
static bool is_plain_part(struct word part)
{
	size_t digits = 0;

	if (part.length > 1 && to_small(part.start[0]) == 'v' && is_digit(part.start[1]))
		part = (struct word){ part.start + 1, part.length - 1 };

	for (size_t i = 0; i < part.length; i++) {
		if (!is_letter(part.start[i]) && !is_digit(part.start[i]))
			return false;
		digits += is_digit(part.start[i]);
	}
	return part.length <= PART_LONGEST &&
	       (digits == 0 || (digits == part.length && digits < 4));
}

static bool is_suspicious(const char *text)
{
	for (size_t i = 0; i < ARRAY_LENGTH(suspicious); i++) {
		if (word_within(text, (struct word){ suspicious[i], strlen(suspicious[i]) }))
			return true;
	}
	return false;
}

/* Words with one mark between, least of them or more: user_id, shop:cart, X-Tenant. */
static bool is_identifier(const char *text, size_t least)
{
	size_t parts = 0;

	for (const char *at = text;; at++) {
		struct word part = { at, strcspn(at, "_:./-") };

		if (part.length == 0 || !is_plain_part(part))
			return false;
		parts++;
		at += part.length;
		if (!*at)
			return parts >= least && is_letter(text[0]) && !is_suspicious(text);
	}
}

/* v2 or 2: which of several versions of a key counts. */
static bool is_version(const char *text)
{
	size_t digits;

	text += to_small(text[0]) == 'v';
	digits = strspn(text, "0123456789");
	return digits > 0 && digits <= 2 && !text[digits];
}

static bool names_something(const char *text)
{
	return word_among((struct word){ text, strlen(text) }, SINGLE_WORDS) || is_version(text) ||
	       is_identifier(text, 2);
}

/* Whether one of the words of an identifier is among words. */
static bool has_part(const char *text, const char *words)
{
	struct word part;

	while (word_next(&part, &text, "_:./-")) {
		if (word_among(part, words))
			return true;
	}
	return false;
}

/* Of a name that is both a key's and a thing's. */
static bool names_thing(const char *name, const char *text)
{
	if (!names_something(text) || !name_fits(BOTH_NAMES, name))
		return false;
	if (name_has_word(name, KEY_WORDS) && !name_has_word(name, THING_WORDS))
		return false;
	return !name_has_word(name, "session") || has_part(text, SESSION_WORDS);
}

static bool is_switch(const char *text)
{
	return subject_is_truthy(text) || subject_is_falsy(text);
}

/* A word, not the 0 or 1 that is as well a weak secret's start. */
static bool is_switched(const char *text)
{
	return is_letter(text[0]) && text[1] && is_switch(text);
}

/* sendmail://default and sync://: what Symfony uses, and nothing else. */
static bool is_bare_dsn(const char *text)
{
	const char *colon = strstr(text, "://");

	return colon && !strpbrk(colon + 3, "/@?#");
}

static bool is_one_word(const char *text)
{
	return is_identifier(text, 1) && !strpbrk(text, "_:./-");
}

static bool is_number(const char *text)
{
	return text[0] && !text[strspn(text, "0123456789")];
}

/* https://n8n.acme.io/ */
static bool is_base_address(const char *text)
{
	_cleanup_(url_done) struct url url = { 0 };

	return text_starts(text, "http") && !url_parse(&url, text) && !url.user && !url.password &&
	       !url.query && !url.fragment && (!url.path[0] || text_equal(url.path, "/"));
}

static bool is_publishable(const char *name, const char *bytes, size_t length)
{
	const struct provider_key *row = provider_key_of(name, bytes, length);

	return row && row->kind == KEY_PUBLISHABLE;
}

bool value_is_no_secret(const struct variable *variable, const char *bytes, size_t length)
{
	/* What the manifest says counts. */
	if (length == 0 || strlen(bytes) != length ||
	    text_equal(variable->text[TEXT_SENSITIVE], "yes") ||
	    (variable->type && !variable->type_by))
		return false;
	/* The value is asked first: hardly any looks like this, and lists of names are long. */
	return is_publishable(variable->name, bytes, length) ||
	       names_thing(variable->name, bytes) ||
	       ((names_something(bytes) || is_identifier(bytes, 1)) &&
		name_fits(THING_NAMES, variable->name)) ||
	       (is_identifier(bytes, 1) && name_public_prefix(variable->name) > 0 &&
		name_fits(ITEM_NAMES, variable->name)) ||
	       (is_base_address(bytes) && name_fits(ADDRESS_NAMES, variable->name)) ||
	       (is_switch(bytes) && name_fits(SWITCH_NAMES " " LOGIN_NAMES, variable->name)) ||
	       (is_bare_dsn(bytes) && name_has_word(variable->name, "DSN")) ||
	       (is_switched(bytes) && name_speaks_in_passing(variable->name)) ||
	       (is_one_word(bytes) && name_fits(LOGIN_NAMES " " SEED_NAMES, variable->name)) ||
	       (!strpbrk(bytes, ": ") && name_fits(HEADER_NAMES, variable->name)) ||
	       (is_number(bytes) && name_fits(SEED_NAMES, variable->name));
}
