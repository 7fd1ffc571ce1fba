/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/pem_key.h"

#include <string.h>

#include "crypto/key_check.h"
#include "crypto/key_make.h"
#include "crypto/pem_der.h"
#include "crypto/ssh_key.h"
#include "util/text.h"

/* Every DER object must end where its block does. */
static bool ends(const unsigned char *at, const struct pem_block *block)
{
	return at == (const unsigned char *)block->der.bytes + block->der.length;
}

/*
 * RFC 5958 with the public key behind the private one: ring and other Rust libraries write Ed25519
 * and X25519 keys so, and OpenSSL does not read them before 3.2. There is just one such form.
 */
static EVP_PKEY *read_okp_v2(struct key_facts *facts, const struct pem_block *block)
{
	static const unsigned char head[] = { 0x30, 0x51, 0x02, 0x01, 0x01, 0x30,
					      0x05, 0x06, 0x03, 0x2b, 0x65, /* 0x6e or 0x70 */ };
	static const unsigned char private_head[] = { 0x04, 0x22, 0x04, 0x20 };
	static const unsigned char public_head[] = { 0x81, 0x21, 0x00 };
	const unsigned char *der = (const unsigned char *)block->der.bytes;

	if (block->der.length != 83 || memcmp(der, head, sizeof(head)) != 0 ||
	    (der[11] != 0x6e && der[11] != 0x70) ||
	    memcmp(der + 12, private_head, sizeof(private_head)) != 0 ||
	    memcmp(der + 48, public_head, sizeof(public_head)) != 0)
		return NULL;
	return okp_key_make(facts, der[11] == 0x70 ? KEY_ED25519 : KEY_X25519,
			    (struct key_member){ der + 51, 32 },
			    (struct key_member){ der + 16, 32 });
}

/*
 * Asked before the key is made: of a DSA key OpenSSL computes the public part, in hours when a
 * hostile one has a modulus of a million bits.
 */
static bool is_taken(const PKCS8_PRIV_KEY_INFO *info)
{
	static const int algorithms[] = {
		NID_rsaEncryption, NID_rsassaPss, NID_X9_62_id_ecPublicKey, NID_ED25519, NID_ED448,
		NID_X25519,        NID_X448
	};
	const ASN1_OBJECT *algorithm = NULL;
	int id;

	if (libcrypto()->PKCS8_pkey_get0(&algorithm, NULL, NULL, NULL, info) != 1)
		return false;
	id = libcrypto()->OBJ_obj2nid(algorithm);
	for (size_t i = 0; i < ARRAY_LENGTH(algorithms); i++) {
		if (algorithms[i] == id)
			return true;
	}
	return false;
}

static EVP_PKEY *read_pkcs8(struct key_facts *facts, const struct pem_block *block)
{
	const struct libcrypto *lib = libcrypto();
	const unsigned char *at = (const unsigned char *)block->der.bytes;
	_cleanup_(pkcs8_freep) PKCS8_PRIV_KEY_INFO *info =
		lib->d2i_PKCS8_PRIV_KEY_INFO(NULL, &at, (long)block->der.length);

	if (!info)
		return read_okp_v2(facts, block);
	if (!is_taken(info)) {
		key_fault_set(facts, KEY_UNSUPPORTED,
			      "is a key of an algorithm that is none of RSA, EC and EdDSA");
		return NULL;
	}
	return ends(at, block) ? lib->EVP_PKCS82PKEY(info) : NULL;
}

static EVP_PKEY *read_traditional(int id, const struct pem_block *block)
{
	const unsigned char *at = (const unsigned char *)block->der.bytes;
	_cleanup_(pkey_freep) EVP_PKEY *key =
		libcrypto()->d2i_PrivateKey(id, NULL, &at, (long)block->der.length);

	return ends(at, block) ? TAKE(key) : NULL;
}

static EVP_PKEY *read_rsa(struct key_facts *facts, const struct pem_block *block)
{
	(void)facts;
	return read_traditional(EVP_PKEY_RSA, block);
}

static EVP_PKEY *read_ec(struct key_facts *facts, const struct pem_block *block)
{
	(void)facts;
	return read_traditional(EVP_PKEY_EC, block);
}

static EVP_PKEY *read_openssh(struct key_facts *facts, const struct pem_block *block)
{
	return ssh_key_read(facts, block->der.bytes, block->der.length);
}

static EVP_PKEY *read_public(struct key_facts *facts, const struct pem_block *block)
{
	const unsigned char *at = (const unsigned char *)block->der.bytes;
	_cleanup_(pkey_freep) EVP_PKEY *key =
		libcrypto()->d2i_PUBKEY(NULL, &at, (long)block->der.length);

	(void)facts;
	return ends(at, block) ? TAKE(key) : NULL;
}

static EVP_PKEY *read_rsa_public(struct key_facts *facts, const struct pem_block *block)
{
	const unsigned char *at = (const unsigned char *)block->der.bytes;
	_cleanup_(pkey_freep) EVP_PKEY *key =
		libcrypto()->d2i_PublicKey(EVP_PKEY_RSA, NULL, &at, (long)block->der.length);

	(void)facts;
	return ends(at, block) ? TAKE(key) : NULL;
}

enum block_kind { BLOCK_PRIVATE, BLOCK_PUBLIC, BLOCK_CERTIFICATE, BLOCK_PARAMETERS, BLOCK_OTHER };

/* Labels of RFC 7468 and of OpenSSL; the first row that matches counts. */
static const struct block_row {
	const char *label;
	enum block_kind kind;
	EVP_PKEY *(*read)(struct key_facts *facts, const struct pem_block *block);
	enum key_fault fault; /* when it cannot be taken at all */
	const char *what;     /* reads on from "the value " */
} rows[] = {
	{ "PRIVATE KEY", BLOCK_PRIVATE, read_pkcs8, KEY_GOOD, "is a private key" },
	{ "RSA PRIVATE KEY", BLOCK_PRIVATE, read_rsa, KEY_GOOD, "is a private key" },
	{ "EC PRIVATE KEY", BLOCK_PRIVATE, read_ec, KEY_GOOD, "is a private key" },
	{ "OPENSSH PRIVATE KEY", BLOCK_PRIVATE, read_openssh, KEY_GOOD, "is a private key" },
	{ "ENCRYPTED PRIVATE KEY", BLOCK_PRIVATE, NULL, KEY_ENCRYPTED,
	  "is a private key that needs a passphrase" },
	{ "DSA PRIVATE KEY", BLOCK_PRIVATE, NULL, KEY_UNSUPPORTED,
	  "is a DSA key, which nothing takes any more" },
	{ "PUBLIC KEY", BLOCK_PUBLIC, read_public, KEY_GOOD, "is a public key" },
	{ "RSA PUBLIC KEY", BLOCK_PUBLIC, read_rsa_public, KEY_GOOD, "is a public key" },
	{ "CERTIFICATE", BLOCK_CERTIFICATE, NULL, KEY_GOOD, "is a certificate" },
	{ "X509 CERTIFICATE", BLOCK_CERTIFICATE, NULL, KEY_GOOD, "is a certificate" },
	{ "TRUSTED CERTIFICATE", BLOCK_OTHER, NULL, KEY_WRONG_KIND,
	  "is a certificate in OpenSSL's own form (TRUSTED CERTIFICATE)" },
	{ "EC PARAMETERS", BLOCK_PARAMETERS, NULL, KEY_WRONG_KIND,
	  "has the parameters of a curve and no key" },
	{ "CERTIFICATE REQUEST", BLOCK_OTHER, NULL, KEY_WRONG_KIND, "is a certificate request" },
	{ "NEW CERTIFICATE REQUEST", BLOCK_OTHER, NULL, KEY_WRONG_KIND,
	  "is a certificate request" },
	{ "PGP PRIVATE KEY BLOCK", BLOCK_OTHER, NULL, KEY_WRONG_KIND, "is a PGP private key" },
	{ "PGP PUBLIC KEY BLOCK", BLOCK_OTHER, NULL, KEY_WRONG_KIND, "is a PGP public key" },
	{ "SSH2 PUBLIC KEY", BLOCK_OTHER, NULL, KEY_WRONG_KIND, "is a public key" },
	{ "AGE ENCRYPTED FILE", BLOCK_OTHER, NULL, KEY_WRONG_KIND, "is a file sealed with age" },
	{ NULL, BLOCK_OTHER, NULL, KEY_WRONG_KIND, "is PEM, and neither a key nor a certificate" },
};

static const struct block_row *row_of(const struct pem_block *block)
{
	const struct block_row *row = rows;

	while (row->label && !pem_block_is(block, row->label))
		row++;
	return row;
}

/* The only block of a kind, where each other one must be of a kind that may stand beside it. */
static const struct pem_block *only_block(struct key_facts *facts, const struct pem *pem,
					  enum block_kind wanted, bool combined)
{
	const struct pem_block *found = NULL;
	const struct block_row *other = NULL;

	for (size_t i = 0; i < pem->count; i++) {
		const struct block_row *row = row_of(&pem->blocks[i]);

		if (row->kind == wanted && found) {
			key_fault_set(facts, KEY_MALFORMED,
				      wanted == BLOCK_PRIVATE ? "has more than one private key"
							      : "has more than one public key");
			return NULL;
		}
		if (row->kind == wanted)
			found = &pem->blocks[i];
		else if (row->kind != BLOCK_PARAMETERS &&
			 !(combined && row->kind == BLOCK_CERTIFICATE))
			other = other ? other : row;
	}
	if (found && !other)
		return found;
	if (found)
		key_fault_set(facts, KEY_MALFORMED, "has more than the key in it");
	else
		key_fault_set(facts, KEY_WRONG_KIND,
			      other ? other->what : row_of(&pem->blocks[0])->what);
	return NULL;
}

static EVP_PKEY *read_key(struct key_facts *facts, const struct pem_block *block)
{
	const struct block_row *row = row_of(block);
	EVP_PKEY *key;

	if (block->encrypted)
		key_fault_set(facts, KEY_ENCRYPTED, "is a private key that needs a passphrase");
	else if (!row->read)
		key_fault_set(facts, row->fault, row->what);
	else if (!libcrypto())
		key_unreadable(facts);
	if (facts->fault)
		return NULL;
	key = row->read(facts, block);
	libcrypto()->ERR_clear_error();
	if (!key && !facts->fault)
		key_fault_set(facts, KEY_MALFORMED,
			      "is truncated or corrupted: there is no key in its base64");
	return key;
}

EVP_PKEY *pem_private_key(struct key_facts *facts, const struct pem *pem, bool combined)
{
	const struct pem_block *block = only_block(facts, pem, BLOCK_PRIVATE, combined);

	return block ? read_key(facts, block) : NULL;
}

EVP_PKEY *pem_public_key(struct key_facts *facts, const struct pem *pem)
{
	const struct pem_block *block = only_block(facts, pem, BLOCK_PUBLIC, false);

	return block ? read_key(facts, block) : NULL;
}

bool pem_is_certificate(const struct pem_block *block)
{
	return row_of(block)->kind == BLOCK_CERTIFICATE;
}

X509 *pem_certificate(const struct pem_block *block)
{
	const unsigned char *at = (const unsigned char *)block->der.bytes;
	_cleanup_(certificate_freep) X509 *certificate =
		libcrypto()->d2i_X509(NULL, &at, (long)block->der.length);

	libcrypto()->ERR_clear_error();
	return ends(at, block) ? TAKE(certificate) : NULL;
}

bool pem_private_key_check(struct key_facts *facts, const char *bytes, size_t length, bool combined)
{
	_cleanup_(pem_done) struct pem pem = { 0 };
	_cleanup_(pkey_freep) EVP_PKEY *key = NULL;
	const char *wrong = pem_read(&pem, bytes, length);

	*facts = (struct key_facts){ 0 };
	if (wrong)
		return key_fault_set(facts, KEY_MALFORMED, wrong);
	key = pem_private_key(facts, &pem, combined);
	return key && key_check(facts, key, true);
}

bool pem_public_key_check(struct key_facts *facts, const char *bytes, size_t length)
{
	_cleanup_(pem_done) struct pem pem = { 0 };
	_cleanup_(pkey_freep) EVP_PKEY *key = NULL;
	const char *wrong = pem_read(&pem, bytes, length);

	*facts = (struct key_facts){ 0 };
	if (wrong)
		return key_fault_set(facts, KEY_MALFORMED, wrong);
	key = pem_public_key(facts, &pem);
	return key && key_check(facts, key, false);
}
