/* SPDX-License-Identifier: Apache-2.0 */
#include "schema/strength.h"

#include <string.h>

#include "checks.h"

/* Bytes of a text that people can read: all of ASCII that prints, with tabs and line ends. */
static bool is_printable(const struct buf *buf)
{
	for (size_t i = 0; i < buf->length; i++) {
		unsigned char c = (unsigned char)buf->bytes[i];

		if ((c < 0x20 || c > 0x7e) && c != '\n' && c != '\r' && c != '\t')
			return false;
	}
	return buf->length > 0;
}

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
	size_t decoded = views->hex.length ? views->hex.length : views->base64.length;

	if (views->is_uuid)
		return 122;
	if (decoded > 0 && decoded < VIEW_LONGEST && decoded * 8 < bits)
		return (unsigned)decoded * 8;
	return bits;
}

static uint32_t random_flaws(struct text core)
{
	return core.length > 0 ? structure_flaws(core) | model_flaws(core) : 0;
}

/*
 * A key in hexadecimal that was encoded once more (as Kubernetes does) is as good as it was. What
 * else prints was written by somebody, or lost bits before it was encoded.
 */
static uint32_t encoded_flaws(struct strength *ret, const struct buf *buf)
{
	struct text inner = { buf->bytes, buf->length };
	uint32_t flaws;

	if (buf->length < 16 || !is_printable(buf))
		return bytes_flaws(buf->bytes, buf->length);
	while (inner.length > 0 && strchr("\r\n", inner.bytes[inner.length - 1]))
		inner.length--;
	if (inner.length > VIEW_LONGEST)
		inner.length = VIEW_LONGEST;
	flaws = random_flaws(inner);
	if (text_is_placeholder(inner))
		flaws |= 1u << STRENGTH_PLACEHOLDER;
	if (!flaws && inner.length >= 32 && alphabet_of(inner) == 16) {
		if (bits_of(inner, false) < ret->content_bits)
			ret->content_bits = bits_of(inner, false);
		return 0;
	}
	return flaws | 1u << STRENGTH_ENCODED_TEXT;
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

static uint32_t written_flaws(const struct views *views)
{
	uint32_t flaws = 0;

	if (text_is_command(views->whole))
		flaws |= 1u << STRENGTH_COMMAND;
	else if (text_is_template(views->whole) || text_is_template(views->bare))
		flaws |= 1u << STRENGTH_TEMPLATE;
	if (text_is_placeholder(views->is_prefixed ? views->bare : views->whole))
		flaws |= 1u << STRENGTH_PLACEHOLDER;
	if (text_is_foreign(views->whole))
		flaws |= 1u << STRENGTH_HUMAN_TEXT;
	return flaws;
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
		if (views.hex.length > 0)
			ret->flaws |= encoded_flaws(ret, &views.hex);
		if (views.base32.length > 0)
			ret->flaws |= encoded_flaws(ret, &views.base32);
		if (views.base64.length > 0)
			ret->flaws |= encoded_flaws(ret, &views.base64);
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
