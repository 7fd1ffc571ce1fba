/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* Strict readers and small facts about text. All of them ignore the locale. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* NULL equals nothing but, with text_same, NULL. */
bool text_equal(const char *a, const char *b);
bool text_same(const char *a, const char *b); /* equal, or both NULL */
bool text_equal_nocase(const char *a, const char *b);
bool text_starts(const char *text, const char *prefix);

/* Canonical decimal only: "0", "42", "-7" (signed); no sign +, space, leading zero or overflow. */
bool text_to_int(int64_t *ret, const char *text);
bool text_to_size(size_t *ret, const char *text, size_t maximum);

/* What strtod takes of decimal numbers, and nothing around it; finite. */
bool text_to_real(double *ret, const char *text);

/* "30s", "15m", "12h", "90d", "2w", "250ms" or bare seconds, at most 100 years; milliseconds. */
bool text_to_duration(uint64_t *ret_ms, const char *text);

/* yes/no, true/false, on/off, 1/0, in any case. */
bool text_to_bool(bool *ret, const char *text);

/* The longest prefix of bytes that is well-formed UTF-8 (RFC 3629) has this length. */
size_t text_utf8_length(const char *bytes, size_t length);

/* Whether a control character of ASCII is among the bytes: 0 to 31, or 127. */
bool text_has_control(const char *bytes, size_t length);

/* Shell-style * and ?, whole text, in linear time. nocase folds ASCII letters. */
bool text_glob(const char *pattern, const char *text, bool nocase);

/*
 * The candidate that is nearest to word, when it is near enough to be a slip of the finger;
 * otherwise NULL. candidates ends with NULL. Borrowed.
 */
const char *text_nearest(const char *word, const char *const *candidates);

/*
 * Splits at commas and white space. The list and its texts are new: release with text_list_free.
 * It ends with NULL; it is never NULL itself.
 */
char **text_list(const char *text);
void text_list_free(char **list);
void text_list_freep(char ***list); /* for _cleanup_ */
bool text_list_has(char *const *list, const char *word);

/* The value of a name in an environment of NAME=VALUE; borrowed, NULL when it is not there. */
const char *text_environ(char *const *environ, const char *name);

/*
 * A copy in which nothing can steer a terminal: control characters (C0, C1, DEL), marks that turn
 * the direction of writing, and bytes that are not UTF-8 are spelled \xNN or \u{N}; line ends stay.
 * New.
 */
char *text_printable(const char *text);

/* Whether it may stand in a header as a token (RFC 9110 section 5.5): printable ASCII without
 * blanks, 1 to maximum characters. */
bool text_is_token(const char *text, size_t maximum);

/* A copy without leading and trailing white space; new. */
char *text_trimmed(const char *text);
