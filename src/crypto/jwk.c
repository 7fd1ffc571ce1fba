/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/jwk.h"

#include <stdlib.h>
#include <string.h>

#include "crypto/codec.h"
#include "crypto/jwt_alg.h"
#include "crypto/key_check.h"
#include "crypto/key_make.h"
#include "util/alloc.h"
#include "util/jsondoc.h"
#include "util/text.h"

/* Longer than any member of a key within KEY_RSA_BITS_LIMIT. */
#define MEMBER_LIMIT ((size_t)4096)

/* The members of one key, decoded. */
enum member { N, E, D, P, Q, DP, DQ, QI, X, Y, K, MEMBERS };

static const char *const member_names[MEMBERS] = {
	[N] = "n",   [E] = "e",   [D] = "d", [P] = "p", [Q] = "q", [DP] = "dp",
	[DQ] = "dq", [QI] = "qi", [X] = "x", [Y] = "y", [K] = "k",
};

struct members {
	struct buf decoded[MEMBERS];
	bool there[MEMBERS];
};

static void members_done(struct members *members)
{
	for (size_t i = 0; i < MEMBERS; i++)
		buf_done(&members->decoded[i]);
}

static struct key_member member(const struct members *members, enum member name)
{
	if (!members->there[name])
		return (struct key_member){ 0 };
	return (struct key_member){ buf_text(&members->decoded[name]),
				    members->decoded[name].length };
}

static bool malformed(struct jwk *jwk, const char *wrong)
{
	return key_fault_set(&jwk->key, KEY_MALFORMED, wrong);
}

static bool read_member(struct members *ret, struct jwk *jwk, const struct jsondoc *object,
			enum member name)
{
	const struct jsondoc *value = jsondoc_member(object, member_names[name]);
	size_t length;
	const char *text = jsondoc_string(value, &length);

	if (!value)
		return true;
	if (!text)
		return malformed(jwk, "has a JWK member that is not a string");
	if (!length)
		return malformed(jwk, "has an empty JWK member");
	if (length > MEMBER_LIMIT && name != K)
		return malformed(jwk, "has a JWK member that is too long");
	if (text[length - 1] == '=' || !base64_decode(&ret->decoded[name], text, length, true))
		return malformed(jwk, "has a JWK member that is not base64url without padding");
	ret->there[name] = true;
	return true;
}

static bool read_members(struct members *ret, struct jwk *jwk, const struct jsondoc *object)
{
	for (enum member name = N; name < MEMBERS; name++) {
		if (!read_member(ret, jwk, object, name))
			return false;
	}
	return true;
}

static bool check_made(struct jwk *jwk, EVP_PKEY *key)
{
	return key && key_check(&jwk->key, key, jwk->is_private);
}

static bool read_rsa(struct jwk *jwk, const char *curve, const struct members *members)
{
	_cleanup_(pkey_freep) EVP_PKEY *key = NULL;
	const struct rsa_members rsa = {
		.n = member(members, N),
		.e = member(members, E),
		.d = member(members, D),
		.p = member(members, P),
		.q = member(members, Q),
		.dp = member(members, DP),
		.dq = member(members, DQ),
		.qi = member(members, QI),
	};
	bool crt = rsa.p.bytes || rsa.q.bytes || rsa.dp.bytes || rsa.dq.bytes || rsa.qi.bytes;
	bool all = rsa.p.bytes && rsa.q.bytes && rsa.dp.bytes && rsa.dq.bytes && rsa.qi.bytes;

	(void)curve;
	if (!rsa.n.bytes || !rsa.e.bytes)
		return malformed(jwk, "lacks n or e, which an RSA JWK must have");
	if (crt && (!all || !rsa.d.bytes))
		return malformed(jwk, "has only some of d, p, q, dp, dq and qi (RFC 7518)");
	jwk->is_private = rsa.d.bytes != NULL;
	key = rsa_key_make(&jwk->key, &rsa);
	return check_made(jwk, key);
}

/* Curves: how long coordinates and private keys are. */
static const struct curve {
	const char *name;
	enum key_algorithm algorithm;
	size_t octets;
} ec_curves[] = {
	{ "P-256", KEY_P256, 32 },
	{ "P-384", KEY_P384, 48 },
	{ "P-521", KEY_P521, 66 },
	{ "secp256k1", KEY_SECP256K1, 32 },
}, okp_curves[] = {
	{ "Ed25519", KEY_ED25519, 32 },
	{ "Ed448", KEY_ED448, 57 },
	{ "X25519", KEY_X25519, 32 },
	{ "X448", KEY_X448, 56 },
};

/* The row of a name, or NULL with the fault set. */
static const struct curve *find_curve(struct jwk *jwk, const struct curve *curves, size_t count,
				      const char *name)
{
	for (size_t i = 0; name && i < count; i++) {
		if (text_equal(curves[i].name, name))
			return &curves[i];
	}
	if (name)
		key_fault_set(&jwk->key, KEY_UNSUPPORTED, "is a JWK on a curve that is not taken");
	else
		malformed(jwk, "lacks crv, which says the curve of a JWK");
	return NULL;
}

static bool has_octets(struct key_member member, size_t octets)
{
	return member.bytes && member.length == octets;
}

static bool read_ec(struct jwk *jwk, const char *name, const struct members *members)
{
	const struct curve *curve = find_curve(jwk, ec_curves, ARRAY_LENGTH(ec_curves), name);
	struct key_member x = member(members, X), y = member(members, Y), d = member(members, D);
	_cleanup_(pkey_freep) EVP_PKEY *key = NULL;
	unsigned char point[1 + 2 * 66];

	if (!curve)
		return false;
	if (!x.bytes || !y.bytes)
		return malformed(jwk, "lacks x or y, which an EC JWK must have");
	if (!has_octets(x, curve->octets) || !has_octets(y, curve->octets) ||
	    (d.bytes && d.length != curve->octets))
		return malformed(jwk, "has a JWK member of the wrong length for its curve");
	jwk->is_private = d.bytes != NULL;
	point[0] = 4; /* uncompressed: SEC 1 section 2.3.3 */
	memcpy(point + 1, x.bytes, x.length);
	memcpy(point + 1 + x.length, y.bytes, y.length);
	key = ec_key_make(&jwk->key, curve->algorithm,
			  (struct key_member){ point, 1 + 2 * curve->octets }, d);
	return check_made(jwk, key);
}

static bool read_okp(struct jwk *jwk, const char *name, const struct members *members)
{
	const struct curve *curve = find_curve(jwk, okp_curves, ARRAY_LENGTH(okp_curves), name);
	struct key_member x = member(members, X), d = member(members, D);
	_cleanup_(pkey_freep) EVP_PKEY *key = NULL;

	if (!curve)
		return false;
	if (!x.bytes)
		return malformed(jwk, "lacks x, which an OKP JWK must have");
	if (!has_octets(x, curve->octets) || (d.bytes && d.length != curve->octets))
		return malformed(jwk, "has a JWK member of the wrong length for its curve");
	jwk->is_private = d.bytes != NULL;
	key = okp_key_make(&jwk->key, curve->algorithm, x, d);
	return check_made(jwk, key);
}

static bool read_oct(struct jwk *jwk, const char *curve, const struct members *members)
{
	struct key_member k = member(members, K);

	(void)curve;
	if (!k.bytes)
		return malformed(jwk, "lacks k, which a symmetric JWK must have");
	jwk->is_private = true;
	jwk->key.algorithm = KEY_OCT;
	jwk->key.bits = (unsigned)k.length * 8;
	buf_add(&jwk->oct, k.bytes, k.length);
	return true;
}

static const struct {
	const char *kty;
	bool (*read)(struct jwk *jwk, const char *curve, const struct members *members);
} types[] = {
	{ "RSA", read_rsa },
	{ "EC", read_ec },
	{ "OKP", read_okp },
	{ "oct", read_oct },
};

static bool check_alg(struct jwk *jwk, const struct jsondoc *value)
{
	const char *alg = jsondoc_string(value, NULL);

	if (!value)
		return true;
	if (!alg)
		return malformed(jwk, "has an alg that is not a string");
	if (text_equal_nocase(alg, "none"))
		return malformed(jwk, "has alg \"none\", which signs nothing");
	/* What is none that we judge may be right: ECDH-ES, A256KW, and what is still to come. */
	jwk->alg = jwt_alg_find(alg);
	return !jwk->alg || jwt_alg_fits(alg, jwk->key.algorithm) ||
	       malformed(jwk, "has an alg that does not fit its kty or crv");
}

static bool read_key(struct jwk *jwk, const struct jsondoc *object, bool private)
{
	const char *kty = jsondoc_string(jsondoc_member(object, "kty"), NULL);
	const char *curve = jsondoc_string(jsondoc_member(object, "crv"), NULL);
	_cleanup_(members_done) struct members members = { 0 };
	size_t i = 0;

	if (jsondoc_kind(object) != JSONDOC_IS_OBJECT)
		return malformed(jwk, "is JSON, and not an object that describes a key");
	if (!kty)
		return malformed(jwk, "lacks kty, which says the type of a JWK");
	while (i < ARRAY_LENGTH(types) && !text_equal(types[i].kty, kty))
		i++;
	if (i == ARRAY_LENGTH(types))
		return key_fault_set(&jwk->key, KEY_UNSUPPORTED,
				     "has a kty that is none of RSA, EC, OKP and oct");
	if (!read_members(&members, jwk, object) || !types[i].read(jwk, curve, &members) ||
	    !check_alg(jwk, jsondoc_member(object, "alg")))
		return false;
	if (private && !jwk->is_private)
		return key_fault_set(&jwk->key, KEY_WRONG_KIND,
				     "is a public key where a private one is expected");
	return true;
}

/* The array of a set, or the key itself; false with the document's fault set. */
static bool open_document(struct jwk_set *ret, const struct jsondoc *root, enum jwk_form form)
{
	const struct jsondoc *keys = jsondoc_member(root, "keys");

	ret->count = form == JWK_SET ? jsondoc_length(keys) : 1;
	if (jsondoc_kind(root) != JSONDOC_IS_OBJECT)
		return key_fault_set(&ret->document, KEY_MALFORMED, "is JSON, and not an object");
	if (form == JWK_ONE)
		return jsondoc_kind(keys) != JSONDOC_IS_ARRAY ||
		       key_fault_set(&ret->document, KEY_WRONG_KIND,
				     "is a set of keys where one key is expected");
	if (!keys && jsondoc_member(root, "kty"))
		return key_fault_set(&ret->document, KEY_WRONG_KIND,
				     "is one key where a set with \"keys\" is expected");
	if (jsondoc_kind(keys) != JSONDOC_IS_ARRAY)
		return key_fault_set(&ret->document, KEY_MALFORMED,
				     "lacks the array \"keys\", which a JWK set must have");
	if (!ret->count)
		return key_fault_set(&ret->document, KEY_MALFORMED, "is a JWK set without keys");
	return ret->count <= JWK_LIMIT ||
	       key_fault_set(&ret->document, KEY_MALFORMED, "is a JWK set of more than 100 keys");
}

bool jwk_read(struct jwk_set *ret, const char *bytes, size_t length, enum jwk_form form,
	      bool private)
{
	_cleanup_(jsondoc_freep) struct jsondoc *root = NULL;
	struct error err = { 0 };
	bool good = true;

	*ret = (struct jwk_set){ 0 };
	if (!jsondoc_parse(&root, bytes, length, &err))
		return key_fault_set(&ret->document, KEY_MALFORMED, "is not JSON");
	if (!open_document(ret, root, form)) {
		ret->count = 0;
		return false;
	}
	ret->keys = alloc_array(ret->count, sizeof(*ret->keys));
	for (size_t i = 0; i < ret->count; i++) {
		const struct jsondoc *key =
			form == JWK_SET ? jsondoc_element(jsondoc_member(root, "keys"), i) : root;

		good &= read_key(&ret->keys[i], key, private);
	}
	return good;
}

void jwk_set_done(struct jwk_set *set)
{
	for (size_t i = 0; i < set->count; i++)
		buf_done(&set->keys[i].oct);
	free(set->keys);
	*set = (struct jwk_set){ 0 };
}
