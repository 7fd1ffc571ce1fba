/* SPDX-License-Identifier: Apache-2.0 */
#include "schema/type/url.h"

#include <string.h>

#include "schema/host.h"
#include "schema/rules.h"
#include "util/alloc.h"
#include "util/text.h"
#include "util/url.h"

#define DIGIT "0123456789"
#define HEX   DIGIT "abcdefABCDEF"
#define UPPER DIGIT "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define ALNUM UPPER "abcdefghijklmnopqrstuvwxyz"

/* Whether all length bytes are the same, which no random id has. */
static bool is_one_character(const char *text, size_t length)
{
	for (size_t i = 1; i < length; i++) {
		if (text[i] != text[0])
			return false;
	}
	return true;
}

static bool is_sentry_key(const char *key)
{
	return key && strlen(key) == 32 && strspn(key, HEX) == 32;
}

/* The last segment of the path is the number of the project. */
static bool ends_in_number(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash && slash[1] && !slash[1 + strspn(slash + 1, DIGIT)];
}

static const char *sentry_wrong(const struct url *url)
{
	enum host_kind kind;
	const char *wrong;

	if (!text_equal(url->scheme, "https"))
		return "the scheme is not https";
	wrong = host_parse(&kind, url->host, true);
	if (wrong)
		return wrong;
	if (!url->user)
		return "there is no public key in front of the @";
	if (!is_sentry_key(url->user))
		return "the public key is not made of 32 hexadecimal digits";
	if (url->password && !is_sentry_key(url->password))
		return "the secret key is not made of 32 hexadecimal digits";
	if (!ends_in_number(url->path))
		return "the path does not end in the project's number";
	return url->fragment ? "a # stands in it" : NULL;
}

/* https://examplePublicKey@o0.ingest.sentry.io/0, as Sentry's documentation has it. */
static bool is_sentry_example(const struct url *url)
{
	return text_equal_nocase(url->user, "examplePublicKey") ||
	       text_equal_nocase(url->user, "public") || text_equal(url->path, "/0") ||
	       (is_sentry_key(url->user) && is_one_character(url->user, 32));
}

void type_check_sentry_dsn(const struct subject *subject)
{
	struct url url;
	const char *wrong = url_parse(&url, subject->bytes);

	if (wrong) {
		subject_is_no(subject, NULL, "not a DSN: %s", wrong);
		return;
	}
	wrong = sentry_wrong(&url);
	if (is_sentry_example(&url))
		subject_find(subject, "api-key-example", NULL, "a DSN of the documentation");
	if (wrong)
		subject_is_no(subject, NULL, "not a DSN: %s", wrong);
	else if (url.password)
		subject_find_at(subject, "type-sentry-dsn", SUBJECT_WARN,
				"remove the colon and the key behind it",
				"a DSN of the old form, with its secret key");
	url_done(&url);
}

/* The segments behind hooks.slack.com, each a kind and the lengths it may have. */
struct segment {
	char first;          /* 0: any */
	const char *letters; /* what it is made of */
	size_t shortest, longest;
};

static const struct {
	const char *start;
	struct segment segments[5];
} slack_forms[] = {
	{ "/services/", { { 'T', UPPER, 9, 32 }, { 'B', UPPER, 9, 32 }, { 0, ALNUM, 23, 25 } } },
	{ "/workflows/",
	  { { 'T', UPPER, 9, 32 },
	    { 'A', UPPER, 9, 32 },
	    { 0, DIGIT, 10, 24 },
	    { 0, ALNUM, 23, 25 } } },
	{ "/triggers/", { { 0, UPPER, 9, 32 }, { 0, DIGIT, 10, 24 }, { 0, ALNUM, 23, 40 } } },
};

/* Whether path has a form's segments; blank: one of them is a single character throughout. */
static bool fits(const char *path, const struct segment *segments, bool *ret_blank)
{
	for (; segments->letters; segments++) {
		size_t length = strcspn(path, "/");
		size_t id = segments->first ? 1 : 0;

		if (length < segments->shortest || length > segments->longest ||
		    strspn(path, segments->letters) != length ||
		    (segments->first && path[0] != segments->first))
			return false;
		*ret_blank = *ret_blank || is_one_character(path + id, length - id);
		path += length;
		if (segments[1].letters && *path++ != '/')
			return false;
	}
	return *path == '\0';
}

/* The slots of the documentation are shorter than any id: T00000000, TXXXXXX. */
static bool is_slack_slot(const char *path)
{
	static const char *const globs[] = { "/services/T000*", "/services/TXXX*",
					     "/services/T/B/*", "*/XXXXXXXX*",
					     "/services/YOUR*", "/services/xxx*",
					     "/services/your*", "/services/...*" };

	for (size_t i = 0; i < ARRAY_LENGTH(globs); i++) {
		if (text_glob(globs[i], path, false))
			return true;
	}
	return false;
}

static bool is_slack_host(const struct url *url)
{
	return text_equal(url->scheme, "https") && !url->user && !url->password && !url->port &&
	       !url->query && !url->fragment &&
	       (text_equal(url->host, "hooks.slack.com") ||
		text_equal(url->host, "hooks.slack-gov.com"));
}

void type_check_slack_webhook(const struct subject *subject)
{
	struct url url;
	const char *wrong = url_parse(&url, subject->bytes);
	bool known = false, blank = false;

	if (wrong) {
		subject_is_no(subject, NULL, "not a webhook: %s", wrong);
		return;
	}
	for (size_t i = 0; i < ARRAY_LENGTH(slack_forms) && is_slack_host(&url); i++)
		known = known || (text_starts(url.path, slack_forms[i].start) &&
				  fits(url.path + strlen(slack_forms[i].start),
				       slack_forms[i].segments, &blank));
	if (blank || is_slack_slot(url.path))
		subject_find(subject, "api-key-example", NULL, "a webhook of the documentation");
	else if (!known)
		subject_is_no(subject, NULL,
			      "not https://hooks.slack.com/services/T.../B.../ and a token");
	url_done(&url);
}
