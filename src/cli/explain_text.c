/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/explain.h"

#include "manifest/keys.h"
#include "schema/types.h"
#include "util/alloc.h"
#include "util/text.h"

static void add_fact(struct buf *out, const char *label, const char *text)
{
	_cleanup_(freep) char *safe = text_printable(text);

	buf_format(out, "  %-10s %s\n", label, safe);
}

static void write_keys(struct buf *out, const struct variable *variable)
{
	for (const struct key_row *row = variable_keys; row->name; row++) {
		_cleanup_(freep) char *text = explain_key(row, variable);

		if (text)
			add_fact(out, row->name, text);
	}
}

/* What the manifest changes about rules. */
static void write_changes(struct buf *out, const struct manifest *manifest,
			  const struct variable *variable)
{
	for (size_t i = 0; i < variable->policy.overrides_count; i++) {
		const struct override *override = &variable->policy.overrides[i];

		buf_format(out, "  severity   %s is %s here\n", override->rule,
			   severity_names[override->severity]);
	}
	for (const char *const *id = rule_ids(); *id; id++) {
		const struct waiver *waiver = manifest_waiver(manifest, variable, *id);
		_cleanup_(freep) char *text =
			waiver ? text_format("%s %s", *id, waiver->text) : NULL;

		if (text)
			add_fact(out, "waived", text);
	}
}

/* Which rules look at it, at which severity and limit, and why. */
static void write_rules(struct buf *out, const struct manifest *manifest,
			const struct variable *variable)
{
	_cleanup_(explain_rules_done) struct applied_rules applied = { 0 };

	explain_rules(&applied, manifest, variable);
	buf_add_text(out, "  rules\n");
	for (size_t i = 0; i < applied.count; i++) {
		const struct applied_rule *item = &applied.items[i];
		_cleanup_(freep) char *limit = text_printable(item->limit ? item->limit : "");

		buf_format(out, "    %-8s %s: %s%s\n",
			   item->waiver ? "waived" : severity_names[item->severity], item->rule->id,
			   item->rule->summary, item->is_set ? " (severity set here)" : "");
		if (limit[0])
			buf_format(out, "             limit: %s\n", limit);
		buf_format(out, "             source: %s\n", item->rule->source);
	}
}

static void write_variable(struct buf *out, const struct explanation *explanation,
			   const struct variable *variable)
{
	const struct prepared *prepared = explanation->prepared;
	_cleanup_(freep) char *from = explain_provenance(prepared->manifest, variable);
	_cleanup_(freep) char *file =
		variable->place.file ? text_printable(variable->place.file) : NULL;
	const char *state = explain_state(prepared, variable);

	_cleanup_(freep) char *by = !variable->type_by ? text_copy("")
				    : variable->type_by[0]
					    ? text_format(" (by the preset %s)", variable->type_by)
					    : text_copy(" (by its name)");

	if (file)
		buf_format(out, "%s (%s:%u)\n", variable->name, file, variable->place.line);
	else
		buf_format(out, "%s (asked for by a preset)\n", variable->name);
	add_fact(out, "from", from);
	buf_format(out, "  type       %s%s: %s\n  presence   %s\n", variable->type->name, by,
		   variable->type->summary, explain_presence(variable));
	write_keys(out, variable);
	if (variable->deliver == DELIVER_NONE)
		add_fact(out, "delivery", "none: only templates use it");
	if (state)
		add_fact(out, "state", state);
	write_changes(out, prepared->manifest, variable);
	if (explanation->names[0])
		write_rules(out, prepared->manifest, variable);
}

static void write_import(struct buf *out, const struct import *import)
{
	_cleanup_(freep) char *from = explain_reference(&import->from);

	buf_format(out, "import %s (%s:%u)\n", import->name, import->place.file,
		   import->place.line);
	add_fact(out, "from", from);
	buf_add_text(out, "  names     ");
	for (char *const *name = import->names; name && *name; name++)
		buf_format(out, " %s", *name);
	buf_add_char(out, '\n');
}

static void write_fact(struct buf *out, const struct bundle_fact *fact)
{
	_cleanup_(freep) char *text = text_printable(fact->text);
	_cleanup_(freep) char *from = fact->from ? text_printable(fact->from) : NULL;

	buf_format(out, "  %-12s %s%s%s\n", fact_names[fact->fact], text, from ? ", from " : "",
		   from ? from : "");
}

static void write_login(struct buf *out, const struct source *source, const struct bundle *bundle,
			size_t index)
{
	_cleanup_(freep) char *where = text_printable(source_where(source));
	bool said = false;

	for (size_t i = 0; i < bundle->facts_count; i++) {
		if (bundle->facts[i].source != index)
			continue;
		if (!said)
			buf_format(out, "source %s, %s %s (%s:%u)\n", source->name,
				   source->type->noun, where, source->place.file,
				   source->place.line);
		said = true;
		write_fact(out, &bundle->facts[i]);
	}
}

/* What fetching has found out of the logins of sources that these variables come from. */
static void write_logins(struct buf *out, const struct explanation *explanation)
{
	const struct prepared *prepared = explanation->prepared;
	const struct bundle *bundle = prepared->bundle;

	for (size_t i = 0; bundle && i < prepared->manifest->sources_count; i++) {
		if (explain_uses(explanation, i))
			write_login(out, &prepared->manifest->sources[i], bundle, i);
	}
}

void explain_write_text(struct buf *out, const struct explanation *explanation)
{
	const struct manifest *manifest = explanation->prepared->manifest;
	_cleanup_(freep) char *environment = text_printable(manifest->environment);

	buf_format(out, "environment %s%s\n\n", environment,
		   manifest->environment_known ? "" : " (unknown: counts as production)");
	for (size_t i = 0; i < manifest->variables_count; i++) {
		if (explain_is_asked(explanation, &manifest->variables[i]))
			write_variable(out, explanation, &manifest->variables[i]);
	}
	for (size_t i = 0; !explanation->names[0] && i < manifest->imports_count; i++)
		write_import(out, &manifest->imports[i]);
	write_logins(out, explanation);
	if (explanation->names[0])
		return;
	buf_add_text(out, "\nkeystrap explain NAME tells the rules of one variable too.\n");
}
