/* SPDX-License-Identifier: Apache-2.0 */
#include "schema/sensitive.h"

#include <stddef.h>
#include <string.h>
#include <strings.h>

#include "schema/types.h"
#include "util/text.h"

/* clang-format off */
/* Words that make a name a secret's, and names that only look so (rules.md 3.2, "Name inference"). */
static const char *const secret_words[] = {
	"SECRET", "SECRETS", "PASSWORD", "PASSWD", "PASS", "PWD", "PASSPHRASE", "TOKEN", "APIKEY",
	"CREDENTIAL", "CREDENTIALS", "CREDS", "SALT", "PEPPER", "DSN", "PRIVATE", "SECRETKEY",
	"PRIVATEKEY",
};
static const char *const secret_endings[] = {
	"*_KEY", "KEY", "*_KEY_V?", "*_KEY_?", "*_WEBHOOK_URL", "WEBHOOK_URL",
};
static const char *const not_secret[] = {
	"*_KEY_ID", "*PUBLIC_KEY*", "*_KEY_PREFIX", "*_KEY_NAME", "KEYBOARD*", "MONKEY*",
	"*PUBLISHABLE_KEY*", "*SITE_KEY*", "*TOKEN_URI", "*TOKEN_URL", "*TOKEN_EXPIRE*",
	"*TOKEN_LIFETIME*", "*TOKEN_TTL*", "PASSWORD_RESET_*", "PASS_THROUGH*", "*_SECRET_NAME",
	"*_FILE", "PWD", "*SORT_KEY", "*PARTITION_KEY", "*PRIMARY_KEY", "*FOREIGN_KEY", "*SHARD_KEY",
	"AMQP_ROUTING_KEY", "RABBITMQ_ROUTING_KEY", "*_RANDOM_ROOT_PASSWORD", "*ALLOW_EMPTY_*PASSWORD",
	"*_ALLOW_CREDENTIALS", "*_WITH_CREDENTIALS", "*_SUPPORTS_CREDENTIALS",
};
/* Last words that tell what a name holds about a secret, as in PASSWORD_MIN_LENGTH. */
static const char *const about_secret[] = {
	/* numbers and times */
	"LENGTH", "LEN", "ROUNDS", "COST", "ITERATIONS", "EXPIRY", "EXPIRES", "EXPIRATION", "LIFETIME",
	"TTL", "AGE", "TIMEOUT", "INTERVAL", "SECONDS", "MINUTES", "HOURS", "DAYS", "LIMIT", "COUNT",
	"SIZE", "MIN", "MAX", "RETRIES",
	/* switches and kinds */
	"ENABLED", "DISABLED", "REQUIRED", "ALLOWED", "TYPE", "MODE", "FORMAT", "POLICY", "METHOD",
	"ALGORITHM", "ALG", "VERSION", "BACKEND", "KWARGS", "PROVIDER", "ENGINE", "CLASS", "HASHER",
	"HASHERS", "VALIDATORS",
	/* names and places */
	"NAME", "HEADER", "PREFIX", "SUFFIX", "FIELD", "ISSUER", "AUDIENCE", "SCOPE", "SCOPES", "PATH",
	"DIR", "DIRECTORY", "URL", "URI", "HOST", "PORT", "ADDR", "ADDRESS", "TCP", "UDP", "PROTO",
	"PROTOCOL", "DOMAIN", "ENDPOINT", "REGION", "NAMESPACE", "MOUNT", "ARN", "SUBNET", "SUBNETS",
	"NETWORK", "CIDR",
};
/* clang-format on */

static bool has_word(const char *name, const char *word)
{
	size_t length = strlen(word);

	for (;;) {
		size_t part = strcspn(name, "_");

		if (part == length && strncasecmp(name, word, length) == 0)
			return true;
		if (!name[part])
			return false;
		name += part + 1;
	}
}

static bool fits(const char *const *globs, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++) {
		if (text_glob(globs[i], name, true))
			return true;
	}
	return false;
}

bool name_is_about_secret(const char *name)
{
	const char *underscore = strrchr(name, '_');

	if (fits(not_secret, ARRAY_LENGTH(not_secret), name))
		return true;
	if (fits(secret_endings, ARRAY_LENGTH(secret_endings), name))
		return false;
	for (size_t i = 0; underscore && i < ARRAY_LENGTH(about_secret); i++) {
		if (text_equal_nocase(underscore + 1, about_secret[i]))
			return true;
	}
	return false;
}

bool name_is_sensitive(const char *name)
{
	if (name_is_about_secret(name))
		return false;
	if (fits(secret_endings, ARRAY_LENGTH(secret_endings), name))
		return true;
	for (size_t i = 0; i < ARRAY_LENGTH(secret_words); i++) {
		if (has_word(name, secret_words[i]))
			return true;
	}
	return false;
}

bool variable_is_sensitive(const struct variable *variable)
{
	const char *said = variable->text[TEXT_SENSITIVE];

	if (text_equal(said, "yes") || text_equal(said, "no"))
		return said[0] == 'y';
	return (variable->type && variable->type->sensitive) || name_is_sensitive(variable->name);
}
