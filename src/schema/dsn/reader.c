/* SPDX-License-Identifier: Apache-2.0 */
#include "reader.h"

#include <string.h>

#include "schema/host.h"
#include "util/alloc.h"
#include "util/ascii.h"
#include "util/buf.h"
#include "util/text.h"
#include "util/url.h"

void reader_fault(struct reader *reader, const char *phrase)
{
	if (!reader->wrong)
		reader->wrong = phrase;
}

char *reader_decode(const char *bytes, size_t length, bool plus, const char **ret_wrong)
{
	_cleanup_(buf_done) struct buf text = { 0 };
	const char *wrong = url_decode(&text, bytes, length, plus);

	if (wrong)
		*ret_wrong = wrong;
	return text_copy(buf_text(&text));
}

void reader_replace(char **field, const char *value)
{
	text_wipe(*field);
	*field = text_copy(value);
}

static struct dsn_host *new_host(struct reader *reader)
{
	struct dsn *dsn = reader->dsn;

	if (dsn->host_count == DSN_HOST_LIMIT) {
		reader_fault(reader, "there are more hosts than any driver takes");
		return NULL;
	}
	dsn->hosts = alloc_grow(dsn->hosts, &reader->host_capacity, dsn->host_count + 1,
				sizeof(*dsn->hosts));
	dsn->hosts[dsn->host_count] = (struct dsn_host){ 0 };
	return &dsn->hosts[dsn->host_count++];
}

static void read_port(struct reader *reader, struct dsn_host *host, const char *text)
{
	size_t port;

	/* libpq takes "host:" for the default port. */
	if (!*text && reader->dsn->scheme->kind == DSN_POSTGRES)
		return;
	if (text_to_size(&port, text, 65535) && port > 0)
		host->port = (unsigned)port;
	else
		reader_fault(reader, "the port is not a number from 1 to 65535");
}

/* SQL Server's own ways: tcp: in front, an instance or a port behind, and its words for here. */
static void name_sqlserver(struct reader *reader, struct dsn_host *host, char *text)
{
	enum host_kind kind;
	char *mark = strchr(text, ',');

	if (mark) {
		*mark++ = '\0';
		read_port(reader, host, mark + strspn(mark, " "));
	}
	mark = strchr(text, '\\');
	if (mark)
		*mark = '\0';
	if (text_starts(text, "tcp:"))
		text += 4;
	if (text_equal(text, ".") || text_equal_nocase(text, "(local)") ||
	    text_equal_nocase(text, "(localdb)"))
		host->name = text_copy("localhost");
	else
		host->name = text_copy(text);
	if (host_parse(&kind, host->name, true))
		reader_fault(reader, "there is no host name");
}

/* The end of the host in host:port. A parameter may hold an IPv6 address without brackets. */
static char *host_end(const struct reader *reader, char *text)
{
	char *bracket = text[0] == '[' ? strchr(text, ']') : NULL;
	char *colon = strchr(text, ':');

	if (bracket)
		return bracket + 1;
	if (!colon || (reader->hosts_named && strchr(colon + 1, ':')))
		return text + strlen(text);
	return colon;
}

static void name_host(struct reader *reader, struct dsn_host *host, char *text)
{
	const char *bad = NULL;
	char *end = host_end(reader, text);
	enum host_kind kind;

	if (*end == ':') {
		read_port(reader, host, end + 1);
		*end = '\0';
	}
	host->name = reader_decode(text, strlen(text), false, &bad);
	if (bad)
		reader_fault(reader, bad);
	if (host->name[0] == '/') {
		host->socket = true;
		return;
	}
	bad = host_parse(&kind, host->name, true);
	if (!bad && kind == HOST_IPV6 && text[0] != '[' && !reader->hosts_named)
		bad = "an IPv6 address needs brackets";
	if (bad)
		reader_fault(reader, bad);
	if (host->name[0] == '[') {
		size_t length = strlen(host->name);
		char *inner = text_slice(host->name + 1, length > 2 ? length - 2 : 0);

		text_wipe(host->name);
		host->name = inner;
	}
}

void reader_add_host(struct reader *reader, const char *bytes, size_t length)
{
	_cleanup_(text_wipep) char *text = text_slice(bytes, length);
	struct dsn_host *host = new_host(reader);

	if (!host)
		return;
	/* A socket's path is not host:port: Cloud SQL has colons in it. */
	if (text[0] == '/' || text[0] == '@') {
		host->name = text_copy(text);
		host->socket = true;
		return;
	}
	if (reader->dsn->scheme->kind == DSN_SQLSERVER &&
	    (strpbrk(text, "\\,(") || text_equal(text, ".") || text_starts(text, "tcp:")))
		name_sqlserver(reader, host, text);
	else
		name_host(reader, host, text);
}

void reader_add_hosts(struct reader *reader, const char *bytes, size_t length)
{
	for (;;) {
		const char *comma = memchr(bytes, ',', length);
		size_t part = comma ? (size_t)(comma - bytes) : length;

		reader_add_host(reader, bytes, part);
		if (!comma)
			return;
		bytes += part + 1;
		length -= part + 1;
	}
}

/* Parameters that say what the authority and the path say elsewhere. */
static const struct {
	const char *name;
	enum { USER, PASSWORD, HOSTS, SOCKET, PORT, DATABASE } field;
	unsigned kinds;
} fields[] = {
#define SQL (DSN_POSTGRES | DSN_MYSQL | DSN_SQLSERVER | DSN_CLICKHOUSE)
	/* clang-format off */
	{ "user",           USER,     SQL },
	{ "username",       USER,     SQL | DSN_REDIS },
	{ "userid",         USER,     SQL },
	{ "uid",            USER,     SQL },
	{ "password",       PASSWORD, SQL | DSN_REDIS },
	{ "pwd",            PASSWORD, SQL },
	{ "host",           HOSTS,    SQL },
	{ "hostaddr",       HOSTS,    DSN_POSTGRES },
	{ "server",         HOSTS,    SQL },
	{ "servername",     HOSTS,    DSN_SQLSERVER },
	{ "datasource",     HOSTS,    SQL },
	{ "address",        HOSTS,    DSN_SQLSERVER },
	{ "addr",           HOSTS,    DSN_SQLSERVER },
	{ "networkaddress", HOSTS,    DSN_SQLSERVER },
	{ "unixsocket",     SOCKET,   DSN_MYSQL },
	{ "socket",         SOCKET,   DSN_MYSQL },
	{ "localsocket",    SOCKET,   DSN_MYSQL },
	{ "port",           PORT,     SQL },
	{ "dbname",         DATABASE, SQL },
	{ "database",       DATABASE, SQL },
	{ "databasename",   DATABASE, SQL },
	{ "initialcatalog", DATABASE, SQL },
	{ "db",             DATABASE, SQL },
/* clang-format on */
#undef SQL
};

static void drop_hosts(struct dsn *dsn)
{
	while (dsn->host_count > 0)
		text_wipe(dsn->hosts[--dsn->host_count].name);
}

static void set_hosts(struct reader *reader, const char *name, const char *value)
{
	struct dsn *dsn = reader->dsn;

	if (!*value || (text_equal(name, "hostaddr") && dsn->host_count > 0))
		return;
	if (!reader->hosts_named)
		drop_hosts(dsn);
	reader->hosts_named = true;
	if (dsn->scheme->kind == DSN_SQLSERVER)
		reader_add_host(reader, value, strlen(value));
	else
		reader_add_hosts(reader, value, strlen(value));
}

/* One port for all hosts, or one each. */
static void set_ports(struct reader *reader, const char *value)
{
	for (size_t i = 0; i <= reader->dsn->host_count; i++) {
		struct dsn_host nobody = { 0 };
		struct dsn_host *host =
			i < reader->dsn->host_count ? &reader->dsn->hosts[i] : &nobody;
		size_t part = strcspn(value, ",");
		_cleanup_(freep) char *port = text_slice(value, part);

		if (*port || i == 0)
			read_port(reader, host, port);
		value += part + (value[part] == ',');
		if (!*value)
			return;
	}
}

static void set_socket(struct reader *reader, const char *value)
{
	drop_hosts(reader->dsn);
	reader->hosts_named = true;
	reader_add_host(reader, value, strlen(value));
}

static void adopt(struct reader *reader, const char *name, const char *value)
{
	for (size_t i = 0; i < ARRAY_LENGTH(fields); i++) {
		if (!text_equal(fields[i].name, name) ||
		    !(fields[i].kinds & reader->dsn->scheme->kind))
			continue;
		switch (fields[i].field) {
		case USER: reader_replace(&reader->dsn->user, value); break;
		case PASSWORD: reader_replace(&reader->dsn->password, value); break;
		case HOSTS: set_hosts(reader, name, value); break;
		case SOCKET: set_socket(reader, value); break;
		case PORT: set_ports(reader, value); break;
		case DATABASE: reader_replace(&reader->dsn->database, value); break;
		}
	}
}

void reader_add_parameter(struct reader *reader, const char *name, size_t name_length,
			  const char *value)
{
	struct dsn *dsn = reader->dsn;
	_cleanup_(buf_done) struct buf plain = { 0 };
	struct dsn_parameter *parameter;

	for (size_t i = 0; i < name_length; i++) {
		char c = to_small(name[i]);

		if (c && !strchr(" \t\r\n-_", c))
			buf_add_char(&plain, c);
	}
	if (dsn->parameter_count == DSN_PARAMETERS_LIMIT) {
		reader_fault(reader, "there are more parameters than any driver has");
		return;
	}
	dsn->parameters = alloc_grow(dsn->parameters, &reader->parameter_capacity,
				     dsn->parameter_count + 1, sizeof(*dsn->parameters));
	parameter = &dsn->parameters[dsn->parameter_count++];
	parameter->name = text_copy(buf_text(&plain));
	parameter->value = text_copy(value);
	adopt(reader, parameter->name, value);
}
