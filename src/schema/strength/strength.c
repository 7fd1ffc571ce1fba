/* SPDX-License-Identifier: Apache-2.0 */
#include "schema/strength.h"

#include <string.h>

#include "checks.h"

/*
 * Mixed letters without a digit may well come from letters and digits, and base64 without a sign
 * from base64: a quarter of all keys of 32 bytes have none.
 */
static unsigned bits_of(struct text core, bool base64)
{
	/* 256 log2 of the alphabet, rounded up: 43 of letters and digits hold 256 bits. */
	static const struct {
		unsigned alphabet, bits;
	} rows[] = { { 10, 851 },  { 16, 1024 }, { 26, 1204 }, { 32, 1280 }, { 36, 1324 },
		     { 62, 1525 }, { 64, 1536 }, { 50, 1662 }, { 90, 1662 } };
	unsigned alphabet = alphabet_of(core);

	if (alphabet == 52 || (alphabet == 62 && base64))
		alphabet = base64 ? 64 : 62;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (rows[i].alphabet == alphabet)
			return (unsigned)(core.length * rows[i].bits / 256);
	}
	return 0;
}

static unsigned content_bits(const struct views *views)
{
	unsigned bits = bits_of(views->core, views->base64.length > 0);
	unsigned drawn = (unsigned)(views->drawn.length * 3 / 4 * 8);
	size_t decoded = views->hex.length ? views->hex.length : views->base64.length;

	if (views->is_uuid)
		return 122;
	if (decoded > 0 && decoded < VIEW_LONGEST && decoded * 8 < bits)
		bits = (unsigned)decoded * 8;
	return bits > drawn ? bits : drawn;
}

static uint32_t random_flaws(struct text core)
{
	if (core.length == 0 || (!is_hex(core) && text_has_sound_hex(core)))
		return 0;
	return structure_flaws(core) | model_flaws(core) |
	       (uint32_t)text_is_prose(core) << STRENGTH_HUMAN_TEXT;
}

static uint32_t text_flaws(struct text text)
{
	return random_flaws(text) | (uint32_t)text_is_placeholder(text) << STRENGTH_PLACEHOLDER;
}

/*
 * A key in hexadecimal that was encoded once more (as Kubernetes does) is as good as it was. What
 * else was written was written by somebody, or lost bits before it was encoded.
 */
static uint32_t encoded_flaws(struct strength *ret, const struct buf *buf)
{
	struct text inner = { buf->bytes, buf->length };
	enum writing writing = writing_of(inner);
	uint32_t flaws;

	if (writing == WRITING_NONE)
		return bytes_flaws(buf->bytes, buf->length);
	while (inner.length > 0 && strchr("\r\n", inner.bytes[inner.length - 1]))
		inner.length--;
	if (inner.length > VIEW_LONGEST)
		inner.length = VIEW_LONGEST;
	flaws = text_flaws(inner);
	if (writing == WRITING_LIKELY &&
	    !(flaws & (1u << STRENGTH_HUMAN_TEXT | 1u << STRENGTH_PLACEHOLDER)))
		return bytes_flaws(buf->bytes, buf->length);
	if (!flaws && inner.length >= 32 && alphabet_of(inner) == 16) {
		if (bits_of(inner, false) < ret->content_bits)
			ret->content_bits = bits_of(inner, false);
		return 0;
	}
	return flaws | 1u << STRENGTH_ENCODED_TEXT;
}

/* Of what may be encoded: nothing but that it is text. */
static uint32_t loose_flaws(const struct buf *buf)
{
	struct text inner = { buf->bytes, buf->length };

	if (writing_of(inner) != WRITING_SURE || alphabet_of(inner) == 16)
		return 0;
	return 1u << STRENGTH_ENCODED_TEXT;
}

static uint32_t form_flaws(const struct views *views)
{
	uint32_t flaws = 0;

	if (views->is_uuid)
		flaws |= 1u << STRENGTH_UUID;
	if (text_looks_like_jwt(views->whole))
		flaws |= 1u << STRENGTH_JWT;
	if (text_looks_like_pem(views->whole) || text_looks_like_ssh(views->whole))
		flaws |= 1u << STRENGTH_PEM;
	return flaws;
}

/* In front of a UUID, short words are a prefix: access-production-. */
static bool is_placeholder(const struct views *views)
{
	/* Digits that read as letters make words, the more of them the more there are. */
	if (alphabet_of(views->whole) == 16 && !is_hex(views->whole) &&
	    text_has_sound_hex(views->core))
		return false;
	if (views->is_uuid && views->bare.length < views->whole.length)
		return text_is_placeholder(views->bare) || text_says_placeholder(views->whole);
	return text_is_placeholder(views->is_prefixed ? views->bare : views->whole);
}

static uint32_t written_flaws(const struct views *views)
{
	uint32_t flaws = 0;

	if (text_is_command(views->whole))
		flaws |= 1u << STRENGTH_COMMAND;
	else if (text_is_template(views->whole) || text_is_template(views->bare))
		flaws |= 1u << STRENGTH_TEMPLATE;
	if (is_placeholder(views))
		flaws |= 1u << STRENGTH_PLACEHOLDER;
	if (text_is_foreign(views->whole))
		flaws |= 1u << STRENGTH_HUMAN_TEXT;
	return flaws;
}

/* Two digits in a byte print too often: of 28 random pairs all do with 2^-20. */
static bool is_number(const struct views *views)
{
	return views->bare.length < 56 && alphabet_of(views->bare) == 10;
}

void strength_measure(struct strength *ret, const char *bytes, size_t length)
{
	struct views views;

	views_make(&views, bytes, length);
	*ret = (struct strength){ .flaws = form_flaws(&views),
				  .content_bits = content_bits(&views) };
	if (views_are_known(&views))
		ret->flaws |= 1u << STRENGTH_KNOWN;
	/* Tokens and PEM have text in them, and forms of their own. */
	if (!text_is_jwt(views.whole) && !text_is_pem(views.whole)) {
		ret->flaws |= written_flaws(&views) | random_flaws(views.core);
		if (views.hex.length > 0 && !is_number(&views))
			ret->flaws |= encoded_flaws(ret, &views.hex);
		if (views.base32.length > 0)
			ret->flaws |= encoded_flaws(ret, &views.base32);
		if (views.base64.length > 0)
			ret->flaws |= encoded_flaws(ret, &views.base64);
		if (views.loose.length > 0)
			ret->flaws |= loose_flaws(&views.loose);
	}
	views_done(&views);
}

unsigned strength_bits(const char *bytes, size_t length)
{
	struct views views;
	unsigned bits;

	views_make(&views, bytes, length);
	bits = content_bits(&views);
	views_done(&views);
	return bits;
}

uint32_t strength_forms(const char *bytes, size_t length)
{
	struct views views;
	uint32_t flaws;

	views_make(&views, bytes, length);
	flaws = form_flaws(&views);
	views_done(&views);
	return flaws;
}

/* A UUID's dashes stand within a part, as those of base64url. */
static bool is_part_of_token(char c)
{
	return is_letter(c) || is_digit(c) || (c && strchr("+/-_", c));
}

static bool has_random_part(struct text text, unsigned bits)
{
	for (size_t from = 0, to; from < text.length; from = to + 1) {
		struct strength strength;

		for (to = from; to < text.length && is_part_of_token(text.bytes[to]);)
			to++;
		strength_measure(&strength, text.bytes + from, to - from);
		if (to > from && !(strength.flaws & ~(1u << STRENGTH_UUID)) &&
		    strength.content_bits >= bits)
			return true;
	}
	return false;
}

bool strength_encodes_random(const char *bytes, size_t length, unsigned bits)
{
	struct views views;
	const struct buf *decoded;
	struct text text;
	bool found;

	views_make(&views, bytes, length);
	decoded = views.base64.length > 0 ? &views.base64 : &views.loose;
	text = (struct text){ decoded->bytes, decoded->length };
	found = text.length > 0 && writing_of(text) == WRITING_SURE && has_random_part(text, bits);
	views_done(&views);
	return found;
}
