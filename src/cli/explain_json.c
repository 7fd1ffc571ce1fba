/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/explain.h"

#include "manifest/keys.h"
#include "schema/sensitive.h"
#include "schema/types.h"
#include "util/alloc.h"
#include "util/jsonout.h"

static void add_keys(struct jsonout *json, const struct variable *variable)
{
	jsonout_begin(json, "keys", '{');
	for (const struct key_row *row = variable_keys; row->name; row++) {
		_cleanup_(freep) char *text = explain_key(row, variable);

		if (text)
			jsonout_text(json, row->name, text);
	}
	jsonout_end(json, '}');
}

static void add_rules(struct jsonout *json, const struct manifest *manifest,
		      const struct variable *variable)
{
	_cleanup_(explain_rules_done) struct applied_rules applied = { 0 };

	explain_rules(&applied, manifest, variable);
	jsonout_begin(json, "rules", '[');
	for (size_t i = 0; i < applied.count; i++) {
		const struct applied_rule *item = &applied.items[i];

		jsonout_begin(json, NULL, '{');
		jsonout_text(json, "id", item->rule->id);
		jsonout_text(json, "severity", severity_names[item->severity]);
		if (item->limit)
			jsonout_text(json, "limit", item->limit);
		jsonout_text(json, "source", item->rule->source);
		if (item->waiver)
			jsonout_text(json, "waived", item->waiver->text);
		jsonout_end(json, '}');
	}
	jsonout_end(json, ']');
}

/* What fetching has found out of the login of the variable's source. */
static void add_login(struct jsonout *json, const struct prepared *prepared,
		      const struct variable *variable)
{
	const struct bundle *bundle = prepared->bundle;

	if (!bundle || !variable->from.source)
		return;
	jsonout_text(json, "source", prepared->manifest->sources[variable->source].name);
	jsonout_begin(json, "login", '[');
	for (size_t i = 0; i < bundle->facts_count; i++) {
		const struct bundle_fact *fact = &bundle->facts[i];

		if (fact->source != variable->source)
			continue;
		jsonout_begin(json, NULL, '{');
		jsonout_text(json, "fact", fact_names[fact->fact]);
		jsonout_text(json, "value", fact->text);
		if (fact->from)
			jsonout_text(json, "from", fact->from);
		jsonout_end(json, '}');
	}
	jsonout_end(json, ']');
}

static void add_variable(struct jsonout *json, const struct prepared *prepared,
			 const struct variable *variable)
{
	_cleanup_(freep) char *from = explain_provenance(prepared->manifest, variable);
	const char *state = explain_state(prepared, variable);

	jsonout_begin(json, NULL, '{');
	jsonout_text(json, "name", variable->name);
	if (variable->place.file)
		jsonout_text(json, "file", variable->place.file);
	else
		jsonout_null(json, "file");
	jsonout_integer(json, "line", variable->place.line);
	jsonout_text(json, "from", from);
	jsonout_text(json, "type", variable->type->name);
	jsonout_boolean(json, "sensitive", variable_is_sensitive(variable));
	jsonout_text(json, "presence", explain_presence(variable));
	jsonout_text(json, "delivery", variable->deliver == DELIVER_NONE ? "none" : "env");
	if (state)
		jsonout_text(json, "state", state);
	add_login(json, prepared, variable);
	add_keys(json, variable);
	add_rules(json, prepared->manifest, variable);
	jsonout_end(json, '}');
}

void explain_write_json(struct buf *out, const struct explanation *explanation)
{
	const struct manifest *manifest = explanation->prepared->manifest;
	struct jsonout json = { .out = out, .pretty = true };

	jsonout_begin(&json, NULL, '[');
	for (size_t i = 0; i < manifest->variables_count; i++) {
		if (explain_is_asked(explanation, &manifest->variables[i]))
			add_variable(&json, explanation->prepared, &manifest->variables[i]);
	}
	jsonout_end(&json, ']');
	buf_add_char(out, '\n');
}
