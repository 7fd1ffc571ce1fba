/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* The environment handed to the child: built from nothing, plus a list. */

#include <stdbool.h>
#include <stddef.h>

#include "model/values.h"
#include "util/error.h"

/* The kernel takes strings of at most so many bytes (MAX_ARG_STRLEN, without the NUL). */
#define ENVBLOCK_STRING_BYTES 131071
#define ENVBLOCK_STRING_LIMIT ((size_t)ENVBLOCK_STRING_BYTES)

struct envblock {
	struct arena *arena;
	char **strings; /* NAME=VALUE, each name once; ends with NULL */
	size_t count, capacity;
};

/* Whether the manifest's policy lets a name of keystrap's own environment through. */
bool envblock_inherits(const struct manifest *manifest, const char *name);

/*
 * The inherited names that the manifest's policy lets through, without keystrap's own (KEYSTRAP_*,
 * VAULT_*, BAO_*, and CREDENTIALS_DIRECTORY when the manifest used it) unless a section or the
 * inherit list names them, overridden by the values whose delivery is "env". New.
 */
struct envblock *envblock_new(const struct manifest *manifest, const struct values *values,
			      char *const *inherited);
void envblock_free(struct envblock *envblock);
DEFINE_CLEANUP(struct envblock, envblock_free)

/*
 * Whether execve will take it (execve(2), "Limits on size of arguments and environment"): each
 * string at most 131,071 bytes, all strings of both with 8 bytes a pointer at most a quarter of the
 * stack limit, at most 6 MiB, and 128 KiB at the least, as long as three quarters of the stack
 * limit are enough for that. Errors: ERR_REFUSED; names the largest variable.
 */
bool envblock_check_size(const struct envblock *envblock, char *const *argv, size_t stack_limit,
			 struct error *err) _must_check_;
