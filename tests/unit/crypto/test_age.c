/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <stdlib.h>

#include "util/alloc.h"

#include "age_fixture.h"

/* Written by the age program, version 1.1.1, for FIXTURE_RECIPIENT. */
static const char by_age[] = "-----BEGIN AGE ENCRYPTED FILE-----\n"
			     "YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IFgyNTUxOSBHbzZ0MzlnNzF5NVNFMnA0\n"
			     "R2pFaHp6KzR0WE05a3U0TVBmZ3FOeFVtVlE4CnF2UFJYbjk2ZUYrZ3NQQll6SW4x\n"
			     "aVowUVZsNkpqMVRDRnI1eVBGdWpiaE0KLS0tIDFITDhyZ0ZmTkc4VjNxVHN1WldG\n"
			     "VWFaTUFDeVdFRGIyU1VpcVEzaFcvQWcKisLsWwjQT2TlqeQ9oXHOWXmmEr3TTvJb\n"
			     "TEA6Asu8uv+HDNKEAg2faIKHsNy6eMSgG+g/ecu9+fEHGDbWfik=\n"
			     "-----END AGE ENCRYPTED FILE-----\n";
static const char by_age_content[] = "DB_PASSWORD=made by age 1.1.1\n";

static void seal(struct buf *sealed, const struct age_recipients *recipients, const char *bytes,
		 size_t length, bool armor)
{
	struct error err = { 0 };

	if (!age_seal(sealed, recipients, bytes, length, armor, &err))
		fail_msg("%s", err.text);
}

static void seal_text(struct buf *sealed, const char *text, bool armor)
{
	_cleanup_(age_recipients_freep) struct age_recipients *recipients =
		fixture_recipients(FIXTURE_RECIPIENT);

	seal(sealed, recipients, text, strlen(text), armor);
}

static void every_size_comes_back(void **state)
{
	static const size_t sizes[] = { 0, 1, 65535, 65536, 65537, 131072, 200000 };
	_cleanup_(age_identities_freep) struct age_identities *identities = fixture_identities();
	_cleanup_(age_recipients_freep) struct age_recipients *recipients =
		fixture_recipients(FIXTURE_RECIPIENT);
	char *bytes = alloc_array(200000, 1);

	(void)state;
	for (size_t i = 0; i < 200000; i++)
		bytes[i] = (char)(i * 31 + i / 251);
	for (size_t i = 0; i < ARRAY_LENGTH(sizes) * 2; i++) {
		_cleanup_(buf_done) struct buf sealed = { 0 };

		seal(&sealed, recipients, bytes, sizes[i / 2], i % 2);
		assert_opens(identities, sealed.bytes, sealed.length, bytes, sizes[i / 2]);
	}
	free(bytes);
}

static void null_with_length_0_is_empty(void **state)
{
	_cleanup_(age_identities_freep) struct age_identities *identities = fixture_identities();
	_cleanup_(age_recipients_freep) struct age_recipients *recipients =
		fixture_recipients(FIXTURE_RECIPIENT);
	_cleanup_(buf_done) struct buf sealed = { 0 };
	struct error err;

	(void)state;
	seal(&sealed, recipients, NULL, 0, false);
	assert_opens(identities, sealed.bytes, sealed.length, "", 0);
	assert_refused(identities, NULL, 0, &err);
	assert_int_equal(err.code, ERR_MANIFEST);
	assert_false(age_is_sealed(NULL, 0));
}

static void a_file_of_the_age_program_opens(void **state)
{
	_cleanup_(age_identities_freep) struct age_identities *identities = fixture_identities();

	(void)state;
	assert_opens(identities, by_age, strlen(by_age), by_age_content, strlen(by_age_content));
}

static void a_file_cut_anywhere_is_refused(void **state)
{
	_cleanup_(age_identities_freep) struct age_identities *identities = fixture_identities();

	(void)state;
	for (int armor = 0; armor < 2; armor++) {
		_cleanup_(buf_done) struct buf sealed = { 0 };
		struct error err;

		seal_text(&sealed, "A=1\n", armor);
		/* The line end after END is white space outside of the armor. */
		for (size_t length = 0; length < sealed.length - (size_t)armor; length++) {
			assert_refused(identities, sealed.bytes, length, &err);
			assert_int_equal(err.code, ERR_MANIFEST);
		}
		assert_opens(identities, sealed.bytes, sealed.length - (size_t)armor, "A=1\n", 4);
	}
}

static void a_file_changed_anywhere_is_refused(void **state)
{
	static const unsigned char flips[] = {
		0x01, 0x02, 0x04, 0x08, 0x10, 0x20, 0x40, 0x80, 0xff
	};
	_cleanup_(age_identities_freep) struct age_identities *identities = fixture_identities();

	(void)state;
	for (int armor = 0; armor < 2; armor++) {
		_cleanup_(buf_done) struct buf sealed = { 0 };
		struct error err;

		seal_text(&sealed, "A=1\n", armor);
		for (size_t i = 0; i < sealed.length * ARRAY_LENGTH(flips); i++) {
			char *byte = &sealed.bytes[i / ARRAY_LENGTH(flips)];
			char flip = (char)flips[i % ARRAY_LENGTH(flips)];

			*byte ^= flip;
			assert_refused(identities, sealed.bytes, sealed.length, &err);
			*byte ^= flip;
		}
		assert_opens(identities, sealed.bytes, sealed.length, "A=1\n", 4);
	}
}

static void bytes_added_anywhere_are_refused(void **state)
{
	_cleanup_(age_identities_freep) struct age_identities *identities = fixture_identities();
	_cleanup_(buf_done) struct buf sealed = { 0 };

	(void)state;
	seal_text(&sealed, "A=1\n", false);
	for (size_t at = 0; at <= sealed.length; at++) {
		_cleanup_(buf_done) struct buf longer = { 0 };
		struct error err;

		buf_add(&longer, sealed.bytes, at);
		buf_add_char(&longer, '\n');
		buf_add(&longer, sealed.bytes + at, sealed.length - at);
		assert_refused(identities, longer.bytes, longer.length, &err);
	}
}

static void the_maximum_of_the_plaintext_holds(void **state)
{
	_cleanup_(age_identities_freep) struct age_identities *identities = fixture_identities();
	_cleanup_(buf_done) struct buf sealed = { 0 };
	_cleanup_(buf_done) struct buf exact = { .maximum = 4 };
	struct buf small = { .maximum = 3 };
	struct error err = { 0 };

	(void)state;
	seal_text(&sealed, "A=1\n", false);
	assert_true(age_open(&exact, identities, sealed.bytes, sealed.length, &err));
	assert_int_equal(exact.maximum, 4);
	assert_false(age_open(&small, identities, sealed.bytes, sealed.length, &err));
	assert_int_equal(err.code, ERR_MANIFEST);
	assert_non_null(strstr(err.text, "holds 4 bytes, more than the 3"));
	assert_null(small.bytes);
}

static void the_maximum_of_the_sealed_file_holds(void **state)
{
	_cleanup_(age_recipients_freep) struct age_recipients *recipients =
		fixture_recipients(FIXTURE_RECIPIENT);
	struct buf sealed = { .maximum = 100 };
	struct error err = { 0 };

	(void)state;
	assert_false(age_seal(&sealed, recipients, "A=1\n", 4, false, &err));
	assert_int_equal(err.code, ERR_USAGE);
	assert_null(sealed.bytes);
}

static void any_of_several_recipients_opens(void **state)
{
	_cleanup_(age_recipients_freep) struct age_recipients *recipients = age_recipients_new();
	char secrets[3][AGE_KEY_TEXT_SIZE];
	char publics[3][AGE_KEY_TEXT_SIZE];
	_cleanup_(buf_done) struct buf sealed = { 0 };
	struct age_summary summary = { 0 };
	struct error err = { 0 };

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		assert_true(age_keygen(secrets[i], publics[i], &err));
		assert_true(age_recipients_add(recipients, publics[i], &err));
	}
	seal(&sealed, recipients, "A=1\n", 4, false);
	assert_true(age_summarize(&summary, sealed.bytes, sealed.length, &err));
	assert_int_equal(summary.x25519, 3);
	for (size_t i = 0; i < 3; i++) {
		_cleanup_(age_identities_freep) struct age_identities *identities =
			age_identities_new();

		assert_true(age_identities_parse(identities, "k", secrets[i], strlen(secrets[i]),
						 &err));
		assert_opens(identities, sealed.bytes, sealed.length, "A=1\n", 4);
	}
}

static void a_stranger_is_told_what_to_do(void **state)
{
	_cleanup_(age_identities_freep) struct age_identities *none = age_identities_new();
	_cleanup_(age_identities_freep) struct age_identities *stranger = age_identities_new();
	_cleanup_(buf_done) struct buf sealed = { 0 };
	char secret[AGE_KEY_TEXT_SIZE];
	char recipient[AGE_KEY_TEXT_SIZE];
	struct error err = { 0 };

	(void)state;
	seal_text(&sealed, "A=1\n", true);
	assert_true(age_keygen(secret, recipient, &err));
	assert_true(age_identities_parse(stranger, "k", secret, strlen(secret), &err));
	assert_refused(stranger, sealed.bytes, sealed.length, &err);
	assert_int_equal(err.code, ERR_AUTH);
	assert_non_null(strstr(err.text, "no identity matches this file: 1 tried"));
	assert_non_null(strstr(err.hint, recipient));
	age_identities_add_passphrase(none, "x", 1);
	assert_refused(none, sealed.bytes, sealed.length, &err);
	assert_int_equal(err.code, ERR_AUTH);
	assert_non_null(strstr(err.text, "no identity was given"));
}

static void a_passphrase_opens_what_it_sealed(void **state)
{
	_cleanup_(age_recipients_freep) struct age_recipients *recipients =
		fixture_passphrase("correct horse");
	_cleanup_(age_identities_freep) struct age_identities *wrong = fixture_identities();
	_cleanup_(age_identities_freep) struct age_identities *right = age_identities_new();
	_cleanup_(buf_done) struct buf sealed = { 0 };
	struct age_summary summary = { 0 };
	struct error err = { 0 };

	(void)state;
	seal(&sealed, recipients, "A=1\n", 4, false);
	assert_true(age_summarize(&summary, sealed.bytes, sealed.length, &err));
	assert_int_equal(summary.scrypt, 1);
	assert_refused(wrong, sealed.bytes, sealed.length, &err);
	assert_int_equal(err.code, ERR_AUTH);
	assert_non_null(strstr(err.text, "sealed with a passphrase, and none was given"));
	age_identities_add_passphrase(wrong, "correct horse\n", 14);
	assert_refused(wrong, sealed.bytes, sealed.length, &err);
	assert_int_equal(err.code, ERR_AUTH);
	assert_string_equal(err.text, "wrong passphrase");
	age_identities_add_passphrase(right, "wrong", 5);
	age_identities_add_passphrase(right, "correct horse", 13);
	assert_opens(right, sealed.bytes, sealed.length, "A=1\n", 4);
}

static void every_sealing_is_different(void **state)
{
	_cleanup_(buf_done) struct buf one = { 0 };
	_cleanup_(buf_done) struct buf two = { 0 };

	(void)state;
	seal_text(&one, "A=1\n", false);
	seal_text(&two, "A=1\n", false);
	assert_int_equal(one.length, two.length);
	/* Past the version line: the share, the body, the MAC, the nonce and the payload. */
	assert_memory_not_equal(one.bytes + 32, two.bytes + 32, 43);
	assert_memory_not_equal(one.bytes + one.length - 36, two.bytes + two.length - 36, 16);
	assert_memory_not_equal(one.bytes + one.length - 20, two.bytes + two.length - 20, 20);
}

static void nobody_is_no_recipient(void **state)
{
	_cleanup_(age_recipients_freep) struct age_recipients *nobody = age_recipients_new();
	/* The point 0 in Bech32: whoever seals for it seals with a secret that all know. */
	_cleanup_(age_recipients_freep) struct age_recipients *zero = fixture_recipients(
		"age1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq5cu47z");
	struct buf sealed = { 0 };
	struct error err = { 0 };

	(void)state;
	assert_false(age_seal(&sealed, nobody, "A", 1, false, &err));
	assert_int_equal(err.code, ERR_USAGE);
	assert_null(sealed.bytes);
	err = (struct error){ 0 };
	assert_false(age_seal(&sealed, zero, "A", 1, false, &err));
	assert_int_equal(err.code, ERR_USAGE);
	assert_non_null(strstr(err.text, "no usable public key"));
	assert_null(sealed.bytes);
}

static void sealed_files_are_recognized(void **state)
{
	struct age_summary summary = { 0 };
	struct error err = { 0 };

	(void)state;
	assert_true(age_is_sealed(by_age, strlen(by_age)));
	assert_true(age_is_sealed("age-encryption.org/v2\n", 22));
	assert_false(age_is_sealed("age-encryption.org", 18));
	assert_false(age_is_sealed("DB_PASSWORD=1\n", 14));
	assert_false(age_is_sealed(" \n", 2));
	assert_true(age_summarize(&summary, by_age, strlen(by_age), &err));
	assert_true(summary.armored);
	assert_int_equal(summary.x25519, 1);
	assert_int_equal(summary.scrypt + summary.other, 0);
	assert_false(age_summarize(&summary, "DB_PASSWORD=1\n", 14, &err));
	assert_int_equal(err.code, ERR_MANIFEST);
	assert_null(strstr(err.text, "DB_PASSWORD"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_size_comes_back),
		cmocka_unit_test(null_with_length_0_is_empty),
		cmocka_unit_test(a_file_of_the_age_program_opens),
		cmocka_unit_test(a_file_cut_anywhere_is_refused),
		cmocka_unit_test(a_file_changed_anywhere_is_refused),
		cmocka_unit_test(bytes_added_anywhere_are_refused),
		cmocka_unit_test(the_maximum_of_the_plaintext_holds),
		cmocka_unit_test(the_maximum_of_the_sealed_file_holds),
		cmocka_unit_test(any_of_several_recipients_opens),
		cmocka_unit_test(a_stranger_is_told_what_to_do),
		cmocka_unit_test(a_passphrase_opens_what_it_sealed),
		cmocka_unit_test(every_sealing_is_different),
		cmocka_unit_test(nobody_is_no_recipient),
		cmocka_unit_test(sealed_files_are_recognized),
	};

	return cmocka_run_group_tests_name("crypto/age", tests, NULL, NULL);
}
