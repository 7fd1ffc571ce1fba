/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/catalogue.h"

#include <stdlib.h>
#include <string.h>

#include "manifest/keys.h"
#include "provider/source_types.h"
#include "manifest/presets.h"
#include "util/alloc.h"
#include "util/text.h"

const struct catalogue_format catalogue_formats[] = {
	{ "text", catalogue_write_text },
	{ "json", catalogue_write_json },
	{ "markdown", catalogue_write_markdown },
	{ "json-schema", catalogue_write_schema, .whole = true },
	{ "mdoc", catalogue_write_mdoc, .whole = true },
	{ 0 },
};

static const struct key_row rules_keys[] = {
	{ "RULE", .help = "severities of a rule: error, warning, info or off, each with "
			  "@ENVIRONMENTS or without" },
	{ 0 },
};

const struct catalogue_section catalogue_sections[] = {
	{ "keystrap", keystrap_keys },
	{ "rules", rules_keys },
	{ "variable", variable_keys },
	{ "import", import_keys },
	{ 0 },
};

const char *const *catalogue_format_names(void)
{
	static const char *names[ARRAY_LENGTH(catalogue_formats)];

	for (size_t i = 0; catalogue_formats[i].name; i++)
		names[i] = catalogue_formats[i].name;
	return names;
}

bool catalogue_is_asked(char *const *names, const char *name)
{
	return !names[0] || text_list_has(names, name);
}

static const struct preset *find_preset(const char *name)
{
	for (const struct preset *preset = preset_list(); preset->name; preset++) {
		if (text_equal(preset->name, name))
			return preset;
	}
	return NULL;
}

bool catalogue_knows(const char *name)
{
	return value_type_find(name) || rule_find(name) || find_preset(name);
}

bool catalogue_knows_key(const char *name)
{
	return key_is_known(name);
}

const char *catalogue_nearest(const char *word)
{
	const char *const *const lists[] = { value_type_names(), rule_ids(), preset_names() };
	const char *nearest = NULL;

	for (size_t i = 0; i < ARRAY_LENGTH(lists) && !nearest; i++)
		nearest = text_nearest(word, lists[i]);
	return nearest;
}

static void add_classes(struct buf *out, const struct rule *rule, enum severity severity)
{
	size_t count = 0, done = 0;

	for (int class = 0; class < ENVIRONMENT_CLASSES; class ++)
		count += rule->severities[class] == severity;
	buf_format(out, "%s in ", severity_names[severity]);
	for (int class = 0; class < ENVIRONMENT_CLASSES; class ++) {
		if (rule->severities[class] != severity)
			continue;
		if (done > 0)
			buf_add_text(out, done + 1 == count ? " and " : ", ");
		buf_add_text(out, environment_class_names[class]);
		done++;
	}
}

char *catalogue_severities(const struct rule *rule)
{
	_cleanup_(buf_done) struct buf out = { 0 };
	bool told[] = { [SEVERITY_ERROR] = false };
	bool same = true;

	for (int class = 1; class < ENVIRONMENT_CLASSES; class ++)
		same = same && rule->severities[class] == rule->severities[0];
	if (same)
		return text_copy(severity_names[rule->severities[0]]);
	for (int class = 0; class < ENVIRONMENT_CLASSES; class ++) {
		if (told[rule->severities[class]])
			continue;
		told[rule->severities[class]] = true;
		buf_add_text(&out, class ? ", " : "");
		add_classes(&out, rule, rule->severities[class]);
	}
	return text_copy(buf_text(&out));
}

/* -- text */

static void write_list(struct buf *out)
{
	buf_add_text(out, "TYPES\n");
	for (const struct value_type *type = value_types; type->name; type++)
		buf_format(out, "  %-22s %s\n", type->name, type->summary);
	buf_add_text(out, "\nRULES\n");
	for (const struct rule *rule = rules; rule->id; rule++) {
		_cleanup_(freep) char *severities = catalogue_severities(rule);

		buf_format(out, "  %-34s %s (%s)\n", rule->id, rule->summary, severities);
	}
	buf_format(out, "  %-34s %s\n", "type-TYPE", "the value is not of its type (error)");
	buf_add_text(out, "\nPRESETS\n");
	for (const struct preset *preset = preset_list(); preset->name; preset++)
		buf_format(out, "  %-22s %s\n", preset->name, preset->summary);
	buf_add_text(out, "\nkeystrap rules NAME tells more of one, keystrap rules --keys what a "
			  "manifest may say.\n");
}

static void write_fact(struct buf *out, const char *label, const char *text)
{
	if (text && text[0])
		buf_format(out, "  %-10s %s\n", label, text);
}

static void write_type(struct buf *out, const struct value_type *type)
{
	buf_format(out, "type %s\n  %s\n", type->name, type->summary);
	write_fact(out, "refines", type->refines);
	write_fact(out, "keys", type->takes);
	write_fact(out, "accepts", type->accepts);
	write_fact(out, "rejects", type->rejects);
	write_fact(out, "secret", type->sensitive ? "yes" : NULL);
	write_fact(out, "rule", rule_of_type(type)->id);
	write_fact(out, "hint", type->hint);
}

static void write_rule(struct buf *out, const struct rule *rule)
{
	_cleanup_(freep) char *severities = catalogue_severities(rule);

	buf_format(out, "rule %s\n  %s\n", rule->id, rule->summary);
	write_fact(out, "severity", severities);
	write_fact(out, "changeable", rule->fixed ? "no: neither severity nor waive" : NULL);
	write_fact(out, "names", rule->names);
	write_fact(out, "hint", rule->hint);
	write_fact(out, "source", rule->source);
}

/* With the whole text: it says best what it asks of which variables. */
static void write_preset(struct buf *out, const struct preset *preset)
{
	const char *line = preset->text;

	buf_format(out, "preset %s\n  %s\n\n", preset->name, preset->summary);
	while (*line) {
		size_t length = strcspn(line, "\n");

		buf_format(out, "%s%.*s\n", length ? "    " : "", (int)length, line);
		line += length + (line[length] == '\n');
	}
}

void catalogue_write_text(struct buf *out, char *const *names)
{
	if (!names[0])
		write_list(out);
	for (; *names; names++) {
		const struct value_type *type = value_type_find(*names);
		const struct rule *rule = rule_find(*names);
		const struct preset *preset = find_preset(*names);

		if (type)
			write_type(out, type);
		if (rule)
			write_rule(out, rule);
		if (preset)
			write_preset(out, preset);
		if (catalogue_knows_key(*names))
			catalogue_write_keys(out, (char *const[]){ *names, NULL });
	}
}

/* -- the manifest's keys */

const char *catalogue_suffix(const char *key)
{
	return key[strlen(key) - 1] == '.' ? "RULE" : "";
}

/* The types that take a key, when only some do. */
static void write_takers(struct buf *out, const struct key_row *row)
{
	bool first = true;

	for (const struct value_type *type = value_types; row->typed && type->name; type++) {
		if (!value_type_takes(type, row->name))
			continue;
		buf_format(out, "%s %s", first ? "  types     " : ",", type->name);
		first = false;
	}
	buf_add_text(out, first ? "" : "\n");
}

/* "waive.log-level" asks for "waive." too. */
static bool is_asked(char *const *names, const char *key)
{
	bool asked = catalogue_is_asked(names, key);

	for (; !asked && catalogue_suffix(key)[0] && *names; names++)
		asked = text_starts(*names, key);
	return asked;
}

/* A section's keys that are asked for, below its heading. heading: new, or NULL when it is out. */
static void write_heading(struct buf *out, char **heading)
{
	if (*heading)
		buf_format(out, "%s%s\n", out->length ? "\n" : "", *heading);
	freep(heading);
	*heading = NULL;
}

static void write_rows(struct buf *out, const struct catalogue_section *section, char *const *names)
{
	_cleanup_(freep) char *heading = text_format("[%s]", section->name);

	for (const struct key_row *row = section->rows; row->name; row++) {
		_cleanup_(freep) char *name =
			text_format("%s%s", row->name, catalogue_suffix(row->name));

		if (!is_asked(names, row->name))
			continue;
		write_heading(out, &heading);
		buf_format(out, "  %-29s %s\n", name, row->help);
		if (names[0])
			write_takers(out, row);
	}
}

static void write_options(struct buf *out, const struct source_type *type, char *const *names)
{
	_cleanup_(freep) char *heading = text_format("[source NAME] with type = %s", type->name);

	for (const struct option_row *row = type->options; row->name; row++) {
		if (row->kind == OPTION_LOGIN || !is_asked(names, row->name))
			continue;
		write_heading(out, &heading);
		buf_format(out, "  %-29s %s\n", row->name, row->help);
	}
}

void catalogue_write_keys(struct buf *out, char *const *names)
{
	for (const struct catalogue_section *section = catalogue_sections; section->name; section++)
		write_rows(out, section, names);
	for (const struct source_type *const *type = source_types; *type; type++)
		write_options(out, *type, names);
}
