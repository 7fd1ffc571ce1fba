/* SPDX-License-Identifier: Apache-2.0 */
#include "schema/dsn/dsn.h"

#include <string.h>

#include "schema/host.h"
#include "util/alloc.h"
#include "util/buf.h"
#include "util/text.h"

/* Parameters that say where the login comes from when it is not in the string; values are globs. */
static const struct {
	unsigned kinds;
	const char *name;
	const char *value;
} elsewhere[] = {
	/* clang-format off */
	{ DSN_POSTGRES,  "passfile",         "?*" },
	{ DSN_POSTGRES,  "service",          "?*" },
	{ DSN_POSTGRES,  "servicefile",      "?*" },
	{ DSN_POSTGRES,  "sslcert",          "?*" },
	{ DSN_POSTGRES,  "krbsrvname",       "?*" },
	{ DSN_POSTGRES,  "gsslib",           "?*" },
	{ DSN_POSTGRES,  "gssencmode",       "require" },
	{ DSN_POSTGRES | DSN_MYSQL, "enableiamauth",  "true" },
	{ DSN_POSTGRES | DSN_MYSQL, "iam",            "true" },
	{ DSN_POSTGRES | DSN_MYSQL, "iamauth",        "true" },
	{ DSN_POSTGRES | DSN_MYSQL, "useawsiam",      "true" },
	{ DSN_POSTGRES | DSN_MYSQL, "wrapperplugins", "*iam*" },
	{ DSN_POSTGRES | DSN_MYSQL, "authenticationpluginclassname", "?*" },
	{ DSN_MYSQL,     "defaultauthenticationplugin", "?*" },
	{ DSN_MYSQL,     "credentialtype",   "?*" },
	{ DSN_MONGODB,   "authmechanism",    "MONGODB-X509" },
	{ DSN_MONGODB,   "authmechanism",    "MONGODB-AWS" },
	{ DSN_MONGODB,   "authmechanism",    "MONGODB-OIDC" },
	{ DSN_MONGODB,   "authmechanism",    "GSSAPI" },
	{ DSN_AMQP,      "authmechanism",    "external" },
	{ DSN_SQLSERVER, "integratedsecurity", "true" },
	{ DSN_SQLSERVER, "integratedsecurity", "yes" },
	{ DSN_SQLSERVER, "integratedsecurity", "sspi" },
	{ DSN_SQLSERVER, "trustedconnection",  "yes" },
	{ DSN_SQLSERVER, "trustedconnection",  "true" },
	{ DSN_SQLSERVER, "authentication",     "active*directory*" },
	{ DSN_SQLSERVER, "fedauth",            "active*directory*" },
	{ DSN_SQLSERVER, "accesstoken",        "?*" },
	/* clang-format on */
};

static bool is_marked(const struct dsn *dsn)
{
	for (size_t i = 0; i < ARRAY_LENGTH(elsewhere); i++) {
		for (size_t k = 0; k < dsn->parameter_count; k++) {
			if (elsewhere[i].kinds & dsn->scheme->kind &&
			    text_equal(elsewhere[i].name, dsn->parameters[k].name) &&
			    text_glob(elsewhere[i].value, dsn->parameters[k].value, true))
				return true;
		}
	}
	return false;
}

enum dsn_login dsn_login(const struct dsn *dsn)
{
	unsigned asks =
		DSN_POSTGRES | DSN_MYSQL | DSN_MONGODB | DSN_REDIS | DSN_AMQP | DSN_SQLSERVER;
	bool user = dsn->user && *dsn->user;
	bool password = dsn->password && *dsn->password;

	/* ClickHouse's login is often given in variables of its own: then none is here at all. */
	if (!dsn->scheme || !(dsn->scheme->kind & (asks | (user ? (unsigned)DSN_CLICKHOUSE : 0))))
		return DSN_LOGIN_ELSEWHERE;
	if (password && (user || dsn->scheme->kind == DSN_REDIS))
		return DSN_LOGIN_COMPLETE;
	/* A socket's peer is known to the server. */
	return is_marked(dsn) || dsn_is_socket(dsn) ? DSN_LOGIN_ELSEWHERE : DSN_LOGIN_MISSING;
}

static const struct {
	const char *user;
	const char *password;
} defaults[] = {
	/* clang-format off */
	{ "postgres",   "password" },
	{ "root",       "" },
	{ "root",       "password" },
	{ "root",       "toor" },
	{ "admin",      "password" },
	{ "user",       "pass" },
	{ "user",       "password" },
	{ "username",   "password" },
	{ "sa",         "" },
	{ "sa",         "password" },
	{ "minio",      "minio123" },
	{ "elastic",    "changeme" },
	{ "postgres",   "changeme" },
	{ "admin",      "changeme" },
	{ "root",       "example" },
	{ "postgres",   "example" },
	{ "myuser",     "mypassword" },
	{ "user",       "bitnami" },
	/* clang-format on */
};

bool dsn_has_default_login(const struct dsn *dsn)
{
	static const char *const redis[] = { "foobared", "redis", "password", "default" };
	const char *password = dsn->password ? dsn->password : "";
	const char *user = dsn->user ? dsn->user : "";

	if (*password && text_equal_nocase(user, password))
		return true;
	for (size_t i = 0; i < ARRAY_LENGTH(defaults); i++) {
		if (text_equal_nocase(defaults[i].user, user) &&
		    text_equal_nocase(defaults[i].password, password))
			return true;
	}
	if (!dsn->scheme || dsn->scheme->kind != DSN_REDIS)
		return false;
	for (size_t i = 0; i < ARRAY_LENGTH(redis); i++) {
		if (text_equal_nocase(redis[i], password))
			return true;
	}
	return false;
}

/* Users whom nothing is forbidden. */
static const struct {
	unsigned kinds;
	const char *user;
	enum dsn_privilege privilege;
} users[] = {
	/* clang-format off */
	{ ~0U,                 "root",              DSN_USER_SUPER },
	{ ~0U,                 "sa",                DSN_USER_SUPER },
	{ ~0U,                 "sys",               DSN_USER_SUPER },
	{ ~0U,                 "system",            DSN_USER_SUPER },
	{ ~0U,                 "rdsadmin",          DSN_USER_SUPER },
	{ ~0U,                 "azure_superuser",   DSN_USER_SUPER },
	{ ~0U,                 "cloudsqlsuperuser", DSN_USER_SUPER },
	{ DSN_MYSQL,           "mysql.sys",         DSN_USER_SUPER },
	{ DSN_MONGODB,         "mongo-root",        DSN_USER_SUPER },
	{ DSN_AMQP,            "guest",             DSN_USER_SUPER },
	{ DSN_POSTGRES,        "postgres",          DSN_USER_ADMIN },
	{ DSN_POSTGRES,        "postgres.*",        DSN_USER_ADMIN }, /* Supabase's pooler */
	{ ~0U,                 "admin",             DSN_USER_ADMIN },
	{ ~0U,                 "administrator",     DSN_USER_ADMIN },
	{ ~0U,                 "doadmin",           DSN_USER_ADMIN },
	{ DSN_REDIS,           "default",           DSN_USER_DEFAULT },
	/* clang-format on */
};

enum dsn_privilege dsn_privilege(const struct dsn *dsn)
{
	/* Azure's single servers want the server behind the user: "admin@server". */
	_cleanup_(text_wipep) char *user =
		dsn->user ? text_slice(dsn->user, strcspn(dsn->user, "@")) : NULL;

	for (size_t i = 0; user && dsn->scheme && i < ARRAY_LENGTH(users); i++) {
		if (users[i].kinds & dsn->scheme->kind && text_glob(users[i].user, user, true))
			return users[i].privilege;
	}
	return DSN_USER_ORDINARY;
}
