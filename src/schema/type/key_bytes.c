/* SPDX-License-Identifier: Apache-2.0 */
#include "key_bytes.h"

#include <string.h>

#include "crypto/codec.h"
#include "schema/items.h"
#include "schema/judge.h"
#include "schema/rules.h"
#include "schema/strength.h"
#include "util/text.h"

bool key_decode(struct buf *key, const struct subject *subject, const char *encoding)
{
	const char *bytes = subject->bytes;
	size_t length = subject->length;

	if (encoding && !text_equal(encoding, "raw") && text_starts(bytes, "base64:")) {
		bytes += strlen("base64:");
		length -= strlen("base64:");
	}
	if (text_equal(encoding, "hex")) {
		bool prefixed = text_starts(bytes, "0x") || text_starts(bytes, "0X");

		return hex_decode(key, bytes + (prefixed ? 2 : 0), length - (prefixed ? 2 : 0));
	}
	if (text_equal(encoding, "base64"))
		return base64_decode(key, bytes, length, false);
	if (text_equal(encoding, "base64url"))
		return base64_decode(key, bytes, length, true);
	if (text_equal(encoding, "auto") &&
	    (hex_decode(key, bytes, length) || base64_decode(key, bytes, length, false) ||
	     base64_decode(key, bytes, length, true)))
		return true;
	buf_add(key, subject->bytes, subject->length);
	return true;
}

size_t key_least_bits(const struct subject *subject, size_t fallback)
{
	size_t least = fallback;

	if (subject->variable->text[TEXT_MIN_ENTROPY_BITS])
		text_to_size(&least, subject->variable->text[TEXT_MIN_ENTROPY_BITS], SIZE_MAX);
	return least;
}

static void take_least(const struct secret_item *item, void *context)
{
	size_t *least = context, bits = strength_bits(item->bytes, item->length);

	if (item->listed && bits < *least)
		*least = bits;
}

/* Of a list as many as its worst item has. */
static size_t item_bits(const struct subject *subject, size_t whole)
{
	size_t least = whole;

	secret_items(subject, take_least, &least);
	return least;
}

/* Yes or no, or a small number, under a name that only sounds like a secret's: a setting mostly. */
static const char *hint_for(const struct subject *subject)
{
	const char *text = subject->bytes;

	return subject->variable->type_by && (subject_is_truthy(text) || subject_is_falsy(text))
		       ? "if it is no secret, say sensitive = no in its section; otherwise make "
			 "one: "
			 "openssl rand -base64 32"
		       : NULL;
}

void key_judge_bits(const struct subject *subject, size_t least, size_t enough)
{
	bool said =
		subject->variable->text[TEXT_MIN_ENTROPY_BITS] && !subject->variable->bits_by_name;
	size_t whole = strength_bits(subject->bytes, subject->length);
	size_t bits = item_bits(subject, whole) + (said ? 0 : KEY_BITS_TOLERANCE);
	const char *what = bits < whole ? "an item of it " : "";

	/* To judge it all is much work, which good keys need not cost twice. */
	if ((bits >= least && bits >= enough) || judge_says_enough(subject))
		return;
	if (bits < least)
		subject_find(subject, "secret-max-entropy", hint_for(subject),
			     "%shas fewer bits than the %zu that %s, even if it is random", what,
			     least,
			     subject->variable->bits_by_name ? "keys of such a name have"
							     : "its use needs");
	else if (!judge_finds_flaws(subject))
		subject_find_at(subject, "secret-max-entropy", SUBJECT_WARN, NULL,
				"%shas fewer bits than the %zu that are advised for its use", what,
				enough);
}

bool key_is_other_form(const struct subject *subject)
{
	uint32_t forms = strength_forms(subject->bytes, subject->length);

	if (forms & 1u << STRENGTH_UUID)
		subject_find(subject, "jwt-key-is-uuid", NULL,
			     "is a UUID, which has 122 random bits at most");
	else if (forms & 1u << STRENGTH_JWT)
		subject_find(subject, "jwt-key-is-jwt", NULL, "is a token, not a key");
	else if (forms & 1u << STRENGTH_PEM)
		subject_find(subject, "jwt-key-is-pem", NULL,
			     "is a key in PEM, not a shared secret");
	else
		return false;
	return true;
}
