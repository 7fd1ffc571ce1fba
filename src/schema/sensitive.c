/* SPDX-License-Identifier: Apache-2.0 */
#include "schema/sensitive.h"

#include <stddef.h>
#include <string.h>
#include <strings.h>

#include "schema/types.h"
#include "schema/words.h"
#include "util/text.h"

/* clang-format off */
/* Words that make a name a secret's, and names that only look so (rules.md 3.2, "Name inference"). */
static const char *const secret_words[] = {
	"SECRET", "SECRETS", "PASSWORD", "PASSWD", "PASS", "PWD", "PASSPHRASE", "TOKEN", "APIKEY",
	"CREDENTIAL", "CREDENTIALS", "CREDS", "SALT", "PEPPER", "DSN", "PRIVATE",
};
static const char *const secret_endings[] = { "*_KEY", "KEY", "*_WEBHOOK_URL", "WEBHOOK_URL" };
static const char *const not_secret[] = {
	"*_KEY_ID", "*PUBLIC_KEY*", "*_KEY_PREFIX", "*_KEY_NAME", "KEYBOARD*", "MONKEY*",
	"*PUBLISHABLE_KEY*", "*SITE_KEY*", "*TOKEN_URI", "*TOKEN_URL", "*TOKEN_EXPIRE*",
	"*TOKEN_LIFETIME*", "*TOKEN_TTL*", "PASSWORD_RESET_*", "PASS_THROUGH*", "*_SECRET_NAME",
	"*CORS*CREDENTIALS", "*ALLOW_CREDENTIALS", "KMS_KEY", "*_KMS_KEY", "*CACHE_KEY", "*SORT_KEY",
	"*PARTITION_KEY", "*SECRETS_MANAGER", "*SECRETS_BACKEND",
};

/*
 * A name that ends or begins so is a setting about secrets: PASSWORD_MIN_LENGTH, USE_TOKEN. Words
 * that may as well say whose secret it is, or are logged in with, are not here: JWT_SECRET_LOGIN,
 * PASSWORD_HASH, SECRET_ID.
 */
#define LAST_WORDS \
	"AGE ALG ALGO ALGORITHM ALGORITHMS ARN ATTEMPTS AUDIENCE BITS BUCKET BYTES CLASS COST COUNT " \
	"DAYS DIR DIRECTORY DISABLED ENABLED ENCODING ENDPOINT ENGINE ENFORCED EXPIRATION EXPIRE " \
	"EXPIRED EXPIRES EXPIRY FILE FOLDER FORMAT HASHER HASHERS HEADER HISTORY HOST HOSTS HOURS " \
	"IDS IN INTERVAL IPS ISSUER ITERATIONS LENGTH LEVEL LIFETIME LIMIT MAX MIN MINUTES MODE " \
	"MOUNT NAME NAMES NAMESPACE NETWORK OPTIONAL PATH PATHS PERIOD POLICY PREFIX PROVIDER " \
	"PROVIDERS RATE REGION REQUIRED RETRIES ROUNDS SCOPE SCOPES SECONDS SIZE STORE STRATEGY " \
	"STRENGTH SUBNET SUBNETS SUFFIX TIMEOUT TTL TYPE VALIDATORS VALIDITY VERSION WINDOW"
#define FIRST_WORDS "ALLOW DISABLE ENABLE REQUIRE REQUIRES ROTATE SKIP USE VALIDATE"
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

bool name_is_setting(const char *name)
{
	const char *last = strrchr(name, '_');
	struct word first = { name, strcspn(name, "_") };

	return last && (name_has_word(last + 1, LAST_WORDS) || word_among(first, FIRST_WORDS));
}

bool name_is_sensitive(const char *name)
{
	if (name_is_setting(name))
		return false;
	for (size_t i = 0; i < ARRAY_LENGTH(not_secret); i++) {
		if (text_glob(not_secret[i], name, true))
			return false;
	}
	for (size_t i = 0; i < ARRAY_LENGTH(secret_words); i++) {
		if (has_word(name, secret_words[i]))
			return true;
	}
	for (size_t i = 0; i < ARRAY_LENGTH(secret_endings); i++) {
		if (text_glob(secret_endings[i], name, true))
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
