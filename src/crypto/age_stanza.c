/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/age_stanza.h"

#include <sodium.h>
#include <string.h>

#include "crypto/hkdf.h"

#define X25519_INFO  "age-encryption.org/v1/X25519"
#define SCRYPT_LABEL "age-encryption.org/v1/scrypt"

_Static_assert(AGE_KEY_SIZE == crypto_scalarmult_BYTES, "X25519 keys");
_Static_assert(AGE_BODY_SIZE == AGE_FILE_KEY_SIZE + crypto_aead_chacha20poly1305_ietf_ABYTES,
	       "bodies hold a file key and a tag");

/* Encrypts one file key and is never used again, hence the fixed nonce. */
struct wrap_key {
	unsigned char bytes[crypto_aead_chacha20poly1305_ietf_KEYBYTES];
};

static const unsigned char zero_nonce[crypto_aead_chacha20poly1305_ietf_NPUBBYTES];

static void wrap_key_wipe(struct wrap_key *key)
{
	sodium_memzero(key, sizeof(*key));
}

void age_file_key_wipe(struct age_file_key *key)
{
	sodium_memzero(key, sizeof(*key));
}

static void seal_body(struct age_stanza *stanza, const struct wrap_key *wrap,
		      const struct age_file_key *key)
{
	crypto_aead_chacha20poly1305_ietf_encrypt(stanza->body, NULL, key->bytes,
						  sizeof(key->bytes), NULL, 0, NULL, zero_nonce,
						  wrap->bytes);
}

static bool open_body(struct age_file_key *ret, const struct age_stanza *stanza,
		      const struct wrap_key *wrap)
{
	return crypto_aead_chacha20poly1305_ietf_decrypt(ret->bytes, NULL, NULL, stanza->body,
							 sizeof(stanza->body), NULL, 0, zero_nonce,
							 wrap->bytes) == 0;
}

/* Either side has one scalar and both public keys. False when point is of low order. */
static bool derive_x25519(struct wrap_key *ret, const unsigned char *scalar,
			  const struct age_public_key *point, const struct age_public_key *share,
			  const struct age_public_key *recipient)
{
	unsigned char shared[crypto_scalarmult_BYTES];
	unsigned char salt[2 * AGE_KEY_SIZE];
	bool good = crypto_scalarmult(shared, scalar, point->bytes) == 0;

	memcpy(salt, share->bytes, AGE_KEY_SIZE);
	memcpy(salt + AGE_KEY_SIZE, recipient->bytes, AGE_KEY_SIZE);
	if (good)
		hkdf_sha256(ret->bytes, sizeof(ret->bytes),
			    &(struct hkdf_input){ .key = shared,
						  .key_length = sizeof(shared),
						  .salt = salt,
						  .salt_length = sizeof(salt),
						  .info = X25519_INFO,
						  .info_length = strlen(X25519_INFO) });
	sodium_memzero(shared, sizeof(shared));
	return good;
}

bool age_stanza_wrap_x25519(struct age_stanza *ret, const struct age_file_key *key,
			    const struct age_public_key *recipient, struct error *err)
{
	_cleanup_(wrap_key_wipe) struct wrap_key wrap = { 0 };
	struct age_stanza stanza = { .type = AGE_STANZA_X25519 };
	unsigned char ephemeral[AGE_KEY_SIZE];
	bool good;

	randombytes_buf(ephemeral, sizeof(ephemeral));
	crypto_scalarmult_base(stanza.share.bytes, ephemeral);
	good = derive_x25519(&wrap, ephemeral, recipient, &stanza.share, recipient);
	sodium_memzero(ephemeral, sizeof(ephemeral));
	if (!good) {
		error_set(err, ERR_USAGE,
			  "a recipient is no usable public key: nobody can have "
			  "its identity");
		return error_hint(err,
				  "make a key pair with keystrap keygen and use its recipient");
	}
	seal_body(&stanza, &wrap, key);
	*ret = stanza;
	return true;
}

bool age_stanza_unwrap_x25519(struct age_file_key *ret, bool *matches,
			      const struct age_stanza *stanza, const struct age_identity *identity,
			      struct error *err)
{
	_cleanup_(wrap_key_wipe) struct wrap_key wrap = { 0 };
	const unsigned char *scalar = (const void *)secret_reveal(identity->scalar, NULL);

	if (!derive_x25519(&wrap, scalar, &stanza->share, &stanza->share, &identity->public_key)) {
		error_set(err, ERR_MANIFEST,
			  "an X25519 stanza of the file has a key of low order, "
			  "which no honest program writes");
		return error_hint(err, "do not trust where this file came from; seal it again");
	}
	*matches = open_body(ret, stanza, &wrap);
	return true;
}

static bool derive_scrypt(struct wrap_key *ret, const struct age_stanza *stanza,
			  const struct secret *passphrase, struct error *err)
{
	unsigned char salt[sizeof(SCRYPT_LABEL) - 1 + AGE_SALT_SIZE];
	size_t length = 0;
	const char *bytes = secret_reveal(passphrase, &length);

	memcpy(salt, SCRYPT_LABEL, strlen(SCRYPT_LABEL));
	memcpy(salt + strlen(SCRYPT_LABEL), stanza->salt, AGE_SALT_SIZE);
	if (crypto_pwhash_scryptsalsa208sha256_ll((const void *)bytes, length, salt, sizeof(salt),
						  UINT64_C(1) << stanza->work_factor, 8, 1,
						  ret->bytes, sizeof(ret->bytes)) == 0)
		return true;
	error_set(err, ERR_SYSTEM, "no memory to turn the passphrase into a key: it takes %u MiB",
		  stanza->work_factor < 10 ? 1 : 1U << (stanza->work_factor - 10));
	return error_hint(err, "allow the process more memory, or seal for a key pair instead of a "
			       "passphrase");
}

bool age_stanza_wrap_scrypt(struct age_stanza *ret, const struct age_file_key *key,
			    const struct secret *passphrase, unsigned work_factor,
			    struct error *err)
{
	_cleanup_(wrap_key_wipe) struct wrap_key wrap = { 0 };
	struct age_stanza stanza = { .type = AGE_STANZA_SCRYPT, .work_factor = work_factor };

	randombytes_buf(stanza.salt, sizeof(stanza.salt));
	if (!derive_scrypt(&wrap, &stanza, passphrase, err))
		return false;
	seal_body(&stanza, &wrap, key);
	*ret = stanza;
	return true;
}

bool age_stanza_unwrap_scrypt(struct age_file_key *ret, bool *matches,
			      const struct age_stanza *stanza, const struct secret *passphrase,
			      struct error *err)
{
	_cleanup_(wrap_key_wipe) struct wrap_key wrap = { 0 };

	if (stanza->work_factor > AGE_WORK_FACTOR_LIMIT) {
		error_set(err, ERR_MANIFEST,
			  "the passphrase's work factor in the file is above %u, the limit",
			  AGE_WORK_FACTOR_LIMIT);
		return error_hint(err, "seal the file again with the usual work factor, %u",
				  AGE_WORK_FACTOR);
	}
	if (!derive_scrypt(&wrap, stanza, passphrase, err))
		return false;
	*matches = open_body(ret, stanza, &wrap);
	return true;
}
