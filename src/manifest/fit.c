/* SPDX-License-Identifier: Apache-2.0 */
#include "manifest/fit.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "model/names.h"
#include "schema/types.h"
#include "util/alloc.h"
#include "util/buf.h"
#include "util/text.h"

/* A finding about a key, where it stands. */
static struct finding *complain(const struct reading *reading, const struct variable *variable,
				const char *key, const char *text)
{
	return report_add(reading->report, SEVERITY_ERROR, "manifest-error", variable->name,
			  keys_place(reading, variable, key), "%s", text);
}

static bool is_said(const struct variable *variable, const struct key_row *row)
{
	return *(void *const *)((const char *)variable + row->offset) != NULL;
}

/* Types that take a key, for the hint. New. */
static char *takers(const char *key)
{
	_cleanup_(buf_done) struct buf names = { 0 };

	for (const struct value_type *type = value_types; type->name; type++) {
		if (value_type_takes(type, key))
			buf_format(&names, "%s%s", names.length ? ", " : "", type->name);
	}
	return text_copy(buf_text(&names));
}

void fit_check_typed(const struct reading *reading, const struct variable *variable)
{
	for (const struct key_row *row = variable_keys; row->name; row++) {
		_cleanup_(freep) char *types = NULL;

		if (!row->typed || !is_said(variable, row) ||
		    value_type_takes(variable->type, row->name))
			continue;
		types = takers(row->name);
		report_hint(report_add(reading->report, SEVERITY_ERROR, "manifest-error",
				       variable->name, keys_place(reading, variable, row->name),
				       "%s means nothing to type = %s%s", row->name,
				       variable->type->name,
				       variable->type_by ? " (by its name)" : ""),
			    "say type = one of: %s", types);
	}
}

/* A bound is written as the type's own values are; false, and a finding, when it is not. */
static bool verify_bound(const struct reading *reading, const struct variable *variable,
			 enum text_key key, const char *name, long double *ret)
{
	if (!variable->text[key] || !variable->type->number)
		return false;
	if (variable->type->number(ret, variable, variable->text[key]))
		return true;
	report_hint(report_add(reading->report, SEVERITY_ERROR, "manifest-error", variable->name,
			       keys_place(reading, variable, name), "%s: not of type %s", name,
			       variable->type->name),
		    "%s", variable->type->hint);
	return false;
}

static void complain_inverted(const struct reading *reading, const struct variable *variable,
			      const char *low, const char *high)
{
	_cleanup_(freep) char *text = text_format("%s is greater than %s", low, high);

	report_hint(complain(reading, variable, low, text),
		    "no value would do: change one of the two");
}

static void verify_bounds(const struct reading *reading, const struct variable *variable)
{
	static const struct {
		enum text_key low, high;
		const char *low_name, *high_name;
	} pairs[] = {
		{ TEXT_MIN, TEXT_MAX, "min", "max" },
		{ TEXT_USUAL_MIN, TEXT_USUAL_MAX, "usual-min", "usual-max" },
	};

	for (size_t i = 0; i < ARRAY_LENGTH(pairs); i++) {
		long double low, high;
		bool has_low =
			verify_bound(reading, variable, pairs[i].low, pairs[i].low_name, &low);
		bool has_high =
			verify_bound(reading, variable, pairs[i].high, pairs[i].high_name, &high);

		if (has_low && has_high && low > high)
			complain_inverted(reading, variable, pairs[i].low_name, pairs[i].high_name);
	}
}

static void verify_lengths(const struct reading *reading, const struct variable *variable)
{
	static const struct {
		enum text_key least, most;
		const char *least_name, *most_name;
	} pairs[] = {
		{ TEXT_MIN_LENGTH, TEXT_MAX_LENGTH, "min-length", "max-length" },
		{ TEXT_MIN_BYTES, TEXT_MAX_BYTES, "min-bytes", "max-bytes" },
	};

	for (size_t i = 0; i < ARRAY_LENGTH(pairs); i++) {
		const char *least = variable->text[pairs[i].least];
		const char *most = variable->text[pairs[i].most];
		size_t low, high;

		if (least && most && text_to_size(&low, least, SIZE_MAX) &&
		    text_to_size(&high, most, SIZE_MAX) && low > high)
			complain_inverted(reading, variable, pairs[i].least_name,
					  pairs[i].most_name);
	}
}

/* Whether one of the globs, with spaces between, fits. */
static bool fits(const char *globs, const char *text)
{
	char **list = text_list(globs);
	bool found = false;

	for (char **glob = list; *glob; glob++)
		found = found || text_glob(*glob, text, false);
	text_list_free(list);
	return found;
}

/* What the type asks of other keys. */
static void verify_type(const struct reading *reading, const struct variable *variable)
{
	const char *alg = variable->text[TEXT_ALG], *algs = variable->type->algs;

	if (alg && algs && !fits(algs, alg))
		report_hint(complain(reading, variable, "alg",
				     "alg is not one that a key of this type is for"),
			    "a key of type %s is for: %s", variable->type->name, algs);
	if (text_equal(variable->type->name, "enum") && !variable->list[LIST_ONE_OF])
		report_hint(complain(reading, variable, "type", "type = enum needs one-of"),
			    "list the words: one-of = fast, slow");
	if (text_equal(variable->text[TEXT_SENSITIVE], "no") && !variable->type_by &&
	    value_type_is(variable->type, "secret") && !text_equal(variable->type->name, "api-key"))
		report_hint(complain(reading, variable, "sensitive",
				     "sensitive = no contradicts the type, which is a secret's"),
			    "keep one of the two");
}

/* Keys that need another one; a preset that compares environments does so where it can. */
static void verify_needs(const struct reading *reading, const struct variable *variable)
{
	if (text_equal(variable->text[TEXT_ROTATE_EVERY], "never") &&
	    !variable->text[TEXT_ROTATE_REASON])
		report_hint(complain(reading, variable, "rotate-every",
				     "rotate-every = never needs rotate-reason"),
			    "say rotate-reason = why it never changes");
	if (text_equal(variable->text[TEXT_DIFFERS_BETWEEN_ENVIRONMENTS], "yes") &&
	    keys_find(reading, variable, "differs-between-environments") &&
	    !reading->manifest->state_file)
		report_hint(complain(reading, variable, "differs-between-environments",
				     "differs-between-environments needs a state-file"),
			    "say state-file = PATH in [keystrap], the same for all environments");
}

/* An environment that both lists name; NULL when there is none. */
static const char *in_both(char *const *one, char *const *other)
{
	for (; one && *one; one++) {
		for (char *const *word = other; word && *word; word++) {
			if (environment_same(*one, *word))
				return *one;
		}
	}
	return NULL;
}

/* Both hold here: no value would do. Elsewhere required@ENVIRONMENT may say something else. */
static void verify_required(const struct reading *reading, const struct variable *variable)
{
	char *const here[] = { reading->manifest->environment, NULL };
	const char *both = in_both(variable->list[LIST_FORBIDDEN_IN], here);

	if (variable->required == PRESENCE_REQUIRED && both &&
	    !in_both(variable->list[LIST_OPTIONAL_IN], here))
		report_hint(report_add(reading->report, SEVERITY_ERROR, "manifest-error",
				       variable->name,
				       keys_place(reading, variable, "forbidden-in"),
				       "required = yes, and forbidden-in names %s", both),
			    "say in required-in where it must be set");
	if (variable->required == PRESENCE_REQUIRED && variable->list[LIST_REQUIRED_IN])
		report_hint(complain(reading, variable, "required-in",
				     "required and required-in are both given"),
			    "keep required-in, which says where");
}

static void verify_presence(const struct reading *reading, const struct variable *variable)
{
	static const struct {
		enum list_key one, other;
		const char *name;
	} pairs[] = {
		{ LIST_REQUIRED_IN, LIST_OPTIONAL_IN, "optional-in" },
		{ LIST_REQUIRED_IN, LIST_FORBIDDEN_IN, "forbidden-in" },
	};

	for (size_t i = 0; i < ARRAY_LENGTH(pairs); i++) {
		const char *both =
			in_both(variable->list[pairs[i].one], variable->list[pairs[i].other]);

		if (both)
			report_hint(report_add(reading->report, SEVERITY_ERROR, "manifest-error",
					       variable->name,
					       keys_place(reading, variable, pairs[i].name),
					       "required-in and %s both name %s", pairs[i].name,
					       both),
				    "leave it in one of the two");
	}
}

/* An import may bring a name that no section declares. */
static bool is_declared(const struct manifest *manifest, const char *name)
{
	for (size_t i = 0; i < manifest->imports_count; i++) {
		if (import_allows(&manifest->imports[i], name))
			return true;
	}
	return manifest_find_variable(manifest, name) != NULL;
}

static void verify_other(const struct reading *reading, const struct variable *variable,
			 enum severity severity, const char *key, const char *name)
{
	const struct manifest *manifest = reading->manifest;
	_cleanup_(freep) const char **names = NULL;
	struct finding *finding;
	const char *nearest;

	if (is_declared(manifest, name))
		return;
	names = alloc_array(manifest->variables_count + 1, sizeof(char *));
	for (size_t i = 0; i < manifest->variables_count; i++)
		names[i] = manifest->variables[i].name;
	nearest = text_nearest(name, names);
	finding = report_add(reading->report, severity, "manifest-error", variable->name,
			     keys_place(reading, variable, key), "%s: there is no [%s]", key, name);
	if (nearest)
		report_hint(finding, "did you mean %s?", nearest);
	else
		report_hint(finding, "add a section [%s]", name);
}

/* What same-as and distinct-from name must be there: a slip would switch the comparison off. */
static void verify_others(const struct reading *reading, const struct variable *variable)
{
	const char *same = variable->text[TEXT_SAME_AS];

	if (same)
		verify_other(reading, variable, SEVERITY_ERROR, "same-as", same);
	for (char *const *name = variable->list[LIST_DISTINCT_FROM]; name && *name; name++) {
		if (!strpbrk(*name, "*?"))
			verify_other(reading, variable, SEVERITY_ERROR, "distinct-from", *name);
	}
}

/*
 * A condition may ask for a name of the inherited environment, and a preset's for one that this
 * program has not: only what the manifest itself says is worth a word, and no more than a warning.
 */
static void verify_mentioned(const struct reading *reading, const struct variable *variable)
{
	static const struct {
		enum text_key key;
		const char *name;
	} keys[] = {
		{ TEXT_REQUIRED_IF, "required-if" },
		{ TEXT_FORBIDDEN_IF, "forbidden-if" },
		{ TEXT_REPLACED_BY, "replaced-by" },
	};

	for (size_t i = 0; i < ARRAY_LENGTH(keys); i++) {
		const char *text = variable->text[keys[i].key];
		_cleanup_(freep) char *left = NULL, *name = NULL;

		if (!text || !keys_find(reading, variable, keys[i].name))
			continue;
		text += text[0] == '!';
		left = text_slice(text, strcspn(text, "="));
		name = text_trimmed(left);
		verify_other(reading, variable, SEVERITY_WARNING, keys[i].name, name);
	}
}

void fit_check(const struct reading *reading, const struct variable *variable)
{
	verify_bounds(reading, variable);
	verify_lengths(reading, variable);
	verify_type(reading, variable);
	verify_needs(reading, variable);
	verify_required(reading, variable);
	verify_presence(reading, variable);
	verify_others(reading, variable);
	verify_mentioned(reading, variable);
}
