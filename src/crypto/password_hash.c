/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/password_hash.h"

#include <stdint.h>
#include <string.h>

#include "crypto/codec.h"
#include "util/ascii.h"
#include "util/text.h"

#define BCRYPT_LENGTH     ((size_t)60)
/* Bounded, so that the base64 buffers are: real ones have 16 and 32 bytes. */
#define ARGON2_TEXT_LIMIT ((size_t)512)

static const char bcrypt_alphabet[] =
	"./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/* What else is found where a hash is expected; the first row that matches counts. */
static const struct {
	const char *start;
	const char *what;
} foreign[] = {
	{ "$$", "has each of its dollar signs twice, as a compose file writes them" },
	{ "$2x$", "is a bcrypt hash of the broken kind ($2x$)" },
	{ "$2$", "is a bcrypt hash of the first, broken kind ($2$)" },
	{ "$2", "is a bcrypt hash" },
	{ "$argon2", "is an argon2 hash" },
	{ "$1$", "is an MD5 crypt hash" },
	{ "$apr1$", "is an MD5 crypt hash" },
	{ "$5$", "is a SHA-256 crypt hash" },
	{ "$6$", "is a SHA-512 crypt hash" },
	{ "$7$", "is a scrypt hash" },
	{ "$scrypt$", "is a scrypt hash" },
	{ "$y$", "is a yescrypt hash" },
	{ "pbkdf2", "is a PBKDF2 hash" },
	{ "$pbkdf2", "is a PBKDF2 hash" },
	{ "scrypt:", "is a scrypt hash" },
	{ "{SHA}", "is an unsalted SHA-1 hash" },
	{ "{SSHA}", "is a SHA-1 hash" },
};

static bool starts(const char *text, size_t length, const char *start)
{
	return length >= strlen(start) && memcmp(text, start, strlen(start)) == 0;
}

/* own: the row that is the wanted kind itself, and malformed. */
static const char *what_else(const char *text, size_t length, const char *own)
{
	for (size_t i = 0; i < ARRAY_LENGTH(foreign); i++) {
		if (strcmp(foreign[i].start, own) != 0 && starts(text, length, foreign[i].start))
			return foreign[i].what;
	}
	if (starts(text, length, own))
		return strcmp(own, "$2") == 0 ? "is a malformed or truncated bcrypt hash"
					      : "is a malformed or truncated argon2 hash";
	if (memmem(text, length, ":$", 2))
		return "has a user name in front of its hash";
	return "is a plain text where a hash is expected";
}

static bool is_bcrypt_base64(const char *text, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		if (!memchr(bcrypt_alphabet, text[i], sizeof(bcrypt_alphabet) - 1))
			return false;
	}
	return true;
}

void bcrypt_check(struct hash_facts *facts, const char *text, size_t length)
{
	unsigned cost;

	*facts = (struct hash_facts){ 0 };
	if (length != BCRYPT_LENGTH || !starts(text, length, "$2") || !strchr("aby", text[2]) ||
	    !text[2] || text[3] != '$' || !is_digit(text[4]) || !is_digit(text[5]) ||
	    text[6] != '$' || !is_bcrypt_base64(text + 7, BCRYPT_LENGTH - 7)) {
		facts->wrong = what_else(text, length, "$2");
		return;
	}
	cost = (unsigned)(text[4] - '0') * 10 + (unsigned)(text[5] - '0');
	if (cost < 4 || cost > 31)
		facts->wrong = "is a bcrypt hash with an impossible cost";
	else if (cost < BCRYPT_COST_MINIMUM)
		facts->weak = "is a bcrypt hash with a cost below 10";
}

struct argon2 {
	uint32_t version, memory, passes, lanes;
	size_t salt_length, hash_length;
	char variant; /* 'i', 'd', or 'x' for argon2id */
};

/* A part of a text that is read from left to right. */
struct cursor {
	const char *next;
	size_t left;
};

static bool skip(struct cursor *cursor, const char *text)
{
	if (!starts(cursor->next, cursor->left, text))
		return false;
	cursor->next += strlen(text);
	cursor->left -= strlen(text);
	return true;
}

/* Canonical decimal, as the reference implementation demands it. */
static bool read_number(uint32_t *ret, struct cursor *cursor, const char *name)
{
	uint64_t number = 0;
	size_t digits = 0;

	if (!skip(cursor, name))
		return false;
	while (digits < cursor->left && is_digit(cursor->next[digits]) && number <= UINT32_MAX)
		number = number * 10 + (uint64_t)(cursor->next[digits++] - '0');
	if (!digits || number > UINT32_MAX || (digits > 1 && cursor->next[0] == '0'))
		return false;
	cursor->next += digits;
	cursor->left -= digits;
	*ret = (uint32_t)number;
	return true;
}

/* Base64 without padding up to the end of the field; only its length is of interest. */
static bool read_bytes(size_t *ret, struct cursor *cursor)
{
	_cleanup_(buf_done) struct buf bytes = { 0 };
	const char *end = memchr(cursor->next, '$', cursor->left);
	size_t length = end ? (size_t)(end - cursor->next) : cursor->left;

	if (!length || memchr(cursor->next, '=', length) ||
	    !base64_decode(&bytes, cursor->next, length, false))
		return false;
	cursor->next += length;
	cursor->left -= length;
	*ret = bytes.length;
	return true;
}

/* keyid and data, which the PHC form allows and nobody writes. */
static bool skip_option(struct cursor *cursor, const char *name)
{
	size_t unused;
	struct cursor value = *cursor;
	const char *end;

	if (!skip(&value, name))
		return true;
	end = memchr(value.next, ',', value.left);
	if (!end || memchr(value.next, '$', (size_t)(end - value.next)))
		end = memchr(value.next, '$', value.left);
	if (!end)
		return false;
	*cursor = (struct cursor){ value.next, (size_t)(end - value.next) };
	if (!read_bytes(&unused, cursor) || cursor->left)
		return false;
	*cursor = (struct cursor){ end, value.left - (size_t)(end - value.next) };
	return true;
}

static bool read_argon2(struct argon2 *ret, const char *text, size_t length)
{
	struct cursor cursor = { text, length };

	if (length > ARGON2_TEXT_LIMIT || !skip(&cursor, "$argon2"))
		return false;
	if (skip(&cursor, "id$"))
		ret->variant = 'x';
	else if (skip(&cursor, "i$"))
		ret->variant = 'i';
	else if (skip(&cursor, "d$"))
		ret->variant = 'd';
	else
		return false;
	ret->version = 16; /* what a string without a version means */
	if (starts(cursor.next, cursor.left, "v=") &&
	    (!read_number(&ret->version, &cursor, "v=") || !skip(&cursor, "$")))
		return false;
	return read_number(&ret->memory, &cursor, "m=") &&
	       read_number(&ret->passes, &cursor, ",t=") &&
	       read_number(&ret->lanes, &cursor, ",p=") && skip_option(&cursor, ",keyid=") &&
	       skip_option(&cursor, ",data=") && skip(&cursor, "$") &&
	       read_bytes(&ret->salt_length, &cursor) && skip(&cursor, "$") &&
	       read_bytes(&ret->hash_length, &cursor) && !cursor.left;
}

/* RFC 9106 section 3.1. */
static bool is_possible(const struct argon2 *hash)
{
	return (hash->version == 16 || hash->version == 19) && hash->passes >= 1 &&
	       hash->lanes >= 1 && hash->lanes < 1U << 24 && hash->memory / 8 >= hash->lanes &&
	       hash->salt_length >= 8 && hash->hash_length >= 4;
}

/* OWASP, Password Storage Cheat Sheet: each is as much work as the others. */
static bool is_hard(const struct argon2 *hash)
{
	static const struct {
		uint32_t memory, passes;
	} minima[] = { { 47104, 1 }, { 19456, 2 }, { 12288, 3 }, { 9216, 4 }, { 7168, 5 } };

	for (size_t i = 0; i < ARRAY_LENGTH(minima); i++) {
		if (hash->memory >= minima[i].memory && hash->passes >= minima[i].passes)
			return true;
	}
	return false;
}

void argon2_check(struct hash_facts *facts, const char *text, size_t length)
{
	struct argon2 hash = { 0 };

	*facts = (struct hash_facts){ 0 };
	if (!read_argon2(&hash, text, length))
		facts->wrong = what_else(text, length, "$argon2");
	else if (!is_possible(&hash))
		facts->wrong = "is an argon2 hash with impossible parameters";
	else if (hash.version < 19)
		facts->weak = "is an argon2 hash of version 1.0, which 1.3 mended";
	else if (hash.variant == 'd')
		facts->weak = "is an argon2d hash, which is not made for passwords";
	else if (!is_hard(&hash))
		facts->weak = "is an argon2 hash with less memory and passes than OWASP asks";
	else if (hash.salt_length < 16 || hash.hash_length < 16)
		facts->weak = "is an argon2 hash whose salt or hash is shorter than 128 bits";
}
