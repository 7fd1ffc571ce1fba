/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/bech32.h"

#include <assert.h>
#include <sodium.h>
#include <stdint.h>
#include <string.h>

#include "util/ascii.h"

#define CHECKSUM_LENGTH 6
#define GROUPS_LIMIT    ((BECH32_BYTES_LIMIT * 8 + 4) / 5)
#define TEXT_LIMIT      (BECH32_PREFIX_LIMIT + 1 + GROUPS_LIMIT + CHECKSUM_LENGTH)

static const char alphabet[] = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";

static uint32_t checksum_add(uint32_t sum, unsigned value)
{
	static const uint32_t generator[] = { 0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd,
					      0x2a1462b3 };
	uint32_t top = sum >> 25;

	sum = (sum & 0x1ffffff) << 5 ^ value;
	for (unsigned i = 0; i < 5; i++)
		sum ^= top >> i & 1 ? generator[i] : 0;
	return sum;
}

static uint32_t checksum_prefix(const char *prefix)
{
	uint32_t sum = 1;

	for (const char *c = prefix; *c; c++)
		sum = checksum_add(sum, (unsigned char)*c >> 5);
	sum = checksum_add(sum, 0);
	for (const char *c = prefix; *c; c++)
		sum = checksum_add(sum, *c & 31);
	return sum;
}

/* Copies to lower case; the separator is the last '1', since the alphabet has none. */
static enum bech32_fault split(struct bech32 *ret, const char **data, char *lower, const char *text,
			       size_t length)
{
	bool has_lower = false;
	size_t separator = length;

	for (size_t i = 0; i < length; i++) {
		if (text[i] < 33 || text[i] > 126)
			return BECH32_MALFORMED;
		lower[i] = to_small(text[i]);
		ret->upper |= lower[i] != text[i];
		has_lower |= is_small(text[i]);
		if (text[i] == '1')
			separator = i;
	}
	if (has_lower && ret->upper)
		return BECH32_MIXED_CASE;
	if (separator < 1 || separator > BECH32_PREFIX_LIMIT ||
	    length - separator < 1 + CHECKSUM_LENGTH)
		return BECH32_MALFORMED;
	memcpy(ret->prefix, lower, separator);
	*data = lower + separator + 1;
	return BECH32_GOOD;
}

/* count characters that end with the checksum. */
static enum bech32_fault regroup(struct bech32 *ret, const char *data, size_t count)
{
	uint32_t sum = checksum_prefix(ret->prefix);
	uint32_t bits = 0;
	unsigned held = 0;

	for (size_t i = 0; i < count; i++) {
		const char *at = strchr(alphabet, data[i]);
		uint32_t value;

		if (!at)
			return BECH32_MALFORMED;
		value = (uint32_t)(at - alphabet);
		sum = checksum_add(sum, value);
		if (i >= count - CHECKSUM_LENGTH)
			continue;
		bits = (bits << 5 | value) & 0xfff;
		held += 5;
		if (held < 8)
			continue;
		held -= 8;
		if (ret->length == BECH32_BYTES_LIMIT)
			return BECH32_MALFORMED;
		ret->bytes[ret->length++] = (unsigned char)(bits >> held);
	}
	if (sum != 1)
		return BECH32_CHECKSUM;
	return held < 5 && !(bits & ((1U << held) - 1)) ? BECH32_GOOD : BECH32_MALFORMED;
}

enum bech32_fault bech32_decode(struct bech32 *ret, const char *text, size_t length)
{
	_cleanup_(bech32_wipe) struct bech32 decoded = { 0 };
	char lower[TEXT_LIMIT + 1] = { 0 };
	const char *data = NULL;
	enum bech32_fault fault;

	if (length > TEXT_LIMIT)
		return BECH32_MALFORMED;
	fault = split(&decoded, &data, lower, text, length);
	if (fault == BECH32_GOOD)
		fault = regroup(&decoded, data, length - (size_t)(data - lower));
	if (fault == BECH32_GOOD)
		*ret = decoded;
	sodium_memzero(lower, sizeof(lower));
	return fault;
}

static uint32_t add_group(struct buf *out, uint32_t sum, unsigned value)
{
	buf_add_char(out, alphabet[value]);
	return checksum_add(sum, value);
}

void bech32_encode(struct buf *out, const char *prefix, const void *bytes, size_t length)
{
	const unsigned char *at = bytes;
	uint32_t sum = checksum_prefix(prefix);
	uint32_t bits = 0;
	unsigned held = 0;

	assert(length <= BECH32_BYTES_LIMIT && strlen(prefix) <= BECH32_PREFIX_LIMIT);
	buf_add_text(out, prefix);
	buf_add_char(out, '1');
	for (size_t i = 0; i < length; i++) {
		bits = (bits << 8 | at[i]) & 0xfff;
		for (held += 8; held >= 5; held -= 5)
			sum = add_group(out, sum, bits >> (held - 5) & 31);
	}
	if (held)
		sum = add_group(out, sum, bits << (5 - held) & 31);
	for (unsigned i = 0; i < CHECKSUM_LENGTH; i++)
		sum = checksum_add(sum, 0);
	sum ^= 1;
	for (unsigned i = 0; i < CHECKSUM_LENGTH; i++)
		buf_add_char(out, alphabet[sum >> 5 * (5 - i) & 31]);
}

void bech32_wipe(struct bech32 *bech32)
{
	sodium_memzero(bech32, sizeof(*bech32));
}
