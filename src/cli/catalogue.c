/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/catalogue.h"

#include <string.h>

#include "cli/commands.h"
#include "cli/common.h"
#include "manifest/keys.h"
#include "model/environment.h"
#include "provider/source_types.h"
#include "schema/name_types.h"
#include "schema/rules.h"
#include "schema/types.h"
#include "util/alloc.h"
#include "util/jsonout.h"
#include "util/text.h"

/* What keystrap itself reads from its environment, besides the sources' own conventions. */
static const struct {
	const char *name;
	const char *help;
} own_variables[] = {
	{ "KEYSTRAP_CONFIG", "the manifest, when --config does not name one" },
	{ "NO_COLOR", "no colour, when set to anything" },
	{ "PATH", "where run looks for the program" },
};

static bool is_asked(char *const *names, const char *name)
{
	return !names[0] || text_list_has(names, name);
}

static const char *severities_text(const struct rule *rule, struct buf *scratch)
{
	bool same = true;

	for (int class = 1; class < ENVIRONMENT_CLASSES; class ++)
		same = same && rule->severities[class] == rule->severities[0];
	if (same)
		return severity_names[rule->severities[0]];
	for (int class = 0; class < ENVIRONMENT_CLASSES; class ++)
		buf_format(scratch, "%s%s in %s", class ? ", " : "",
			   severity_names[rule->severities[class]], environment_class_names[class]);
	return buf_text(scratch);
}

static size_t write_rules(struct buf *out, char *const *names)
{
	size_t count = 0;

	for (const struct rule *rule = rules; rule->id; rule++) {
		_cleanup_(buf_done) struct buf scratch = { 0 };

		if (!is_asked(names, rule->id))
			continue;
		buf_format(out, "%s  %-22s %s (%s)\n", count || names[0] ? "" : "\nRULES\n",
			   rule->id, rule->summary, severities_text(rule, &scratch));
		count++;
	}
	return count;
}

static size_t write_types(struct buf *out, char *const *names)
{
	size_t count = 0;

	for (const struct value_type *type = value_types; type->name; type++) {
		if (!is_asked(names, type->name))
			continue;
		buf_format(out, "%s  %-14s %s\n", count || names[0] ? "" : "TYPES\n", type->name,
			   type->summary);
		count++;
	}
	return count;
}

static size_t write_presets(struct buf *out, char *const *names)
{
	size_t count = 0;

	for (const struct preset *preset = presets; preset->name; preset++) {
		if (!is_asked(names, preset->name))
			continue;
		buf_format(out, "%s  %-20s %s\n", count || names[0] ? "" : "\nPRESETS\n",
			   preset->name, preset->summary);
		count++;
	}
	return count;
}

bool catalogue_write_text(struct buf *out, char *const *names)
{
	size_t count = write_types(out, names);

	count += write_rules(out, names);
	count += write_presets(out, names);
	return count > 0;
}

static void write_types_json(struct jsonout *json)
{
	jsonout_begin(json, "types", '[');
	for (const struct value_type *type = value_types; type->name; type++) {
		jsonout_begin(json, NULL, '{');
		jsonout_text(json, "name", type->name);
		jsonout_text(json, "summary", type->summary);
		jsonout_boolean(json, "sensitive", type->sensitive);
		jsonout_end(json, '}');
	}
	jsonout_end(json, ']');
}

static void write_rules_json(struct jsonout *json)
{
	jsonout_begin(json, "rules", '[');
	for (const struct rule *rule = rules; rule->id; rule++) {
		jsonout_begin(json, NULL, '{');
		jsonout_text(json, "id", rule->id);
		jsonout_begin(json, "severity", '{');
		for (int class = 0; class < ENVIRONMENT_CLASSES; class ++)
			jsonout_text(json, environment_class_names[class],
				     severity_names[rule->severities[class]]);
		jsonout_end(json, '}');
		jsonout_text(json, "summary", rule->summary);
		jsonout_text(json, "hint", rule->hint);
		jsonout_end(json, '}');
	}
	jsonout_end(json, ']');
}

static void write_presets_json(struct jsonout *json)
{
	jsonout_begin(json, "presets", '[');
	for (const struct preset *preset = presets; preset->name; preset++) {
		jsonout_begin(json, NULL, '{');
		jsonout_text(json, "name", preset->name);
		jsonout_text(json, "summary", preset->summary);
		jsonout_end(json, '}');
	}
	jsonout_end(json, ']');
}

void catalogue_write_json(struct buf *out)
{
	struct jsonout json = { .out = out, .pretty = true };

	jsonout_begin(&json, NULL, '{');
	write_types_json(&json);
	write_rules_json(&json);
	write_presets_json(&json);
	jsonout_end(&json, '}');
	buf_add_char(out, '\n');
}

/* A key that ends with a dot takes a rule's id after it. */
static const char *what_follows(const char *key)
{
	return key[strlen(key) - 1] == '.' ? "RULE" : "";
}

static const struct {
	const char *section;
	const struct key_row *rows;
} sections[] = {
	{ "keystrap", keystrap_keys },
	{ "variable", variable_keys },
	{ "import", import_keys },
};

static void write_key(struct buf *out, const struct key_row *row)
{
	_cleanup_(freep) char *name = text_format("%s%s", row->name, what_follows(row->name));

	buf_format(out, "  %-16s %s\n", name, row->help);
}

void catalogue_write_keys(struct buf *out)
{
	for (size_t i = 0; i < ARRAY_LENGTH(sections); i++) {
		buf_format(out, "%s[%s]\n", i ? "\n" : "", sections[i].section);
		for (const struct key_row *row = sections[i].rows; row->name; row++)
			write_key(out, row);
	}
	for (const struct source_type *const *type = source_types; *type; type++) {
		buf_format(out, "\n[source NAME] with type = %s\n", (*type)->name);
		for (const struct option_row *row = (*type)->options; row->name; row++) {
			if (row->kind != OPTION_LOGIN)
				buf_format(out, "  %-18s %s\n", row->name, row->help);
		}
	}
}

static void dump_options(struct jsonout *json, const struct option_spec *const *specs)
{
	for (; *specs; specs++) {
		jsonout_begin(json, NULL, '{');
		jsonout_text(json, "name", (*specs)->name);
		jsonout_text(json, "argument", (*specs)->argument ? (*specs)->argument : "");
		jsonout_text(json, "help", (*specs)->help);
		jsonout_end(json, '}');
	}
}

static void dump_commands(struct jsonout *json)
{
	jsonout_begin(json, "commands", '[');
	for (const struct command *command = commands; command->name; command++) {
		jsonout_begin(json, NULL, '{');
		jsonout_text(json, "name", command->name);
		jsonout_text(json, "summary", command->summary);
		jsonout_begin(json, "options", '[');
		dump_options(json, command->options);
		dump_options(json, common_options);
		jsonout_end(json, ']');
		jsonout_end(json, '}');
	}
	jsonout_end(json, ']');
}

static void dump_key(struct jsonout *json, const char *section, const char *type, const char *name,
		     const char *help)
{
	_cleanup_(freep) char *whole = text_format("%s%s", name, what_follows(name));

	jsonout_begin(json, NULL, '{');
	jsonout_text(json, "section", section);
	if (type)
		jsonout_text(json, "type", type);
	else
		jsonout_null(json, "type");
	jsonout_text(json, "name", whole);
	jsonout_text(json, "help", help);
	jsonout_end(json, '}');
}

static void dump_keys(struct jsonout *json)
{
	jsonout_begin(json, "keys", '[');
	for (size_t i = 0; i < ARRAY_LENGTH(sections); i++) {
		for (const struct key_row *row = sections[i].rows; row->name; row++)
			dump_key(json, sections[i].section, NULL, row->name, row->help);
	}
	for (const struct source_type *const *type = source_types; *type; type++) {
		for (const struct option_row *row = (*type)->options; row->name; row++) {
			if (row->kind != OPTION_LOGIN)
				dump_key(json, "source", (*type)->name, row->name, row->help);
		}
	}
	jsonout_end(json, ']');
}

static void dump_exit_statuses(struct jsonout *json)
{
	jsonout_begin(json, "exit_statuses", '[');
	for (size_t i = 0; i < ERR_COUNT; i++) {
		jsonout_begin(json, NULL, '{');
		jsonout_integer(json, "number", exit_statuses[i].number);
		jsonout_text(json, "name", exit_statuses[i].name);
		jsonout_text(json, "meaning", exit_statuses[i].meaning);
		jsonout_end(json, '}');
	}
	jsonout_end(json, ']');
}

static void dump_variable(struct jsonout *json, const char *name, const char *help)
{
	jsonout_begin(json, NULL, '{');
	jsonout_text(json, "name", name);
	jsonout_text(json, "help", help);
	jsonout_end(json, '}');
}

static void dump_environment(struct jsonout *json)
{
	jsonout_begin(json, "environment", '[');
	for (size_t i = 0; i < ARRAY_LENGTH(own_variables); i++)
		dump_variable(json, own_variables[i].name, own_variables[i].help);
	for (const struct source_type *const *type = source_types; *type; type++) {
		for (const struct option_row *row = (*type)->options; row->name; row++) {
			char **names = text_list(row->environment ? row->environment : "");

			for (char **name = names; *name; name++)
				dump_variable(json, *name, row->help);
			text_list_free(names);
		}
	}
	jsonout_end(json, ']');
}

bool catalogue_dump(struct error *err)
{
	_cleanup_(buf_done) struct buf out = { 0 };
	struct jsonout json = { .out = &out, .pretty = true };

	jsonout_begin(&json, NULL, '{');
	dump_commands(&json);
	dump_keys(&json);
	write_types_json(&json);
	write_rules_json(&json);
	write_presets_json(&json);
	dump_exit_statuses(&json);
	dump_environment(&json);
	jsonout_end(&json, '}');
	buf_add_char(&out, '\n');
	return common_print(&out, err);
}
