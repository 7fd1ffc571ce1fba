/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* Strong keys in the formats that people's generators make: the same ones in every run. */

#include <sodium.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#define SMALL  "abcdefghijklmnopqrstuvwxyz"
#define DIGITS "0123456789"
#define ALNUM  SMALL "ABCDEFGHIJKLMNOPQRSTUVWXYZ" DIGITS

struct key_format {
	const char *name, *prefix, *alphabet; /* NULL alphabet: base64 of `length` bytes */
	size_t length;
	int variant; /* of libsodium's base64; or RANDOM_UUID */
};

#define RANDOM_UUID (-1)
#define UUID_DIGITS DIGITS "abcdef", 36, RANDOM_UUID
#define TOKEN_URLSAFE(bytes)                                                                       \
	{                                                                                          \
		"token_urlsafe " #bytes, "", NULL, bytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING \
	}

/* The first ten are those whose false alarms are counted over a million. */
static const struct key_format key_formats[] = {
	{ "base64 24", "", NULL, 24, sodium_base64_VARIANT_ORIGINAL },
	{ "base64 32", "", NULL, 32, sodium_base64_VARIANT_ORIGINAL },
	{ "base64 64", "", NULL, 64, sodium_base64_VARIANT_ORIGINAL },
	{ "base64url 32", "", NULL, 32, sodium_base64_VARIANT_URLSAFE_NO_PADDING },
	{ "alnum 32", "", ALNUM, 32, 0 },
	{ "alnum 48", "", ALNUM, 48, 0 },
	{ "small and digits 32", "", SMALL DIGITS, 32, 0 },
	{ "printable 32", "", ALNUM "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~", 32, 0 },
	{ "django 50", "", SMALL DIGITS "!@#$%^&*(-_=+)", 50, 0 },
	{ "hex 32", "", DIGITS "abcdef", 64, 0 },
	{ "hex 16", "", DIGITS "abcdef", 32, 0 },
	{ "hex 20", "", DIGITS "abcdef", 40, 0 },
	{ "hex 64", "", DIGITS "abcdef", 128, 0 },
	{ "HEX 32", "", DIGITS "ABCDEF", 64, 0 },
	{ "0x hex 32", "0x", DIGITS "abcdef", 64, 0 },
	{ "laravel", "base64:", NULL, 32, sodium_base64_VARIANT_ORIGINAL },
	{ "fernet", "", NULL, 32, sodium_base64_VARIANT_URLSAFE },
	{ "base64 48", "", NULL, 48, sodium_base64_VARIANT_ORIGINAL },
	{ "base64 16", "", NULL, 16, sodium_base64_VARIANT_ORIGINAL },
	{ "base64url 16", "", NULL, 16, sodium_base64_VARIANT_URLSAFE_NO_PADDING },
	{ "base64url 64", "", NULL, 64, sodium_base64_VARIANT_URLSAFE_NO_PADDING },
	TOKEN_URLSAFE(17),
	TOKEN_URLSAFE(18),
	TOKEN_URLSAFE(19),
	TOKEN_URLSAFE(20),
	TOKEN_URLSAFE(21),
	TOKEN_URLSAFE(22),
	TOKEN_URLSAFE(23),
	TOKEN_URLSAFE(24),
	TOKEN_URLSAFE(25),
	TOKEN_URLSAFE(26),
	TOKEN_URLSAFE(27),
	TOKEN_URLSAFE(28),
	TOKEN_URLSAFE(29),
	TOKEN_URLSAFE(30),
	TOKEN_URLSAFE(31),
	{ "alnum 24", "", ALNUM, 24, 0 },
	{ "alnum 64", "", ALNUM, 64, 0 },
	{ "alnum 128", "", ALNUM, 128, 0 },
	{ "small 32", "", SMALL, 32, 0 },
	{ "capitals and digits 32", "", "ABCDEFGHIJKLMNOPQRSTUVWXYZ" DIGITS, 32, 0 },
	{ "base32 32", "", "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 52, 0 },
	{ "small base32", "", SMALL "234567", 32, 0 },
	{ "ULID", "", "0123456789ABCDEFGHJKMNPQRSTVWXYZ", 26, 0 },
	{ "nanoid", "", ALNUM "-_", 21, 0 },
	{ "cuid2", "", SMALL DIGITS, 24, 0 },
	{ "base58", "", "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz", 44, 0 },
	{ "bech32", "AGE-SECRET-KEY-1", "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L", 58, 0 },
	{ "printable 20", "", ALNUM "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~", 20, 0 },
	{ "printable 64", "", ALNUM "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~", 64, 0 },
	{ "unambiguous 32", "", "abcdefghijkmnpqrstuvwxyzACDEFHJKLMNPRTUVWXY34679!@#%^*-_=+", 32,
	  0 },
	{ "alnum and signs 24", "", ALNUM "!@#$%^&*", 24, 0 },
	{ "digits 40", "", DIGITS, 40, 0 },
	{ "digits 64", "", DIGITS, 64, 0 },
	{ "Stripe", "sk_live_", ALNUM, 24, 0 },
	{ "Stripe 99", "rk_live_", ALNUM, 99, 0 },
	{ "Stripe webhook", "whsec_", ALNUM, 32, 0 },
	{ "GitHub", "ghp_", ALNUM, 36, 0 },
	{ "GitHub fine", "github_pat_11AB", ALNUM, 75, 0 },
	{ "GitLab", "glpat-", ALNUM "-_", 20, 0 },
	{ "Anthropic", "sk-ant-api03-", ALNUM "-_", 95, 0 },
	{ "OpenAI", "sk-proj-", ALNUM "-_", 120, 0 },
	{ "Slack", "xoxb-7403918265402-7381640295517-", ALNUM, 24, 0 },
	{ "Telegram", "7192046583:AA", ALNUM "-_", 33, 0 },
	{ "npm", "npm_", ALNUM, 36, 0 },
	{ "PyPI", "pypi-AgEIcHlwaS5vcmc", ALNUM "-_", 150, 0 },
	{ "DigitalOcean", "dop_v1_", DIGITS "abcdef", 64, 0 },
	{ "Shopify", "shpat_", DIGITS "abcdef", 32, 0 },
	{ "Vault", "hvs.CAESI", ALNUM "-_", 90, 0 },
	{ "our own", "acme_prod_", ALNUM, 32, 0 },
	{ "our own, hex", "myapp-key-", DIGITS "abcdef", 40, 0 },
	{ "our own, base64url", "acme_live_", ALNUM "-_", 43, 0 },
	{ "Google", "AIza", ALNUM "-_", 35, 0 },
	{ "Flutterwave", "FLWSECK-", DIGITS "abcdef", 32, 0 },
	{ "Airtable", "pataS6KvFmN85uXXH.", DIGITS "abcdef", 64, 0 },
	{ "Asana", "1/2742938305388878:", DIGITS "abcdef", 32, 0 },
	{ "Facebook", "274293830538|", DIGITS "abcdef", 40, 0 },
	{ "Trello", "ATTA", DIGITS "abcdef", 64, 0 },
	{ "hCaptcha", "0x", DIGITS "abcdefABCDEF", 40, 0 },
	{ "0x and both cases", "0x", DIGITS "abcdefABCDEF", 64, 0 },
	{ "Plaid", "access-production-", UUID_DIGITS },
	{ "HubSpot", "pat-na1-", UUID_DIGITS },
	{ "LaunchDarkly", "sdk-", UUID_DIGITS },
	{ "our own, UUID", "acme_live_", UUID_DIGITS },
	{ "our own, UUID with a known prefix", "key-live-", UUID_DIGITS },
};
#define KEY_FORMATS (sizeof(key_formats) / sizeof(key_formats[0]))

/* What a generator starts from: a random stream that its number fixes. */
struct random_keys {
	unsigned char pool[1 << 16];
	size_t used;
	uint64_t next;
};

static inline unsigned char random_byte(struct random_keys *keys)
{
	if (keys->used == 0 || keys->used == sizeof(keys->pool)) {
		unsigned char seed[randombytes_SEEDBYTES] = { 0 };

		memcpy(seed, &keys->next, sizeof(keys->next));
		keys->next++;
		keys->used = 0;
		randombytes_buf_deterministic(keys->pool, sizeof(keys->pool), seed);
	}
	return keys->pool[keys->used++];
}

static inline unsigned random_below(struct random_keys *keys, unsigned limit)
{
	unsigned byte;

	do {
		byte = random_byte(keys);
	} while (byte >= 256 / limit * limit);
	return byte % limit;
}

/* RFC 9562, version 4. */
static inline void make_uuid(char *digits)
{
	digits[8] = digits[13] = digits[18] = digits[23] = '-';
	digits[14] = '4';
	digits[19] = "89ab"[digits[19] & 3];
}

/* Room: 256 bytes. Returns the length; ends with NUL. */
static inline size_t random_key(char *out, struct random_keys *keys,
				const struct key_format *format)
{
	size_t at = strlen(format->prefix);
	unsigned char raw[64];

	memcpy(out, format->prefix, at);
	if (!format->alphabet) {
		for (size_t i = 0; i < format->length; i++)
			raw[i] = random_byte(keys);
		sodium_bin2base64(out + at, 256 - at, raw, format->length, format->variant);
		return strlen(out);
	}
	for (size_t i = 0; i < format->length; i++)
		out[at++] =
			format->alphabet[random_below(keys, (unsigned)strlen(format->alphabet))];
	out[at] = 0;
	if (format->variant == RANDOM_UUID)
		make_uuid(out + at - format->length);
	return at;
}

/*
 * Whether a key was drawn with 128 bits or more and is said to have fewer than the 125 that do: a
 * byte has 8, a character of any alphabet but digits 4 at least.
 */
static inline bool is_short_of_bits(const struct key_format *format, unsigned content_bits)
{
	return format->variant != RANDOM_UUID && content_bits < 125 &&
	       format->length * (format->alphabet ? 4 : 8) >= 128;
}
