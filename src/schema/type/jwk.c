/* SPDX-License-Identifier: Apache-2.0 */
#include "schema/type/key.h"

#include "crypto/codec.h"
#include "crypto/jwk.h"
#include "crypto/jwt_alg.h"
#include "key_bytes.h"
#include "schema/key/material.h"
#include "schema/judge.h"
#include "schema/strength.h"
#include "schema/types.h"
#include "util/text.h"

/*
 * RFC 7518 section 3.2: a key as long as the hash, or longer. Without an alg, that of HS256 for
 * what signs tokens, and 128 bits for all else.
 */
static size_t needed_bytes(const struct subject *subject, const struct jwk *jwk)
{
	const char *said = subject->variable->text[TEXT_ALG] ? NULL : jwk->alg;
	size_t needed = jwt_alg_hmac_bytes(said ? said : jwt_hmac_alg(subject));

	if (needed)
		return needed;
	return value_type_is(subject->type, "jwt-hmac-key") ? jwt_alg_hmac_bytes("HS256") : 16;
}

static void check_oct(const struct subject *subject, const struct jwk *jwk)
{
	size_t needed = needed_bytes(subject, jwk);
	_cleanup_(buf_done) struct buf text = { 0 };
	struct strength strength;

	if (jwk->oct.length < needed)
		subject_find(subject, "jwt-key-too-short", NULL,
			     "the key k has fewer bytes than the %zu that it needs (RFC 7518)",
			     needed);
	/* What base64url hides may still be a word, or a published key. */
	base64_encode(&text, jwk->oct.bytes, jwk->oct.length);
	strength_measure(&strength, buf_text(&text), text.length);
	judge_flaws(subject, strength.flaws, "the key k ");
}

static void check_key(const struct subject *subject, const struct jwk *jwk)
{
	const char *alg = subject->variable->text[TEXT_ALG];

	key_report(subject, &jwk->key, false);
	if (jwk->key.fault)
		return;
	if (alg && !jwt_alg_fits(alg, jwk->key.algorithm))
		subject_find(subject, "jwt-alg-key-mismatch", NULL,
			     "is a key (%s) that %s cannot use",
			     key_algorithm_name(jwk->key.algorithm), alg);
	if (jwk->key.algorithm == KEY_OCT)
		check_oct(subject, jwk);
}

/* private = no: what is handed out must not sign. */
static void check_public(const struct subject *subject, const struct jwk_set *set)
{
	for (size_t i = 0; i < set->count; i++) {
		if (set->keys[i].is_private &&
		    text_equal(subject->variable->text[TEXT_PRIVATE], "no")) {
			subject_is_no(subject, "leave the private members out",
				      "has a private or shared key where private = no");
			return;
		}
	}
}

static void check(const struct subject *subject, enum jwk_form form)
{
	bool private = text_equal(subject->variable->text[TEXT_PRIVATE], "yes");
	_cleanup_(material_done) struct material material = { 0 };
	_cleanup_(jwk_set_done) struct jwk_set set = { 0 };

	if (!material_open(&material, subject))
		return;
	if (!jwk_read(&set, material.bytes, material.length, form, private) && !set.count)
		key_report(subject, &set.document, false);
	for (size_t i = 0; i < set.count; i++)
		check_key(subject, &set.keys[i]);
	check_public(subject, &set);
}

void type_check_jwk(const struct subject *subject)
{
	check(subject, JWK_ONE);
}

void type_check_jwks(const struct subject *subject)
{
	check(subject, JWK_SET);
}
