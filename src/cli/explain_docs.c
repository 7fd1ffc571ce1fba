/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/explain.h"

#include "cli/markdown.h"
#include "schema/sensitive.h"
#include "schema/types.h"
#include "util/alloc.h"
#include "util/text.h"

/* Where a reader of the program's documentation gets it; new. */
static char *origin(const struct variable *variable)
{
	if (variable->from_text)
		return explain_reference(&variable->from);
	if (variable->value_text)
		return text_copy(template_has_variables(&variable->value) ? "a template"
									  : "the manifest");
	return text_copy(variable->fallback ? "the environment, or a default" : "the environment");
}

/* "always", "production, staging", or "" ; new. */
static char *required_in(const struct variable *variable)
{
	char *const *words = variable->list[LIST_REQUIRED_IN];
	_cleanup_(buf_done) struct buf out = { 0 };

	if (!words && variable->text[TEXT_REQUIRED_IF])
		return text_format("if %s", variable->text[TEXT_REQUIRED_IF]);
	if (!words && variable_is_needed(variable))
		return text_copy("always");
	for (; words && *words; words++)
		buf_format(&out, "%s%s", out.length ? ", " : "", *words);
	return text_copy(buf_text(&out));
}

static void write_row(struct buf *out, const struct variable *variable)
{
	_cleanup_(freep) char *required = required_in(variable);
	_cleanup_(freep) char *from = origin(variable);

	markdown_add_code(out, "| ", variable->name);
	markdown_add_code(out, " | ", variable->type->name);
	markdown_add_text(out, " | ", variable_is_sensitive(variable) ? "yes" : "");
	markdown_add_text(out, " | ", required);
	markdown_add_text(out, " | ", from);
	markdown_add_text(out, " | ", variable->text[TEXT_ROTATE_EVERY]);
	markdown_add_text(out, " | ", variable->text[TEXT_DESCRIPTION]);
	buf_add_text(out, " |\n");
}

void explain_write_markdown(struct buf *out, const struct explanation *explanation)
{
	const struct manifest *manifest = explanation->prepared->manifest;

	buf_add_text(out, "| variable | type | secret | required in | source | rotate every "
			  "| description |\n| --- | --- | --- | --- | --- | --- | --- |\n");
	for (size_t i = 0; i < manifest->variables_count; i++) {
		if (explain_is_asked(explanation, &manifest->variables[i]))
			write_row(out, &manifest->variables[i]);
	}
	for (size_t i = 0; !explanation->names[0] && i < manifest->imports_count; i++) {
		const struct import *import = &manifest->imports[i];
		_cleanup_(freep) char *from = explain_reference(&import->from);

		for (char *const *name = import->names; name && *name; name++) {
			markdown_add_code(out, "| ", *name);
			markdown_add_text(out, " |  |  |  | ", from);
			buf_add_text(out, " |  |  |\n");
		}
	}
}

/* A comment that nothing in the text can end. */
static void add_comment(struct buf *out, const char *before, const char *text)
{
	_cleanup_(freep) char *safe = text_printable(text);

	buf_format(out, "%s", before);
	for (const char *c = safe; *c; c++)
		buf_add_char(out, *c == '\n' ? ' ' : *c);
}

static void write_example(struct buf *out, const struct variable *variable)
{
	_cleanup_(freep) char *required = required_in(variable);
	_cleanup_(freep) char *from = origin(variable);
	const char *every = variable->text[TEXT_ROTATE_EVERY];

	if (variable->text[TEXT_DESCRIPTION]) {
		add_comment(out, "# ", variable->text[TEXT_DESCRIPTION]);
		buf_add_char(out, '\n');
	}
	add_comment(out, "# type: ", variable->type->name);
	add_comment(out, variable_is_sensitive(variable) ? ", a secret" : "", "");
	if (required[0])
		add_comment(out, "; required: ", required);
	add_comment(out, "; source: ", from);
	if (every)
		add_comment(out, "; rotate every: ", every);
	buf_format(out, "\n%s=\n", variable->name);
}

void explain_write_env_example(struct buf *out, const struct explanation *explanation)
{
	const struct manifest *manifest = explanation->prepared->manifest;

	for (size_t i = 0; i < manifest->variables_count; i++) {
		const struct variable *variable = &manifest->variables[i];

		if (!explain_is_asked(explanation, variable))
			continue;
		if (out->length > 0)
			buf_add_char(out, '\n');
		write_example(out, variable);
	}
}
