/* SPDX-License-Identifier: Apache-2.0 */
#include "model/values.h"

#include <stdlib.h>

#include "util/alloc.h"
#include "util/text.h"

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
	name_map_done(&values->names);
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
	if (variable->name)
		name_map_add(&values->names, variable->name, values->count - 1);
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

const char *variable_emit_name(const struct variable *variable)
{
	const char *name = variable->text[TEXT_EMIT_NAME];

	return name ? name : variable->name;
}

const struct secret *value_emitted(const struct value *value)
{
	return value->emitted ? value->emitted : value->secret;
}

bool value_is_exported(const struct value *value)
{
	return value->secret && !value->withheld && !value->passing &&
	       value->variable->deliver == DELIVER_ENV;
}

void values_filter(struct values *values,
		   bool (*keep)(const struct value *value, const void *context),
		   const void *context)
{
	size_t kept = 0;

	name_map_done(&values->names);
	for (size_t i = 0; i < values->count; i++) {
		if (!keep(&values->items[i], context))
			continue;
		values->items[kept] = values->items[i];
		name_map_add(&values->names, values->items[kept].variable->name, kept);
		kept++;
	}
	values->count = kept;
}

struct value *values_find(const struct values *values, const char *name)
{
	size_t index = name_map_find(&values->names, name);

	return index == NAME_MAP_NONE ? NULL : &values->items[index];
}
