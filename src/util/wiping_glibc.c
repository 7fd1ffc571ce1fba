/* SPDX-License-Identifier: Apache-2.0 */
#include "util/wiping.h"

#include <malloc.h>
#include <stdlib.h>
#include <string.h>

#define EXPORTED __attribute__((__visibility__("default")))

/*
 * A block is wiped to the end of what malloc gave, which may be more than was asked for. The
 * compiler must not know where the block came from: with link-time optimisation and _FORTIFY_SOURCE
 * it would take that for an overflow.
 */
#define FORGET_ORIGIN(pointer) __asm__("" : "+r"(pointer))

/* glibc's own, under the names that it keeps for programs that replace the public ones. */
extern void __libc_free(void *memory);

EXPORTED void free(void *memory)
{
	if (!memory)
		return;
	FORGET_ORIGIN(memory);
	explicit_bzero(memory, malloc_usable_size(memory));
	__libc_free(memory);
}

/* Never in place: a shrunk block would keep what stood behind its new end. */
EXPORTED void *realloc(void *memory, size_t size)
{
	void *moved;
	size_t old;

	FORGET_ORIGIN(memory);
	old = memory ? malloc_usable_size(memory) : 0;
	if (memory && size == 0) {
		free(memory);
		return NULL;
	}
	moved = malloc(size);
	if (!moved)
		return NULL;
	if (memory)
		memcpy(moved, memory, old < size ? old : size);
	free(memory);
	return moved;
}

EXPORTED void *reallocarray(void *memory, size_t count, size_t size)
{
	size_t bytes;

	if (__builtin_mul_overflow(count, size, &bytes))
		return NULL;
	return realloc(memory, bytes);
}

void wiping_install(void)
{
}
