/* SPDX-License-Identifier: Apache-2.0 */
#include "manifest/read.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "manifest/document.h"
#include "manifest/keys.h"
#include "manifest/options.h"
#include "manifest/presets.h"
#include "manifest/rules_section.h"
#include "manifest/verify.h"
#include "model/names.h"
#include "provider/source_types.h"
#include "util/alloc.h"
#include "util/io.h"
#include "util/text.h"

#define RULE           "manifest-error"
#define MAX_FILE_BYTES (1024 * 1024)
#define MAX_DROP_INS   256

static bool merge_file(const struct reading *reading, struct document *document, const char *path)
{
	_cleanup_(buf_done) struct buf content = { .maximum = MAX_FILE_BYTES };
	const char *file = manifest_own_file(reading->manifest, path);
	struct place place = { file, 0 };
	struct error err;

	if (!file_read(&content, path, FILE_PUBLIC, &err)) {
		/* The error starts with the path, and so does every finding. */
		const char *text =
			text_starts(err.text, path) ? err.text + strlen(path) + 2 : err.text;

		if (access(path, F_OK) < 0 && text_equal(path, reading->manifest->path))
			error_hint(&err,
				   "name the manifest with --config; keystrap init makes one");
		else if (!err.hint[0])
			error_hint(&err, "check that it is a file, and who may read it; *.ini in "
					 "an included directory is read too");
		report_hint(
			report_add(reading->report, SEVERITY_ERROR, RULE, NULL, place, "%s", text),
			"%s", err.hint);
		return false;
	}
	document_merge(document, file, buf_text(&content), content.length, reading->report);
	return true;
}

static int is_drop_in(const struct dirent *entry)
{
	size_t length = strlen(entry->d_name);

	return entry->d_name[0] != '.' && length > 4 &&
	       strcmp(entry->d_name + length - 4, ".ini") == 0;
}

/* Byte order, not the locale's. */
static int by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

/* Who may write the directory decides which files are in it. */
static void check_directory(const struct reading *reading, const char *directory,
			    struct place place)
{
	struct stat status;

	if (stat(directory, &status) < 0)
		return;
	if (status.st_uid != 0 && status.st_uid != geteuid())
		report_hint(report_add(reading->report, SEVERITY_ERROR, RULE, NULL, place,
				       "include: %s: belongs to uid %u, neither root nor this user",
				       directory, (unsigned)status.st_uid),
			    "run keystrap as its owner, or chown it to the user that does");
	if (status.st_mode & (S_IWGRP | S_IWOTH))
		report_hint(report_add(reading->report, SEVERITY_ERROR, RULE, NULL, place,
				       "include: %s: group or others may write it", directory),
			    "chmod go-w %s", directory);
}

static void merge_directory(const struct reading *reading, struct document *document,
			    const char *directory, struct place place)
{
	struct dirent **entries = NULL;
	int count = scandir(directory, &entries, is_drop_in, by_name);

	if (count < 0 || count > MAX_DROP_INS)
		report_hint(report_add(reading->report, SEVERITY_ERROR, RULE, NULL, place,
				       "include: %s: %s", directory,
				       count < 0 ? strerror(errno) : "more than 256 drop-ins"),
			    "name a directory with *.ini files");
	if (count >= 0)
		check_directory(reading, directory, place);
	for (int i = 0; i < count; i++) {
		_cleanup_(freep) char *path = text_format("%s/%s", directory, entries[i]->d_name);

		if (count <= MAX_DROP_INS)
			merge_file(reading, document, path);
		free(entries[i]);
	}
	free(entries);
}

static void merge_includes(const struct reading *reading, struct document *document)
{
	const struct entry *include = section_find(document_find(document, "keystrap"), "include");
	_cleanup_(freep) char *directory = NULL;
	_cleanup_(freep) char *path = NULL;

	if (!include)
		return;
	directory = entry_text(include, false);
	path = path_beside(include->place.file, directory);
	merge_directory(reading, document, path, include->place);
	include = section_find(document_find(document, "keystrap"), "include");
	if (include->place.file != reading->manifest->files[0])
		report_add(reading->report, SEVERITY_ERROR, RULE, NULL, include->place,
			   "include: only the manifest itself may include a directory");
}

/* environment-from names a variable; unset, it is not an error: the default fails closed. */
static char *environment_from(const struct reading *reading, const struct entry *from)
{
	struct manifest *manifest = reading->manifest;
	const char *wrong, *text;

	manifest->environment_from = entry_text(from, false);
	manifest->environment_from_place = from->place;
	wrong = name_wrong(manifest->environment_from);
	if (wrong)
		report_add(reading->report, SEVERITY_ERROR, RULE, NULL, from->place,
			   "environment-from: not the name of a variable: %s", wrong);
	text = text_environ(reading->environ, manifest->environment_from);
	return text_copy(text && text[0] ? text : "production");
}

/* What the manifest itself says; ret_place is where. */
static char *environment_of(const struct reading *reading, const struct section *head,
			    struct place *ret_place)
{
	const struct entry *word = section_find(head, "environment");
	const struct entry *from = section_find(head, "environment-from");

	if (word && from)
		report_hint(report_add(reading->report, SEVERITY_ERROR, RULE, NULL, from->place,
				       "environment and environment-from are both given"),
			    "keep one of the two");
	if (!word && !from)
		return text_copy("production");
	*ret_place = (word ? word : from)->place;
	return word ? entry_text(word, false) : environment_from(reading, from);
}

/*
 * A name of one's own counts as production; what is all but one of the long words is a slip, and
 * the sections for the word that was meant would be passed over.
 */
static void check_misspelt(const struct reading *reading, const char *said_by, bool quoted)
{
	static const char *const words[] = { "production", "staging", "development", "testing",
					     NULL };
	const struct manifest *manifest = reading->manifest;
	const char *meant;

	if (manifest->environment_known || strpbrk(manifest->environment, "0123456789-_."))
		return;
	meant = text_nearest(manifest->environment, words);
	if (meant)
		report_hint(report_add(reading->report, SEVERITY_ERROR, RULE, NULL,
				       manifest->environment_place, "%s: unknown word%s%s", said_by,
				       quoted ? " " : "", quoted ? manifest->environment : ""),
			    "did you mean %s?", meant);
}

/* override: what the command line says; NULL: nothing. */
static void set_environment(const struct reading *reading, const struct document *document,
			    const char *override)
{
	struct manifest *manifest = reading->manifest;
	struct place place = { 0 };
	_cleanup_(freep) char *own =
		environment_of(reading, document_find(document, "keystrap"), &place);
	const char *word = override ? override : own;
	const char *from = override ? NULL : manifest->environment_from;
	const char *said_by = override ? "--environment" : from ? from : "environment";
	enum environment_class class;

	manifest->environment_place = override ? (struct place){ 0 } : place;
	if (!environment_is_word(word)) {
		report_hint(report_add(reading->report, SEVERITY_ERROR, RULE, NULL,
				       manifest->environment_place,
				       "%s: not a word of letters, digits, - _ and .", said_by),
			    "name one environment, as in production");
		word = "production";
	}
	manifest->environment = text_copy(word);
	manifest->environment_known = environment_classify(&manifest->class, word);
	check_misspelt(reading, said_by, !from);
	if (!manifest->environment_from ? environment_is_word(own)
					: environment_classify(&class, own))
		manifest_name_environment(manifest, own);
}

/*
 * A variable may hold anything, a secret too: a word that is none of an environment, neither as we
 * know them nor as the manifest names them, is not repeated.
 */
static void hide_environment(struct manifest *manifest)
{
	if (manifest->environment_known ||
	    manifest_names_environment(manifest, manifest->environment))
		return;
	text_wipe(manifest->environment);
	manifest->environment = text_copy("unknown");
	manifest->environment_hidden = true;
}

/* "source vault" -> "vault"; NULL when the section is of another kind. */
static char *name_after(const struct section *section, const char *kind)
{
	size_t length = strlen(kind);

	if (strncmp(section->name, kind, length) != 0 || !strchr(" \t", section->name[length]))
		return NULL;
	return text_trimmed(section->name + length);
}

static const struct source_type *type_of(const struct reading *reading,
					 const struct section *section)
{
	const struct entry *entry = section_find(section, "type");
	_cleanup_(freep) char *name = entry ? entry_text(entry, false) : NULL;
	const struct source_type *type = name ? source_type_find(name) : NULL;
	_cleanup_(buf_done) struct buf known = { 0 };
	const char *names[16] = { NULL };
	const char *nearest;
	struct finding *finding;

	if (type)
		return type;
	for (size_t i = 0; source_types[i] && i + 1 < ARRAY_LENGTH(names); i++) {
		names[i] = source_types[i]->name;
		buf_format(&known, "%s%s", i ? ", " : "", names[i]);
	}
	if (!name) {
		report_hint(report_add(reading->report, SEVERITY_ERROR, RULE, NULL, section->place,
				       "[%s] has no type", section->name),
			    "the types are: %s", buf_text(&known));
		return NULL;
	}
	nearest = text_nearest(name, names);
	finding = report_add(reading->report, SEVERITY_ERROR, RULE, NULL, entry->place,
			     "[%s] has the unknown type %s", section->name, name);
	if (nearest)
		report_hint(finding, "did you mean %s?", nearest);
	else
		report_hint(finding, "the types are: %s", buf_text(&known));
	return NULL;
}

static void read_source(const struct reading *reading, const struct section *section, char *name)
{
	struct manifest *manifest = reading->manifest;
	struct source *source;

	manifest->sources = alloc_grow(manifest->sources, &manifest->sources_capacity,
				       manifest->sources_count + 1, sizeof(struct source));
	source = &manifest->sources[manifest->sources_count++];
	source->name = name;
	source->place = section->place;
	if (strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-") !=
		    strlen(name) ||
	    !name[0])
		report_add(reading->report, SEVERITY_ERROR, RULE, NULL, section->place,
			   "[%s]: a source's name is made of letters, digits, _ and -",
			   section->name);
	source->type = type_of(reading, section);
	if (source->type)
		options_apply(reading, section, source);
}

static void read_import(const struct reading *reading, const struct section *section, char *name)
{
	struct manifest *manifest = reading->manifest;
	_cleanup_(manifest_freep) struct manifest *scratch = alloc_new(struct manifest);
	struct import *import;

	manifest->imports = alloc_grow(manifest->imports, &manifest->imports_capacity,
				       manifest->imports_count + 1, sizeof(struct import));
	import = &manifest->imports[manifest->imports_count++];
	import->name = name;
	import->place = section->place;
	scratch->imports = alloc_new(struct import);
	scratch->imports_count = 1;
	keys_apply(reading, section, import_keys, import, scratch->imports);
}

/* [Keystrap] would be a variable, and what it says would be lost. */
static bool is_misspelt(const char *name)
{
	static const char *const words[] = { "keystrap", "rules", NULL };

	return text_nearest(name, words) != NULL;
}

static void complain_section(const struct reading *reading, const struct section *section,
			     const char *wrong)
{
	static const char *const words[] = { "keystrap", "rules", "source", "import", NULL };
	_cleanup_(freep) char *first = text_slice(section->name, strcspn(section->name, " \t"));
	const char *nearest = text_nearest(first, words);
	struct finding *finding;

	finding = report_add(reading->report, SEVERITY_ERROR, RULE, NULL, section->place,
			     "[%s] is no variable%s%s", section->name, wrong ? ": " : "",
			     wrong ? wrong : "");
	if (nearest)
		report_hint(finding, "did you mean [%s%s?", nearest,
			    nearest == words[0] || nearest == words[1] ? "]" : " NAME]");
	else
		report_hint(finding, "sections are [keystrap], [rules], [source NAME], [import "
				     "NAME] and [VARIABLE]");
}

/* Whether what a value must be there is what it must be here. */
static bool is_same_elsewhere(const struct section *section)
{
	for (size_t i = 0; i < section->count; i++) {
		const struct entry *entry = &section->entries[i];

		if (entry->environment && !text_equal(entry->key, "from") &&
		    !text_equal(entry->key, "value") && !text_equal(entry->key, "default") &&
		    !text_equal(entry->key, "required"))
			return false;
	}
	return true;
}

/* Those that count in other environments. */
static void read_other_defaults(struct variable *variable, const struct reading *reading,
				const struct section *section)
{
	for (size_t i = 0; i < section->count; i++) {
		const struct entry *entry = &section->entries[i];
		_cleanup_(text_wipep) char *text = NULL;

		if (!text_equal(entry->key, "default") || key_is_best(reading, section, entry))
			continue;
		text = entry_text(entry, true);
		variable_add_other(variable, &(struct other_default){ entry->environment, text,
								      entry->place });
	}
}

static void read_variable(const struct reading *reading, const struct section *section)
{
	struct manifest *manifest = reading->manifest;
	_cleanup_(manifest_freep) struct manifest *scratch = alloc_new(struct manifest);
	struct variable *variable;
	const char *wrong = name_wrong(section->name);

	if (wrong || is_misspelt(section->name)) {
		complain_section(reading, section, wrong);
		return;
	}
	variable = manifest_add_variable(manifest, section->name, section->place);
	scratch->variables = alloc_new(struct variable);
	scratch->variables_count = 1;
	keys_apply(reading, section, variable_keys, variable, scratch->variables);
	if (is_same_elsewhere(section))
		read_other_defaults(variable, reading, section);
}

static void read_section(const struct reading *reading, const struct section *section)
{
	char *name = name_after(section, "source");

	if (name) {
		read_source(reading, section, name);
		return;
	}
	name = name_after(section, "import");
	if (name) {
		read_import(reading, section, name);
		return;
	}
	if (text_equal(section->name, "rules")) {
		rules_section_apply(reading, section, NULL);
	} else if (text_equal(section->name, "keystrap")) {
		_cleanup_(manifest_freep) struct manifest *scratch = alloc_new(struct manifest);

		keys_apply(reading, section, keystrap_keys, reading->manifest, scratch);
	} else {
		read_variable(reading, section);
	}
}

/* --presets replaces the file's list; it is read by the same row. */
static void set_presets_option(const struct reading *reading, const char *presets)
{
	const struct key_row *row = keystrap_keys;

	while (!text_equal(row->name, "presets"))
		row++;
	row->set(&(struct setting){ .reading = reading,
				    .row = row,
				    .object = reading->manifest,
				    .name = "--presets",
				    .text = presets });
}

/* Where the presets are named; no file when that is the command line. */
static struct place presets_place(const struct document *document,
				  const struct manifest_request *request)
{
	const struct entry *entry = section_find(document_find(document, "keystrap"), "presets");

	return entry && !request->presets ? entry->place : (struct place){ 0 };
}

struct manifest *manifest_read(const struct manifest_request *request, struct report *report)
{
	struct manifest *manifest = alloc_new(struct manifest);
	struct document document = { 0 };
	const struct reading reading = { manifest,         report,    request->environ,
					 request->offline, &document, .built_in = false };
	struct place place;

	manifest->path = text_copy(request->path);
	if (request->path && merge_file(&reading, &document, request->path))
		merge_includes(&reading, &document);
	set_environment(&reading, &document, request->environment);
	for (size_t i = 0; i < document.count; i++)
		read_section(&reading, &document.sections[i]);
	if (request->presets)
		set_presets_option(&reading, request->presets);
	place = presets_place(&document, request);
	presets_load(&reading, place);
	if (manifest->environment_from && !request->environment)
		hide_environment(manifest);
	presets_declare(&reading, place);
	manifest_verify(&reading);
	document_done(&document);
	report_sort(report);
	return manifest;
}
