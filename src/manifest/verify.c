/* SPDX-License-Identifier: Apache-2.0 */
#include "manifest/verify.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "manifest/fit.h"
#include "manifest/presets.h"
#include "model/names.h"
#include "schema/sensitive.h"
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

/* A slash in front of the path belongs to it where the type has such paths, and to none elsewhere.
 */
static bool verify_root(const struct reading *reading, struct reference *reference,
			const struct source_type *type, const char *variable, struct place place)
{
	_cleanup_(freep) char *path = NULL;

	if (!reference->rooted || !type)
		return true;
	if (!type->rooted) {
		report_hint(report_add(reading->report, SEVERITY_ERROR, "manifest-error", variable,
				       place, "from: the path starts with a slash"),
			    "drop it: paths of this type of source have none");
		return false;
	}
	path = TAKE(reference->path);
	reference->path = text_format("/%s", path);
	reference->rooted = false;
	return true;
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
	return verify_root(reading, reference, type, variable, place);
}

/* What is unwrapped is the answer of one path: a second one would find it gone. */
static const char *second_path(const struct manifest *manifest, size_t index,
			       const struct reference *from)
{
	const struct source *source = &manifest->sources[index];

	if (!source->type || !source->type->unwraps || !source->type->unwraps(source, false))
		return NULL;
	for (size_t i = 0; i < manifest->variables_count; i++) {
		const struct variable *other = &manifest->variables[i];

		if (other->from.path && other->source == index &&
		    !text_equal(other->from.path, from->path))
			return "what is unwrapped has one path, and another variable names "
			       "another of this source";
	}
	return NULL;
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
	if (!wrong)
		wrong = second_path(reading->manifest, variable->source, &variable->from);
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
			report_hint(complain(reading, variable->name,
					     keys_place(reading, variable, "emit-name"),
					     "emit-name is the name of another variable"),
				    "use a name that [%s] does not have", other->name);
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
		report_hint(report_add(reading->report, SEVERITY_ERROR, "manifest-error",
				       variable->name, variable->value_place, "value: %s", wrong),
			    "write ${NAME}, or ${NAME|urlencode}, |base64, |json; for the text "
			    "itself $${");
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
		report_hint(complain(reading, variable->name, variable->value_place,
				     "value: the template needs itself, by way of others"),
			    "give one of the variables in this circle a value without ${...}");
	else
		report_hint(complain(reading, variable->name, variable->value_place,
				     "value: templates are nested deeper than 8 levels"),
			    "write out some of them");
}

static void verify_variable(const struct reading *reading, size_t index)
{
	struct variable *variable = &reading->manifest->variables[index];

	if (variable->from_text && variable->value_text)
		report_hint(complain(reading, variable->name, variable->value_place,
				     "from and value are both given"),
			    "keep one of the two");
	if (variable->value_text && variable->fallback)
		report_hint(complain(reading, variable->name,
				     keys_place(reading, variable, "default"),
				     "value and default are both given, and default never counts"),
			    "keep one of the two");
	if (variable->from_text)
		verify_from(reading, variable);
	if (variable->value_text)
		verify_template(reading, variable);
	verify_name(reading, variable, variable->name);
	if (variable->text[TEXT_EMIT_NAME])
		verify_emit_name(reading, variable);
	if (variable->type)
		fit_check_typed(reading, variable);
	presets_apply(reading->manifest, variable);
	if (variable->type_by)
		fit_check_typed(reading, variable);
	fit_check(reading, variable);
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
	if (source->type->flat)
		return "only secrets with fields can be imported: name each key of a sealed file";
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
	if (!wrong)
		wrong = second_path(reading->manifest, import->source, &import->from);
	if (wrong)
		report_add(reading->report, SEVERITY_ERROR, "manifest-error", NULL,
			   import->from_place, "from: %s", wrong);
}

/* What it holds would be taken for a word, and words are told to everybody. */
static void verify_environment_from(const struct reading *reading)
{
	const char *name = reading->manifest->environment_from;
	const struct variable *variable =
		name ? manifest_find_variable(reading->manifest, name) : NULL;

	if (name && (variable ? variable_is_sensitive(variable) : name_is_sensitive(name)))
		report_hint(report_add(reading->report, SEVERITY_ERROR, "manifest-error", NULL,
				       reading->manifest->environment_from_place,
				       "environment-from: %s holds a secret", name),
			    "name the variable that says the environment, such as APP_ENV");
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
	verify_environment_from(reading);
}
