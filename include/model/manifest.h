/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * What the user wrote, checked: sources, variables, imports, and what holds for all. Built by
 * manifest/read.c for one environment; nobody changes it afterwards.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include "model/environment.h"
#include "model/place.h"
#include "model/reference.h"
#include "model/report.h"
#include "model/source.h"
#include "model/template.h"
#include "util/name_map.h"

struct pattern;
struct value_type; /* schema/types.h */

enum change_action {
	CHANGE_DEFAULT,
	CHANGE_RESTART,
	CHANGE_SIGNAL,
	CHANGE_EXEC,
	CHANGE_FILE,
	CHANGE_NONE
};

/* required =; left out, a variable with a reference and no default is required, others are not. */
enum presence { PRESENCE_UNSAID, PRESENCE_REQUIRED, PRESENCE_OPTIONAL };

enum delivery { DELIVER_ENV, DELIVER_NONE };

/*
 * What a value must be, as the manifest or a preset says it: the keys whose value is one text.
 * manifest/keys.c has a row for each, with its meaning; the setter has checked the form.
 */
enum text_key {
	TEXT_ALG,
	TEXT_ABSOLUTE, /* yes or no, as of all switches here */
	TEXT_ALLOW_CREDENTIALS,
	TEXT_BITS,
	TEXT_CASE,
	TEXT_DEPRECATED,
	TEXT_DESCRIPTION,
	TEXT_DIFFERS_BETWEEN_ENVIRONMENTS,
	TEXT_DISPLAY_NAME,
	TEXT_DOCS,
	TEXT_EMIT,
	TEXT_EMIT_FALSE,
	TEXT_EMIT_NAME,
	TEXT_EMPTY,
	TEXT_ENCODING,
	TEXT_EXAMPLE,
	TEXT_EXPIRES_WARN,
	TEXT_FORBIDDEN_IF,
	TEXT_HOSTNAME,
	TEXT_HTTPS_ONLY,
	TEXT_JSON_TYPE,
	TEXT_LENGTH,
	TEXT_MAX,
	TEXT_MAX_AGE,
	TEXT_MAX_BYTES,
	TEXT_MAX_LENGTH,
	TEXT_MAX_MODE,
	TEXT_MIN,
	TEXT_MIN_BYTES,
	TEXT_MIN_ENTROPY_BITS,
	TEXT_MIN_LENGTH,
	TEXT_MIN_LEVEL,
	TEXT_MUST_EXIST,
	TEXT_NIL,
	TEXT_OWNER,
	TEXT_PATTERN,
	TEXT_PRIVATE,
	TEXT_PROVIDER,
	TEXT_RECOMMENDED,
	TEXT_REPLACED_BY,
	TEXT_REQUIRED_IF,
	TEXT_ROTATE_EVERY, /* a duration, or "never" */
	TEXT_ROTATE_GRACE,
	TEXT_ROTATE_REASON,
	TEXT_SAME_AS,
	TEXT_SENSITIVE, /* "yes", "no", "auto" */
	TEXT_SEPARATOR,
	TEXT_TRIM,
	TEXT_UNDERSCORE,
	TEXT_UNIT,
	TEXT_USUAL_MAX,
	TEXT_USUAL_MIN,
	TEXT_V_PREFIX,
	TEXT_WARN_BEFORE,
	TEXT_KEYS,
};

/* The keys whose value is a list of words. */
enum list_key {
	LIST_DISTINCT_FROM, /* names, or "*" */
	LIST_FORBIDDEN_IN,  /* environments, as of the next two */
	LIST_ONE_OF,
	LIST_OPTIONAL_IN,
	LIST_REQUIRED_IN,
	LIST_SCHEMES,
	LIST_SOURCES,
	LIST_KEYS,
};

/* severity.RULE = SEVERITY */
struct override {
	char *rule;
	enum severity severity;
	struct place place;
	const char *preset; /* the preset that says so, borrowed; NULL: the manifest itself */
	bool built_in;      /* the preset is one of ours */
};

/* waive.RULE = until YYYY-MM-DD reason TEXT */
struct waiver {
	char *rule;
	time_t until; /* the end of that day, UTC */
	char *text;   /* "until DATE: REASON" */
	struct place place;
};

struct policy {
	struct override *overrides;
	size_t overrides_count, overrides_capacity;
	struct waiver *waivers;
	size_t waivers_count, waivers_capacity;
};

/* default@ENVIRONMENT = of another environment than this one: looked at, never handed over. */
struct other_default {
	char *environment; /* NULL: default = alone, where this environment has its own */
	char *text;
	struct place place;
};

/* One environment variable: where its value comes from, what it must be, how it is handed over. */
struct variable {
	char *name;
	struct place place;

	/* At most one of the two; neither: the inherited environment. */
	char *from_text;
	struct place from_place;
	struct reference from; /* from.source is NULL when there is none */
	size_t source;         /* index in the manifest's sources, when from.source is there */
	char *value_text;
	struct place value_place;
	struct template value;
	char *fallback; /* default =, a literal; or NULL */
	struct other_default *others;
	size_t others_count, others_capacity;

	const struct value_type *type;
	const char *type_by;    /* the preset that says it; "" by the name alone; NULL: written */
	bool unknown;           /* no section declares it: a file or an import brought it */
	const char *implied_by; /* no section declares it: the preset that asks for it; or NULL */
	enum presence required;
	char *text[TEXT_KEYS];   /* NULL: not said */
	char **list[LIST_KEYS];  /* NULL: not said */
	struct pattern *pattern; /* of text[TEXT_PATTERN], see util/pattern.h; or NULL */
	const char *pattern_by;  /* the preset that says it; NULL: written, or none */
	bool bits_by_name;       /* min-entropy-bits is what the name alone says */

	enum delivery deliver;
	enum change_action on_change;
	char *on_change_argument; /* the signal's name or the command */
	uint64_t refresh_ms;
	bool allow_name;
	struct policy policy;
};

/* [import NAME]: a whole secret, but only the names allowed here. */
struct import {
	char *name;
	struct place place;
	char *from_text;
	struct place from_place;
	struct reference from;
	size_t source;
	char **names; /* names and globs */
};

enum inherit { INHERIT_ALL, INHERIT_NONE, INHERIT_LIST };

/* Adds a copy of what is said about a rule; what was added first counts. */
void policy_override(struct policy *policy, const struct override *says);

/* What counts of a rule: the manifest's own words, of those of presets the sternest; or NULL. */
const struct override *policy_find(const struct policy *policy, const char *rule);

/* Whom a section of a preset is about. */
enum preset_subject {
	PRESET_NAMES,     /* variables with these names */
	PRESET_TYPE,      /* variables of a type, or of one that refines it */
	PRESET_SENSITIVE, /* all secrets */
};

/* One section of a preset: what it says of a variable that does not say it itself. */
struct preset_section {
	const char *preset; /* the name of the preset; borrowed from the manifest's list */
	bool base;          /* of the names that are known without any preset: counts last */
	bool overrides;     /* what it says counts before what another preset says of the same */
	enum preset_subject subject;
	char **names; /* names and globs; or the type; or the one word "sensitive" */
	struct variable says;
};

struct manifest {
	char *path;        /* NULL: there is no file (check --dotenv without one) */
	char *environment; /* "production" when nothing says otherwise */
	enum environment_class class;
	bool environment_known; /* the word is one that environment.h knows */
	struct place environment_place;
	char *environment_from; /* the variable that environment-from names; NULL: not said */
	struct place environment_from_place;
	bool environment_hidden; /* the word came from there and means nothing: it stands nowhere */
	char **environments;     /* those that the manifest and one's own presets name, each once */
	size_t environments_count, environments_capacity;
	char **presets;
	enum inherit inherit;
	char **inherit_names; /* INHERIT_LIST: names and globs */
	bool require_locked_memory;
	char *unknown;                   /* "pass", "warn", "deny"; NULL: not said */
	char *waivers;                   /* "yes", "no"; NULL: not said */
	const char *waivers_by;          /* the preset that says it, borrowed; NULL: the manifest */
	char *state_file;                /* relative to the manifest; NULL: not said */
	bool uses_credentials_directory; /* an option names ${CREDENTIALS_DIRECTORY} */
	struct policy policy;

	struct preset_section *preset_sections;
	size_t preset_sections_count, preset_sections_capacity;
	struct name_index *preset_names; /* of sections about names; NULL: none was loaded */
	const struct preset_section **preset_others; /* the others, those about types first; a NULL
							follows */

	struct source *sources;
	size_t sources_count, sources_capacity;
	struct variable *variables; /* added by manifest_add_variable */
	size_t variables_count, variables_capacity;
	struct name_map variable_names; /* of variables: by name, their index */
	struct import *imports;
	size_t imports_count, imports_capacity;

	char **files; /* every file that was read, in order; places point here. Ends with NULL. */
	size_t files_count, files_capacity;
};

/* Notes that the manifest speaks of an environment; the word is copied. */
void manifest_name_environment(struct manifest *manifest, const char *word);
bool manifest_names_environment(const struct manifest *manifest, const char *word);

/* Keeps the path of a file that was read, for places. Borrowed. */
const char *manifest_own_file(struct manifest *manifest, const char *path);

/* A new variable, borrowed until the next one is added. */
struct variable *manifest_add_variable(struct manifest *manifest, const char *name,
				       struct place place);

struct variable *manifest_find_variable(const struct manifest *manifest, const char *name);

/* Whether the reference of a variable must lead to a value: unless required = no, or a default. */
bool variable_is_needed(const struct variable *variable);

/* Whether an import may bring a name; NULL: no. */
bool import_allows(const struct import *import, const char *name);

/* Keeps copies of what default = says elsewhere. */
void variable_add_other(struct variable *variable, const struct other_default *other);

/* Releases what a variable holds, not the variable itself. */
void variable_done(struct variable *variable);

/* The waiver of a rule that covers the variable (NULL: any), its own first; NULL when there is
 * none. */
const struct waiver *manifest_waiver(const struct manifest *manifest,
				     const struct variable *variable, const char *rule);
/* The severity that the manifest sets for a rule, the variable's own first; false when it sets
 * none. */
bool manifest_severity(enum severity *ret, const struct manifest *manifest,
		       const struct variable *variable, const char *rule);

void manifest_free(struct manifest *manifest);
DEFINE_CLEANUP(struct manifest, manifest_free)
