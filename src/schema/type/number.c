/* SPDX-License-Identifier: Apache-2.0 */
#include "schema/type/scalar.h"

#include <string.h>

#include "schema/grammar.h"
#include "schema/rules.h"
#include "schema/types.h"
#include "util/alloc.h"
#include "util/text.h"

#define PRIVILEGED_PORTS 1024
#define NS_PER_MS        1000000.0L

/* One bound of a number, by its key. The manifest has read it with the same reader. */
struct bound {
	enum text_key key;
	const char *name;
	bool upper, usual;
};

static const struct bound bounds[] = {
	{ TEXT_MIN, "min", false, false },
	{ TEXT_MAX, "max", true, false },
	{ TEXT_USUAL_MIN, "usual-min", false, true },
	{ TEXT_USUAL_MAX, "usual-max", true, true },
};

static void complain(const struct subject *subject, const char *rule, const struct bound *bound)
{
	const char *limit = subject->variable->text[bound->key];
	_cleanup_(freep) char *hint =
		text_format("use %s %s, or change %s", bound->upper ? "at most" : "at least", limit,
			    bound->name);

	subject_find(subject, bound->usual ? "usual-range" : rule, hint, "is %s %s = %s",
		     bound->upper ? "above" : "below", bound->name, limit);
}

/* A finding for each side on which number is out; beyond max it is not told about usual-max too. */
static void check_range(const struct subject *subject, const char *rule, long double number)
{
	const struct variable *variable = subject->variable;
	bool out[2] = { false, false };

	for (size_t i = 0; i < ARRAY_LENGTH(bounds); i++) {
		const struct bound *bound = &bounds[i];
		long double limit;

		if (!variable->text[bound->key] || out[bound->upper] ||
		    !variable->type->number(&limit, variable, variable->text[bound->key]))
			continue;
		out[bound->upper] = bound->upper ? number > limit : number < limit;
		if (out[bound->upper])
			complain(subject, rule, bound);
	}
}

void type_check_int(const struct subject *subject)
{
	int64_t number;
	const char *wrong = grammar_int(&number, subject->bytes, subject->length);

	if (wrong)
		subject_is_no(subject, NULL, "%s%s",
			      text_starts(wrong, "not a ") ? "" : "not a whole number: ", wrong);
	else
		check_range(subject, "number-range", number);
}

void type_check_uint(const struct subject *subject)
{
	int64_t number;
	const char *wrong = grammar_uint(&number, subject->bytes, subject->length);

	if (wrong)
		subject_is_no(subject, NULL, "not a whole number that is not negative: %s", wrong);
	else
		check_range(subject, "number-range", number);
}

void type_check_float(const struct subject *subject)
{
	double number;
	const char *wrong = grammar_real(&number, subject->bytes, subject->length);

	if (wrong)
		subject_is_no(subject, NULL, "%s", wrong);
	else
		check_range(subject, "number-range", number);
}

/* The names of ports that the program itself listens at; others are of servers elsewhere. */
static bool is_listening(const char *name)
{
	static const char *const names[] = { "PORT",          "APP_PORT",    "LISTEN_PORT",
					     "*_LISTEN_PORT", "BIND_PORT",   "*_BIND_PORT",
					     "HTTP_PORT",     "HTTPS_PORT",  "SERVER_PORT",
					     "WEB_PORT",      "UVICORN_PORT" };

	for (size_t i = 0; i < ARRAY_LENGTH(names); i++) {
		if (text_glob(names[i], name, true))
			return true;
	}
	return false;
}

/*
 * A service NAME in a cluster gives every pod NAME_PORT=tcp://ADDRESS:PORT (Kubernetes, Docker's
 * links). Unless a section says that the variable is a port, that is what it is.
 */
static bool is_service_link(const struct subject *subject)
{
	static const char *const links[] = { "tcp://?*:?*", "udp://?*:?*", "sctp://?*:?*" };

	for (size_t i = 0; subject->variable->unknown && i < ARRAY_LENGTH(links); i++) {
		if (text_glob(links[i], subject->bytes, false))
			return true;
	}
	return false;
}

void type_check_port(const struct subject *subject)
{
	const struct surroundings *around = subject->checking->around;
	int64_t port;

	if (is_service_link(subject))
		return;
	if (grammar_uint(&port, subject->bytes, subject->length) || port == 0 || port > 65535) {
		subject_is_no(subject, NULL, "not a port number from 1 to 65535");
		return;
	}
	if (port < PRIVILEGED_PORTS && around && around->becomes && !around->is_root &&
	    is_listening(subject->variable->name))
		subject_find_at(subject, "type-port", SUBJECT_WARN,
				"use a port from 1024 on, or give the program CAP_NET_BIND_SERVICE",
				"a port below 1024 is for root, and the program will not be");
	check_range(subject, "number-range", port);
}

void type_check_percent(const struct subject *subject)
{
	double number;
	const char *wrong = grammar_percent(&number, subject->bytes, subject->length);

	if (wrong)
		subject_is_no(subject, NULL, "not a percentage: %s", wrong);
	else
		check_range(subject, "number-range", number);
}

/*
 * A plain number that is too much in seconds and in range in milliseconds, where only the name said
 * what it is: many programs count so.
 */
static bool is_milliseconds(const struct subject *subject, long double ms)
{
	const struct variable *variable = subject->variable;
	const char *least = variable->text[TEXT_MIN], *most = variable->text[TEXT_MAX];
	long double min, max;

	return variable->type_by && !variable->text[TEXT_UNIT] && most &&
	       type_number_duration(&max, variable, most) && ms > max && ms / 1000 <= max &&
	       (!least || (type_number_duration(&min, variable, least) && ms / 1000 >= min)) &&
	       !subject->bytes[strspn(subject->bytes, "0123456789")];
}

void type_check_duration(const struct subject *subject)
{
	uint64_t ns;
	const char *wrong = grammar_duration(&ns, subject->bytes, subject->length,
					     subject->variable->text[TEXT_UNIT]);

	if (wrong)
		subject_is_no(subject, NULL, "not a duration: %s", wrong);
	else if (is_milliseconds(subject, (long double)ns / NS_PER_MS))
		subject_find_at(subject, "duration-range", SUBJECT_WARN,
				"if these are milliseconds, say unit = ms",
				"is above max = %s as seconds", subject->variable->text[TEXT_MAX]);
	else
		check_range(subject, "duration-range", (long double)ns / NS_PER_MS);
}

void type_check_size(const struct subject *subject)
{
	uint64_t bytes;
	const char *wrong = grammar_size(&bytes, subject->bytes, subject->length);

	if (wrong)
		subject_is_no(subject, NULL, "not a size: %s", wrong);
	else
		check_range(subject, "size-range", bytes);
}

/* By the second where both say a period, else count by count. */
static int compare_rates(const struct rate *a, const struct rate *b)
{
	bool timed = a->seconds > 0 && b->seconds > 0;
	long double first = (long double)a->count * (timed ? (long double)b->seconds : 1);
	long double second = (long double)b->count * (timed ? (long double)a->seconds : 1);

	return (first > second) - (first < second);
}

void type_check_rate(const struct subject *subject)
{
	const struct variable *variable = subject->variable;
	struct rate rate, limit;
	bool out[2] = { false, false };
	const char *wrong = grammar_rate(&rate, subject->bytes, subject->length);

	if (wrong) {
		subject_is_no(subject, NULL, "not a rate: %s", wrong);
		return;
	}
	if (rate.count == 0) {
		subject_find(subject, "rate-invalid", "use 1 or more, as in 100/minute",
			     "is 0, which some programs read as no limit, and others as no access");
		return;
	}
	for (size_t i = 0; i < ARRAY_LENGTH(bounds); i++) {
		const struct bound *bound = &bounds[i];
		const char *text = variable->text[bound->key];

		if (!text || out[bound->upper] || grammar_rate(&limit, text, strlen(text)))
			continue;
		out[bound->upper] = bound->upper ? compare_rates(&rate, &limit) > 0
						 : compare_rates(&rate, &limit) < 0;
		if (out[bound->upper])
			complain(subject, "rate-invalid", bound);
	}
}

bool type_number_int(long double *ret, const struct variable *variable, const char *text)
{
	int64_t number;

	(void)variable;
	if (grammar_int(&number, text, strlen(text)))
		return false;
	*ret = number;
	return true;
}

bool type_number_float(long double *ret, const struct variable *variable, const char *text)
{
	double number;

	(void)variable;
	if (grammar_real(&number, text, strlen(text)))
		return false;
	*ret = number;
	return true;
}

bool type_number_percent(long double *ret, const struct variable *variable, const char *text)
{
	double number;

	(void)variable;
	if (grammar_percent(&number, text, strlen(text)))
		return false;
	*ret = number;
	return true;
}

bool type_number_duration(long double *ret, const struct variable *variable, const char *text)
{
	uint64_t ns;

	if (grammar_duration(&ns, text, strlen(text), variable->text[TEXT_UNIT]))
		return false;
	*ret = (long double)ns / NS_PER_MS;
	return true;
}

bool type_number_size(long double *ret, const struct variable *variable, const char *text)
{
	uint64_t bytes;

	(void)variable;
	if (grammar_size(&bytes, text, strlen(text)))
		return false;
	*ret = bytes;
	return true;
}

bool type_number_rate(long double *ret, const struct variable *variable, const char *text)
{
	struct rate rate;

	(void)variable;
	if (grammar_rate(&rate, text, strlen(text)))
		return false;
	*ret = rate.seconds ? (long double)rate.count / (long double)rate.seconds : rate.count;
	return true;
}
