/* SPDX-License-Identifier: Apache-2.0 */
#include "model/values.h"

#include <stdlib.h>

#include "util/alloc.h"
#include "util/text.h"

const char *const origin_names[] = { "absent",   "source",  "import",    "literal",
				     "template", "default", "inherited", "file" };

struct values *values_new(void)
{
	struct values *values = alloc_new(struct values);

	values->arena = arena_new();
	return values;
}

void values_free(struct values *values)
{
	if (!values)
		return;
	for (size_t i = 0; i < values->others_count; i++) {
		variable_done(values->others[i]);
		free(values->others[i]);
	}
	free(values->others);
	free(values->items);
	arena_free(values->arena);
	free(values);
}

struct value *values_add(struct values *values, const struct variable *variable)
{
	struct value *value;

	values->items = alloc_grow(values->items, &values->capacity, values->count + 1,
				   sizeof(struct value));
	value = &values->items[values->count++];
	value->variable = variable;
	return value;
}

struct variable *values_other(struct values *values, const char *name, struct place place)
{
	struct variable *variable = alloc_new(struct variable);

	variable->name = text_copy(name);
	variable->place = place;
	values->others = alloc_grow(values->others, &values->others_capacity,
				    values->others_count + 1, sizeof(variable));
	values->others[values->others_count++] = variable;
	return variable;
}

bool value_is_exported(const struct value *value)
{
	return value->secret && value->variable->deliver == DELIVER_ENV;
}

struct value *values_find(const struct values *values, const char *name)
{
	for (size_t i = 0; i < values->count; i++) {
		if (text_equal(values->items[i].variable->name, name))
			return &values->items[i];
	}
	return NULL;
}
