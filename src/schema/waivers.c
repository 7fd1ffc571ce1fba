/* SPDX-License-Identifier: Apache-2.0 */
#include "schema/waivers.h"

#include <stdint.h>
#include <stdlib.h>

#include "schema/rules.h"
#include "util/alloc.h"
#include "util/text.h"

void waivers_met_done(struct waivers_met *met)
{
	free(met->items);
	*met = (struct waivers_met){ 0 };
}

void waivers_meet(const struct checking *checking, const struct waiver *waiver)
{
	struct waivers_met *met = checking->waivers_met;

	if (!met)
		return;
	met->items = alloc_grow(met->items, &met->capacity, met->count + 1, sizeof(*met->items));
	met->items[met->count++] = waiver;
}

static int compare(const void *a, const void *b)
{
	uintptr_t one = (uintptr_t) * (const struct waiver *const *)a;
	uintptr_t other = (uintptr_t) * (const struct waiver *const *)b;

	return (one > other) - (one < other);
}

/* This run cannot tell whether the waiver is needed. */
static bool is_for_elsewhere(const struct waiver *waiver)
{
	const struct rule *rule = rule_find(waiver->rule);

	return rule && rule->elsewhere;
}

static void say_not_taken(const struct subject *subject, const struct waiver *waiver)
{
	const char *preset = subject->checking->manifest->waivers_by;

	subject_find(subject, "waiver-unused", NULL,
		     "the waiver of %s is not taken: %s%s says waivers = no", waiver->rule,
		     preset ? "the preset " : "the manifest", preset ? preset : "");
}

static void say_unused(const struct subject *subject, const struct waiver *waiver)
{
	bool expired = clock_wall(subject->checking->clock) > waiver->until;

	subject_find(subject, "waiver-unused", NULL, "the waiver of %s %swaives nothing here (%s)",
		     waiver->rule, expired ? "has expired, and " : "", waiver->text);
}

static void report_policy(const struct checking *checking, const struct variable *variable,
			  const struct policy *policy, size_t met_count)
{
	const struct waivers_met *met = checking->waivers_met;

	for (size_t i = 0; i < policy->waivers_count; i++) {
		const struct waiver *waiver = &policy->waivers[i];
		const struct subject subject = { .checking = checking,
						 .variable = variable,
						 .place = waiver->place };

		if (text_equal(checking->manifest->waivers, "no"))
			say_not_taken(&subject, waiver);
		else if (!is_for_elsewhere(waiver) &&
			 !(met_count > 0 &&
			   bsearch(&waiver, met->items, met_count, sizeof(*met->items), compare)))
			say_unused(&subject, waiver);
	}
}

void waivers_report(const struct checking *checking)
{
	const struct manifest *manifest = checking->manifest;
	/* What is met from here on is a waiver of this rule itself, behind the sorted ones. */
	const size_t count = checking->waivers_met->count;

	if (count > 0)
		qsort(checking->waivers_met->items, count, sizeof(struct waiver *), compare);
	report_policy(checking, NULL, &manifest->policy, count);
	for (size_t i = 0; i < manifest->variables_count; i++)
		report_policy(checking, &manifest->variables[i], &manifest->variables[i].policy,
			      count);
}
