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
	"CREDENTIAL", "CREDENTIALS", "CREDS", "SALT", "PEPPER", "DSN", "PRIVATE",
};
static const char *const secret_endings[] = { "*_KEY", "KEY", "*_WEBHOOK_URL", "WEBHOOK_URL" };
static const char *const not_secret[] = {
	"*_KEY_ID", "*PUBLIC_KEY*", "*_KEY_PREFIX", "*_KEY_NAME", "KEYBOARD*", "MONKEY*",
	"*PUBLISHABLE_KEY*", "*SITE_KEY*", "*TOKEN_URI", "*TOKEN_URL", "*TOKEN_EXPIRE*",
	"*TOKEN_LIFETIME*", "*TOKEN_TTL*", "PASSWORD_RESET_*", "PASS_THROUGH*", "*_SECRET_NAME",
	"*_FILE",
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

bool name_is_sensitive(const char *name)
{
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
