/* SPDX-License-Identifier: Apache-2.0 */
#include "schema/type/secret.h"

#include <string.h>

#include "key_bytes.h"
#include "schema/file_path.h"
#include "schema/judge.h"
#include "schema/look.h"
#include "schema/neighbours.h"
#include "schema/one_secret.h"
#include "schema/provider_keys.h"
#include "schema/rule/name.h"
#include "schema/strength.h"
#include "schema/type/key.h"
#include "schema/words.h"
#include "util/text.h"

static size_t bytes_said(const struct subject *subject, enum text_key key, size_t fallback)
{
	size_t bytes = fallback;

	if (subject->variable->text[key])
		text_to_size(&bytes, subject->variable->text[key], SIZE_MAX);
	return bytes;
}

/* min-bytes and max-bytes of what the program decodes. */
static void check_bytes(const struct subject *subject)
{
	const char *encoding = subject->variable->text[TEXT_ENCODING];
	_cleanup_(buf_done) struct buf key = { 0 };

	if (!key_decode(&key, subject, encoding))
		subject_is_no(subject, NULL, "is not well-formed %s, which encoding says it is",
			      encoding);
	else if (key.length < bytes_said(subject, TEXT_MIN_BYTES, 0))
		subject_find(subject, "secret-too-short", NULL,
			     "has fewer bytes than min-bytes, %s",
			     subject->variable->text[TEXT_MIN_BYTES]);
	else if (key.length > bytes_said(subject, TEXT_MAX_BYTES, SIZE_MAX))
		subject_is_no(subject, NULL, "has more bytes than max-bytes, %s",
			      subject->variable->text[TEXT_MAX_BYTES]);
}

/* RFC 6749 10.10 advises them. */
#define TOKEN_BITS 160

/* The size of SHA-256's output. */
#define SIGNING_BITS 256

/* The least that a provider's secret has: 16 hexadecimal digits. */
#define ISSUED_BITS 64

/* Letters and digits without any mark between them, as providers make them; no words in a row. */
static bool looks_issued(const char *text)
{
	static const char small[] = "abcdefghijklmnopqrstuvwxyz";
	static const char capital[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ", digit[] = "0123456789";
	size_t length = strlen(text);

	for (size_t i = 0; i < length; i++) {
		if (!strchr(small, text[i]) && !strchr(capital, text[i]) && !strchr(digit, text[i]))
			return false;
	}
	return strpbrk(text, digit) || (strpbrk(text, small) && strpbrk(text + 1, capital));
}

/*
 * Made elsewhere: for a vendor's name, in a provider's form, or as a UUID behind a prefix. Only a
 * manifest's own word for the type says that it was not.
 */
static bool is_issued(const struct subject *subject)
{
	if (!subject->variable->type_by)
		return false;
	return (name_is_of_vendor(subject->variable->name) && looks_issued(subject->bytes)) ||
	       provider_key_of(subject->variable->name, subject->bytes, subject->length) ||
	       strength_is_prefixed_uuid(subject->bytes, subject->length);
}

/* ASVS 11.5.1: 128 bits for what nobody may guess. */
static void check(const struct subject *subject, size_t enough)
{
	bool issued = is_issued(subject);
	size_t least = key_least_bits(subject, SECRET_LEAST_BITS);

	/* That is said of it, and it has no bits of its own. */
	if (strength_is_template(subject->bytes, subject->length) ||
	    strength_is_command(subject->bytes, subject->length))
		return;
	check_bytes(subject);
	/* Nobody can make a provider's secret longer; one whose form is known is as it should be.
	 */
	if (issued && least > ISSUED_BITS)
		key_judge_bits(
			subject, ISSUED_BITS,
			provider_key_of(subject->variable->name, subject->bytes, subject->length)
				? 0
				: least);
	else
		key_judge_bits(subject, least,
			       subject->variable->text[TEXT_MIN_ENTROPY_BITS] ? 0 : enough);
}

/* Names of what Flask, FastAPI and Express sign cookies and tokens with. */
#define SIGNING_NAMES                                                                              \
	"SECRET_KEY FLASK_SECRET_KEY FASTAPI_SECRET_KEY APP_SECRET_KEY AUTH_SECRET "               \
	"NEXTAUTH_SECRET EXPRESS_SECRET"

/* What the hash behind a signature makes of it, and RFC 6749's bits for what others send back. */
static size_t advised_bits(const struct subject *subject)
{
	const char *name = subject->variable->name;

	if (name_has_word(name, "webhook webhooks") && !name_is_of_vendor(name))
		return TOKEN_BITS;
	if (!subject_is_own_key(subject))
		return 0;
	return name_fits(SIGNING_NAMES, name) ||
			       name_has_word(name, "session csrf xsrf cookie cookies")
		       ? SIGNING_BITS
		       : 0;
}

void type_check_secret(const struct subject *subject)
{
	/* The key that is in it counts, not how it is written. */
	if (looks_like_jwk(subject->bytes))
		type_check_jwk(subject);
	else if (!file_path_is_meant(subject))
		check(subject, advised_bits(subject));
}

void type_check_token(const struct subject *subject)
{
	/* Only a manifest knows that a token is the program's own. */
	if (looks_like_jwk(subject->bytes))
		type_check_jwk(subject);
	else
		check(subject, subject->variable->type_by ? 0 : TOKEN_BITS);
}

void type_check_password(const struct subject *subject)
{
	if (subject->sensitive && file_path_strays(subject))
		file_path_complain(subject);
	else if (looks_like_jwk(subject->bytes))
		type_check_jwk(subject);
	else
		judge_password(subject, subject->bytes, subject->length, NULL);
}
