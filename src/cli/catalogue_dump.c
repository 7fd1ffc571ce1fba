/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/catalogue.h"

#include "cli/commands.h"
#include "cli/common.h"
#include "manifest/keys.h"
#include "provider/source_types.h"
#include "util/alloc.h"
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

static void dump_choices(struct jsonout *json, const struct option_spec *spec)
{
	_cleanup_(text_list_freep) char **words = option_words(spec);

	jsonout_begin(json, "choices", '[');
	for (char *const *word = words; word && *word; word++)
		jsonout_text(json, NULL, *word);
	jsonout_end(json, ']');
}

static void dump_options(struct jsonout *json, const struct option_spec *const *specs)
{
	for (; *specs; specs++) {
		jsonout_begin(json, NULL, '{');
		jsonout_text(json, "name", (*specs)->name);
		jsonout_text(json, "argument", (*specs)->argument ? (*specs)->argument : "");
		jsonout_text(json, "help", (*specs)->help);
		dump_choices(json, *specs);
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
		     bool typed, const char *help)
{
	_cleanup_(freep) char *whole = text_format("%s%s", name, catalogue_suffix(name));

	jsonout_begin(json, NULL, '{');
	jsonout_text(json, "section", section);
	if (type)
		jsonout_text(json, "type", type);
	else
		jsonout_null(json, "type");
	jsonout_text(json, "name", whole);
	jsonout_boolean(json, "typed", typed);
	jsonout_text(json, "help", help);
	jsonout_end(json, '}');
}

static void dump_keys(struct jsonout *json)
{
	jsonout_begin(json, "keys", '[');
	for (const struct catalogue_section *section = catalogue_sections; section->name;
	     section++) {
		for (const struct key_row *row = section->rows; row->name; row++)
			dump_key(json, section->name, NULL, row->name, row->typed, row->help);
	}
	for (const struct source_type *const *type = source_types; *type; type++) {
		for (const struct option_row *row = (*type)->options; row->name; row++) {
			if (row->kind != OPTION_LOGIN)
				dump_key(json, "source", (*type)->name, row->name, false,
					 row->help);
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

static void dump_variables(struct jsonout *json, const char *names, const char *help)
{
	_cleanup_(text_list_freep) char **list = text_list(names ? names : "");

	for (char **name = list; *name; name++)
		dump_variable(json, *name, help);
}

static void dump_environment(struct jsonout *json)
{
	jsonout_begin(json, "environment", '[');
	for (size_t i = 0; i < ARRAY_LENGTH(own_variables); i++)
		dump_variable(json, own_variables[i].name, own_variables[i].help);
	for (const struct source_type *const *type = source_types; *type; type++) {
		const struct environment_row *other = (*type)->environment;

		for (const struct option_row *row = (*type)->options; row->name; row++)
			dump_variables(json, row->environment, row->help);
		for (; other && other->names; other++)
			dump_variables(json, other->names, other->text);
	}
	jsonout_end(json, ']');
}

bool catalogue_dump(struct error *err)
{
	_cleanup_(buf_done) struct buf out = { 0 };
	struct jsonout json = { .out = &out, .pretty = true };
	char *const all[] = { NULL };

	jsonout_begin(&json, NULL, '{');
	dump_commands(&json);
	dump_keys(&json);
	catalogue_add_types(&json, all);
	catalogue_add_rules(&json, all);
	catalogue_add_presets(&json, all);
	dump_exit_statuses(&json);
	dump_environment(&json);
	jsonout_end(&json, '}');
	buf_add_char(&out, '\n');
	return common_print(&out, err);
}
