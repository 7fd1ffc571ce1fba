/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* The tests that a value goes through. Each is for a text that is not empty. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "views.h"

bool views_are_known(const struct views *views);

/*
 * What begins as a token (RFC 7515: {" is eyJ in base64url) or as PEM (RFC 7468) was meant as one,
 * and is no key of its own. Only what is one as a whole has words in it that belong there.
 */
bool text_looks_like_jwt(struct text text);
bool text_looks_like_pem(struct text text);
bool text_looks_like_ssh(struct text text);
bool text_is_jwt(struct text text);
bool text_is_pem(struct text text);

bool text_is_template(struct text text);
bool text_is_command(struct text text);

/* A name, or words and a few signs between them: 32 random characters (hex). */
bool text_is_phrase(struct text text);

/* Whether it begins and ends with these marks, the letters of which are small, in any case. */
bool text_is_wrapped(struct text text, const char *open, const char *close,
		     bool (*inside)(struct text text));

/* Words of placeholders, marker runs, hexadecimal that spells words. */
bool text_is_placeholder(struct text text);

/* One of the words that are only in placeholders. */
bool text_says_placeholder(struct text text);

/* Digits only: of pi or another constant, or numbers in equal steps written behind each other. */
bool is_known_number(struct text core);

/*
 * The next part of at most VIEW_LONGEST characters, from *at on, that is 32 hexadecimal digits or
 * more, in any case, or a UUID: its digits in small letters, in room, which is as large as core.
 */
bool text_next_hex(struct text *ret, char *room, struct text core, size_t *at);

/*
 * Whether one of those parts has no flaw: 128 bits that are good enough whatever stands beside
 * them, as an account in front of a key, or a check sum behind it.
 */
bool text_has_sound_hex(struct text core);

/* Sets of 1u << STRENGTH_...: repetition, sequence, distinct characters of a core. */
uint32_t structure_flaws(struct text core);

/*
 * How many characters from `at` on belong to one sequence (abcd, qwer, 9876) or are the same, when
 * there are four or more of them.
 */
size_t longest_run(struct text core, size_t at);

/* Repetition and sequence of bytes that a text stands for. */
uint32_t bytes_flaws(const void *bytes, size_t length);

/* Whether bytes are text: LIKELY is enough only for what reads as words, too. */
enum writing { WRITING_NONE, WRITING_LIKELY, WRITING_SURE };
enum writing writing_of(struct text bytes);

/* Likelihood ratios of the models of people: human text, keyboard, steps, classes. */
uint32_t model_flaws(struct text core);

/*
 * What all of them gain together, in 1/256 bits. A random text gains t bits with a probability
 * below 2^(6 - t).
 */
int model_gain(struct text core);

/* Words, numbers and marks as people string them together, forwards or backwards. */
bool text_is_prose(struct text core);

/* Whether a character is not ASCII: no generator of keys makes such. */
bool text_is_foreign(struct text text);
