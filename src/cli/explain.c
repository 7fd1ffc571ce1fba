/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/explain.h"

#include <stdlib.h>
#include <string.h>

#include "manifest/keys.h"
#include "schema/example.h"
#include "schema/rule_scope.h"
#include "schema/types.h"
#include "util/alloc.h"
#include "util/text.h"

const struct explain_format explain_formats[] = {
	{ "text", explain_write_text },
	{ "json", explain_write_json },
	{ "markdown", explain_write_markdown },
	{ "env-example", explain_write_env_example },
	{ 0 },
};

const char *const *explain_format_names(void)
{
	static const char *names[ARRAY_LENGTH(explain_formats)];

	for (size_t i = 0; explain_formats[i].name; i++)
		names[i] = explain_formats[i].name;
	return names;
}

bool explain_is_asked(const struct explanation *explanation, const struct variable *variable)
{
	return !explanation->names[0] || text_list_has(explanation->names, variable->name);
}

bool explain_uses(const struct explanation *explanation, size_t source)
{
	const struct manifest *manifest = explanation->prepared->manifest;

	for (size_t i = 0; i < manifest->variables_count; i++) {
		const struct variable *variable = &manifest->variables[i];

		if (variable->from.source && variable->source == source &&
		    explain_is_asked(explanation, variable))
			return true;
	}
	return !explanation->names[0];
}

char *explain_reference(const struct reference *reference)
{
	enum { MOST = 40 };
	struct reference shown = *reference;
	const char *all = reference->parameters;
	_cleanup_(freep) char *first =
		all ? text_format("%.*s...", (int)text_utf8_length(all, strnlen(all, MOST)), all)
		    : NULL;

	if (all && strlen(all) > MOST)
		shown.parameters = first;
	return reference_text(&shown);
}

char *explain_provenance(const struct manifest *manifest, const struct variable *variable)
{
	if (variable->from.source) {
		const struct source *source = &manifest->sources[variable->source];

		_cleanup_(freep) char *reference = explain_reference(&variable->from);

		return text_format("%s, from the %s %s", reference, source->type->noun,
				   source_where(source));
	}
	if (variable->value_text)
		return text_copy(template_has_variables(&variable->value)
					 ? "a template in the manifest"
					 : "a literal in the manifest");
	return text_copy(variable->fallback ? "the inherited environment, or the default"
					    : "the inherited environment");
}

const char *explain_presence(const struct variable *variable)
{
	if (variable->value_text)
		return "set here";
	if (variable_is_needed(variable) && !variable->list[LIST_REQUIRED_IN])
		return "required";
	return variable->list[LIST_REQUIRED_IN] ? "required in some environments" : "may be absent";
}

const char *explain_state(const struct prepared *prepared, const struct variable *variable)
{
	const struct value *value;

	if (!prepared->bundle)
		return NULL;
	value = prepared->values ? values_find(prepared->values, variable->name) : NULL;
	return !value ? "unknown" : value->secret ? "there" : "absent";
}

static bool is_within(size_t offset, size_t first, size_t size)
{
	return offset >= first && offset < first + size;
}

char *explain_key(const struct key_row *row, const struct variable *variable)
{
	const void *member = (const char *)variable + row->offset;
	_cleanup_(buf_done) struct buf out = { 0 };

	if (row->offset == offsetof(struct variable, text[TEXT_EXAMPLE]) &&
	    example_looks_real(variable))
		return text_copy("(not shown: it passes as a real secret)");
	if (is_within(row->offset, offsetof(struct variable, text), sizeof(variable->text)))
		return text_copy(*(char *const *)member);
	if (!is_within(row->offset, offsetof(struct variable, list), sizeof(variable->list)))
		return NULL;
	for (char *const *word = *(char **const *)member; word && *word; word++)
		buf_format(&out, "%s%s", out.length ? " " : "", *word);
	return out.length ? text_copy(out.bytes) : NULL;
}

static const struct key_row *find_key(const char *name)
{
	const struct key_row *row = variable_keys;

	while (row->name && !text_equal(row->name, name))
		row++;
	return row->name ? row : NULL;
}

/* "min = 1, max = 9": what the section says for the keys; NULL when it says nothing. New. */
static char *said_limit(const char *keys, const struct variable *variable)
{
	_cleanup_(text_list_freep) char **list = text_list(keys ? keys : "");
	_cleanup_(buf_done) struct buf out = { 0 };

	for (char *const *name = list; *name; name++) {
		const struct key_row *row = find_key(*name);
		_cleanup_(freep) char *text = row ? explain_key(row, variable) : NULL;

		if (text)
			buf_format(&out, "%s%s = %s", out.length ? ", " : "", *name, text);
	}
	return out.length ? text_copy(out.bytes) : NULL;
}

static void add(struct applied_rules *applied, const struct manifest *manifest,
		const struct variable *variable, const struct rule *rule)
{
	bool is_types = rule == rule_of_type(variable->type);
	const char *keys = is_types ? variable->type->takes : rule->limit.keys;
	_cleanup_(freep) char *said = said_limit(keys, variable);
	enum severity severity = rule_severity(manifest, variable, rule), set;
	bool is_set = manifest_severity(&set, manifest, variable, rule->id);

	if ((severity == SEVERITY_OFF && !is_set) || (!said && rule->limit.said))
		return;
	applied->items = alloc_grow(applied->items, &applied->capacity, applied->count + 1,
				    sizeof(struct applied_rule));
	applied->items[applied->count++] = (struct applied_rule){
		.rule = rule,
		.severity = severity,
		.is_set = is_set,
		.limit = rule_limit(rule, said),
		.waiver = manifest_waiver(manifest, variable, rule->id),
	};
}

void explain_rules(struct applied_rules *ret, const struct manifest *manifest,
		   const struct variable *variable)
{
	*ret = (struct applied_rules){ 0 };
	for (const char *const *id = rule_ids(); *id; id++) {
		const struct rule *rule = rule_find(*id);

		if (rule_concerns(rule, variable))
			add(ret, manifest, variable, rule);
	}
}

void explain_rules_done(struct applied_rules *applied)
{
	for (size_t i = 0; i < applied->count; i++)
		free(applied->items[i].limit);
	free(applied->items);
	*applied = (struct applied_rules){ 0 };
}
