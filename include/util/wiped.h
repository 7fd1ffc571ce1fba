/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * An allocator for libraries that let theirs be replaced (jansson, libcrypto): every block is wiped
 * when it is freed or moved. NULL when there is no memory, as such libraries expect.
 */

#include <stddef.h>

void *wiped_malloc(size_t size);

/* Never in place, so that a shrunk block leaves nothing behind. Size 0 frees and gives NULL. */
void *wiped_realloc(void *memory, size_t size);

void wiped_free(void *memory);
