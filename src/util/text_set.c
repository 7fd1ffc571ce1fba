/* SPDX-License-Identifier: Apache-2.0 */
#include "util/text_set.h"

#include <stdlib.h>

#include "util/alloc.h"

size_t text_set_put(struct text_set *set, const char *text)
{
	size_t number = name_map_find(&set->numbers, text);

	if (number != NAME_MAP_NONE)
		return number;
	set->texts = alloc_grow(set->texts, &set->capacity, set->count + 1, sizeof(char *));
	set->texts[set->count] = text_copy(text);
	name_map_add(&set->numbers, set->texts[set->count], set->count);
	return set->count++;
}

void text_set_done(struct text_set *set)
{
	for (size_t i = 0; i < set->count; i++)
		free(set->texts[i]);
	free(set->texts);
	name_map_done(&set->numbers);
	*set = (struct text_set){ .count = 0 };
}
