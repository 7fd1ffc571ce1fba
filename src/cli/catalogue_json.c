/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/catalogue.h"

#include "manifest/presets.h"
#include "util/text.h"

void catalogue_add_words(struct jsonout *json, const char *name, const char *text)
{
	_cleanup_(text_list_freep) char **words = text_list(text);

	jsonout_begin(json, name, '[');
	for (char *const *word = words; *word; word++)
		jsonout_text(json, NULL, *word);
	jsonout_end(json, ']');
}

void catalogue_add_types(struct jsonout *json, char *const *names)
{
	jsonout_begin(json, "types", '[');
	for (const struct value_type *type = value_types; type->name; type++) {
		if (!catalogue_is_asked(names, type->name))
			continue;
		jsonout_begin(json, NULL, '{');
		jsonout_text(json, "name", type->name);
		jsonout_text(json, "summary", type->summary);
		jsonout_boolean(json, "sensitive", type->sensitive);
		if (type->refines)
			jsonout_text(json, "refines", type->refines);
		catalogue_add_words(json, "keys", type->takes);
		jsonout_text(json, "accepts", type->accepts);
		jsonout_text(json, "rejects", type->rejects);
		jsonout_text(json, "rule", rule_of_type(type)->id);
		jsonout_text(json, "hint", type->hint);
		jsonout_end(json, '}');
	}
	jsonout_end(json, ']');
}

static void add_rule(struct jsonout *json, const struct rule *rule)
{
	jsonout_begin(json, NULL, '{');
	jsonout_text(json, "id", rule->id);
	jsonout_begin(json, "severity", '{');
	for (int class = 0; class < ENVIRONMENT_CLASSES; class ++)
		jsonout_text(json, environment_class_names[class],
			     severity_names[rule->severities[class]]);
	jsonout_end(json, '}');
	jsonout_text(json, "summary", rule->summary);
	jsonout_text(json, "hint", rule->hint);
	jsonout_text(json, "source", rule->source);
	if (rule->names)
		catalogue_add_words(json, "names", rule->names);
	jsonout_boolean(json, "fixed", rule->fixed);
	jsonout_end(json, '}');
}

void catalogue_add_rules(struct jsonout *json, char *const *names)
{
	jsonout_begin(json, "rules", '[');
	for (const char *const *id = rule_ids(); *id; id++) {
		if (catalogue_is_asked(names, *id))
			add_rule(json, rule_find(*id));
	}
	jsonout_end(json, ']');
}

void catalogue_add_presets(struct jsonout *json, char *const *names)
{
	jsonout_begin(json, "presets", '[');
	for (const struct preset *preset = preset_list(); preset->name; preset++) {
		if (!catalogue_is_asked(names, preset->name))
			continue;
		jsonout_begin(json, NULL, '{');
		jsonout_text(json, "name", preset->name);
		jsonout_text(json, "summary", preset->summary);
		if (names[0]) /* in a list of all it would be most of it */
			jsonout_text(json, "text", preset->text);
		jsonout_end(json, '}');
	}
	jsonout_end(json, ']');
}

void catalogue_write_json(struct buf *out, char *const *names)
{
	struct jsonout json = { .out = out, .pretty = true };

	jsonout_begin(&json, NULL, '{');
	catalogue_add_types(&json, names);
	catalogue_add_rules(&json, names);
	catalogue_add_presets(&json, names);
	jsonout_end(&json, '}');
	buf_add_char(out, '\n');
}
