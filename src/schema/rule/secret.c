/* SPDX-License-Identifier: Apache-2.0 */
#include "schema/rule/secret.h"

#include <string.h>

#include "crypto/codec.h"
#include "crypto/password_hash.h"
#include "schema/dsn/dsn.h"
#include "schema/file_path.h"
#include "schema/grammar.h"
#include "schema/items.h"
#include "schema/judge.h"
#include "schema/look.h"
#include "schema/maker.h"
#include "schema/one_secret.h"
#include "schema/provider_keys.h"
#include "schema/rule/name.h"
#include "schema/rule/url.h"
#include "schema/sensitive.h"
#include "schema/types.h"
#include "schema/words.h"
#include "util/ascii.h"
#include "util/buf.h"
#include "util/cleanup.h"
#include "util/text.h"
#include "util/url.h"

/*
 * One row a flaw. The first ones say what a value is: of the others only that it is made of words,
 * or hides them, is worth saying beside.
 */
static const struct {
	const char *rule, *message;
	bool enough;
} rows[STRENGTH_FLAWS] = {
	[STRENGTH_KNOWN] = { "secret-known-leaked",
			     "is published in a list, an example or a standard", true },
	[STRENGTH_TEMPLATE] = { "secret-template", "is a template that nobody filled in", true },
	[STRENGTH_COMMAND] = { "secret-unexpanded-command",
			       "is a command or a reference that nobody ran", true },
	[STRENGTH_PLACEHOLDER] = { "secret-placeholder", "is a placeholder, not a secret", true },
	[STRENGTH_HUMAN_TEXT] = { "secret-human-text", "is made of words, not of random bytes",
				  false },
	[STRENGTH_KEYBOARD] = { "secret-keyboard", "was typed on a keyboard without aim", false },
	[STRENGTH_STEP] = { "secret-step-pattern",
			    "was made up by hand: its letters or digits step, or never come twice",
			    false },
	[STRENGTH_CLASS] = { "secret-class-pattern",
			     "was made up by hand: letters and digits take turns", false },
	[STRENGTH_REPETITION] = { "secret-repetition", "repeats itself", false },
	[STRENGTH_SEQUENCE] = { "secret-sequence", "is a sequence of neighbours", false },
	[STRENGTH_DISTINCT] = { "secret-distinct", "has too few different characters", false },
	[STRENGTH_ENCODED_TEXT] = { "secret-encoded-text", "is encoded text, not random bytes",
				    false },
};

void judge_flaws(const struct subject *subject, uint32_t flaws, const char *what)
{
	bool enough = false;

	for (size_t i = 0; i < STRENGTH_FLAWS; i++) {
		if (!(flaws >> i & 1) || !rows[i].rule ||
		    (enough && !rows[i].enough && i != STRENGTH_HUMAN_TEXT &&
		     i != STRENGTH_ENCODED_TEXT))
			continue;
		/* xxxxxxxx and sk-... name nothing that could be put in. */
		if (i == STRENGTH_TEMPLATE && !strpbrk(subject->bytes, "${"))
			subject_find(subject, rows[i].rule, MAKE_ONE,
				     "%sis a blank that nobody filled in", what);
		else
			subject_find(subject, rows[i].rule, NULL, "%s%s", what, rows[i].message);
		enough |= rows[i].enough;
	}
}

/* The longest scheme that is registered for use has fewer characters than this. */
#define SCHEME_LIMIT 24

/* A key in an address has as many random bits or more. */
#define ADDRESS_BITS 100

/*
 * PROVIDER+api://KEY@default: the host that Symfony knows for the scheme. A key that is none is
 * left to those who judge the whole text.
 */
static bool is_symfonys(const struct url *url)
{
	const char *key = url->password ? url->password : url->user;
	struct strength strength;

	if (!text_equal(url->host, "default") || !key)
		return text_equal(url->host, "default");
	strength_measure(&strength, key, strlen(key));
	return !strength.flaws && strength.content_bits >= ADDRESS_BITS;
}

static bool wants_key(const char *name)
{
	return name_fits("KEY *_KEY *SECRET *TOKEN *SALT *PEPPER *PASSPHRASE", name);
}

/* Services that hold keys; of Azure's the host tells (learn.microsoft.com, Key Vault endpoints). */
static bool is_of_service(const struct url *url)
{
	static const char services[] =
		"awskms aws-kms gcpkms gcp-kms azurekms azure-kms hashivault k8s pkcs11 op";

	return word_among((struct word){ url->scheme, strlen(url->scheme) }, services) ||
	       name_fits("*.VAULT.AZURE.NET *.VAULT.AZURE.CN *.VAULT.USGOVCLOUDAPI.NET "
			 "*.MANAGEDHSM.AZURE.NET",
			 url->host);
}

/*
 * Where a key is asked for, an address has the secret in a login or behind a question mark, or is
 * that of a key in a service for keys; otherwise any words would pass behind a scheme.
 */
static bool is_bare_address(const struct subject *subject, const struct url *url)
{
	return wants_key(subject->variable->name) && !url->user && !url->password &&
	       !strchr(subject->bytes, '?') && !is_of_service(url);
}

/* A connection string, or a URL with a host whose scheme and host are no placeholder. */
static bool is_url(const struct subject *subject)
{
	const char *s = subject->bytes, *colon = strstr(s, "://");
	_cleanup_(dsn_done) struct dsn dsn = { 0 };
	_cleanup_(url_done) struct url url = { 0 };

	if (!colon || colon - s > SCHEME_LIMIT)
		return false;
	/* Some schemes, as https, are those of databases and of all else. */
	if (dsn_scheme_find(s, (size_t)(colon - s)) &&
	    !dsn_parse(&dsn, s, subject->length, DSN_ANY))
		return true;
	return strlen(s) == subject->length && !url_parse(&url, s) &&
	       !is_bare_address(subject, &url) &&
	       !strength_is_placeholder(url.scheme, strlen(url.scheme)) &&
	       (strchr(url.host, '.') || !strength_is_placeholder(url.host, strlen(url.host)) ||
		is_symfonys(&url));
}

static bool is_json(const struct subject *subject)
{
	enum json_kind kind;

	return (subject->bytes[0] == '{' || subject->bytes[0] == '[') &&
	       !grammar_json(&kind, subject->bytes, subject->length);
}

static bool is_hash(const struct subject *subject)
{
	struct hash_facts bcrypt, argon2;

	bcrypt_check(&bcrypt, subject->bytes, subject->length);
	argon2_check(&argon2, subject->bytes, subject->length);
	return !bcrypt.wrong || !argon2.wrong;
}

/*
 * Of what stands where a hash has its digest, or a token its signature: words that somebody wrote
 * into their form, or next to nothing.
 */
static uint32_t last_part_flaws(const struct subject *subject)
{
	const char *bytes = subject->bytes;
	bool token = text_starts(bytes, "eyJ");
	struct strength strength;
	const char *last;

	if ((!token && bytes[0] != '$') || strlen(bytes) != subject->length ||
	    (token ? !(strength_forms(bytes, subject->length) & 1u << STRENGTH_JWT)
		   : !is_hash(subject)))
		return 0;
	last = strrchr(bytes, token ? '.' : '$') + 1;
	strength_measure(&strength, last, strlen(last));
	return token && strength.content_bits < SECRET_LEAST_BITS ? 1u << STRENGTH_ENCODED_TEXT
								  : strength.flaws;
}

/* A file's content: a configuration, several keys. Secrets have one line. */
static bool is_lines(const struct subject *subject)
{
	struct word text = word_of(subject->bytes);

	return !value_type_is(subject->type, "secret") && memchr(text.start, '\n', text.length);
}

static bool is_random_type(const struct value_type *type)
{
	return value_type_is(type, "secret") || value_type_is(type, "string") ||
	       value_type_is(type, "text");
}

/* Names of what others give out; where the program itself checks them, it makes them, too. */
#define ISSUED_NAMES "*_TOKEN *_API_KEY *_APIKEY"
#define MINTED_WORDS "internal admin service app master jwt session cookie csrf signing"

/* What the random part of a provider's token has at least. */
#define ISSUED_BITS 80

static bool is_of_others(const struct variable *variable)
{
	return (!variable->type || variable->type_by) &&
	       (name_is_of_vendor(variable->name) ||
		(name_fits(ISSUED_NAMES, variable->name) &&
		 !name_has_word(variable->name, MINTED_WORDS)));
}

/* A provider's key that is a text, encoded: of a form that is known, or with a random part. */
static bool is_issued_text(const struct subject *subject)
{
	const struct provider_key *row =
		provider_key_of(subject->variable->name, subject->bytes, subject->length);

	return (row && row->is_text) ||
	       (is_of_others(subject->variable) &&
		strength_encodes_random(subject->bytes, subject->length, ISSUED_BITS));
}

/* Whether the name asks for a key, and no manifest says that it is something else. */
static bool asks_for_key(const struct variable *variable)
{
	return wants_key(variable->name) &&
	       (!variable->type || variable->type_by || variable->type->own_key ||
		is_random_type(variable->type));
}

/* Whether a key is asked for, or, whatever the name, the manifest says that it is a secret. */
static bool asks_for_secret(const struct variable *variable)
{
	return asks_for_key(variable) ||
	       (!variable->type_by && variable->type && text_equal(variable->type->name, "secret"));
}

/* A hash where one may be: nobody signs or encrypts with one, and words in it are none. */
static bool is_good_hash(const struct subject *subject)
{
	return is_hash(subject) &&
	       !(asks_for_secret(subject->variable) && last_part_flaws(subject));
}

/*
 * Values with a form of their own, as URLs, JSON and hashes, have words in them that belong there.
 * The form must be that of the whole value: otherwise its first letters would let every weak key
 * pass. Of tokens and PEM, strength_measure itself knows. A key of the program's own may be in
 * JSON, behind an address or in a file, whose content is judged apart; nobody hashes one, or
 * issues it.
 */
static bool has_form(const struct subject *subject)
{
	if (subject->type && subject->type->own_key)
		return false;
	if (subject->type && !is_random_type(subject->type))
		return true;
	if (file_path_is_meant(subject) || is_url(subject) || is_json(subject))
		return true;
	return !subject_is_own_key(subject) &&
	       (is_good_hash(subject) || is_lines(subject) || is_issued_text(subject));
}

bool rule_concerns_secret(const struct variable *variable)
{
	return variable_is_sensitive(variable) && !value_type_is(variable->type, "password");
}

bool rule_concerns_random(const struct variable *variable)
{
	return rule_concerns_secret(variable) && is_random_type(variable->type);
}

bool rule_concerns_placeholder(const struct variable *variable)
{
	return rule_concerns_secret(variable) || name_is_of_provider(variable->name) ||
	       rule_concerns_url_login(variable);
}

static uint32_t flaws_of(const struct subject *subject)
{
	struct strength strength;

	if (!has_form(subject)) {
		strength_measure(&strength, subject->bytes, subject->length);
		if (!STRENGTH_HAS(&strength, STRENGTH_TEMPLATE))
			return strength.flaws | last_part_flaws(subject);
		/* That it is one is enough; behind a public prefix, that matters more. */
		return name_public_prefix(subject->variable->name) ? 0 : 1u << STRENGTH_TEMPLATE;
	}
	return (uint32_t)strength_is_known(subject->bytes, subject->length) << STRENGTH_KNOWN |
	       (uint32_t)strength_is_template(subject->bytes, subject->length)
		       << STRENGTH_TEMPLATE |
	       (uint32_t)strength_is_command(subject->bytes, subject->length) << STRENGTH_COMMAND;
}

/* The type's own check judges passwords, which need not be random. */
static bool is_judged_here(const struct subject *subject)
{
	return subject->length > 0 && subject->sensitive &&
	       !(subject->type && value_type_is(subject->type, "password"));
}

/* Its type speaks about it. */
static bool is_django_insecure(const struct subject *subject)
{
	return subject->type && text_equal(subject->type->name, "django-secret-key") &&
	       text_starts(subject->bytes, "django-insecure-");
}

static void add_flaws(const struct secret_item *item, void *context)
{
	uint32_t *flaws = context;
	struct strength strength;

	strength_measure(&strength, item->bytes, item->length);
	if (STRENGTH_HAS(&strength, STRENGTH_TEMPLATE))
		strength.flaws = 1u << STRENGTH_TEMPLATE;
	*flaws |= strength.flaws & item->judged;
}

/* Of what stands in the value, beside those that the value has as a whole. */
static uint32_t item_flaws(const struct subject *subject, uint32_t whole)
{
	uint32_t flaws = 0;

	secret_items(subject, add_flaws, &flaws);
	return flaws & ~whole;
}

/* Something between the marks of a URL's part that nobody guesses; text may be NULL. */
static bool has_random_part(const char *text)
{
	const uint32_t forms = 1u << STRENGTH_UUID | 1u << STRENGTH_JWT;
	struct strength strength;
	struct word part;

	while (text && word_next(&part, &text, "/&=;,")) {
		strength_measure(&strength, part.start, part.length);
		if (!(strength.flaws & ~forms) && strength.content_bits >= ADDRESS_BITS)
			return true;
	}
	return false;
}

/* An address where a key is asked for, in which nothing is secret. */
static bool is_mere_address(const struct subject *subject)
{
	_cleanup_(url_done) struct url url = { 0 };

	if (!asks_for_key(subject->variable) || !strstr(subject->bytes, "://") ||
	    url_parse(&url, subject->bytes))
		return false;
	return !is_of_service(&url) && !has_random_part(url.user) &&
	       !has_random_part(url.password) && !has_random_part(url.path) &&
	       !has_random_part(url.query) && !has_random_part(url.fragment);
}

/* What the strings of an object are good for. */
struct members {
	bool strong;       /* one of them is random */
	bool named, hides; /* one has a secret's name, and is random */
};

/* A machine's password of 13 letters and digits has as many. */
#define MEMBER_BITS 72

static bool is_strong_member(const struct secret_item *item)
{
	const uint32_t keys = 1u << STRENGTH_PEM | 1u << STRENGTH_JWT;
	struct strength strength;

	if (strength_forms(item->bytes, item->length) & keys)
		return true;
	strength_measure(&strength, item->bytes, item->length);
	return !(strength.flaws & ~(1u << STRENGTH_UUID)) && strength.content_bits >= MEMBER_BITS;
}

static void note_member(const struct secret_item *item, void *context)
{
	struct members *members = context;
	bool named = item->judged >> STRENGTH_PLACEHOLDER & 1, strong = is_strong_member(item);

	members->named |= named;
	members->strong |= strong;
	members->hides |= named && strong;
}

/* One of the numbers that a byte has. */
static bool read_byte(char *ret, struct word number)
{
	unsigned byte = 0;

	for (size_t i = 0; i < number.length; i++) {
		if (!is_digit(number.start[i]) || i == 3)
			return false;
		byte = byte * 10 + (unsigned)(number.start[i] - '0');
	}
	*ret = (char)byte;
	return byte <= UINT8_MAX;
}

/* A key as an array of its bytes, as wallets write it: none of it is a text. */
static bool is_strong_array(const struct subject *subject)
{
	_cleanup_(buf_done) struct buf bytes = { 0 }, text = { 0 };
	const char *at = subject->bytes;
	struct word number;

	while (word_next(&number, &at, "[], \t\r\n")) {
		char byte;

		if (!read_byte(&byte, number))
			return false;
		buf_add_char(&bytes, byte);
	}
	base64_encode(&text, bytes.bytes, bytes.length);
	return is_strong_member(
		&(struct secret_item){ .bytes = buf_text(&text), .length = text.length });
}

/*
 * JSON where a key is asked for, in which nothing is secret: the reply of a store that has none, or
 * a whole record with a weak password. What has a secret's name counts where anything has.
 */
static bool is_mere_json(const struct subject *subject)
{
	struct members members = { false };

	if (!asks_for_secret(subject->variable) || looks_like_jwk(subject->bytes) ||
	    !is_json(subject))
		return false;
	secret_items(subject, note_member, &members);
	if (members.named)
		return asks_for_key(subject->variable) && !members.hides;
	return !members.strong && !is_strong_array(subject);
}

bool judge_says_enough(const struct subject *subject)
{
	uint32_t flaws;

	if (subject->sensitive && file_path_strays(subject))
		return true;
	flaws = is_judged_here(subject) ? flaws_of(subject) : 0;
	for (size_t i = 0; i < STRENGTH_FLAWS; i++) {
		if ((flaws >> i & 1) && rows[i].enough)
			return true;
	}
	return false;
}

bool judge_finds_flaws(const struct subject *subject)
{
	uint32_t flaws = is_judged_here(subject) ? flaws_of(subject) : 0;

	for (size_t i = 0; i < STRENGTH_FLAWS; i++) {
		if ((flaws >> i & 1) && rows[i].rule)
			return true;
	}
	return false;
}

void rule_check_strength(const struct subject *subject)
{
	uint32_t flaws, items;

	if (!is_judged_here(subject) || is_django_insecure(subject))
		return;
	if (file_path_strays(subject)) {
		file_path_complain(subject);
		return;
	}
	flaws = flaws_of(subject);
	if (!flaws && is_mere_address(subject))
		subject_find(subject, "secret-human-text", NULL,
			     "is an address, and nothing in it is random");
	items = item_flaws(subject, flaws);
	if (!flaws && !items && is_mere_json(subject))
		subject_find(subject, "secret-human-text", NULL,
			     "is JSON, and no secret in it is random");
	judge_flaws(subject, flaws, "");
	judge_flaws(subject, items, "an item of it ");
}
