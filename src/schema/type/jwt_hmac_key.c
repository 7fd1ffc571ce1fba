/* SPDX-License-Identifier: Apache-2.0 */
#include "schema/type/secret.h"

#include <string.h>

#include "crypto/jwt_alg.h"
#include "key_bytes.h"
#include "schema/judge.h"
#include "schema/look.h"
#include "schema/neighbours.h"
#include "schema/rule/key.h"
#include "schema/strength.h"
#include "schema/type/key.h"
#include "schema/words.h"
#include "util/text.h"

/* What stands beside JWT_SECRET to say its algorithm, behind the words that both begin with. */
#define ALG_NAMES                                                                                  \
	"ALGORITHM ALG ALGO ALGORITHMS SIGNING_ALGORITHM SIGNING_ALG SIGNING_METHOD "              \
	"JWT_ALGORITHM JWT_ALG JWT_ALGO JWT_SIGNING_ALGORITHM JWT_SIGNING_ALG JWT_SIGNING_METHOD"

/* A key whose name begins with no other service goes with what is named of JWTs alone. */
static bool find_alg(struct subject *ret, const struct subject *subject)
{
	const char *name = subject->variable->name;

	return neighbour_near(ret, subject, ALG_NAMES) ||
	       ((!name_has_word(name, "jwt") || text_starts(name, "JWT_")) &&
		neighbour_first(ret, subject->checking, ALG_NAMES));
}

const char *jwt_hmac_alg(const struct subject *subject)
{
	const char *alg = subject->variable->text[TEXT_ALG];
	struct subject said;

	if (!alg && find_alg(&said, subject))
		alg = jwt_alg_find(said.bytes);
	return jwt_alg_hmac_bytes(alg) ? alg : NULL;
}

/* RFC 7518 section 3.2: a key of the same size as the hash output, or larger, must be used. */
static void check_size(const struct subject *subject, const char *alg, size_t bytes)
{
	const char *encoding = subject->variable->text[TEXT_ENCODING];
	const char *said = subject->variable->text[TEXT_MIN_BYTES];
	_cleanup_(buf_done) struct buf key = { 0 };
	size_t least = 0, bits;

	if (!key_decode(&key, subject, encoding)) {
		subject_is_no(subject, NULL, "not well-formed %s, which encoding says it is",
			      encoding);
		return;
	}
	if (said)
		text_to_size(&least, said, SIZE_MAX);
	bits = strength_bits(subject->bytes, subject->length);
	if (key.length < bytes)
		subject_find(subject, "jwt-key-too-short", NULL,
			     "the key has fewer bytes than the %zu that %s needs (RFC 7518)", bytes,
			     alg);
	else if (key.length < least)
		subject_find(subject, "jwt-key-too-short", NULL,
			     "the key has fewer bytes than min-bytes, %s", said);
	else if (bits + KEY_BITS_TOLERANCE < key_least_bits(subject, SECRET_LEAST_BITS))
		key_judge_bits(subject, key_least_bits(subject, SECRET_LEAST_BITS), 0);
	else if (bits < bytes * 8 && !subject->variable->text[TEXT_MIN_ENTROPY_BITS])
		subject_find(subject, "jwt-key-low-entropy", NULL,
			     "the key is long enough, but has fewer bits of content than the %zu "
			     "of %s",
			     bytes * 8, alg);
}

/* Programs have one variable for all algorithms, and a key pair's half in it for RS256. */
static bool is_of_pair(const struct subject *subject)
{
	return text_starts(subject->bytes, "-----BEGIN ") && !subject->variable->text[TEXT_ALG] &&
	       jwt_key_is_asymmetric(subject);
}

static void check_pem(const struct subject *subject)
{
	if (strstr(subject->bytes, "PRIVATE KEY-----"))
		type_check_pem_private_key(subject);
	else
		type_check_pem_public_key(subject);
}

/* Beside JWT_ALGORITHM = RS256 nobody spoke of HS256. */
static const char *fallback_text(const struct subject *subject)
{
	return jwt_key_is_asymmetric(subject) ? "the shortest shared key" : "HS256";
}

void type_check_jwt_hmac_key(const struct subject *subject)
{
	const char *alg = jwt_hmac_alg(subject);

	if (is_of_pair(subject)) {
		check_pem(subject);
		return;
	}
	if (key_is_other_form(subject))
		return;
	if (looks_like_jwk(subject->bytes)) {
		type_check_jwk(subject);
		return;
	}
	/* No word, however it came there, lets a key be shorter than the shortest. */
	check_size(subject, alg ? alg : fallback_text(subject),
		   jwt_alg_hmac_bytes(alg ? alg : "HS256"));
}
