/* SPDX-License-Identifier: Apache-2.0 */
#include "schema/type/key.h"

#include "crypto/jwt_alg.h"
#include "crypto/pem_key.h"
#include "crypto/pgp_key.h"
#include "schema/key/material.h"
#include "schema/rules.h"
#include "util/text.h"

/* alg = says what the program signs with. secp256k1 is for ES256K alone (RFC 8812). */
static void check_alg(const struct subject *subject, const struct key_facts *facts)
{
	const char *alg = subject->variable->text[TEXT_ALG];

	if (alg && !jwt_alg_fits(alg, facts->algorithm))
		subject_find(subject, "jwt-alg-key-mismatch", NULL,
			     "is a key (%s) that %s cannot use",
			     key_algorithm_name(facts->algorithm), alg);
	else if (facts->algorithm == KEY_SECP256K1 && !text_equal(alg, "ES256K"))
		subject_find(subject, "pem-invalid", "say alg = ES256K, or make a key on P-256",
			     "is a key on secp256k1, which only ES256K uses");
}

void type_check_pem_private_key(const struct subject *subject)
{
	_cleanup_(material_done) struct material material = { 0 };
	struct key_facts facts;

	if (!material_open(&material, subject))
		return;
	/* Programs that take a path, as HAProxy does, take key and certificate in one file. */
	if (pem_private_key_check(&facts, material.bytes, material.length, material.from_file))
		check_alg(subject, &facts);
	key_report(subject, &facts, true);
}

void type_check_pem_public_key(const struct subject *subject)
{
	_cleanup_(material_done) struct material material = { 0 };
	struct key_facts facts;

	if (!material_open(&material, subject))
		return;
	if (pem_public_key_check(&facts, material.bytes, material.length))
		check_alg(subject, &facts);
	/* pem-not-private would say the opposite of what is wrong. */
	key_report(subject, &facts, facts.fault != KEY_WRONG_KIND);
}

void type_check_ssh_private_key(const struct subject *subject)
{
	_cleanup_(material_done) struct material material = { 0 };
	struct key_facts facts;

	if (!material_open(&material, subject))
		return;
	if (pem_private_key_check(&facts, material.bytes, material.length, false) &&
	    (facts.algorithm == KEY_SECP256K1 || facts.algorithm == KEY_X25519 ||
	     facts.algorithm == KEY_X448 || facts.algorithm == KEY_ED448 ||
	     facts.algorithm == KEY_RSA_PSS))
		key_fault_set(&facts, KEY_UNSUPPORTED, "is a key of an algorithm that SSH lacks");
	key_report(subject, &facts, false);
}

void type_check_pgp_private_key(const struct subject *subject)
{
	_cleanup_(material_done) struct material material = { 0 };
	struct pgp_key_facts facts;

	if (!material_open(&material, subject))
		return;
	if (pgp_key_check(&facts, material.bytes, material.length) && facts.key.weak) {
		subject_find_at(subject, "pem-key-too-small", SUBJECT_WARN,
				"make a new one: gpg --quick-gen-key NAME ed25519",
				"is a key of less than 3072 bits, below 128 bits of security");
		return;
	}
	key_report(subject, &facts.key, false);
}
