/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/key_check.h"

#include "util/text.h"

/* RSA keys without their factors are tried with one exponentiation, up to this size. */
#define EXPONENTIATION_BITS 4096U
/* Public exponents above are found in no real key, and cost time. OpenSSL's limit is the same. */
#define EXPONENT_BITS_LIMIT 64

#define TRIVIAL "is a private key of all one byte, a small number, a counter, or nearly so"

bool key_fault_set(struct key_facts *facts, enum key_fault fault, const char *wrong)
{
	facts->fault = fault;
	facts->wrong = wrong;
	return false;
}

bool key_unreadable(struct key_facts *facts)
{
	return key_fault_set(facts, KEY_UNREADABLE,
			     "cannot be looked at: libcrypto.so.3 could not be loaded");
}

static const struct {
	enum key_algorithm algorithm;
	const char *name;
	const char *group; /* what OpenSSL calls a curve */
	unsigned bits;
} algorithms[] = {
	{ KEY_RSA, "RSA", NULL, 0 },
	{ KEY_RSA_PSS, "RSA-PSS", NULL, 0 },
	{ KEY_P256, "P-256", "prime256v1", 256 },
	{ KEY_P384, "P-384", "secp384r1", 384 },
	{ KEY_P521, "P-521", "secp521r1", 521 },
	{ KEY_SECP256K1, "secp256k1", "secp256k1", 256 },
	{ KEY_ED25519, "Ed25519", NULL, 255 },
	{ KEY_ED448, "Ed448", NULL, 448 },
	{ KEY_X25519, "X25519", NULL, 255 },
	{ KEY_X448, "X448", NULL, 448 },
	{ KEY_OCT, "oct", NULL, 0 },
};

const char *key_algorithm_name(enum key_algorithm algorithm)
{
	for (size_t i = 0; i < ARRAY_LENGTH(algorithms); i++) {
		if (algorithms[i].algorithm == algorithm)
			return algorithms[i].name;
	}
	return "";
}

/* The members of an RSA key; those that it lacks are NULL. */
struct rsa {
	BIGNUM *n, *e, *d;
	BIGNUM *p, *q;
	BIGNUM *dp, *dq, *qi;
};

static void rsa_done(struct rsa *rsa)
{
	BIGNUM **members[] = { &rsa->n, &rsa->e,  &rsa->d,  &rsa->p,
			       &rsa->q, &rsa->dp, &rsa->dq, &rsa->qi };

	for (size_t i = 0; i < ARRAY_LENGTH(members); i++)
		bignum_freep(members[i]);
}

static void rsa_read(struct rsa *rsa, const EVP_PKEY *key)
{
	const struct {
		const char *name;
		BIGNUM **member;
	} rows[] = {
		{ OSSL_PKEY_PARAM_RSA_N, &rsa->n },
		{ OSSL_PKEY_PARAM_RSA_E, &rsa->e },
		{ OSSL_PKEY_PARAM_RSA_D, &rsa->d },
		{ OSSL_PKEY_PARAM_RSA_FACTOR1, &rsa->p },
		{ OSSL_PKEY_PARAM_RSA_FACTOR2, &rsa->q },
		{ OSSL_PKEY_PARAM_RSA_EXPONENT1, &rsa->dp },
		{ OSSL_PKEY_PARAM_RSA_EXPONENT2, &rsa->dq },
		{ OSSL_PKEY_PARAM_RSA_COEFFICIENT1, &rsa->qi },
	};

	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++)
		libcrypto()->EVP_PKEY_get_bn_param(key, rows[i].name, rows[i].member);
}

BIGNUM *exponent_reduce(const BIGNUM *number, const BIGNUM *prime, BN_CTX *context)
{
	const struct libcrypto *lib = libcrypto();
	_cleanup_(bignum_freep) BIGNUM *modulus = lib->BN_dup(prime);
	_cleanup_(bignum_freep) BIGNUM *rest = lib->BN_new();

	if (!modulus || !rest || !lib->BN_sub_word(modulus, 1) ||
	    !lib->BN_div(NULL, rest, number, modulus, context))
		return NULL;
	return TAKE(rest);
}

/* e d = 1 mod (prime - 1), and the CRT exponent, when there is one, is d mod (prime - 1). */
static bool exponent_fits(const struct rsa *rsa, const BIGNUM *prime, const BIGNUM *crt,
			  BN_CTX *context)
{
	const struct libcrypto *lib = libcrypto();
	_cleanup_(bignum_freep) BIGNUM *reduced = exponent_reduce(rsa->d, prime, context);
	_cleanup_(bignum_freep) BIGNUM *product = lib->BN_new();
	_cleanup_(bignum_freep) BIGNUM *one = NULL;

	if (!reduced || !product || !lib->BN_mul(product, reduced, rsa->e, context))
		return false;
	one = exponent_reduce(product, prime, context);
	return one && lib->BN_is_one(one) && (!crt || lib->BN_cmp(crt, reduced) == 0);
}

/* Its size too: multiplying two numbers as long as a hostile file would take long. */
static bool is_factor(const struct rsa *rsa, const BIGNUM *factor)
{
	int bits = libcrypto()->BN_num_bits(factor);

	return bits > 1 && bits < libcrypto()->BN_num_bits(rsa->n);
}

static bool factors_fit(const struct rsa *rsa, BN_CTX *context)
{
	const struct libcrypto *lib = libcrypto();
	_cleanup_(bignum_freep) BIGNUM *product = lib->BN_new();

	if (!product || !is_factor(rsa, rsa->p) || !is_factor(rsa, rsa->q) ||
	    !lib->BN_mul(product, rsa->p, rsa->q, context) || lib->BN_cmp(product, rsa->n) != 0)
		return false;
	if (rsa->qi && (lib->BN_cmp(rsa->qi, rsa->p) >= 0 ||
			!lib->BN_mod_mul(product, rsa->qi, rsa->q, rsa->p, context) ||
			!lib->BN_is_one(product)))
		return false;
	return exponent_fits(rsa, rsa->p, rsa->dp, context) &&
	       exponent_fits(rsa, rsa->q, rsa->dq, context);
}

/* Without factors: what e does to 2, d must undo. */
static bool exponents_fit(const struct rsa *rsa, BN_CTX *context)
{
	const struct libcrypto *lib = libcrypto();
	_cleanup_(bignum_freep) BIGNUM *two = lib->BN_new();
	_cleanup_(bignum_freep) BIGNUM *power = lib->BN_new();

	return two && power && lib->BN_set_word(two, 2) &&
	       lib->BN_mod_exp(power, two, rsa->e, rsa->n, context) &&
	       lib->BN_mod_exp(power, power, rsa->d, rsa->n, context) &&
	       lib->BN_cmp(power, two) == 0;
}

static bool rsa_is_whole(const struct rsa *rsa, unsigned bits)
{
	_cleanup_(bignum_ctx_freep) BN_CTX *context = libcrypto()->BN_CTX_new();

	/* An exponent longer than the modulus would make the arithmetic long. */
	if (!context || !rsa->d || libcrypto()->BN_num_bits(rsa->d) > (int)bits)
		return false;
	if (rsa->p && rsa->q)
		return factors_fit(rsa, context);
	return bits > EXPONENTIATION_BITS || exponents_fit(rsa, context);
}

static bool check_rsa(struct key_facts *facts, EVP_PKEY *key, bool whole)
{
	const struct libcrypto *lib = libcrypto();
	_cleanup_(rsa_done) struct rsa rsa = { 0 };

	if (facts->bits < KEY_RSA_BITS_MINIMUM)
		return key_fault_set(facts, KEY_TOO_SMALL, "is an RSA key of less than 2048 bits");
	if (facts->bits > KEY_RSA_BITS_LIMIT)
		return key_fault_set(facts, KEY_UNSUPPORTED,
				     "is an RSA key of more than 16384 bits");
	facts->weak = facts->bits < KEY_RSA_BITS_STRONG;
	rsa_read(&rsa, key);
	if (!rsa.n || !rsa.e || !lib->BN_is_odd(rsa.n) || !lib->BN_is_odd(rsa.e) ||
	    lib->BN_is_one(rsa.e) || lib->BN_num_bits(rsa.e) > EXPONENT_BITS_LIMIT)
		return key_fault_set(facts, KEY_MALFORMED,
				     "is an RSA key with an impossible modulus or exponent");
	if (whole && !rsa_is_whole(&rsa, facts->bits))
		return key_fault_set(facts, KEY_MALFORMED,
				     "is an RSA key whose parts do not belong together");
	if (whole && rsa.p && rsa.q && primes_are_close(rsa.p, rsa.q, facts->bits))
		return key_fault_set(facts, KEY_TRIVIAL,
				     "is an RSA key whose primes lie so close together that "
				     "anybody can compute them");
	return true;
}

static bool check_pair(struct key_facts *facts, EVP_PKEY *key, bool whole)
{
	const struct libcrypto *lib = libcrypto();
	_cleanup_(pkey_ctx_freep) EVP_PKEY_CTX *context =
		lib->EVP_PKEY_CTX_new_from_pkey(NULL, key, NULL);

	if (!context || lib->EVP_PKEY_public_check(context) != 1)
		return key_fault_set(facts, KEY_MALFORMED, "has a point that is not on its curve");
	if (whole && lib->EVP_PKEY_pairwise_check(context) != 1)
		return key_fault_set(facts, KEY_MALFORMED,
				     "has a private and a public part that do not belong together");
	if (whole && scalar_is_trivial(key, facts->bits))
		return key_fault_set(facts, KEY_TRIVIAL, TRIVIAL);
	return true;
}

static bool check_ec(struct key_facts *facts, EVP_PKEY *key, bool whole)
{
	const struct libcrypto *lib = libcrypto();
	char group[64] = "";
	int explicit = 0;

	if (lib->EVP_PKEY_get_int_param(key, OSSL_PKEY_PARAM_EC_DECODED_FROM_EXPLICIT_PARAMS,
					&explicit) &&
	    explicit)
		return key_fault_set(facts, KEY_UNSUPPORTED,
				     "spells its curve out instead of naming it (RFC 5480)");
	if (!lib->EVP_PKEY_get_group_name(key, group, sizeof(group), NULL))
		group[0] = '\0';
	for (size_t i = 0; i < ARRAY_LENGTH(algorithms); i++) {
		if (algorithms[i].group && text_equal(algorithms[i].group, group))
			facts->algorithm = algorithms[i].algorithm;
	}
	if (facts->bits < 256)
		return key_fault_set(facts, KEY_TOO_SMALL,
				     "is a key on a curve of less than 256 bits");
	if (facts->algorithm == KEY_ALGORITHM_NONE)
		return key_fault_set(facts, KEY_UNSUPPORTED,
				     "is a key on a curve that is none of P-256, P-384 and P-521");
	return check_pair(facts, key, whole);
}

static bool check_edwards(struct key_facts *facts, EVP_PKEY *key, bool whole,
			  enum key_algorithm algorithm)
{
	facts->algorithm = algorithm;
	for (size_t i = 0; i < ARRAY_LENGTH(algorithms); i++) {
		if (algorithms[i].algorithm == algorithm)
			facts->bits = algorithms[i].bits;
	}
	/* The public part is computed from the private one: there is no pair to contradict. */
	if (whole && seed_is_trivial(key))
		return key_fault_set(facts, KEY_TRIVIAL, TRIVIAL);
	return true;
}

static bool check(struct key_facts *facts, EVP_PKEY *key, bool whole)
{
	int bits = libcrypto()->EVP_PKEY_get_bits(key);

	facts->bits = bits > 0 ? (unsigned)bits : 0;
	switch (libcrypto()->EVP_PKEY_get_base_id(key)) {
	case EVP_PKEY_RSA: facts->algorithm = KEY_RSA; return check_rsa(facts, key, whole);
	case EVP_PKEY_RSA_PSS: facts->algorithm = KEY_RSA_PSS; return check_rsa(facts, key, whole);
	case EVP_PKEY_EC: return check_ec(facts, key, whole);
	case EVP_PKEY_ED25519: return check_edwards(facts, key, whole, KEY_ED25519);
	case EVP_PKEY_ED448: return check_edwards(facts, key, whole, KEY_ED448);
	case EVP_PKEY_X25519: return check_edwards(facts, key, whole, KEY_X25519);
	case EVP_PKEY_X448: return check_edwards(facts, key, whole, KEY_X448);
	default:
		return key_fault_set(facts, KEY_UNSUPPORTED,
				     "is a key of an algorithm that is none of RSA, EC and EdDSA");
	}
}

bool key_check(struct key_facts *facts, EVP_PKEY *key, bool whole)
{
	bool good = check(facts, key, whole);

	libcrypto()->ERR_clear_error();
	return good;
}
