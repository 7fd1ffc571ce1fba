/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/hints.h"

#include <string.h>

#include "provider/age/source.h"
#include "provider/vault/source.h"
#include "schema/maker.h"
#include "schema/types.h"
#include "util/alloc.h"
#include "util/buf.h"
#include "util/text.h"

/* Commands that write the new value, and nothing else, to standard output. */
static const char *const generators[] = { "openssl ", "printf " };

static bool is_generator(const char *command)
{
	for (size_t i = 0; i < ARRAY_LENGTH(generators); i++) {
		if (text_starts(command, generators[i]))
			return true;
	}
	return false;
}

/* A word for a POSIX shell (2.2.2): in single quotes unless every character is harmless. */
static void add_word(struct buf *out, const char *before, const char *word)
{
	static const char harmless[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				       "0123456789_-+=./:,@%";
	bool quoted = !word[0] || word[strspn(word, harmless)];

	buf_add_text(out, before);
	buf_add_text(out, quoted ? "'" : "");
	for (; *word; word++) {
		if (*word == '\'')
			buf_add_text(out, "'\\''");
		else
			buf_add_char(out, *word);
	}
	buf_add_text(out, quoted ? "'" : "");
}

static void store_in_sealed(struct buf *out, const struct manifest *manifest,
			    const struct variable *variable)
{
	if (variable->from.field)
		return;
	add_word(out, " | keystrap seal -c ", manifest->path);
	add_word(out, " --source ", variable->from.source);
	add_word(out, " --set ", variable->from.path);
}

/* vault(1) and bao(1) take standard input byte for byte, with the line end that commands write. */
static void store_in_vault(struct buf *out, const struct manifest *manifest,
			   const struct variable *variable)
{
	const struct source *source = &manifest->sources[variable->source];
	const char *origin = source->option_origins[0]; /* of the address */
	bool is_bao = origin && text_starts(origin, "BAO_");
	_cleanup_(freep) char *field = NULL;

	if (!variable->from.field || variable->from.version)
		return;
	field = text_format("%s=-", variable->from.field);
	if (!variable->type->multiline && !strstr(buf_text(out), "tr -d"))
		buf_add_text(out, " | tr -d '\\n'");
	add_word(out, is_bao ? " | bao kv patch " : " | vault kv patch ", variable->from.path);
	add_word(out, " ", field);
}

/* A value that --dotenv brought says nothing of the one in the store, which may be good. */
static bool is_in_store(const struct finding *finding, const struct variable *variable)
{
	return variable->from.source && finding->place.line == variable->place.line &&
	       text_same(finding->place.file, variable->place.file);
}

static void complete(struct finding *finding, const struct manifest *manifest)
{
	const struct variable *variable = manifest_find_variable(manifest, finding->variable);
	const char *command = finding->hint + strlen(MAKE_ONE);
	_cleanup_(buf_done) struct buf out = { 0 };
	const struct source_type *type = NULL;

	if (!variable || !is_generator(command))
		return;
	buf_add_text(&out, command);
	if (is_in_store(finding, variable))
		type = manifest->sources[variable->source].type;
	if (type == &source_type_age)
		store_in_sealed(&out, manifest, variable);
	else if (type == &source_type_vault)
		store_in_vault(&out, manifest, variable);
	report_hint(finding, MAKE_ONE "%s", buf_text(&out));
}

/* As failure_rows has it. */
#define CHECK_NAME "check the name"
#define ADD_KEY                                                                                    \
	CHECK_NAME "; to a sealed file it is added with "                                          \
		   "keystrap seal --identity FILE --set KEY SEALED-FILE"

/* A key that is not there: of a sealed file the command with the names that the manifest has. */
static void complete_key(struct finding *finding, const struct manifest *manifest)
{
	const struct variable *variable = manifest_find_variable(manifest, finding->variable);
	const char *command = strstr(finding->hint, ADD_KEY);
	_cleanup_(buf_done) struct buf out = { 0 };

	if (!variable || !variable->from.source || variable->from.field)
		return;
	buf_add(&out, finding->hint, (size_t)(command - finding->hint));
	if (text_equal(manifest->sources[variable->source].type->name, "age")) {
		add_word(&out, "add it: keystrap seal -c ", manifest->path);
		add_word(&out, " --source ", variable->from.source);
		add_word(&out, " --set ", variable->from.path);
	} else {
		buf_add_text(&out, CHECK_NAME);
	}
	buf_add_text(&out, command + strlen(ADD_KEY));
	report_hint(finding, "%s", buf_text(&out));
}

void hints_complete(struct report *report, const struct manifest *manifest)
{
	for (size_t i = 0; i < report->count; i++) {
		struct finding *finding = &report->findings[i];

		if (finding->variable && text_starts(finding->hint, MAKE_ONE))
			complete(finding, manifest);
		else if (finding->variable && strstr(finding->hint, ADD_KEY))
			complete_key(finding, manifest);
	}
}
