/* SPDX-License-Identifier: Apache-2.0 */
#include "manifest/keys.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "manifest/setters.h"
#include "model/environment.h"
#include "provider/source_types.h"
#include "util/alloc.h"
#include "util/text.h"

#define IN_MANIFEST(member) offsetof(struct manifest, member)
#define IN_VARIABLE(member) offsetof(struct variable, member)
#define IN_IMPORT(member)   offsetof(struct import, member)
#define TEXT(key)           IN_VARIABLE(text[TEXT_##key])
#define LIST(key)           IN_VARIABLE(list[LIST_##key])

/* clang-format off */
const struct key_row keystrap_keys[] = {
	{ "environment",      set_elsewhere,   .help = "the environment that the program runs in: production, staging, development, test" },
	{ "environment-from", set_elsewhere,   .help = "the environment variable that says so" },
	{ "include",          set_elsewhere,   .help = "a directory of drop-ins, *.ini, merged in lexical order" },
	{ "presets",          set_presets,     IN_MANIFEST(presets), .help = "named sets of variables and rules" },
	{ "inherit",          set_inherit,     .help = "which variables of keystrap's own environment go on: all, none, or a list of names and globs" },
	{ "memory-lock",      set_memory_lock, .choices = "prefer require", .help = "whether values must be in locked memory" },
	{ "unknown",          set_word,        IN_MANIFEST(unknown), .choices = "pass warn deny", .help = "what to say of names that a file or an import brings and that have no section" },
	{ "waivers",          set_word,        IN_MANIFEST(waivers), .choices = "yes no", .help = "no: waivers are not taken" },
	{ "state-file",       set_text,        IN_MANIFEST(state_file), .help = "where keyed fingerprints of other environments are kept" },
	{ "severity.",        set_severity,    IN_MANIFEST(policy), .choices = "error warning warn info off", .help = "the severity of a rule, or several, each with @ENVIRONMENTS" },
	{ "waive.",           set_waiver,      IN_MANIFEST(policy), .prose = true, .help = "an exception: until YYYY-MM-DD reason TEXT" },
	{ 0 },
};

const struct key_row variable_keys[] = {
	{ "from",         set_from, IN_VARIABLE(from_text), .help = "where the value lives: SOURCE:PATH[?PARAMETERS][#FIELD][@VERSION]" },
	{ "value",        set_value, IN_VARIABLE(value_text), .free_text = true, .help = "the value itself, or a template with ${NAME} and ${NAME|urlencode}, |base64, |json" },
	{ "default",      set_text,         IN_VARIABLE(fallback), .free_text = true, .help = "the value when there is no other; checked like any" },
	{ "type",         set_type,         IN_VARIABLE(type), .help = "what the value must be" },

	{ "required",     set_presence,     IN_VARIABLE(required), .help = "yes: must be set; no: may be absent from its source" },
	{ "required-in",  set_environments, LIST(REQUIRED_IN), .help = "environments in which it must be set" },
	{ "optional-in",  set_environments, LIST(OPTIONAL_IN), .help = "environments in which it may be absent" },
	{ "forbidden-in", set_environments, LIST(FORBIDDEN_IN), .help = "environments in which it must not be set" },
	{ "required-if",  set_condition,    TEXT(REQUIRED_IF), .help = "must be set when NAME is set, NAME=WORD holds, or !NAME is unset" },
	{ "forbidden-if", set_condition,    TEXT(FORBIDDEN_IF), .help = "must not be set when NAME is set, NAME=WORD holds, or !NAME is unset" },
	{ "recommended",  set_switch,       TEXT(RECOMMENDED), .choices = "yes no", .help = "yes: worth a warning when it is not set in production" },
	{ "empty",        set_word,         TEXT(EMPTY), .choices = "unset allow", .help = "whether an empty value counts as unset, or is a value" },

	{ "sensitive",    set_word,         TEXT(SENSITIVE), .choices = "yes no auto", .help = "whether it holds a secret; auto goes by type and name" },
	{ "sources",      set_origins,      LIST(SOURCES), .choices = "vault aws file env default exec literal", .help = "where it may come from; a secret in production: vault, aws, file" },
	{ "min",          set_text,         TEXT(MIN), .typed = true, .help = "the smallest number, duration or size" },
	{ "max",          set_text,         TEXT(MAX), .typed = true, .help = "the largest number, duration or size" },
	{ "usual-min",    set_text,         TEXT(USUAL_MIN), .typed = true, .help = "below it: a warning" },
	{ "usual-max",    set_text,         TEXT(USUAL_MAX), .typed = true, .help = "above it: a warning" },
	{ "length",       set_length,       TEXT(LENGTH), .help = "the number of bytes" },
	{ "min-length",   set_length,       TEXT(MIN_LENGTH), .help = "the fewest bytes" },
	{ "max-length",   set_length,       TEXT(MAX_LENGTH), .help = "the most bytes" },
	{ "pattern",      set_pattern,      TEXT(PATTERN), .free_text = true, .help = "a regular expression for the whole value" },
	{ "one-of",       set_list,         LIST(ONE_OF), .typed = true, .help = "the words that an enum allows" },
	{ "case",         set_word,         TEXT(CASE), .typed = true, .choices = "sensitive insensitive", .help = "whether the words of one-of are taken in any case" },
	{ "unit",         set_word,         TEXT(UNIT), .typed = true, .choices = "ms s m h d", .help = "what a duration without unit is counted in" },

	{ "alg",          set_word,         TEXT(ALG), .typed = true, .choices = "HS256 HS384 HS512 RS256 RS384 RS512 PS256 PS384 PS512 ES256 ES256K ES384 ES512 EdDSA aes-128-gcm aes-192-gcm aes-256-gcm aes-128-cbc aes-256-cbc aes-128-cbc-hs256 aes-256-cbc-hs512 fernet chacha20-poly1305 xchacha20 secretbox", .help = "the algorithm that a key is for" },
	{ "encoding",     set_word,         TEXT(ENCODING), .typed = true, .choices = "raw hex base64 base64url auto", .help = "how the program decodes a key" },
	{ "bits",         set_bits,         TEXT(BITS), .typed = true, .help = "the size of a key" },
	{ "min-bytes",    set_length,       TEXT(MIN_BYTES), .typed = true, .help = "the fewest bytes, once decoded" },
	{ "max-bytes",    set_length,       TEXT(MAX_BYTES), .typed = true, .help = "the most bytes, once decoded" },
	{ "min-entropy-bits", set_entropy,  TEXT(MIN_ENTROPY_BITS), .typed = true, .help = "how hard to guess a secret must be: 128 less a tolerance of 3 unless said; 60 for a password, as a guesser counts: 20 random letters and digits pass" },
	{ "provider",     set_provider,     TEXT(PROVIDER), .typed = true, .help = "whose API key it is" },
	{ "private",      set_switch,       TEXT(PRIVATE), .typed = true, .choices = "yes no", .help = "yes: a JWK must have its private members; no: it must not, nor be a shared secret" },
	{ "expires-warn", set_period,       TEXT(EXPIRES_WARN), .typed = true, .help = "how long before its end a certificate is worth a warning" },
	{ "hostname",     set_text,         TEXT(HOSTNAME), .typed = true, .help = "the name that a certificate must be for" },

	{ "schemes",      set_schemes,       LIST(SCHEMES), .typed = true, .help = "the schemes that a URL may have" },
	{ "https-only",   set_switch,       TEXT(HTTPS_ONLY), .typed = true, .choices = "yes no", .help = "yes: a URL must be https" },
	{ "allow-credentials", set_switch,  TEXT(ALLOW_CREDENTIALS), .typed = true, .choices = "yes no", .help = "yes: a URL may carry a login" },
	{ "underscore",   set_word,         TEXT(UNDERSCORE), .typed = true, .choices = "allow deny", .help = "whether a host's name may have underscores" },
	{ "separator",    set_separator,    TEXT(SEPARATOR), .typed = true, .free_text = true, .help = "the character between the items of a list" },
	{ "absolute",     set_switch,       TEXT(ABSOLUTE), .typed = true, .choices = "yes no", .help = "yes: a path must start at the root" },
	{ "must-exist",   set_word,         TEXT(MUST_EXIST), .typed = true, .choices = "file dir any", .help = "what must be at a path" },
	{ "max-mode",     set_mode,         TEXT(MAX_MODE), .typed = true, .help = "the widest permissions of what is at a path, in octal" },
	{ "json-type",    set_word,         TEXT(JSON_TYPE), .typed = true, .choices = "object array", .help = "what the JSON must be" },
	{ "nil",          set_word,         TEXT(NIL), .typed = true, .choices = "allow deny", .help = "whether a UUID may be all zeros" },
	{ "v-prefix",     set_word,         TEXT(V_PREFIX), .typed = true, .choices = "allow deny", .help = "whether a version may start with v" },
	{ "display-name", set_word,         TEXT(DISPLAY_NAME), .typed = true, .choices = "allow deny", .help = "whether an address may be Name <a@b.c>" },
	{ "min-level",    set_word,         TEXT(MIN_LEVEL), .typed = true, .choices = "trace debug info notice warning error critical", .help = "the lowest log level" },

	{ "distinct-from", set_distinct,    LIST(DISTINCT_FROM), .help = "secrets that it must differ from; * for all" },
	{ "same-as",      set_name,         TEXT(SAME_AS), .help = "the variable that it must equal" },
	{ "differs-between-environments", set_switch, TEXT(DIFFERS_BETWEEN_ENVIRONMENTS), .choices = "yes no", .help = "yes: each environment must have a value of its own" },

	{ "rotate-every", set_rotation,     TEXT(ROTATE_EVERY), .help = "how old the value may become; never needs rotate-reason" },
	{ "rotate-grace", set_period,       TEXT(ROTATE_GRACE), .help = "how much later it becomes an error: 14d" },
	{ "max-age",      set_age,          TEXT(MAX_AGE), .help = "how old the value may ever be: an error beyond, whatever rotate-every says" },
	{ "rotate-reason", set_text,        TEXT(ROTATE_REASON), .prose = true, .help = "why rotate-every = never is all right" },
	{ "warn-before",  set_period,       TEXT(WARN_BEFORE), .help = "how long before its time is up" },

	{ "emit",         set_word,         TEXT(EMIT), .typed = true, .choices = "true/false 1/0 True/False", .help = "how the program gets a boolean" },
	{ "emit-false",   set_word,         TEXT(EMIT_FALSE), .typed = true, .choices = "unset", .help = "unset: a false boolean is not set at all" },
	{ "emit-name",    set_name,         TEXT(EMIT_NAME), .help = "the name under which the program gets it" },
	{ "trim",         set_switch,       TEXT(TRIM), .choices = "yes no", .help = "yes: white space around the value is cut off" },
	{ "deliver",      set_delivery,     IN_VARIABLE(deliver), .choices = "env none", .help = "env: in the environment; none: only for templates" },
	{ "on-change",    set_change,       .choices = "restart signal exec file none", .help = "what to do when the value changes: restart, signal SIG, exec CMD, file, none" },
	{ "refresh",      set_duration,     IN_VARIABLE(refresh_ms), .help = "how often to look for a change" },
	{ "allow-name",   set_bool,         IN_VARIABLE(allow_name), .help = "yes: set this name although programs and loaders act on it" },

	{ "description",  set_text,         TEXT(DESCRIPTION), .prose = true, .help = "what it is for" },
	{ "example",      set_text,         TEXT(EXAMPLE), .free_text = true, .help = "what it looks like; no real one" },
	{ "owner",        set_text,         TEXT(OWNER), .help = "who looks after it" },
	{ "docs",         set_text,         TEXT(DOCS), .help = "where to read about it" },
	{ "deprecated",   set_text,         TEXT(DEPRECATED), .prose = true, .help = "yes, or what to do instead: a warning when it is set" },
	{ "replaced-by",  set_name,         TEXT(REPLACED_BY), .help = "the variable to set instead" },

	{ "severity.",    set_severity,     IN_VARIABLE(policy), .choices = "error warning warn info off", .help = "the same for this variable" },
	{ "waive.",       set_waiver,       IN_VARIABLE(policy), .prose = true, .help = "an exception for this variable: until YYYY-MM-DD reason TEXT" },
	{ 0 },
};

const struct key_row import_keys[] = {
	{ "from",  set_import_from, IN_IMPORT(from_text), .help = "the secret: SOURCE:PATH[?PARAMETERS][@VERSION]" },
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

/* comments: what follows " ;" is one. between: what stands between two lines. */
static char *join(const struct entry *entry, bool comments, const char *between)
{
	_cleanup_(buf_done) struct buf joined = { 0 };

	buf_add_text(&joined, entry->value);
	for (char **more = entry->more; *more; more++) {
		if (comments && joined.length > 0)
			cut_comment(joined.bytes);
		joined.length = joined.bytes ? strlen(joined.bytes) : 0;
		buf_add_text(&joined, between);
		buf_add_text(&joined, *more);
	}
	if (comments && joined.length > 0)
		cut_comment(joined.bytes);
	return text_trimmed(buf_text(&joined));
}

char *entry_text(const struct entry *entry, bool free_text)
{
	return join(entry, !free_text, free_text ? "" : " ");
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

bool key_is_known(const char *name)
{
	if (find_row(variable_keys, name) || find_row(keystrap_keys, name) ||
	    find_row(import_keys, name))
		return true;
	for (const struct source_type *const *type = source_types; *type; type++) {
		for (const struct option_row *row = (*type)->options; row->name; row++) {
			if (text_equal(row->name, name))
				return true;
		}
	}
	return false;
}

/* The variable that a section is about; NULL when it is about something else. */
static const char *variable_of(const struct section *section, const struct key_row *rows)
{
	return rows == variable_keys ? section->name : NULL;
}

static void complain_unknown(const struct reading *reading, const struct section *section,
			     const struct entry *entry, const struct key_row *rows)
{
	const char *names[128] = { "override" };
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

/*
 * Whether an entry says where a value comes from. An environment of one's own is checked as
 * production, but must not be given production's secrets because nobody said which.
 */
static bool says_origin(const struct section *section, const struct entry *entry)
{
	static const char *const keys[] = { "from", "value", "default" };

	for (size_t i = 0; i < ARRAY_LENGTH(keys); i++) {
		if (text_equal(entry->key, keys[i]))
			return true;
	}
	return text_starts(section->name, "source ") || text_equal(section->name, "import") ||
	       text_starts(section->name, "import ");
}

/* 3: the very environment, 2: one of its class, 1: for all, 0: for another one. */
static int fitness(const struct reading *reading, const struct section *section,
		   const struct entry *entry)
{
	const char *environment = reading->manifest->environment;
	bool same;

	if (!entry->environment)
		return 1;
	if (text_equal_nocase(entry->environment, environment))
		return 3;
	same = says_origin(section, entry) ? environment_same(entry->environment, environment)
					   : environment_covers(entry->environment, environment);
	return same ? 2 : 0;
}

bool key_is_best(const struct reading *reading, const struct section *section,
		 const struct entry *entry)
{
	int own = fitness(reading, section, entry);

	for (size_t i = 0; own > 0 && i < section->count; i++) {
		const struct entry *other = &section->entries[i];

		if (other != entry && text_equal(other->key, entry->key) &&
		    (fitness(reading, section, other) > own ||
		     (fitness(reading, section, other) == own && other < entry)))
			return false;
	}
	return own > 0;
}

void reading_name_environment(const struct reading *reading, const char *word)
{
	if (!reading->built_in)
		manifest_name_environment(reading->manifest, word);
}

/* A word that is nearly a known environment is a slip, and would never apply. */
static void check_environment(const struct reading *reading, const struct entry *entry)
{
	enum environment_class class;
	const char *nearest;

	if (!entry->environment)
		return;
	reading_name_environment(reading, entry->environment);
	if (environment_classify(&class, entry->environment) ||
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

bool key_is_text(const struct key_row *row)
{
	return row->offset >= offsetof(struct variable, text) &&
	       row->offset < offsetof(struct variable, text) + TEXT_KEYS * sizeof(char *);
}

bool key_is_list(const struct key_row *row)
{
	return row->offset >= offsetof(struct variable, list) &&
	       row->offset < offsetof(struct variable, list) + LIST_KEYS * sizeof(char **);
}

bool keys_counts(const struct reading *reading, const struct section *section,
		 const struct entry *entry)
{
	check_environment(reading, entry);
	check_twice(reading, section, entry);
	return key_is_best(reading, section, entry);
}

const struct entry *keys_find(const struct reading *reading, const struct variable *variable,
			      const char *key)
{
	const struct section *section =
		reading->document ? document_find(reading->document, variable->name) : NULL;

	for (size_t i = 0; section && i < section->count; i++) {
		const struct entry *entry = &section->entries[i];

		if (text_equal(entry->key, key) && key_is_best(reading, section, entry))
			return entry;
	}
	return NULL;
}

struct place keys_place(const struct reading *reading, const struct variable *variable,
			const char *key)
{
	const struct entry *entry = keys_find(reading, variable, key);

	return entry ? entry->place : variable->place;
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
		text = row->prose ? join(entry, false, " ") : entry_text(entry, row->free_text);
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
