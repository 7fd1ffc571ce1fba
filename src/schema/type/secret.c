/* SPDX-License-Identifier: Apache-2.0 */
#include "schema/type/secret.h"

#include <stdio.h>

#include "crypto/codec.h"
#include "util/text.h"

/* RFC 7518 section 3.2: a key of the same size as the hash output, or larger, must be used. */
static const struct {
	const char *alg;
	size_t bytes;
	const char *generator;
} sizes[] = {
	{ "HS256", 32, "openssl rand -base64 32" },
	{ "HS384", 48, "openssl rand -base64 48" },
	{ "HS512", 64, "openssl rand -base64 64 | tr -d '\\n'" },
};

/* The bytes that the application uses as the key, given how it decodes the text. */
static bool decode(struct buf *key, const struct subject *subject)
{
	const char *encoding = subject->variable->text[TEXT_ENCODING];

	if (text_equal(encoding, "hex"))
		return hex_decode(key, subject->bytes, subject->length);
	if (text_equal(encoding, "base64"))
		return base64_decode(key, subject->bytes, subject->length, false);
	if (text_equal(encoding, "base64url"))
		return base64_decode(key, subject->bytes, subject->length, true);
	if (text_equal(encoding, "auto") &&
	    (hex_decode(key, subject->bytes, subject->length) ||
	     base64_decode(key, subject->bytes, subject->length, false) ||
	     base64_decode(key, subject->bytes, subject->length, true)))
		return true;
	buf_add(key, subject->bytes, subject->length);
	return true;
}

void type_check_jwt_hmac_key(const struct subject *subject)
{
	const char *alg =
		subject->variable->text[TEXT_ALG] ? subject->variable->text[TEXT_ALG] : "HS256";
	_cleanup_(buf_done) struct buf key = { 0 };

	if (!decode(&key, subject)) {
		subject_find(subject, "type-jwt-hmac-key", NULL,
			     "not well-formed %s, which encoding says it is",
			     subject->variable->text[TEXT_ENCODING]);
		return;
	}
	for (size_t i = 0; i < ARRAY_LENGTH(sizes); i++) {
		if (!text_equal(sizes[i].alg, alg) || key.length >= sizes[i].bytes)
			continue;
		char hint[160];

		snprintf(hint, sizeof(hint), "make a new one: %s", sizes[i].generator);
		subject_find(subject, "jwt-key-too-short", hint,
			     "the key has fewer bytes than the %zu that %s needs (RFC 7518)",
			     sizes[i].bytes, alg);
	}
}

void type_check_secret(const struct subject *subject)
{
	(void)subject;
}

void type_check_token(const struct subject *subject)
{
	(void)subject;
}

void type_check_password(const struct subject *subject)
{
	(void)subject;
}

void type_check_encryption_key(const struct subject *subject)
{
	(void)subject;
}

void type_check_django_secret_key(const struct subject *subject)
{
	(void)subject;
}

void type_check_rails_secret_key_base(const struct subject *subject)
{
	(void)subject;
}

void type_check_rails_master_key(const struct subject *subject)
{
	(void)subject;
}

void type_check_laravel_app_key(const struct subject *subject)
{
	(void)subject;
}
