/* SPDX-License-Identifier: Apache-2.0 */
#include "manifest/verify.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "manifest/presets.h"
#include "model/names.h"
#include "schema/types.h"
#include "util/alloc.h"
#include "util/text.h"

static struct finding *complain(const struct reading *reading, const char *variable,
				struct place place, const char *text)
{
	return report_add(reading->report, SEVERITY_ERROR, "manifest-error", variable, place, "%s",
			  text);
}

/* The index of a source, or (size_t)-1 after a finding that names the nearest one. */
static size_t find_source(const struct reading *reading, const char *name, const char *variable,
			  struct place place)
{
	const struct manifest *manifest = reading->manifest;
	const char **names = alloc_array(manifest->sources_count + 1, sizeof(char *));
	_cleanup_(freep) char *text = text_format("from: there is no [source %s]", name);
	const char *nearest;

	for (size_t i = 0; i < manifest->sources_count; i++) {
		names[i] = manifest->sources[i].name;
		if (text_equal(names[i], name)) {
			free(names);
			return i;
		}
	}
	nearest = text_nearest(name, names);
	free(names);
	if (nearest)
		report_hint(complain(reading, variable, place, text), "did you mean %s?", nearest);
	else
		report_hint(complain(reading, variable, place, text),
			    "add a section [source %s] with its type", name);
	return (size_t)-1;
}

static bool verify_reference(const struct reading *reading, const char *text,
			     struct reference *reference, size_t *source, const char *variable,
			     struct place place)
{
	const char *wrong = reference_parse(reference, text);
	const struct source_type *type;

	if (wrong) {
		report_hint(report_add(reading->report, SEVERITY_ERROR, "manifest-error", variable,
				       place, "from: %s", wrong),
			    "write SOURCE:PATH#FIELD, with @VERSION to pin a version");
		return false;
	}
	*source = find_source(reading, reference->source, variable, place);
	if (*source == (size_t)-1)
		return false;
	type = reading->manifest->sources[*source].type;
	if (reference->parameters && type && !type->takes_parameters) {
		report_add(reading->report, SEVERITY_ERROR, "manifest-error", variable, place,
			   "from: a source of type %s takes no parameters after a '?'", type->name);
		return false;
	}
	return true;
}

static void verify_from(const struct reading *reading, struct variable *variable)
{
	const struct source *source;
	const char *wrong = NULL;

	if (!verify_reference(reading, variable->from_text, &variable->from, &variable->source,
			      variable->name, variable->from_place))
		return;
	source = &reading->manifest->sources[variable->source];
	if (source->type)
		wrong = source->type->reference_wrong(source, &variable->from);
	if (wrong)
		report_add(reading->report, SEVERITY_ERROR, "manifest-error", variable->name,
			   variable->from_place, "from: %s", wrong);
}

/* name is the variable's own, or the one under which the program gets it. */
static void verify_name(const struct reading *reading, const struct variable *variable,
			const char *name)
{
	bool set_here = variable->from_text || variable->value_text || variable->fallback;
	bool from_store = variable->from_text || template_has_variables(&variable->value);
	enum name_tier tier = name_tier(name);
	const char *wrong = NULL;

	if (!set_here)
		return;
	switch (tier) {
	case NAME_FREE: break;
	case NAME_DENIED:
		if (from_store)
			wrong = "no store may set this name: loaders or interpreters act on it";
		else if (!variable->allow_name)
			wrong = "loaders or interpreters act on this name";
		break;
	case NAME_RESTRICTED:
		if (!variable->allow_name)
			wrong = "this name moves files, proxies or trust anchors of the program";
		break;
	case NAME_LOGIN:
		if (!variable->allow_name)
			wrong = "this name is a login that keystrap itself may use";
		break;
	case NAME_RESERVED:
		wrong = "this name belongs to the service manager or to keystrap";
		from_store = true;
		break;
	}
	if (wrong)
		report_hint(complain(reading, variable->name, variable->place, wrong), "%s",
			    from_store && tier != NAME_RESTRICTED && tier != NAME_LOGIN
				    ? "use another name"
				    : "say allow-name = yes if the program really needs it");
}

static void verify_emit_name(const struct reading *reading, const struct variable *variable)
{
	const struct manifest *manifest = reading->manifest;
	const char *name = variable->text[TEXT_EMIT_NAME];

	verify_name(reading, variable, name);
	for (size_t i = 0; i < manifest->variables_count; i++) {
		const struct variable *other = &manifest->variables[i];

		if (other != variable && other->deliver == DELIVER_ENV &&
		    text_equal(name, other->text[TEXT_EMIT_NAME] ? other->text[TEXT_EMIT_NAME]
								 : other->name))
			complain(reading, variable->name, variable->place,
				 "emit-name is the name of another variable");
	}
}

/* By name without regard to case, then in the order of the manifest. */
static int compare_names(const void *a, const void *b)
{
	const struct variable *first = *(const struct variable *const *)a;
	const struct variable *second = *(const struct variable *const *)b;
	int order = strcasecmp(first->name, second->name);

	return order != 0 ? order : (first > second) - (first < second);
}

static void verify_case(const struct reading *reading)
{
	const struct manifest *manifest = reading->manifest;
	_cleanup_(freep) const struct variable **sorted =
		alloc_array(manifest->variables_count, sizeof(*sorted));

	for (size_t i = 0; i < manifest->variables_count; i++)
		sorted[i] = &manifest->variables[i];
	qsort(sorted, manifest->variables_count, sizeof(*sorted), compare_names);
	for (size_t i = 1; i < manifest->variables_count; i++) {
		const struct variable *other = sorted[i - 1];

		if (text_equal_nocase(other->name, sorted[i]->name))
			report_hint(report_add(reading->report, SEVERITY_ERROR, "manifest-error",
					       sorted[i]->name, sorted[i]->place,
					       "%s at %s:%u differs in case only", other->name,
					       other->place.file, other->place.line),
				    "keep one of the two");
	}
}

static void verify_template(const struct reading *reading, struct variable *variable)
{
	const char *wrong = template_parse(&variable->value, variable->value_text);

	if (wrong)
		report_add(reading->report, SEVERITY_ERROR, "manifest-error", variable->name,
			   variable->value_place, "value: %s", wrong);
}

#define NO_VARIABLE ((size_t)-1)

/* The index of a variable; NO_VARIABLE when there is none, or no name. */
static size_t find_variable(const struct manifest *manifest, const char *name)
{
	const struct variable *variable = name ? manifest_find_variable(manifest, name) : NULL;

	return variable ? (size_t)(variable - manifest->variables) : NO_VARIABLE;
}

static void complain_unknown_part(const struct reading *reading, const struct variable *variable,
				  const char *name)
{
	const struct manifest *manifest = reading->manifest;
	const char **names = alloc_array(manifest->variables_count + 1, sizeof(char *));
	_cleanup_(freep) char *text = text_format("value: there is no [%s] for ${%s}", name, name);
	const char *nearest;

	for (size_t i = 0; i < manifest->variables_count; i++)
		names[i] = manifest->variables[i].name;
	nearest = text_nearest(name, names);
	free(names);
	if (nearest)
		report_hint(complain(reading, variable->name, variable->value_place, text),
			    "did you mean %s?", nearest);
	else
		report_hint(complain(reading, variable->name, variable->value_place, text),
			    "add a section [%s]; deliver = none keeps it from the program", name);
}

#define TEMPLATE_MAX_DEPTH 8

/*
 * How deep each variable's template is nested, exact up to TEMPLATE_MAX_DEPTH and more than that
 * for anything deeper, circles among it: so many rounds, however wide the templates are. New.
 */
static size_t *template_depths(const struct manifest *manifest)
{
	size_t *depths = alloc_array(manifest->variables_count + 1, sizeof(*depths));

	for (size_t round = 0; round <= TEMPLATE_MAX_DEPTH; round++) {
		for (size_t i = 0; i < manifest->variables_count; i++) {
			const struct template *template = &manifest->variables[i].value;

			for (size_t j = 0; j < template->count; j++) {
				size_t part = find_variable(manifest, template->pieces[j].variable);

				if (part != NO_VARIABLE && depths[part] >= depths[i])
					depths[i] = depths[part] + 1;
			}
		}
	}
	return depths;
}

/* Whether following templates from the variable at start leads back to it. */
static bool leads_back(const struct manifest *manifest, size_t start)
{
	bool *seen = alloc_array(manifest->variables_count, sizeof(*seen));
	size_t *open = alloc_array(manifest->variables_count + 1, sizeof(*open));
	size_t count = 0;

	open[count++] = start;
	while (count > 0 && !seen[start]) {
		const struct template *template = &manifest->variables[open[--count]].value;

		for (size_t i = 0; i < template->count; i++) {
			size_t part = find_variable(manifest, template->pieces[i].variable);

			if (part == NO_VARIABLE || seen[part])
				continue;
			seen[part] = true;
			open[count++] = part;
		}
	}
	count = seen[start];
	free(open);
	free(seen);
	return count > 0;
}

static void verify_parts(const struct reading *reading, size_t index, size_t depth)
{
	const struct manifest *manifest = reading->manifest;
	const struct variable *variable = &manifest->variables[index];

	for (size_t i = 0; i < variable->value.count; i++) {
		const char *name = variable->value.pieces[i].variable;

		if (name && find_variable(manifest, name) == NO_VARIABLE)
			complain_unknown_part(reading, variable, name);
	}
	if (depth <= TEMPLATE_MAX_DEPTH)
		return;
	if (leads_back(manifest, index))
		complain(reading, variable->name, variable->value_place,
			 "value: the template needs itself, by way of others");
	else
		complain(reading, variable->name, variable->value_place,
			 "value: templates are nested deeper than 8 levels");
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

static void verify_typed_keys(const struct reading *reading, const struct variable *variable)
{
	for (const struct key_row *row = variable_keys; row->name; row++) {
		_cleanup_(freep) char *types = NULL;

		if (!row->typed || !is_said(variable, row) ||
		    value_type_takes(variable->type, row->name))
			continue;
		types = takers(row->name);
		report_hint(report_add(reading->report, SEVERITY_ERROR, "manifest-error",
				       variable->name, variable->place,
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
			       variable->place, "%s: not of type %s", name, variable->type->name),
		    "%s", variable->type->hint);
	return false;
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
			report_add(reading->report, SEVERITY_ERROR, "manifest-error",
				   variable->name, variable->place, "%s is greater than %s",
				   pairs[i].low_name, pairs[i].high_name);
	}
}

static bool is_inverted(const char *least, const char *most)
{
	size_t low, high;

	return least && most && text_to_size(&low, least, SIZE_MAX) &&
	       text_to_size(&high, most, SIZE_MAX) && low > high;
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

static void verify_type(const struct reading *reading, struct variable *variable)
{
	const char *wrong = NULL;

	if (variable->type)
		verify_typed_keys(reading, variable);
	if (text_equal(variable->text[TEXT_DIFFERS_BETWEEN_ENVIRONMENTS], "yes") &&
	    !reading->manifest->state_file)
		report_hint(complain(reading, variable->name, variable->place,
				     "differs-between-environments needs a state-file"),
			    "say state-file = PATH in [keystrap], the same for all environments");
	presets_apply(reading->manifest, variable);
	if (variable->type_by)
		verify_typed_keys(reading, variable);
	verify_bounds(reading, variable);
	if (variable->text[TEXT_ALG] && variable->type->algs &&
	    !fits(variable->type->algs, variable->text[TEXT_ALG]))
		wrong = "alg is not one that a key of this type is for";
	else if (text_equal(variable->type->name, "enum") && !variable->list[LIST_ONE_OF])
		wrong = "type = enum needs one-of";
	else if (is_inverted(variable->text[TEXT_MIN_LENGTH], variable->text[TEXT_MAX_LENGTH]))
		wrong = "min-length is greater than max-length";
	else if (is_inverted(variable->text[TEXT_MIN_BYTES], variable->text[TEXT_MAX_BYTES]))
		wrong = "min-bytes is greater than max-bytes";
	else if (text_equal(variable->text[TEXT_ROTATE_EVERY], "never") &&
		 !variable->text[TEXT_ROTATE_REASON])
		wrong = "rotate-every = never needs rotate-reason";
	else if (text_equal(variable->text[TEXT_SENSITIVE], "no") && !variable->type_by &&
		 value_type_is(variable->type, "secret") &&
		 !text_equal(variable->type->name, "api-key"))
		wrong = "sensitive = no contradicts the type, which is a secret's";
	if (wrong)
		complain(reading, variable->name, variable->place, wrong);
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
				       variable->name, variable->place,
				       "required = yes, and forbidden-in names %s", both),
			    "say in required-in where it must be set");
}

static void verify_presence(const struct reading *reading, const struct variable *variable)
{
	static const struct {
		enum list_key one, other;
		const char *names;
	} pairs[] = {
		{ LIST_REQUIRED_IN, LIST_OPTIONAL_IN, "required-in and optional-in" },
		{ LIST_REQUIRED_IN, LIST_FORBIDDEN_IN, "required-in and forbidden-in" },
	};

	for (size_t i = 0; i < ARRAY_LENGTH(pairs); i++) {
		const char *both =
			in_both(variable->list[pairs[i].one], variable->list[pairs[i].other]);

		if (both)
			report_hint(report_add(reading->report, SEVERITY_ERROR, "manifest-error",
					       variable->name, variable->place, "%s both name %s",
					       pairs[i].names, both),
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
			 const char *key, const char *name)
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
	finding = report_add(reading->report, SEVERITY_ERROR, "manifest-error", variable->name,
			     variable->place, "%s: there is no [%s]", key, name);
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
		verify_other(reading, variable, "same-as", same);
	for (char *const *name = variable->list[LIST_DISTINCT_FROM]; name && *name; name++) {
		if (!strpbrk(*name, "*?"))
			verify_other(reading, variable, "distinct-from", *name);
	}
}

static void verify_variable(const struct reading *reading, size_t index)
{
	struct variable *variable = &reading->manifest->variables[index];

	if (variable->from_text && variable->value_text)
		report_hint(complain(reading, variable->name, variable->place,
				     "from and value are both given"),
			    "keep one of the two");
	if (variable->value_text && variable->fallback)
		report_hint(complain(reading, variable->name, variable->place,
				     "value and default are both given, and default never counts"),
			    "keep one of the two");
	verify_required(reading, variable);
	if (variable->from_text)
		verify_from(reading, variable);
	if (variable->value_text)
		verify_template(reading, variable);
	verify_name(reading, variable, variable->name);
	if (variable->text[TEXT_EMIT_NAME])
		verify_emit_name(reading, variable);
	verify_type(reading, variable);
	verify_presence(reading, variable);
	verify_others(reading, variable);
	if (variable->required == PRESENCE_REQUIRED && variable->list[LIST_REQUIRED_IN])
		complain(reading, variable->name, variable->place,
			 "required and required-in are both given");
}

/* A reference to a whole secret, judged by the source as one with any field would be. */
static const char *import_wrong(const struct source *source, const struct import *import)
{
	struct reference probe = import->from;
	char field[] = "any";

	if (import->from.field)
		return "an import takes a whole secret: write it without #FIELD";
	if (!source->type)
		return NULL;
	if (!source->type->remote)
		return "only remote secrets can be imported: name each key of a sealed file";
	probe.field = field;
	return source->type->reference_wrong(source, &probe);
}

static void verify_import(const struct reading *reading, struct import *import)
{
	const char *wrong;

	if (!import->from_text || !import->names) {
		report_hint(report_add(reading->report, SEVERITY_ERROR, "manifest-error", NULL,
				       import->place, "[import %s] needs from and names",
				       import->name),
			    "names lists what it may set: a store never introduces a variable");
		return;
	}
	if (!verify_reference(reading, import->from_text, &import->from, &import->source, NULL,
			      import->from_place))
		return;
	wrong = import_wrong(&reading->manifest->sources[import->source], import);
	if (wrong)
		report_add(reading->report, SEVERITY_ERROR, "manifest-error", NULL,
			   import->from_place, "from: %s", wrong);
}

void manifest_verify(const struct reading *reading)
{
	struct manifest *manifest = reading->manifest;
	_cleanup_(freep) size_t *depths = NULL;

	for (size_t i = 0; i < manifest->variables_count; i++)
		verify_variable(reading, i);
	depths = template_depths(manifest);
	for (size_t i = 0; i < manifest->variables_count; i++)
		verify_parts(reading, i, depths[i]);
	verify_case(reading);
	for (size_t i = 0; i < manifest->imports_count; i++)
		verify_import(reading, &manifest->imports[i]);
}
