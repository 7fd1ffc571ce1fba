/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * Values live here and nowhere else: an arena of locked pages that no core holds, that a fork does
 * not inherit, and that is wiped when it is freed. One arena per collection, not one page per
 * value. secret_reveal() is the only way to the bytes; tests/lint/banned.sh lists the files that
 * may call it.
 */

#include <stdbool.h>
#include <stddef.h>

#include "util/cleanup.h"

struct arena;  /* owns the secrets in it */
struct secret; /* borrowed from its arena */

/* A new, empty arena. */
struct arena *arena_new(void);
void arena_free(struct arena *arena);
DEFINE_CLEANUP(struct arena, arena_free)

/* False when the system refused to lock some page (RLIMIT_MEMLOCK): a fact for the caller to judge.
 */
bool arena_is_locked(const struct arena *arena);

/* Copies length bytes into the arena. The secret is borrowed and lives as long as the arena. */
const struct secret *secret_new(struct arena *arena, const void *bytes, size_t length);

/* The bytes, with a NUL after the last, and their number. Borrowed. */
const char *secret_reveal(const struct secret *secret, size_t *length);
size_t secret_length(const struct secret *secret);

/* Room for length bytes and a NUL, to be filled by the caller. Borrowed from the arena. */
char *arena_room(struct arena *arena, size_t length);
