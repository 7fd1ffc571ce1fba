/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/sha1.h"

#include <stdint.h>
#include <string.h>

#define BLOCK 64

static uint32_t turn(uint32_t word, unsigned bits)
{
	return word << bits | word >> (32 - bits);
}

/* FIPS 180-4, 6.1.2; the function and constant of each of the four rounds are in 4.1.1 and 4.2.1.
 */
static void take_block(uint32_t hash[static 5], const unsigned char *block)
{
	static const uint32_t constants[4] = { 0x5a827999, 0x6ed9eba1, 0x8f1bbcdc, 0xca62c1d6 };
	uint32_t w[80], a = hash[0], b = hash[1], c = hash[2], d = hash[3], e = hash[4];

	for (unsigned t = 0; t < 16; t++)
		w[t] = (uint32_t)block[4 * t] << 24 | (uint32_t)block[4 * t + 1] << 16 |
		       (uint32_t)block[4 * t + 2] << 8 | block[4 * t + 3];
	for (unsigned t = 16; t < 80; t++)
		w[t] = turn(w[t - 3] ^ w[t - 8] ^ w[t - 14] ^ w[t - 16], 1);
	for (unsigned t = 0; t < 80; t++) {
		uint32_t mixed = t < 20              ? (b & c) | (~b & d)
				 : t >= 40 && t < 60 ? (b & c) | (b & d) | (c & d)
						     : b ^ c ^ d;
		uint32_t next = turn(a, 5) + mixed + e + w[t] + constants[t / 20];

		e = d;
		d = c;
		c = turn(b, 30);
		b = a;
		a = next;
	}
	hash[0] += a;
	hash[1] += b;
	hash[2] += c;
	hash[3] += d;
	hash[4] += e;
}

void sha1(unsigned char ret[SHA1_LENGTH], const void *bytes, size_t length)
{
	uint32_t hash[5] = { 0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0 };
	unsigned char last[2 * BLOCK] = { 0 };
	const unsigned char *at = bytes;
	size_t rest = length, padded;

	for (; rest >= BLOCK; rest -= BLOCK, at += BLOCK)
		take_block(hash, at);
	if (rest > 0)
		memcpy(last, at, rest);
	last[rest] = 0x80;
	padded = rest < BLOCK - 8 ? BLOCK : 2 * BLOCK;
	for (unsigned i = 0; i < 8; i++)
		last[padded - 1 - i] = (unsigned char)((uint64_t)length * 8 >> (8 * i));
	for (size_t i = 0; i < padded; i += BLOCK)
		take_block(hash, last + i);
	for (unsigned i = 0; i < SHA1_LENGTH; i++)
		ret[i] = (unsigned char)(hash[i / 4] >> (24 - 8 * (i % 4)));
}
