/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/catalogue.h"

#include <string.h>

#include "cli/markdown.h"
#include "manifest/presets.h"
#include "util/alloc.h"

static void write_types(struct buf *out, char *const *names)
{
	bool begun = false;

	for (const struct value_type *type = value_types; type->name; type++) {
		if (!catalogue_is_asked(names, type->name))
			continue;
		if (!begun)
			buf_add_text(out, "## Types\n\n| type | meaning | kind of | keys | accepts "
					  "| rejects |\n| --- | --- | --- | --- | --- | --- |\n");
		begun = true;
		markdown_add_code(out, "| ", type->name);
		markdown_add_text(out, " | ", type->summary);
		markdown_add_code(out, " | ", type->refines);
		markdown_add_text(out, " | ", type->takes);
		markdown_add_code(out, " | ", type->accepts);
		markdown_add_code(out, " | ", type->rejects);
		buf_add_text(out, " |\n");
	}
}

static void write_rules(struct buf *out, char *const *names)
{
	bool begun = false;

	for (const char *const *id = rule_ids(); *id; id++) {
		const struct rule *rule = rule_find(*id);
		_cleanup_(freep) char *severities = catalogue_severities(rule);

		if (!catalogue_is_asked(names, *id))
			continue;
		if (!begun)
			buf_format(out,
				   "%s## Rules\n\n| rule | meaning | severity | what to do | "
				   "source |\n| --- | --- | --- | --- | --- |\n",
				   out->length ? "\n" : "");
		begun = true;
		markdown_add_code(out, "| ", rule->id);
		markdown_add_text(out, " | ", rule->summary);
		markdown_add_text(out, " | ", severities);
		markdown_add_text(out, " | ", rule->hint);
		markdown_add_text(out, " | ", rule->source);
		buf_add_text(out, " |\n");
	}
}

static void write_presets(struct buf *out, char *const *names)
{
	bool begun = false;

	for (const struct preset *preset = preset_list(); preset->name; preset++) {
		if (!catalogue_is_asked(names, preset->name))
			continue;
		if (!begun)
			buf_format(out, "%s## Presets\n\n| preset | meaning |\n| --- | --- |\n",
				   out->length ? "\n" : "");
		begun = true;
		markdown_add_code(out, "| ", preset->name);
		markdown_add_text(out, " | ", preset->summary);
		buf_add_text(out, " |\n");
	}
}

void catalogue_write_markdown(struct buf *out, char *const *names)
{
	write_types(out, names);
	write_rules(out, names);
	write_presets(out, names);
}
