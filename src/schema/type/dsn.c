/* SPDX-License-Identifier: Apache-2.0 */
#include "schema/type/url.h"

#include <string.h>

#include "schema/dsn/dsn.h"
#include "schema/host.h"
#include "schema/judge.h"
#include "schema/neighbours.h"
#include "schema/rules.h"
#include "schema/types.h"
#include "schema/value_list.h"
#include "schema/words.h"
#include "util/alloc.h"
#include "util/text.h"

/* A warning where users are; silence where developers are. */
static const enum severity softer[ENVIRONMENT_CLASSES] = { SEVERITY_WARNING, SEVERITY_WARNING,
							   SEVERITY_OFF, SEVERITY_OFF };
static const enum severity remark[ENVIRONMENT_CLASSES] = { SEVERITY_INFO, SEVERITY_INFO,
							   SEVERITY_OFF, SEVERITY_OFF };

/* Variables that libpq, and asyncpg and others like it, read where the string says nothing. */
static bool libpq_find(struct subject *ret, const struct subject *subject, const struct dsn *dsn,
		       const char *name)
{
	return dsn->scheme->kind == DSN_POSTGRES &&
	       !(dsn->scheme->flags & (DSN_JDBC | DSN_NO_LIBPQ)) &&
	       checking_find(ret, subject->checking, name) && neighbour_reaches(ret);
}

static bool libpq_has(const struct subject *subject, const struct dsn *dsn, const char *name,
		      const char *glob)
{
	struct subject other;

	return libpq_find(&other, subject, dsn, name) && text_glob(glob, other.bytes, true);
}

/* Nobody else can read along: where libpq connects to, PGHOSTADDR has the last word. */
static bool stays_here(const struct subject *subject, const struct dsn *dsn)
{
	struct subject address;

	if (!dsn_is_socket(dsn) && !dsn_is_local(dsn))
		return false;
	return dsn_parameter(dsn, "hostaddr") ||
	       !libpq_find(&address, subject, dsn, "PGHOSTADDR") || address_is_local(address.bytes);
}

/* How the server's own drivers spell "encrypt". */
static const char *tls_hint(const struct dsn *dsn)
{
	switch (dsn->scheme->kind) {
	case DSN_POSTGRES: return "add sslmode=verify-full";
	case DSN_MYSQL: return "add ssl-mode=VERIFY_IDENTITY";
	case DSN_MONGODB: return "add tls=true, or use mongodb+srv://";
	case DSN_REDIS: return "use rediss://";
	case DSN_AMQP: return "use amqps://";
	case DSN_SQLSERVER: return "add encrypt=true";
	case DSN_CLICKHOUSE: return "add secure=true";
	case DSN_NATS: return "use tls://";
	case DSN_KAFKA: return "use SASL_SSL";
	case DSN_SMTP: return "use smtps:// or port 465";
	default: return "use https://";
	}
}

static void check_tls(const struct subject *subject, const struct dsn *dsn)
{
	static const char *const says[] = {
		[DSN_TLS_OPPORTUNISTIC] = "falls back to plain text when the server asks for it",
		[DSN_TLS_UNSTATED] = "does not ask for encryption",
		[DSN_TLS_OFF] = "is not encrypted",
		[DSN_TLS_UNHEARD] = "has an sslmode that no driver knows",
	};
	unsigned doubtful = DSN_SQLSERVER | DSN_NATS; /* newer drivers or servers see to it */
	const char *rule = dsn->scheme->kind == DSN_REDIS  ? "redis-url-tls"
			   : dsn->scheme->kind == DSN_SMTP ? "smtp-tls-disabled"
							   : "db-url-tls";
	const enum severity *severities = SUBJECT_AT(PRODUCTION);
	enum dsn_tls tls = dsn_tls(dsn);

	if (stays_here(subject, dsn))
		return;
	if (tls == DSN_TLS_UNSTATED && (libpq_has(subject, dsn, "PGSSLMODE", "require") ||
					libpq_has(subject, dsn, "PGSSLMODE", "verify-*")))
		return;
	if (tls == DSN_TLS_UNSTATED && dsn->scheme->kind & doubtful)
		severities = softer;
	if (dsn->scheme->kind & DSN_ELASTICSEARCH && dsn->host_count > 0 &&
	    host_is_internal(dsn->hosts[0].name))
		severities = softer;
	if (tls > DSN_TLS_REQUIRED)
		subject_find_at(subject, rule, severities, tls_hint(dsn), "the connection %s",
				says[tls]);
	else if (dsn_leaves_verification_open(dsn))
		subject_find_at(
			subject, rule, remark, tls_hint(dsn),
			"the connection is encrypted, the server's certificate not checked");
}

static void check_verification(const struct subject *subject, const struct dsn *dsn)
{
	if (dsn_skips_verification(dsn))
		subject_find(subject, "tls-verification-disabled", NULL,
			     "a parameter switches the check of the server's certificate off");
	if (dsn_takes_any_key(dsn))
		subject_find_at(subject, "tls-verification-disabled", softer,
				"remove allowPublicKeyRetrieval",
				"the server's public key is taken as it comes");
}

/*
 * JDBC's user and password are mostly variables of their own, named as the URL's is:
 * SPRING_DATASOURCE_URL and SPRING_DATASOURCE_PASSWORD.
 */
static bool has_password_beside(const struct subject *subject)
{
	const char *name = subject->variable->name;
	const char *last = strrchr(name, '_');
	size_t length = last ? (size_t)(last + 1 - name) : 0;
	struct subject other;

	/* It may be handed over under another name. */
	return ((last && neighbour_joined(&other, subject->checking, name, length, "PASSWORD")) ||
		neighbour_first(&other, subject->checking, "DB_PASSWORD DATABASE_PASSWORD")) &&
	       other.variable->deliver != DELIVER_NONE;
}

static void check_login(const struct subject *subject, const struct dsn *dsn)
{
	bool redis = dsn->scheme->kind == DSN_REDIS;
	const enum severity *severities = SUBJECT_AT(PRODUCTION);

	if (dsn_has_default_login(dsn))
		subject_find(subject, "db-url-default-credentials", NULL,
			     "user and password are the ones that everybody tries");
	if (dsn_login(dsn) != DSN_LOGIN_MISSING || libpq_has(subject, dsn, "PGPASSWORD", "?*") ||
	    libpq_has(subject, dsn, "PGPASSFILE", "?*") ||
	    libpq_has(subject, dsn, "PGSERVICE", "?*"))
		return;
	if (dsn->scheme->flags & DSN_JDBC) {
		if (has_password_beside(subject))
			return;
		severities = softer;
	}
	if (redis)
		subject_find_at(subject, "redis-url-no-password", severities, NULL,
				"the connection has no password");
	else
		subject_find_at(subject, "db-url-no-auth", severities, NULL,
				"the connection has no %s",
				dsn->user && *dsn->user ? "password" : "user and password");
}

static void check_user(const struct subject *subject, const struct dsn *dsn)
{
	const enum severity *const severities[] = {
		[DSN_USER_DEFAULT] = remark,
		[DSN_USER_ADMIN] = softer,
		[DSN_USER_SUPER] = SUBJECT_AT(PRODUCTION),
	};
	static const char *const says[] = {
		[DSN_USER_DEFAULT] = "the user is the one that may do everything unless told less",
		[DSN_USER_ADMIN] = "the user is the one that a new server comes with",
		[DSN_USER_SUPER] = "the user is the superuser",
	};
	enum dsn_privilege privilege = dsn_privilege(dsn);

	if (dsn->scheme->kind != DSN_SMTP && privilege != DSN_USER_ORDINARY)
		subject_find_at(subject, "db-url-superuser", severities[privilege], NULL, "%s",
				says[privilege]);
}

static void check_mail(const struct subject *subject, const struct dsn *dsn)
{
	const struct dsn_host *host = &dsn->hosts[0];

	if (host_is_mail_trap(host->name, host->port))
		subject_find(subject, "smtp-host", NULL, "a mail server for tests");
	else if (dsn_has_local_host(dsn))
		subject_find_at(subject, "smtp-host", softer, NULL,
				"the mail server is this machine");
	if (host->port == 25)
		subject_find(subject, "smtp-port-plain", NULL, "the port is 25");
}

static void check_place(const struct subject *subject, const struct dsn *dsn)
{
	if (dsn->scheme->kind == DSN_SMTP)
		check_mail(subject, dsn);
	else if (dsn_has_local_host(dsn))
		subject_find(subject, "db-url-localhost", NULL, "the server is this machine");
}

/* What can be said even of a string that is malformed elsewhere. */
static void check_parts(const struct subject *subject, const struct dsn *dsn)
{
	bool slot;
	unsigned words = dsn_placeholders(dsn, &slot);

	if (slot || words >= 2)
		subject_find(subject, "db-url-placeholder", NULL, "%s",
			     slot ? "a part of it is a template that nobody filled in"
				  : "several of its parts are words of an example");
	else if (words == 1)
		subject_find_at(subject, "db-url-placeholder", softer, NULL,
				"a part of it is a word of an example");
	if (dsn->unescaped)
		subject_find(subject, "db-url-encoding", NULL, "in user or password, %s",
			     dsn->unescaped);
	if (dsn->password && *dsn->password)
		judge_password(subject, dsn->password, strlen(dsn->password), dsn->user);
}

static void check_database(const struct subject *subject, const struct dsn *dsn)
{
	unsigned named = DSN_POSTGRES | DSN_MYSQL | DSN_MONGODB | DSN_SQLSERVER | DSN_CLICKHOUSE;

	if (dsn->scheme->kind & named && dsn->database &&
	    name_is_of_other_environments(dsn->database))
		subject_find(subject, "db-name-environment", NULL,
			     "the database is named for another environment");
}

static void check_facts(const struct subject *subject, const struct dsn *dsn)
{
	bool off = false;

	check_tls(subject, dsn);
	check_verification(subject, dsn);
	check_login(subject, dsn);
	check_user(subject, dsn);
	check_place(subject, dsn);
	check_database(subject, dsn);
	if (dsn_has_timeout(dsn, &off) && off)
		subject_find(subject, "db-url-timeout", NULL, "a time-out is 0, which is for ever");
}

static void check_string(const struct subject *subject, const char *text, unsigned kinds)
{
	char **schemes = subject->variable->list[LIST_SCHEMES];
	struct dsn dsn;
	const char *wrong = dsn_parse(&dsn, text, strlen(text), kinds);

	if (!wrong && schemes && *schemes && !text_list_has(schemes, dsn.scheme->name))
		wrong = "the scheme is none of schemes";
	if (wrong)
		subject_find(subject, "db-url-invalid", subject->type->hint,
			     "not a connection string: %s", wrong);
	if (dsn.scheme && dsn.scheme->kind == DSN_EMBEDDED)
		subject_find(subject, "db-engine-sqlite", NULL,
			     "the database is a file or memory of this machine");
	else if (dsn.scheme)
		check_parts(subject, &dsn);
	if (!wrong && dsn.scheme->kind != DSN_EMBEDDED)
		check_facts(subject, &dsn);
	dsn_done(&dsn);
}

static void check_dsn(const struct subject *subject, unsigned kinds)
{
	if (memchr(subject->bytes, '\0', subject->length))
		subject_find(subject, "db-url-invalid", NULL, "has a NUL byte");
	else
		check_string(subject, subject->bytes, kinds);
}

/* Several strings with commas between, for drivers that take a list of servers. */
static void check_dsns(const struct subject *subject, unsigned kinds)
{
	_cleanup_(value_list_freep) char **items = NULL;
	const char *wrong = value_list_parse(&items, subject->bytes, subject->length,
					     subject->variable->text[TEXT_SEPARATOR]);

	if (wrong)
		subject_find(subject, "db-url-invalid", NULL, "not a connection string: %s", wrong);
	else if (items[1] && !strstr(items[1], "://"))
		check_dsn(subject, kinds); /* one scheme for all: nats://a:4222,b:4222 */
	else
		for (size_t i = 0; items[i]; i++)
			check_string(subject, items[i], kinds);
}

void type_check_database_url(const struct subject *subject)
{
	check_dsn(subject, DSN_ANY);
}

void type_check_postgres_url(const struct subject *subject)
{
	check_dsn(subject, DSN_POSTGRES);
}

void type_check_mysql_url(const struct subject *subject)
{
	check_dsn(subject, DSN_MYSQL);
}

void type_check_mongodb_url(const struct subject *subject)
{
	check_dsn(subject, DSN_MONGODB);
}

void type_check_redis_url(const struct subject *subject)
{
	check_dsn(subject, DSN_REDIS);
}

void type_check_amqp_url(const struct subject *subject)
{
	check_dsn(subject, DSN_AMQP);
}

void type_check_sqlserver_url(const struct subject *subject)
{
	check_dsn(subject, DSN_SQLSERVER);
}

void type_check_clickhouse_url(const struct subject *subject)
{
	check_dsn(subject, DSN_CLICKHOUSE);
}

void type_check_nats_url(const struct subject *subject)
{
	check_dsns(subject, DSN_NATS);
}

/* HOST:PORT with commas between, each perhaps with the name of its listener: SASL_SSL://. */
void type_check_kafka_list(const struct subject *subject)
{
	_cleanup_(value_list_freep) char **items = NULL;
	const char *wrong = value_list_parse(&items, subject->bytes, subject->length,
					     subject->variable->text[TEXT_SEPARATOR]);

	if (wrong) {
		subject_is_no(subject, NULL, "not a list of brokers: %s", wrong);
		return;
	}
	for (size_t i = 0; items[i]; i++) {
		const char *mark = strstr(items[i], "://");
		unsigned port;

		wrong = host_port_parse(&port, mark ? mark + 3 : items[i], true);
		if (wrong)
			subject_is_no(subject, NULL, "broker %zu is not HOST:PORT: %s", i + 1,
				      wrong);
		else
			check_string(subject, items[i], DSN_KAFKA);
	}
}

void type_check_elasticsearch_url(const struct subject *subject)
{
	check_dsns(subject, DSN_ELASTICSEARCH);
}

void type_check_smtp_url(const struct subject *subject)
{
	check_dsn(subject, DSN_SMTP);
}
