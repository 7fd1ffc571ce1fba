/* SPDX-License-Identifier: Apache-2.0 */
#include "manifest/preset_conflicts.h"

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
		_cleanup_(freep) char *first = said(one, row);
		_cleanup_(freep) char *second = said(other, row);
		bool clash = first && second && !text_equal(first, second);

		if (text_equal(row->name, "type"))
			clash = types_clash(one->type, other->type);
		if (clash && !is_settled(own, row))
			complain(conflict, row->name);
	}
}

static bool is_among(const char *names, const char *name)
{
	char **list = text_list(names);
	bool found = false;

	for (char **other = list; *other && !found; other++)
		found = text_equal_nocase(*other, name);
	text_list_free(list);
	return found;
}

static void compare_names(const struct reading *reading, struct place place,
			  const struct preset_section *one, const char *name,
			  const struct preset_section *other)
{
	const bool all = one->subject == PRESET_SENSITIVE;
	_cleanup_(freep) char *about = text_format(
		"[%s%s]", one->subject == PRESET_TYPE ? "type " : "", all ? "sensitive" : name);
	const struct conflict conflict = { reading, place, one->preset, other->preset, about };
	const struct variable *own = one->subject == PRESET_NAMES
					     ? manifest_find_variable(reading->manifest, name)
					     : NULL;

	if (all || is_among(other->names, name))
		compare(&conflict, own, &one->says, &other->says);
}

/* Name by name: [WORKERS] of one preset speaks of the same as [WORKERS WEB_*] of another. */
static void compare_sections(const struct reading *reading, struct place place,
			     const struct preset_section *one, const struct preset_section *other)
{
	char **names = text_list(one->names);

	if (one->subject == PRESET_SENSITIVE)
		compare_names(reading, place, one, "", other);
	for (char **name = names; *name; name++)
		compare_names(reading, place, one, *name, other);
	text_list_free(names);
}

static void find_in_sections(const struct reading *reading, struct place place)
{
	const struct manifest *manifest = reading->manifest;

	for (size_t i = 0; i < manifest->preset_sections_count; i++) {
		const struct preset_section *one = &manifest->preset_sections[i];

		for (size_t j = 0; j < i && !one->base; j++) {
			const struct preset_section *other = &manifest->preset_sections[j];

			if (!other->base && other->subject == one->subject &&
			    one->overrides == other->overrides &&
			    !text_equal(other->preset, one->preset))
				compare_sections(reading, place, one, other);
		}
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
