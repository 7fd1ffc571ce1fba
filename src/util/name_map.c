/* SPDX-License-Identifier: Apache-2.0 */
#include "util/name_map.h"

#include <stdlib.h>
#include <string.h>

#include "util/alloc.h"

#define ROOM_FIRST 64

/*
 * FNV-1a. Names come from files and stores, so that somebody could choose many of one hash: callers
 * limit how many there are (10,000), and then even the worst case is no more than a linear search.
 */
static uint32_t hash_of(const char *name)
{
	uint32_t hash = 2166136261u;

	for (; *name; name++)
		hash = (hash ^ (unsigned char)*name) * 16777619u;
	return hash ^ hash >> 15;
}

/* The slot of the name, or the free one where it belongs. */
static struct name_slot *slot_of(const struct name_map *map, const char *name, uint32_t hash)
{
	size_t at = hash & (map->room - 1);

	while (map->slots[at].name &&
	       (map->slots[at].hash != hash || strcmp(map->slots[at].name, name) != 0))
		at = (at + 1) & (map->room - 1);
	return &map->slots[at];
}

static void grow(struct name_map *map)
{
	struct name_map larger = { .room = map->room ? map->room * 2 : ROOM_FIRST };

	larger.slots = alloc_array(larger.room, sizeof(*larger.slots));
	for (size_t i = 0; i < map->room; i++) {
		if (map->slots[i].name)
			*slot_of(&larger, map->slots[i].name, map->slots[i].hash) = map->slots[i];
	}
	larger.count = map->count;
	free(map->slots);
	*map = larger;
}

void name_map_add(struct name_map *map, const char *name, size_t number)
{
	uint32_t hash = hash_of(name);
	struct name_slot *slot;

	if ((map->count + 1) * 4 > map->room * 3)
		grow(map);
	slot = slot_of(map, name, hash);
	if (slot->name)
		return;
	*slot = (struct name_slot){ name, hash, number };
	map->count++;
}

size_t name_map_find(const struct name_map *map, const char *name)
{
	const struct name_slot *slot;

	if (map->count == 0)
		return NAME_MAP_NONE;
	slot = slot_of(map, name, hash_of(name));
	return slot->name ? slot->number : NAME_MAP_NONE;
}

void name_map_done(struct name_map *map)
{
	free(map->slots);
	*map = (struct name_map){ 0 };
}
