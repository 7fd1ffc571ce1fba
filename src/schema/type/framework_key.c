/* SPDX-License-Identifier: Apache-2.0 */
#include "schema/type/secret.h"

#include <string.h>

#include "crypto/codec.h"
#include "key_bytes.h"
#include "schema/judge.h"
#include "schema/rules.h"
#include "schema/strength.h"
#include "util/text.h"

/*
 * Django's check W009: 50 characters, 5 different ones, not made by startproject. A shorter key
 * with 256 bits draws Django's complaint, but is strong: that is worth a warning only.
 */
void type_check_django_secret_key(const struct subject *subject)
{
	bool seen[256] = { false };
	size_t distinct = 0;

	for (size_t i = 0; i < subject->length; i++) {
		distinct += !seen[(unsigned char)subject->bytes[i]];
		seen[(unsigned char)subject->bytes[i]] = true;
	}
	if (text_starts(subject->bytes, "django-insecure-"))
		subject_find_at(subject, "type-django-secret-key", SUBJECT_AT(DEPLOYED), NULL,
				"was made by startproject, for development (security.W009)");
	else if (distinct < 5)
		subject_find(subject, "secret-distinct", NULL,
			     "has fewer than 5 different characters (security.W009)");
	else if (subject->length < 50)
		subject_find_at(subject, "secret-too-short",
				strength_bits(subject->bytes, subject->length) < 256
					? SUBJECT_AT(DEPLOYED)
					: SUBJECT_WARN,
				NULL, "has fewer than 50 characters (security.W009)");
	else
		key_judge_bits(subject, key_least_bits(subject, SECRET_LEAST_BITS), 256);
}

/* Rails itself makes 128 hexadecimal digits. */
void type_check_rails_secret_key_base(const struct subject *subject)
{
	if (subject->length < 64)
		subject_find(subject, "secret-too-short", NULL, "has fewer than 64 characters");
	else
		key_judge_bits(subject, key_least_bits(subject, 256), 512);
}

/* ActiveSupport's EncryptedFile: aes-128-gcm, its key in hexadecimal. */
void type_check_rails_master_key(const struct subject *subject)
{
	_cleanup_(buf_done) struct buf key = { 0 };

	if (subject->length != 32 || !hex_decode(&key, subject->bytes, subject->length))
		subject_is_no(subject, NULL, "is not 32 hexadecimal digits");
}

/* Illuminate's Encrypter: 16 bytes for aes-128, 32 for aes-256, in base64 or as they are. */
void type_check_laravel_app_key(const struct subject *subject)
{
	const char *alg = subject->variable->text[TEXT_ALG];
	_cleanup_(buf_done) struct buf key = { 0 };
	bool encoded = text_starts(subject->bytes, "base64:");
	bool small = !alg || text_starts(alg, "aes-128"), large = !alg || !small;

	if (!key_decode(&key, subject, encoded ? "base64" : "raw")) {
		subject_is_no(subject, NULL, "has no well-formed base64 behind base64:");
		return;
	}
	if ((key.length != 16 || !small) && (key.length != 32 || !large)) {
		subject_is_no(subject, NULL, "is not of %s bytes",
			      !alg    ? "32 or 16"
			      : small ? "16"
				      : "32");
		return;
	}
	key_judge_bits(subject, SECRET_LEAST_BITS, 0);
}
