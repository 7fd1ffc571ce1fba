/* SPDX-License-Identifier: Apache-2.0 */
#include "schema/rule/together.h"

#include <string.h>

#include "schema/neighbours.h"
#include "schema/words.h"
#include "util/buf.h"
#include "util/text.h"
#include "util/url.h"

/* A login given twice: in a URL, and in variables of its own. */
static const struct {
	const char *urls, *passwords, *users;
	const char *schemes; /* what the URL's must start with one of; NULL: any */
} logins[] = {
	{ "DATABASE_URL DB_URL SQLALCHEMY_DATABASE_URI", "DB_PASSWORD DB_PASS DATABASE_PASSWORD",
	  "DB_USER DB_USERNAME DATABASE_USER", NULL },
	{ "DATABASE_URL DB_URL POSTGRES_URL SQLALCHEMY_DATABASE_URI",
	  "POSTGRES_PASSWORD PGPASSWORD", "POSTGRES_USER PGUSER", "postgres" },
	{ "DATABASE_URL DB_URL MYSQL_URL SQLALCHEMY_DATABASE_URI", "MYSQL_PASSWORD", "MYSQL_USER",
	  "mysql mariadb" },
	{ "MONGODB_URI MONGODB_URL MONGO_URL MONGO_URI MONGO_DB_CONNECTION_STRING DATABASE_URL",
	  "MONGO_PASSWORD MONGODB_PASSWORD", "MONGO_USER MONGODB_USER MONGO_USERNAME", "mongodb" },
	{ "REDIS_URL CACHE_URL", "REDIS_PASSWORD", "REDIS_USER REDIS_USERNAME", "redis" },
	{ "AMQP_URL RABBITMQ_URL CELERY_BROKER_URL BROKER_URL",
	  "RABBITMQ_PASSWORD AMQP_PASSWORD RABBITMQ_DEFAULT_PASS",
	  "RABBITMQ_USER AMQP_USER RABBITMQ_DEFAULT_USER", "amqp" },
};

static bool has_scheme(const struct url *url, const char *schemes)
{
	struct word scheme;

	while (schemes && word_next(&scheme, &schemes, " ")) {
		if (strncmp(url->scheme, scheme.start, scheme.length) == 0)
			return true;
	}
	return !schemes;
}

/* Whether a part of a URL, decoded, is the text. */
static bool part_is(const char *part, const char *text)
{
	_cleanup_(buf_done) struct buf decoded = { 0 };

	url_decode(&decoded, part, strlen(part), false);
	return text_equal(buf_text(&decoded), text);
}

static void check_login(const struct checking *checking, size_t row, const struct url *url,
			const char *name)
{
	struct subject password, user;

	if (!url->password || !url->password[0] || !has_scheme(url, logins[row].schemes) ||
	    !neighbour_first(&password, checking, logins[row].passwords))
		return;
	/* Another user's password is another password. */
	if (url->user && neighbour_first(&user, checking, logins[row].users) &&
	    !part_is(url->user, user.bytes))
		return;
	if (!part_is(url->password, password.bytes))
		subject_find(&password, "url-password-mismatch", NULL,
			     "differs from the password in %s", name);
}

bool rule_concerns_url_password(const struct variable *variable)
{
	for (size_t i = 0; i < ARRAY_LENGTH(logins); i++) {
		if (name_fits(logins[i].passwords, variable->name))
			return true;
	}
	return false;
}

void rule_check_url_password(const struct checking *checking)
{
	for (size_t i = 0; i < ARRAY_LENGTH(logins); i++) {
		struct url url = { 0 };
		struct subject address;

		if (!neighbour_first(&address, checking, logins[i].urls) ||
		    url_parse(&url, address.bytes))
			continue;
		check_login(checking, i, &url, address.variable->name);
		url_done(&url);
	}
}

/* What a Redis database is used for. A broker and its results may share one. */
static const struct {
	const char *use, *names;
} uses[] = {
	{ "cache", "CACHE_URL REDIS_CACHE_URL CACHE_REDIS_URL DJANGO_CACHE_URL" },
	{ "broker", "CELERY_BROKER_URL BROKER_URL REDIS_BROKER_URL QUEUE_REDIS_URL REDIS_QUEUE_URL "
		    "SIDEKIQ_REDIS_URL" },
	{ "sessions", "SESSION_REDIS_URL REDIS_SESSION_URL SESSION_URL SESSION_STORE_URL" },
	{ "everything else", "REDIS_URL" },
};

bool rule_concerns_redis(const struct variable *variable)
{
	for (size_t i = 0; i < ARRAY_LENGTH(uses); i++) {
		if (name_fits(uses[i].names, variable->name))
			return true;
	}
	return false;
}

struct redis_place {
	struct url url;
	struct subject subject;
	bool known;
};

/* "db=2" among the parameters; NULL when it is not there. */
static const char *redis_parameter(const struct url *url)
{
	const char *query = url->query ? url->query : "";
	struct word parameter;

	while (word_next(&parameter, &query, "&")) {
		if (text_starts(parameter.start, "db="))
			return parameter.start + 3;
	}
	return NULL;
}

/* "/2" or "db=2"; 0 when neither is there. */
static size_t redis_number(const struct url *url)
{
	const char *said = redis_parameter(url);
	const char *text = said ? said : url->path + (url->path[0] == '/');
	size_t number = 0;

	return word_number(&number, (struct word){ text, strcspn(text, "/&") }, 65535) ? number : 0;
}

static bool is_same_place(const struct redis_place *one, const struct redis_place *other)
{
	return one->known && other->known && text_equal_nocase(one->url.host, other->url.host) &&
	       (one->url.port ? one->url.port : 6379) ==
		       (other->url.port ? other->url.port : 6379) &&
	       redis_number(&one->url) == redis_number(&other->url);
}

static void read_place(struct redis_place *ret, const struct checking *checking, const char *names)
{
	if (!neighbour_first(&ret->subject, checking, names) ||
	    url_parse(&ret->url, ret->subject.bytes))
		return;
	ret->known = text_equal(ret->url.scheme, "redis") || text_equal(ret->url.scheme, "rediss");
}

void rule_check_redis(const struct checking *checking)
{
	struct redis_place places[ARRAY_LENGTH(uses)] = { 0 };

	for (size_t i = 0; i < ARRAY_LENGTH(uses); i++) {
		read_place(&places[i], checking, uses[i].names);
		for (size_t j = 0; j < i; j++) {
			if (is_same_place(&places[i], &places[j]))
				subject_find(&places[i].subject, "redis-db-collision", NULL,
					     "is the same database as %s, which is for the %s",
					     places[j].subject.variable->name, uses[j].use);
		}
	}
	for (size_t i = 0; i < ARRAY_LENGTH(uses); i++)
		url_done(&places[i].url);
}
