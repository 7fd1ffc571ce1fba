/* SPDX-License-Identifier: Apache-2.0 */
#include "reader.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include "util/alloc.h"
#include "util/text.h"

#define SCHEME_LIMIT 40

/*
 * The scheme that ends at the first colon, or for jdbc: at a later one. Returns where it ends, NULL
 * when it is none that is known.
 */
static const char *find_scheme(struct reader *reader, const char *text)
{
	const char *end = NULL;

	for (size_t i = 0; i <= SCHEME_LIMIT && text[i]; i++) {
		const struct dsn_scheme *scheme;

		if (text[i] != ':')
			continue;
		scheme = dsn_scheme_find(text, i);
		/* A broker may be called kafka: "kafka:9092" has no scheme. */
		if (!scheme || (strncmp(text + i, "://", 3) != 0 && !(scheme->flags & DSN_JDBC) &&
				scheme->kind != DSN_EMBEDDED))
			continue;
		reader->dsn->scheme = scheme;
		end = text + i;
	}
	return end;
}

/*
 * Where drivers cut a login that has an unescaped / ? or #: no @ in the authority, but one behind
 * it where none belongs. An @ in the value of a parameter is fine (the MongoDB specification has
 * one). Returns that @, or NULL.
 */
static const char *find_cut_login(const char *tail)
{
	const char *path_end = tail + strcspn(tail, "?#");
	const char *fragment = strchr(tail, '#');
	const char *at = strchr(tail, '@');

	if (!at)
		return NULL;
	if (at < path_end)
		return at;
	for (const char *part = path_end; *part == '?' || *part == '&';) {
		const char *name = part + 1;

		at = memchr(name, '@', strcspn(name, "=&#"));
		if (at)
			return at;
		part = name + strcspn(name, "&#");
	}
	return fragment ? strchr(fragment, '@') : NULL;
}

static void read_login(struct reader *reader, const char *login, size_t length)
{
	struct dsn *dsn = reader->dsn;
	const char *colon = memchr(login, ':', length);
	size_t user = colon ? (size_t)(colon - login) : length;
	const char *bad = NULL;

	if (memchr(login, '@', length))
		dsn->unescaped = "an @ must be written as %40";
	else if (memchr(login, '[', length) || memchr(login, ']', length))
		dsn->unescaped = "brackets must be written as %5B and %5D";
	dsn->user = reader_decode(login, user, false, &bad);
	if (colon) {
		dsn->password = reader_decode(colon + 1, length - user - 1, false, &bad);
		if (dsn->scheme->kind == DSN_MONGODB && memchr(colon + 1, ':', length - user - 1) &&
		    !dsn->unescaped)
			dsn->unescaped = "a : must be written as %3A";
	}
	if (bad && !dsn->unescaped)
		dsn->unescaped = bad;
}

/* Returns what follows the authority. */
static const char *read_authority(struct reader *reader, const char *text)
{
	struct dsn *dsn = reader->dsn;
	size_t length = strcspn(text, "/?#");
	const char *cut = find_cut_login(text + length);
	const char *at = NULL;

	if (cut && !(dsn->scheme->flags & DSN_SOCKET)) {
		dsn->unescaped = text[length] == '/'   ? "a / must be written as %2F"
				 : text[length] == '?' ? "a ? must be written as %3F"
						       : "a # must be written as %23";
		length = (size_t)(cut - text) + strcspn(cut, "/?#");
	}
	for (size_t i = 0; i < length; i++) {
		if (text[i] == '@')
			at = text + i;
	}
	if (at) {
		read_login(reader, text, (size_t)(at - text));
		length -= (size_t)(at - text) + 1;
		text = at + 1;
	}
	if (length > 0 && dsn->scheme->flags & DSN_SOCKET)
		reader_fault(reader, "the path of a socket has three slashes in front of it");
	else if (length > 0 && text[0] != ':')
		reader_add_hosts(reader, text, length);
	else if (length > 0 && dsn->scheme->kind != DSN_POSTGRES)
		reader_fault(reader, "there is no host");
	return text + length;
}

const char *reader_path(struct reader *reader, const char *text)
{
	struct dsn *dsn = reader->dsn;
	size_t length = strcspn(text, "?#");
	const char *bad = NULL;
	_cleanup_(text_wipep) char *path = reader_decode(text, length, false, &bad);

	if (bad)
		reader_fault(reader, bad);
	if (dsn->scheme->flags & DSN_SOCKET) {
		if (length > 1)
			reader_add_host(reader, path, strlen(path));
	} else if (path[0] == '/' && path[1]) {
		dsn->database = text_copy(path + 1);
	}
	if (dsn->scheme->kind == DSN_REDIS && dsn->database &&
	    !(dsn->scheme->flags & DSN_SERVICE)) {
		size_t number;

		if (!text_to_size(&number, dsn->database, 1000000))
			reader_fault(reader, "the database of Redis is a number");
	}
	/* The server's own prohibition; a driver would cut the rest off. */
	if (dsn->scheme->kind == DSN_MONGODB && dsn->database && strpbrk(dsn->database, "/\\. \"$"))
		reader_fault(reader, "the database has a character that no name of one has");
	return text + length;
}

void reader_query(struct reader *reader, const char *text)
{
	const struct dsn_scheme *scheme = reader->dsn->scheme;
	bool plus = scheme->kind == DSN_SQLSERVER;
	/* A parameter without = : libpq and MongoDB's specification refuse it, JDBC takes it for
	 * true. */
	bool strict = scheme->kind == DSN_MONGODB || text_equal(scheme->name, "postgres") ||
		      text_equal(scheme->name, "postgresql");

	while (*text == '?' || *text == '&') {
		const char *start = text + 1;
		size_t length = strcspn(start, "&#");
		const char *equals = memchr(start, '=', length);
		size_t name = equals ? (size_t)(equals - start) : length;
		const char *bad = NULL;
		_cleanup_(text_wipep) char *key = reader_decode(start, name, plus, &bad);
		_cleanup_(text_wipep) char *value =
			equals ? reader_decode(equals + 1, length - name - 1, plus, &bad) : NULL;

		if (bad)
			reader_fault(reader, bad);
		if (length > 0 && ((!equals && strict) || name == 0))
			reader_fault(reader, "a parameter is not written NAME=VALUE");
		if (length > 0)
			reader_add_parameter(reader, key, strlen(key), value ? value : "");
		text = start + length;
	}
}

/* host;name=value;... of SQL Server. Returns the first ; of it, or NULL. */
static const char *find_properties(const char *text)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ ";
	const char *mark = strchr(text, ';');
	size_t name = mark ? strspn(mark + 1, letters) : 0;

	return mark && (!mark[1] || (name > 0 && mark[1 + name] == '=')) ? mark : NULL;
}

static void read_url(struct reader *reader, const char *text)
{
	const char *properties =
		reader->dsn->scheme->kind == DSN_SQLSERVER ? find_properties(text) : NULL;
	_cleanup_(text_wipep) char *front =
		text_slice(text, properties ? (size_t)(properties - text) : strlen(text));

	for (const char *c = front; *c; c++) {
		if ((unsigned char)*c <= ' ' || *c == 0x7f)
			reader_fault(reader, "has white space or a control character");
	}
	reader_query(reader, reader_path(reader, read_authority(reader, front)));
	if (properties)
		reader_properties(reader, properties);
	if (reader->dsn->scheme->kind == DSN_SQLSERVER) {
		_cleanup_(text_wipep) char *odbc =
			text_copy(dsn_parameter(reader->dsn, "odbcconnect"));

		if (odbc)
			reader_properties(reader, odbc);
	}
}

static void check_srv(struct reader *reader)
{
	const struct dsn *dsn = reader->dsn;
	struct in6_addr address;

	if (dsn->host_count != 1)
		reader_fault(reader, "mongodb+srv:// takes exactly one host");
	else if (dsn->hosts[0].port)
		reader_fault(reader, "mongodb+srv:// takes no port");
	else if (inet_pton(AF_INET, dsn->hosts[0].name, &address) == 1 ||
		 strchr(dsn->hosts[0].name, ':'))
		reader_fault(reader, "mongodb+srv:// takes a name, not an address");
}

/* Several hosts between commas are read everywhere, and refused here where drivers take one. */
static void check_hosts(struct reader *reader)
{
	const struct dsn *dsn = reader->dsn;
	unsigned many = DSN_POSTGRES | DSN_MYSQL | DSN_MONGODB | DSN_KAFKA | DSN_NATS |
			DSN_ELASTICSEARCH | DSN_CLICKHOUSE | DSN_OTHER;

	if (dsn->scheme->flags & DSN_SRV)
		check_srv(reader);
	else if (dsn->host_count > 1 && !(dsn->scheme->kind & many) &&
		 !(dsn->scheme->flags & DSN_SERVICE))
		reader_fault(reader, "there are several hosts, and drivers take one");
	/* A service file, or Google's connector, knows where the server is. */
	if (dsn->host_count == 0 && !dsn_parameter(dsn, "service") &&
	    !dsn_parameter(dsn, "socketfactory"))
		reader_fault(reader, "there is no host");
}

/* How the forms without a scheme are told apart: by a word that stands in front of a =. */
static const struct dsn_scheme *guess_properties(const char *text, unsigned kinds)
{
	static const struct {
		const char *word;
		const char *scheme;
	} words[] = {
		{ "*ssl mode=*", "postgresql" },
		{ "host=*;*username=*", "postgresql" },
		{ "*;host=*username=*", "postgresql" },
		{ "*host=*user*id=*", "postgresql" },
		{ "*initial catalog=*", "sqlserver" },
		{ "*encrypt=*", "sqlserver" },
		{ "*trustservercertificate=*", "sqlserver" },
		{ "*trusted_connection=*", "sqlserver" },
		{ "*integrated security=*", "sqlserver" },
		{ "*data source=*", "sqlserver" },
		{ "*sslmode=*", "mysql" },
		{ "*uid=*", "mysql" },
		{ "*server=*", "sqlserver" },
		{ "*host=*", "postgresql" },
		{ "*server=*", "postgresql" },
		{ "*server=*", "mysql" },
	};

	for (size_t i = 0; i < ARRAY_LENGTH(words); i++) {
		const struct dsn_scheme *scheme =
			dsn_scheme_find(words[i].scheme, strlen(words[i].scheme));

		if ((unsigned)scheme->kind & kinds && text_glob(words[i].word, text, true))
			return scheme;
	}
	return NULL;
}

static bool is_keywords(const char *text)
{
	static const char *const words[] = { "host", "hostaddr", "dbname",   "user",
					     "port", "service",  "password", "sslmode" };
	size_t length = strcspn(text, "= ");

	for (size_t i = 0; text[length] && i < ARRAY_LENGTH(words); i++) {
		if (strlen(words[i]) == length && strncmp(text, words[i], length) == 0)
			return true;
	}
	return false;
}

static bool is_database_file(const char *text)
{
	static const char *const globs[] = { "*.db", "*.db3", "*.sqlite", "*.sqlite3", ":memory:" };

	for (size_t i = 0; i < ARRAY_LENGTH(globs); i++) {
		if (text_glob(globs[i], text, true) && !strstr(text, "://") && !strchr(text, '@'))
			return true;
	}
	return false;
}

/* Data Source=app.db;Cache=Shared, as ADO.NET's drivers of SQLite take it. */
static bool is_database_property(const char *text)
{
	static const char *const names[] = { "data source=*", "datasource=*", "filename=*" };
	_cleanup_(text_wipep) char *first = text_slice(text, strcspn(text, ";"));

	for (size_t i = 0; i < ARRAY_LENGTH(names); i++) {
		if (text_glob(names[i], first, true))
			return is_database_file(strchr(first, '=') + 1);
	}
	return false;
}

static void read_without_scheme(struct reader *reader, const char *text, unsigned kinds)
{
	struct dsn *dsn = reader->dsn;

	if (kinds & DSN_EMBEDDED && is_database_property(text)) {
		dsn->scheme = dsn_scheme_find("sqlite", strlen("sqlite"));
		return;
	}
	if (strchr(text, ';') && strchr(text, '=')) {
		dsn->scheme = guess_properties(text, kinds);
		if (dsn->scheme) {
			reader_properties(reader, text);
			check_hosts(reader);
			return;
		}
	}
	if (kinds & DSN_MYSQL && reader_go_mysql(reader, text)) {
		check_hosts(reader);
		return;
	}
	if (kinds & DSN_REDIS && reader_stack_redis(reader, text)) {
		check_hosts(reader);
		return;
	}
	if (kinds & DSN_POSTGRES && is_keywords(text)) {
		dsn->scheme = dsn_scheme_find("postgresql", strlen("postgresql"));
		reader_keywords(reader, text);
		check_hosts(reader);
		return;
	}
	if (kinds & DSN_EMBEDDED && is_database_file(text)) {
		dsn->scheme = dsn_scheme_find("sqlite", strlen("sqlite"));
		return;
	}
	if (kinds == DSN_KAFKA || kinds == DSN_NATS) {
		dsn->scheme = dsn_scheme_find(kinds == DSN_KAFKA ? "kafka" : "nats",
					      kinds == DSN_KAFKA ? 5 : 4);
		read_url(reader, text);
		check_hosts(reader);
		return;
	}
	reader_fault(reader, strstr(text, "://")
				     ? "the scheme is none that is known"
				     : "it does not start with a scheme, such as postgresql://");
}

static void read_text(struct reader *reader, const char *text, unsigned kinds)
{
	struct dsn *dsn = reader->dsn;
	const char *end = find_scheme(reader, text);

	if (end && dsn->scheme->flags & DSN_SHARED && kinds == DSN_ANY) {
		dsn->scheme = NULL;
		end = NULL;
	}
	if (!end) {
		read_without_scheme(reader, text, kinds);
		return;
	}
	if (!((unsigned)dsn->scheme->kind & kinds))
		reader_fault(reader, "the scheme is that of another kind of server");
	if (dsn->scheme->kind == DSN_EMBEDDED || dsn->scheme->flags & DSN_OPAQUE)
		return;
	/* golang-migrate puts a scheme in front of the form of Go's driver. */
	if (dsn->scheme->kind == DSN_MYSQL && strncmp(end, "://", 3) == 0 &&
	    reader_go_mysql(reader, end + 3)) {
		check_hosts(reader);
		return;
	}
	if (strncmp(end, "://", 3) == 0) {
		read_url(reader, end + 3);
		check_hosts(reader);
	} else if (dsn->scheme->flags & DSN_JDBC && end[1]) {
		/* "jdbc:postgresql:db" is the database of that name, here. */
		reader_add_host(reader, "localhost", strlen("localhost"));
		dsn->database = text_slice(end + 1, strcspn(end + 1, "?"));
		reader_query(reader, end + 1 + strcspn(end + 1, "?"));
	} else {
		reader_fault(reader, "the scheme is not followed by ://");
	}
}

const char *dsn_parse(struct dsn *ret, const char *text, size_t length, unsigned kinds)
{
	struct reader reader = { .dsn = ret };

	*ret = (struct dsn){ 0 };
	if (length > DSN_LIMIT)
		reader_fault(&reader, "it is longer than any connection string");
	else if (memchr(text, '\0', length))
		reader_fault(&reader, "has a NUL byte");
	else
		read_text(&reader, text, kinds);
	return reader.wrong;
}

void dsn_done(struct dsn *dsn)
{
	for (size_t i = 0; i < dsn->host_count; i++)
		text_wipe(dsn->hosts[i].name);
	for (size_t i = 0; i < dsn->parameter_count; i++) {
		text_wipe(dsn->parameters[i].name);
		text_wipe(dsn->parameters[i].value);
	}
	free(dsn->hosts);
	free(dsn->parameters);
	text_wipe(dsn->user);
	text_wipe(dsn->password);
	text_wipe(dsn->database);
	*dsn = (struct dsn){ 0 };
}

const char *dsn_parameter(const struct dsn *dsn, const char *name)
{
	for (size_t i = dsn->parameter_count; i > 0; i--) {
		if (text_equal(dsn->parameters[i - 1].name, name))
			return dsn->parameters[i - 1].value;
	}
	return NULL;
}
