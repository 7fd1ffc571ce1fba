/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/age_key.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "crypto/bech32.h"
#include "crypto/key_facts.h"
#include "crypto/start.h"
#include "util/alloc.h"
#include "util/text.h"

struct age_identities *age_identities_new(void)
{
	struct age_identities *identities = alloc_new(struct age_identities);

	identities->arena = arena_new();
	return identities;
}

void age_identities_free(struct age_identities *identities)
{
	if (!identities)
		return;
	arena_free(identities->arena);
	free(identities->keys);
	free(identities->passphrases);
	free(identities);
}

void age_identities_add_passphrase(struct age_identities *identities, const char *passphrase,
				   size_t length)
{
	identities->passphrases =
		alloc_grow(identities->passphrases, &identities->passphrase_capacity,
			   identities->passphrase_count + 1, sizeof(*identities->passphrases));
	identities->passphrases[identities->passphrase_count++] =
		secret_new(identities->arena, passphrase, length);
}

char **age_identities_recipients(const struct age_identities *identities)
{
	char **list = alloc_array(identities->key_count + 1, sizeof(*list));

	for (size_t i = 0; i < identities->key_count; i++)
		list[i] = age_public_key_text(&identities->keys[i].public_key);
	return list;
}

bool age_identities_are_trivial(const struct age_identities *identities)
{
	for (size_t i = 0; i < identities->key_count; i++) {
		size_t length;
		const char *bytes = secret_reveal(identities->keys[i].scalar, &length);

		if (key_bytes_are_trivial(bytes, length))
			return true;
	}
	return false;
}

/* What people put into identity files by mistake, or from other types; the first match counts. */
static const struct {
	const char *start; /* in any case */
	const char *text;
	const char *hint;
} foreign_lines[] = {
	{ "age-secret-key-pq-1", "a post-quantum identity (AGE-SECRET-KEY-PQ-1) is not supported",
	  "seal the file for an X25519 recipient too, and put that identity here" },
	{ "age-plugin-", "a plugin identity (AGE-PLUGIN-) is not supported",
	  "seal the file for an X25519 recipient too, and put that identity here" },
	{ "age1", "this is a recipient, that is a public key, where an identity is meant",
	  "put the line that starts with AGE-SECRET-KEY-1 here" },
	{ "age-encryption.org/", "the identity file is itself sealed",
	  "unseal it first, and keep the result where only this program can read it" },
	{ "-----begin age encrypted file", "the identity file is itself sealed",
	  "unseal it first, and keep the result where only this program can read it" },
	{ "-----begin ", "an SSH or PEM key is not supported as an identity",
	  "make an age key pair with keystrap keygen and seal the file for its recipient" },
	{ "ssh-", "an SSH key is not supported as an identity",
	  "make an age key pair with keystrap keygen and seal the file for its recipient" },
};

static bool starts_nocase(const char *line, size_t length, const char *start)
{
	size_t wanted = strlen(start);

	return length >= wanted && strncasecmp(line, start, wanted) == 0;
}

static const char *fault_text(enum bech32_fault fault, const struct bech32 *decoded)
{
	switch (fault) {
	case BECH32_MIXED_CASE: return "the identity mixes upper and lower case";
	case BECH32_CHECKSUM:
		return "the checksum of the identity is wrong, so some character of it is";
	case BECH32_MALFORMED: return "this is not a well-formed identity";
	case BECH32_GOOD: break;
	}
	if (text_equal(decoded->prefix, AGE_IDENTITY_PREFIX) && !decoded->upper)
		return "the identity is in lower case";
	return "this is not an X25519 identity";
}

/* Says nothing of what the line holds: it may be most of a key. */
static bool line_error(struct error *err, const char *where, const char *line, size_t length,
		       const char *fault)
{
	for (size_t i = 0; i < ARRAY_LENGTH(foreign_lines); i++) {
		if (!starts_nocase(line, length, foreign_lines[i].start))
			continue;
		error_set(err, ERR_MANIFEST, "%s: %s", where, foreign_lines[i].text);
		return error_hint(err, "%s", foreign_lines[i].hint);
	}
	error_set(err, ERR_MANIFEST, "%s: %s", where, fault);
	return error_hint(err, "an identity is AGE-SECRET-KEY-1 and 58 more characters, in upper "
			       "case, alone on its line: copy it again");
}

static bool add_line(struct age_identities *identities, const char *where, const char *line,
		     size_t length, struct error *err)
{
	_cleanup_(bech32_wipe) struct bech32 decoded = { 0 };
	enum bech32_fault fault = bech32_decode(&decoded, line, length);
	struct age_identity *identity;

	if (fault != BECH32_GOOD || !decoded.upper || decoded.length != AGE_KEY_SIZE ||
	    !text_equal(decoded.prefix, AGE_IDENTITY_PREFIX))
		return line_error(err, where, line, length, fault_text(fault, &decoded));
	if (identities->key_count == AGE_IDENTITY_LIMIT) {
		error_set(err, ERR_MANIFEST, "%s: more than %zu identities", where,
			  AGE_IDENTITY_LIMIT);
		return error_hint(err, "keep the identities that are needed here alone");
	}
	identities->keys = alloc_grow(identities->keys, &identities->key_capacity,
				      identities->key_count + 1, sizeof(*identities->keys));
	identity = &identities->keys[identities->key_count];
	crypto_scalarmult_base(identity->public_key.bytes, decoded.bytes);
	identity->scalar = secret_new(identities->arena, decoded.bytes, AGE_KEY_SIZE);
	identities->key_count++;
	return true;
}

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static bool parse_line(struct age_identities *identities, const char *where, const char *line,
		       size_t length, struct error *err)
{
	while (length && is_space(line[0])) {
		line++;
		length--;
	}
	while (length && is_space(line[length - 1]))
		length--;
	return !length || line[0] == '#' || add_line(identities, where, line, length, err);
}

bool age_identities_parse(struct age_identities *identities, const char *file, const char *text,
			  size_t length, struct error *err)
{
	const char *end;
	size_t before = identities->key_count;
	size_t number = 0;

	if (!crypto_start(err))
		return false;
	text = length ? text : "";
	end = text + length;
	for (const char *next, *line = text; line < end; line = next) {
		const char *eol = memchr(line, '\n', (size_t)(end - line));
		_cleanup_(freep) char *where = text_format("%s:%zu", file, ++number);

		if (!parse_line(identities, where, line, (size_t)((eol ? eol : end) - line), err)) {
			identities->key_count = before;
			return false;
		}
		next = eol ? eol + 1 : end;
	}
	if (identities->key_count > before)
		return true;
	error_set(err, ERR_MANIFEST, "%s: no identity in the file", file);
	return error_hint(err, "make one with keystrap keygen; its line starts with "
			       "AGE-SECRET-KEY-1");
}
