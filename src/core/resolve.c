/* SPDX-License-Identifier: Apache-2.0 */
#include "core/resolve.h"

#include <string.h>

#include "manifest/presets.h"
#include "model/envblock.h"
#include "model/names.h"
#include "schema/rules.h"
#include "schema/subject.h"
#include "util/alloc.h"
#include "util/text.h"

#define TEMPLATE_MAX_BYTES ((size_t)1024 * 1024)

struct resolving {
	const struct resolve_inputs *in;
	struct values *values;
	struct report *report;
};

static void set(struct value *value, const struct secret *secret, enum origin origin)
{
	value->secret = secret;
	value->origin = secret ? origin : ORIGIN_ABSENT;
}

/* trim = yes, before anyone looks at the value. */
static void trim(const struct resolving *resolving, struct value *value)
{
	static const char spaces[] = " \t\r\n";
	const char *bytes;
	size_t length, start = 0;

	if (!value->secret || !text_equal(value->variable->text[TEXT_TRIM], "yes"))
		return;
	bytes = secret_reveal(value->secret, &length);
	while (start < length && bytes[start] && strchr(spaces, bytes[start]))
		start++;
	while (length > start && bytes[length - 1] && strchr(spaces, bytes[length - 1]))
		length--;
	value->secret = secret_new(resolving->values->arena, bytes + start, length - start);
}

static const struct secret *text_secret(const struct resolving *resolving, const char *text)
{
	return secret_new(resolving->values->arena, text, strlen(text));
}

static const struct secret *fetched(const struct resolve_inputs *in,
				    const struct variable *variable)
{
	size_t index = (size_t)(variable - in->manifest->variables);

	if (!in->bundle || !variable->from.source)
		return NULL;
	return bundle_find(in->bundle, in->plan->variable_items[index], variable->from.field);
}

/* Whether a variable's item, or that of an import that may bring it, was left alone. */
static bool is_unfetched(const struct resolve_inputs *in, const struct variable *variable)
{
	const struct manifest *manifest = in->manifest;

	if (!in->bundle || !bundle_not_minted(in->bundle, BUNDLE_NO_ITEM))
		return false;
	if (variable->from_text)
		return bundle_not_minted(in->bundle,
					 in->plan->variable_items[variable - manifest->variables]);
	for (size_t i = 0; i < manifest->imports_count; i++) {
		if (import_allows(&manifest->imports[i], variable->name) &&
		    bundle_not_minted(in->bundle, in->plan->import_items[i]))
			return true;
	}
	return false;
}

/* Where a value came from, and how old it is. */
static void note_source(const struct resolving *resolving, struct value *value, size_t source,
			size_t item)
{
	const struct bundle *bundle = resolving->in->bundle;
	const struct bundle_item *read = bundle ? bundle_find_item(bundle, item) : NULL;

	value->source = &resolving->in->manifest->sources[source];
	value->created = read ? read->created : 0;
}

/* Everything but templates and imports, which need the others first. */
static void resolve_plain(const struct resolving *resolving, struct value *value)
{
	const struct resolve_inputs *in = resolving->in;
	const struct variable *variable = value->variable;
	const struct dotenv_entry *entry = in->file ? dotenv_find(in->file, variable->name) : NULL;
	const char *text;

	if (entry) {
		set(value, entry->secret, ORIGIN_FILE);
		value->place = (struct place){ in->file->name, entry->line };
	} else if (variable->from_text) {
		set(value, fetched(in, variable), ORIGIN_SOURCE);
		value->unfetched = is_unfetched(in, variable);
		if (variable->from.source)
			note_source(resolving, value, variable->source,
				    in->plan->variable_items[variable - in->manifest->variables]);
	} else if (variable->value_text) {
		if (!template_has_variables(&variable->value))
			set(value,
			    text_secret(resolving, variable->value.count
							   ? variable->value.pieces[0].text
							   : ""),
			    ORIGIN_LITERAL);
	} else {
		text = text_environ(in->environ, variable->name);
		if (text)
			set(value, text_secret(resolving, text), ORIGIN_INHERITED);
		else
			value->unfetched = is_unfetched(in, variable);
	}
}

/* What loaders and interpreters act on is never a store's to say, declared or not. */
static bool may_import(const char *name, const struct value *value)
{
	switch (name_tier(name)) {
	case NAME_FREE: return true;
	case NAME_RESTRICTED:
	case NAME_LOGIN: return value && value->variable->allow_name;
	case NAME_DENIED:
	case NAME_RESERVED: break;
	}
	return false;
}

/* A name that no section declares has the type that names like it have. */
static struct value *add_other(const struct resolving *resolving, const char *name,
			       struct place place)
{
	struct variable *other = values_other(resolving->values, name, place);

	other->unknown = true;
	presets_apply(resolving->in->manifest, other);
	return values_add(resolving->values, other);
}

static void add_import(const struct resolving *resolving, const struct import *import,
		       const struct bundle_value *fetched_value)
{
	struct value *value = values_find(resolving->values, fetched_value->field);

	if (value && (value->variable->from_text || value->variable->value_text))
		return; /* said more exactly elsewhere */
	if (value && value->origin == ORIGIN_IMPORT) {
		report_hint(report_add(resolving->report, SEVERITY_ERROR, "name-invalid",
				       fetched_value->field, import->place,
				       "two imports bring this name"),
			    "narrow names in one of them");
		return;
	}
	if (!may_import(fetched_value->field, value)) {
		report_hint(report_add(resolving->report, SEVERITY_ERROR, "loader-variable",
				       fetched_value->field, import->place,
				       "an import must not bring this name"),
			    "narrow names, or give the variable a section of its own");
		return;
	}
	if (!value)
		value = add_other(resolving, fetched_value->field, import->place);
	set(value, fetched_value->secret, ORIGIN_IMPORT);
	value->unfetched = false;
	note_source(resolving, value, import->source, fetched_value->item);
}

static void resolve_import(const struct resolving *resolving, const struct import *import)
{
	const struct resolve_inputs *in = resolving->in;
	size_t item = in->plan->import_items[import - in->manifest->imports];

	if (!in->bundle || in->file || !import->from.source)
		return;
	for (size_t i = 0; i < in->bundle->count; i++) {
		const struct bundle_value *value = &in->bundle->values[i];

		if (value->item != item || !import_allows(import, value->field))
			continue;
		if (name_wrong(value->field))
			report_add(resolving->report, SEVERITY_ERROR, "name-invalid", NULL,
				   import->place,
				   "a name in the secret is not one of a variable: %s",
				   name_wrong(value->field));
		else
			add_import(resolving, import, value);
	}
}

/* What a variable has in the end is its default, when nothing else gave it a value. */
static void resolve_default(const struct resolving *resolving, struct value *value)
{
	if (!value->secret && !value->unfetched && value->variable->fallback &&
	    !template_has_variables(&value->variable->value))
		set(value, text_secret(resolving, value->variable->fallback), ORIGIN_DEFAULT);
}

static void resolve_template(const struct resolving *resolving, struct value *value);

/* Appends the value of a part, which is resolved first when it is a template itself. */
static bool render_part(const struct resolving *resolving, struct buf *out, struct value *whole,
			const struct template_piece *piece)
{
	struct value *part = values_find(resolving->values, piece->variable);
	const char *bytes;
	size_t length;

	if (part)
		resolve_template(resolving, part);
	if (part && part->secret) {
		bytes = secret_reveal(part->secret, &length);
		template_filter(out, piece->filter, bytes, length);
		return true;
	}
	if (part && part->unfetched)
		whole->unfetched = true;
	else if (!resolving->in->known_only)
		report_hint(report_add(resolving->report, SEVERITY_ERROR, "reference-unresolved",
				       whole->variable->name, whole->variable->value_place,
				       "${%s} has no value", piece->variable),
			    "give %s a value or a default", piece->variable);
	return false;
}

static bool render(const struct resolving *resolving, struct buf *out, struct value *value)
{
	const struct variable *variable = value->variable;
	bool complete = true;

	for (size_t i = 0; i < variable->value.count; i++) {
		const struct template_piece *piece = &variable->value.pieces[i];

		if (piece->text)
			buf_add_text(out, piece->text);
		else
			complete = render_part(resolving, out, value, piece) && complete;
	}
	return complete;
}

/*
 * Each template is rendered once, whoever needs it first. The manifest has seen to it that they do
 * not go in circles.
 */
static void resolve_template(const struct resolving *resolving, struct value *value)
{
	_cleanup_(buf_done) struct buf text = { .maximum = TEMPLATE_MAX_BYTES };

	if (value->secret || value->tried || !template_has_variables(&value->variable->value))
		return;
	value->tried = true;
	if (!render(resolving, &text, value))
		return;
	if (text.overflow)
		report_hint(report_add(resolving->report, SEVERITY_ERROR, "env-too-large",
				       value->variable->name, value->variable->value_place,
				       "the template grows beyond 1 MiB"),
			    "use fewer or smaller parts");
	else
		set(value, secret_new(resolving->values->arena, buf_text(&text), text.length),
		    ORIGIN_TEMPLATE);
	trim(resolving, value);
}

/* What emit and emit-false make of a boolean on its way to the program. */
static void emit(const struct resolving *resolving, struct value *value)
{
	static const struct {
		const char *form, *yes, *no;
	} forms[] = {
		{ "true/false", "true", "false" },
		{ "1/0", "1", "0" },
		{ "True/False", "True", "False" },
	};
	const struct variable *variable = value->variable;
	const char *form = variable->text[TEXT_EMIT], *bytes;
	size_t length;
	bool yes, no;

	if (!value->secret || (!form && !variable->text[TEXT_EMIT_FALSE]))
		return;
	bytes = secret_reveal(value->secret, &length);
	yes = subject_is_truthy(bytes);
	no = subject_is_falsy(bytes);
	value->withheld = no && variable->text[TEXT_EMIT_FALSE];
	for (size_t i = 0; form && (yes || no) && i < ARRAY_LENGTH(forms); i++) {
		if (text_equal(forms[i].form, form))
			value->emitted = text_secret(resolving, yes ? forms[i].yes : forms[i].no);
	}
}

/* Names of a file that no section declares. */
static void resolve_file(const struct resolving *resolving)
{
	const struct dotenv *file = resolving->in->file;

	for (size_t i = 0; file && i < file->count; i++) {
		const struct dotenv_entry *entry = &file->entries[i];

		if (values_find(resolving->values, entry->name))
			continue;
		set(add_other(resolving, entry->name, (struct place){ file->name, entry->line }),
		    entry->secret, ORIGIN_FILE);
	}
}

/* Switches that the program will get from keystrap's own environment, though no section says so. */
static void resolve_switches(const struct resolving *resolving)
{
	const struct manifest *manifest = resolving->in->manifest;

	for (char *const *entry = resolving->in->environ; entry && *entry; entry++) {
		size_t length = strcspn(*entry, "=");
		_cleanup_(freep) char *name = text_slice(*entry, length);
		struct value *value;

		if (!(*entry)[length] || name_foreign_wrong(name) ||
		    !envblock_inherits(manifest, name) || !rules_know_switch(name) ||
		    values_find(resolving->values, name))
			continue;
		value = add_other(resolving, name, (struct place){ manifest->path, 0 });
		value->passing = true;
		set(value, text_secret(resolving, *entry + length + 1), ORIGIN_INHERITED);
	}
}

/* Whether nothing but keystrap's own environment can give it a value: then none is known too. */
static bool is_inherited_only(const struct manifest *manifest, const struct variable *variable)
{
	if (variable->from_text || variable->value_text)
		return false;
	for (size_t i = 0; i < manifest->imports_count; i++) {
		if (import_allows(&manifest->imports[i], variable->name))
			return false;
	}
	return true;
}

/* What cannot be known without a fetch is neither there nor missing. */
static bool is_known(const struct value *value, const void *context)
{
	const struct resolve_inputs *in = context;

	if (value->unfetched || !in->known_only)
		return !value->unfetched;
	return value->secret || (in->environ && is_inherited_only(in->manifest, value->variable));
}

struct values *resolve(const struct resolve_inputs *inputs, struct report *report)
{
	const struct manifest *manifest = inputs->manifest;
	const struct resolving resolving = { inputs, values_new(), report };

	for (size_t i = 0; i < manifest->variables_count; i++)
		resolve_plain(&resolving, values_add(resolving.values, &manifest->variables[i]));
	for (size_t i = 0; i < manifest->imports_count; i++)
		resolve_import(&resolving, &manifest->imports[i]);
	resolve_file(&resolving);
	resolve_switches(&resolving);
	for (size_t i = 0; i < resolving.values->count; i++)
		resolve_default(&resolving, &resolving.values->items[i]);
	for (size_t i = 0; i < resolving.values->count; i++)
		trim(&resolving, &resolving.values->items[i]);
	for (size_t i = 0; i < resolving.values->count; i++)
		resolve_template(&resolving, &resolving.values->items[i]);
	for (size_t i = 0; i < resolving.values->count; i++)
		emit(&resolving, &resolving.values->items[i]);
	if (inputs->known_only ||
	    (inputs->bundle && bundle_not_minted(inputs->bundle, BUNDLE_NO_ITEM)))
		values_filter(resolving.values, is_known, inputs);
	return resolving.values;
}
