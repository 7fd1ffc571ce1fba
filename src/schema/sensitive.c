/* SPDX-License-Identifier: Apache-2.0 */
#include "schema/sensitive.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "schema/types.h"
#include "schema/words.h"
#include "util/ascii.h"
#include "util/name_index.h"
#include "util/text.h"

/* clang-format off */
/* Words that make a name a secret's, sorted. */
static const char *const secret_words[] = {
	"APIKEY", "CREDENTIAL", "CREDENTIALS", "CREDS", "DSN", "PASS", "PASSPHRASE", "PASSWD",
	"PASSWORD", "PEPPER", "PRIVATE", "PRIVATEKEY", "PWD", "SALT", "SECRET", "SECRETKEY",
	"SECRETS", "TOKEN",
};

/* Last words that tell what a name holds about a secret, as in PASSWORD_MIN_LENGTH, sorted. */
static const char *const about_secret[] = {
	"ADDR", "ADDRESS", "AGE", "ALG", "ALGO", "ALGORITHM", "ALGORITHMS", "ALLOWED", "ARN", "AT",
	"ATTEMPTS", "AUDIENCE", "AUTHENTICATION", "BACKEND", "BITS", "BUCKET", "BUDGET", "BYTES",
	"CHARSET", "CIDR", "CLAIM", "CLAIMS", "CLASS", "CLUSTER", "COLUMN", "COMPLEXITY", "COST",
	"COUNT", "CRON", "DAYS", "DECIMALS", "DIGITS", "DIR", "DIRECTORY", "DISABLED", "DOMAIN", "DURATION",
	"EMAIL", "ENABLED", "ENCODER", "ENCODING", "ENDPOINT", "ENFORCED", "ENGINE", "EXPIRATION",
	"EXPIRE", "EXPIRED", "EXPIRES", "EXPIRY", "FACTOR", "FIELD", "FILE", "FOLDER", "FORMAT",
	"GRACE", "GROUP", "HASHER", "HASHERS", "HEADER", "HEADERS", "HISTORY", "HOST", "HOSTS",
	"HOURS", "HTTPONLY", "IDS", "IN", "INTERVAL", "IP", "IPS", "ISSUER", "ITERATIONS", "KWARGS",
	"LABEL", "LANGUAGE", "LEEWAY", "LEN", "LENGTH", "LEVEL", "LIFETIME", "LIMIT", "LOCALE",
	"LOCATION", "LOWERCASE", "MAX", "METHOD", "MIN", "MINUTES", "MODE", "MOUNT", "NAME",
	"NAMES", "NAMESPACE", "NETWORK", "NOTIFY", "OPTIONAL", "PAGE", "PARAM", "PATH", "PATHS",
	"PATTERN", "PERIOD", "POLICY", "PORT", "PREFIX", "PROJECT", "PROMPT", "PROTO", "PROTOCOL",
	"PROVIDER", "PROVIDERS", "QUEUE", "RATE", "REALM", "REASON", "REDIRECT", "REGEX", "REGION",
	"REGISTRY", "REQUIRED", "RETRIES", "REUSE", "ROLE", "ROTATION", "ROUNDS", "ROUTE",
	"SAMESITE", "SCANNING", "SCHEDULE", "SCOPE", "SCOPES", "SECONDS", "SECURE", "SITE", "SIZE",
	"SOURCE", "SOURCES", "STATUS", "STEP", "STORAGE", "STORE", "STRATEGY", "STRENGTH",
	"SUBJECT", "SUBNET", "SUBNETS", "SUFFIX", "SUPPLY", "SYMBOL", "TABLE", "TCP", "TEMPLATE", "THRESHOLD",
	"TIMEOUT", "TOPIC", "TTL", "TYPE", "UDP", "UPPERCASE", "URI", "URL", "VALIDATORS",
	"VALIDITY", "VERSION", "WINDOW", "ZONE",
};

static const char secret_endings[] =
	"*_KEY KEY *_KEY_V? *_KEY_? *_WEBHOOK_URL WEBHOOK_URL *API_KEYS *APP_KEYS *AUTH_KEYS "
	"*COOKIE_KEYS *ENCRYPTION_KEYS *HMAC_KEYS *JWT_KEYS *MASTER_KEYS *SECRET_KEYS "
	"*SESSION_KEYS *SIGNING_KEYS *ACCESS_TOKENS *API_TOKENS *AUTH_TOKENS *BEARER_TOKENS "
	"NEO4J_AUTH *_NEO4J_AUTH BASIC_AUTH *_BASIC_AUTH HTTP_AUTH *_HTTP_AUTH REDISCLI_AUTH "
	"SMTP_AUTH *_SMTP_AUTH AUTH_HEADER *_AUTH_HEADER AUTHORIZATION *_AUTHORIZATION "
	"AUTHORIZATION_HEADER *_AUTHORIZATION_HEADER PGPASS *_PW RELEASE_COOKIE "
	"ERLANG_COOKIE *_ERLANG_COOKIE SEED WALLET_SEED *_WALLET_SEED "
	/* Two words without an underscore between. */
	"*DBPASS *STOREPASS *KEYPASS *AUTHTOKEN *ACCESSTOKEN *APITOKEN *JWTSECRET *APPSECRET "
	"*CLIENTSECRET *APISECRET *MASTERKEY *SIGNINGKEY *ENCRYPTIONKEY *ACCESSKEY";

/* Names that only look like a secret's. */
static const char not_secret[] =
	"*_KEY_ID *PUBLIC_KEY* *_KEY_PREFIX *_KEY_NAME KEYBOARD* MONKEY* *PUBLISHABLE_KEY* "
	"*SITE_KEY* *_TOKEN_ID *TOKEN_URI *TOKEN_URL *TOKEN_EXPIRE* *TOKEN_LIFETIME* *TOKEN_TTL* "
	"PASS_THROUGH* *_SECRET_NAME *_DUMMY *_FILE PWD *SORT_KEY *PARTITION_KEY "
	"PRIMARY_KEY *FOREIGN_KEY *SHARD_KEY *LOOKUP_KEY AMQP_ROUTING_KEY "
	"RABBITMQ_ROUTING_KEY ROUTING_KEY S3_KEY *_S3_KEY *_ONETIME_PASSWORD *_RANDOM_ROOT_PASSWORD *ALLOW_EMPTY_*PASSWORD "
	"*_ALLOW_CREDENTIALS *_WITH_CREDENTIALS *_SUPPORTS_CREDENTIALS *CORS*CREDENTIALS "
	"*ALLOW_CREDENTIALS KMS_KEY *_KMS_KEY *CACHE_KEY *SECRETS_MANAGER *SECRETS_BACKEND "
	"*OBJECT_KEY RANGE_KEY *_RANGE_KEY *PRICE_KEY *ROW_KEY *INDEX_KEY *LOCK_KEY *DEDUP_KEY "
	"*DEDUPLICATION_KEY *IDEMPOTENCY_KEY *RATE_LIMIT_KEY *TOKEN_STORAGE_KEY "
	"*TRANSLATION_KEY I18N_KEY *_I18N_KEY *JIRA_PROJECT_KEY *SONAR_PROJECT_KEY REVERB_APP_KEY "
	/* Tokens that language models read, and what fetch() does with cookies. */
	"*STOP_TOKEN PAD_TOKEN *_PAD_TOKEN BOS_TOKEN *_BOS_TOKEN EOS_TOKEN *_EOS_TOKEN UNK_TOKEN "
	"*_UNK_TOKEN *MASK_TOKEN CLS_TOKEN SEP_TOKEN *FETCH_CREDENTIALS "
	"*LOCAL_STORAGE_KEY *LOCALSTORAGE_KEY *SESSION_STORAGE_KEY *TF_STATE_KEY "
	/* What cookies are called, and what passwords must have. */
	"*_TOKEN_COOKIE *PASSWORD_REQUIRE_* *PASSWORD_REQUIRES_* "
	/* The server of SaltStack. */
	"SALT_MASTER *_SALT_MASTER "
	"*TERRAFORM_STATE_KEY *TOKEN_CACHE *SECRETS_CACHE *CREDENTIALS_CACHE "
	"ALLOW_* DISABLE_* ENABLE_* REQUIRE_* REQUIRES_* ROTATE_* SHOW_* SKIP_* USE_* VALIDATE_*";

/* Build tools put variables with these prefixes into what browsers get. */
static const char *const public_prefixes[] = {
	"NEXT_PUBLIC_", "VITE_",   "REACT_APP_", "NUXT_PUBLIC_", "PUBLIC_",
	"EXPO_PUBLIC_", "GATSBY_", "VUE_APP_",   "NG_APP_",      "STORYBOOK_",
};

/* Behind such a prefix: keys that are made for browsers, and words of what is none of them. */
static const char for_browsers[] =
	"anon publishable public site dsn maps map google firebase algolia search posthog "
	"amplitude segment mixpanel mapbox maptiler pusher reverb vapid recaptcha hcaptcha "
	"turnstile analytics sentry datadog rollbar bugsnag intercom crisp tinymce ckeditor "
	"measurement stripe_pk logrocket launchdarkly alchemy infura thirdweb walletconnect";
static const char for_servers[] =
	"secret secrets password passwd passphrase private credential credentials";
/* clang-format on */

/* A word of a name: up to an underscore. */
struct part {
	const char *start;
	size_t length;
};

static int compare_part(const void *key, const void *item)
{
	const struct part *part = key;
	const char *word = *(const char *const *)item;
	int order = strncasecmp(part->start, word, part->length);

	return order != 0 ? order : -(int)(word[part->length] != 0);
}

static bool is_among(struct part part, const char *const *words, size_t count)
{
	return bsearch(&part, words, count, sizeof(*words), compare_part) != NULL;
}

static void note(const void *row, void *context)
{
	bool *const *fits = context;

	*fits[row == not_secret] = true;
}

/* Which of the globs fit, both looked up at once. */
static void look_up(const char *name, bool *ret_ending, bool *ret_not)
{
	static struct name_index *index;
	bool *const fits[] = { ret_ending, ret_not };

	if (!index) {
		index = name_index_new();
		name_index_add(index, secret_endings, secret_endings);
		name_index_add(index, not_secret, not_secret);
	}
	*ret_ending = *ret_not = false;
	name_index_visit(index, name, note, (void *)fits);
}

static bool ends_about_secret(const char *name)
{
	const char *underscore = strrchr(name, '_');

	return underscore && is_among((struct part){ underscore + 1, strlen(underscore + 1) },
				      about_secret, ARRAY_LENGTH(about_secret));
}

/* What one does with passwords, as in PASSWORD_RESET_URL and FORGOT_PASSWORD_EMAIL. */
static const char actions[] =
	"CHANGE CHANGED EXPIRED FORGOT FORGOTTEN LOST RECOVER RECOVERY RESET UPDATED";

static bool is_action(struct part part)
{
	return word_among((struct word){ part.start, part.length }, actions);
}

/* Part of the name of an action; PASSWORD at its end is a password, whatever is in front. */
static bool is_of_action(struct part before, struct part part)
{
	const char *rest = part.start + part.length;
	struct word word = { part.start, part.length };

	if (!rest[0] || !word_among(word, "PASSWORD PASSWD"))
		return false;
	return is_action(before) || is_action((struct part){ rest + 1, strcspn(rest + 1, "_") });
}

static bool has_secret_word(const char *name)
{
	struct part before = { name, 0 };

	for (;;) {
		struct part part = { name, strcspn(name, "_") };

		if (is_among(part, secret_words, ARRAY_LENGTH(secret_words)) &&
		    !is_of_action(before, part))
			return true;
		before = part;
		if (!name[part.length])
			return false;
		name += part.length + 1;
	}
}

size_t name_public_prefix(const char *name)
{
	for (size_t i = 0; i < ARRAY_LENGTH(public_prefixes); i++) {
		size_t length = strlen(public_prefixes[i]);

		if (text_starts(name, public_prefixes[i]) && name[length])
			return length;
	}
	return 0;
}

static bool is_for_browsers(const char *name)
{
	size_t prefix = name_public_prefix(name);

	return prefix > 0 && name_has_word(name + prefix, for_browsers) &&
	       !name_has_word(name + prefix, for_servers);
}

bool name_is_about_secret(const char *name)
{
	bool ending, not_it;

	look_up(name, &ending, &not_it);
	return not_it || (!ending && ends_about_secret(name)) || is_for_browsers(name);
}

/* JWT_SECRET_2 and JWT_SECRET_V2. */
static bool is_number(const char *part)
{
	part += to_capital(part[0]) == 'V';
	return *part && !part[strspn(part, "0123456789")];
}

bool name_speaks_in_passing(const char *name)
{
	const char *underscore = strrchr(name, '_');
	bool ending, not_it;

	look_up(name, &ending, &not_it);
	return underscore && !ending && !is_number(underscore + 1) &&
	       !is_among((struct part){ underscore + 1, strlen(underscore + 1) }, secret_words,
			 ARRAY_LENGTH(secret_words));
}

bool name_is_sensitive(const char *name)
{
	bool ending, not_it;

	look_up(name, &ending, &not_it);
	if (not_it || (!ending && ends_about_secret(name)) || is_for_browsers(name))
		return false;
	return ending || has_secret_word(name);
}

bool variable_is_sensitive(const struct variable *variable)
{
	const char *said = variable->text[TEXT_SENSITIVE];

	if (text_equal(said, "yes") || text_equal(said, "no"))
		return said[0] == 'y';
	return (variable->type && variable->type->sensitive) || name_is_sensitive(variable->name);
}
