/* SPDX-License-Identifier: Apache-2.0 */
#include "manifest/preset_conflicts.h"

#include <stdlib.h>
#include <strings.h>

#include "schema/types.h"
#include "util/alloc.h"
#include "util/buf.h"
#include "util/text.h"

/* Two presets, and the names or the rule about which they do not agree. */
struct conflict {
	const struct reading *reading;
	struct place place;
	const char *one, *other;
	const char *about; /* "[NAME]", or "[rules]" */
};

static void complain(const struct conflict *conflict, const char *key)
{
	report_hint(report_add(conflict->reading->report, SEVERITY_ERROR, "manifest-error", NULL,
			       conflict->place,
			       "presets: %s and %s contradict each other about %s of %s",
			       conflict->one, conflict->other, key, conflict->about),
		    "say %s in %s of the manifest, or leave out one of the two", key,
		    conflict->about);
}

/* What a key says, in words, for comparison; NULL when it says nothing. New. */
static char *said(const struct variable *variable, const struct key_row *row)
{
	const void *at = (const char *)variable + row->offset;
	_cleanup_(buf_done) struct buf words = { 0 };

	if (key_is_text(row))
		return text_copy(*(char *const *)at);
	if (!key_is_list(row) || !*(char **const *)at)
		return NULL;
	for (char **word = *(char **const *)at; *word; word++)
		buf_format(&words, "%s ", *word);
	return text_copy(buf_text(&words));
}

static bool types_clash(const struct value_type *one, const struct value_type *other)
{
	return one && other && !value_type_is(one, other->name) && !value_type_is(other, one->name);
}

/* Whether the manifest itself says what two presets contradict each other about. */
static bool is_settled(const struct variable *own, const struct key_row *row)
{
	_cleanup_(freep) char *text = own ? said(own, row) : NULL;

	return text || (own && own->type && text_equal(row->name, "type"));
}

static void compare(const struct conflict *conflict, const struct variable *own,
		    const struct variable *one, const struct variable *other)
{
	for (const struct key_row *row = variable_keys; row->name; row++) {
		const bool is_type = text_equal(row->name, "type");
		_cleanup_(freep) char *first = is_type ? NULL : said(one, row);
		_cleanup_(freep) char *second = first ? said(other, row) : NULL;
		bool clash = is_type ? types_clash(one->type, other->type)
				     : second && !text_equal(first, second);

		if (clash && !is_settled(own, row))
			complain(conflict, row->name);
	}
}

/* A name, or what a section is about instead, and who speaks of it. */
struct mention {
	const char *name;
	const struct preset_section *section;
};

static int compare_mentions(const void *a, const void *b)
{
	const struct mention *one = a, *other = b;
	int order = (int)one->section->subject - (int)other->section->subject;

	if (order == 0)
		order = strcasecmp(one->name, other->name);
	if (order == 0)
		order = (one->section > other->section) - (one->section < other->section);
	return order;
}

/* All mentions but those of the base, which gives way. New; *ret_count says how many. */
static struct mention *collect_mentions(const struct manifest *manifest, size_t *ret_count)
{
	struct mention *mentions = NULL;
	size_t capacity = 0, count = 0;

	for (size_t i = 0; i < manifest->preset_sections_count; i++) {
		const struct preset_section *section = &manifest->preset_sections[i];

		for (char *const *name = section->names; *name && !section->base; name++) {
			mentions = alloc_grow(mentions, &capacity, count + 1, sizeof(*mentions));
			mentions[count++] = (struct mention){ *name, section };
		}
	}
	if (count > 1)
		qsort(mentions, count, sizeof(*mentions), compare_mentions);
	*ret_count = count;
	return mentions;
}

static void compare_two(const struct reading *reading, struct place place,
			const struct mention *earlier, const struct mention *later)
{
	const struct preset_section *one = later->section, *other = earlier->section;
	_cleanup_(freep) char *about = NULL;
	struct conflict conflict = { reading, place, one->preset, other->preset, NULL };
	const struct variable *own = NULL;

	if (one->overrides != other->overrides || text_equal(one->preset, other->preset))
		return;
	if (one->subject == PRESET_NAMES)
		own = manifest_find_variable(reading->manifest, later->name);
	about = text_format("[%s%s]", one->subject == PRESET_TYPE ? "type " : "", later->name);
	conflict.about = about;
	compare(&conflict, own, &one->says, &other->says);
}

/* Name by name: [WORKERS] of one preset speaks of the same as [WORKERS WEB_*] of another. */
static void find_in_sections(const struct reading *reading, struct place place)
{
	size_t count;
	_cleanup_(freep) struct mention *mentions = collect_mentions(reading->manifest, &count);

	for (size_t i = 0, first = 0; i < count; i++) {
		const struct mention *now = &mentions[i];

		if (now->section->subject != mentions[first].section->subject ||
		    !text_equal_nocase(now->name, mentions[first].name))
			first = i;
		for (size_t j = first; j < i; j++)
			compare_two(reading, place, &mentions[j], now);
	}
}

/*
 * Of two presets the sterner counts (manifest_severity); but a rule that one asks for cannot be off
 * for the other. What is said first is the manifest's own.
 */
static void find_in_rules(const struct reading *reading, struct place place)
{
	const struct policy *policy = &reading->manifest->policy;

	for (size_t i = 0; i < policy->overrides_count; i++) {
		const struct override *one = &policy->overrides[i], *first = policy->overrides;
		struct conflict conflict = { reading, place, one->preset, NULL, "[rules]" };

		while (!text_equal(first->rule, one->rule))
			first++;
		conflict.other = first->preset;
		if (first->preset &&
		    (first->severity == SEVERITY_OFF) != (one->severity == SEVERITY_OFF))
			complain(&conflict, one->rule);
	}
}

void preset_conflicts_find(const struct reading *reading, struct place place)
{
	find_in_sections(reading, place);
	find_in_rules(reading, place);
}
