/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/age.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "crypto/age_armor.h"
#include "crypto/age_header.h"
#include "crypto/age_key.h"
#include "crypto/age_payload.h"
#include "crypto/age_stanza.h"
#include "crypto/start.h"
#include "util/alloc.h"

/* A sealed file as it was read: nothing in it is authentic yet. */
struct sealed_file {
	struct buf unarmored; /* bytes points here when there was an armor */
	const char *bytes;
	size_t length;
	bool armored;
	struct age_header header;
};

static void sealed_file_done(struct sealed_file *file)
{
	buf_done(&file->unarmored);
	age_header_done(&file->header);
}

static bool sealed_file_read(struct sealed_file *ret, const char *bytes, size_t length,
			     struct error *err)
{
	/* An empty buf has no bytes. */
	bytes = length ? bytes : "";
	ret->armored = age_armor_begins(bytes, length);
	if (ret->armored && !age_armor_decode(&ret->unarmored, bytes, length, err))
		return false;
	ret->bytes = ret->armored ? buf_text(&ret->unarmored) : bytes;
	ret->length = ret->armored ? ret->unarmored.length : length;
	return age_header_parse(&ret->header, ret->bytes, ret->length, err);
}

static struct age_summary summarize(const struct sealed_file *file)
{
	struct age_summary summary = { .armored = file->armored };

	for (size_t i = 0; i < file->header.count; i++) {
		switch (file->header.stanzas[i].type) {
		case AGE_STANZA_X25519: summary.x25519++; break;
		case AGE_STANZA_SCRYPT: summary.scrypt++; break;
		case AGE_STANZA_OTHER: summary.other++; break;
		}
	}
	return summary;
}

bool age_is_sealed(const char *bytes, size_t length)
{
	bytes = length ? bytes : "";
	return age_armor_begins(bytes, length) ||
	       (length >= strlen(AGE_MAGIC) && memcmp(bytes, AGE_MAGIC, strlen(AGE_MAGIC)) == 0);
}

bool age_summarize(struct age_summary *ret, const char *bytes, size_t length, struct error *err)
{
	_cleanup_(sealed_file_done) struct sealed_file file = { 0 };

	if (!sealed_file_read(&file, bytes, length, err))
		return false;
	*ret = summarize(&file);
	return true;
}

static bool no_passphrase_matches(struct error *err, const struct age_identities *identities)
{
	if (!identities->passphrase_count) {
		error_set(err, ERR_AUTH,
			  "the file is sealed with a passphrase, and none was given");
		return error_hint(err, "give the passphrase; identities do not open this file");
	}
	error_set(err, ERR_AUTH, "wrong passphrase");
	return error_hint(err, "the passphrase counts to the byte: look for a line end or a space "
			       "too many");
}

static bool no_identity_matches(struct error *err, const struct age_identities *identities,
				const struct sealed_file *file)
{
	struct age_summary summary = summarize(file);
	_cleanup_(freep) char *recipient = NULL;

	if (!identities->key_count) {
		error_set(err, ERR_AUTH,
			  "the file is sealed for key pairs, and no identity was given");
		return error_hint(err, "name the file that holds the identity");
	}
	recipient = age_public_key_text(&identities->keys[0].public_key);
	error_set(err, ERR_AUTH,
		  "no identity matches this file: %zu tried, it is sealed for %u X25519 recipients "
		  "and %u of types not supported",
		  identities->key_count, summary.x25519, summary.other);
	return error_hint(err,
			  "use the identity that the file was sealed for, or seal it again "
			  "for %s",
			  recipient);
}

static bool unwrap_passphrase(struct age_file_key *key, const struct sealed_file *file,
			      const struct age_identities *identities, struct error *err)
{
	bool matches = false;

	for (size_t i = 0; i < identities->passphrase_count && !matches; i++)
		if (!age_stanza_unwrap_scrypt(key, &matches, &file->header.stanzas[0],
					      identities->passphrases[i], err))
			return false;
	return matches || no_passphrase_matches(err, identities);
}

static bool unwrap_identity(struct age_file_key *key, bool *matches,
			    const struct age_header *header, const struct age_identity *identity,
			    struct error *err)
{
	for (size_t i = 0; i < header->count && !*matches; i++)
		if (header->stanzas[i].type == AGE_STANZA_X25519 &&
		    !age_stanza_unwrap_x25519(key, matches, &header->stanzas[i], identity, err))
			return false;
	return true;
}

static bool unwrap(struct age_file_key *key, const struct sealed_file *file,
		   const struct age_identities *identities, struct error *err)
{
	bool matches = false;

	if (file->header.stanzas[0].type == AGE_STANZA_SCRYPT)
		return unwrap_passphrase(key, file, identities, err);
	for (size_t i = 0; i < identities->key_count && !matches; i++)
		if (!unwrap_identity(key, &matches, &file->header, &identities->keys[i], err))
			return false;
	return matches || no_identity_matches(err, identities, file);
}

bool age_open(struct buf *plaintext, const struct age_identities *identities, const char *bytes,
	      size_t length, struct error *err)
{
	_cleanup_(sealed_file_done) struct sealed_file file = { 0 };
	_cleanup_(age_file_key_wipe) struct age_file_key key = { 0 };

	if (!crypto_start(err) || !sealed_file_read(&file, bytes, length, err) ||
	    !unwrap(&key, &file, identities, err))
		return false;
	if (!age_header_is_authentic(&file.header, file.bytes, &key)) {
		error_set(err, ERR_MANIFEST, "the header of the sealed file was changed");
		return error_hint(err, "take a good copy of the file, or seal it again");
	}
	return age_payload_open(plaintext, &key, file.bytes + file.header.length,
				file.length - file.header.length, err);
}

static bool add_header(struct buf *sealed, const struct age_file_key *key,
		       const struct age_recipients *recipients, struct error *err)
{
	struct age_stanza stanza = { 0 };

	buf_add_text(sealed, AGE_VERSION_LINE);
	if (recipients->passphrase) {
		if (!age_stanza_wrap_scrypt(&stanza, key, recipients->passphrase,
					    recipients->work_factor, err))
			return false;
		age_header_add_stanza(sealed, &stanza);
	}
	for (size_t i = 0; i < recipients->key_count; i++) {
		if (!age_stanza_wrap_x25519(&stanza, key, &recipients->keys[i], err))
			return false;
		age_header_add_stanza(sealed, &stanza);
	}
	age_header_finish(sealed, key);
	return true;
}

bool age_seal(struct buf *sealed, const struct age_recipients *recipients, const char *bytes,
	      size_t length, bool armor, struct error *err)
{
	_cleanup_(age_file_key_wipe) struct age_file_key key = { 0 };
	_cleanup_(buf_done) struct buf binary = { 0 };

	if (!recipients->passphrase && !recipients->key_count) {
		error_set(err, ERR_USAGE, "no recipient: nobody could open the file");
		return error_hint(err, "name a recipient (age1...); keystrap keygen makes one");
	}
	if (!crypto_start(err))
		return false;
	randombytes_buf(key.bytes, sizeof(key.bytes));
	if (!add_header(&binary, &key, recipients, err))
		return false;
	age_payload_seal(&binary, &key, bytes, length);
	if (armor)
		age_armor_encode(sealed, binary.bytes, binary.length);
	else
		buf_add(sealed, binary.bytes, binary.length);
	if (!sealed->overflow)
		return true;
	buf_done(sealed);
	return error_set(err, ERR_USAGE, "the sealed file would be larger than %zu bytes",
			 sealed->maximum);
}
