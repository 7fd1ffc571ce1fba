/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/common.h"
#include "schema/rules.h"
#include "schema/types.h"
#include "util/alloc.h"
#include "util/jsonout.h"
#include "util/text.h"

static const char *delivery_name(const struct variable *variable)
{
	return variable->deliver == DELIVER_NONE ? "none" : "env";
}

/* Where the value comes from, in words; new. A literal is named, not shown: it may be a secret. */
static char *provenance(const struct manifest *manifest, const struct variable *variable)
{
	if (variable->from.source) {
		const struct source *source = &manifest->sources[variable->source];

		return text_format(
			"%s, from the %s %s", variable->from_text, source->type->noun,
			source_option(source, source->type->remote ? "address" : "file"));
	}
	if (variable->value_text)
		return text_copy(template_has_variables(&variable->value)
					 ? "a template in the manifest"
					 : "a literal in the manifest");
	return text_copy(variable->fallback ? "the inherited environment, or the default"
					    : "the inherited environment");
}

static const char *presence(const struct variable *variable)
{
	if (variable->value_text)
		return "set here";
	if (variable_is_needed(variable) && !variable->list[LIST_REQUIRED_IN])
		return "required";
	return variable->list[LIST_REQUIRED_IN] ? "required in some environments" : "may be absent";
}

/* What --online found out; NULL without it. */
static const char *state(const struct prepared *prepared, const struct variable *variable)
{
	const struct value *value;

	if (!prepared->bundle)
		return NULL;
	value = prepared->values ? values_find(prepared->values, variable->name) : NULL;
	return !value ? "unknown" : value->secret ? "there" : "absent";
}

static void write_rules_text(struct buf *out, const struct manifest *manifest,
			     const struct variable *variable)
{
	for (size_t i = 0; i < variable->policy.overrides_count; i++) {
		const struct override *override = &variable->policy.overrides[i];

		buf_format(out, "  severity   %s is %s here\n", override->rule,
			   severity_names[override->severity]);
	}
	for (const struct rule *rule = rules; rule->id; rule++) {
		const struct waiver *waiver = manifest_waiver(manifest, variable, rule->id);

		if (waiver)
			buf_format(out, "  waived     %s %s\n", rule->id, waiver->text);
	}
}

static void write_words(struct buf *out, const char *label, char *const *words)
{
	if (!words)
		return;
	buf_format(out, "  %-10s", label);
	for (; *words; words++)
		buf_format(out, " %s", *words);
	buf_add_char(out, '\n');
}

static void write_bounds(struct buf *out, const struct variable *variable)
{
	const struct {
		const char *label, *text;
	} bounds[] = {
		{ "min", variable->text[TEXT_MIN] },
		{ "max", variable->text[TEXT_MAX] },
		{ "min-length", variable->text[TEXT_MIN_LENGTH] },
		{ "max-length", variable->text[TEXT_MAX_LENGTH] },
		{ "pattern", variable->text[TEXT_PATTERN] },
		{ "alg", variable->text[TEXT_ALG] },
		{ "encoding", variable->text[TEXT_ENCODING] },
	};

	for (size_t i = 0; i < ARRAY_LENGTH(bounds); i++) {
		if (bounds[i].text)
			buf_format(out, "  %-10s %s\n", bounds[i].label, bounds[i].text);
	}
	write_words(out, "one-of", variable->list[LIST_ONE_OF]);
	write_words(out, "required-in", variable->list[LIST_REQUIRED_IN]);
	write_words(out, "forbidden-in", variable->list[LIST_FORBIDDEN_IN]);
}

static void write_text(struct buf *out, const struct prepared *prepared,
		       const struct variable *variable)
{
	_cleanup_(freep) char *from = provenance(prepared->manifest, variable);
	const char *found = state(prepared, variable);

	buf_format(out, "%s (%s:%u)\n  from       %s\n  type       %s%s: %s\n  presence   %s\n",
		   variable->name, variable->place.file, variable->place.line, from,
		   variable->type->name, variable->type_by ? " (by its name)" : "",
		   variable->type->summary, presence(variable));
	write_bounds(out, variable);
	if (variable->deliver == DELIVER_NONE)
		buf_add_text(out, "  delivery   none: only templates use it\n");
	if (found)
		buf_format(out, "  state      %s\n", found);
	write_rules_text(out, prepared->manifest, variable);
}

static void write_json(struct jsonout *json, const struct prepared *prepared,
		       const struct variable *variable)
{
	_cleanup_(freep) char *from = provenance(prepared->manifest, variable);
	const char *found = state(prepared, variable);

	jsonout_begin(json, NULL, '{');
	jsonout_text(json, "name", variable->name);
	jsonout_text(json, "file", variable->place.file);
	jsonout_integer(json, "line", variable->place.line);
	jsonout_text(json, "from", from);
	jsonout_text(json, "type", variable->type->name);
	jsonout_text(json, "presence", presence(variable));
	jsonout_text(json, "delivery", delivery_name(variable));
	if (found)
		jsonout_text(json, "state", found);
	jsonout_end(json, '}');
}

/* The names that were asked for; all when none was. */
static bool is_asked(const struct options *options, const char *name)
{
	for (size_t i = 0; i < options->arguments_count; i++) {
		if (text_equal(options->arguments[i], name))
			return true;
	}
	return options->arguments_count == 0;
}

static bool check_names(const struct options *options, const struct manifest *manifest,
			struct error *err)
{
	const char **names = alloc_array(manifest->variables_count + 1, sizeof(char *));
	bool good = true;

	for (size_t i = 0; i < manifest->variables_count; i++)
		names[i] = manifest->variables[i].name;
	for (size_t i = 0; good && i < options->arguments_count; i++) {
		const char *name = options->arguments[i], *nearest = text_nearest(name, names);

		if (manifest_find_variable(manifest, name))
			continue;
		good = error_set(err, ERR_USAGE, "explain: there is no [%s] in %s", name,
				 manifest->path);
		if (nearest)
			error_hint(err, "did you mean %s?", nearest);
		else
			error_hint(err, "leave out the names to see them all");
	}
	freep(&names);
	return good;
}

static void write_import(struct buf *out, const struct import *import)
{
	buf_format(out, "import %s (%s:%u)\n  from       %s\n", import->name, import->place.file,
		   import->place.line, import->from_text);
	write_words(out, "names", import->names);
}

static void write_all(struct buf *out, const struct options *options,
		      const struct prepared *prepared)
{
	const struct manifest *manifest = prepared->manifest;
	bool as_json = text_equal(options->format, "json");
	struct jsonout json = { .out = out, .pretty = true };

	if (as_json)
		jsonout_begin(&json, NULL, '[');
	else
		buf_format(out, "environment %s%s\n\n", manifest->environment,
			   manifest->environment_known ? "" : " (unknown: counts as production)");
	for (size_t i = 0; i < manifest->variables_count; i++) {
		const struct variable *variable = &manifest->variables[i];

		if (!is_asked(options, variable->name))
			continue;
		if (as_json)
			write_json(&json, prepared, variable);
		else
			write_text(out, prepared, variable);
	}
	for (size_t i = 0; !as_json && options->arguments_count == 0 && i < manifest->imports_count;
	     i++)
		write_import(out, &manifest->imports[i]);
	if (as_json) {
		jsonout_end(&json, ']');
		buf_add_char(out, '\n');
	}
}

bool cmd_explain(int *status, const struct invocation *invocation, struct error *err)
{
	const struct options *options = invocation->options;
	_cleanup_(prepared_done) struct prepared prepared = { 0 };
	_cleanup_(buf_done) struct buf out = { 0 };

	if (!common_prepare(&prepared, invocation,
			    options->online ? VALUES_FETCHED : VALUES_OFFLINE, NULL, err))
		return false;
	if (prepared.code == ERR_MANIFEST || options->online)
		common_show_findings(invocation, &prepared);
	*status = error_exit_status(prepared.code == ERR_REFUSED ? ERR_NONE : prepared.code);
	if (prepared.code == ERR_MANIFEST)
		return true;
	if (!check_names(options, prepared.manifest, err))
		return false;
	write_all(&out, options, &prepared);
	return common_print(&out, err);
}
