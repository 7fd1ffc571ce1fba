/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * An error: what went wrong, and what to do next. Owned by the caller, never allocates, never
 * holds a value. A function that takes a struct error (always last) returns false or NULL on
 * failure and must be checked; err is untouched on success, out-parameters on failure.
 */

#include <stdbool.h>
#include <stddef.h>

#include "util/cleanup.h"

/* Each code is one row of the exit status table (sysexits(3), which systemd knows by name). */
enum err_code {
	ERR_NONE,
	ERR_FINDINGS,    /* check, audit: findings at or above --fail-on */
	ERR_USAGE,       /* the command line */
	ERR_REFUSED,     /* a value was refused */
	ERR_UNAVAILABLE, /* a store could not be used */
	ERR_INTERNAL,    /* our fault */
	ERR_SYSTEM,      /* the operating system refused */
	ERR_DEADLINE,    /* time ran out on trouble that may pass */
	ERR_AUTH,        /* authentication or permission */
	ERR_MANIFEST,    /* the manifest, or a file that it names */
	ERR_NOT_EXECUTABLE,
	ERR_NOT_FOUND,
	ERR_COUNT,
};

struct error {
	enum err_code code;
	char text[640];
	char hint[320]; /* the next step, or empty */
};

/* Always false, so that a function can say: return error_set(err, ERR_USAGE, "..."). */
bool error_set(struct error *err, enum err_code code, const char *format, ...) _printf_(3, 4);

/* The same with errno's text at the end: "cannot open x: Permission denied". */
bool error_errno(struct error *err, enum err_code code, int number, const char *format, ...)
	_printf_(4, 5);

/* Puts a context in front: "context: text". Always false. */
bool error_wrap(struct error *err, const char *format, ...) _printf_(2, 3);

/* Adds the next step, one sentence that says what to type or change. Always false. */
bool error_hint(struct error *err, const char *format, ...) _printf_(2, 3);

/* A row of the exit status table. */
struct exit_status {
	enum err_code code;
	int number;          /* what the process exits with */
	const char *name;    /* systemd's name for it, or "" */
	const char *meaning; /* as the man page says it */
};

extern const struct exit_status exit_statuses[ERR_COUNT];

int error_exit_status(enum err_code code);
