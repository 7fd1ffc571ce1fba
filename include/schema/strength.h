/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * Could a text have come from a random generator, and with how many bits? Not an estimate of
 * entropy: each flaw is something that a good generator makes with a probability below 2^-20, and
 * that people, and programs that imitate them, make all the time. Nothing here knows of variables
 * or findings. Inputs are hostile: of a long one the beginning is looked at, in linear time.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum strength_flaw {
	STRENGTH_KNOWN,        /* on the list of published keys */
	STRENGTH_TEMPLATE,     /* <KEY>, ${KEY}, ... */
	STRENGTH_COMMAND,      /* openssl rand ..., op://..., ... */
	STRENGTH_PLACEHOLDER,  /* changeme, your-key-here, xxxxxx, ... */
	STRENGTH_HUMAN_TEXT,   /* words */
	STRENGTH_KEYBOARD,     /* fingers that walk or drum */
	STRENGTH_STEP,         /* letters or digits that count, or that shun each other */
	STRENGTH_CLASS,        /* small, capital, digit, small, capital, digit, ... */
	STRENGTH_REPETITION,   /* the same again */
	STRENGTH_SEQUENCE,     /* abcdef, qwerty, 000000 */
	STRENGTH_DISTINCT,     /* too few different characters */
	STRENGTH_ENCODED_TEXT, /* hexadecimal or base64 of something printable */
	STRENGTH_UUID,         /* 122 random bits at most (RFC 9562) */
	STRENGTH_JWT,          /* looks like a token, which is not the key that signs tokens */
	STRENGTH_PEM,          /* begins as an encoded asymmetric key or certificate */
	STRENGTH_FLAWS
};

struct strength {
	uint32_t flaws;        /* 1u << STRENGTH_..., any number of them */
	unsigned content_bits; /* what a random value of this form has at most */
};

#define STRENGTH_HAS(strength, flaw) (((strength)->flaws >> (flaw)) & 1u)

/*
 * Fills *ret with all that can be said of a value; white space around it does not count. Words in a
 * whole token or whole PEM are no flaws; what merely begins as one is measured as all else.
 */
void strength_measure(struct strength *ret, const char *bytes, size_t length);

/* content_bits alone; and those flaws alone that are a form: UUID, JWT, PEM. */
unsigned strength_bits(const char *bytes, size_t length);
uint32_t strength_forms(const char *bytes, size_t length);

/*
 * Whether it encodes a text (JSON, id:key) of which one part, between marks, has no flaw and that
 * many bits: so do providers make tokens, and nobody a key of one's own.
 */
bool strength_encodes_random(const char *bytes, size_t length, unsigned bits);

/* A UUID behind a prefix, as many providers make their keys. */
bool strength_is_prefixed_uuid(const char *bytes, size_t length);

/*
 * Whether the whole text is a template that nobody filled in. Also for parts of URLs: what looks
 * like a template inside a random key is none, since one key in fifty has "$(" in it.
 */
bool strength_is_template(const char *bytes, size_t length);

/* Whether the text is what should have made or fetched the value. */
bool strength_is_command(const char *bytes, size_t length);

/* Whether the text says that a real value goes here; in any case, spelt with digits or not. */
bool strength_is_placeholder(const char *bytes, size_t length);

/* Whether the text, what it encodes, or what it is without a prefix is a published key. */
bool strength_is_known(const char *bytes, size_t length);

/*
 * What a guesser needs for a password at most, in bits, were it made of words, dates, and signs as
 * people do. Random ones score nearly their true strength: 20 letters and digits 72 or more; of 14,
 * one in some thousands has less than 60.
 */
unsigned password_bits(const char *bytes, size_t length);

/*
 * Whether it is one of the most common passwords or a vendor's default: in any case, digits read as
 * letters, without what people add behind.
 */
bool password_is_common(const char *bytes, size_t length);

/* Whether it is word or made of it: five letters or more that are half of the password. */
bool password_is_made_of(const char *bytes, size_t length, const char *word);
