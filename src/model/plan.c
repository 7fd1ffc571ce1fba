/* SPDX-License-Identifier: Apache-2.0 */
#include "model/plan.h"

#include <stdlib.h>

#include "model/manifest.h"
#include "util/alloc.h"
#include "util/text.h"

size_t plan_find(const struct plan *plan, size_t source, const char *path, const char *version)
{
	for (size_t i = 0; i < plan->count; i++) {
		const struct plan_item *item = &plan->items[i];

		if (item->source == source && text_equal(item->path, path) &&
		    text_same(item->version, version))
			return i;
	}
	return (size_t)-1;
}

static struct plan_item *want(struct plan *plan, size_t source, const struct reference *from)
{
	size_t index = plan_find(plan, source, from->path, from->version);
	void *items = plan->items;
	struct plan_item *item;

	if (index != (size_t)-1)
		return &plan->items[index];
	alloc_grow(&items, &plan->capacity, plan->count + 1, sizeof(struct plan_item));
	plan->items = items;
	item = &plan->items[plan->count++];
	item->source = source;
	item->path = text_copy(from->path);
	item->version = text_copy(from->version);
	return item;
}

static void want_field(struct plan_item *item, const char *field)
{
	void *fields = item->fields;

	for (size_t i = 0; i < item->fields_count; i++) {
		if (text_same(item->fields[i], field))
			return;
	}
	alloc_grow(&fields, &item->fields_capacity, item->fields_count + 1, sizeof(char *));
	item->fields = fields;
	item->fields[item->fields_count++] = text_copy(field);
}

struct plan *plan_new(const struct manifest *manifest)
{
	struct plan *plan = alloc_new(struct plan);

	for (size_t i = 0; i < manifest->variables_count; i++) {
		const struct variable *variable = &manifest->variables[i];

		if (variable->from.source)
			want_field(want(plan, variable->source, &variable->from),
				   variable->from.field);
	}
	for (size_t i = 0; i < manifest->imports_count; i++) {
		const struct import *import = &manifest->imports[i];

		want(plan, import->source, &import->from)->whole = true;
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
		free(item->version);
	}
	free(plan->items);
	free(plan);
}
