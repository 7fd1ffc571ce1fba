/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* Words in tables and values, read where they stand: nothing is copied. ASCII case is folded. */

#include <stdbool.h>
#include <stddef.h>

struct word {
	const char *start; /* borrowed */
	size_t length;
};

/* The next word after the separators at *at, which moves on; false at the end. */
bool word_next(struct word *ret, const char **at, const char *separators);

bool word_same(struct word a, struct word b);
bool word_is(struct word word, const char *text);

/* Whether the word is one of words, which have spaces between. */
bool word_among(struct word word, const char *words);

/* The whole text without white space around it, and without Laravel's parentheses. */
struct word word_of(const char *text);

/* Whether part occurs in text, in any case. */
bool word_within(const char *text, struct word part);

/* Whether one of the parts of a name that underscores separate is among words. */
bool name_has_word(const char *name, const char *words);

/* Whether one of the patterns (spaces between) fits the name; patterns may be NULL. */
bool name_fits(const char *patterns, const char *name);

/* Whether the name of a database or the like has a word for development, tests or staging. */
bool name_is_of_other_environments(const char *text);

/* The whole number that the word is, without a sign; false when it is none or more than maximum. */
bool word_number(size_t *ret, struct word word, size_t maximum);
