/* SPDX-License-Identifier: Apache-2.0 */
#include "schema/type/scalar.h"

#include "model/environment.h"
#include "util/alloc.h"
#include "util/text.h"

/* min and max were read as integers by the manifest already. */
static void check_range(const struct subject *subject, int64_t number)
{
	const struct variable *variable = subject->variable;
	int64_t limit;

	if (variable->text[TEXT_MIN] && text_to_int(&limit, variable->text[TEXT_MIN]) &&
	    number < limit)
		subject_find(subject, "number-range", NULL, "the number is below min = %s",
			     variable->text[TEXT_MIN]);
	if (variable->text[TEXT_MAX] && text_to_int(&limit, variable->text[TEXT_MAX]) &&
	    number > limit)
		subject_find(subject, "number-range", NULL, "the number is above max = %s",
			     variable->text[TEXT_MAX]);
}

void type_check_int(const struct subject *subject)
{
	int64_t number;

	if (text_to_int(&number, subject->bytes))
		check_range(subject, number);
	else
		subject_find(subject, "type-int", NULL, "not a whole number in canonical decimal");
}

void type_check_uint(const struct subject *subject)
{
	(void)subject;
}

void type_check_float(const struct subject *subject)
{
	(void)subject;
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
	if (!text_list_has(subject->variable->list[LIST_ONE_OF], subject->bytes))
		subject_find(subject, "type-enum", NULL, "not one of the words of one-of");
}

void type_check_port(const struct subject *subject)
{
	size_t port;

	if (text_to_size(&port, subject->bytes, 65535) && port > 0)
		check_range(subject, (int64_t)port);
	else
		subject_find(subject, "type-port", NULL, "not a port number from 1 to 65535");
}

void type_check_percent(const struct subject *subject)
{
	(void)subject;
}

void type_check_duration(const struct subject *subject)
{
	(void)subject;
}

void type_check_size(const struct subject *subject)
{
	(void)subject;
}

void type_check_rate(const struct subject *subject)
{
	(void)subject;
}

void type_check_cron(const struct subject *subject)
{
	(void)subject;
}

void type_check_timezone(const struct subject *subject)
{
	(void)subject;
}

void type_check_ip(const struct subject *subject)
{
	(void)subject;
}

void type_check_cidr(const struct subject *subject)
{
	(void)subject;
}

void type_check_email(const struct subject *subject)
{
	(void)subject;
}

void type_check_uuid(const struct subject *subject)
{
	(void)subject;
}

void type_check_semver(const struct subject *subject)
{
	(void)subject;
}

void type_check_path(const struct subject *subject)
{
	(void)subject;
}

void type_check_json(const struct subject *subject)
{
	(void)subject;
}

void type_check_base64(const struct subject *subject)
{
	(void)subject;
}

void type_check_hex(const struct subject *subject)
{
	(void)subject;
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

bool type_number_int(long double *ret, const struct variable *variable, const char *text)
{
	int64_t number;

	(void)variable;
	if (!text_to_int(&number, text))
		return false;
	*ret = number;
	return true;
}

bool type_number_float(long double *ret, const struct variable *variable, const char *text)
{
	(void)variable;
	*ret = 0;
	return text[0] != 0;
}

bool type_number_percent(long double *ret, const struct variable *variable, const char *text)
{
	(void)variable;
	*ret = 0;
	return text[0] != 0;
}

bool type_number_duration(long double *ret, const struct variable *variable, const char *text)
{
	(void)variable;
	*ret = 0;
	return text[0] != 0;
}

bool type_number_size(long double *ret, const struct variable *variable, const char *text)
{
	(void)variable;
	*ret = 0;
	return text[0] != 0;
}

bool type_number_rate(long double *ret, const struct variable *variable, const char *text)
{
	(void)variable;
	*ret = 0;
	return text[0] != 0;
}
