/* SPDX-License-Identifier: Apache-2.0 */
#include "schema/dsn/dsn.h"

#include <string.h>

#include "schema/host.h"
#include "schema/words.h"
#include "util/alloc.h"
#include "util/cleanup.h"
#include "util/text.h"

#define REQUIRED DSN_TLS_REQUIRED
#define MAYBE    DSN_TLS_OPPORTUNISTIC
#define OFF      DSN_TLS_OFF
#define UNHEARD  DSN_TLS_UNHEARD

/*
 * What a parameter says of encryption: names as struct dsn_parameter has them, values are globs.
 * The first row that fits decides; a parameter without a row says nothing.
 */
static const struct {
	unsigned kinds;
	const char *name;
	const char *value;
	enum dsn_tls tls;
} answers[] = {
	/* clang-format off */
	/* libpq, "SSL Mode Descriptions"; pgjdbc and Npgsql use its words; no-verify is node-postgres' */
	{ DSN_POSTGRES,   "sslmode",     "require",         REQUIRED },
	{ DSN_POSTGRES,   "sslmode",     "verify*ca",       REQUIRED },
	{ DSN_POSTGRES,   "sslmode",     "verify*full",     REQUIRED },
	{ DSN_POSTGRES,   "sslmode",     "no-verify",       REQUIRED },
	{ DSN_POSTGRES,   "sslmode",     "prefer",          MAYBE },
	{ DSN_POSTGRES,   "sslmode",     "allow",           MAYBE },
	{ DSN_POSTGRES,   "sslmode",     "disable*",        OFF },
	{ DSN_POSTGRES,   "sslmode",     "*",               UNHEARD },
	{ DSN_POSTGRES,   "ssl",         "require",         REQUIRED },
	{ DSN_POSTGRES,   "ssl",         "verify*ca",       REQUIRED },
	{ DSN_POSTGRES,   "ssl",         "verify*full",     REQUIRED },
	{ DSN_POSTGRES,   "ssl",         "no-verify",       REQUIRED },
	{ DSN_POSTGRES,   "ssl",         "prefer",          MAYBE },
	{ DSN_POSTGRES,   "ssl",         "allow",           MAYBE },
	{ DSN_POSTGRES,   "gssencmode",  "require",         REQUIRED },
	{ DSN_POSTGRES,   "sslrootcert", "system",          REQUIRED }, /* implies verify-full */
	/* MySQL client, Connector/J ("sslMode"), MariaDB connectors, Prisma, go-sql-driver */
	{ DSN_MYSQL,      "sslmode",     "require*",        REQUIRED },
	{ DSN_MYSQL,      "sslmode",     "verify*ca",       REQUIRED },
	{ DSN_MYSQL,      "sslmode",     "verify*identity", REQUIRED },
	{ DSN_MYSQL,      "sslmode",     "verify*full",     REQUIRED },
	{ DSN_MYSQL,      "sslmode",     "trust",           REQUIRED },
	{ DSN_MYSQL,      "sslmode",     "prefer*",         MAYBE },
	{ DSN_MYSQL,      "sslmode",     "disable*",        OFF },
	{ DSN_MYSQL,      "sslmode",     "*",               UNHEARD },
	{ DSN_MYSQL,      "ssl",         "require*",        REQUIRED },
	{ DSN_MYSQL,      "ssl",         "verify*",         REQUIRED },
	{ DSN_MYSQL,      "ssl",         "{*}",             REQUIRED },
	{ DSN_MYSQL,      "sslaccept",   "strict",          REQUIRED },
	{ DSN_MYSQL,      "sslaccept",   "*",               MAYBE },
	{ DSN_MYSQL,      "sslca",       "?*",              REQUIRED },
	{ DSN_MYSQL,      "tls",         "skip-verify",     REQUIRED },
	{ DSN_MYSQL,      "tls",         "preferred",       MAYBE },
	{ DSN_SQLSERVER,  "encrypt",     "mandatory",       REQUIRED },
	{ DSN_SQLSERVER,  "encrypt",     "strict",          REQUIRED },
	{ DSN_SQLSERVER,  "encrypt",     "optional",        MAYBE },
	{ DSN_CLICKHOUSE, "protocol",    "https",           REQUIRED },
	{ DSN_CLICKHOUSE, "sslmode",     "strict",          REQUIRED },
	{ DSN_SMTP,       "encryption",  "tls",             REQUIRED },
	{ DSN_SMTP,       "encryption",  "ssl",             REQUIRED },
	{ DSN_SMTP,       "encryption",  "starttls",        REQUIRED },
	{ DSN_SMTP,       "encryption",  "none",            OFF },
	{ DSN_SMTP,       "encryption",  "null",            OFF },
	{ DSN_SMTP,       "encryption",  "plain",           OFF },
	{ DSN_SMTP,       "tls",         "never",           OFF },
	{ DSN_SMTP,       "tls",         "none",            OFF },
	{ DSN_SMTP,       "tls",         "disable*",        OFF },
	{ DSN_SMTP,       "starttls",    "never",           OFF },
	{ DSN_SMTP,       "starttls",    "none",            OFF },
	{ DSN_SMTP,       "starttls",    "disable*",        OFF },
	/* clang-format on */
};

/* Parameters that are true or false. */
static const struct {
	unsigned kinds;
	const char *name;
	enum dsn_tls when_true;
	enum dsn_tls when_false;
} switches[] = {
	/* clang-format off */
	{ DSN_POSTGRES | DSN_MYSQL | DSN_MONGODB | DSN_CLICKHOUSE, "ssl", REQUIRED, OFF },
	{ DSN_MYSQL | DSN_MONGODB | DSN_SMTP,                      "tls", REQUIRED, OFF },
	{ DSN_MYSQL,      "requiressl",              REQUIRED, DSN_TLS_UNKNOWN },
	{ DSN_MYSQL,      "verifyservercertificate", REQUIRED, DSN_TLS_UNKNOWN },
	{ DSN_MYSQL,      "sslverifycert",           REQUIRED, DSN_TLS_UNKNOWN },
	{ DSN_MYSQL,      "sslverifyidentity",       REQUIRED, DSN_TLS_UNKNOWN },
	{ DSN_MYSQL,      "usessl",                  DSN_TLS_UNKNOWN, OFF }, /* Connector/J: only preferred */
	{ DSN_MYSQL,      "ssldisabled",             OFF, DSN_TLS_UNKNOWN },
	{ DSN_SQLSERVER,  "encrypt",                 REQUIRED, OFF },
	{ DSN_CLICKHOUSE, "secure",                  REQUIRED, OFF },
	{ DSN_SMTP,       "secure",                  REQUIRED, DSN_TLS_UNKNOWN },
	{ DSN_SMTP,       "requiretls",              REQUIRED, DSN_TLS_UNKNOWN },
	{ DSN_SMTP,       "requirestarttls",         REQUIRED, DSN_TLS_UNKNOWN },
	{ DSN_SMTP,       "ignoretls",               OFF, DSN_TLS_UNKNOWN },
	{ DSN_SMTP,       "disablestarttls",         OFF, DSN_TLS_UNKNOWN },
	/* Without them nobody asks for encryption; with them, whether the server has it decides. */
	{ DSN_SMTP,       "starttls",                DSN_TLS_UNKNOWN, OFF },
	{ DSN_SMTP,       "autotls",                 DSN_TLS_UNKNOWN, OFF },
	{ DSN_SMTP,       "usetls",                  DSN_TLS_UNKNOWN, OFF },
	{ DSN_SMTP,       "usestarttls",             DSN_TLS_UNKNOWN, OFF },
	{ DSN_SMTP,       "enablestarttls",          DSN_TLS_UNKNOWN, OFF },
	{ DSN_SMTP,       "enablestarttlsauto",      DSN_TLS_UNKNOWN, OFF },
	{ DSN_SMTP,       "starttlsenable",          DSN_TLS_UNKNOWN, OFF },
	/* clang-format on */
};

/* JDBC takes a parameter without = for true. */
static bool is_true(const struct dsn *dsn, const char *value)
{
	return text_equal_nocase(value, "true") || text_equal(value, "1") ||
	       text_equal_nocase(value, "yes") || text_equal_nocase(value, "on") ||
	       (dsn->scheme->flags & DSN_JDBC && !*value);
}

static bool is_false(const char *value)
{
	return text_equal_nocase(value, "false") || text_equal(value, "0") ||
	       text_equal_nocase(value, "no") || text_equal_nocase(value, "off") ||
	       text_equal_nocase(value, "disable") || text_equal_nocase(value, "disabled");
}

static enum dsn_tls parameter_tls(const struct dsn *dsn, const struct dsn_parameter *parameter)
{
	/* Where MySQL's own connector only prefers encryption, MariaDB's requires it. */
	if (text_equal(parameter->name, "usessl") &&
	    text_equal(dsn->scheme->name, "jdbc:mariadb") && is_true(dsn, parameter->value))
		return DSN_TLS_REQUIRED;
	for (size_t i = 0; i < ARRAY_LENGTH(answers); i++) {
		if (answers[i].kinds & dsn->scheme->kind &&
		    text_equal(answers[i].name, parameter->name) &&
		    text_glob(answers[i].value, parameter->value, true))
			return answers[i].tls;
	}
	for (size_t i = 0; i < ARRAY_LENGTH(switches); i++) {
		if (!(switches[i].kinds & dsn->scheme->kind) ||
		    !text_equal(switches[i].name, parameter->name))
			continue;
		if (is_true(dsn, parameter->value))
			return switches[i].when_true;
		if (is_false(parameter->value))
			return switches[i].when_false;
	}
	return DSN_TLS_UNKNOWN;
}

/* Google's connectors encrypt by themselves, and want sslmode=disable behind them. */
static bool has_connector(const struct dsn *dsn)
{
	const char *factory = dsn_parameter(dsn, "socketfactory");

	return factory && text_starts(factory, "com.google.cloud.");
}

/* A port that serves nothing but TLS. */
static bool has_tls_port(const struct dsn *dsn)
{
	static const struct {
		enum dsn_kind kind;
		unsigned port;
	} ports[] = { { DSN_SMTP, 465 }, { DSN_CLICKHOUSE, 8443 }, { DSN_CLICKHOUSE, 9440 } };

	for (size_t i = 0; i < ARRAY_LENGTH(ports); i++) {
		if ((unsigned)ports[i].kind & dsn->scheme->kind && dsn->host_count > 0 &&
		    dsn->hosts[0].port == ports[i].port)
			return true;
	}
	return false;
}

/* From version 18 on, Microsoft's ODBC driver encrypts when nothing is said. */
static bool has_encrypting_driver(const struct dsn *dsn)
{
	const char *driver = dsn_parameter(dsn, "driver");

	return driver && dsn->scheme->kind == DSN_SQLSERVER &&
	       (text_glob("*ODBC Driver 18 for SQL Server*", driver, true) ||
		text_glob("*ODBC Driver 19 for SQL Server*", driver, true));
}

static enum dsn_tls default_tls(const struct dsn *dsn)
{
	unsigned silent = DSN_KAFKA | DSN_SMTP | DSN_OTHER | DSN_EMBEDDED;

	if (dsn->scheme->flags & (DSN_TLS | DSN_SRV) || has_tls_port(dsn) ||
	    has_encrypting_driver(dsn))
		return DSN_TLS_REQUIRED;
	if (dsn->scheme->flags & DSN_PLAIN)
		return DSN_TLS_OFF;
	return dsn->scheme->kind & silent ? DSN_TLS_UNKNOWN : DSN_TLS_UNSTATED;
}

/* Mail whose session begins with TLS: the parameters are about STARTTLS. */
static bool begins_with_tls(const struct dsn *dsn)
{
	return dsn->scheme->kind == DSN_SMTP && (dsn->scheme->flags & DSN_TLS || has_tls_port(dsn));
}

enum dsn_tls dsn_tls(const struct dsn *dsn)
{
	enum dsn_tls worst = DSN_TLS_UNKNOWN;

	if (!dsn->scheme || has_connector(dsn) || begins_with_tls(dsn))
		return DSN_TLS_REQUIRED;
	/* Redis, AMQP and HTTP clients look at the scheme alone. */
	for (size_t i = 0; i < dsn->parameter_count && !(dsn->scheme->flags & DSN_PLAIN); i++) {
		enum dsn_tls tls = parameter_tls(dsn, &dsn->parameters[i]);

		worst = tls > worst ? tls : worst;
	}
	return worst == DSN_TLS_UNKNOWN ? default_tls(dsn) : worst;
}

/* Parameters that turn the check of the certificate off; the first row that fits decides. */
static const struct {
	const char *name;
	const char *value; /* a glob, or NULL: any true value */
} unverified[] = {
	/* clang-format off */
	{ "sslmode",                      "no-verify" },
	{ "ssl",                          "no-verify" },
	{ "sslmode",                      "trust" },
	{ "tlsallowinvalidcertificates",  NULL },
	{ "tlsallowinvalidhostnames",     NULL },
	{ "tlsinsecure",                  NULL },
	{ "sslallowinvalidcertificates",  NULL },
	{ "sslallowinvalidhostnames",     NULL },
	{ "sslinvalidhostnameallowed",    NULL },
	{ "trustservercertificate",       NULL },
	{ "trustcert",                    NULL },
	{ "sslcertreqs",                  "none" },
	{ "sslcertreqs",                  "cert_none" },
	{ "sslcheckhostname",             "false" },
	{ "checkhostname",                "false" },
	{ "verify",                       "false" },
	{ "verify",                       "0" },
	{ "verify",                       "no" },
	{ "verify",                       "verify_none" },
	{ "verifycerts",                  "false" },
	{ "verifypeer",                   "0" },
	{ "verifypeer",                   "false" },
	{ "verifyssl",                    "false" },
	{ "sslverify",                    "false" },
	{ "sslverify",                    "0" },
	{ "sslverifycert",                "false" },
	{ "verifyservercertificate",      "false" },
	{ "tlsverify",                    "false" },
	{ "skipverify",                   NULL },
	{ "insecureskipverify",           NULL },
	{ "insecure",                     NULL },
	{ "tls",                          "skip-verify" },
	{ "sslaccept",                    "accept_invalid_certs" },
	{ "sslfactory",                   "*NonValidatingFactory" },
	{ "rejectunauthorized",           "false" },
	{ "rejectunauthorized",           "0" },
	{ "tls.rejectunauthorized",       "false" },
	{ "tls.rejectunauthorized",       "0" },
	{ "sslvalidate",                  "false" },
	{ "ssl",                          "{*\"rejectUnauthorized\"*:*false*}" },
	/* clang-format on */
};

bool dsn_skips_verification(const struct dsn *dsn)
{
	for (size_t i = 0; dsn->scheme && i < dsn->parameter_count; i++) {
		const struct dsn_parameter *parameter = &dsn->parameters[i];

		for (size_t k = 0; k < ARRAY_LENGTH(unverified); k++) {
			if (text_equal(unverified[k].name, parameter->name) &&
			    (unverified[k].value
				     ? text_glob(unverified[k].value, parameter->value, true)
				     : is_true(dsn, parameter->value)))
				return true;
		}
	}
	return false;
}

bool dsn_leaves_verification_open(const struct dsn *dsn)
{
	unsigned kinds = DSN_POSTGRES | DSN_MYSQL;
	const char *mode = dsn_parameter(dsn, "sslmode");

	return dsn->scheme && dsn->scheme->kind & kinds && mode &&
	       text_glob("require*", mode, true) && !dsn_parameter(dsn, "sslrootcert");
}

bool dsn_takes_any_key(const struct dsn *dsn)
{
	const char *value = dsn_parameter(dsn, "allowpublickeyretrieval");

	return dsn->scheme && value && is_true(dsn, value);
}

/* What libpq connects to, whatever host says; NULL: nothing but the hosts. */
static const char *libpq_addresses(const struct dsn *dsn)
{
	const char *addresses =
		dsn->scheme && dsn->scheme->kind == DSN_POSTGRES && !(dsn->scheme->flags & DSN_JDBC)
			? dsn_parameter(dsn, "hostaddr")
			: NULL;

	return addresses && *addresses ? addresses : NULL;
}

/* Whether one of the addresses (commas between) is local, or is not. */
static bool has_address(const char *addresses, bool local)
{
	struct word word;

	while (word_next(&word, &addresses, ",")) {
		_cleanup_(text_wipep) char *address = text_slice(word.start, word.length);

		if (host_is_local(address) == local)
			return true;
	}
	return false;
}

bool dsn_is_socket(const struct dsn *dsn)
{
	if (libpq_addresses(dsn))
		return false;
	for (size_t i = 0; i < dsn->host_count; i++) {
		if (!dsn->hosts[i].socket)
			return false;
	}
	return dsn->host_count > 0;
}

bool dsn_is_local(const struct dsn *dsn)
{
	if (libpq_addresses(dsn))
		return !has_address(libpq_addresses(dsn), false);
	for (size_t i = 0; i < dsn->host_count; i++) {
		if (dsn->hosts[i].socket || !host_is_local(dsn->hosts[i].name))
			return false;
	}
	return dsn->host_count > 0;
}

bool dsn_has_local_host(const struct dsn *dsn)
{
	if (libpq_addresses(dsn))
		return has_address(libpq_addresses(dsn), true);
	for (size_t i = 0; i < dsn->host_count; i++) {
		if (!dsn->hosts[i].socket && host_is_local(dsn->hosts[i].name))
			return true;
	}
	return false;
}

bool dsn_has_timeout(const struct dsn *dsn, bool *ret_off)
{
	static const char *const names[] = {
		"connecttimeout",       "connecttimeoutms", "connectiontimeout",
		"connecttimeout",       "sockettimeout",    "sockettimeoutms",
		"sockettimeoutms",      "timeout",          "serverselectiontimeoutms",
		"logintimeout",         "dialtimeout",      "readtimeout",
		"socketconnecttimeout", "pooltimeout",      "commandtimeout",
		"statementtimeout",
	};
	bool found = false;

	*ret_off = false;
	for (size_t i = 0; i < dsn->parameter_count; i++) {
		for (size_t k = 0; k < ARRAY_LENGTH(names); k++) {
			if (!text_equal(names[k], dsn->parameters[i].name))
				continue;
			found = true;
			*ret_off = *ret_off || text_glob("0*", dsn->parameters[i].value, false);
			break;
		}
	}
	return found;
}
