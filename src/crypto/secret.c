/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/secret.h"

#include <stdalign.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "util/alloc.h"

#define REGION_SIZE ((size_t)64 * 1024)

struct secret {
	size_t length;
	char bytes[];
};

/* Mapped pages; they never move, so that no copy is left behind by growing. */
struct region {
	struct region *next; /* arena::regions */
	char *memory;
	size_t size;
	size_t used;
};

struct arena {
	struct region *regions; /* the newest first */
	bool unlocked;
};

struct arena *arena_new(void)
{
	return alloc_new(struct arena);
}

void arena_free(struct arena *arena)
{
	if (!arena)
		return;
	while (arena->regions) {
		struct region *region = arena->regions;

		arena->regions = region->next;
		explicit_bzero(region->memory, region->used);
		munmap(region->memory, region->size);
		free(region);
	}
	free(arena);
}

bool arena_is_locked(const struct arena *arena)
{
	return !arena->unlocked;
}

static struct region *region_new(struct arena *arena, size_t wanted)
{
	struct region *region = alloc_new(struct region);

	region->size = wanted <= REGION_SIZE ? REGION_SIZE : (wanted + 4095) & ~(size_t)4095;
	region->memory = mmap(NULL, region->size, PROT_READ | PROT_WRITE,
			      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (region->memory == MAP_FAILED)
		alloc_failed();
	if (mlock(region->memory, region->size) < 0)
		arena->unlocked = true;
	/* Kernels before 4.14 lack the second; both only narrow what a fork or a core can see. */
	madvise(region->memory, region->size, MADV_DONTDUMP);
	madvise(region->memory, region->size, MADV_WIPEONFORK);
	region->next = arena->regions;
	arena->regions = region;
	return region;
}

char *arena_room(struct arena *arena, size_t length)
{
	size_t needed = (length + 1 + alignof(max_align_t) - 1) & ~(alignof(max_align_t) - 1);
	struct region *region = arena->regions;
	char *room;

	if (needed < length)
		alloc_failed();
	if (!region || region->size - region->used < needed)
		region = region_new(arena, needed);
	room = region->memory + region->used;
	region->used += needed;
	return room;
}

const struct secret *secret_new(struct arena *arena, const void *bytes, size_t length)
{
	struct secret *secret = (void *)arena_room(arena, sizeof(*secret) + length);

	secret->length = length;
	if (length)
		memcpy(secret->bytes, bytes, length);
	secret->bytes[length] = '\0';
	return secret;
}

const char *secret_reveal(const struct secret *secret, size_t *length)
{
	if (length)
		*length = secret->length;
	return secret->bytes;
}

size_t secret_length(const struct secret *secret)
{
	return secret->length;
}
