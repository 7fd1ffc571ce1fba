/* SPDX-License-Identifier: Apache-2.0 */
#include "schema/rule/together.h"

#include <string.h>

#include "util/name_index.h"
#include "schema/neighbours.h"
#include "schema/rules.h"
#include "schema/words.h"
#include "util/text.h"

#define NAME_ROOM 160

/* Databases and brokers whose user has no default, and those that have logins at all. */
#define NAMED_USERS                                                                                \
	"DB DATABASE MYSQL MARIADB RABBITMQ AMQP BASIC_AUTH HTTP_AUTH KAFKA_SASL MONGO MONGODB"
#define LOGINS NAMED_USERS " POSTGRES REDIS VALKEY ELASTIC ELASTICSEARCH CLICKHOUSE MQTT NEO4J"

/*
 * A name that is set wants one of the others beside it. "*" in have stands for what goes in front
 * of each word of want: *_CLIENT_SECRET wants *_CLIENT_ID.
 */
struct pair_row {
	const char *have;
	const char *want;
	const char *stems;  /* the only texts that * may stand for, with spaces between; or NULL */
	const char *except; /* names that are no half of a pair; or NULL */
	const enum severity *lone; /* when nobody speaks of the other half */
	bool exact;                /* a library reads these very names, and nothing else will do */
};

/* clang-format off */
static const struct pair_row pairs[] = {
	/* Ids and secrets. A client without a secret may be a public one. */
	{ "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", NULL, NULL, SUBJECT_WARN, .exact = true },
	{ "AWS_SECRET_ACCESS_KEY", "AWS_ACCESS_KEY_ID", NULL, NULL, SUBJECT_WARN, .exact = true },
	{ "*ACCESS_KEY_ID", "SECRET_ACCESS_KEY ACCESS_KEY_SECRET SECRET_KEY", NULL, "AWS_ACCESS_KEY_ID", SUBJECT_WARN },
	{ "*SECRET_ACCESS_KEY", "ACCESS_KEY_ID ACCESS_KEY", NULL, "AWS_SECRET_ACCESS_KEY", SUBJECT_WARN },
	{ "*ACCESS_KEY_SECRET", "ACCESS_KEY_ID ACCESS_KEY", NULL, NULL, SUBJECT_WARN },
	{ "*CLIENT_SECRET", "CLIENT_ID ID APP_ID", NULL, NULL, SUBJECT_WARN },
	{ "*CLIENT_ID", "CLIENT_SECRET SECRET", NULL, "VITE_* NEXT_PUBLIC_* REACT_APP_* PUBLIC_* NUXT_PUBLIC_* EXPO_PUBLIC_* VUE_APP_* GATSBY_* KAFKA_* *_KAFKA_* MQTT_*", SUBJECT_INFO },
	{ "*_API_SECRET", "API_KEY API_ID API_KEY_ID CLOUD_NAME KEY API_SECRET_KEY", NULL, NULL, SUBJECT_WARN },
	{ "*_KEY_SECRET", "KEY_ID KEY", NULL, "*ACCESS_KEY_SECRET", SUBJECT_WARN },
	{ "RAZORPAY_KEY_ID", "RAZORPAY_KEY_SECRET", NULL, NULL, SUBJECT_WARN },
	{ "APCA_API_KEY_ID", "APCA_API_SECRET_KEY", NULL, NULL, SUBJECT_WARN, .exact = true },
	{ "APCA_API_SECRET_KEY", "APCA_API_KEY_ID", NULL, NULL, SUBJECT_WARN, .exact = true },
	{ "TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN TWILIO_API_KEY TWILIO_API_KEY_SID", NULL, NULL, SUBJECT_WARN },
	{ "TWILIO_AUTH_TOKEN", "TWILIO_ACCOUNT_SID TWILIO_SID", NULL, NULL, SUBJECT_WARN },
	{ "VAPID_PRIVATE_KEY", "VAPID_PUBLIC_KEY", NULL, NULL, SUBJECT_WARN },
	{ "VAPID_PUBLIC_KEY", "VAPID_PRIVATE_KEY", NULL, NULL, SUBJECT_WARN },
	{ "VAULT_SECRET_ID", "VAULT_ROLE_ID", NULL, NULL, SUBJECT_WARN },

	/* Users and passwords. */
	{ "*_USER *_USERNAME", "PASSWORD PASS PASSWD PWD URL URI DSN", LOGINS, NULL, SUBJECT_WARN },
	{ "*SMTP_USER *SMTP_USERNAME", "SMTP_PASSWORD SMTP_PASS SMTP_TOKEN SMTP_KEY SMTP_API_KEY SMTP_AUTH_PASSWORD", NULL, NULL, SUBJECT_WARN },
	{ "EMAIL_HOST_USER", "EMAIL_HOST_PASSWORD EMAIL_PASSWORD MAIL_PASSWORD", NULL, NULL, SUBJECT_WARN },
	/* The user may stand in the program's settings. */
	{ "*_PASSWORD *_PASS", "USER USERNAME URL URI DSN", NAMED_USERS, NULL, SUBJECT_INFO },

	/* Certificates and keys. A certificate alone may be a CA's. */
	{ "*TLS_KEY *TLS_KEY_FILE *TLS_KEY_PATH *TLS_KEYFILE *TLS_PRIVATE_KEY", "TLS_CERT TLS_CERT_FILE TLS_CERT_PATH TLS_CERTFILE TLS_CERTIFICATE TLS_CHAIN TLS_CRT TLS_CERT_CHAIN", NULL, NULL, SUBJECT_WARN },
	{ "*SSL_KEY *SSL_KEY_FILE *SSL_KEY_PATH *SSL_KEYFILE *SSL_PRIVATE_KEY", "SSL_CERT SSL_CERT_FILE SSL_CERT_PATH SSL_CERTFILE SSL_CERTIFICATE SSL_CHAIN SSL_CRT", NULL, NULL, SUBJECT_WARN },
	{ "*TLS_CERT *TLS_CERT_FILE *TLS_CERT_PATH *TLS_CERTFILE", "TLS_KEY TLS_KEY_FILE TLS_KEY_PATH TLS_KEYFILE TLS_PRIVATE_KEY", NULL, NULL, SUBJECT_WARN },
	{ "SSL_CERT SSL_CERTFILE SSL_CERT_PATH", "SSL_KEY SSL_KEYFILE SSL_KEY_PATH SSL_KEY_FILE SSL_PRIVATE_KEY", NULL, NULL, SUBJECT_WARN },
	{ "*CLIENT_CERT *CLIENT_CERT_FILE", "CLIENT_KEY CLIENT_KEY_FILE", NULL, NULL, SUBJECT_WARN },
	{ "*CLIENT_KEY *CLIENT_KEY_FILE", "CLIENT_CERT CLIENT_CERT_FILE CLIENT_SECRET", NULL, NULL, SUBJECT_WARN },

	/* Keys of access and refresh tokens. */
	{ "JWT_REFRESH_SECRET JWT_REFRESH_SECRET_KEY JWT_REFRESH_TOKEN_SECRET", "JWT_SECRET JWT_SECRET_KEY JWT_ACCESS_SECRET JWT_ACCESS_SECRET_KEY JWT_ACCESS_TOKEN_SECRET SECRET_KEY", NULL, NULL, SUBJECT_WARN },
	{ "JWT_ACCESS_SECRET JWT_ACCESS_SECRET_KEY JWT_ACCESS_TOKEN_SECRET", "JWT_REFRESH_SECRET JWT_REFRESH_SECRET_KEY JWT_REFRESH_TOKEN_SECRET", NULL, NULL, SUBJECT_WARN },
	{ "REFRESH_TOKEN_SECRET", "ACCESS_TOKEN_SECRET JWT_SECRET TOKEN_SECRET", NULL, NULL, SUBJECT_WARN },
	{ "ACCESS_TOKEN_SECRET", "REFRESH_TOKEN_SECRET ACCESS_TOKEN", NULL, NULL, SUBJECT_WARN },
};
/* clang-format on */

/* What * of the pattern that fits stands for, without its underscore; its length. */
static bool find_stem(struct word *ret, const char *patterns, const char *name)
{
	size_t length = strlen(name);
	struct word pattern;

	while (word_next(&pattern, &patterns, " ")) {
		size_t star = pattern.start[0] == '*', tail = pattern.length - star;

		if (length < tail || (!star && length != tail) ||
		    !word_same((struct word){ name + length - tail, tail },
			       (struct word){ pattern.start + star, tail }))
			continue;
		/* "*_USER" and "*TLS_KEY" alike: the stem ends before the underscore. */
		*ret = (struct word){ name, length - tail };
		if (star && ret->length > 0 && pattern.start[1] != '_' &&
		    name[ret->length - 1] != '_')
			continue;
		if (ret->length > 0 && name[ret->length - 1] == '_')
			ret->length--;
		return true;
	}
	return false;
}

/* Whether a name is the half that the row begins with. */
static bool is_half(struct word *ret_stem, const struct pair_row *row, const char *name)
{
	return !name_fits(row->except, name) && find_stem(ret_stem, row->have, name) &&
	       (!row->stems || word_among(*ret_stem, row->stems));
}

bool rule_concerns_pairs(const struct variable *variable)
{
	struct word stem;

	for (size_t i = 0; i < ARRAY_LENGTH(pairs); i++) {
		if (is_half(&stem, &pairs[i], variable->name))
			return true;
	}
	return false;
}

/* STEM_WANTED, or WANTED alone where there is no stem; false when it has no room. */
static bool join(char ret[static NAME_ROOM], struct word stem, struct word wanted)
{
	size_t length = stem.length;

	if (stem.length + wanted.length + 2 > NAME_ROOM)
		return false;
	memcpy(ret, stem.start, stem.length);
	if (length > 0)
		ret[length++] = '_';
	memcpy(ret + length, wanted.start, wanted.length);
	ret[length + wanted.length] = '\0';
	return true;
}

/* A server on this machine may know who asks: DB_HOST=/run/postgresql. */
static bool is_socket(const struct subject *subject)
{
	struct subject host;

	return neighbour_near(&host, subject, "HOST") && host.length > 0 && host.bytes[0] == '/';
}

/* TLS_KEY_FILE and TLS_CERT_FILE, TLS_KEY and TLS_CERT. */
static bool are_alike(const char *name, const char *other)
{
	static const char *const ends[] = { "*FILE", "*_PATH" };

	for (size_t i = 0; i < ARRAY_LENGTH(ends); i++) {
		if (text_glob(ends[i], name, true))
			return text_glob(ends[i], other, true);
	}
	return true;
}

static bool is_better_name(const char *name, const char *other, const char *missing)
{
	return !missing[0] || (!are_alike(name, missing) && are_alike(name, other));
}

/*
 * A half that somebody speaks of and that has no value is a slip, and so is one that a library
 * wants and that is nowhere. Another that nobody speaks of may well stand in the program: worth a
 * word, not a refusal.
 */
static void check_pair(const void *item, void *context)
{
	const struct pair_row *row = item;
	const struct subject *subject = context;
	const char *name = subject->variable->name, *want = row->want;
	const enum severity *severities = row->lone;
	char other[NAME_ROOM], missing[NAME_ROOM] = "";
	struct word stem, wanted;

	/* A connection string has the whole login. */
	if (row->stems && neighbour_is_given(subject->checking, "DATABASE_URL"))
		return;
	if (!is_half(&stem, row, name) || (row->stems && is_socket(subject)))
		return;
	while (word_next(&wanted, &want, " ")) {
		bool known;

		if (!join(other, stem, wanted) || neighbour_is_given(subject->checking, other))
			return;
		known = neighbour_is_known(subject->checking, other) ||
			(row->exact && subject->checking->whole);
		if (known && severities == row->lone)
			severities = SUBJECT_AT(PRODUCTION_ELSE_WARN);
		else if (severities != row->lone || !is_better_name(name, other, missing))
			continue;
		memcpy(missing, other, sizeof(missing));
	}
	subject_find_at(subject, "pair-incomplete", severities, NULL, "is set, and %s is not",
			missing);
}

void rule_check_pairs(const struct checking *checking)
{
	_cleanup_(name_index_freep) struct name_index *index = name_index_new();

	for (size_t i = 0; i < ARRAY_LENGTH(pairs); i++)
		name_index_add(index, pairs[i].have, &pairs[i]);
	for (size_t i = 0; i < checking->values->count; i++) {
		struct subject subject = checking_subject(checking, &checking->values->items[i]);

		if (subject.length > 0 && !checking->values->items[i].passing)
			name_index_visit(index, subject.variable->name, check_pair, &subject);
	}
}
