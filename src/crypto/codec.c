/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/codec.h"

#include <sodium.h>
#include <stdlib.h>

#include "util/alloc.h"

/* What 64 characters stand for: encoded block by block, no padding falls inside. */
#define BLOCK_SIZE ((size_t)48)

static void encode(struct buf *out, const void *bytes, size_t length, int variant)
{
	const unsigned char *at = bytes;
	char text[sodium_base64_ENCODED_LEN(BLOCK_SIZE, sodium_base64_VARIANT_ORIGINAL)];

	for (size_t done = 0; done < length; done += BLOCK_SIZE) {
		size_t count = length - done < BLOCK_SIZE ? length - done : BLOCK_SIZE;

		buf_add_text(out, sodium_bin2base64(text, sizeof(text), at + done, count, variant));
	}
	sodium_memzero(text, sizeof(text));
}

void base64_encode(struct buf *out, const void *bytes, size_t length)
{
	encode(out, bytes, length, sodium_base64_VARIANT_ORIGINAL);
}

void base64_encode_raw(struct buf *out, const void *bytes, size_t length)
{
	encode(out, bytes, length, sodium_base64_VARIANT_ORIGINAL_NO_PADDING);
}

/*
 * sodium checks alphabet, padding and spare bits; where it stopped is for us to check. As of 1.0.18
 * it also takes any byte above 0x7f for a slash, since its comparisons overflow.
 */
static bool decode_base64(unsigned char *ret, size_t room, size_t *ret_length, const char *text,
			  size_t length, int variant)
{
	const char *end = text;
	unsigned all = 0;

	for (size_t i = 0; i < length; i++)
		all |= (unsigned char)text[i];
	return all < 0x80 &&
	       sodium_base642bin(ret, room, text, length, NULL, ret_length, &end, variant) == 0 &&
	       end == text + length;
}

bool base64_decode_raw(void *ret, size_t room, size_t *ret_length, const char *text, size_t length)
{
	size_t decoded = 0;

	if (!decode_base64(ret, room, &decoded, text, length,
			   sodium_base64_VARIANT_ORIGINAL_NO_PADDING)) {
		sodium_memzero(ret, room);
		return false;
	}
	*ret_length = decoded;
	return true;
}

bool base64_decode(struct buf *out, const char *text, size_t length, bool url)
{
	bool padded = length && text[length - 1] == '=';
	size_t room = length / 4 * 3 + 3;
	size_t decoded = 0;
	unsigned char *bytes;
	int variant;
	bool good;

	if (!length)
		return true;
	if (url)
		variant = padded ? sodium_base64_VARIANT_URLSAFE
				 : sodium_base64_VARIANT_URLSAFE_NO_PADDING;
	else
		variant = padded ? sodium_base64_VARIANT_ORIGINAL
				 : sodium_base64_VARIANT_ORIGINAL_NO_PADDING;
	bytes = alloc_array(room, 1);
	good = decode_base64(bytes, room, &decoded, text, length, variant);
	if (good)
		buf_add(out, bytes, decoded);
	sodium_memzero(bytes, room);
	free(bytes);
	return good && !out->overflow;
}

bool hex_decode(struct buf *out, const char *text, size_t length)
{
	size_t room = length / 2 + 1;
	size_t decoded = 0;
	const char *end = text;
	unsigned char *bytes;
	bool good;

	if (!length)
		return true;
	bytes = alloc_array(room, 1);
	good = sodium_hex2bin(bytes, room, text, length, NULL, &decoded, &end) == 0 &&
	       end == text + length;
	if (good)
		buf_add(out, bytes, decoded);
	sodium_memzero(bytes, room);
	free(bytes);
	return good && !out->overflow;
}

/* 32 for a foreign character. */
static unsigned base32_value(char c, char first)
{
	unsigned letter = (unsigned char)c - (unsigned)first, digit = (unsigned char)c - 50U;
	unsigned is_letter = letter < 26, is_digit = digit < 6;

	return (letter & (0 - is_letter)) | ((digit + 26) & (0 - is_digit)) |
	       (32 & (0 - (unsigned)!(is_letter | is_digit)));
}

/* The length without padding, which must fill the last eight characters. */
static size_t base32_bare(const char *text, size_t length)
{
	size_t bare = length;

	while (bare > 0 && length - bare < 6 && text[bare - 1] == '=')
		bare--;
	return bare < length && (length % 8 || (bare + 7) / 8 * 8 != length) ? 0 : bare;
}

bool base32_decode(struct buf *out, const char *text, size_t length)
{
	size_t bare = base32_bare(text, length), decoded = bare * 5 / 8;
	unsigned small = 0, bits = 0, bad = 0;
	unsigned char *bytes;

	if (!length)
		return true;
	bytes = alloc_array(bare + 1, 1);
	/* Small letters have a bit that capitals and digits behind it do not share. */
	for (size_t i = 0; i < bare; i++)
		small |= (unsigned)(text[i] & 0x60) == 0x60;
	for (size_t i = 0; i < bare; i++) {
		unsigned value = base32_value(text[i], small ? 'a' : 'A');

		bad |= value & 32;
		bits = bits << 5 | (value & 31);
		/* Each character completes a byte but those that the last byte reaches into. */
		if ((i + 1) * 5 / 8 > i * 5 / 8)
			bytes[i * 5 / 8] = (unsigned char)(bits >> (i + 1) * 5 % 8);
	}
	bad |= !bare | (bare * 5 % 8 >= 5) | (bits & ((1U << bare * 5 % 8) - 1));
	if (!bad)
		buf_add(out, bytes, decoded);
	sodium_memzero(bytes, bare + 1);
	free(bytes);
	return !bad && !out->overflow;
}
