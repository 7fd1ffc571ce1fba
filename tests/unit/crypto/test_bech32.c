/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <string.h>

#include "crypto/bech32.h"

/* BIP 173 and c2sp.org/age. */
static const struct {
	const char *text;
	const char *prefix;
	size_t length;
	bool upper;
} good[] = {
	{ "A12UEL5L", "a", 0, true },
	{ "a12uel5l", "a", 0, false },
	{ "an83characterlonghumanreadablepartthatcontainsthenumber1andtheexcludedcharactersbio1tt5t"
	  "gs",
	  "an83characterlonghumanreadablepartthatcontainsthenumber1andtheexcludedcharactersbio", 0,
	  false },
	{ "abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw", "abcdef", 20, false },
	{ "11qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqc824"
	  "7j",
	  "1", 51, false },
	{ "split1checkupstagehandshakeupstreamerranterredcaperred2y9e3w", "split", 30, false },
	{ "?1ezyfcl", "?", 0, false },
	{ "AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX",
	  "age-secret-key-", 32, true },
	{ "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj", "age", 32, false },
};

static void good_texts_are_read_and_written_again(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(good); i++) {
		struct bech32 decoded = { 0 };
		_cleanup_(buf_done) struct buf again = { 0 };

		assert_int_equal(bech32_decode(&decoded, good[i].text, strlen(good[i].text)),
				 BECH32_GOOD);
		assert_string_equal(decoded.prefix, good[i].prefix);
		assert_int_equal(decoded.length, good[i].length);
		assert_int_equal(decoded.upper, good[i].upper);
		bech32_encode(&again, decoded.prefix, decoded.bytes, decoded.length);
		assert_int_equal(again.length, strlen(good[i].text));
		if (!good[i].upper)
			assert_string_equal(again.bytes, good[i].text);
	}
}

/* BIP 173's list, except for the one text that is only too long, which has no limit here. */
static const struct {
	const char *text;
	enum bech32_fault fault;
} bad[] = {
	{ "\x20"
	  "1nwldj5",
	  BECH32_MALFORMED },
	{ "\x7f"
	  "1axkwrx",
	  BECH32_MALFORMED },
	{ "\x80"
	  "1eym55h",
	  BECH32_MALFORMED },
	{ "pzry9x0s0muk", BECH32_MALFORMED },
	{ "1pzry9x0s0muk", BECH32_MALFORMED },
	{ "x1b4n0q5v", BECH32_MALFORMED },
	{ "li1dgmt3", BECH32_MALFORMED },
	{ "de1lg7wt\xff", BECH32_MALFORMED },
	{ "A1G7SGD8", BECH32_CHECKSUM },
	{ "10a06t8", BECH32_MALFORMED },
	{ "1qzzfhee", BECH32_MALFORMED },
	{ "", BECH32_MALFORMED },
	{ "1", BECH32_MALFORMED },
	/* one case or the other */
	{ "A12uEL5L", BECH32_MIXED_CASE },
	{ "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwJ", BECH32_MIXED_CASE },
	/* one character off, one missing, two swapped */
	{ "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwk", BECH32_CHECKSUM },
	{ "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujw", BECH32_CHECKSUM },
	{ "age1vzkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj", BECH32_CHECKSUM },
	{ "agf1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj", BECH32_CHECKSUM },
};

static void bad_texts_are_refused_for_their_fault(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(bad); i++) {
		struct bech32 decoded = { .length = 77 };
		enum bech32_fault fault = bech32_decode(&decoded, bad[i].text, strlen(bad[i].text));

		if (fault != bad[i].fault)
			fail_msg("row %zu: %d", i, (int)fault);
		assert_int_equal(decoded.length, 77);
	}
}

static void spare_bits_are_zero(void **state)
{
	struct bech32 decoded = { 0 };

	(void)state;
	/* Two characters hold a byte and two spare bits; one holds no byte, whatever its bits. */
	assert_int_equal(bech32_decode(&decoded, "a1qqqd87cq", 10), BECH32_GOOD);
	assert_int_equal(bech32_decode(&decoded, "a1qpamnt9j", 10), BECH32_MALFORMED);
	assert_int_equal(bech32_decode(&decoded, "a1q3g6mn3", 9), BECH32_MALFORMED);
}

static void limits_hold(void **state)
{
	unsigned char bytes[BECH32_BYTES_LIMIT];
	struct bech32 decoded = { 0 };
	_cleanup_(buf_done) struct buf text = { 0 };
	char longest[400];

	(void)state;
	memset(bytes, 0xa5, sizeof(bytes));
	bech32_encode(&text, "x", bytes, sizeof(bytes));
	assert_int_equal(bech32_decode(&decoded, text.bytes, text.length), BECH32_GOOD);
	assert_int_equal(decoded.length, sizeof(bytes));
	assert_memory_equal(decoded.bytes, bytes, sizeof(bytes));
	memset(longest, 'q', sizeof(longest));
	longest[1] = '1';
	assert_int_equal(bech32_decode(&decoded, longest, sizeof(longest)), BECH32_MALFORMED);
	assert_int_equal(bech32_decode(&decoded, longest, 150), BECH32_MALFORMED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(good_texts_are_read_and_written_again),
		cmocka_unit_test(bad_texts_are_refused_for_their_fault),
		cmocka_unit_test(spare_bits_are_zero),
		cmocka_unit_test(limits_hold),
	};

	return cmocka_run_group_tests_name("crypto/bech32", tests, NULL, NULL);
}
