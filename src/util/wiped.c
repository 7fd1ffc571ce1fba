/* SPDX-License-Identifier: Apache-2.0 */
#include "util/wiped.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Each block remembers its size, so that it can be wiped when it is freed. */
union block {
	size_t size;
	max_align_t alignment;
};

void *wiped_malloc(size_t size)
{
	union block *block;

	if (size > SIZE_MAX - sizeof(*block))
		return NULL;
	block = malloc(sizeof(*block) + size);
	if (!block)
		return NULL;
	block->size = size;
	return block + 1;
}

void *wiped_realloc(void *memory, size_t size)
{
	size_t old = memory ? ((union block *)memory)[-1].size : 0;
	void *moved = size ? wiped_malloc(size) : NULL;

	if (size && !moved)
		return NULL;
	if (memory && moved)
		memcpy(moved, memory, old < size ? old : size);
	wiped_free(memory);
	return moved;
}

void wiped_free(void *memory)
{
	union block *block = memory;

	if (!block)
		return;
	block--;
	explicit_bzero(block + 1, block->size);
	free(block);
}
