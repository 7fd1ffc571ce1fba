/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * Connection strings of databases, caches, brokers and mail servers, in the forms that their
 * drivers read: URLs with several hosts (libpq "Connection URIs", MongoDB's connection string
 * specification, RabbitMQ's URI specification), jdbc: URLs, libpq's keyword/value form, and the
 * key=value; form of ADO.NET and ODBC. First the facts, then what follows from them.
 */

#include <stdbool.h>
#include <stddef.h>

enum dsn_kind {
	DSN_POSTGRES = 1 << 0,
	DSN_MYSQL = 1 << 1,
	DSN_MONGODB = 1 << 2,
	DSN_REDIS = 1 << 3,
	DSN_AMQP = 1 << 4,
	DSN_SQLSERVER = 1 << 5,
	DSN_CLICKHOUSE = 1 << 6,
	DSN_NATS = 1 << 7,
	DSN_KAFKA = 1 << 8,
	DSN_ELASTICSEARCH = 1 << 9,
	DSN_SMTP = 1 << 10,
	DSN_EMBEDDED = 1 << 11, /* SQLite, H2, ...: a file or memory, no server */
	DSN_OTHER = 1 << 12,    /* servers of which only the common parts are known */
	DSN_ANY = (1 << 13) - 1,
};

/* What a scheme is known for. */
enum dsn_scheme_flags {
	DSN_TLS = 1 << 0,      /* encrypted because of the scheme */
	DSN_PLAIN = 1 << 1,    /* never encrypted, whatever the parameters say */
	DSN_SOCKET = 1 << 2,   /* the path is that of a unix socket */
	DSN_SRV = 1 << 3,      /* one name, whose SRV records list the hosts */
	DSN_JDBC = 1 << 4,     /* user and password are parameters, or variables of their own */
	DSN_SERVICE = 1 << 5,  /* the path names a service, not a numbered database */
	DSN_OPAQUE = 1 << 6,   /* what follows the scheme has a form of its own, and is not read */
	DSN_SHARED = 1 << 7,   /* others have it, too: taken only where few kinds are asked for */
	DSN_NO_LIBPQ = 1 << 8, /* the driver reads none of libpq's variables, as others do */
};

struct dsn_scheme {
	const char *name; /* lower case, without :// */
	enum dsn_kind kind;
	unsigned flags;
};

struct dsn_host {
	char *name;    /* decoded, without brackets; the path of a unix socket */
	unsigned port; /* 0: none was written */
	bool socket;
};

/* Decoded; name is lower case without the spaces, hyphens and underscores in it. */
struct dsn_parameter {
	char *name;
	char *value; /* "" where no = was written */
};

#define DSN_LIMIT            8192
#define DSN_HOST_LIMIT       64
#define DSN_PARAMETERS_LIMIT 128

struct dsn {
	const struct dsn_scheme *scheme; /* NULL: unknown */
	char *user; /* decoded; NULL: none was written; wherever the form has it */
	char *password;
	char *database; /* the path's first part or the parameter; NULL when there is none */
	struct dsn_host *hosts;
	size_t host_count;
	struct dsn_parameter *parameters;
	size_t parameter_count;
	/* What in user or password should have been written as %XX, a constant phrase: drivers
	 * disagree on where the password ends. NULL: nothing. */
	const char *unescaped;
};

/*
 * Reads a connection string; kinds: which the caller takes (several DSN_*), so that forms without
 * a scheme are known; DSN_ANY leaves out the schemes that mean something else elsewhere. Always
 * fills *ret as far as the text could be read, release it with dsn_done. Returns what is wrong with
 * the text, a constant phrase, or NULL.
 */
const char *dsn_parse(struct dsn *ret, const char *text, size_t length, unsigned kinds);
void dsn_done(struct dsn *dsn);

/* NULL when there is none: borrowed. scheme without ://, in any case. */
const struct dsn_scheme *dsn_scheme_find(const char *scheme, size_t length);

/* The value of a parameter, its last one; name as in struct dsn_parameter. NULL: not there. */
const char *dsn_parameter(const struct dsn *dsn, const char *name);

/* All hosts are unix sockets, or all are this machine (host_is_local); no host: neither. */
bool dsn_is_socket(const struct dsn *dsn);
bool dsn_is_local(const struct dsn *dsn);
bool dsn_has_local_host(const struct dsn *dsn);

enum dsn_tls {
	DSN_TLS_UNKNOWN,       /* decided elsewhere: a broker list, an opportunistic mail server */
	DSN_TLS_REQUIRED,      /* no bytes go out in the clear */
	DSN_TLS_OPPORTUNISTIC, /* falls back to plain text when the server asks for it */
	DSN_TLS_UNSTATED, /* nothing is said, and the drivers' default is no, or opportunistic */
	DSN_TLS_OFF,
	DSN_TLS_UNHEARD, /* a word that the drivers do not know: some refuse it, some go on */
};

/* What the scheme and the parameters ask for; of several answers the worst. */
enum dsn_tls dsn_tls(const struct dsn *dsn);

/* Encrypted, but the server's certificate (or its name) is not looked at. */
bool dsn_skips_verification(const struct dsn *dsn);

/* sslmode=require and the like: encrypted, and nobody asked for a check of the certificate. */
bool dsn_leaves_verification_open(const struct dsn *dsn);

/* MySQL: the server's public key is taken as it comes, so an attacker can be given the password. */
bool dsn_takes_any_key(const struct dsn *dsn);

enum dsn_login {
	DSN_LOGIN_COMPLETE,  /* what the kind of server asks for is there */
	DSN_LOGIN_ELSEWHERE, /* certificate, token, password file, socket: the string says so */
	DSN_LOGIN_MISSING,
};

enum dsn_login dsn_login(const struct dsn *dsn);

/* user and password are what an installation or an example came with, or equal. */
bool dsn_has_default_login(const struct dsn *dsn);

enum dsn_privilege {
	DSN_USER_ORDINARY,
	DSN_USER_DEFAULT, /* Redis: "default" */
	DSN_USER_ADMIN,   /* the name that managed services give their first user */
	DSN_USER_SUPER,
};

enum dsn_privilege dsn_privilege(const struct dsn *dsn);

/*
 * How many of user, password, host and database are words of an example; template: one of them is
 * a bracketed or otherwise marked slot, <password> or ${DB_HOST}.
 */
unsigned dsn_placeholders(const struct dsn *dsn, bool *ret_template);

/* Whether a time-out for connecting or reading is stated; off: one is 0, which means for ever. */
bool dsn_has_timeout(const struct dsn *dsn, bool *ret_off);
