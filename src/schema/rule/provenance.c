/* SPDX-License-Identifier: Apache-2.0 */
#include "schema/rule/value.h"

#include "schema/sensitive.h"
#include "model/source.h"
#include "schema/types.h"
#include "util/text.h"

#define DAY_MS ((uint64_t)24 * 60 * 60 * 1000)

/* The word of sources = for where the value came from; NULL when that is not known. */
static const char *origin_word(const struct subject *subject)
{
	switch (subject->origin) {
	case ORIGIN_SOURCE:
	case ORIGIN_IMPORT:
		return subject->source && subject->source->type ? subject->source->type->provenance
								: NULL;
	case ORIGIN_INHERITED: return "env";
	case ORIGIN_DEFAULT: return "default";
	case ORIGIN_LITERAL: return "literal";
	/* The parts of a template are looked at one by one; a file tells nothing of its origin. */
	case ORIGIN_TEMPLATE:
	case ORIGIN_FILE:
	case ORIGIN_ABSENT: break;
	}
	return NULL;
}

bool rule_concerns_sources(const struct variable *variable)
{
	return variable->list[LIST_SOURCES] || variable_is_sensitive(variable);
}

/*
 * A manifest that has stores can have all secrets from them. Before that, the environment is how
 * everybody begins.
 */
static bool is_left_behind(const struct subject *subject)
{
	const struct value *value = values_find(subject->checking->values, subject->variable->name);

	return subject->sensitive && subject->origin == ORIGIN_INHERITED && value &&
	       !value->passing && subject->checking->manifest->sources_count > 0;
}

void rule_check_provenance(const struct subject *subject)
{
	char *const *sources = subject->variable->list[LIST_SOURCES];
	const char *word = origin_word(subject);

	if (subject->length == 0 || !word)
		return;
	if (subject->sensitive && subject->origin == ORIGIN_DEFAULT)
		subject_find(subject, "default-on-sensitive", NULL, "is taken from default");
	else if (sources ? !text_list_has(sources, word)
			 : subject->sensitive && subject->origin == ORIGIN_LITERAL)
		subject_find(subject, "secret-source-not-allowed", NULL, "%s",
			     subject->origin == ORIGIN_LITERAL ? "is written in the manifest"
			     : subject->origin == ORIGIN_INHERITED
				     ? "comes from the environment, which sources does not name"
				     : "comes from a source of a kind that sources does not name");
	else if (!sources && is_left_behind(subject))
		subject_find_at(subject, "secret-source-not-allowed", SUBJECT_AT(PRODUCTION_WARN),
				"have it from a source too, or say sources = env",
				"comes from the environment, and the manifest has sources");
}

/* The longest that a kind of key should live. SP 800-57 part 1 table 1; CIS AWS 1.13; PCI DSS 8. */
static uint64_t longest_ms(const struct value_type *type)
{
	static const struct {
		const char *type;
		unsigned days;
	} rows[] = {
		{ "password", 90 },         { "api-key", 365 },        { "token", 365 },
		{ "jwt-hmac-key", 730 },    { "encryption-key", 730 }, { "pem-private-key", 1095 },
		{ "ssh-private-key", 730 }, { "secret", 730 },
	};

	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		if (value_type_is(type, rows[i].type))
			return rows[i].days * DAY_MS;
	}
	return 0;
}

#define GRACE_DAYS 14

/* The text of a period in milliseconds, or fallback when it is not said. */
static uint64_t period_ms(const char *text, uint64_t fallback)
{
	uint64_t ms;

	return text && text_to_duration(&ms, text) ? ms : fallback;
}

/* every_ms: UINT64_MAX where nothing is said of it; max-age has the last word. */
static void check_age(const struct subject *subject, uint64_t every_ms)
{
	const char *every = subject_text(subject, TEXT_ROTATE_EVERY);
	const char *oldest = subject_text(subject, TEXT_MAX_AGE);
	uint64_t oldest_ms = period_ms(oldest, UINT64_MAX);
	uint64_t grace_ms =
		period_ms(subject_text(subject, TEXT_ROTATE_GRACE), GRACE_DAYS * DAY_MS);
	uint64_t before_ms = period_ms(subject_text(subject, TEXT_WARN_BEFORE), 0);
	time_t now = clock_wall(subject->checking->clock);
	uint64_t age_ms;

	if (subject->created == 0 || now < subject->created)
		return;
	age_ms = (uint64_t)(now - subject->created) * 1000;
	if (age_ms > oldest_ms)
		subject_find_at(subject, "secret-too-old", SUBJECT_AT(ALWAYS), NULL,
				"is %llu days old, and max-age = %s is over",
				(unsigned long long)(age_ms / DAY_MS), oldest);
	else if (every_ms == UINT64_MAX)
		return;
	else if (age_ms > every_ms + grace_ms)
		subject_find_at(subject, "secret-too-old", SUBJECT_AT(ALWAYS), NULL,
				"is %llu days old, and rotate-every and rotate-grace are over",
				(unsigned long long)(age_ms / DAY_MS));
	else if (age_ms > every_ms)
		subject_find(subject, "secret-too-old", NULL,
			     "is %llu days old, and rotate-every = %s is over",
			     (unsigned long long)(age_ms / DAY_MS), every);
	else if (before_ms && age_ms + before_ms > every_ms)
		subject_find_at(subject, "secret-too-old", SUBJECT_INFO, NULL,
				"is %llu days old, and rotate-every = %s is nearly over",
				(unsigned long long)(age_ms / DAY_MS), every);
}

/*
 * What a store keeps, whether its value is at hand or not, and what a section of the manifest
 * declares, wherever its value comes from. A template is rotated in its parts; a name of a file, or
 * one that only a preset knows, has no section that could say how often.
 */
static bool is_rotated(const struct subject *subject)
{
	const struct variable *variable = subject->variable;

	if (subject->origin == ORIGIN_SOURCE || subject->origin == ORIGIN_IMPORT ||
	    variable->from_text)
		return true;
	return subject->length > 0 && !variable->unknown && !variable->implied_by &&
	       !template_has_variables(&variable->value);
}

static void check_length(const struct subject *subject, uint64_t every_ms)
{
	const struct value_type *type = subject->variable->type;
	const char *oldest = subject_text(subject, TEXT_MAX_AGE);
	uint64_t longest = longest_ms(type);

	if (every_ms > period_ms(oldest, UINT64_MAX))
		subject_find(subject, "rotation-too-long", NULL,
			     "rotate-every is longer than max-age = %s", oldest);
	else if (longest > 0 && every_ms > longest)
		subject_find(subject, "rotation-too-long", NULL,
			     "rotate-every is longer than the %llu days that a %s should live",
			     (unsigned long long)(longest / DAY_MS), type->name);
}

void rule_check_rotation(const struct subject *subject)
{
	const char *text = subject_text(subject, TEXT_ROTATE_EVERY);
	uint64_t every_ms = period_ms(text, UINT64_MAX);

	if (!is_rotated(subject))
		return;
	check_age(subject, every_ms);
	if (!text && subject->sensitive)
		subject_find(subject, "rotation-undefined", NULL, "has no rotate-every");
	if (every_ms != UINT64_MAX)
		check_length(subject, every_ms);
	else if (text && subject->variable->text[TEXT_MAX_AGE])
		subject_find(subject, "rotation-too-long", NULL,
			     "rotate-every is never, and max-age = %s",
			     subject->variable->text[TEXT_MAX_AGE]);
}

/* Rotation is a matter of the manifest: without network it is judged too. */
void rule_check_rotation_unfetched(const struct checking *checking)
{
	const struct manifest *manifest = checking->manifest;

	for (size_t i = 0; i < manifest->variables_count; i++) {
		const struct variable *variable = &manifest->variables[i];
		const struct subject subject = { .checking = checking,
						 .variable = variable,
						 .type = variable->type,
						 .sensitive = variable_is_sensitive(variable) };

		if (!values_find(checking->values, variable->name))
			rule_check_rotation(&subject);
	}
}
