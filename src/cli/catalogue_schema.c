/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/catalogue.h"

/*
 * A manifest as one JSON object: a member a section, in it a member a key with its text. Editors
 * complete and check by it; what only the whole manifest can tell (references, types that do not
 * take a key) stays keystrap's.
 */

#include <string.h>

#include "manifest/keys.h"
#include "manifest/setters.h"
#include "provider/source_types.h"
#include "manifest/presets.h"
#include "util/alloc.h"
#include "util/text.h"

#define NAME_PATTERN "[A-Za-z_][A-Za-z0-9_]{0,127}"
#define YES_OR_NO                                                                                  \
	"^([Yy][Ee][Ss]|[Nn][Oo]|[Tt][Rr][Uu][Ee]|[Ff][Aa][Ll][Ss][Ee]|[Oo][Nn]|[Oo][Ff][Ff]|[01]" \
	")$"
#define NUMBER         "(0|[1-9][0-9]*)"
#define COUNT          "^" NUMBER "$"
#define DURATION       "^" NUMBER "(ms|s|m|h|d|w)?$"
#define UNITS          "(ms|s|m|h|d|w)"
#define AGE            "[1-9][0-9]*" UNITS
#define AT_ENVIRONMENT "@[A-Za-z0-9_.-]{1,48}" /* environment_is_word() */
#define SEVERITY       "(error|warning|warn|info|off)(@[^ \\t]+)?"
#define SEVERITIES     "^" SEVERITY "([ \\t]+" SEVERITY ")*$"
#define DAY            "[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
#define WAIVER         "^until " DAY " reason .*[^ \\t].*$"
#define NAMES          "^[A-Za-z0-9_*?]+([ \\t,]+[A-Za-z0-9_*?]+)*$"

/* "(a|b|c)" of names that hold nothing a regular expression would act on but a slash or dot. */
static char *alternatives(const char *const *words)
{
	_cleanup_(buf_done) struct buf out = { 0 };

	for (; *words; words++) {
		buf_add_char(&out, out.length ? '|' : '(');
		for (const char *c = *words; *c; c++) {
			if (strchr(".+*?()[]{}^$|\\/", *c))
				buf_add_char(&out, '\\');
			buf_add_char(&out, *c);
		}
	}
	buf_add_char(&out, ')');
	return text_copy(buf_text(&out));
}

/* Words of a list, with commas or white space between. */
static void add_list_of(struct jsonout *json, const char *const *words)
{
	_cleanup_(freep) char *one = alternatives(words);
	_cleanup_(freep) char *pattern = text_format("^%s([ \\t,]+%s)*$", one, one);

	jsonout_text(json, "pattern", pattern);
}

/* The built-in ones, and files of the user's. */
static void add_presets(struct jsonout *json)
{
	_cleanup_(freep) char *known = alternatives(preset_names());
	_cleanup_(freep) char *one = text_format("(%s|[^ \\t,]*/[^ \\t,]*|[^ \\t,]+\\.ini)", known);
	_cleanup_(freep) char *pattern = text_format("^%s([ \\t,]+%s)*$", one, one);

	jsonout_text(json, "pattern", pattern);
}

static void add_enum(struct jsonout *json, const char *const *words)
{
	jsonout_begin(json, "enum", '[');
	for (; *words; words++)
		jsonout_text(json, NULL, *words);
	jsonout_end(json, ']');
}

/* Each word with what it means, which editors show beside it. */
static void add_types(struct jsonout *json)
{
	jsonout_begin(json, "oneOf", '[');
	for (const struct value_type *type = value_types; type->name; type++) {
		jsonout_begin(json, NULL, '{');
		jsonout_text(json, "const", type->name);
		jsonout_text(json, "description", type->summary);
		jsonout_end(json, '}');
	}
	jsonout_end(json, ']');
}

static void add_choices(struct jsonout *json, const struct key_row *row)
{
	_cleanup_(text_list_freep) char **words = text_list(row->choices);
	const char *const *choices = (const char *const *)words;
	_cleanup_(freep) char *one = alternatives(choices);
	_cleanup_(freep) char *pattern = text_format("^%s([ \\t].*)?$", one);

	if (row->set == set_origins)
		add_list_of(json, choices);
	else if (row->set == set_change)
		jsonout_text(json, "pattern", pattern);
	else
		add_enum(json, choices);
}

/* What a setter takes, where a pattern can say it. */
static const struct {
	bool (*set)(const struct setting *setting);
	const char *pattern;
} patterns[] = {
	{ set_bool, YES_OR_NO },
	{ set_presence, YES_OR_NO },
	{ set_switch, YES_OR_NO },
	{ set_duration, DURATION },
	{ set_period, "^(0|" NUMBER UNITS ")$" },
	{ set_age, "^" AGE "$" },
	{ set_rotation, "^(never|" AGE ")$" },
	{ set_length, COUNT },
	{ set_bits, COUNT },
	{ set_entropy, COUNT },
	{ set_mode, "^[0-7]{3,5}$" },
	{ set_name, "^" NAME_PATTERN "$" },
	{ set_names, NAMES },
	{ set_distinct, NAMES },
	{ set_condition, "^(! *" NAME_PATTERN "|" NAME_PATTERN " *(=[^=].*)?)$" },
	{ set_severity, SEVERITIES },
	{ set_waiver, WAIVER },
};

static const char *pattern_of(const struct key_row *row)
{
	for (size_t i = 0; i < ARRAY_LENGTH(patterns); i++) {
		if (patterns[i].set == row->set)
			return patterns[i].pattern;
	}
	return NULL;
}

/* The types that a key means something to, in its description. */
static char *description_of(const struct key_row *row)
{
	_cleanup_(buf_done) struct buf out = { 0 };
	bool first = true;

	buf_add_text(&out, row->help);
	for (const struct value_type *type = value_types; row->typed && type->name; type++) {
		if (!value_type_takes(type, row->name))
			continue;
		buf_format(&out, "%s%s", first ? " (types: " : ", ", type->name);
		first = false;
	}
	buf_add_text(&out, first ? "" : ")");
	return text_copy(buf_text(&out));
}

static void add_value(struct jsonout *json, const char *name, const struct key_row *row)
{
	_cleanup_(freep) char *description = description_of(row);

	jsonout_begin(json, name, '{');
	jsonout_text(json, "description", description);
	jsonout_text(json, "type", "string");
	if (row->set == set_type)
		add_types(json);
	else if (row->set == set_presets)
		add_presets(json);
	else if (pattern_of(row))
		jsonout_text(json, "pattern", pattern_of(row));
	else if (row->choices)
		add_choices(json, row);
	jsonout_end(json, '}');
}

static void add_override(struct jsonout *json)
{
	jsonout_begin(json, "override", '{');
	jsonout_text(json, "description", "yes: a later file may change keys that stand here");
	jsonout_text(json, "type", "string");
	jsonout_text(json, "pattern", YES_OR_NO);
	jsonout_end(json, '}');
}

/* "(a|b|c)" of the rules that can be changed; new. */
static char *free_rules(void)
{
	const char *const *ids = rule_ids();
	_cleanup_(freep) const char **free_ids = NULL;
	size_t all = 0, count = 0;

	while (ids[all])
		all++;
	free_ids = alloc_array(all + 1, sizeof(*free_ids));
	for (; *ids; ids++) {
		if (!rule_find(*ids)->fixed)
			free_ids[count++] = *ids;
	}
	return alternatives(free_ids);
}

/* "severity.RULE" for each rule that can be changed. */
static void add_for_rules(struct jsonout *json, const struct key_row *row)
{
	_cleanup_(freep) char *one = free_rules();
	_cleanup_(freep) char *pattern = text_format("^%.*s\\.%s(" AT_ENVIRONMENT ")?$",
						     (int)strlen(row->name) - 1, row->name, one);
	add_value(json, pattern, row);
}

static bool takes_rule(const struct key_row *row)
{
	return catalogue_suffix(row->name)[0] != '\0';
}

static void add_same_elsewhere(struct jsonout *json, const char *section, const char *key)
{
	_cleanup_(freep) char *pattern = text_format("^%s" AT_ENVIRONMENT "$", key);
	_cleanup_(freep) char *target = text_format("#/$defs/%s/properties/%s", section, key);

	jsonout_begin(json, pattern, '{');
	jsonout_text(json, "$ref", target);
	jsonout_end(json, '}');
}

/* [rules]: RULE = SEVERITY[@ENVIRONMENT,...] ... */
static void add_rules_section(struct jsonout *json)
{
	_cleanup_(freep) char *one = free_rules();
	_cleanup_(freep) char *pattern = text_format("^%s(" AT_ENVIRONMENT ")?$", one);

	jsonout_begin(json, "rules", '{');
	jsonout_text(json, "description", "the severities of rules for all variables");
	jsonout_text(json, "type", "object");
	jsonout_begin(json, "properties", '{');
	add_override(json);
	jsonout_end(json, '}');
	jsonout_begin(json, "patternProperties", '{');
	jsonout_begin(json, pattern, '{');
	jsonout_text(json, "type", "string");
	jsonout_text(json, "pattern", SEVERITIES);
	jsonout_end(json, '}');
	jsonout_end(json, '}');
	jsonout_boolean(json, "additionalProperties", false);
	jsonout_end(json, '}');
}

/* A key that only some types take, beside another one. */
static void add_takers(struct jsonout *json, const struct key_row *row)
{
	jsonout_begin(json, row->name, '{');
	jsonout_begin(json, "properties", '{');
	jsonout_begin(json, "type", '{');
	jsonout_begin(json, "enum", '[');
	for (const struct value_type *type = value_types; type->name; type++) {
		if (value_type_takes(type, row->name))
			jsonout_text(json, NULL, type->name);
	}
	jsonout_end(json, ']');
	jsonout_end(json, '}');
	jsonout_end(json, '}');
	jsonout_end(json, '}');
}

static void add_exclusive(struct jsonout *json, const char *one, const char *other)
{
	jsonout_begin(json, NULL, '{');
	jsonout_begin(json, "not", '{');
	jsonout_begin(json, "required", '[');
	jsonout_text(json, NULL, one);
	jsonout_text(json, NULL, other);
	jsonout_end(json, ']');
	jsonout_end(json, '}');
	jsonout_end(json, '}');
}

/* A key that must be there, for all environments or for one: not all names are others. */
static void add_needed(struct jsonout *json, const char *key)
{
	_cleanup_(freep) char *pattern = text_format("^%s(" AT_ENVIRONMENT ")?$", key);

	jsonout_begin(json, NULL, '{');
	jsonout_begin(json, "not", '{');
	jsonout_begin(json, "propertyNames", '{');
	jsonout_begin(json, "not", '{');
	jsonout_text(json, "pattern", pattern);
	jsonout_end(json, '}');
	jsonout_end(json, '}');
	jsonout_end(json, '}');
	jsonout_end(json, '}');
}

/* The bounds of a type whose numbers have digits only. */
static void add_whole_bounds(struct jsonout *json)
{
	static const char *const types[] = { "int", "uint", "port", NULL };
	static const char *const bounds[] = { "min", "max", "usual-min", "usual-max" };

	jsonout_begin(json, NULL, '{');
	jsonout_begin(json, "if", '{');
	jsonout_begin(json, "properties", '{');
	jsonout_begin(json, "type", '{');
	add_enum(json, types);
	jsonout_end(json, '}');
	jsonout_end(json, '}');
	jsonout_begin(json, "required", '[');
	jsonout_text(json, NULL, "type");
	jsonout_end(json, ']');
	jsonout_end(json, '}');
	jsonout_begin(json, "then", '{');
	jsonout_begin(json, "properties", '{');
	for (size_t i = 0; i < ARRAY_LENGTH(bounds); i++) {
		jsonout_begin(json, bounds[i], '{');
		jsonout_text(json, "pattern", "^-?" NUMBER "$");
		jsonout_end(json, '}');
	}
	jsonout_end(json, '}');
	jsonout_end(json, '}');
	jsonout_end(json, '}');
}

/* What keys are to each other, as far as a schema can say it. */
static void add_relations(struct jsonout *json, const struct catalogue_section *section)
{
	if (section->rows == variable_keys) {
		jsonout_begin(json, "dependentSchemas", '{');
		for (const struct key_row *row = section->rows; row->name; row++) {
			if (row->typed)
				add_takers(json, row);
		}
		jsonout_end(json, '}');
		jsonout_begin(json, "allOf", '[');
		add_exclusive(json, "from", "value");
		add_exclusive(json, "value", "default");
		add_whole_bounds(json);
		jsonout_end(json, ']');
	} else if (section->rows == import_keys) {
		jsonout_begin(json, "allOf", '[');
		add_needed(json, "from");
		add_needed(json, "names");
		jsonout_end(json, ']');
	}
}

static void add_section(struct jsonout *json, const struct catalogue_section *section)
{
	jsonout_begin(json, section->name, '{');
	jsonout_text(json, "type", "object");
	jsonout_begin(json, "properties", '{');
	for (const struct key_row *row = section->rows; row->name; row++) {
		if (!takes_rule(row))
			add_value(json, row->name, row);
	}
	add_override(json);
	jsonout_end(json, '}');
	jsonout_begin(json, "patternProperties", '{');
	for (const struct key_row *row = section->rows; row->name; row++) {
		if (takes_rule(row))
			add_for_rules(json, row);
		else
			add_same_elsewhere(json, section->name, row->name);
	}
	jsonout_end(json, '}');
	add_relations(json, section);
	jsonout_boolean(json, "additionalProperties", false);
	jsonout_end(json, '}');
}

static void add_option(struct jsonout *json, const struct option_row *row)
{
	_cleanup_(text_list_freep) char **words = text_list(row->choices ? row->choices : "");

	jsonout_begin(json, row->name, '{');
	jsonout_text(json, "description", row->help);
	jsonout_text(json, "type", "string");
	if (row->kind == OPTION_WORD)
		add_enum(json, (const char *const *)words);
	else if (row->kind == OPTION_DURATION)
		jsonout_text(json, "pattern", DURATION);
	else if (row->kind == OPTION_COUNT)
		jsonout_text(json, "pattern", COUNT);
	if (row->fallback)
		jsonout_text(json, "default", row->fallback);
	jsonout_end(json, '}');
}

static void add_source(struct jsonout *json, const struct source_type *type)
{
	_cleanup_(freep) char *name = text_format("source-%s", type->name);

	jsonout_begin(json, name, '{');
	jsonout_text(json, "description", type->summary);
	jsonout_text(json, "type", "object");
	jsonout_begin(json, "properties", '{');
	jsonout_begin(json, "type", '{');
	jsonout_text(json, "const", type->name);
	jsonout_end(json, '}');
	add_override(json);
	for (const struct option_row *row = type->options; row->name; row++) {
		if (row->kind != OPTION_LOGIN)
			add_option(json, row);
	}
	jsonout_end(json, '}');
	jsonout_begin(json, "patternProperties", '{');
	for (const struct option_row *row = type->options; row->name; row++) {
		if (row->kind != OPTION_LOGIN)
			add_same_elsewhere(json, name, row->name);
	}
	jsonout_end(json, '}');
	jsonout_begin(json, "required", '[');
	jsonout_text(json, NULL, "type");
	jsonout_end(json, ']');
	jsonout_boolean(json, "additionalProperties", false);
	jsonout_end(json, '}');
}

static void add_reference(struct jsonout *json, const char *name, const char *definition)
{
	_cleanup_(freep) char *target = text_format("#/$defs/%s", definition);

	jsonout_begin(json, name, '{');
	jsonout_text(json, "$ref", target);
	jsonout_end(json, '}');
}

static void add_any_source(struct jsonout *json)
{
	jsonout_begin(json, "source", '{');
	jsonout_begin(json, "oneOf", '[');
	for (const struct source_type *const *type = source_types; *type; type++) {
		_cleanup_(freep) char *name = text_format("source-%s", (*type)->name);

		add_reference(json, NULL, name);
	}
	jsonout_end(json, ']');
	jsonout_end(json, '}');
}

/* What only a manifest says of a variable, manifest/presets.h. */
#define OWN_KEYS                                                                                   \
	"^(from|value|default|deliver|refresh|on-change|allow-name|emit-name)(" AT_ENVIRONMENT     \
	")?$|"                                                                                     \
	"^(severity|waive)\\."
#define GLOB "[A-Za-z_*?][A-Za-z0-9_*?]*"

/* [preset]: summary. A section of a preset is one of a variable without what is its own. */
static void add_preset_sections(struct jsonout *json)
{
	jsonout_begin(json, "preset", '{');
	jsonout_text(json, "type", "object");
	jsonout_begin(json, "properties", '{');
	jsonout_begin(json, "summary", '{');
	jsonout_text(json, "description", "what the preset is for, in one line");
	jsonout_text(json, "type", "string");
	jsonout_end(json, '}');
	jsonout_end(json, '}');
	jsonout_boolean(json, "additionalProperties", false);
	jsonout_end(json, '}');
	jsonout_begin(json, "preset-variable", '{');
	jsonout_text(json, "$ref", "#/$defs/variable");
	jsonout_begin(json, "propertyNames", '{');
	jsonout_begin(json, "not", '{');
	jsonout_text(json, "pattern", OWN_KEYS);
	jsonout_end(json, '}');
	jsonout_end(json, '}');
	jsonout_end(json, '}');
}

static void add_manifest_members(struct jsonout *json)
{
	jsonout_begin(json, "properties", '{');
	add_reference(json, "keystrap", "keystrap");
	add_reference(json, "rules", "rules");
	jsonout_end(json, '}');
	jsonout_begin(json, "patternProperties", '{');
	add_reference(json, "^source .+$", "source");
	add_reference(json, "^import .+$", "import");
	add_reference(json, "^(?!(keystrap|rules)$)" NAME_PATTERN "$", "variable");
	jsonout_end(json, '}');
	jsonout_boolean(json, "additionalProperties", false);
}

static void add_preset_members(struct jsonout *json)
{
	jsonout_begin(json, "properties", '{');
	add_reference(json, "preset", "preset");
	add_reference(json, "keystrap", "keystrap");
	add_reference(json, "rules", "rules");
	jsonout_end(json, '}');
	jsonout_begin(json, "patternProperties", '{');
	add_reference(json, "^(?!(preset|keystrap|rules)$|type )" GLOB "([ \\t,]+" GLOB ")*$",
		      "preset-variable");
	add_reference(json, "^type .+$", "preset-variable");
	jsonout_end(json, '}');
	jsonout_boolean(json, "additionalProperties", false);
}

/* A file with [preset] is a preset. */
static void add_members(struct jsonout *json)
{
	jsonout_begin(json, "if", '{');
	jsonout_begin(json, "required", '[');
	jsonout_text(json, NULL, "preset");
	jsonout_end(json, ']');
	jsonout_end(json, '}');
	jsonout_begin(json, "then", '{');
	add_preset_members(json);
	jsonout_end(json, '}');
	jsonout_begin(json, "else", '{');
	add_manifest_members(json);
	jsonout_end(json, '}');
}

void catalogue_write_schema(struct buf *out, char *const *names)
{
	struct jsonout json = { .out = out, .pretty = true };

	(void)names;
	jsonout_begin(&json, NULL, '{');
	jsonout_text(&json, "$schema", "https://json-schema.org/draft/2020-12/schema");
	jsonout_text(&json, "$id", "urn:keystrap:manifest");
	jsonout_text(&json, "title", "keystrap manifest");
	jsonout_text(
		&json, "description",
		"A manifest, keystrap.ini(5), or a preset, as one object: a member a section, in "
		"it a member a key. KEY@ENVIRONMENT overrides KEY in one environment.");
	jsonout_text(&json, "type", "object");
	add_members(&json);
	jsonout_begin(&json, "$defs", '{');
	for (const struct catalogue_section *section = catalogue_sections; section->name;
	     section++) {
		if (!text_equal(section->name, "rules"))
			add_section(&json, section);
	}
	add_rules_section(&json);
	add_preset_sections(&json);
	add_any_source(&json);
	for (const struct source_type *const *type = source_types; *type; type++)
		add_source(&json, *type);
	jsonout_end(&json, '}');
	jsonout_end(&json, '}');
	buf_add_char(out, '\n');
}
