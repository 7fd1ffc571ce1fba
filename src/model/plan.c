/* SPDX-License-Identifier: Apache-2.0 */
#include "model/plan.h"

#include <stdlib.h>

#include "model/manifest.h"
#include "util/alloc.h"
#include "util/text.h"

static size_t find(const struct plan *plan, size_t source, const struct reference *wanted)
{
	for (size_t i = 0; i < plan->count; i++) {
		const struct plan_item *item = &plan->items[i];

		if (item->source == source && text_equal(item->path, wanted->path) &&
		    text_same(item->parameters, wanted->parameters) &&
		    text_same(item->version, wanted->version))
			return i;
	}
	return PLAN_NONE;
}

size_t plan_find(const struct plan *plan, size_t source, const char *path, const char *version)
{
	return find(plan, source,
		    &(struct reference){ .path = (char *)path, .version = (char *)version });
}

static size_t want(struct plan *plan, size_t source, const struct reference *from)
{
	size_t index = find(plan, source, from);
	struct plan_item *item;

	if (index != PLAN_NONE)
		return index;
	plan->items =
		alloc_grow(plan->items, &plan->capacity, plan->count + 1, sizeof(struct plan_item));
	item = &plan->items[plan->count];
	item->source = source;
	item->path = text_copy(from->path);
	item->parameters = text_copy(from->parameters);
	item->version = text_copy(from->version);
	return plan->count++;
}

bool plan_item_names(const struct plan_item *item, const char *field)
{
	for (size_t i = 0; i < item->fields_count; i++) {
		if (text_same(item->fields[i], field))
			return true;
	}
	return false;
}

static void want_field(struct plan_item *item, const char *field)
{
	if (plan_item_names(item, field))
		return;
	item->fields = alloc_grow(item->fields, &item->fields_capacity, item->fields_count + 1,
				  sizeof(char *));
	item->fields[item->fields_count++] = text_copy(field);
}

bool plan_wants(const struct plan *plan, const struct manifest *manifest, size_t item,
		const char *field)
{
	if (plan_item_names(&plan->items[item], field))
		return true;
	for (size_t i = 0; i < manifest->imports_count; i++) {
		if (plan->import_items[i] == item && import_allows(&manifest->imports[i], field))
			return true;
	}
	return false;
}

struct plan *plan_new(const struct manifest *manifest)
{
	struct plan *plan = alloc_new(struct plan);

	plan->variable_items = alloc_array(manifest->variables_count, sizeof(size_t));
	plan->import_items = alloc_array(manifest->imports_count, sizeof(size_t));
	for (size_t i = 0; i < manifest->variables_count; i++) {
		const struct variable *variable = &manifest->variables[i];

		plan->variable_items[i] = PLAN_NONE;
		if (!variable->from.source)
			continue;
		plan->variable_items[i] = want(plan, variable->source, &variable->from);
		want_field(&plan->items[plan->variable_items[i]], variable->from.field);
	}
	for (size_t i = 0; i < manifest->imports_count; i++) {
		const struct import *import = &manifest->imports[i];

		plan->import_items[i] = want(plan, import->source, &import->from);
		plan->items[plan->import_items[i]].whole = true;
	}
	return plan;
}

void plan_free(struct plan *plan)
{
	if (!plan)
		return;
	for (size_t i = 0; i < plan->count; i++) {
		struct plan_item *item = &plan->items[i];

		for (size_t j = 0; j < item->fields_count; j++)
			free(item->fields[j]);
		free(item->fields);
		free(item->path);
		free(item->parameters);
		free(item->version);
	}
	free(plan->items);
	free(plan->tokens);
	free(plan->variable_items);
	free(plan->import_items);
	free(plan);
}
