/* SPDX-License-Identifier: Apache-2.0 */
#include "model/values.h"

#include <stdlib.h>
#include <string.h>

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
	free(values->sorted);
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

/* qsort has no context: the names and where they stand. */
struct named {
	const char *name;
	size_t index;
};

static int compare_named(const void *a, const void *b)
{
	const struct named *one = a, *other = b;
	int order = strcmp(one->name, other->name);

	return order != 0 ? order : (one->index > other->index) - (one->index < other->index);
}

void values_index(struct values *values)
{
	_cleanup_(freep) struct named *names = alloc_array(values->count + 1, sizeof(*names));

	for (size_t i = 0; i < values->count; i++)
		names[i] = (struct named){ values->items[i].variable->name, i };
	qsort(names, values->count, sizeof(*names), compare_named);
	free(values->sorted);
	values->sorted = alloc_array(values->count + 1, sizeof(size_t));
	for (size_t i = 0; i < values->count; i++)
		values->sorted[i] = names[i].index;
	values->sorted_count = values->count;
}

/* How many of the sorted names come before name. */
static size_t count_before(const struct values *values, const char *name)
{
	size_t low = 0, high = values->sorted_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(values->items[values->sorted[middle]].variable->name, name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

struct value *values_find(const struct values *values, const char *name)
{
	size_t at = count_before(values, name);

	if (at < values->sorted_count) {
		struct value *value = &values->items[values->sorted[at]];

		if (text_equal(value->variable->name, name))
			return value;
	}
	for (size_t i = values->sorted_count; i < values->count; i++) {
		if (text_equal(values->items[i].variable->name, name))
			return &values->items[i];
	}
	return NULL;
}
