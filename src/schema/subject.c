/* SPDX-License-Identifier: Apache-2.0 */
#include "schema/subject.h"

#include <assert.h>
#include <stdarg.h>
#include <string.h>

#include "schema/name_types.h"
#include "schema/rules.h"
#include "schema/types.h"
#include "util/alloc.h"
#include "util/text.h"

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

static void apply_waiver(const struct subject *subject, struct finding *finding,
			 const struct waiver *waiver)
{
	if (clock_wall(subject->checking->clock) <= waiver->until)
		finding->waiver = text_copy(waiver->text);
	else
		complain_of_waiver(subject, waiver, finding->rule);
}

bool subject_find(const struct subject *subject, const char *rule, const char *hint,
		  const char *format, ...)
{
	const struct manifest *manifest = subject->checking->manifest;
	const struct variable *variable = subject->variable;
	const struct rule *row = rule_find(rule);
	const struct waiver *waiver = manifest_waiver(manifest, variable, rule);
	_cleanup_(freep) char *message = NULL;
	struct finding *finding;
	enum severity severity;
	va_list args;

	assert(row);
	severity = rule_severity(manifest, variable, row);
	if (severity == SEVERITY_OFF)
		return false;
	va_start(args, format);
	message = text_vformat(format, args);
	va_end(args);
	finding = report_add(
		subject->checking->report, severity, row->id, variable ? variable->name : NULL,
		variable ? variable->place : manifest->environment_place, "%s", message);
	report_hint(finding, "%s", hint ? hint : row->hint);
	if (waiver)
		apply_waiver(subject, finding, waiver);
	return true;
}

bool subject_is_sensitive(const struct subject *subject)
{
	const struct variable *variable = subject->variable;

	if (text_equal(variable->sensitive, "yes"))
		return true;
	if (text_equal(variable->sensitive, "no"))
		return false;
	return (variable->type && variable->type->sensitive) || name_is_sensitive(variable->name);
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
