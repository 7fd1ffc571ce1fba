/* SPDX-License-Identifier: Apache-2.0 */
#include "schema/probe.h"

#include <string.h>

#include "schema/look.h"
#include "schema/rule/value.h"
#include "schema/rules.h"
#include "schema/sensitive.h"
#include "util/cleanup.h"

/* What is an error everywhere is one of form; what goes by the environment is policy. */
static bool is_of_form(const struct finding *finding)
{
	return finding->severity == SEVERITY_ERROR &&
	       memcmp(rule_find(finding->rule)->severities, severities_ALWAYS,
		      sizeof(severities_ALWAYS)) == 0;
}

const struct finding *probe_form(struct report *found, const struct checking *checking,
				 const struct variable *variable, const char *text)
{
	struct checking alone = *checking;
	struct variable anywhere = *variable;
	const struct subject subject = { .checking = &alone,
					 .variable = &anywhere,
					 .bytes = text,
					 .length = strlen(text),
					 .type = value_type_of(variable, text),
					 .origin = ORIGIN_LITERAL,
					 .sensitive = variable_is_sensitive(variable) };

	alone.report = found;
	alone.waivers_met = NULL;
	anywhere.text[TEXT_MUST_EXIST] = NULL; /* on another machine */
	anywhere.text[TEXT_MAX_MODE] = NULL;
	if (subject.length == 0)
		return NULL;
	rule_check_limits(&subject);
	if (subject.type && subject.type->check)
		subject.type->check(&subject);
	for (size_t i = 0; i < found->count; i++) {
		if (is_of_form(&found->findings[i]))
			return &found->findings[i];
	}
	return NULL;
}

static void check_default(const struct subject *subject, const struct other_default *other)
{
	_cleanup_(report_done) struct report found = { 0 };
	const char *at = other->environment ? "@" : "";
	const char *environment = other->environment ? other->environment : "";
	const struct finding *wrong;

	if (subject->sensitive) {
		if (other->text[0])
			subject_find(subject, "default-on-sensitive", NULL,
				     "has a default%s%s in the manifest", at, environment);
		return;
	}
	wrong = probe_form(&found, subject->checking, subject->variable, other->text);
	if (wrong)
		subject_find_at(subject, wrong->rule, SUBJECT_AT(ALWAYS), wrong->hint,
				"default%s%s: %s", at, environment, wrong->message);
}

void rule_check_other_defaults(const struct checking *checking)
{
	const struct manifest *manifest = checking->manifest;

	for (size_t i = 0; i < manifest->variables_count; i++) {
		const struct variable *variable = &manifest->variables[i];
		struct subject subject = { .checking = checking,
					   .variable = variable,
					   .sensitive = variable_is_sensitive(variable) };

		for (size_t j = 0; j < variable->others_count; j++) {
			subject.place = variable->others[j].place;
			check_default(&subject, &variable->others[j]);
		}
	}
}
