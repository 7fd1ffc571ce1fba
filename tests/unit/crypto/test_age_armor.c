/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <string.h>

#include "crypto/age_armor.h"

#define BEGIN "-----BEGIN AGE ENCRYPTED FILE-----"
#define END   "-----END AGE ENCRYPTED FILE-----"
#define A64   "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFB"
#define A48   "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

/* clang-format off */
static const struct {
	const char *text;
	const char *content; /* or NULL */
	const char *error;   /* then: a part of the text */
} rows[] = {
	{ BEGIN "\nQQ==\n" END "\n", "A", NULL },
	{ BEGIN "\nQQ==\n" END, "A", NULL },
	{ BEGIN "\r\nQQ==\r\n" END "\r\n", "A", NULL },
	{ BEGIN "\r\n" A64 "\r\nQQ==\r\n" END, A48 "A", NULL },
	{ BEGIN "\n" A64 "\n" END "\n", A48, NULL },
	{ BEGIN "\n" A64 "\n" A64 "\nQUE=\n" END "\n", A48 A48 "AA", NULL },
	{ " \t\n\r\n\n" BEGIN "\nQUFB\n" END "\n \r\n\t", "AAA", NULL },
	{ BEGIN "\n" END "\n", "", NULL },

	{ BEGIN "\n\nQQ==\n" END, NULL, "line 2 of the armored file: an empty line" },
	{ BEGIN "\nQQ==\n\n" END, NULL, "line 3 of the armored file: END AGE ENCRYPTED FILE is missing" },
	{ BEGIN "\n" A64 "\n\n" END, NULL, "line 3 of the armored file: an empty line" },
	{ BEGIN "\nQUFB\nQQ==\n" END, NULL, "line 3 of the armored file: END AGE ENCRYPTED FILE is missing" },
	{ BEGIN "\n" A64 "QUFB\n" END, NULL, "line 2 of the armored file: longer than 64" },
	{ BEGIN "\nQQ\n" END, NULL, "not canonical base64" },
	{ BEGIN "\nQR==\n" END, NULL, "not canonical base64" },
	{ BEGIN "\nQQ=\n=\n" END, NULL, "END AGE ENCRYPTED FILE is missing" },
	{ BEGIN "\nQQ==QUFB\n" END, NULL, "not canonical base64" },
	{ BEGIN "\nQUF_\n" END, NULL, "not canonical base64" },
	{ BEGIN "\nQUF\xaf\n" END, NULL, "not canonical base64" },
	{ BEGIN "\n QQ==\n" END, NULL, "not canonical base64" },
	{ BEGIN "\nQQ== \n" END, NULL, "not canonical base64" },
	{ BEGIN "\nQQ==\r\n" END, NULL, "not canonical base64" },
	{ BEGIN "\r\nQQ==\n" END, NULL, "line 2 of the armored file: the file ends inside" },
	{ BEGIN "\r\nQQ==\rQ" END, NULL, "odd line end" },
	{ BEGIN "\rQQ==\r" END, NULL, "more than BEGIN" },
	{ BEGIN " \nQQ==\n" END, NULL, "more than BEGIN" },
	{ BEGIN "QQ==\n" END, NULL, "more than BEGIN" },
	{ BEGIN, NULL, "more than BEGIN" },
	{ BEGIN "\nComment: x\n\nQQ==\n" END, NULL, "line 3 of the armored file" },
	{ BEGIN "\nQQ==\n=olXx\n" END, NULL, "END AGE ENCRYPTED FILE is missing" },
	{ BEGIN "\nQQ==\n", NULL, "the file ends inside its armor" },
	{ BEGIN "\nQQ==\n-----END AGE ENCRYPTED FILE----", NULL, "the file ends inside its armor" },
	{ BEGIN "\nQQ==\n-----END AGE encrypted FILE-----\n", NULL, "END AGE ENCRYPTED FILE is missing" },
	{ BEGIN "\nQQ==\n" END "\nmore\n", NULL, "something follows" },
	{ BEGIN "\nQQ==\n" END "\n" BEGIN "\nQQ==\n" END "\n", NULL, "something follows" },
	{ BEGIN "\nQQ==\n" END "\n\v", NULL, "something follows" },
	{ "\n\n" BEGIN "\n\n" END, NULL, "line 4 of the armored file: an empty line" },
};
/* clang-format on */

static void there_is_one_armor_of_a_file(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		_cleanup_(buf_done) struct buf out = { 0 };
		struct error err = { 0 };
		bool good;

		assert_true(age_armor_begins(rows[i].text, strlen(rows[i].text)));
		good = age_armor_decode(&out, rows[i].text, strlen(rows[i].text), &err);
		if (good != (rows[i].content != NULL))
			fail_msg("row %zu: %s", i, err.text);
		assert_string_equal(buf_text(&out), good ? rows[i].content : "");
		if (good)
			continue;
		assert_int_equal(err.code, ERR_MANIFEST);
		assert_string_not_equal(err.hint, "");
		if (!strstr(err.text, rows[i].error))
			fail_msg("row %zu: %s", i, err.text);
	}
}

static void other_labels_are_no_armor(void **state)
{
	static const char *const texts[] = {
		"",
		" ",
		"----BEGIN AGE ENCRYPTED FILE-----\n",
		"----- BEGIN AGE ENCRYPTED FILE -----\n",
		"-----BEGIN AGE ENCRYPTED MESSAGE-----\n",
		"-----BEGIN age encrypted file-----\n",
		"x" BEGIN "\n",
		"\v" BEGIN "\n",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(texts); i++)
		assert_false(age_armor_begins(texts[i], strlen(texts[i])));
}

static void lines_have_64_columns(void **state)
{
	static const struct {
		size_t length;
		const char *text;
	} sizes[] = {
		{ 0, BEGIN "\n" END "\n" },
		{ 1, BEGIN "\nQQ==\n" END "\n" },
		{ 48, BEGIN "\n" A64 "\n" END "\n" },
		{ 49, BEGIN "\n" A64 "\nQQ==\n" END "\n" },
		{ 96, BEGIN "\n" A64 "\n" A64 "\n" END "\n" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(sizes); i++) {
		_cleanup_(buf_done) struct buf out = { 0 };

		age_armor_encode(&out, A48 A48, sizes[i].length);
		assert_string_equal(buf_text(&out), sizes[i].text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(there_is_one_armor_of_a_file),
		cmocka_unit_test(other_labels_are_no_armor),
		cmocka_unit_test(lines_have_64_columns),
	};

	return cmocka_run_group_tests_name("crypto/age_armor", tests, NULL, NULL);
}
