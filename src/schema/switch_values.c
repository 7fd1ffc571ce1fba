/* SPDX-License-Identifier: Apache-2.0 */
#include "switch_values.h"

#include <string.h>

#include "crypto/jwt_alg.h"
#include "schema/dsn/dsn.h"
#include "schema/grammar.h"
#include "schema/host.h"
#include "schema/neighbours.h"
#include "schema/switches.h"
#include "schema/words.h"
#include "util/alloc.h"
#include "util/ascii.h"
#include "util/text.h"
#include "util/url.h"

#define ALNUM           "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
#define NAMESPACE       ALNUM "_:*,. /@-"
#define LIST_SEPARATORS ", ;\t\r\n[]\"'"

/* Debugging. */

/* After DEBUG_ a number is a setting, but for 1. */
bool switch_is_debug_word(const struct subject *subject)
{
	struct word word = word_of(subject->bytes);
	size_t number;

	return subject_is_truthy(subject->bytes) &&
	       (!word_number(&number, word, SIZE_MAX) || word_is(word, "1"));
}

/* Whether DEBUG is a list of namespaces, as the debug package of Node.js has them. */
static bool is_list_of_namespaces(const struct subject *subject)
{
	const char *text = subject->bytes;

	if (subject_is_truthy(text) || subject_is_falsy(text))
		return false;
	if (checking_has_preset(subject->checking, "node"))
		return true;
	return strpbrk(text, ":*") && !strstr(text, "://") && !text[strspn(text, NAMESPACE)];
}

bool switch_is_all_namespaces(const struct subject *subject)
{
	const char *text = subject->bytes;
	struct word item;

	if (!is_list_of_namespaces(subject))
		return false;
	while (word_next(&item, &text, ", ")) {
		if (item.start[0] != '-' && memchr(item.start, '*', item.length))
			return true;
	}
	return false;
}

bool switch_is_namespaces(const struct subject *subject)
{
	const char *text = subject->bytes;
	struct word item;

	if (!is_list_of_namespaces(subject))
		return false;
	while (word_next(&item, &text, ", ")) {
		if (item.start[0] != '-')
			return true;
	}
	return false;
}

/* What is handed over is unset instead, or the very word that a presence test needs. */
bool switch_emits_unset(const struct subject *subject)
{
	return text_equal(subject->variable->text[TEXT_EMIT_FALSE], "unset");
}

/* Certificates and encryption. */

bool switch_peer_is_local(const struct subject *subject)
{
	return neighbour_is_local(subject);
}

bool switch_is_encrypted_or_local(const struct subject *subject)
{
	static const char *const others[] = { "USE_TLS", "USE_SSL", "TLS", "SSL" };
	struct subject other;

	for (size_t i = 0; i < ARRAY_LENGTH(others); i++) {
		if (neighbour_near(&other, subject, others[i]) && switch_is_on(&other) &&
		    neighbour_reaches(&other))
			return true;
	}
	return neighbour_is_local(subject);
}

bool switch_database_is_local(const struct subject *subject)
{
	struct subject host;

	return neighbour_is_local(subject) ||
	       (text_starts(subject->variable->name, "PG") &&
		neighbour_first(&host, subject->checking, "PGHOSTADDR PGHOST") &&
		address_is_local(host.bytes));
}

/* A socket in a directory is meant. */
bool switch_is_this_machine(const struct subject *subject)
{
	return !strchr(subject->bytes, '/') && address_is_local(subject->bytes);
}

static bool is_plain_http(const struct subject *subject, bool internal)
{
	_cleanup_(url_done) struct url url = { 0 };

	return !url_parse(&url, subject->bytes) && text_equal(url.scheme, "http") &&
	       !address_is_local(subject->bytes) && host_is_internal(url.host) == internal &&
	       !host_is_link_local(url.host);
}

bool switch_is_plain_http(const struct subject *subject)
{
	return is_plain_http(subject, false);
}

/* A developer's stand-in for AWS is reached so. */
bool switch_is_plain_http_inside(const struct subject *subject)
{
	return is_plain_http(subject, true);
}

bool switch_is_docker_plain(const struct subject *subject)
{
	return text_starts(subject->bytes, "tcp://") && !address_is_local(subject->bytes) &&
	       !neighbour_is_set(subject->checking, "DOCKER_TLS_VERIFY") &&
	       !neighbour_is_set(subject->checking, "DOCKER_TLS");
}

/* 10 for TLS 1.0 and so on; 0 for what is no version. */
static unsigned tls_version(const struct subject *subject)
{
	unsigned version;

	return grammar_tls_version(&version, subject->bytes, subject->length) ? 0 : version;
}

bool switch_is_below_tls12(const struct subject *subject)
{
	unsigned version = tls_version(subject);

	return version > 0 && version < 12;
}

bool switch_is_tls12(const struct subject *subject)
{
	return tls_version(subject) == 12;
}

bool switch_cookie_is_secure(const struct subject *subject)
{
	struct subject secure;

	return neighbour_near(&secure, subject, "SECURE COOKIE_SECURE SECURE_COOKIE") &&
	       switch_is_on(&secure) && neighbour_reaches(&secure);
}

/* Frameworks. */

bool switch_is_dev_settings(const struct subject *subject)
{
	struct word module = word_of(subject->bytes);
	const char *part = module.start;

	for (size_t i = 0; i < module.length; i++) {
		if (module.start[i] == '.')
			part = module.start + i + 1;
	}
	return name_has_word(part, "local dev develop development test tests testing debug");
}

bool switch_rails_forces_ssl(const struct subject *subject)
{
	struct subject force;

	return checking_find(&force, subject->checking, "RAILS_FORCE_SSL") &&
	       switch_is_on(&force) && neighbour_reaches(&force);
}

/* "pool=5" of a URL's query. */
static bool pool_of_url(size_t *ret, const char *url)
{
	const char *query = strchr(url, '?');
	struct word item;

	while (query && word_next(&item, &query, "?&#")) {
		if (item.length > 5 && word_is((struct word){ item.start, 5 }, "pool="))
			return word_number(ret, (struct word){ item.start + 5, item.length - 5 },
					   65535);
	}
	return false;
}

/* The URL's counts before what the settings take from elsewhere. */
bool switch_is_beyond_pool(const struct subject *subject)
{
	struct subject url, other;
	size_t threads, pool;

	if (!word_number(&threads, word_of(subject->bytes), 65535))
		return false;
	if (checking_find(&url, subject->checking, "DATABASE_URL") && pool_of_url(&pool, url.bytes))
		return threads > pool;
	return neighbour_first(&other, subject->checking,
			       "DB_POOL RAILS_DB_POOL DATABASE_POOL DB_POOL_SIZE "
			       "DATABASE_POOL_SIZE") &&
	       word_number(&pool, word_of(other.bytes), 65535) && threads > pool;
}

/* Django's readers of URLs: smtp is plain, unless tls or ssl is asked for. */
bool switch_is_plain_mail_url(const struct subject *subject)
{
	struct dsn dsn;
	const char *wrong = dsn_parse(&dsn, subject->bytes, subject->length, DSN_SMTP);
	const char *tls = dsn_parameter(&dsn, "tls"), *ssl = dsn_parameter(&dsn, "ssl");
	bool plain = !wrong && text_equal(dsn.scheme->name, "smtp") && !dsn_is_local(&dsn) &&
		     !(tls && subject_is_truthy(tls)) && !(ssl && subject_is_truthy(ssl));

	dsn_done(&dsn);
	return plain;
}

/* Payments and markets. */

static struct word host_of(const char *text)
{
	const char *authority = strstr(text, "://");
	struct word host;

	text = authority ? authority + 3 : text;
	host = (struct word){ text, strcspn(text, "/?#") };
	for (size_t i = 0; i < host.length; i++) {
		if (text[i] == '@')
			return (struct word){ text + i + 1, strcspn(text + i + 1, ":/?#") };
	}
	host.length = strcspn(text, ":/?#");
	return host;
}

bool switch_is_sandbox_host(const struct subject *subject)
{
	static const char exact[] = "paper-api.alpaca.markets demo-api.kalshi.co "
				    "checkout-test.adyen.com pal-test.adyen.com "
				    "api.playground.klarna.com api-na.playground.klarna.com "
				    "api-oc.playground.klarna.com try.access.worldpay.com "
				    "api-fxpractice.oanda.com stream-fxpractice.oanda.com";
	struct word host = host_of(subject->bytes), last = { NULL, 0 };
	size_t labels = 0;
	bool found = false;

	if (word_among(host, exact))
		return true;
	for (size_t i = 0, start = 0; i <= host.length; i++) {
		if (i < host.length && host.start[i] != '.' && host.start[i] != '-')
			continue;
		last = (struct word){ host.start + start, i - start };
		found = found || word_among(last, "sandbox testnet squareupsandbox");
		labels += i == host.length || host.start[i] == '.';
		start = i + 1;
	}
	/* A host of one's own may be called sandbox; one of a provider has a domain. */
	return found && labels >= 3 && !word_among(last, "internal local localhost svc lan test");
}

/* Tokens. */

/* That signs; those that encrypt keys have no place in these lists. */
static bool is_alg(struct word word)
{
	_cleanup_(freep) char *name = text_slice(word.start, word.length);

	return jwt_alg_hmac_bytes(name) > 0 || jwt_alg_is_asymmetric(name);
}

/* ALGORITHM alone may be of anything, unless FastAPI or the value say that it is of JWTs. */
static bool is_about_jwt(const struct subject *subject)
{
	const char *text = subject->bytes;

	return !text_equal_nocase(subject->variable->name, "ALGORITHM") ||
	       checking_has_preset(subject->checking, "fastapi") ||
	       (strlen(text) > 2 && word_among((struct word){ text, 2 }, "hs rs ps es") &&
		!text[2 + strspn(text + 2, "0123456789")]);
}

/* Beside a key that signs, "none" is no kind of compression. */
static bool signs_beside(const struct subject *subject)
{
	struct subject key;

	return neighbour_first(&key, subject->checking,
			       "SECRET_KEY JWT_SECRET_KEY JWT_SECRET ACCESS_TOKEN_EXPIRE_MINUTES");
}

bool switch_is_alg_none(const struct subject *subject)
{
	const char *text = subject->bytes;
	bool signs = is_about_jwt(subject) || signs_beside(subject);
	struct word item;

	while (signs && word_next(&item, &text, LIST_SEPARATORS)) {
		if (word_is(item, "none"))
			return true;
	}
	return false;
}

bool switch_is_alg_unknown(const struct subject *subject)
{
	const char *text = subject->bytes;
	struct word item;

	while (is_about_jwt(subject) && word_next(&item, &text, LIST_SEPARATORS)) {
		if (!is_alg(item) && !word_is(item, "none"))
			return true;
	}
	return false;
}

/* Since 1.10 Vault's other tokens are longer; only root and a few special ones have 24 letters. */
bool switch_is_root_form(const struct subject *subject)
{
	return subject->length == 28 && text_starts(subject->bytes, "hvs.") &&
	       strspn(subject->bytes + 4, ALNUM) == 24;
}

bool switch_is_static_key_id(const struct subject *subject)
{
	return subject->length == 20 && text_starts(subject->bytes, "AKIA") &&
	       strspn(subject->bytes, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") == 20;
}

/* Places and names. */

bool switch_is_other_environments(const struct subject *subject)
{
	return name_is_of_other_environments(subject->bytes);
}

/* Mailgun's domain for tests sends to a few addresses only. */
bool switch_is_mailgun_sandbox(const struct subject *subject)
{
	return text_glob("*sandbox*.mailgun.org", subject->bytes, true);
}

bool switch_is_relative_path(const struct subject *subject)
{
	const char *text = subject->bytes;

	for (;;) {
		if (text[0] != '/')
			return true;
		text += strcspn(text, ":");
		if (!*text)
			return false;
		text++;
	}
}

bool switch_is_latest(const struct subject *subject)
{
	struct word word = word_of(subject->bytes);

	for (size_t i = word.length; i > 0; i--) {
		if (word.start[i - 1] == ':') {
			word = (struct word){ word.start + i, word.length - i };
			break;
		}
	}
	return word_is(word, "latest") ||
	       (word.length > 7 && word_is((struct word){ word.start, 7 }, "latest-"));
}

/* A host and port, or a port alone: whether it stands for all addresses. */
static bool is_any_address(struct word address)
{
	static const char *const any[] = { "0.0.0.0", "[::]", "*", "+" };
	const char *text = address.start;

	if (word_is(address, "::"))
		return true;
	for (size_t i = 0; i < ARRAY_LENGTH(any); i++) {
		size_t length = strlen(any[i]);

		if (address.length >= length && memcmp(text, any[i], length) == 0 &&
		    (address.length == length || strchr(":/", text[length])))
			return true;
	}
	return address.length > 1 && text[0] == ':' && text[1] >= '0' && text[1] <= '9';
}

/* What follows the scheme, where there is one. */
static struct word address_of(struct word item)
{
	for (size_t i = 0; i + 3 <= item.length; i++) {
		if (memcmp(item.start + i, "://", 3) == 0)
			return (struct word){ item.start + i + 3, item.length - i - 3 };
	}
	return item;
}

bool switch_is_any_address(const struct subject *subject)
{
	return is_any_address(address_of((struct word){ subject->bytes, subject->length }));
}

bool switch_has_any_address(const struct subject *subject)
{
	const char *text = subject->bytes;
	struct word item;

	while (word_next(&item, &text, "; ")) {
		if (is_any_address(address_of(item)))
			return true;
	}
	return false;
}
