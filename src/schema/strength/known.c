/* SPDX-License-Identifier: Apache-2.0 */
#include "schema/strength.h"

#include <string.h>

#include "checks.h"
#include "crypto/sha256.h"
#include "tables.h"

/* What is published and shorter may well begin a longer key. */
#define SHORTEST_COPY 16

/*
 * Eight bytes of a digest: a random key is on a list of 4,000 by chance with 2^-52. The rest of it
 * must not stay behind, by which a guess at the value could be proved.
 */
static uint64_t digest_start(const void *bytes, size_t length)
{
	unsigned char digest[SHA256_LENGTH];
	uint64_t start = 0;

	sha256(digest, bytes, length);
	for (size_t i = 0; i < 8; i++)
		start = start << 8 | digest[i];
	explicit_bzero(digest, sizeof(digest));
	return start;
}

static bool is_listed(const void *bytes, size_t length)
{
	uint64_t wanted = digest_start(bytes, length);
	size_t low = 0, high = known_digest_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (known_digests[middle] == wanted)
			return true;
		if (known_digests[middle] < wanted)
			low = middle + 1;
		else
			high = middle;
	}
	return false;
}

/* Whether capitals, of hexadecimal, hide it. */
static bool is_listed_in_small(struct text text)
{
	char small[VIEW_LONGEST];
	bool listed;

	bool capital = false;

	if (text.length > sizeof(small) || !is_hex(text))
		return false;
	for (size_t i = 0; i < text.length; i++)
		capital |= is_capital(text.bytes[i]);
	if (!capital)
		return false;
	for (size_t i = 0; i < text.length; i++)
		small[i] = to_small(text.bytes[i]);
	listed = is_listed(small, text.length);
	explicit_bzero(small, sizeof(small));
	return listed;
}

/* With a character too many, as a copied line's comma, or marks around it. */
static bool is_listed_inside(struct text whole)
{
	struct text inner = whole;

	/* That is no mark, and said of what it stands for. */
	if (whole.length > 0 && whole.bytes[whole.length - 1] == '=')
		return false;
	while (inner.length > 0 && !is_letter(inner.bytes[0]) && !is_digit(inner.bytes[0])) {
		inner.bytes++;
		inner.length--;
	}
	while (inner.length > 0 && !is_letter(inner.bytes[inner.length - 1]) &&
	       !is_digit(inner.bytes[inner.length - 1]))
		inner.length--;
	if (inner.length < whole.length)
		return inner.length >= SHORTEST_COPY &&
		       (is_listed(inner.bytes, inner.length) || is_listed_in_small(inner));
	return whole.length > SHORTEST_COPY && is_listed(whole.bytes, whole.length - 1);
}

/* Digits of either case, whatever stands around them: KEY-prod. Runs of one are none of a key. */
static bool is_listed_part(struct text text)
{
	char room[VIEW_LONGEST];
	struct text digits;
	bool found = false;

	if (text.length > sizeof(room))
		text.length = sizeof(room);
	for (size_t at = 0; !found && text_next_hex(&digits, room, text, &at);)
		found = !structure_flaws(digits) && is_listed(digits.bytes, digits.length);
	explicit_bzero(room, sizeof(room));
	return found;
}

bool views_are_known(const struct views *views)
{
	if (is_listed(views->whole.bytes, views->whole.length) || is_listed_in_small(views->bare))
		return true;
	if (views->bare.length != views->whole.length &&
	    is_listed(views->bare.bytes, views->bare.length))
		return true;
	if (is_listed_inside(views->whole) || is_listed_part(views->whole) ||
	    is_listed_part(views->core))
		return true;
	return (views->hex.length > 0 && is_listed(views->hex.bytes, views->hex.length)) ||
	       (views->base32.length > 0 && is_listed(views->base32.bytes, views->base32.length)) ||
	       (views->base64.length > 0 && is_listed(views->base64.bytes, views->base64.length));
}

bool strength_is_known(const char *bytes, size_t length)
{
	struct views views;
	bool known;

	views_make(&views, bytes, length);
	known = views_are_known(&views);
	views_done(&views);
	return known;
}
