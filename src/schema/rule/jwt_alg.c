/* SPDX-License-Identifier: Apache-2.0 */
#include "schema/rule/key.h"

#include <string.h>

#include "crypto/codec.h"
#include "crypto/jwk.h"
#include "crypto/jwt_alg.h"
#include "crypto/pem_key.h"
#include "schema/key/material.h"
#include "schema/maker.h"
#include "schema/types.h"
#include "util/alloc.h"
#include "util/text.h"

/* What an algorithm's variable is called: the words that stand before say whose keys it is about.
 */
static const char *const alg_names[] = {
	"JWT_ALGORITHM",      "JWT_ALG",   "JWT_ALGO", "JWT_SIGNING_ALGORITHM", "JWT_SIGNING_ALG",
	"JWT_SIGNING_METHOD", "ALGORITHM",
};

/* The keys beside it, by what programs call them. */
static const struct {
	const char *name;
	bool pair; /* named as one of a key pair, which may be there for something else */
	bool bare; /* beside a bare ALGORITHM, as in FastAPI's tutorial */
} key_names[] = {
	{ "JWT_SECRET_KEY", false, false },   { "JWT_SECRET", false, false },
	{ "JWT_KEY", false, false },          { "JWT_SIGNING_KEY", false, false },
	{ "JWT_PRIVATE_KEY", true, false },   { "JWT_PUBLIC_KEY", true, false },
	{ "JWT_VERIFYING_KEY", true, false }, { "SECRET_KEY", false, true },
};

/* Where else keys of a pair come from: then a shared secret beside it is for something else. */
static const char *const remote_names[] = { "JWKS_URL",
					    "JWKS_URI",
					    "JWT_JWKS_URL",
					    "JWT_JWKS_URI",
					    "JWT_PRIVATE_KEY_FILE",
					    "JWT_PRIVATE_KEY_PATH",
					    "JWT_PUBLIC_KEY_FILE",
					    "JWT_PUBLIC_KEY_PATH",
					    "JWT_PUBLIC_KEYS" };

static bool find_beside(struct subject *ret, const struct checking *checking, const char *prefix,
			size_t prefix_length, const char *name)
{
	_cleanup_(freep) char *whole = text_format("%.*s%s", (int)prefix_length, prefix, name);

	return checking_find(ret, checking, whole);
}

/* Whether the name is tail behind a prefix of whole words. */
static bool ends_name(const char *name, const char *tail, size_t *ret_prefix)
{
	size_t length = strlen(name), end = strlen(tail);

	if (length < end || strcmp(name + length - end, tail) != 0 ||
	    (length > end && name[length - end - 1] != '_'))
		return false;
	*ret_prefix = length - end;
	return true;
}

bool jwt_key_is_asymmetric(const struct subject *subject)
{
	const char *name = subject->variable->name;
	struct subject alg;
	size_t prefix;

	for (size_t i = 0; i < ARRAY_LENGTH(key_names); i++) {
		if (!ends_name(name, key_names[i].name, &prefix))
			continue;
		for (size_t j = 0; j < ARRAY_LENGTH(alg_names); j++) {
			if (find_beside(&alg, subject->checking, name, prefix, alg_names[j]))
				return jwt_alg_is_asymmetric(jwt_alg_find(alg.bytes));
		}
	}
	return false;
}

enum kind { KIND_UNKNOWN, KIND_SHARED, KIND_PAIR };

/* A variable beside the algorithm's, and what it holds. */
struct jwt_key {
	struct subject subject;
	enum kind kind;
	enum key_algorithm algorithm; /* of KIND_PAIR; KEY_ALGORITHM_NONE when it is malformed */
	bool pair_name;
};

static void classify_pem(struct jwt_key *key, const char *bytes, size_t length)
{
	struct key_facts facts;

	key->kind = KIND_PAIR;
	if (pem_private_key_check(&facts, bytes, length, true) ||
	    pem_public_key_check(&facts, bytes, length))
		key->algorithm = facts.algorithm;
}

static void classify_jwk(struct jwt_key *key, const char *bytes, size_t length)
{
	_cleanup_(jwk_set_done) struct jwk_set set = { 0 };

	if (!jwk_read(&set, bytes, length, JWK_ONE, false))
		return;
	key->algorithm = set.keys[0].key.algorithm;
	key->kind = key->algorithm == KEY_OCT ? KIND_SHARED : KIND_PAIR;
}

/* The variable's own type has reported what is malformed. */
static void classify(struct jwt_key *key)
{
	static const char begin[] = "-----BEGIN ";
	const char *bytes = key->subject.bytes;
	_cleanup_(buf_done) struct buf decoded = { 0 };

	key->kind = KIND_UNKNOWN;
	if (bytes[0] == '{')
		classify_jwk(key, bytes, key->subject.length);
	else if (strstr(bytes, begin))
		classify_pem(key, bytes, key->subject.length);
	else if (base64_decode(&decoded, bytes, key->subject.length, false) &&
		 text_starts(buf_text(&decoded), begin))
		classify_pem(key, decoded.bytes, decoded.length);
	else if (bytes[0] != '/' && !strstr(bytes, "://"))
		key->kind = KIND_SHARED;
}

/* What the algorithm is about, and what was found beside it. */
struct beside {
	const char *alg_name, *alg;
	struct jwt_key keys[ARRAY_LENGTH(key_names)];
	size_t count;
	bool shared, pair, remote;
};

static void gather(struct beside *ret, const struct checking *checking, const char *prefix,
		   size_t prefix_length, bool bare)
{
	struct subject subject;

	for (size_t i = 0; i < ARRAY_LENGTH(key_names); i++) {
		struct jwt_key *key = &ret->keys[ret->count];

		if ((key_names[i].bare && !bare) ||
		    !find_beside(&key->subject, checking, prefix, prefix_length, key_names[i].name))
			continue;
		key->pair_name = key_names[i].pair;
		classify(key);
		ret->shared |= key->kind == KIND_SHARED;
		ret->pair |= key->kind == KIND_PAIR;
		ret->remote |= key->kind == KIND_UNKNOWN;
		ret->count++;
	}
	for (size_t i = 0; i < ARRAY_LENGTH(remote_names); i++)
		ret->remote |=
			find_beside(&subject, checking, prefix, prefix_length, remote_names[i]);
}

/*
 * Of a key whose type knows nothing of JWTs, as FastAPI's SECRET_KEY of production-checklist. The
 * hint says what to make, as the type's own would make too little.
 */
static void check_hmac_size(const struct beside *beside, const struct subject *subject)
{
	size_t bytes = jwt_alg_hmac_bytes(beside->alg);
	_cleanup_(freep) char *hint =
		text_format(MAKE_ONE "openssl rand -base64 %zu | tr -d '\\n'", bytes);

	if (value_type_is(subject->type, "jwt-hmac-key") || subject->bytes[0] == '{' ||
	    subject->variable->text[TEXT_ALG] || subject->variable->text[TEXT_ENCODING] ||
	    subject->length >= bytes)
		return;
	subject_find(subject, "jwt-key-too-short", hint,
		     "the key has fewer bytes than the %zu that %s = %s needs (RFC 7518)", bytes,
		     beside->alg_name, beside->alg);
}

/* A key pair where HMAC is said: whoever has the public key can sign (RFC 8725 section 3.1). */
static void check_hmac(const struct beside *beside)
{
	for (size_t i = 0; i < beside->count; i++) {
		const struct jwt_key *key = &beside->keys[i];

		if (key->kind == KIND_SHARED && !key->pair_name)
			check_hmac_size(beside, &key->subject);
		if (key->kind == KIND_PAIR && !(key->pair_name && beside->shared))
			subject_find(&key->subject, "jwt-alg-key-mismatch", NULL,
				     "is a key of a key pair, and %s = %s needs a shared secret",
				     beside->alg_name, beside->alg);
	}
}

/* A variable with an alg = of its own was judged by its type. */
static void check_asymmetric(const struct beside *beside)
{
	for (size_t i = 0; i < beside->count; i++) {
		const struct jwt_key *key = &beside->keys[i];

		if (key->kind == KIND_PAIR && key->algorithm &&
		    !key->subject.variable->text[TEXT_ALG] &&
		    !jwt_alg_fits(beside->alg, key->algorithm))
			subject_find(&key->subject, "jwt-alg-key-mismatch", NULL,
				     "is a key (%s) that %s = %s cannot use",
				     key_algorithm_name(key->algorithm), beside->alg_name,
				     beside->alg);
		if (key->kind == KIND_SHARED && !beside->pair && !beside->remote)
			subject_find(&key->subject, "jwt-alg-key-mismatch", NULL,
				     "is a shared secret, and %s = %s needs a key pair",
				     beside->alg_name, beside->alg);
	}
}

static void check_alg(const struct subject *subject, size_t prefix_length, bool bare)
{
	const char *name = subject->variable->name;
	struct beside beside = { .alg_name = name, .alg = jwt_alg_find(subject->bytes) };

	if (!beside.alg)
		return;
	gather(&beside, subject->checking, name, prefix_length, bare);
	if (jwt_alg_hmac_bytes(beside.alg))
		check_hmac(&beside);
	else if (jwt_alg_is_asymmetric(beside.alg))
		check_asymmetric(&beside);
}

void rule_check_jwt_alg(const struct checking *checking)
{
	for (size_t i = 0; i < checking->values->count; i++) {
		const struct value *value = &checking->values->items[i];
		const char *name = value->variable->name;
		struct subject subject;

		for (size_t j = 0; j < ARRAY_LENGTH(alg_names); j++) {
			bool bare = text_equal(alg_names[j], "ALGORITHM");
			size_t prefix;

			if (!ends_name(name, alg_names[j], &prefix) || (bare && prefix > 0))
				continue;
			subject = checking_subject(checking, value);
			if (!value->passing && subject.length > 0)
				check_alg(&subject, prefix, bare);
		}
	}
}
