/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* The ways in which one value can be read. */

#include <stdbool.h>
#include <stddef.h>

#include "util/ascii.h"
#include "util/buf.h"

/* More is not looked at, but by the list of known keys. */
#define VIEW_LONGEST 512

struct text {
	const char *bytes;
	size_t length;
};

struct views {
	struct text whole; /* without white space around */
	struct text bare;  /* whole without a prefix such as base64: or sk_live_ */
	struct text core;  /* bare without marks between groups, at most VIEW_LONGEST */
	struct text drawn; /* bare, and before it what may be no prefix, but base64url; or empty */
	struct buf hex, base32, base64; /* what bare stands for; empty when it does not */
	struct buf loose; /* what bare stands for with something around or in it, when neither */
	char room[VIEW_LONGEST]; /* holds core when it differs from bare */
	bool is_uuid;
	bool is_prefixed; /* with a prefix that is known, and may be a word */
};

/* Borrows bytes. Release it with views_done. */
void views_make(struct views *ret, const char *bytes, size_t length);
void views_done(struct views *views);

/* How digits and signs are read as letters: not, or with 1 as l, or as i. */
enum leet { LEET_NONE, LEET_L, LEET_I, LEETS };

/* The letter that a digit or sign stands for; others are themselves. */
static inline char unleet(char c, enum leet leet)
{
	if (leet == LEET_NONE || is_letter(c))
		return c;
	switch (c) {
	case '0': return 'o';
	case '1': return leet == LEET_I ? 'i' : 'l';
	case '3': return 'e';
	case '4': return 'a';
	case '5': return 's';
	case '7': return 't';
	case '8': return 'b';
	case '@': return 'a';
	case '$': return 's';
	case '!': return 'i';
	default: return c;
	}
}

bool is_hex_digit(char c);

/* RFC 9562 section 4: 32 digits and four dashes. */
#define UUID_LENGTH 36
bool is_uuid(struct text text);

/* All hexadecimal digits, of one case. */
bool is_hex(struct text text);

/*
 * The size of the smallest usual alphabet that has all characters: 10, 16, 26, 32, 36, 52, 62, 64,
 * 90, or 50 for signs beside letters of one case (Django's).
 */
unsigned alphabet_of(struct text text);
