/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/jwt_alg.h"

#include "util/text.h"

static const struct row {
	const char *alg;
	enum key_algorithm algorithms[2];
	size_t hmac_bytes;
	bool signs; /* with a key pair */
} rows[] = {
	{ "HS256", { KEY_OCT }, JWT_HS256_BYTES, false },
	{ "HS384", { KEY_OCT }, JWT_HS384_BYTES, false },
	{ "HS512", { KEY_OCT }, JWT_HS512_BYTES, false },
	{ "RS256", { KEY_RSA }, 0, true },
	{ "RS384", { KEY_RSA }, 0, true },
	{ "RS512", { KEY_RSA }, 0, true },
	{ "PS256", { KEY_RSA, KEY_RSA_PSS }, 0, true },
	{ "PS384", { KEY_RSA, KEY_RSA_PSS }, 0, true },
	{ "PS512", { KEY_RSA, KEY_RSA_PSS }, 0, true },
	{ "ES256", { KEY_P256 }, 0, true },
	{ "ES384", { KEY_P384 }, 0, true },
	{ "ES512", { KEY_P521 }, 0, true },
	{ "ES256K", { KEY_SECP256K1 }, 0, true },
	{ "EdDSA", { KEY_ED25519, KEY_ED448 }, 0, true },
	{ "Ed25519", { KEY_ED25519 }, 0, true },
	{ "Ed448", { KEY_ED448 }, 0, true },
	{ "RSA1_5", { KEY_RSA }, 0, false },
	{ "RSA-OAEP", { KEY_RSA }, 0, false },
	{ "RSA-OAEP-256", { KEY_RSA }, 0, false },
};

static const struct row *find(const char *alg)
{
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		if (text_equal(rows[i].alg, alg))
			return &rows[i];
	}
	return NULL;
}

const char *jwt_alg_find(const char *alg)
{
	const struct row *row = find(alg);

	return row ? row->alg : NULL;
}

bool jwt_alg_fits(const char *alg, enum key_algorithm algorithm)
{
	const struct row *row = find(alg);

	return row && (row->algorithms[0] == algorithm ||
		       (row->algorithms[1] && row->algorithms[1] == algorithm));
}

size_t jwt_alg_hmac_bytes(const char *alg)
{
	const struct row *row = find(alg);

	return row ? row->hmac_bytes : 0;
}

bool jwt_alg_is_asymmetric(const char *alg)
{
	const struct row *row = find(alg);

	return row && row->signs;
}
