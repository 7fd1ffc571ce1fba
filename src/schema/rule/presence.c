/* SPDX-License-Identifier: Apache-2.0 */
#include "schema/rule/value.h"

#include <stdlib.h>
#include <string.h>

#include "model/environment.h"
#include "schema/neighbours.h"
#include "schema/types.h"
#include "util/alloc.h"
#include "util/text.h"

/* Whether the value is the word; of booleans, whether both mean the same. */
static bool is_word(const struct subject *subject, const char *word)
{
	if (text_equal(subject->bytes, word))
		return true;
	if (!subject->type || !value_type_is(subject->type, "bool"))
		return false;
	return (subject_is_truthy(subject->bytes) && subject_is_truthy(word)) ||
	       (subject_is_falsy(subject->bytes) && subject_is_falsy(word));
}

/* NAME, NAME=WORD or !NAME; the manifest's reader has checked the form. */
static bool holds(const struct checking *checking, const char *condition)
{
	bool negated = condition[0] == '!';
	size_t length = strcspn(condition, "=");
	_cleanup_(freep) char *left = text_slice(condition + negated, length - negated);
	_cleanup_(freep) char *name = text_trimmed(left);
	_cleanup_(freep) char *word = text_trimmed(condition[length] ? condition + length + 1 : "");
	struct subject other;

	if (negated || !condition[length])
		return neighbour_is_set(checking, name) != negated;
	if (checking_find(&other, checking, name))
		return is_word(&other, word);
	return checking->inherited && text_same(text_environ(checking->inherited, name), word);
}

/* Why the variable must be set here, in words; NULL when it need not be. */
static const char *why_required(const struct subject *subject)
{
	const struct variable *variable = subject->variable;
	const char *environment = subject->checking->manifest->environment;
	const char *condition = variable->text[TEXT_REQUIRED_IF];

	if (environment_listed(variable->list[LIST_OPTIONAL_IN], environment))
		return NULL;
	if (condition && holds(subject->checking, condition))
		return "is required because of required-if";
	if (variable->list[LIST_REQUIRED_IN])
		return environment_listed(variable->list[LIST_REQUIRED_IN], environment)
			       ? "is required"
			       : NULL;
	return variable_is_needed(variable) ? "is required" : NULL;
}

static void check_forbidden(const struct subject *subject)
{
	const struct variable *variable = subject->variable;
	const char *environment = subject->checking->manifest->environment;
	const char *condition = variable->text[TEXT_FORBIDDEN_IF];

	if (environment_listed(variable->list[LIST_FORBIDDEN_IN], environment))
		subject_find(subject, "var-forbidden", NULL, "must not be set in %s", environment);
	else if (condition && holds(subject->checking, condition))
		subject_find(subject, "var-forbidden", NULL,
			     "must not be set because of forbidden-if");
}

/* A variable that no section declares is one that a preset asks for. */
static void complain_of_missing(const struct subject *subject, const char *why)
{
	const struct variable *variable = subject->variable;
	const char *condition = variable->text[TEXT_REQUIRED_IF];
	bool conditional = condition && strstr(why, "required-if");
	_cleanup_(freep) char *hint = text_format(
		"give it a value, or say required = no in a section [%s]", variable->name);

	subject_find(subject, "var-missing", variable->implied_by ? hint : NULL,
		     "%s%s%s%s%s%s, and %s", why, conditional ? " = " : "",
		     conditional ? condition : "", variable->implied_by ? ", as the preset " : "",
		     variable->implied_by ? variable->implied_by : "",
		     variable->implied_by ? " asks" : "", subject->bytes ? "empty" : "not set");
}

static void complain_of_recommended(const struct subject *subject)
{
	const struct variable *variable = subject->variable;
	const char *preset = variable->implied_by;
	_cleanup_(freep) char *hint =
		text_format("set it, or say recommended = no in a section [%s]", variable->name);

	if (preset)
		subject_find(subject, "var-recommended", hint,
			     "is not set, and the preset %s recommends it", preset);
	else
		subject_find(subject, "var-recommended", NULL, "is not set");
}

/*
 * An empty secret is a mistake where the manifest wants one, and where users are it is worth a word
 * in any case: examples of settings leave those empty that are not used.
 */
static void check_empty_secret(const struct subject *subject, bool required)
{
	static const enum severity remark[ENVIRONMENT_CLASSES] = { SEVERITY_INFO, SEVERITY_OFF,
								   SEVERITY_OFF, SEVERITY_OFF };
	const struct variable *variable = subject->variable;
	const enum severity *severities = SUBJECT_AT(PRODUCTION_ONLY);

	/* Sentry is off without it; whoever recommends it says so. */
	if (!required && variable->type && value_type_is(variable->type, "sentry-dsn"))
		return;
	if (required)
		severities = SUBJECT_AT(ALWAYS);
	else if (variable->unknown)
		severities = SUBJECT_AT(PRODUCTION_WARN);
	else if (variable->required == PRESENCE_OPTIONAL ||
		 environment_listed(variable->list[LIST_OPTIONAL_IN],
				    subject->checking->manifest->environment))
		severities = remark;
	subject_find_at(subject, "secret-empty", severities, NULL, "is set, and empty");
}

void rule_check_presence(const struct subject *subject)
{
	bool allowed_empty =
		subject->bytes && text_equal(subject->variable->text[TEXT_EMPTY], "allow");
	const char *why;

	if (subject->length > 0) {
		check_forbidden(subject);
		return;
	}
	if (allowed_empty)
		return;
	why = why_required(subject);
	if (subject->bytes && subject->sensitive)
		check_empty_secret(subject, why != NULL);
	if (why)
		complain_of_missing(subject, why);
	else if (text_equal(subject->variable->text[TEXT_RECOMMENDED], "yes"))
		complain_of_recommended(subject);
}

/*
 * Comparisons of names in one run: those of 50 unknown names with 10,000 unset ones, of more when
 * fewer are unset. A file with more slips than that is another program's.
 */
#define COMPARISONS_MAX 500000

/* Declared variables that are not set: what a slip may have meant. */
struct unset {
	const char **names; /* ends with NULL */
	size_t count;
	size_t comparisons; /* left */
};

static struct unset find_unset(const struct values *values)
{
	struct unset unset = { .names = alloc_array(values->count + 1, sizeof(char *)),
			       .comparisons = COMPARISONS_MAX };

	for (size_t i = 0; i < values->count; i++) {
		const struct variable *variable = values->items[i].variable;

		if (!variable->unknown && !values->items[i].secret)
			unset.names[unset.count++] = variable->name;
	}
	return unset;
}

static void unset_done(const struct unset *unset)
{
	free(unset->names);
}

/* What an unknown name may have meant; NULL when that is not known. */
static const char *meant_by(struct unset *unset, const char *name)
{
	if (unset->comparisons < unset->count)
		return NULL;
	unset->comparisons -= unset->count;
	return text_nearest(name, unset->names);
}

void rule_check_unknown(const struct checking *checking)
{
	const char *policy = checking->manifest->unknown;
	_cleanup_(unset_done) struct unset unset = find_unset(checking->values);
	const enum severity *severities =
		text_equal(policy, "deny") ? SUBJECT_AT(ALWAYS) : SUBJECT_WARN;

	/* Unless the manifest asks for more, only what is likely to be a slip is worth a word. */
	if (text_equal(policy, "pass") || (!policy && unset.count == 0))
		return;
	for (size_t i = 0; i < checking->values->count; i++) {
		const struct value *value = &checking->values->items[i];
		const struct subject subject = checking_subject(checking, value);
		_cleanup_(freep) char *hint = NULL;
		const char *meant;

		if (!value->variable->unknown || value->passing || !value->secret)
			continue;
		meant = meant_by(&unset, value->variable->name);
		if (!policy && !meant)
			continue;
		if (meant)
			hint = text_format("did you mean %s?", meant);
		subject_find_at(&subject, "var-unknown", severities, hint,
				"has no section in the manifest");
	}
}

void rule_check_deprecated(const struct subject *subject)
{
	const char *deprecated = subject->variable->text[TEXT_DEPRECATED];
	const char *replaced = subject->variable->text[TEXT_REPLACED_BY];
	_cleanup_(freep) char *hint = replaced ? text_format("set %s instead", replaced) : NULL;

	if (subject->length == 0 || text_equal(deprecated, "no") || (!deprecated && !replaced))
		return;
	if (!deprecated || text_equal(deprecated, "yes"))
		subject_find(subject, "var-deprecated", hint, "is deprecated");
	else
		subject_find(subject, "var-deprecated", hint, "is deprecated: %s", deprecated);
}
