/* SPDX-License-Identifier: Apache-2.0 */
#include "schema/check.h"

#include <stdlib.h>

#include "schema/key/passphrases.h"
#include "schema/rule/mail.h"
#include "schema/rules.h"
#include "schema/switches.h"
#include "schema/types.h"
#include "util/alloc.h"
#include "util/pattern.h"

#define EVERY_MAX 32

/* The rules that look at each variable, and those that look at all of them once. */
struct rule_sets {
	const struct rule *every[EVERY_MAX], *once[EVERY_MAX];
	size_t every_count, once_count;
};

static void collect_sets(struct rule_sets *sets)
{
	for (const struct rule *rule = rules; rule->id; rule++) {
		if (sets->every_count == EVERY_MAX || sets->once_count == EVERY_MAX)
			abort();
		if (rule->check)
			sets->every[sets->every_count++] = rule;
		if (rule->check_all)
			sets->once[sets->once_count++] = rule;
	}
}

static void check_named(const struct rule *rule, void *context)
{
	rule->check_named(context);
}

static void check_passing(const struct rule *rule, void *context)
{
	if (rule->switches)
		rule->check_named(context);
}

static void check_value(const struct rule_sets *sets, const struct checking *checking,
			const struct value *value)
{
	struct subject subject = checking_subject(checking, value);
	const struct value_type *type = subject.type;

	if (value->passing) {
		if (subject.length > 0) {
			rules_for_name(subject.variable->name, check_passing, &subject);
			switches_check(&subject, true);
		}
		return;
	}
	for (size_t i = 0; i < sets->every_count; i++)
		sets->every[i]->check(&subject);
	/* An empty value counts as unset: var-missing and secret-empty speak about it. */
	if (subject.length == 0)
		return;
	rules_for_name(subject.variable->name, check_named, &subject);
	switches_check(&subject, false);
	if (type && type->check)
		type->check(&subject);
}

/* Each value is looked at once for what it is; new. */
static struct subject *make_subjects(const struct checking *checking)
{
	const struct values *values = checking->values;
	struct subject *subjects = alloc_array(values->count + 1, sizeof(*subjects));

	for (size_t i = 0; i < values->count; i++)
		subjects[i] = checking_subject(checking, &values->items[i]);
	return subjects;
}

void schema_check(const struct checking *given)
{
	struct rule_sets sets = { .every_count = 0 };
	size_t pattern_steps = PATTERN_STEPS;
	struct checking checking = *given;
	_cleanup_(passphrases_freep) struct passphrases *passphrases =
		passphrases_new(given->values);
	_cleanup_(freep) struct subject *subjects = NULL;

	checking.subjects = NULL;
	subjects = make_subjects(&checking);
	checking.subjects = subjects;
	checking.passphrases = passphrases;
	checking.pattern_steps = &pattern_steps;
	checking.has_sender = mail_has_sender(&checking);
	checking.has_mail_password = mail_has_password(&checking);
	collect_sets(&sets);
	for (size_t i = 0; i < checking.values->count; i++)
		check_value(&sets, &checking, &checking.values->items[i]);
	for (size_t i = 0; i < sets.once_count; i++)
		sets.once[i]->check_all(&checking);
}
