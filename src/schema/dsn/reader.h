/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* A connection string while it is read: what the forms have in common. */

#include "schema/dsn/dsn.h"

struct reader {
	struct dsn *dsn;
	size_t host_capacity;
	size_t parameter_capacity;
	bool hosts_named; /* hosts came from parameters, which count for more than the authority */
	const char *wrong;
};

/* Remembers the first thing that is wrong; reading goes on. */
void reader_fault(struct reader *reader, const char *phrase);

/*
 * What url_decode makes of it; new, release with text_wipe. *ret_wrong says what is wrong, and
 * stays untouched when nothing is.
 */
char *reader_decode(const char *bytes, size_t length, bool plus, const char **ret_wrong);

/* host or host:port, as in an authority; an IPv6 address in brackets; the path of a socket. */
void reader_add_host(struct reader *reader, const char *bytes, size_t length);

/* The same for hosts between commas. */
void reader_add_hosts(struct reader *reader, const char *bytes, size_t length);

/*
 * A decoded parameter of any form. User, password, hosts and database move to where they belong.
 */
void reader_add_parameter(struct reader *reader, const char *name, size_t name_length,
			  const char *value);

/* libpq's "host=... dbname=...", with its quotes and backslashes. */
void reader_keywords(struct reader *reader, const char *text);

/* "Server=...;Database=...", with the quotes of ADO.NET and the braces of ODBC. */
void reader_properties(struct reader *reader, const char *text);

/*
 * "user:password@tcp(host:port)/database?..." of Go's MySQL driver. False, with nothing read, when
 * the text is not of that form.
 */
bool reader_go_mysql(struct reader *reader, const char *text);

/*
 * "host:port,password=...,ssl=True" of StackExchange.Redis, of several hosts the first one. False,
 * with nothing read, when the text is not of that form.
 */
bool reader_stack_redis(struct reader *reader, const char *text);

/* The path of a URL: the database, or a socket. Returns what follows. */
const char *reader_path(struct reader *reader, const char *text);

/* ?name=value&..., up to the fragment. */
void reader_query(struct reader *reader, const char *text);

/* How the user or the password field is set: the old one is wiped. */
void reader_replace(char **field, const char *value);
