/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <stdbool.h>
#include <string.h>

#include "../../fake/random_keys.h"
#include "schema/strength.h"

static unsigned bits(const char *text)
{
	return password_bits(text, strlen(text));
}

static void common_passwords_are_known(void **state)
{
	static const char *const common[] = {
		"password",         "PASSWORD",    "P@ssw0rd",   "P4$$word123!", "minioadmin",
		"Monkey!!!!!!2024", "dragon",      "12345678",   "1234567890",   "qwertyuiop",
		"iloveyou1",        "adminadmin",  "LetMeIn!",   "welcome1",     "1Welcome1",
		"hunter2",          "Harbor12345", "root123",    "postgres",     "changeme",
		"trustno1",         "foobared",    "!ChangeMe!", "dr4g0n2024"
	};
	static const char *const others[] = { "",         "k9Lq2Zr8WxB4",
					      "kqzrwxbn", "monkeywrenchturner",
					      "9341",     "Kq2!monkeyZr8Wx" };
	size_t missed = 0;

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(common); i++) {
		if (password_is_common(common[i], strlen(common[i])))
			continue;
		print_error("not common: %s\n", common[i]);
		missed++;
	}
	assert_int_equal(missed, 0);
	for (size_t i = 0; i < ARRAY_LENGTH(others); i++)
		assert_false(password_is_common(others[i], strlen(others[i])));
}

static void passwords_of_people_are_cheap(void **state)
{
	static const char *const weak[] = {
		"Summer2024!",          "Winter2023!Company", "ILoveMyCompany2024!",
		"Saleor2024Saleor2024", "qwertyuiop123456",   "aaaaaaaaaaaaaaaaaaaa",
		"12345678901234567890", "John.Smith.1985",    "Tr0ub4dor&3",
		"abcdefghijklmnopqrst", "P@ssw0rd12345678",   "15081947-15081947",
		"M1cr0s0ft@2023",       "P@55w0rd!P@55",      "It.Is.Me.2024!",
		"MyS3cr3tDBp@ss!",      "1a2s3d4f5g6h",       "q1a2z3w4s5x6",
		"q1q2q3q4q5q6",         "m1a2r3i4n5a6"
	};
	static const char *const strong[] = { "k9Lq2Zr8WxB4nV7mT3c5", "Kq2!Zr8-Wx_B4nV7+c",
					      "stapler gravel ounce velvet pigment thorn",
					      "tulip-ragged-onyx-fjord-clamp-quirk",
					      "8f3a1c7e5d9b2046f8e1a37c5b9d0264" };
	size_t wrong = 0;

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(weak); i++) {
		if (bits(weak[i]) >= 60) {
			print_error("%s: %u bits\n", weak[i], bits(weak[i]));
			wrong++;
		}
	}
	for (size_t i = 0; i < ARRAY_LENGTH(strong); i++) {
		if (bits(strong[i]) < 80) {
			print_error("%s: %u bits\n", strong[i], bits(strong[i]));
			wrong++;
		}
	}
	assert_int_equal(wrong, 0);
	assert_int_equal(bits(""), 0);
}

/* 20 letters and digits, and 24 characters of base64, are never refused. */
static void random_passwords_are_strong(void **state)
{
	static const struct key_format formats[] = {
		{ "alnum 20", "", ALNUM, 20, 0 },
		{ "base64 18", "", NULL, 18, sodium_base64_VARIANT_ORIGINAL },
		{ "hex 32", "", DIGITS "abcdef", 32, 0 },
	};
	static struct random_keys keys;
	char key[256];

	(void)state;
	assert_true(sodium_init() >= 0);
	for (size_t i = 0; i < 15000; i++) {
		size_t length = random_key(key, &keys, &formats[i % 3]);

		if (password_bits(key, length) < 72)
			print_error("%s: %u\n", key, password_bits(key, length));
		assert_true(password_bits(key, length) >= 72);
		assert_false(password_is_common(key, length));
	}
}

/* Shorter ones are seldom refused: one in two thousand of 14 characters; 16 are seldom warned of.
 */
static void shorter_random_passwords_are_rarely_weak(void **state)
{
	static const struct key_format formats[] = {
		{ "alnum 14", "", ALNUM, 14, 0 },
		{ "signs 14", "", ALNUM "!@#%^&*-_=+?.,:;~", 14, 0 },
		{ "hex 18", "", DIGITS "abcdef", 18, 0 },
		{ "alnum 16", "", ALNUM, 16, 0 },
	};
	static const struct {
		unsigned bits;
		size_t at_most; /* of 4000 */
	} limits[] = { { 60, 20 }, { 60, 20 }, { 60, 60 }, { 80, 160 } };
	static struct random_keys keys;
	size_t weak[ARRAY_LENGTH(formats)] = { 0 };
	char key[256];

	(void)state;
	assert_true(sodium_init() >= 0);
	for (size_t i = 0; i < 4000 * ARRAY_LENGTH(formats); i++) {
		size_t f = i % ARRAY_LENGTH(formats);
		size_t length = random_key(key, &keys, &formats[f]);

		weak[f] += password_bits(key, length) < limits[f].bits;
	}
	for (size_t f = 0; f < ARRAY_LENGTH(formats); f++) {
		if (weak[f] > limits[f].at_most)
			print_error("%s: %zu\n", formats[f].name, weak[f]);
		assert_true(weak[f] <= limits[f].at_most);
	}
}

static void context_is_recognised(void **state)
{
	static const struct {
		const char *password, *word;
		bool made;
	} rows[] = {
		{ "saleor", "saleor", true },
		{ "SALEOR", "saleor", true },
		{ "s4l30r", "saleor", true },
		{ "saleor2024", "saleor", true },
		{ "2024saleor", "saleor", true },
		{ "saleor-2024-xx", "saleor", false },
		{ "saleor-20245", "saleor", true },
		{ "app1", "app", false },
		{ "app", "app", true },
		{ "ab", "ab", false },
		{ "root12", "root", false },
		{ "k9Lq2Zr8WxB4", "saleor", false },
		{ "plane", "plane", true },
		{ "", "", false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		bool made = password_is_made_of(rows[i].password, strlen(rows[i].password),
						rows[i].word);

		if (made != rows[i].made)
			print_error("%s of %s\n", rows[i].password, rows[i].word);
		assert_int_equal(made, rows[i].made);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(common_passwords_are_known),
		cmocka_unit_test(passwords_of_people_are_cheap),
		cmocka_unit_test(random_passwords_are_strong),
		cmocka_unit_test(shorter_random_passwords_are_rarely_weak),
		cmocka_unit_test(context_is_recognised),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
