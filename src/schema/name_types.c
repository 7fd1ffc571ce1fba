/* SPDX-License-Identifier: Apache-2.0 */
#include "schema/name_types.h"

#include <stddef.h>
#include <string.h>
#include <strings.h>

#include "schema/types.h"
#include "util/text.h"

/* clang-format off */
const struct preset presets[] = {
	{ "production-checklist", "the usual names of a web application in production" },
	{ "django",               "Django's own names" },
	{ "fastapi",              "the names of FastAPI's project template" },
	{ "flask",                "Flask's own names" },
	{ "node",                 "Node.js and the libraries around it" },
	{ 0 },
};

/* The first row whose pattern fits decides. preset NULL: always. */
static const struct {
	const char *preset;
	const char *pattern;
	const char *type;
} name_types[] = {
	{ "production-checklist", "API_ENCRYPTION_KEY",       "secret" },
	{ "production-checklist", "FRONTEND_URL",             "https-url" },
	{ "django",               "DJANGO_SECRET_KEY",        "secret" },
	{ "django",               "DJANGO_LOG_LEVEL",         "log-level" },
	{ "fastapi",              "FIRST_SUPERUSER_PASSWORD", "secret" },
	{ "fastapi",              "FRONTEND_HOST",            "url" },
	{ "flask",                "FLASK_SECRET_KEY",         "secret" },
	{ "node",                 "NEXTAUTH_URL",             "url" },

	{ NULL, "JWT_SECRET*",            "jwt-hmac-key" },
	{ NULL, "*_JWT_SECRET",           "jwt-hmac-key" },
	{ NULL, "*_JWT_SECRET_KEY",       "jwt-hmac-key" },
	{ NULL, "JWT_KEY",                "jwt-hmac-key" },
	{ NULL, "JWT_SIGNING_KEY",        "jwt-hmac-key" },
	{ NULL, "JWT_REFRESH_SECRET*",    "jwt-hmac-key" },
	{ NULL, "ENVIRONMENT",            "environment" },
	{ NULL, "ENV",                    "environment" },
	{ NULL, "APP_ENV",                "environment" },
	{ NULL, "DJANGO_ENV",             "environment" },
	{ NULL, "LOG_LEVEL",              "log-level" },
	{ NULL, "LOGLEVEL",               "log-level" },
	{ NULL, "*_LOG_LEVEL",            "log-level" },
	{ NULL, "FLASK_DEBUG",            "bool" },
	{ NULL, "DJANGO_DEBUG",           "bool" },
	{ NULL, "APP_DEBUG",              "bool" },
	{ NULL, "ENABLE_*",               "bool" },
	{ NULL, "PORT",                   "port" },
	{ NULL, "*_PORT",                 "port" },
	{ 0 },
};

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

const struct value_type *name_type(const char *name, char *const *names_of_presets)
{
	for (size_t i = 0; name_types[i].pattern; i++) {
		if (name_types[i].preset && !text_list_has(names_of_presets, name_types[i].preset))
			continue;
		if (text_glob(name_types[i].pattern, name, true))
			return value_type_find(name_types[i].type);
	}
	return value_type_find(name_is_sensitive(name) ? "secret" : "string");
}

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

const char *const *preset_names(void)
{
	static const char *names[ARRAY_LENGTH(presets)];

	for (size_t i = 0; presets[i].name; i++)
		names[i] = presets[i].name;
	return names;
}
