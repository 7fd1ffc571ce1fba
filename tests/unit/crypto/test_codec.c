/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <string.h>

#include "crypto/codec.h"

/* RFC 4648, section 10, and bytes that need the last two letters of the alphabet. */
static const struct {
	const char *bytes;
	const char *text;
	const char *raw;
} pairs[] = {
	{ "", "", "" },
	{ "f", "Zg==", "Zg" },
	{ "fo", "Zm8=", "Zm8" },
	{ "foo", "Zm9v", "Zm9v" },
	{ "foob", "Zm9vYg==", "Zm9vYg" },
	{ "fooba", "Zm9vYmE=", "Zm9vYmE" },
	{ "foobar", "Zm9vYmFy", "Zm9vYmFy" },
	{ "\xfb\xff\xfe", "+//+", "+//+" },
};

static void base64_is_that_of_the_rfc(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(pairs); i++) {
		_cleanup_(buf_done) struct buf text = { 0 };
		_cleanup_(buf_done) struct buf raw = { 0 };

		base64_encode(&text, pairs[i].bytes, strlen(pairs[i].bytes));
		base64_encode_raw(&raw, pairs[i].bytes, strlen(pairs[i].bytes));
		assert_string_equal(buf_text(&text), pairs[i].text);
		assert_string_equal(buf_text(&raw), pairs[i].raw);
	}
}

static void padding_is_right_or_absent(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(pairs); i++) {
		_cleanup_(buf_done) struct buf padded = { 0 };
		_cleanup_(buf_done) struct buf raw = { 0 };

		assert_true(base64_decode(&padded, pairs[i].text, strlen(pairs[i].text), false));
		assert_true(base64_decode(&raw, pairs[i].raw, strlen(pairs[i].raw), false));
		assert_string_equal(buf_text(&padded), pairs[i].bytes);
		assert_string_equal(buf_text(&raw), pairs[i].bytes);
	}
}

static void one_byte_string_has_one_text(void **state)
{
	static const char *const bad[] = {
		"Zh==",   /* spare bits */
		"Zh",     /* spare bits, no padding */
		"Zm9=",   /* spare bits of three characters */
		"Zg=",    /* half the padding */
		"Zg===",  /* too much */
		"Z",      /* no byte has six bits */
		"Zm9vY",  /* nor has a fourth */
		"=",      /* padding of nothing */
		"Zg==Zg", /* goes on after the padding */
		"Zm9v\n", /* white space */
		" Zm9v",  "Zm 9v", "Zm9v=", "Zm-v", "Zm_v", "Zm9v.",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(bad); i++) {
		_cleanup_(buf_done) struct buf out = { 0 };

		buf_add_text(&out, "before");
		if (base64_decode(&out, bad[i], strlen(bad[i]), false))
			fail_msg("\"%s\" was taken", bad[i]);
		assert_string_equal(buf_text(&out), "before");
	}
}

static void url_has_its_own_alphabet(void **state)
{
	_cleanup_(buf_done) struct buf out = { 0 };

	(void)state;
	assert_true(base64_decode(&out, "-__-", 4, true));
	assert_string_equal(buf_text(&out), "\xfb\xff\xfe");
	assert_false(base64_decode(&out, "+//+", 4, true));
	assert_true(base64_decode(&out, "Zg==", 4, true));
	assert_true(base64_decode(&out, "Zg", 2, true));
	assert_false(base64_decode(&out, "Zh", 2, true));
}

/* Each byte in each place, against a plain reading of the alphabets. */
static void no_other_byte_is_in_an_alphabet(void **state)
{
	static const char letters[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

	(void)state;
	for (unsigned i = 0; i < 2 * 4 * 256; i++) {
		bool url = i / 1024;
		char text[] = "AAAA";
		_cleanup_(buf_done) struct buf out = { 0 };
		_cleanup_(buf_done) struct buf hex = { 0 };
		char c = (char)(i % 256);
		bool digit = c && strchr("0123456789abcdefABCDEF", c);

		text[i / 256 % 4] = c;
		if (base64_decode(&out, text, 4, url) !=
			    (c && (strchr(letters, c) || strchr(url ? "-_" : "+/", c))) &&
		    !(c == '=' && i / 256 % 4 == 3))
			fail_msg("byte %u at %u", i % 256, i / 256 % 4);
		assert_int_equal(hex_decode(&hex, text, 4), digit);
	}
}

static void a_nul_is_not_the_end(void **state)
{
	_cleanup_(buf_done) struct buf out = { 0 };

	(void)state;
	assert_false(base64_decode(&out, "Zm9v\0Zm9v", 9, false));
	assert_false(hex_decode(&out, "66\0", 3));
	assert_int_equal(out.length, 0);
}

static void long_inputs_are_encoded_whole(void **state)
{
	char bytes[1000];

	(void)state;
	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (char)(i * 7);
	for (size_t length = 0; length <= sizeof(bytes); length += 37) {
		_cleanup_(buf_done) struct buf text = { 0 };
		_cleanup_(buf_done) struct buf back = { 0 };

		base64_encode(&text, bytes, length);
		assert_int_equal(text.length, (length + 2) / 3 * 4);
		assert_true(base64_decode(&back, text.bytes, text.length, false));
		assert_int_equal(back.length, length);
		if (length)
			assert_memory_equal(back.bytes, bytes, length);
	}
}

static void the_maximum_of_the_output_holds(void **state)
{
	_cleanup_(buf_done) struct buf out = { .maximum = 2 };

	(void)state;
	assert_false(base64_decode(&out, "Zm9v", 4, false));
	assert_true(out.overflow);
	assert_int_equal(out.length, 0);
}

static void raw_takes_no_padding_and_no_excess(void **state)
{
	unsigned char bytes[4] = { 0 };
	size_t length = 9;

	(void)state;
	assert_true(base64_decode_raw(bytes, 4, &length, "Zm9vYg", 6));
	assert_int_equal(length, 4);
	assert_memory_equal(bytes, "foob", 4);
	assert_true(base64_decode_raw(bytes, 4, &length, "", 0));
	assert_int_equal(length, 0);
	length = 9;
	assert_false(base64_decode_raw(bytes, 4, &length, "Zm9vYg==", 8));
	assert_false(base64_decode_raw(bytes, 4, &length, "Zm9vYmE", 7));
	assert_false(base64_decode_raw(bytes, 4, &length, "Zm9vYh", 6));
	assert_memory_equal(bytes, "\0\0\0\0", 4);
	assert_int_equal(length, 9);
}

static void hex_has_whole_bytes_and_digits_only(void **state)
{
	static const char *const bad[] = { "6",   "666",  "6g",   "g6", "66 ",
					   " 66", "0x66", "66\n", "6:6" };
	_cleanup_(buf_done) struct buf out = { 0 };

	(void)state;
	assert_true(hex_decode(&out, "666F6f", 6));
	assert_string_equal(buf_text(&out), "foo");
	assert_true(hex_decode(&out, "", 0));
	for (size_t i = 0; i < ARRAY_LENGTH(bad); i++)
		assert_false(hex_decode(&out, bad[i], strlen(bad[i])));
	assert_string_equal(buf_text(&out), "foo");
}

static void nothing_may_be_null(void **state)
{
	_cleanup_(buf_done) struct buf out = { 0 };

	(void)state;
	assert_true(base64_decode(&out, NULL, 0, false));
	assert_true(hex_decode(&out, NULL, 0));
	base64_encode(&out, NULL, 0);
	assert_int_equal(out.length, 0);
}

/* RFC 4648 section 10, and what is none. */
static void base32_is_strict(void **state)
{
	static const struct {
		const char *text, *bytes;
	} good[] = {
		{ "", "" },
		{ "MY======", "f" },
		{ "MZXQ====", "fo" },
		{ "MZXW6===", "foo" },
		{ "MZXW6YQ=", "foob" },
		{ "MZXW6YTB", "fooba" },
		{ "MZXW6YTBOI======", "foobar" },
		{ "MZXW6YTBOI", "foobar" },
		{ "mzxw6ytboi", "foobar" },
	};
	static const char *const bad[] = { "M",        "MZX",       "MZXW6Y",    "MZ",
					   "MY=====",  "MY=======", "MZXW6=",    "=",
					   "========", "MzXW6YTB",  "MZXW6YT1",  "MZXW6YT8",
					   "MZXW6YT0", " MZXW6YTB", "MZXW6YTB\n" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(good); i++) {
		_cleanup_(buf_done) struct buf out = { 0 };

		assert_true(base32_decode(&out, good[i].text, strlen(good[i].text)));
		assert_string_equal(buf_text(&out), good[i].bytes);
	}
	for (size_t i = 0; i < ARRAY_LENGTH(bad); i++) {
		_cleanup_(buf_done) struct buf out = { 0 };

		if (base32_decode(&out, bad[i], strlen(bad[i])))
			fail_msg("\"%s\" was taken", bad[i]);
		assert_int_equal(out.length, 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(base64_is_that_of_the_rfc),
		cmocka_unit_test(padding_is_right_or_absent),
		cmocka_unit_test(base32_is_strict),
		cmocka_unit_test(one_byte_string_has_one_text),
		cmocka_unit_test(url_has_its_own_alphabet),
		cmocka_unit_test(no_other_byte_is_in_an_alphabet),
		cmocka_unit_test(a_nul_is_not_the_end),
		cmocka_unit_test(long_inputs_are_encoded_whole),
		cmocka_unit_test(the_maximum_of_the_output_holds),
		cmocka_unit_test(raw_takes_no_padding_and_no_excess),
		cmocka_unit_test(hex_has_whole_bytes_and_digits_only),
		cmocka_unit_test(nothing_may_be_null),
	};

	return cmocka_run_group_tests_name("crypto/codec", tests, NULL, NULL);
}
