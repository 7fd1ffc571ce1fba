/* SPDX-License-Identifier: Apache-2.0 */
#include "schema/rule_scope.h"

#include <string.h>

#include "model/envblock.h"
#include "schema/judge.h"
#include "schema/subject.h"
#include "schema/switches.h"
#include "schema/sensitive.h"
#include "schema/types.h"
#include "util/alloc.h"
#include "util/text.h"

/*
 * What a family of rules speaks about. The first row that fits a rule counts; the names of the
 * rule's own row count before those here.
 */
struct scope {
	const char *rules; /* ids and globs */
	const char *types; /* variables of these types, or kinds of them */
	const char *names; /* or of these names */
	const char *keys;  /* that set the limit */
	const char *limit; /* when none of them does */
	bool sensitive;    /* secrets */
	bool said;         /* only where one of the keys is said */
	bool table;        /* limit tells what the words of the key mean */
	bool whole;        /* no single variable */
};

/* A limit as the text of the number that the check itself uses. */
#define WRITTEN(number)  WRITTEN_(number)
#define WRITTEN_(number) #number

#define CERTIFICATES "pem-certificate pem-chain"
#define PUBLISHED    "url origin origin-list host host-list host-port email database-url"

_Static_assert(ENVBLOCK_STRING_LIMIT == 131071, "env-too-large says so");

/* clang-format off */
static const struct scope scopes[] = {
	{ "memory-not-locked waiver-unused mode-unknown run-as-root var-unknown vault-root-token secret-zero-leak framework-setting", .whole = true },

	{ "var-missing",        .keys = "required required-in required-if" },
	{ "var-recommended",    .keys = "recommended", .said = true },
	{ "var-forbidden",      .keys = "forbidden-in forbidden-if", .said = true },
	{ "var-deprecated",     .keys = "deprecated", .said = true },
	{ "var-missing-in-environment", .keys = "required-in", .said = true },
	{ "env-too-large",      .limit = "131071 bytes with its name" },
	{ "duplicate-name-case loader-variable value-*" },
	{ "length-range",       .keys = "length min-length max-length", .said = true },
	{ "pattern-mismatch",   .keys = "pattern", .said = true },
	{ "example-looks-real", .keys = "example", .said = true },

	{ "secret-source-not-allowed", .keys = "sources", .limit = "vault, aws or file", .sensitive = true },
	{ "secret-max-entropy", .keys = "min-entropy-bits", .limit = "128 bits", .sensitive = true },
	{ "secret-too-short",   .keys = "min-bytes", .sensitive = true },
	{ "secret-too-old",     .keys = "rotate-every rotate-grace max-age", .sensitive = true, .said = true },
	{ "secret-not-distinct", .keys = "distinct-from", .limit = "every other secret", .sensitive = true },
	{ "secret-not-same",    .keys = "same-as", .said = true },
	{ "secret-shared-between-environments", .keys = "differs-between-environments", .sensitive = true },
	{ "rotation-undefined", .keys = "rotate-every", .sensitive = true },
	{ "rotation-too-long",  .keys = "rotate-every max-age", .sensitive = true, .said = true },
	{ "secret-* default-on-sensitive public-prefix-secret", .sensitive = true },

	{ "jwt-key-too-short",  "jwt-hmac-key", .keys = "alg min-bytes", .limit = "32 bytes for HS256, 48 for HS384, 64 for HS512", .table = true },
	{ "jwt-alg-key-mismatch", "jwt-hmac-key pem-private-key pem-public-key jwk jwks", .keys = "alg" },
	{ "jwt-key-*",          "jwt-hmac-key", .keys = "alg" },
	{ "enc-key-*",          "encryption-key laravel-app-key", .keys = "alg bits encoding" },
	{ "password-too-short", "password", .limit = WRITTEN(PASSWORD_LEAST_LENGTH) " characters" },
	{ "password-low-entropy", "password", .keys = "min-entropy-bits", .limit = WRITTEN(PASSWORD_LEAST_BITS) " bits" },
	{ "password-*",         "password" },
	{ "hash-*",             "bcrypt-hash argon2-hash" },
	{ "api-key-*",          "api-key", .keys = "provider" },
	{ "payment-mode-mixed", "api-key" },

	{ "number-range",       "int float percent", .keys = "min max", .said = true },
	{ "duration-range",     "duration", .keys = "min max", .said = true },
	{ "size-range",         "size", .keys = "min max", .said = true },
	{ "rate-invalid",       "rate", .keys = "min max", .said = true },
	{ "usual-range",        .keys = "usual-min usual-max", .said = true },
	{ "log-level",          "log-level", .keys = "min-level", .limit = "info" },

	{ "url-credentials",    "url", .keys = "allow-credentials" },
	{ "url-password-mismatch", "database-url password" },
	{ "placeholder-domain", PUBLISHED },
	{ "origin-* cors-*",    "origin origin-list" },
	{ "hosts-*",            "host-list" },
	{ "db-url-* db-engine-*", "database-url" },
	{ "redis-*",            "redis-url" },

	{ "pem-key-too-small",  "pem-private-key pem-public-key " CERTIFICATES, .limit = "2048 bits for RSA" },
	{ "pem-*",              "pem-private-key pem-public-key " CERTIFICATES },
	{ "cert-expiring-soon", CERTIFICATES, .keys = "expires-warn", .limit = "30d" },
	{ "cert-hostname",      CERTIFICATES, .keys = "hostname", .said = true },
	{ "cert-key-mismatch",  CERTIFICATES " pem-private-key" },
	{ "cert-*",             CERTIFICATES },

	{ "pair-*",             .names = "*_ID *_SECRET *_USER *_USERNAME *_PASSWORD *_CERT *_KEY *_ACCESS_KEY*" },
	{ "debug-*",            .names = "DEBUG *_DEBUG DEBUG_*" },
	{ "mode-*",             .names = "ENVIRONMENT ENV *_ENV *_ENVIRONMENT" },
	{ "smtp-*",             .names = "SMTP_* MAIL_* EMAIL_*" },
	{ "pool-*",             .names = "*POOL* *WORKERS* *REPLICAS* *MAX_CONNECTIONS*" },
	{ "workers-*",          .names = "*WORKERS* *WORKER_COUNT* WEB_CONCURRENCY" },
	{ "timeout-*",          .names = "*TIMEOUT*" },
	{ "jwt-refresh-*",      .names = "*TOKEN_EXPIR* *TOKEN_TTL* JWT_*EXPIR*" },
};
/* clang-format on */

static bool fits_one(const char *globs, const char *text)
{
	_cleanup_(text_list_freep) char **list = text_list(globs);

	for (char *const *glob = list; *glob; glob++) {
		if (text_glob(*glob, text, true))
			return true;
	}
	return false;
}

/* The same for ids, where a star stands at the end only: this is asked for every rule. */
static bool has_id(const char *globs, const char *id)
{
	for (const char *glob = globs; *glob; glob += strspn(glob, " ")) {
		size_t length = strcspn(glob, " ");
		bool open = glob[length - 1] == '*';

		if (strncmp(glob, id, length - open) == 0 && (open || !id[length]))
			return true;
		glob += length;
	}
	return false;
}

static const struct scope *scope_of(const struct rule *rule)
{
	for (size_t i = 0; i < ARRAY_LENGTH(scopes); i++) {
		if (has_id(scopes[i].rules, rule->id))
			return &scopes[i];
	}
	return NULL;
}

static bool is_of(const struct value_type *type, const char *types)
{
	_cleanup_(text_list_freep) char **list = text_list(types);

	for (char *const *wider = list; *wider; wider++) {
		if (value_type_is(type, *wider))
			return true;
	}
	return false;
}

/* Whether the rule is one of switches (schema/switches.h), and whether one of them has the name. */
static bool is_of_switches(bool *ret_fits, const struct rule *rule, const char *name)
{
	bool found = false;

	*ret_fits = false;
	for (const struct switch_row *row = switch_rows; row->rule && !*ret_fits; row++) {
		if (!text_equal(row->rule, rule->id))
			continue;
		found = true;
		*ret_fits =
			fits_one(row->names, name) && !(row->except && fits_one(row->except, name));
	}
	return found;
}

bool rule_concerns(const struct rule *rule, const struct variable *variable)
{
	const struct scope *scope = scope_of(rule);
	bool fits;

	if (rule->fixed || (scope && scope->whole))
		return false;
	if (rule->names)
		return fits_one(rule->names, variable->name);
	if (is_of_switches(&fits, rule, variable->name) && (fits || !scope || !scope->types))
		return fits;
	if (!scope)
		return rule == rule_of_type(variable->type) || rule->check;
	if (scope->sensitive && !variable_is_sensitive(variable))
		return false;
	if (scope->names)
		return fits_one(scope->names, variable->name);
	return !scope->types || is_of(variable->type, scope->types);
}

const char *rule_limit_keys(const struct rule *rule)
{
	const struct scope *scope = scope_of(rule);

	return scope ? scope->keys : NULL;
}

bool rule_limit_is_said(const struct rule *rule)
{
	const struct scope *scope = scope_of(rule);

	return scope && scope->said;
}

char *rule_limit(const struct rule *rule, const char *said)
{
	const struct scope *scope = scope_of(rule);

	if (said && scope && scope->table)
		return text_format("%s: %s", said, scope->limit);
	return text_copy(said ? said : scope ? scope->limit : NULL);
}
