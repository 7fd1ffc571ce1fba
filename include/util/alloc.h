/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* Memory that is there or the process is not: running out of it stops the program in one place. */

#include <stdarg.h>
#include <stddef.h>

#include "util/cleanup.h"

/* A zeroed array of count elements of size bytes; new, release it with free(). */
void *alloc_array(size_t count, size_t size) __attribute__((__returns_nonnull__, __malloc__));

/* One zeroed object of a type; new. */
#define alloc_new(type) ((type *)alloc_array(1, sizeof(type)))

/*
 * Grows array, of *capacity elements of size bytes, so that it holds at least needed of them, and
 * returns where it now lies. The old block is wiped, never left behind by a realloc; new elements
 * are zeroed.
 */
void *alloc_grow(void *array, size_t *capacity, size_t needed, size_t size)
	__attribute__((__returns_nonnull__, __warn_unused_result__));

/* Copies; new. text_copy(NULL) is NULL; text_slice copies length bytes and adds a NUL. */
char *text_copy(const char *text);
char *text_slice(const char *bytes, size_t length) __attribute__((__returns_nonnull__));
char *text_format(const char *format, ...) _printf_(1, 2) __attribute__((__returns_nonnull__));
char *text_vformat(const char *format, va_list args) _printf_(1, 0)
	__attribute__((__returns_nonnull__));

/* Stops the process: there is nothing sensible left to do without memory. */
_Noreturn void alloc_failed(void);

/* What it ends with, for a process whose parent must tell; 0: as ERR_SYSTEM. Set once, in main. */
extern int alloc_exit_status;

/* For _cleanup_(freep). */
void freep(void *pointer);

/* Wipes and frees a NUL-terminated text; for _cleanup_(text_wipep) on locals that hold a value. */
void text_wipe(char *text);
DEFINE_CLEANUP(char, text_wipe)
