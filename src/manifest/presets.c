/* SPDX-License-Identifier: Apache-2.0 */
#include "manifest/presets.h"

#include <stdlib.h>
#include <string.h>

#include "manifest/document.h"
#include "manifest/preset_conflicts.h"
#include "manifest/rules_section.h"
#include "model/names.h"
#include "schema/sensitive.h"
#include "schema/types.h"
#include "util/alloc.h"
#include "util/io.h"
#include "util/name_index.h"
#include "util/pattern.h"
#include "util/text.h"

#define BASE           "names"
#define MAX_FILE_BYTES (256 * 1024)
#define PRESETS_MAX    64

/* What only the manifest itself says of a variable. */
static const char *const own_keys[] = { "from",    "value",     "default",    "deliver",
					"refresh", "on-change", "allow-name", "emit-name" };

static const struct preset_text *find_text(const char *name)
{
	for (const struct preset_text *text = preset_texts; text->name; text++) {
		if (text_equal(text->name, name))
			return text;
	}
	return NULL;
}

const char *const *preset_names(void)
{
	static const char *names[PRESETS_MAX];
	size_t count = 0;

	for (const struct preset_text *text = preset_texts; text->name; text++) {
		if (!text_equal(text->name, BASE) && count + 1 < ARRAY_LENGTH(names))
			names[count++] = text->name;
	}
	return names;
}

static char *summary_of(const struct preset_text *preset)
{
	_cleanup_(report_done) struct report report = { 0 };
	struct document document = { 0 };
	const struct entry *entry;
	char *summary;

	document_merge(&document, preset->file, preset->text, strlen(preset->text), &report);
	entry = section_find(document_find(&document, "preset"), "summary");
	summary = entry ? entry_text(entry, true) : text_copy("");
	document_done(&document);
	return summary;
}

const struct preset *preset_list(void)
{
	static struct preset list[PRESETS_MAX];
	size_t count = 0;

	if (list[0].name)
		return list;
	for (const struct preset_text *text = preset_texts; text->name; text++) {
		if (!text_equal(text->name, BASE) && count + 1 < PRESETS_MAX)
			list[count++] = (struct preset){ text->name, summary_of(text), text->text };
	}
	return list;
}

static void complain(const struct reading *reading, struct place place, const char *hint,
		     const char *text)
{
	report_hint(report_add(reading->report, SEVERITY_ERROR, "manifest-error", NULL, place, "%s",
			       text),
		    "%s", hint);
}

/* Where a preset comes from, while it is read. */
struct loading {
	const struct reading *reading;
	const char *preset;
	bool base;
	bool own_waivers; /* the manifest itself says whether there are waivers */
};

static bool check_keys(const struct loading *loading, const struct section *section)
{
	bool good = true;

	for (size_t i = 0; i < section->count; i++) {
		const struct entry *entry = &section->entries[i];
		bool own =
			text_starts(entry->key, "severity.") || text_starts(entry->key, "waive.");

		for (size_t j = 0; j < ARRAY_LENGTH(own_keys); j++)
			own = own || text_equal(entry->key, own_keys[j]);
		if (!own)
			continue;
		complain(loading->reading, entry->place,
			 "a preset says what values must be, not where they come from; severities "
			 "stand in its [rules]",
			 "this key has no place in a preset");
		good = false;
	}
	return good;
}

/* [senstive]: names of variables are in capitals, so a small word is a section of a preset. */
static bool is_misspelt(const struct loading *loading, const struct section *section)
{
	static const char *const special[] = { "preset",    "rules", "keystrap",
					       "sensitive", "type",  NULL };
	size_t length = strcspn(section->name, " ");
	_cleanup_(freep) char *word = text_slice(section->name, length);
	bool small = strspn(word, "abcdefghijklmnopqrstuvwxyz") == length;
	const char *nearest = small ? text_nearest(word, special) : NULL;
	_cleanup_(freep) char *hint =
		nearest ? text_format("did you mean [%s%s]?", nearest, section->name + length)
			: NULL;

	if (hint)
		complain(loading->reading, section->place, hint,
			 "this section has no place in a preset");
	return hint != NULL;
}

static bool check_names(const struct loading *loading, const struct section *section)
{
	char **names = text_list(section->name);
	bool good = names[0] && !text_equal(names[0], "source") && !text_equal(names[0], "import");

	for (char **name = names; good && *name; name++) {
		for (char *c = *name; *c; c++)
			*c = strchr("*?", *c) ? 'X' : *c;
		good = !name_wrong(*name);
	}
	text_list_free(names);
	if (!good)
		complain(loading->reading, section->place,
			 "sections of a preset are [preset], [rules], [keystrap], [sensitive], "
			 "[type TYPE] and [NAME GLOB ...]",
			 "this section has no place in a preset");
	return good;
}

static void add_section(const struct loading *loading, const struct section *section,
			enum preset_subject subject, const char *names)
{
	struct manifest *manifest = loading->reading->manifest;
	_cleanup_(manifest_freep) struct manifest *scratch = alloc_new(struct manifest);
	struct preset_section *added;

	if (!check_keys(loading, section))
		return;
	manifest->preset_sections =
		alloc_grow(manifest->preset_sections, &manifest->preset_sections_capacity,
			   manifest->preset_sections_count + 1, sizeof(struct preset_section));
	added = &manifest->preset_sections[manifest->preset_sections_count++];
	*added = (struct preset_section){
		.preset = loading->preset,
		.base = loading->base,
		.subject = subject,
		.names = text_list(names),
		.overrides = section->overrides,
		.says = { .name = text_copy(section->name), .place = section->place },
	};
	scratch->variables = alloc_new(struct variable);
	scratch->variables_count = 1;
	keys_apply(loading->reading, section, variable_keys, &added->says, scratch->variables);
}

static void add_type_section(const struct loading *loading, const struct section *section)
{
	_cleanup_(freep) char *name = text_trimmed(section->name + strlen("type"));

	const char *nearest = text_nearest(name, value_type_names());
	_cleanup_(freep) char *text = text_format("there is no type %s", name);
	_cleanup_(freep) char *hint = nearest ? text_format("did you mean %s?", nearest) : NULL;

	if (value_type_find(name))
		add_section(loading, section, PRESET_TYPE, name);
	else
		complain(loading->reading, section->place,
			 hint ? hint : "keystrap rules lists the types", text);
}

/* What a preset may say for the whole. */
static void apply_head(const struct loading *loading, const struct section *section)
{
	_cleanup_(manifest_freep) struct manifest *scratch = alloc_new(struct manifest);
	_cleanup_(manifest_freep) struct manifest *said = alloc_new(struct manifest);
	struct manifest *manifest = loading->reading->manifest;

	keys_apply(loading->reading, section, keystrap_keys, said, scratch);
	for (size_t i = 0; i < section->count; i++) {
		if (!text_equal(section->entries[i].key, "waivers"))
			complain(loading->reading, section->entries[i].place,
				 "a preset's [keystrap] has waivers only",
				 "this key has no place in a preset");
	}
	if (!said->waivers || loading->own_waivers)
		return;
	if (manifest->waivers && !text_equal(manifest->waivers, said->waivers))
		complain(
			loading->reading, section->place,
			"say waivers in the manifest's own [keystrap], or leave out one of the two",
			"another preset says the contrary about waivers");
	free(manifest->waivers);
	manifest->waivers = TAKE(said->waivers);
	manifest->waivers_by = loading->preset;
}

/* [preset] tells people what the file is about. */
static void check_summary(const struct loading *loading, const struct section *section)
{
	for (size_t i = 0; i < section->count; i++) {
		if (!text_equal(section->entries[i].key, "summary"))
			complain(loading->reading, section->entries[i].place,
				 "it has summary only, one line", "unknown key in [preset]");
	}
}

static void read_section(const struct loading *loading, const struct section *section)
{
	if (text_equal(section->name, "preset"))
		check_summary(loading, section);
	else if (text_equal(section->name, "rules"))
		rules_section_apply(loading->reading, section, loading->preset);
	else if (text_equal(section->name, "keystrap"))
		apply_head(loading, section);
	else if (text_equal(section->name, "sensitive"))
		add_section(loading, section, PRESET_SENSITIVE, section->name);
	else if (text_starts(section->name, "type "))
		add_type_section(loading, section);
	else if (!is_misspelt(loading, section) && check_names(loading, section))
		add_section(loading, section, PRESET_NAMES, section->name);
}

static void load_text(const struct loading *loading, const char *file, const char *bytes,
		      size_t length)
{
	size_t wrong_before = loading->reading->report->count;
	struct document document = { 0 };

	document_merge(&document, file, bytes, length, loading->reading->report);
	for (size_t i = 0; i < document.count; i++)
		read_section(loading, &document.sections[i]);
	if (document.count == 0 && loading->reading->report->count == wrong_before)
		complain(loading->reading, (struct place){ file, 0 },
			 "write what the variables must be: [preset], [rules], [NAME GLOB ...]",
			 "this preset says nothing");
	document_done(&document);
}

static bool is_file(const char *name)
{
	size_t length = strlen(name);

	return strchr(name, '/') || (length > 4 && strcmp(name + length - 4, ".ini") == 0);
}

static void load_file(const struct loading *loading, struct place place)
{
	_cleanup_(buf_done) struct buf content = { .maximum = MAX_FILE_BYTES };
	_cleanup_(freep) char *path =
		place.file ? path_beside(place.file, loading->preset) : text_copy(loading->preset);
	const char *file = manifest_own_file(loading->reading->manifest, path);
	struct error err;

	if (file_read(&content, path, FILE_PUBLIC, &err))
		load_text(loading, file, buf_text(&content), content.length);
	else
		complain(loading->reading, place,
			 err.hint[0] ? err.hint
				     : "check the path, from the manifest's directory, and who may "
				       "read the file",
			 err.text);
}

static void load(const struct loading *loading, struct place place)
{
	const struct preset_text *text = find_text(loading->preset);
	struct reading reading = *loading->reading;
	struct loading built_in = *loading;

	reading.built_in = true;
	built_in.reading = &reading;
	if (is_file(loading->preset))
		load_file(loading, place);
	else if (text)
		load_text(&built_in, text->file, text->text, strlen(text->text));
}

static void build_index(struct manifest *manifest)
{
	size_t others = 0;

	manifest->preset_names = name_index_new();
	manifest->preset_others =
		alloc_array(manifest->preset_sections_count + 1, sizeof(*manifest->preset_others));
	for (int subject = PRESET_NAMES; subject <= PRESET_SENSITIVE; subject++) {
		for (size_t i = 0; i < manifest->preset_sections_count; i++) {
			const struct preset_section *section = &manifest->preset_sections[i];

			if ((int)section->subject != subject)
				continue;
			if (subject == PRESET_NAMES)
				name_index_add(manifest->preset_names, section->says.name, section);
			else
				manifest->preset_others[others++] = section;
		}
	}
}

void presets_load(const struct reading *reading, struct place place)
{
	struct manifest *manifest = reading->manifest;
	const struct loading base = { reading, BASE, .base = true };
	const bool own_waivers = manifest->waivers;

	for (char **name = manifest->presets; name && *name; name++) {
		const struct loading loading = { reading, *name, false, own_waivers };

		load(&loading, place);
	}
	load(&base, place);
	build_index(manifest);
	preset_conflicts_find(reading, place);
}

/* The sections that fit a name, the most exact first. */
struct matches {
	const char *name;
	const struct preset_section **sections; /* new */
	size_t *exactness;                      /* new */
	size_t count, sections_capacity, exactness_capacity;
};

#define EXACT 1000

/* How much of the name the section's best pattern spells out; base sections come last. */
static size_t exactness_of(const struct preset_section *section, const char *name)
{
	size_t best = 0;

	for (char *const *pattern = section->names; *pattern; pattern++) {
		size_t letters = strlen(*pattern);

		if (!text_glob(*pattern, name, true))
			continue;
		if (!strpbrk(*pattern, "*?"))
			letters = EXACT;
		best = letters > best ? letters : best;
	}
	return section->base ? best : best + 2 * EXACT;
}

/* Of two that are as exact, that with override = yes goes before; then one's own. */
static bool goes_before(const struct matches *matches, size_t i,
			const struct preset_section *section, size_t exactness)
{
	const struct preset_section *other = matches->sections[i];

	if (exactness != matches->exactness[i])
		return exactness > matches->exactness[i];
	if (section->overrides != other->overrides)
		return section->overrides;
	return is_file(section->preset) && !is_file(other->preset);
}

static void add_match(const void *row, void *context)
{
	struct matches *matches = context;
	const struct preset_section *section = row;
	size_t exactness = exactness_of(section, matches->name), i = matches->count;

	matches->sections = alloc_grow(matches->sections, &matches->sections_capacity, i + 1,
				       sizeof(*matches->sections));
	matches->exactness = alloc_grow(matches->exactness, &matches->exactness_capacity, i + 1,
					sizeof(*matches->exactness));
	for (; i > 0 && goes_before(matches, i - 1, section, exactness); i--) {
		matches->exactness[i] = matches->exactness[i - 1];
		matches->sections[i] = matches->sections[i - 1];
	}
	matches->exactness[i] = exactness;
	matches->sections[i] = section;
	matches->count++;
}

/* JWT_SECRET* means no JWT_SECRET_ROTATION_DAYS. */
static bool is_overreached(const struct matches *matches, size_t i, const char *name)
{
	return matches->sections[i]->says.type->sensitive &&
	       matches->exactness[i] % (2 * EXACT) < EXACT && name_is_about_secret(name);
}

/* sensitive = no beats what a name sounds like; the type that a manifest writes is another matter.
 */
static bool is_denied(const struct variable *variable, const struct value_type *type)
{
	return text_equal(variable->text[TEXT_SENSITIVE], "no") && value_type_is(type, "secret");
}

/* The most exact section's type; of several that are as exact, the one that refines the others. */
static void apply_type(const struct matches *matches, struct variable *variable)
{
	/* JWT_SECRET* is a key's, and JWT_SECRET_LIFETIME none. */
	size_t chosen = matches->count;

	for (size_t i = 0; i < matches->count; i++) {
		const struct preset_section *section = matches->sections[i];

		if (!section->says.type || is_overreached(matches, i, variable->name) ||
		    is_denied(variable, section->says.type))
			continue;
		if (chosen == matches->count ||
		    (matches->exactness[i] == matches->exactness[chosen] &&
		     value_type_is(section->says.type, variable->type->name))) {
			chosen = i;
			variable->type = section->says.type;
			variable->type_by = section->base ? "" : section->preset;
		}
	}
	if (chosen == matches->count) {
		bool secret = name_is_sensitive(variable->name) &&
			      !text_equal(variable->text[TEXT_SENSITIVE], "no");

		variable->type = value_type_find(secret ? "secret" : "string");
		variable->type_by = "";
	}
}

static bool says_presence(const struct variable *variable)
{
	return variable->required != PRESENCE_UNSAID || variable->list[LIST_REQUIRED_IN] ||
	       variable->text[TEXT_REQUIRED_IF];
}

static char **copy_list(char *const *list)
{
	size_t count = 0;
	char **copy;

	while (list[count])
		count++;
	copy = alloc_array(count + 1, sizeof(char *));
	for (size_t i = 0; i < count; i++)
		copy[i] = text_copy(list[i]);
	return copy;
}

/* A text or a list that a row's member holds; NULL when there is none. Borrowed. */
static const void *held(const struct variable *variable, const struct key_row *row)
{
	const void *member = (const char *)variable + row->offset;

	return key_is_text(row) || key_is_list(row) ? *(const void *const *)member : NULL;
}

static void fill_key(struct variable *variable, const struct variable *says,
		     const struct key_row *row)
{
	void *own = (char *)variable + row->offset;
	const void *other = (const char *)says + row->offset;

	if (key_is_text(row))
		*(char **)own = text_copy(*(char *const *)other);
	else
		*(char ***)own = copy_list(*(char **const *)other);
}

/* own_presence: the variable says itself when it must be set. */
static void fill(struct variable *variable, const struct variable *says, bool own_presence)
{
	for (const struct key_row *row = variable_keys; row->name; row++) {
		bool presence;

		if (!held(says, row) || held(variable, row))
			continue;
		presence =
			text_starts(row->name, "required") || text_equal(row->name, "optional-in");
		if ((row->typed && !value_type_takes(variable->type, row->name)) ||
		    (presence && own_presence))
			continue;
		fill_key(variable, says, row);
	}
	if (!own_presence && variable->required == PRESENCE_UNSAID &&
	    !variable->list[LIST_REQUIRED_IN])
		variable->required = says->required;
}

static void fill_from(struct variable *variable, const struct preset_section *section,
		      bool own_presence)
{
	bool had_pattern = variable->text[TEXT_PATTERN];
	bool had_bits = variable->text[TEXT_MIN_ENTROPY_BITS];

	fill(variable, &section->says, own_presence);
	if (!had_pattern && variable->text[TEXT_PATTERN])
		variable->pattern_by = section->preset;
	if (!had_bits && variable->text[TEXT_MIN_ENTROPY_BITS])
		variable->bits_by_name = section->base;
}

static bool concerns(const struct preset_section *section, const struct variable *variable)
{
	if (section->subject == PRESET_TYPE)
		return value_type_is(variable->type, section->names[0]);
	return section->subject == PRESET_SENSITIVE && variable_is_sensitive(variable);
}

/* The section's own was compiled when it was read: what is wrong with it was told there. */
static void compile_pattern(struct variable *variable)
{
	struct error err = { 0 };

	if (variable->text[TEXT_PATTERN] && !variable->pattern &&
	    !pattern_compile(&variable->pattern, variable->text[TEXT_PATTERN], &err))
		variable->pattern = NULL;
}

void presets_apply(const struct manifest *manifest, struct variable *variable)
{
	struct matches matches = { .name = variable->name };
	bool own_presence = says_presence(variable);

	name_index_visit(manifest->preset_names, variable->name, add_match, &matches);
	if (!variable->type)
		apply_type(&matches, variable);
	for (size_t i = 0; i < matches.count && !matches.sections[i]->base; i++)
		fill_from(variable, matches.sections[i], own_presence);
	for (size_t i = 0; manifest->preset_others[i]; i++) {
		if (concerns(manifest->preset_others[i], variable))
			fill_from(variable, manifest->preset_others[i], own_presence);
	}
	for (size_t i = 0; i < matches.count; i++) {
		if (matches.sections[i]->base)
			fill_from(variable, matches.sections[i], own_presence);
	}
	free(matches.sections);
	free(matches.exactness);
	compile_pattern(variable);
}

void presets_declare(const struct reading *reading, struct place place)
{
	struct manifest *manifest = reading->manifest;

	for (size_t i = 0; i < manifest->preset_sections_count; i++) {
		const struct preset_section *section = &manifest->preset_sections[i];
		struct variable *variable;

		if (section->subject != PRESET_NAMES || strpbrk(section->says.name, "*? ,") ||
		    (!says_presence(&section->says) &&
		     !text_equal(section->says.text[TEXT_RECOMMENDED], "yes")) ||
		    manifest_find_variable(manifest, section->names[0]))
			continue;
		variable = manifest_add_variable(manifest, section->names[0], place);
		variable->implied_by = section->preset;
	}
}
