/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * Regular expressions over values that may be hostile. regexec(3) has no bound: with glibc a value
 * of a few dozen bytes can keep a pattern such as "(a+)+$" busy for ever, or take all memory. PCRE2
 * counts its steps and its memory and gives up when told, so every check ends. It runs without its
 * compiler to machine code, which would need memory that is writable and executable.
 *
 * A pattern is compiled once, when the manifest is read, and used for every check.
 */

#include <stdbool.h>
#include <stddef.h>

#include "util/error.h"

struct pattern;

#define PATTERN_MAX_LENGTH 1024

/*
 * Compiles a pattern of UTF-8 text for whole values: it is anchored at both ends. New, release it
 * with pattern_free. Errors: ERR_MANIFEST, with what is wrong and the offset in the text.
 */
bool pattern_compile(struct pattern **ret, const char *text, struct error *err) _must_check_;
void pattern_free(struct pattern *pattern);

/* The text that it was made of; borrowed, NULL for NULL. */
const char *pattern_text(const struct pattern *pattern);

enum pattern_result {
	PATTERN_MATCHES,
	PATTERN_DIFFERS, /* bytes that are not UTF-8 match nothing */
	PATTERN_GAVE_UP, /* it would have taken too long, or too much memory */
};

/* What all the matches of one run may take together: some 200 ms, at worst a second. */
#define PATTERN_STEPS 5000000

/*
 * *steps_left is lowered by what a match took that was not short; when it is used up, only short
 * ones do not give up.
 */
enum pattern_result pattern_match(const struct pattern *pattern, const char *bytes, size_t length,
				  size_t *steps_left);
