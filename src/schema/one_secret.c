/* SPDX-License-Identifier: Apache-2.0 */
#include "schema/one_secret.h"

#include <string.h>

#include "schema/rule/name.h"
#include "schema/types.h"
#include "schema/words.h"
#include "util/ascii.h"
#include "util/text.h"

/* clang-format off */
#define DATABASE_PASSWORDS \
	"DB_PASSWORD DB_PASS DATABASE_PASSWORD POSTGRES_PASSWORD PGPASSWORD MYSQL_PASSWORD MARIADB_PASSWORD MYSQL_PWD"

static const char *const same_secrets[] = {
	"SECRET_KEY DJANGO_SECRET_KEY FLASK_SECRET_KEY APP_SECRET_KEY",
	"AUTH_SECRET NEXTAUTH_SECRET",
	"JWT_SECRET JWT_SECRET_KEY",
	DATABASE_PASSWORDS,
	"MONGO_PASSWORD MONGODB_PASSWORD MONGO_INITDB_ROOT_PASSWORD",
	"REDIS_PASSWORD REDIS_PASS REDISCLI_AUTH",
	"SMTP_PASSWORD SMTP_PASS EMAIL_HOST_PASSWORD MAIL_PASSWORD EMAIL_PASSWORD",
	"GITHUB_TOKEN GH_TOKEN",
	"GOOGLE_API_KEY GEMINI_API_KEY",
	"HF_TOKEN HUGGINGFACE_TOKEN HUGGING_FACE_HUB_TOKEN HUGGINGFACEHUB_API_TOKEN",
	"DD_API_KEY DATADOG_API_KEY",
};

/* The same, when nobody asked for each secret to differ. */
static const char *const likely_the_same[] = {
	"JWT_SECRET JWT_SECRET_KEY JWT_KEY JWT_SIGNING_KEY JWT_SIGNING_SECRET JWT_ACCESS_SECRET JWT_TOKEN_SECRET ACCESS_TOKEN_SECRET",
	"JWT_REFRESH_SECRET JWT_REFRESH_SECRET_KEY REFRESH_TOKEN_SECRET JWT_REFRESH_TOKEN_SECRET",
	"SECRET_KEY DJANGO_SECRET_KEY FLASK_SECRET_KEY APP_SECRET_KEY APP_SECRET APP_KEY SECRET SECRET_KEY_BASE",
	"SESSION_SECRET SESSION_SECRET_KEY SESSION_KEY COOKIE_SECRET COOKIE_PASSWORD SESSION_COOKIE_SECRET",
	"ENCRYPTION_KEY APP_ENCRYPTION_KEY DATA_ENCRYPTION_KEY API_ENCRYPTION_KEY",
};

/* What a program logs in to, a bit each, with the words for it: one service has several names. */
static const char *const services[] = {
	"DB DATABASE DATASOURCE POSTGRES POSTGRESQL PG PGPASSWORD PSQL MYSQL MARIADB SQL SQLSERVER MSSQL ORACLE SQLALCHEMY",
	"REDIS REDISS VALKEY CACHE REDISCLI",
	"MONGO MONGODB",
	"RABBIT RABBITMQ AMQP AMQPS",
	"SMTP SMTPS MAIL EMAIL MAILER",
	"ADMIN SUPERUSER ROOT",
	"ELASTIC ELASTICSEARCH OPENSEARCH",
	"KAFKA SASL",
	"LDAP LDAPS BIND",
	"AWS S3 MINIO",
	"GOOGLE GCP FIREBASE GEMINI",
	"AZURE",
	"GITHUB GH",
	"GITLAB",
	"STRIPE",
	"PAYPAL BRAINTREE",
	"SENDGRID",
	"TWILIO",
	"OPENAI",
	"ANTHROPIC CLAUDE",
	"SLACK",
	"SENTRY",
	"DATADOG DD",
	"CLOUDFLARE CF",
	"DISCORD",
	"TELEGRAM",
};

/* What a program signs or encrypts with, by the end of its name. */
static const char own_keys[] =
	"SECRET *_SECRET *_SECRET_KEY SECRET_KEY *_SECRET_KEY_BASE SECRET_KEY_BASE *ENCRYPTION_KEY *SIGNING_KEY *SIGNING_SECRET *COOKIE_KEY *COOKIE_PASSWORD *SESSION_KEY *_SALT *_PEPPER *JWT_KEY APP_KEY";
/* The other half of a pair that somebody else gave out, or known to both sides. */
static const char given_keys[] =
	"*CLIENT_SECRET *CONSUMER_SECRET *API_SECRET *API_SECRET_KEY *ACCESS_SECRET_KEY *SECRET_ACCESS_KEY *WEBHOOK* *OAUTH* *OIDC* *SSO* S3_* *_S3_* MINIO_* *SHARED_SECRET";
_Static_assert(ARRAY_LENGTH(services) <= 32, "a bit each");
/* clang-format on */

static bool are_among(const char *a, const char *b, const char *const *lists, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (word_among((struct word){ a, strlen(a) }, lists[i]) &&
		    word_among((struct word){ b, strlen(b) }, lists[i]))
			return true;
	}
	return false;
}

bool names_are_of_one_secret(const char *a, const char *b)
{
	return are_among(a, b, same_secrets, ARRAY_LENGTH(same_secrets));
}

/* Whom or what one of several keys is for, and where: each has a key of its own. */
static const char roles[] =
	"REFRESH RESET VERIFY VERIFICATION CONFIRM CONFIRMATION INVITE INVITATION REMEMBER OTP "
	"USER USERS ADMIN ADMINS CUSTOMER CUSTOMERS MEMBER GUEST PARTNER STAFF EMPLOYEE OPERATOR "
	"PAYMENT PAYMENTS BILLING CARD PII BACKUP CSRF XSRF COOKIE SESSION PROD PRODUCTION LIVE "
	"STAGING STAGE DEV DEVELOPMENT TEST TESTING QA UAT SANDBOX PREVIEW";

/* The words that both names end with. */
static const char *common_tail(const char *a, const char *b)
{
	const char *at = a + strlen(a), *other = b + strlen(b), *tail = at;

	while (at > a && other > b && to_capital(at[-1]) == to_capital(other[-1])) {
		at--;
		other--;
		if ((at == a || at[-1] == '_') && (other == b || other[-1] == '_'))
			tail = at;
	}
	return tail;
}

/* GOTRUE_JWT_SECRET and PGRST_JWT_SECRET: two programs that share it; the end says what it is for.
 */
static bool says_purpose(const char *tail)
{
	struct word word;

	while (word_next(&word, &tail, "_")) {
		if (!word_among(word, "secret key token base password pass salt api app"))
			return true;
	}
	return false;
}

/* Whether a word in front of the last ones is a role. */
static bool tells_role(const char *name, size_t tail_length)
{
	const char *end = name + strlen(name) - tail_length;
	struct word word;

	while (word_next(&word, &name, "_") && word.start < end) {
		if (word_among(word, roles))
			return true;
	}
	return false;
}

/* USER_SESSION_SECRET and ADMIN_SESSION_SECRET have one purpose, too, but each its own role. */
static bool are_of_one_purpose(const char *a, const char *b)
{
	const char *tail = common_tail(a, b);

	return says_purpose(tail) && !tells_role(a, strlen(tail)) && !tells_role(b, strlen(tail));
}

bool names_are_likely_of_one_secret(const char *a, const char *b)
{
	return are_among(a, b, likely_the_same, ARRAY_LENGTH(likely_the_same)) ||
	       are_of_one_purpose(a, b);
}

static uint32_t services_in_word(struct word word)
{
	for (size_t i = 0; i < ARRAY_LENGTH(services); i++) {
		if (word_among(word, services[i]))
			return UINT32_C(1) << i;
	}
	return 0;
}

static uint32_t services_in_name(const char *name)
{
	uint32_t found = 0;
	struct word word;

	while (word_next(&word, &name, "_"))
		found |= services_in_word(word);
	return found;
}

uint32_t services_of(const struct subject *subject)
{
	const char *end = strstr(subject->bytes, "://");
	uint32_t found = services_in_name(subject->variable->name);

	if (end)
		found |= services_in_word(
			(struct word){ subject->bytes, strcspn(subject->bytes, "+:") });
	return found;
}

bool subject_is_own_key(const struct subject *subject)
{
	const char *name = subject->variable->name;

	if (!subject->sensitive || name_fits(given_keys, name) || name_is_of_vendor(name))
		return false;
	return (subject->type && subject->type->own_key) ||
	       (!value_type_is(subject->type, "password") && name_fits(own_keys, name));
}
