/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/key_make.h"

#include <string.h>

#include "crypto/key_check.h"

/* One of an RSA key's numbers has at most this many bytes; a leading zero may be one more. */
#define MEMBER_LIMIT (KEY_RSA_BITS_LIMIT / 8 + 1)
/* The longest public key of RFC 8032 and RFC 7748, that of Ed448. */
#define POINT_LIMIT  57

/* Finishes a builder's key of the type that OpenSSL calls name; NULL when it is refused. */
static EVP_PKEY *build_key(const char *name, OSSL_PARAM_BLD *build, bool whole)
{
	const struct libcrypto *lib = libcrypto();
	_cleanup_(param_freep) OSSL_PARAM *params = lib->OSSL_PARAM_BLD_to_param(build);
	_cleanup_(pkey_ctx_freep) EVP_PKEY_CTX *context =
		lib->EVP_PKEY_CTX_new_from_name(NULL, name, NULL);
	EVP_PKEY *key = NULL;

	if (!params || !context || lib->EVP_PKEY_fromdata_init(context) != 1 ||
	    lib->EVP_PKEY_fromdata(context, &key, whole ? EVP_PKEY_KEYPAIR : EVP_PKEY_PUBLIC_KEY,
				   params) != 1)
		key = NULL;
	lib->ERR_clear_error();
	return key;
}

/* New; a member that is not there leaves NULL. */
static bool read_number(BIGNUM **ret, struct key_member member)
{
	if (!member.bytes)
		return true;
	if (member.length > MEMBER_LIMIT)
		return false;
	*ret = libcrypto()->BN_bin2bn(member.bytes, (int)member.length, NULL);
	return *ret != NULL;
}

/* The order of RFC 8017's RSAPrivateKey. */
enum rsa_number { N, E, D, P, Q, DP, DQ, QI, RSA_NUMBERS };

static void numbers_done(BIGNUM *(*numbers)[RSA_NUMBERS])
{
	for (size_t i = 0; i < RSA_NUMBERS; i++)
		bignum_freep(&(*numbers)[i]);
}

/* OpenSSH leaves dp and dq out; OpenSSL 3.0 leaks numbers when it is given only some of them. */
static bool add_exponents(BIGNUM *numbers[RSA_NUMBERS])
{
	_cleanup_(bignum_ctx_freep) BN_CTX *context = NULL;

	if (!numbers[D] || !numbers[P] || !numbers[Q] || (numbers[DP] && numbers[DQ]))
		return true;
	context = libcrypto()->BN_CTX_new();
	bignum_freep(&numbers[DP]);
	bignum_freep(&numbers[DQ]);
	numbers[DP] = context ? exponent_reduce(numbers[D], numbers[P], context) : NULL;
	numbers[DQ] = context ? exponent_reduce(numbers[D], numbers[Q], context) : NULL;
	return numbers[DP] && numbers[DQ];
}

static EVP_PKEY *make_rsa(BIGNUM *numbers[RSA_NUMBERS], const struct rsa_members *members)
{
	static const char *const names[RSA_NUMBERS] = {
		[N] = OSSL_PKEY_PARAM_RSA_N,          [E] = OSSL_PKEY_PARAM_RSA_E,
		[D] = OSSL_PKEY_PARAM_RSA_D,          [P] = OSSL_PKEY_PARAM_RSA_FACTOR1,
		[Q] = OSSL_PKEY_PARAM_RSA_FACTOR2,    [DP] = OSSL_PKEY_PARAM_RSA_EXPONENT1,
		[DQ] = OSSL_PKEY_PARAM_RSA_EXPONENT2, [QI] = OSSL_PKEY_PARAM_RSA_COEFFICIENT1,
	};
	const struct key_member *const read[RSA_NUMBERS] = {
		[N] = &members->n, [E] = &members->e,   [D] = &members->d,   [P] = &members->p,
		[Q] = &members->q, [DP] = &members->dp, [DQ] = &members->dq, [QI] = &members->qi,
	};
	_cleanup_(param_build_freep) OSSL_PARAM_BLD *build = libcrypto()->OSSL_PARAM_BLD_new();
	bool good = build != NULL;

	for (size_t i = 0; i < RSA_NUMBERS; i++)
		good = good && read_number(&numbers[i], *read[i]);
	good = good && add_exponents(numbers);
	for (size_t i = 0; i < RSA_NUMBERS; i++)
		good = good && (!numbers[i] || libcrypto()->OSSL_PARAM_BLD_push_BN(
						       build, names[i], numbers[i]) == 1);
	return good ? build_key("RSA", build, numbers[D] != NULL) : NULL;
}

EVP_PKEY *rsa_key_make(struct key_facts *facts, const struct rsa_members *members)
{
	_cleanup_(numbers_done) BIGNUM *numbers[RSA_NUMBERS] = { NULL };
	EVP_PKEY *key;

	if (!libcrypto()) {
		key_unreadable(facts);
		return NULL;
	}
	/* The builder borrows the numbers until the key is made. */
	key = make_rsa(numbers, members);
	if (!key)
		key_fault_set(facts, KEY_MALFORMED, "has members that make no RSA key");
	libcrypto()->ERR_clear_error();
	return key;
}

EVP_PKEY *ec_key_make(struct key_facts *facts, enum key_algorithm algorithm,
		      struct key_member point, struct key_member scalar)
{
	const struct libcrypto *lib = libcrypto();
	_cleanup_(bignum_freep) BIGNUM *number = NULL;
	_cleanup_(param_build_freep) OSSL_PARAM_BLD *build = NULL;
	EVP_PKEY *key = NULL;

	if (!lib) {
		key_unreadable(facts);
		return NULL;
	}
	build = lib->OSSL_PARAM_BLD_new();
	if (build &&
	    lib->OSSL_PARAM_BLD_push_utf8_string(build, OSSL_PKEY_PARAM_GROUP_NAME,
						 key_algorithm_name(algorithm), 0) == 1 &&
	    lib->OSSL_PARAM_BLD_push_octet_string(build, OSSL_PKEY_PARAM_PUB_KEY, point.bytes,
						  point.length) == 1 &&
	    read_number(&number, scalar) &&
	    (!number || lib->OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_PRIV_KEY, number) == 1))
		key = build_key("EC", build, scalar.bytes != NULL);
	if (!key)
		key_fault_set(facts, KEY_MALFORMED, "has a point that is not on its curve");
	return key;
}

static int okp_id(enum key_algorithm algorithm)
{
	switch (algorithm) {
	case KEY_ED25519: return EVP_PKEY_ED25519;
	case KEY_ED448: return EVP_PKEY_ED448;
	case KEY_X25519: return EVP_PKEY_X25519;
	case KEY_X448: return EVP_PKEY_X448;
	default: return EVP_PKEY_NONE;
	}
}

EVP_PKEY *okp_key_make(struct key_facts *facts, enum key_algorithm algorithm,
		       struct key_member point, struct key_member scalar)
{
	const struct libcrypto *lib = libcrypto();
	_cleanup_(pkey_freep) EVP_PKEY *key = NULL;
	unsigned char computed[POINT_LIMIT];
	size_t length = sizeof(computed);
	int id = okp_id(algorithm);

	if (!lib) {
		key_unreadable(facts);
		return NULL;
	}
	key = scalar.bytes
		      ? lib->EVP_PKEY_new_raw_private_key(id, NULL, scalar.bytes, scalar.length)
		      : lib->EVP_PKEY_new_raw_public_key(id, NULL, point.bytes, point.length);
	lib->ERR_clear_error();
	if (!key || lib->EVP_PKEY_get_raw_public_key(key, computed, &length) != 1) {
		key_fault_set(facts, KEY_MALFORMED, "has a key of the wrong length for its curve");
		return NULL;
	}
	if (point.bytes && (length != point.length || memcmp(computed, point.bytes, length) != 0)) {
		key_fault_set(facts, KEY_MALFORMED,
			      "has a private and a public part that do not belong together");
		return NULL;
	}
	return TAKE(key);
}
