/* SPDX-License-Identifier: Apache-2.0 */
#include "schema/type/secret.h"

#include <stdio.h>
#include <string.h>

#include "crypto/codec.h"
#include "crypto/key_facts.h"
#include "key_bytes.h"
#include "schema/words.h"
#include "util/alloc.h"
#include "util/text.h"

/* Key sizes in bytes; RFC 7518 section 5 for the composite ones. */
static const struct {
	const char *alg, *encoding; /* NULL: any */
	size_t bytes;
} algorithms[] = {
	{ "aes-128-gcm", NULL, 16 },       { "aes-192-gcm", NULL, 24 },
	{ "aes-256-gcm", NULL, 32 },       { "aes-128-cbc", NULL, 16 },
	{ "aes-256-cbc", NULL, 32 },       { "aes-128-cbc-hs256", NULL, 32 },
	{ "aes-256-cbc-hs512", NULL, 64 }, { "fernet", "base64url", 32 },
	{ "chacha20-poly1305", NULL, 32 }, { "xchacha20", NULL, 32 },
	{ "secretbox", NULL, 32 },
};

size_t encryption_key_bytes(const struct variable *variable, const char **ret_encoding)
{
	const char *alg = variable->text[TEXT_ALG];
	const char *bits = variable->text[TEXT_BITS];
	size_t wanted = 256;

	*ret_encoding = variable->text[TEXT_ENCODING];
	for (size_t i = 0; alg && i < ARRAY_LENGTH(algorithms); i++) {
		if (!text_equal(algorithms[i].alg, alg))
			continue;
		if (!*ret_encoding)
			*ret_encoding = algorithms[i].encoding;
		wanted = algorithms[i].bytes * 8;
	}
	if (bits)
		text_to_size(&wanted, bits, 1 << 20);
	if (!*ret_encoding)
		*ret_encoding = "auto";
	return (wanted + 7) / 8;
}

static bool is_fernet(const struct subject *subject)
{
	return text_equal(subject->variable->text[TEXT_ALG], "fernet");
}

/* Where a name alone says Fernet: Python's takes the other alphabet of base64 too. */
static bool is_lenient(const struct subject *subject)
{
	return is_fernet(subject) && subject->variable->type_by &&
	       !subject->variable->text[TEXT_ENCODING];
}

/* Of the encodings that the text could be in, the one that gives the size; otherwise the first. */
static bool decode(struct buf *key, const struct subject *subject, const char *encoding,
		   size_t bytes)
{
	static const char *const encodings[] = { "hex", "base64", "base64url", "raw" };

	if (!text_equal(encoding, "auto"))
		return key_decode(key, subject, encoding) ||
		       (is_lenient(subject) && key_decode(key, subject, "base64"));
	for (size_t i = 0; i < ARRAY_LENGTH(encodings); i++) {
		buf_done(key);
		if (key_decode(key, subject, encodings[i]) && key->length == bytes)
			return true;
	}
	buf_done(key);
	return key_decode(key, subject, "auto");
}

static void check_key(const struct subject *subject)
{
	_cleanup_(buf_done) struct buf key = { 0 };
	const char *encoding;
	size_t bytes = encryption_key_bytes(subject->variable, &encoding);

	if (key_is_other_form(subject))
		return;
	if (!decode(&key, subject, encoding, bytes)) {
		subject_find(subject, "enc-key-bad-encoding", NULL,
			     "is not well-formed %s, which the program decodes", encoding);
		return;
	}
	if (key.length != bytes) {
		subject_find(subject, "enc-key-wrong-size", NULL,
			     "does not decode to the %zu bytes that its algorithm needs", bytes);
		return;
	}
	if (key_bytes_are_trivial(key.bytes, key.length)) {
		subject_find(subject, "enc-key-trivial", NULL,
			     "is all one byte, a counter, or nearly so");
		return;
	}
	/* A key of characters has fewer bits than bits of size: 32 letters and digits have 190. */
	key_judge_bits(subject, bytes * 8, 0);
	if (bytes * 8 == 128)
		subject_find(subject, "enc-key-legacy", NULL, "has 128 bits");
}

/* Airflow's is a list while keys are changed: the new one, and behind a comma the old. */
static void check_keys(const struct subject *subject)
{
	const char *text = subject->bytes;
	struct word item;

	while (word_next(&item, &text, ",")) {
		_cleanup_(text_wipep) char *bytes = text_slice(item.start, item.length);
		struct subject part = *subject;

		part.bytes = bytes;
		part.length = item.length;
		check_key(&part);
	}
}

void type_check_encryption_key(const struct subject *subject)
{
	if (is_lenient(subject) && strpbrk(subject->bytes, ",") &&
	    subject->bytes[strspn(subject->bytes, ",")])
		check_keys(subject);
	else
		check_key(subject);
}
