/* SPDX-License-Identifier: Apache-2.0 */
#include "schema/rule/secret.h"

#include <string.h>

#include "crypto/bech32.h"
#include "crypto/codec.h"
#include "schema/look.h"
#include "schema/types.h"
#include "schema/words.h"
#include "util/jsondoc.h"
#include "util/text.h"

/* Names that are for what everybody may know, though they have a secret's words in them. */
static const char public_words[] =
	"PUBLIC PUB PUBKEY PUBKEYS CERT CERTS CERTIFICATE CERTIFICATES CRT CA CHAIN BUNDLE TRUST "
	"TRUSTED VERIFY VERIFICATION VERIFIER VERIFYING SAML JWKS HOST KNOWN AUTHORIZED RECIPIENT "
	"RECIPIENTS SIGNATURE";

/* Requests, chains and public keys; never a file that has the private key, too. */
static bool is_public_pem(const char *text)
{
	const char *label = text + strlen("-----BEGIN "), *end;

	if (!text_starts(text, "-----BEGIN ") || strstr(text, "PRIVATE KEY"))
		return false;
	end = strstr(label, "-----");
	return end && (memmem(label, (size_t)(end - label), "PUBLIC KEY", 10) ||
		       memmem(label, (size_t)(end - label), "CERTIFICATE", 11));
}

/* A line of authorized_keys: its base64 begins with the length of the algorithm's name. */
static bool is_public_ssh(const char *text)
{
	static const char *const algorithms[] = { "ssh-", "ecdsa-sha2-", "sk-ssh-",
						  "sk-ecdsa-sha2-", "rsa-sha2-" };
	const char *blank = strchr(text, ' ');

	for (size_t i = 0; i < ARRAY_LENGTH(algorithms); i++) {
		if (text_starts(text, algorithms[i]))
			return blank && text_starts(blank + 1, "AAAA");
	}
	return false;
}

static bool is_recipient(const char *text)
{
	size_t length = strcspn(text, " \t\r\n");
	struct bech32 bech32;

	return text_starts(text, "age1") && bech32_decode(&bech32, text, length) == BECH32_GOOD;
}

static bool is_public_member(const struct jsondoc *key)
{
	const char *kty = jsondoc_string(jsondoc_member(key, "kty"), NULL);

	return kty && !text_equal(kty, "oct") && !jsondoc_member(key, "d");
}

static bool is_public_jwk(const struct subject *subject)
{
	_cleanup_(jsondoc_freep) struct jsondoc *root = NULL;
	const struct jsondoc *keys;
	struct error err;

	if (!looks_like_jwk(subject->bytes) ||
	    !jsondoc_parse(&root, subject->bytes, subject->length, &err))
		return false;
	keys = jsondoc_member(root, "keys");
	for (size_t i = 0; i < jsondoc_length(keys); i++) {
		if (!is_public_member(jsondoc_element(keys, i)))
			return false;
	}
	return jsondoc_length(keys) > 0 || is_public_member(root);
}

/* RFC 7519 section 6: anybody makes one. */
static bool is_unsigned_token(const char *text)
{
	size_t length = strcspn(text, ".");
	_cleanup_(buf_done) struct buf header = { 0 };
	_cleanup_(jsondoc_freep) struct jsondoc *root = NULL;
	const char *alg;
	struct error err;

	if (!text_starts(text, "eyJ") || !text[length] ||
	    !base64_decode(&header, text, length, true) ||
	    !jsondoc_parse(&root, buf_text(&header), header.length, &err))
		return false;
	alg = jsondoc_string(jsondoc_member(root, "alg"), NULL);
	return alg && text_equal_nocase(alg, "none");
}

/* The types that say themselves that it is not theirs: all of them, or those for PEM only. */
static bool speaks_itself(const struct subject *subject, bool pem)
{
	const struct value_type *said = subject->variable->type;

	if (said && name_fits("*private-key age-key jwk jwks", said->name))
		return true;
	return pem && subject->type &&
	       name_fits("jwt-hmac-key encryption-key *private-key", subject->type->name);
}

/* What the manifest itself calls a certificate or the like is one. */
static bool is_meant_secret(const struct subject *subject)
{
	const struct value_type *type = subject->variable->type;

	return !name_has_word(subject->variable->name, public_words) &&
	       (!type || subject->variable->type_by || type->sensitive ||
		text_equal(type->name, "string"));
}

/* What everybody may know of this, as words; NULL: nothing. */
static const char *what_is(const struct subject *subject, const char *text)
{
	if (is_public_pem(text))
		return "is a public key or a certificate";
	if (is_public_ssh(text) || is_recipient(text) || is_public_jwk(subject))
		return "is a public key";
	return is_unsigned_token(text) ? "is a token without a signature" : NULL;
}

void rule_check_public(const struct subject *subject)
{
	const char *text, *what;

	if (!subject->length || !subject->sensitive)
		return;
	text = subject->bytes + strspn(subject->bytes, " \t\r\n");
	what = what_is(subject, text);
	if (what && is_meant_secret(subject) && !speaks_itself(subject, is_public_pem(text)))
		subject_find(subject, "secret-is-public", NULL, "%s, which is no secret", what);
}
