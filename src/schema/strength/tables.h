/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* What contrib/strength_tables.py makes. */

#include <stddef.h>
#include <stdint.h>

/* 16 log2(26 P(c | ab)), rounded down; row 27 a + b, where 26 is the start of a run of letters. */
extern const int8_t letter_gains[27 * 27][26];

/* The same for families of other languages, without their accents. */
#define LANGUAGE_FAMILIES 4
extern const int8_t language_gains[LANGUAGE_FAMILIES][27 * 27][26];

/* The place of each character in each sequence, from 1; capitals as small letters. */
extern const size_t sequence_count;
extern const uint8_t sequence_places[][128];

/* One bit for each pair that follow each other in some sequence, either way. */
extern const uint8_t sequence_pairs[128][16];

/* 256 log2(n), rounded; 0 for 0. */
extern const uint16_t log2_fine[1025];

/* For each letter those whose keys touch its own, one bit each. */
extern const uint32_t key_neighbours[26];

/* A random string of this alphabet and length has fewer distinct characters with P < 2^-30. */
#define DISTINCT_LONGEST 128
struct distinct_floor {
	uint8_t alphabet; /* 0: behind the last */
	uint8_t floors[DISTINCT_LONGEST + 1];
};
extern const struct distinct_floor distinct_floors[];

/* First 8 bytes of SHA-256, big-endian; sorted. */
extern const size_t known_digest_count;
extern const uint64_t known_digests[];

/* FNV-1a of passwords in small letters; sorted. */
extern const size_t common_password_count;
extern const uint64_t common_passwords[];

/*
 * Words of placeholders, sorted: those with letter i and then letter j begin at from[27 i + j + 1],
 * with letter i and then another character at from[27 i]. Each goes to where the next begins.
 */
#define WORD_STARTS (26 * 27 + 1)
extern const char *const long_words[], *const short_words[], *const hex_words[];
extern const uint16_t long_words_from[WORD_STARTS], short_words_from[WORD_STARTS],
	hex_words_from[WORD_STARTS];
