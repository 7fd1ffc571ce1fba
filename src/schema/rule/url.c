/* SPDX-License-Identifier: Apache-2.0 */
#include "schema/rule/url.h"

#include <string.h>

#include "schema/host.h"
#include "schema/judge.h"
#include "schema/rules.h"
#include "schema/types.h"
#include "schema/value_list.h"
#include "schema/words.h"
#include "util/alloc.h"
#include "util/text.h"
#include "util/url.h"

/* A warning where users are; silence where developers are. */
static const enum severity softer[ENVIRONMENT_CLASSES] = { SEVERITY_WARNING, SEVERITY_WARNING,
							   SEVERITY_OFF, SEVERITY_OFF };

static bool fits(const char *name, const char *const *globs)
{
	for (; *globs; globs++) {
		if (text_glob(*globs, name, true))
			return true;
	}
	return false;
}

bool url_is_named(const char *name)
{
	static const char *const names[] = { "*_URL", "*_URI", "*_ENDPOINT", NULL };

	return fits(name, names);
}

/* Whether a variable is for a URL, or no type says anything of it. */
static bool may_be_web_url(const struct variable *variable, const struct value_type *type)
{
	/* A webhook's address is a secret by its name, and still an address. */
	return !type || value_type_is(type, "url") || value_type_is(type, "string") ||
	       (variable->type_by && text_equal(type->name, "secret"));
}

bool rule_concerns_web_url(const struct variable *variable)
{
	return may_be_web_url(variable, variable->type);
}

static const char *const proxies[] = { "PROXY_URL",    "*_PROXY_URL",   "HTTP_PROXY", "HTTPS_PROXY",
				       "*_HTTP_PROXY", "*_HTTPS_PROXY", "ALL_PROXY",  NULL };

bool rule_concerns_url_login(const struct variable *variable)
{
	return (url_is_named(variable->name) || fits(variable->name, proxies)) &&
	       rule_concerns_web_url(variable);
}

/* A web URL; connection strings have rules of their own. */
static bool read_web_url(struct url *ret, const struct subject *subject)
{
	if (subject->length == 0 || !may_be_web_url(subject->variable, subject->type) ||
	    url_parse(ret, subject->bytes))
		return false;
	if (text_equal(ret->scheme, "http") || text_equal(ret->scheme, "https") ||
	    text_equal(ret->scheme, "ws") || text_equal(ret->scheme, "wss"))
		return true;
	url_done(ret);
	return false;
}

static bool is_plain(const struct url *url)
{
	return text_equal(url->scheme, "http") || text_equal(url->scheme, "ws");
}

/* Names of vocabularies that are written as URLs, which nobody fetches. */
static bool is_identifier(const struct url *url)
{
	static const char *const hosts[] = {
		"www.w3.org",
		"schemas.microsoft.com",
		"schemas.xmlsoap.org",
		"schemas.android.com",
		"schemas.openxmlformats.org",
		"purl.org",
		"xmlns.com",
		"ns.adobe.com",
		"docs.oasis-open.org",
		"json-schema.org",
		"schema.org",
	};

	for (size_t i = 0; i < ARRAY_LENGTH(hosts); i++) {
		if (text_equal_nocase(url->host, hosts[i]))
			return true;
	}
	return false;
}

void rule_check_url_http(const struct subject *subject)
{
	const enum severity *severities = SUBJECT_AT(PRODUCTION);
	struct url url;

	/* Through a proxy goes what is encrypted already. */
	if (fits(subject->variable->name, proxies) || !read_web_url(&url, subject))
		return;
	if (host_is_internal(url.host))
		severities = softer;
	if (is_plain(&url) && !host_is_local(url.host) && !host_is_link_local(url.host) &&
	    !is_identifier(&url))
		subject_find_at(subject, "url-http", severities, NULL,
				"the URL is not encrypted: its scheme is %s", url.scheme);
	url_done(&url);
}

static void judge_login(const struct subject *subject, const struct url *url)
{
	_cleanup_(buf_done) struct buf password = { 0 };

	if (!url->password || !*url->password)
		return;
	url_decode(&password, url->password, strlen(url->password), false);
	judge_password(subject, buf_text(&password), password.length, url->user);
}

/*
 * A manifest that says url has said no login, too, unless it allows one. A name alone says less:
 * behind TLS the login is merely in the wrong place; without it, everybody on the way reads it.
 */
static const enum severity *login_severity(const struct subject *subject, const struct url *url)
{
	bool said = value_type_is(subject->type, "url") && !subject->variable->type_by;

	return said || is_plain(url) ? SUBJECT_AT(PRODUCTION_ELSE_WARN) : SUBJECT_WARN;
}

void url_check_login(const struct subject *subject, const struct url *url)
{
	if (!url->user && !url->password)
		return;
	if (!text_equal(subject->variable->text[TEXT_ALLOW_CREDENTIALS], "yes"))
		subject_find_at(subject, "url-credentials", login_severity(subject, url), NULL,
				"the URL carries a login");
	judge_login(subject, url);
}

/* Of a scheme that nobody here knows, the password in it is still one. */
static void check_other_login(const struct subject *subject)
{
	_cleanup_(url_done) struct url url = { 0 };

	if ((!subject->type || value_type_is(subject->type, "string")) && subject->length > 0 &&
	    !url_parse(&url, subject->bytes))
		judge_login(subject, &url);
}

/* What logs in, by its name in a query. A webhook's address is a secret as a whole. */
static bool has_secret_parameter(const struct url *url)
{
	static const char names[] = "password passwd pwd api_key apikey api-key access_token "
				    "auth_token client_secret secret_key";
	const char *query = url->query;
	struct word item;

	while (query && word_next(&item, &query, "&;")) {
		size_t name = strcspn(item.start, "=&;");

		if (name + 1 < item.length && word_among((struct word){ item.start, name }, names))
			return true;
	}
	return false;
}

static void check_query(const struct subject *subject)
{
	_cleanup_(url_done) struct url url = { 0 };

	if (!strchr(subject->bytes, '?') || text_glob("*WEBHOOK*", subject->variable->name, true) ||
	    text_equal(subject->variable->text[TEXT_ALLOW_CREDENTIALS], "yes") ||
	    !read_web_url(&url, subject) || !has_secret_parameter(&url))
		return;
	subject_find_at(subject, "url-credentials",
			is_plain(&url) ? SUBJECT_AT(PRODUCTION_ELSE_WARN) : SUBJECT_WARN, NULL,
			"the URL carries a secret in its query, which servers log");
}

void rule_check_url_credentials(const struct subject *subject)
{
	struct url url;

	if (subject->length > 0)
		check_query(subject);
	/* The type speaks for itself. */
	if (subject->type && value_type_is(subject->type, "url"))
		return;
	if (!read_web_url(&url, subject)) {
		check_other_login(subject);
		return;
	}
	/* A proxy has no other way to get a login. */
	if (fits(subject->variable->name, proxies)) {
		judge_login(subject, &url);
		url_done(&url);
		return;
	}
	/* A user without a password may be an id, as in the addresses of Sentry. */
	if (url.password)
		url_check_login(subject, &url);
	url_done(&url);
}

void rule_check_url_localhost(const struct subject *subject)
{
	/* Agents and proxies that stand beside the program are asked on this machine. */
	static const char *const beside[] = { "OTEL_*",        "*_OTLP_*",       "*_AGENT_*",
					      "AGENT_*",       "*_SIDECAR_*",    "SIDECAR_*",
					      "DD_*",          "DATADOG_*",      "DAPR_*",
					      "JAEGER_*",      "ZIPKIN_*",       "STATSD_*",
					      "*_STATSD_*",    "*_COLLECTOR_*",  "*_PROXY_URL",
					      "*HEALTHCHECK*", "*HEALTH_CHECK*", NULL };
	struct url url;

	if (fits(subject->variable->name, beside) || !read_web_url(&url, subject))
		return;
	if (host_is_local(url.host))
		subject_find(subject, "url-localhost", NULL, "the URL points at this machine");
	url_done(&url);
}

/* What the items of a value may be besides URLs and origins. */
enum items {
	ITEMS_URLS,
	ITEMS_MAIL,  /* addresses of mail, with other words around them */
	ITEMS_HOSTS, /* hosts, with or without a port, and addresses of mail */
};

/* The host in one item. */
static enum host_placeholder judge(const char *item, enum items items)
{
	const char *at = strrchr(item, '@');
	_cleanup_(freep) char *host = NULL;
	struct url url;

	if (strstr(item, "://")) {
		enum host_placeholder is = HOST_REAL;

		if (!url_parse(&url, item)) {
			is = strlen(url.host) < 512 ? host_placeholder(url.host) : HOST_REAL;
			url_done(&url);
		}
		return is;
	}
	if (items == ITEMS_URLS || (items == ITEMS_MAIL && !at))
		return HOST_REAL;
	item = at ? at + 1 : item;
	item += *item == '.';
	host = text_slice(item, strcspn(item, ":>/ "));
	return strlen(host) < 512 ? host_placeholder(host) : HOST_REAL;
}

/* Whether a value is, or has, hosts that the world should know, by its type or name. */
static bool has_host(enum items *ret, const char *name, const struct value_type *type)
{
	static const char *const urls[] = { "url", "origin", "origin-list", "sentry-dsn",
					    "database-url" };
	static const char *const names[] = { "host", "host-list", "host-port", "email" };
	static const char *const mail[] = {
		"*_EMAIL",    "*_EMAILS",  "*_MAIL_FROM", "*_EMAIL_FROM",   "MAIL_FROM",
		"EMAIL_FROM", "SMTP_FROM", "*_REPLY_TO",  "*_FROM_ADDRESS", NULL
	};

	*ret = ITEMS_URLS;
	if (!type || value_type_is(type, "string")) {
		if (url_is_named(name))
			return true;
		*ret = ITEMS_MAIL;
		return fits(name, mail);
	}
	for (size_t i = 0; i < ARRAY_LENGTH(urls); i++) {
		if (value_type_is(type, urls[i]))
			return true;
	}
	*ret = ITEMS_HOSTS;
	for (size_t i = 0; i < ARRAY_LENGTH(names); i++) {
		if (value_type_is(type, names[i]))
			return true;
	}
	return false;
}

bool rule_concerns_host(const struct variable *variable)
{
	enum items has;

	return has_host(&has, variable->name, variable->type);
}

void rule_check_placeholder_domain(const struct subject *subject)
{
	_cleanup_(value_list_freep) char **items = NULL;
	enum host_placeholder worst = HOST_REAL;
	enum items has;
	size_t which = 0;

	if (subject->length == 0 || !has_host(&has, subject->variable->name, subject->type) ||
	    value_list_parse(&items, subject->bytes, subject->length,
			     subject->variable->text[TEXT_SEPARATOR]))
		return;
	for (size_t i = 0; items[i]; i++) {
		enum host_placeholder is = judge(items[i], has);

		if (is > worst) {
			worst = is;
			which = i + 1;
		}
	}
	if (worst == HOST_REAL)
		return;
	if (!items[1])
		subject_find_at(subject, "placeholder-domain",
				worst == HOST_DOUBTFUL ? softer : SUBJECT_AT(PRODUCTION), NULL,
				"the domain is one that examples are written with");
	else
		subject_find_at(subject, "placeholder-domain",
				worst == HOST_DOUBTFUL ? softer : SUBJECT_AT(PRODUCTION), NULL,
				"the domain of item %zu is one that examples are written with",
				which);
}

void rule_check_empty_hosts(const struct subject *subject)
{
	const struct variable *variable = subject->variable;

	/* An empty value is seen by no type; some programs then take any host name. */
	if (subject->bytes && subject->length == 0 && variable->type &&
	    value_type_is(variable->type, "host-list"))
		subject_find(subject, "hosts-wildcard", NULL, "the list is empty");
}
