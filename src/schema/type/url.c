/* SPDX-License-Identifier: Apache-2.0 */
#include "schema/type/url.h"

#include <string.h>

#include "schema/host.h"
#include "schema/rule/url.h"
#include "util/text.h"
#include "util/url.h"

static bool is_web(const char *scheme)
{
	return text_equal(scheme, "http") || text_equal(scheme, "https") ||
	       text_equal(scheme, "ws") || text_equal(scheme, "wss");
}

static void check_scheme(const struct subject *subject, const struct url *url, bool https)
{
	const struct variable *variable = subject->variable;
	char **schemes = variable->list[LIST_SCHEMES];

	if (https && !text_equal(url->scheme, "https")) {
		/* A name alone asks for https where users are; there, url-http says so. */
		if (!variable->type_by || !text_equal(url->scheme, "http"))
			subject_is_no(subject, "write https:// in front of the host",
				      "the scheme is not https");
	} else if (schemes && *schemes && !text_list_has(schemes, url->scheme)) {
		subject_is_no(subject, NULL, "the scheme is none of schemes");
	}
}

static void check_url(const struct subject *subject, bool https)
{
	enum host_kind kind;
	struct url url;
	const char *wrong = url_parse(&url, subject->bytes);

	if (wrong) {
		subject_is_no(subject, NULL, "not a URL: %s", wrong);
		return;
	}
	/* Elsewhere a host may be any registered name: a bucket, the path of a socket. */
	wrong = is_web(url.scheme) ? host_parse(&kind, url.host, true) : NULL;
	if (wrong)
		subject_is_no(subject, NULL, "not a URL: %s", wrong);
	else
		check_scheme(subject, &url, https);
	url_check_login(subject, &url);
	url_done(&url);
}

void type_check_url(const struct subject *subject)
{
	check_url(subject, text_equal(subject->variable->text[TEXT_HTTPS_ONLY], "yes"));
}

void type_check_https_url(const struct subject *subject)
{
	check_url(subject, true);
	/* The rules of names that say URL, when it is the type that says it. */
	if (url_is_named(subject->variable->name))
		return;
	rule_check_url_localhost(subject);
	if (subject->variable->type_by)
		rule_check_url_http(subject);
}
