/* SPDX-License-Identifier: Apache-2.0 */
#include "schema/type_checks.h"

#include "model/environment.h"
#include "util/alloc.h"
#include "util/text.h"
#include "util/url.h"

/* min and max were read as integers by the manifest already. */
static void check_range(const struct subject *subject, int64_t number)
{
	const struct variable *variable = subject->variable;
	int64_t limit;

	if (variable->min && text_to_int(&limit, variable->min) && number < limit)
		subject_find(subject, "number-range", NULL, "the number is below min = %s",
			     variable->min);
	if (variable->max && text_to_int(&limit, variable->max) && number > limit)
		subject_find(subject, "number-range", NULL, "the number is above max = %s",
			     variable->max);
}

void type_check_int(const struct subject *subject)
{
	int64_t number;

	if (text_to_int(&number, subject->bytes))
		check_range(subject, number);
	else
		subject_find(subject, "type-int", NULL, "not a whole number in canonical decimal");
}

void type_check_port(const struct subject *subject)
{
	size_t port;

	if (text_to_size(&port, subject->bytes, 65535) && port > 0)
		check_range(subject, (int64_t)port);
	else
		subject_find(subject, "type-port", NULL, "not a port number from 1 to 65535");
}

void type_check_bool(const struct subject *subject)
{
	static const char *const words[] = { "1",   "t",   "true",    "y",
					     "yes", "on",  "enable",  "enabled",
					     "0",   "f",   "false",   "n",
					     "no",  "off", "disable", "disabled" };

	for (size_t i = 0; i < ARRAY_LENGTH(words); i++) {
		if (text_equal_nocase(subject->bytes, words[i]))
			return;
	}
	subject_find(subject, "type-bool", NULL, "not a boolean word");
}

void type_check_enum(const struct subject *subject)
{
	if (!text_list_has(subject->variable->one_of, subject->bytes))
		subject_find(subject, "type-enum", NULL, "not one of the words of one-of");
}

static void check_url(const struct subject *subject, const char *rule, bool https)
{
	struct url url;
	const char *wrong = url_parse(&url, subject->bytes);

	if (wrong) {
		subject_find(subject, rule, NULL, "not a URL: %s", wrong);
		return;
	}
	if (https && !text_equal(url.scheme, "https"))
		subject_find(subject, rule, "write https:// in front of the host",
			     "the scheme is not https");
	if (url.user || url.password)
		subject_find(subject, "url-credentials", NULL, "the URL carries a login");
	url_done(&url);
}

void type_check_url(const struct subject *subject)
{
	check_url(subject, "type-url", false);
}

void type_check_https_url(const struct subject *subject)
{
	check_url(subject, "type-https-url", true);
}

void type_check_log_level(const struct subject *subject)
{
	static const char *const levels[] = {
		"trace", "debug",   "verbose", "silly", "info",  "information", "notice",
		"warn",  "warning", "error",   "err",   "fatal", "critical",    "crit",
		"alert", "emerg",   "off",     "none",  NULL,
	};

	for (size_t i = 0; levels[i]; i++) {
		if (text_equal_nocase(subject->bytes, levels[i]))
			return;
	}
	subject_find(subject, "type-log-level", NULL, "not the name of a log level");
}

void type_check_environment(const struct subject *subject)
{
	enum environment_class class;

	if (!environment_classify(&class, subject->bytes))
		subject_find(subject, "type-environment", NULL, "not the name of an environment");
}
