/* SPDX-License-Identifier: Apache-2.0 */
#include "schema/rule/name.h"

#include <string.h>

#include "schema/dsn/dsn.h"
#include "schema/no_secret.h"
#include "schema/provider_keys.h"
#include "schema/sensitive.h"
#include "schema/strength.h"
#include "schema/types.h"
#include "schema/words.h"
#include "util/cleanup.h"
#include "util/text.h"
#include "util/url.h"

/* base64 of "service_role", shifted by 0 to 2: Supabase's key that passes every rule. */
static const char *const service_roles[] = { "c2VydmljZV9yb2xl", "NlcnZpY2Vfcm9sZ",
					     "zZXJ2aWNlX3JvbG" };

static bool is_service_role(const char *text)
{
	for (size_t i = 0; text_starts(text, "eyJ") && i < ARRAY_LENGTH(service_roles); i++) {
		if (strstr(text, service_roles[i]))
			return true;
	}
	return false;
}

/* Whether the password of a login is more than a blank to be filled in. */
static bool is_password(const char *password)
{
	return password && *password && !strength_is_template(password, strlen(password));
}

/* A connection string or address with a login. */
static bool has_password(const struct subject *subject)
{
	_cleanup_(dsn_done) struct dsn dsn = { 0 };
	_cleanup_(url_done) struct url url = { 0 };

	if (!dsn_parse(&dsn, subject->bytes, subject->length, DSN_ANY) && is_password(dsn.password))
		return true;
	return !url_parse(&url, subject->bytes) && is_password(url.password);
}

/* What the value is made of says more than what it is called. */
static bool is_secret_value(const struct subject *subject, const struct provider_key *row)
{
	return (row && row->kind != KEY_PUBLISHABLE && row->kind != KEY_ID &&
		!text_equal(row->provider, "google") && !text_equal(row->provider, "recaptcha") &&
		!text_equal(row->provider, "turnstile") &&
		!text_equal(row->provider, "hcaptcha")) ||
	       is_service_role(subject->bytes) ||
	       strstr(subject->bytes, "-----BEGIN PRIVATE KEY") ||
	       strstr(subject->bytes, "-----BEGIN RSA PRIVATE KEY") ||
	       strstr(subject->bytes, "-----BEGIN EC PRIVATE KEY");
}

static bool is_secret_by_name(const struct subject *subject, const char *rest)
{
	const struct value_type *type = subject->type;
	struct word word = word_of(subject->bytes);

	if (text_equal(subject->variable->text[TEXT_SENSITIVE], "no"))
		return false;
	if (text_equal(subject->variable->text[TEXT_SENSITIVE], "yes") ||
	    (type && type->sensitive && !subject->variable->type_by))
		return true;
	if (value_is_no_secret(subject->variable, subject->bytes, subject->length))
		return false;
	/* PUBLIC_KEY is what it says, unless the manifest says otherwise. */
	if (text_starts(rest, "KEY"))
		return false;
	return name_is_sensitive(subject->variable->name) && name_is_sensitive(rest) &&
	       !word_among(word, "true false 0 1 yes no");
}

bool rule_concerns_public_prefix(const struct variable *variable)
{
	return name_public_prefix(variable->name) > 0;
}

void rule_check_public_prefix(const struct subject *subject)
{
	const char *name = subject->variable->name;
	const struct provider_key *row;
	size_t prefix = name_public_prefix(name);

	if (subject->length == 0 || prefix == 0)
		return;
	row = provider_key_of(name, subject->bytes, subject->length);
	if (!row)
		row = provider_key_begins(subject->bytes, subject->length);
	if (is_secret_value(subject, row))
		subject_find(subject, "public-prefix-secret", NULL,
			     "is a secret key, and the prefix of its name publishes it");
	else if (!(row && row->kind == KEY_PUBLISHABLE) &&
		 is_secret_by_name(subject, name + prefix))
		subject_find(subject, "public-prefix-secret", NULL,
			     "is secret by its name or type, and the prefix of its name "
			     "publishes it");
	else if (has_password(subject))
		subject_find(subject, "public-prefix-secret", NULL,
			     "has a password in it, and the prefix of its name publishes it");
}
