/* SPDX-License-Identifier: Apache-2.0 */
#include "schema/look.h"

#include <string.h>

#include "schema/dsn/dsn.h"
#include "schema/no_secret.h"
#include "schema/words.h"
#include "util/text.h"

#define WEB_NAMES     "*_URL *_URI *_ENDPOINT"
#define WEBHOOK_NAMES "WEBHOOK_URL *_WEBHOOK_URL"
#define APP_KEY_NAME  "APP_KEY"
#define STRING_NAMES  "CONNECTIONSTRINGS__*" /* of ASP.NET Core */

/* The schemes of databases; "://" must follow, after a driver's name behind '+' perhaps. */
static const struct {
	const char *scheme, *type;
} schemes[] = {
	{ "postgres", "postgres-url" }, { "postgresql", "postgres-url" },
	{ "mysql", "mysql-url" },       { "mariadb", "mysql-url" },
	{ "mongodb", "mongodb-url" },   { "redis", "redis-url" },
	{ "rediss", "redis-url" },      { "amqp", "amqp-url" },
	{ "amqps", "amqp-url" },        { "sqlserver", "sqlserver-url" },
	{ "mssql", "sqlserver-url" },   { "db+postgresql", "postgres-url" },
	{ "db+mysql", "mysql-url" },
};

static const struct {
	const char *start, *type;
} starts[] = {
	{ "jdbc:", "database-url" },
	{ "https://hooks.slack.com/", "slack-webhook" },
	{ "-----BEGIN CERTIFICATE-----", "pem-chain" },
	{ "-----BEGIN PUBLIC KEY-----", "pem-public-key" },
	{ "-----BEGIN PRIVATE KEY-----", "pem-private-key" },
	{ "-----BEGIN RSA PRIVATE KEY-----", "pem-private-key" },
	{ "-----BEGIN EC PRIVATE KEY-----", "pem-private-key" },
	{ "-----BEGIN ENCRYPTED PRIVATE KEY-----", "pem-private-key" },
	{ "-----BEGIN OPENSSH PRIVATE KEY-----", "ssh-private-key" },
	{ "-----BEGIN PGP PRIVATE KEY BLOCK-----", "pgp-private-key" },
	{ "AGE-SECRET-KEY-1", "age-key" },
};

static bool has_scheme(const char *bytes, const char *scheme)
{
	size_t length = strlen(scheme);

	if (strncmp(bytes, scheme, length) != 0)
		return false;
	bytes += length;
	if (*bytes == '+')
		bytes += strcspn(bytes, ":");
	return text_starts(bytes, "://");
}

/* RFC 7517 section 4.1: every key says its kty. */
bool looks_like_jwk(const char *bytes)
{
	return bytes[0] == '{' && strstr(bytes, "\"kty\"");
}

const struct value_type *value_type_by_look(const char *bytes)
{
	for (size_t i = 0; i < ARRAY_LENGTH(schemes); i++) {
		if (has_scheme(bytes, schemes[i].scheme))
			return value_type_find(schemes[i].type);
	}
	for (size_t i = 0; i < ARRAY_LENGTH(starts); i++) {
		if (text_starts(bytes, starts[i].start))
			return value_type_find(starts[i].type);
	}
	if (looks_like_jwk(bytes))
		return value_type_find(strstr(bytes, "\"keys\"") ? "jwks" : "jwk");
	return NULL;
}

/*
 * Connection strings without a scheme, in variables that are named for one: Go's
 * user:password@tcp(host)/database, libpq's host=... user=..., ADO.NET's Server=...;Database=...
 */
static const struct value_type *type_of_dsn(const char *name, const char *bytes)
{
	static const char *const names[] = { "DSN",       "*_DSN",   "*_URL",
					     "*_URI",     "*_DSN_*", "*CONNECTION_STRING",
					     STRING_NAMES };
	bool named = false, is_dsn;
	struct dsn dsn;

	for (size_t i = 0; i < ARRAY_LENGTH(names); i++)
		named = named || text_glob(names[i], name, true);
	if (!named || strstr(bytes, "://") || !strpbrk(bytes, "=("))
		return NULL;
	is_dsn = !dsn_parse(&dsn, bytes, strlen(bytes), DSN_ANY) &&
		 (dsn.host_count > 0 ||
		  (dsn.scheme->kind == DSN_EMBEDDED && text_glob(STRING_NAMES, name, true)));
	dsn_done(&dsn);
	return is_dsn ? value_type_find("database-url") : NULL;
}

/* Laravel's key:generate writes it so, and its programs do not say which framework they are of. */
static const struct value_type *type_of_app_key(const char *name, const char *bytes)
{
	return text_equal(name, APP_KEY_NAME) && text_starts(bytes, "base64:")
		       ? value_type_find("laravel-app-key")
		       : NULL;
}

/* Whether a name that says no more than this leaves the rest to the value. */
static bool is_vague(const struct value_type *type)
{
	static const char *const vague[] = { "string", "secret", "token", "url" };

	for (size_t i = 0; i < ARRAY_LENGTH(vague); i++) {
		if (text_equal(type->name, vague[i]))
			return true;
	}
	return false;
}

/* Whether a name says that what it holds, when it is PEM, is a private key. */
static bool is_private_key(const char *name)
{
	static const char *const names[] = { "*PRIVATE_KEY", "*TLS_KEY", "*SSL_KEY" };

	for (size_t i = 0; i < ARRAY_LENGTH(names); i++) {
		if (text_glob(names[i], name, true))
			return true;
	}
	return false;
}

static bool is_private_type(const struct value_type *type)
{
	return value_type_is(type, "pem-private-key") || value_type_is(type, "ssh-private-key") ||
	       value_type_is(type, "pgp-private-key");
}

/* What a name says that everybody may see. A file with key and certificate is another matter. */
static const struct value_type *public_type(const char *name, const char *bytes)
{
	static const char keys[] = "*PUBLIC_KEY *PUBLIC_KEY_PEM *PUB_KEY *PUBKEY";
	static const char certificates[] =
		"CERT *_CERT *_CERT_PEM CERTS *_CERTS CRT *_CRT CERTIFICATE *_CERTIFICATE "
		"*_CERTIFICATE_PEM *_CERTIFICATES *TLS_CA *SSL_CA *_CA_PEM *CA_CERT_DATA *CACERT "
		"*_CERT_CHAIN *FULLCHAIN *CA_BUNDLE";

	if (name_fits(keys, name))
		return value_type_find("pem-public-key");
	if (name_fits(certificates, name) && !strstr(bytes, "-----BEGIN CERTIFICATE"))
		return value_type_find("pem-certificate");
	return NULL;
}

/* Behind http and https come a colon, two slashes and a host. */
static bool is_broken_web_url(const char *bytes)
{
	static const char misspelt[] =
		"htp htps htpp htpps htttp htttps hhtp hhtps hhttp hhttps ttp ttps httpss htttpp";
	size_t length = strcspn(bytes, ":/");
	struct word scheme = { bytes, length };

	if (!bytes[length])
		return false;
	if (word_among(scheme, misspelt))
		return bytes[length] == ':' || bytes[length + 1] == '/';
	return word_among(scheme, "http https") &&
	       (!text_starts(bytes + length, "://") || strchr("/?#", bytes[length + 3]));
}

/* What a name with URL at its end has, when it is meant for one and is none. */
static const struct value_type *type_of_broken_url(const struct variable *variable,
						   const char *bytes)
{
	if (!name_fits(WEB_NAMES, variable->name))
		return NULL;
	if (is_broken_web_url(bytes))
		return value_type_find("https-url");
	return name_fits(WEBHOOK_NAMES, variable->name) && strchr(bytes, ' ') &&
			       !strpbrk(bytes, "<{[$")
		       ? value_type_find("url")
		       : NULL;
}

static bool is_secret_type(const struct value_type *type)
{
	return value_type_is(type, "secret") || value_type_is(type, "token") ||
	       value_type_is(type, "password");
}

const struct value_type *value_type_of(const struct variable *variable, const char *bytes)
{
	const struct value_type *look = NULL;

	if (bytes && variable->type && is_secret_type(variable->type) &&
	    value_is_no_secret(variable, bytes, strlen(bytes)))
		return value_type_find("string");
	if (bytes && variable->type && variable->type_by && is_vague(variable->type)) {
		look = value_type_by_look(bytes);
		look = look ? look : type_of_dsn(variable->name, bytes);
		look = look ? look : type_of_broken_url(variable, bytes);
		look = look ? look : type_of_app_key(variable->name, bytes);
	}
	if (look && is_private_type(look) && public_type(variable->name, bytes))
		look = public_type(variable->name, bytes);
	if (look && is_private_key(variable->name) &&
	    (value_type_is(look, "pem-chain") || value_type_is(look, "pem-public-key")))
		look = value_type_find("pem-private-key");
	return look ? look : variable->type;
}

bool value_type_may_be(const struct variable *variable, const char *type)
{
	static const struct {
		const char *type, *names;
	} rows[] = { { "https-url", WEB_NAMES },
		     { "url", WEBHOOK_NAMES },
		     { "laravel-app-key", APP_KEY_NAME } };

	if (!variable->type || !variable->type_by || !is_vague(variable->type))
		return false;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		if (text_equal(rows[i].type, type))
			return name_fits(rows[i].names, variable->name);
	}
	return false;
}
