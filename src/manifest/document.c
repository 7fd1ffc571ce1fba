/* SPDX-License-Identifier: Apache-2.0 */
#include "manifest/document.h"

#include <stdlib.h>
#include <string.h>

#include "manifest/lines.h"
#include "model/environment.h"
#include "util/alloc.h"
#include "util/text.h"

#define RULE     "manifest-error"
#define OVERRIDE "override"
#define HEAD     "keystrap"
#define RULES    "rules"
#define SEVERITY "severity."

static void entry_done(struct entry *entry)
{
	free(entry->key);
	free(entry->environment);
	text_wipe(entry->value);
	for (size_t i = 0; i < entry->more_count; i++)
		text_wipe(entry->more[i]);
	free(entry->more);
}

static void section_done(struct section *section)
{
	for (size_t i = 0; i < section->count; i++)
		entry_done(&section->entries[i]);
	free(section->entries);
	free(section->name);
}

void document_done(struct document *document)
{
	for (size_t i = 0; i < document->count; i++)
		section_done(&document->sections[i]);
	free(document->sections);
	name_map_done(&document->names);
	*document = (struct document){ 0 };
}

static struct section *find(const struct document *document, const char *name)
{
	size_t i = name_map_find(&document->names, name);

	return i == NAME_MAP_NONE ? NULL : &document->sections[i];
}

const struct section *document_find(const struct document *document, const char *name)
{
	return find(document, name);
}

static bool same_environment(const char *a, const char *b)
{
	return (!a && !b) || text_equal_nocase(a, b);
}

static struct entry *find_entry(const struct section *section, const char *key,
				const char *environment)
{
	for (size_t i = 0; i < section->count; i++) {
		struct entry *entry = &section->entries[i];

		if (text_equal(entry->key, key) &&
		    same_environment(entry->environment, environment))
			return entry;
	}
	return NULL;
}

const struct entry *section_find(const struct section *section, const char *key)
{
	return section ? find_entry(section, key, NULL) : NULL;
}

static struct section *add_section(struct document *document, const char *name, struct place place)
{
	struct section *section;

	document->sections = alloc_grow(document->sections, &document->capacity,
					document->count + 1, sizeof(struct section));
	section = &document->sections[document->count++];
	*section = (struct section){ .name = text_copy(name), .place = place };
	name_map_add(&document->names, section->name, document->count - 1);
	return section;
}

static struct entry *add_entry(struct section *section)
{
	section->entries = alloc_grow(section->entries, &section->capacity, section->count + 1,
				      sizeof(struct entry));
	return &section->entries[section->count++];
}

/* One file, before it is merged. */
struct file {
	struct document document;
	const char *name;
	struct report *report;
	struct section *section; /* the last that was opened */
	struct entry *entry;     /* the last that was added: indented lines go there */
};

static void open_section(void *context, const char *name, unsigned line)
{
	struct file *file = context;
	struct place place = { file->name, line };
	_cleanup_(freep) char *trimmed = text_trimmed(name);
	const struct section *twice = find(&file->document, trimmed);

	file->entry = NULL;
	if (twice)
		report_hint(report_add(file->report, SEVERITY_ERROR, RULE, NULL, place,
				       "section [%s] is there twice, first at line %u", trimmed,
				       twice->place.line),
			    "put the keys of both into one section");
	file->section = add_section(&file->document, trimmed, place);
}

static void add_more(struct entry *entry, const char *value)
{
	entry->more = alloc_grow(entry->more, &entry->more_capacity, entry->more_count + 2,
				 sizeof(char *));
	entry->more[entry->more_count++] = text_copy(value);
}

static void add_line(void *context, const struct line *line)
{
	struct file *file = context;
	struct place place = { file->name, line->number };
	size_t at = strcspn(line->key, "@");
	_cleanup_(freep) char *key = text_slice(line->key, at);
	const char *environment = line->key[at] ? line->key + at + 1 : NULL;
	const struct entry *twice;

	if (!file->section) {
		report_hint(report_add(file->report, SEVERITY_ERROR, RULE, NULL, place,
				       "%s stands in front of the first section", key),
			    "start the file with [keystrap]");
		return;
	}
	if (line->continues) {
		if (file->entry)
			add_more(file->entry, line->value);
		return;
	}
	file->entry = NULL;
	if (environment && !environment_is_word(environment)) {
		report_hint(report_add(file->report, SEVERITY_ERROR, RULE, NULL, place,
				       "%s names no environment after the '@'", line->key),
			    "write KEY@ENVIRONMENT, or the key alone for all of them");
		return;
	}
	twice = find_entry(file->section, key, environment);
	if (twice) {
		report_hint(report_add(file->report, SEVERITY_ERROR, RULE, NULL, place,
				       "%s is given twice in [%s], first at line %u", line->key,
				       file->section->name, twice->place.line),
			    "remove one of the two");
		return;
	}
	file->entry = add_entry(file->section);
	*file->entry = (struct entry){
		.key = TAKE(key),
		.environment = text_copy(environment),
		.value = text_copy(line->value),
		.more = alloc_array(1, sizeof(char *)),
		.more_capacity = 1,
		.place = place,
	};
}

static bool says_override(const struct section *section, struct report *report)
{
	const struct entry *entry = section_find(section, OVERRIDE);
	bool yes = false;

	if (entry && !text_to_bool(&yes, entry->value))
		report_add(report, SEVERITY_ERROR, RULE, NULL, entry->place,
			   "override is neither yes nor no");
	return yes;
}

static void remove_entry(struct section *section, struct entry *entry)
{
	struct entry *last = &section->entries[section->count - 1];

	entry_done(entry);
	memmove(entry, entry + 1, (size_t)(last - entry) * sizeof(*entry));
	section->count--;
}

/*
 * severity.RULE in [keystrap] and RULE in [rules] are two ways to say one thing: the section that
 * has the entry's twin, and the twin.
 */
static struct section *find_twin(const struct document *document, const struct section *section,
				 const struct entry *entry, struct entry **ret)
{
	bool head = text_equal(section->name, HEAD);
	struct section *other = find(document, head ? RULES : HEAD);
	_cleanup_(freep) char *key = NULL;

	if (!other ||
	    (head ? !text_starts(entry->key, SEVERITY) : !text_equal(section->name, RULES)))
		return NULL;
	key = head ? text_copy(entry->key + strlen(SEVERITY))
		   : text_format(SEVERITY "%s", entry->key);
	*ret = find_entry(other, key, entry->environment);
	return *ret ? other : NULL;
}

/* What the later file says takes the place of its twin; within one file nothing comes later. */
static void replace_twin(const struct document *document, const struct section *section,
			 const struct entry *entry, bool overrides, struct report *report)
{
	struct entry *twin;
	struct section *other = find_twin(document, section, entry, &twin);

	if (!other)
		return;
	if (overrides && !text_equal(twin->place.file, entry->place.file)) {
		remove_entry(other, twin);
		return;
	}
	report_hint(report_add(report, SEVERITY_ERROR, RULE, NULL, entry->place,
			       "%s in [%s] is given as %s in [%s] in %s:%u already", entry->key,
			       section->name, twin->key, other->name, twin->place.file,
			       twin->place.line),
		    "remove one of the two");
}

/* Moves the entries of a later file's section into what is there. */
static void merge_section(const struct document *document, struct section *into,
			  struct section *from, bool overrides, struct report *report)
{
	for (size_t i = 0; i < from->count; i++) {
		struct entry *entry = &from->entries[i];
		struct entry *old = find_entry(into, entry->key, entry->environment);

		if (text_equal(entry->key, OVERRIDE))
			continue;
		if (old && !overrides) {
			report_hint(report_add(report, SEVERITY_ERROR, RULE, NULL, entry->place,
					       "%s in [%s] is given in %s:%u already", entry->key,
					       into->name, old->place.file, old->place.line),
				    "remove one of the two, or say override = yes in this section");
			continue;
		}
		replace_twin(document, into, entry, overrides, report);
		if (!old)
			old = add_entry(into);
		else
			entry_done(old);
		*old = *entry;
		*entry = (struct entry){ 0 };
	}
}

void document_merge(struct document *document, const char *name, const char *bytes, size_t length,
		    struct report *report)
{
	struct file file = { .name = name, .report = report };
	const struct lines_visitor visitor = { open_section, add_line, &file };
	const struct section *head;
	bool whole_file;

	lines_read(name, bytes, length, &visitor, report);
	head = find(&file.document, HEAD);
	whole_file = head && says_override(head, report);
	for (size_t i = 0; i < file.document.count; i++) {
		struct section *from = &file.document.sections[i];
		struct section *into = find(document, from->name);
		bool overrides = from != head && says_override(from, report);

		if (!into)
			into = add_section(document, from->name, from->place);
		into->overrides = into->overrides || whole_file || overrides;
		merge_section(document, into, from, whole_file || overrides, report);
	}
	document_done(&file.document);
}
