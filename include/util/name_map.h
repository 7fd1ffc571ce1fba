/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* From names to numbers, without looking at each name. Names are borrowed and never removed. */

#include <stddef.h>
#include <stdint.h>

struct name_slot {
	const char *name; /* NULL: free */
	uint32_t hash;
	size_t number;
};

/* Zeroed at the start. */
struct name_map {
	struct name_slot *slots;
	size_t count, room; /* room is a power of two */
};

#define NAME_MAP_NONE ((size_t)-1)

/* Adds a name; one that is there keeps its number. */
void name_map_add(struct name_map *map, const char *name, size_t number);

/* NAME_MAP_NONE when it is not there. */
size_t name_map_find(const struct name_map *map, const char *name);

/* Releases the slots; the map may be used again. */
void name_map_done(struct name_map *map);
