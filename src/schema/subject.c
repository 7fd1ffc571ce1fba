/* SPDX-License-Identifier: Apache-2.0 */
#include "schema/subject.h"

#include <assert.h>
#include <stdarg.h>
#include <string.h>

#include "schema/sensitive.h"
#include "schema/look.h"
#include "schema/maker.h"
#include "schema/neighbours.h"
#include "schema/no_secret.h"
#include "schema/rules.h"
#include "schema/types.h"
#include "schema/waivers.h"
#include "util/alloc.h"
#include "util/text.h"

const enum severity severities_ALWAYS[ENVIRONMENT_CLASSES] = SEVERITIES_ALWAYS,
		    severities_DEPLOYED[ENVIRONMENT_CLASSES] = SEVERITIES_DEPLOYED,
		    severities_PRODUCTION[ENVIRONMENT_CLASSES] = SEVERITIES_PRODUCTION,
		    severities_PRODUCTION_ONLY[ENVIRONMENT_CLASSES] = SEVERITIES_PRODUCTION_ONLY,
		    severities_PRODUCTION_WARN[ENVIRONMENT_CLASSES] = SEVERITIES_PRODUCTION_WARN,
		    severities_PRODUCTION_ELSE_WARN[ENVIRONMENT_CLASSES] =
			    SEVERITIES_PRODUCTION_ELSE_WARN,
		    severities_WARN[ENVIRONMENT_CLASSES] = SEVERITIES_WARN,
		    severities_INFO[ENVIRONMENT_CLASSES] = SEVERITIES_INFO,
		    severities_LIVE[ENVIRONMENT_CLASSES] = SEVERITIES_LIVE,
		    severities_OFF[ENVIRONMENT_CLASSES] = SEVERITIES_OFF;

/* An expired waiver no longer helps, and is a finding of its own, once a variable and rule. */
static void complain_of_waiver(const struct subject *subject, const struct waiver *waiver,
			       const char *rule)
{
	const char *variable = subject->variable ? subject->variable->name : NULL;

	report_hint(report_add(subject->checking->report, SEVERITY_ERROR, "waiver-expired",
			       variable, waiver->place, "the waiver of %s has expired (%s)", rule,
			       waiver->text),
		    "mend the value, or give the waiver a new date and reason");
}

/* Where it can be mended: at the value, otherwise at its section; the environment's word for all.
 */
static struct place place_of(const struct subject *subject)
{
	if (subject->place.file)
		return subject->place;
	return subject->variable ? subject->variable->place
				 : subject->checking->manifest->environment_place;
}

static void apply_waiver(const struct subject *subject, struct finding *finding,
			 const struct waiver *waiver)
{
	if (clock_wall(subject->checking->clock) <= waiver->until)
		finding->waiver = text_copy(waiver->text);
	else
		complain_of_waiver(subject, waiver, finding->rule);
}

/* Of a list of servers each may be wrong in the same way. */
static bool is_said(const struct report *report, const char *rule, const char *variable,
		    const char *message)
{
	for (size_t i = report->count; i > 0; i--) {
		const struct finding *finding = &report->findings[i - 1];

		if (!text_equal(finding->variable, variable))
			return false;
		if (text_equal(finding->rule, rule) && text_equal(finding->message, message))
			return true;
	}
	return false;
}

static bool add(const struct subject *subject, const struct rule *row,
		const enum severity *severities, const char *hint, const char *format, va_list args)
	_printf_(5, 0);

static bool add(const struct subject *subject, const struct rule *row,
		const enum severity *severities, const char *hint, const char *format, va_list args)
{
	const struct manifest *manifest = subject->checking->manifest;
	const struct variable *variable = subject->variable;
	const struct waiver *waiver = text_equal(manifest->waivers, "no")
					      ? NULL
					      : manifest_waiver(manifest, variable, row->id);
	enum severity severity = severities[manifest->class];
	_cleanup_(freep) char *message = NULL, *made = NULL;
	struct finding *finding;

	manifest_severity(&severity, manifest, variable, row->id);
	if (severity == SEVERITY_OFF)
		return false;
	message = text_vformat(format, args);
	if (variable && is_said(subject->checking->report, row->id, variable->name, message))
		return false;
	hint = hint ? hint : row->hint;
	if (variable && text_starts(hint, MAKE_ONE))
		hint = made = maker_hint(subject);
	finding = report_add(subject->checking->report, severity, row->id,
			     variable ? variable->name : NULL, place_of(subject), "%s", message);
	report_hint(finding, "%s", hint);
	if (waiver) {
		waivers_meet(subject->checking, waiver);
		apply_waiver(subject, finding, waiver);
	}
	return true;
}

bool subject_find(const struct subject *subject, const char *rule, const char *hint,
		  const char *format, ...)
{
	const struct rule *row = rule_find(rule);
	va_list args;
	bool added;

	assert(row);
	va_start(args, format);
	added = add(subject, row, row->severities, hint, format, args);
	va_end(args);
	return added;
}

bool subject_find_at(const struct subject *subject, const char *rule,
		     const enum severity *severities, const char *hint, const char *format, ...)
{
	const struct rule *row = rule_find(rule);
	va_list args;
	bool added;

	assert(row);
	va_start(args, format);
	added = add(subject, row, severities, hint, format, args);
	va_end(args);
	return added;
}

/* In a manifest "#" behind a value is part of it, which those who know other files do not expect.
 */
static bool has_comment(const struct subject *subject)
{
	return (subject->origin == ORIGIN_LITERAL || subject->origin == ORIGIN_DEFAULT) &&
	       (strstr(subject->bytes, " #") || strstr(subject->bytes, "\t#"));
}

bool subject_is_no(const struct subject *subject, const char *hint, const char *format, ...)
{
	const struct rule *row = rule_of_type(subject->type);
	va_list args;
	bool added;

	if (has_comment(subject))
		hint = "what follows the # is part of the value: put a comment on a line of its "
		       "own";
	va_start(args, format);
	added = add(subject, row, row->severities, hint, format, args);
	va_end(args);
	return added;
}

/* Whether the text is a URL with a password in it: that makes it a secret, whatever its type. */
static bool has_password(const char *text)
{
	const char *authority = strstr(text, "://"), *at, *colon;

	if (!authority)
		return false;
	authority += 3;
	colon = authority + strcspn(authority, ":/?#");
	if (*colon != ':')
		return false;
	at = colon + 1 + strcspn(colon + 1, "@/?#");
	return *at == '@' && at > colon + 1;
}

/* Laravel's env() reads these words as null: its example says so of passwords that are not used. */
static bool is_null(const struct subject *subject)
{
	const struct value_type *type = subject->variable->type;

	return type && value_type_is(type, "password") &&
	       checking_has_preset(subject->checking, "laravel") &&
	       (text_equal_nocase(subject->bytes, "null") ||
		text_equal_nocase(subject->bytes, "(null)"));
}

static struct subject make_subject(const struct checking *checking, const struct value *value)
{
	struct subject subject = {
		.checking = checking,
		.variable = value->variable,
		.origin = value->origin,
		.place = value->place,
		.source = value->source,
		.created = value->created,
		.sensitive = variable_is_sensitive(value->variable),
	};

	if (value->secret)
		subject.bytes = secret_reveal(value->secret, &subject.length);
	if (subject.bytes && is_null(&subject)) {
		subject.bytes = "";
		subject.length = 0;
	}
	if (subject.bytes && !subject.sensitive &&
	    !text_equal(value->variable->text[TEXT_SENSITIVE], "no"))
		subject.sensitive = has_password(subject.bytes);
	if (subject.sensitive && subject.bytes &&
	    value_is_no_secret(subject.variable, subject.bytes, subject.length))
		subject.sensitive = false;
	subject.type = value_type_of(value->variable, subject.bytes);
	return subject;
}

struct subject checking_subject(const struct checking *checking, const struct value *value)
{
	return checking->subjects ? checking->subjects[value - checking->values->items]
				  : make_subject(checking, value);
}

bool checking_find(struct subject *ret, const struct checking *checking, const char *name)
{
	const struct value *value = values_find(checking->values, name);

	if (!value)
		return false;
	*ret = checking_subject(checking, value);
	return ret->length > 0;
}

/*
 * What presets say of secrets was filled in where name or type tell of one; that a URL has a
 * password is seen only now. *at: where to look on.
 */
static const struct variable *says_of_secret(const struct subject *subject, size_t *at)
{
	const struct manifest *manifest = subject->checking->manifest;

	if (!subject->sensitive || variable_is_sensitive(subject->variable))
		return NULL;
	while (manifest->preset_others && manifest->preset_others[*at]) {
		const struct preset_section *section = manifest->preset_others[(*at)++];

		if (section->subject == PRESET_SENSITIVE)
			return &section->says;
	}
	return NULL;
}

const char *subject_text(const struct subject *subject, enum text_key key)
{
	const struct variable *says = subject->variable;

	for (size_t at = 0; says; says = says_of_secret(subject, &at)) {
		if (says->text[key])
			return says->text[key];
	}
	return NULL;
}

bool subject_in(const struct subject *subject, enum environment_class class)
{
	return subject->checking->manifest->class == class;
}

bool subject_is_truthy(const char *text)
{
	static const char *const words[] = { "1",  "t",  "true",   "y",      "yes",
					     "on", "ok", "enable", "enabled" };

	for (size_t i = 0; i < ARRAY_LENGTH(words); i++) {
		if (text_equal_nocase(text, words[i]))
			return true;
	}
	/* Loaders that ask whether a number is zero. */
	return text[0] && !text[strspn(text, "0123456789")] && text[strspn(text, "0")];
}

bool subject_is_falsy(const char *text)
{
	static const char *const words[] = { "0",  "f",   "false",   "n",
					     "no", "off", "disable", "disabled" };

	for (size_t i = 0; i < ARRAY_LENGTH(words); i++) {
		if (text_equal_nocase(text, words[i]))
			return true;
	}
	return false;
}
