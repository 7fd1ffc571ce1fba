/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * The marks of a state file: for each environment and variable a keyed digest of the value. Its
 * text is read as if an enemy had written it.
 *
 *   keystrap-state/1
 *   key 64 hexadecimal digits
 *   ENVIRONMENT NAME 64 hexadecimal digits
 */

#include <stdbool.h>
#include <stddef.h>

#include "crypto/fingerprint.h"
#include "util/buf.h"
#include "util/error.h"

#define MARKS_MAX_BYTES (4 * 1024 * 1024)
#define MARK_DIGITS     (2 * (size_t)FINGERPRINT_SIZE)

struct mark {
	char *environment, *name;
	char digits[MARK_DIGITS + 1];
};

/* Zeroed at the start. */
struct marks {
	unsigned char key[FINGERPRINT_KEY_SIZE];
	bool has_key, changed;
	struct mark *items; /* the first sorted ones are in the order of their names */
	size_t count, capacity, sorted;
};

/* Wipes and releases. */
void marks_done(struct marks *marks);

/* Reads a file's text; path is for messages. Errors: ERR_MANIFEST. Release *ret in any case. */
bool marks_parse(struct marks *ret, const char *text, size_t length, const char *path,
		 struct error *err) _must_check_;

/* The file's text. Errors: ERR_MANIFEST (it would be larger than what is read again). */
bool marks_write(struct buf *ret, const struct marks *marks, const char *path,
		 struct error *err) _must_check_;

/* The mark of the same variable in another environment with the same digits; borrowed, or NULL. */
const struct mark *marks_find_shared(const struct marks *marks, const char *environment,
				     const char *name, const char *digits);

/* Puts a mark in place of the environment's older one. Each name is left at most once. */
void marks_leave(struct marks *marks, const char *environment, const char *name,
		 const char *digits);

/* Drops the marks of the environment that keep says no to; before any is left. */
void marks_filter(struct marks *marks, const char *environment,
		  bool (*keep)(const char *name, const void *context), const void *context);
