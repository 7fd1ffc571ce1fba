/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/age_key.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "crypto/age_header.h"
#include "crypto/bech32.h"
#include "util/alloc.h"
#include "util/text.h"

struct age_recipients *age_recipients_new(void)
{
	struct age_recipients *recipients = alloc_new(struct age_recipients);

	recipients->arena = arena_new();
	recipients->work_factor = AGE_WORK_FACTOR;
	return recipients;
}

void age_recipients_free(struct age_recipients *recipients)
{
	if (!recipients)
		return;
	arena_free(recipients->arena);
	free(recipients->keys);
	free(recipients);
}

/* What people have at hand and this program cannot seal for; the first match counts. */
static const struct {
	const char *start;
	const char *text;
	const char *hint;
} foreign_recipients[] = {
	{ "age1pq1", "a post-quantum recipient (age1pq1...) is not supported",
	  "use an X25519 recipient: age1 and 58 more characters" },
	{ "ssh-", "an SSH key is not supported as a recipient",
	  "make an age key pair with keystrap keygen and use its recipient" },
	{ AGE_IDENTITY_PREFIX,
	  "this is an identity, that is a secret key, where its recipient is meant",
	  "use the age1... text; and replace this key if others could see it" },
};

static const char *fault_text(enum bech32_fault fault)
{
	switch (fault) {
	case BECH32_MIXED_CASE: return ": it mixes upper and lower case";
	case BECH32_CHECKSUM: return ": its checksum is wrong, so some character of it is";
	default: return "";
	}
}

static bool recipient_error(struct error *err, const char *text, enum bech32_fault fault)
{
	for (size_t i = 0; i < ARRAY_LENGTH(foreign_recipients); i++) {
		if (strncasecmp(text, foreign_recipients[i].start,
				strlen(foreign_recipients[i].start)) != 0)
			continue;
		error_set(err, ERR_USAGE, "%s", foreign_recipients[i].text);
		return error_hint(err, "%s", foreign_recipients[i].hint);
	}
	/* Anything else may be a secret that got into the wrong place. */
	if (text_starts(text, AGE_RECIPIENT_PREFIX "1"))
		error_set(err, ERR_USAGE, "\"%.100s\" is not an age recipient%s", text,
			  fault_text(fault));
	else
		error_set(err, ERR_USAGE, "a recipient is malformed%s", fault_text(fault));
	return error_hint(err, "a recipient is age1 and 58 more characters in lower case");
}

static bool company_error(struct error *err)
{
	error_set(err, ERR_USAGE, "a passphrase seals alone, without other recipients");
	return error_hint(err, "choose recipients or one passphrase");
}

bool age_recipients_add(struct age_recipients *recipients, const char *text, struct error *err)
{
	_cleanup_(bech32_wipe) struct bech32 decoded = { 0 };
	enum bech32_fault fault = bech32_decode(&decoded, text, strlen(text));

	if (fault != BECH32_GOOD || decoded.upper || decoded.length != AGE_KEY_SIZE ||
	    !text_equal(decoded.prefix, AGE_RECIPIENT_PREFIX))
		return recipient_error(err, text, fault);
	if (recipients->passphrase)
		return company_error(err);
	if (recipients->key_count == AGE_STANZA_LIMIT) {
		error_set(err, ERR_USAGE, "more than %zu recipients", AGE_STANZA_LIMIT);
		return error_hint(err, "give one identity to a group of readers");
	}
	recipients->keys = alloc_grow(recipients->keys, &recipients->key_capacity,
				      recipients->key_count + 1, sizeof(*recipients->keys));
	memcpy(recipients->keys[recipients->key_count++].bytes, decoded.bytes, AGE_KEY_SIZE);
	return true;
}

bool age_recipients_set_passphrase(struct age_recipients *recipients, const char *passphrase,
				   size_t length, struct error *err)
{
	if (recipients->passphrase || recipients->key_count)
		return company_error(err);
	if (!length) {
		error_set(err, ERR_USAGE, "the passphrase is empty");
		return error_hint(err, "give one that nobody can guess, or use a recipient");
	}
	recipients->passphrase = secret_new(recipients->arena, passphrase, length);
	return true;
}

void age_recipients_set_work_factor(struct age_recipients *recipients, unsigned work_factor)
{
	assert(work_factor >= 1 && work_factor <= AGE_WORK_FACTOR_LIMIT);
	recipients->work_factor = work_factor;
}
