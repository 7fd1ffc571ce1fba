/* SPDX-License-Identifier: Apache-2.0 */
#include "manifest/keys.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "manifest/setters.h"
#include "model/environment.h"
#include "util/alloc.h"
#include "util/text.h"

#define IN_MANIFEST(member) offsetof(struct manifest, member)
#define IN_VARIABLE(member) offsetof(struct variable, member)
#define IN_IMPORT(member)   offsetof(struct import, member)

/* clang-format off */
const struct key_row keystrap_keys[] = {
	{ "environment",      set_elsewhere,   .help = "the environment that the program runs in: production, staging, development, test" },
	{ "environment-from", set_elsewhere,   .help = "the environment variable that says so" },
	{ "include",          set_elsewhere,   .help = "a directory of drop-ins, *.ini, merged in lexical order" },
	{ "presets",          set_presets,     IN_MANIFEST(presets), .help = "named sets of variables and rules" },
	{ "inherit",          set_inherit,     .help = "which variables of keystrap's own environment go on: all, none, or a list of names and globs" },
	{ "memory-lock",      set_memory_lock, .choices = "prefer require", .help = "whether values must be in locked memory" },
	{ "severity.",        set_severity,    IN_MANIFEST(policy), .choices = "error warning info off", .help = "the severity of a rule" },
	{ "waive.",           set_waiver,      IN_MANIFEST(policy), .free_text = true, .help = "an exception: until YYYY-MM-DD reason TEXT" },
	{ 0 },
};

const struct key_row variable_keys[] = {
	{ "from",         set_from, IN_VARIABLE(from_text), .help = "where the value lives: SOURCE:PATH[#FIELD][@VERSION]" },
	{ "value",        set_value, IN_VARIABLE(value_text), .free_text = true, .help = "the value itself, or a template with ${NAME} and ${NAME|urlencode}, |base64, |json" },
	{ "default",      set_text,         IN_VARIABLE(fallback), .free_text = true, .help = "the value when there is no other" },
	{ "type",         set_type,         IN_VARIABLE(type), .help = "what the value must be" },
	{ "required",     set_presence,     IN_VARIABLE(required), .help = "yes: must be set; no: may be absent from its source" },
	{ "required-in",  set_environments, IN_VARIABLE(required_in), .help = "environments in which it must be set" },
	{ "forbidden-in", set_environments, IN_VARIABLE(forbidden_in), .help = "environments in which it must not be set" },
	{ "sensitive",    set_word,         IN_VARIABLE(sensitive), .choices = "yes no auto", .help = "whether it holds a secret; auto goes by type and name" },
	{ "min",          set_integer,      IN_VARIABLE(min), .help = "the smallest number" },
	{ "max",          set_integer,      IN_VARIABLE(max), .help = "the largest number" },
	{ "min-length",   set_length,       IN_VARIABLE(min_length), .help = "the fewest bytes" },
	{ "max-length",   set_length,       IN_VARIABLE(max_length), .help = "the most bytes" },
	{ "pattern",      set_pattern,      IN_VARIABLE(pattern), .free_text = true, .help = "a POSIX extended regular expression for the whole value" },
	{ "one-of",       set_list,         IN_VARIABLE(one_of), .help = "the words that an enum allows" },
	{ "alg",          set_word,         IN_VARIABLE(alg), .choices = "HS256 HS384 HS512", .help = "the algorithm that a key is for" },
	{ "encoding",     set_word,         IN_VARIABLE(encoding), .choices = "raw hex base64 base64url auto", .help = "how the program decodes a key" },
	{ "deliver",      set_delivery,     IN_VARIABLE(deliver), .choices = "env none", .help = "env: in the environment; none: only for templates" },
	{ "on-change",    set_change,       .choices = "restart signal exec file none", .help = "what to do when the value changes: restart, signal SIG, exec CMD, file, none" },
	{ "refresh",      set_duration,     IN_VARIABLE(refresh_ms), .help = "how often to look for a change" },
	{ "rotate-every", set_duration,     IN_VARIABLE(rotate_every_ms), .help = "how old the value may become" },
	{ "allow-name",   set_bool,         IN_VARIABLE(allow_name), .help = "yes: set this name although programs and loaders act on it" },
	{ "description",  set_text,         IN_VARIABLE(description), .free_text = true, .help = "what it is for" },
	{ "severity.",    set_severity,     IN_VARIABLE(policy), .choices = "error warning info off", .help = "the severity of a rule for this variable" },
	{ "waive.",       set_waiver,       IN_VARIABLE(policy), .free_text = true, .help = "an exception for this variable: until YYYY-MM-DD reason TEXT" },
	{ 0 },
};

const struct key_row import_keys[] = {
	{ "from",  set_import_from, IN_IMPORT(from_text), .help = "the secret: SOURCE:PATH[@VERSION]" },
	{ "names", set_names, IN_IMPORT(names), .help = "the names that it may set: names and globs" },
	{ 0 },
};
/* clang-format on */

bool setting_wrong(const struct setting *setting, const char *hint, const char *format, ...)
{
	_cleanup_(freep) char *text = NULL;
	struct finding *finding;
	va_list args;

	va_start(args, format);
	text = text_vformat(format, args);
	va_end(args);
	finding = report_add(setting->reading->report, SEVERITY_ERROR, "manifest-error",
			     setting->variable, setting->place, "%s: %s", setting->name, text);
	if (hint)
		report_hint(finding, "%s", hint);
	return false;
}

/* Cuts at the first ';' that stands at the start or behind white space. */
static void cut_comment(char *text)
{
	for (char *c = text; *c; c++) {
		if (*c == ';' && (c == text || c[-1] == ' ' || c[-1] == '\t')) {
			*c = '\0';
			return;
		}
	}
}

char *entry_text(const struct entry *entry, bool free_text)
{
	_cleanup_(buf_done) struct buf joined = { 0 };

	buf_add_text(&joined, entry->value);
	for (char **more = entry->more; *more; more++) {
		if (!free_text && joined.length > 0)
			cut_comment(joined.bytes);
		joined.length = joined.bytes ? strlen(joined.bytes) : 0;
		if (!free_text)
			buf_add_char(&joined, ' ');
		buf_add_text(&joined, *more);
	}
	if (!free_text && joined.length > 0)
		cut_comment(joined.bytes);
	return text_trimmed(buf_text(&joined));
}

static const struct key_row *find_row(const struct key_row *rows, const char *key)
{
	for (; rows->name; rows++) {
		size_t length = strlen(rows->name);

		if (rows->name[length - 1] == '.' ? text_starts(key, rows->name)
						  : text_equal(key, rows->name))
			return rows;
	}
	return NULL;
}

/* The variable that a section is about; NULL when it is about something else. */
static const char *variable_of(const struct section *section, const struct key_row *rows)
{
	return rows == variable_keys ? section->name : NULL;
}

static void complain_unknown(const struct reading *reading, const struct section *section,
			     const struct entry *entry, const struct key_row *rows)
{
	const char *names[64] = { "override" };
	const char *nearest;
	struct finding *finding;

	for (size_t i = 0; rows[i].name && i + 2 < ARRAY_LENGTH(names); i++)
		names[i + 1] = rows[i].name;
	nearest = text_nearest(entry->key, names);
	finding = report_add(reading->report, SEVERITY_ERROR, "manifest-error",
			     variable_of(section, rows), entry->place, "unknown key %s in [%s]",
			     entry->key, section->name);
	if (nearest)
		report_hint(finding, "did you mean %s?", nearest);
	else
		report_hint(finding, "keystrap rules --keys lists the keys");
}

/* 3: the very environment, 2: one of its class, 1: for all, 0: for another one. */
static int fitness(const struct reading *reading, const struct entry *entry)
{
	const char *environment = reading->manifest->environment;

	if (!entry->environment)
		return 1;
	if (text_equal_nocase(entry->environment, environment))
		return 3;
	return environment_same(entry->environment, environment) ? 2 : 0;
}

static bool is_best(const struct reading *reading, const struct section *section,
		    const struct entry *entry)
{
	int own = fitness(reading, entry);

	for (size_t i = 0; own > 0 && i < section->count; i++) {
		const struct entry *other = &section->entries[i];

		if (other != entry && text_equal(other->key, entry->key) &&
		    (fitness(reading, other) > own ||
		     (fitness(reading, other) == own && other < entry)))
			return false;
	}
	return own > 0;
}

/* A word that is nearly a known environment is a slip, and would never apply. */
static void check_environment(const struct reading *reading, const struct entry *entry)
{
	enum environment_class class;
	const char *nearest;

	if (!entry->environment || environment_classify(&class, entry->environment) ||
	    text_equal_nocase(entry->environment, reading->manifest->environment))
		return;
	nearest = text_nearest(entry->environment, environment_words);
	if (nearest)
		report_hint(report_add(reading->report, SEVERITY_ERROR, "manifest-error", NULL,
				       entry->place, "%s@%s: unknown environment", entry->key,
				       entry->environment),
			    "did you mean %s?", nearest);
}

/* KEY@prod and KEY@production mean the same: which one counts would be a guess. */
static void check_twice(const struct reading *reading, const struct section *section,
			const struct entry *entry)
{
	for (const struct entry *other = section->entries; other < entry; other++) {
		if (entry->environment && other->environment &&
		    text_equal(other->key, entry->key) &&
		    environment_same(other->environment, entry->environment))
			report_hint(report_add(reading->report, SEVERITY_ERROR, "manifest-error",
					       NULL, entry->place,
					       "%s@%s means the same as %s@%s at line %u",
					       entry->key, entry->environment, other->key,
					       other->environment, other->place.line),
				    "keep one of the two");
	}
}

bool keys_counts(const struct reading *reading, const struct section *section,
		 const struct entry *entry)
{
	check_environment(reading, entry);
	check_twice(reading, section, entry);
	return is_best(reading, section, entry);
}

/* What is read before the environment is known cannot depend on it. */
static bool is_too_early(const struct reading *reading, const struct key_row *row,
			 const struct entry *entry)
{
	if (row->set != set_elsewhere || !entry->environment)
		return false;
	report_hint(report_add(reading->report, SEVERITY_ERROR, "manifest-error", NULL,
			       entry->place, "%s cannot depend on the environment", entry->key),
		    "write it without @%s", entry->environment);
	return true;
}

void keys_apply(const struct reading *reading, const struct section *section,
		const struct key_row *rows, void *object, void *scratch)
{
	for (size_t i = 0; i < section->count; i++) {
		const struct entry *entry = &section->entries[i];
		const struct key_row *row = find_row(rows, entry->key);
		_cleanup_(text_wipep) char *text = NULL;
		bool counts;

		if (!row) {
			complain_unknown(reading, section, entry, rows);
			continue;
		}
		if (is_too_early(reading, row, entry))
			continue;
		counts = keys_counts(reading, section, entry);
		text = entry_text(entry, row->free_text);
		row->set(&(struct setting){
			.reading = reading,
			.row = row,
			.object = counts ? object : scratch,
			.name = entry->key,
			.variable = variable_of(section, rows),
			.suffix = row->name[strlen(row->name) - 1] == '.'
					  ? entry->key + strlen(row->name)
					  : NULL,
			.text = text,
			.place = entry->place,
		});
	}
}
