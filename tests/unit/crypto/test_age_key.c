/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "util/text.h"

#include "age_fixture.h"

#define OTHER_KEY "AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEY"

static void the_published_pair_belongs_together(void **state)
{
	_cleanup_(age_identities_freep) struct age_identities *identities = fixture_identities();
	char **list = age_identities_recipients(identities);

	(void)state;
	assert_string_equal(list[0], FIXTURE_RECIPIENT);
	assert_null(list[1]);
	text_list_free(list);
}

static void identity_files_have_comments_and_any_line_end(void **state)
{
	static const char text[] = "# created: 2026-01-01\r\n"
				   "# public key: " FIXTURE_RECIPIENT "\r\n"
				   "\r\n" FIXTURE_IDENTITY "\r\n"
				   "  \t\n"
				   "  # another\n"
				   "\t" FIXTURE_IDENTITY " \n"
				   "\n" FIXTURE_IDENTITY;
	_cleanup_(age_identities_freep) struct age_identities *identities = age_identities_new();
	char **list;
	struct error err = { 0 };

	(void)state;
	assert_true(age_identities_parse(identities, "key.txt", text, strlen(text), &err));
	list = age_identities_recipients(identities);
	assert_string_equal(list[2], FIXTURE_RECIPIENT);
	assert_null(list[3]);
	text_list_free(list);
}

/* The texts may name a type of key, not a part of what the user wrote. */
static void assert_quotes_nothing(const char *text)
{
	static const char *const written[] = { "GFPYYSJZ", "XX76JRAL", "hunter2", "checkup",
					       "AAAAC3" };

	for (size_t i = 0; i < ARRAY_LENGTH(written); i++)
		assert_null(strcasestr(text, written[i]));
}

static const struct {
	const char *line;
	const char *text;
} bad_lines[] = {
	{ "AGE-SECRET-KEY-PQ-1XX76JRALNLXDMEW0CRK45QMCCH4X06SE84UN3VPM33W6HWDX0H3SK3ZQFR",
	  "a post-quantum identity (AGE-SECRET-KEY-PQ-1) is not supported" },
	{ "AGE-PLUGIN-YUBIKEY-1GFPYYSJZGFPYYSJZ",
	  "a plugin identity (AGE-PLUGIN-) is not supported" },
	{ "-----BEGIN OPENSSH PRIVATE KEY-----", "an SSH or PEM key is not supported" },
	{ "-----BEGIN RSA PRIVATE KEY-----", "an SSH or PEM key is not supported" },
	{ "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5", "an SSH key is not supported" },
	{ "-----BEGIN AGE ENCRYPTED FILE-----", "the identity file is itself sealed" },
	{ "age-encryption.org/v1", "the identity file is itself sealed" },
	{ FIXTURE_RECIPIENT, "this is a recipient, that is a public key" },
	{ "AGE-SECRET-KEY-1gfpyysjzGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX",
	  "mixes upper and lower case" },
	{ "age-secret-key-1gfpyysjzgfpyysjzgfpyysjzgfpyysjzgfpyysjzgfpyysjzgfpq4egaex",
	  "the identity is in lower case" },
	{ "age-secret-key-1gfpyysjzgfpyysjzgfpyysjzgfpyysjzgfpyysjzgfpyysjzgfpyysjzgfpq4egaex",
	  "the checksum of the identity is wrong" },
	{ OTHER_KEY, "the checksum of the identity is wrong" },
	{ "AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAE",
	  "the checksum of the identity is wrong" },
	{ FIXTURE_IDENTITY " " FIXTURE_IDENTITY, "this is not a well-formed identity" },
	{ "secret=" FIXTURE_IDENTITY, "mixes upper and lower case" },
	{ "hunter2", "this is not a well-formed identity" },
	{ "split1checkupstagehandshakeupstreamerranterredcaperred2y9e3w",
	  "this is not an X25519 identity" },
};

static void bad_lines_are_named_and_not_quoted(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(bad_lines); i++) {
		_cleanup_(age_identities_freep) struct age_identities *identities =
			age_identities_new();
		_cleanup_(buf_done) struct buf text = { 0 };
		struct error err = { 0 };

		buf_format(&text, "# key\n%s\n%s\n", FIXTURE_IDENTITY, bad_lines[i].line);
		assert_false(age_identities_parse(identities, "dir/key.txt", text.bytes,
						  text.length, &err));
		assert_int_equal(err.code, ERR_MANIFEST);
		assert_true(text_starts(err.text, "dir/key.txt:3: "));
		if (!strstr(err.text, bad_lines[i].text))
			fail_msg("row %zu: %s", i, err.text);
		assert_string_not_equal(err.hint, "");
		assert_quotes_nothing(err.text);
		assert_quotes_nothing(err.hint);
		/* All or none: the good line before was not kept. */
		assert_int_equal(identities->key_count, 0);
	}
}

static void a_nul_in_an_identity_file_is_refused(void **state)
{
	_cleanup_(age_identities_freep) struct age_identities *identities = age_identities_new();
	static const char text[] = FIXTURE_IDENTITY "\0\n";
	struct error err = { 0 };

	(void)state;
	assert_false(age_identities_parse(identities, "k", text, sizeof(text) - 1, &err));
}

static void a_file_without_identity_is_an_error(void **state)
{
	static const char *const empty[] = { "", "\n\n", "# only a comment\n" };
	_cleanup_(age_identities_freep) struct age_identities *identities = fixture_identities();

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(empty); i++) {
		struct error err = { 0 };

		assert_false(
			age_identities_parse(identities, "k", empty[i], strlen(empty[i]), &err));
		assert_int_equal(err.code, ERR_MANIFEST);
		assert_string_equal(err.text, "k: no identity in the file");
	}
	assert_int_equal(identities->key_count, 1);
}

static void identities_are_limited(void **state)
{
	_cleanup_(age_identities_freep) struct age_identities *identities = age_identities_new();
	_cleanup_(buf_done) struct buf text = { 0 };
	struct error err = { 0 };

	(void)state;
	for (size_t i = 0; i < AGE_IDENTITY_LIMIT; i++)
		buf_add_text(&text, FIXTURE_IDENTITY "\n");
	assert_true(age_identities_parse(identities, "k", text.bytes, text.length, &err));
	assert_false(age_identities_parse(identities, "k", FIXTURE_IDENTITY,
					  strlen(FIXTURE_IDENTITY), &err));
	assert_string_equal(err.text, "k:1: more than 256 identities");
}

static const struct {
	const char *recipient;
	const char *text;
} bad_recipients[] = {
	{ "age1pq1x34nzsvr0rxjsgdn8zgyhfe8j7ceq5r9rdelkjuh3y235jzxshfg87pz",
	  "a post-quantum recipient" },
	{ "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5", "an SSH key is not supported" },
	{ FIXTURE_IDENTITY, "this is an identity, that is a secret key" },
	{ " " FIXTURE_IDENTITY, "a recipient is malformed" },
	{ "", "a recipient is malformed" },
	{ "AGE1ZVKYG2LQZRAA2LNJVQEJ32NKUU0UES2S82HZRYE869XEEXVN73EQUNUJWJ",
	  "a recipient is malformed" },
	{ "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwJ",
	  "is not an age recipient: it mixes upper and lower case" },
	{ "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwk",
	  "\"age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwk\" is not an age "
	  "recipient: its checksum is wrong" },
};

static void bad_recipients_are_named(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(bad_recipients); i++) {
		_cleanup_(age_recipients_freep) struct age_recipients *recipients =
			age_recipients_new();
		struct error err = { 0 };

		assert_false(age_recipients_add(recipients, bad_recipients[i].recipient, &err));
		assert_int_equal(err.code, ERR_USAGE);
		if (!strstr(err.text, bad_recipients[i].text))
			fail_msg("row %zu: %s", i, err.text);
		assert_null(strstr(err.text, "GFPYYSJZ"));
		assert_string_not_equal(err.hint, "");
		assert_int_equal(recipients->key_count, 0);
	}
}

static void a_passphrase_has_no_company(void **state)
{
	_cleanup_(age_recipients_freep) struct age_recipients *keys =
		fixture_recipients(FIXTURE_RECIPIENT);
	_cleanup_(age_recipients_freep) struct age_recipients *passphrase =
		fixture_passphrase("one");
	_cleanup_(age_recipients_freep) struct age_recipients *none = age_recipients_new();
	struct error err = { 0 };

	(void)state;
	assert_false(age_recipients_set_passphrase(keys, "one", 3, &err));
	assert_int_equal(err.code, ERR_USAGE);
	assert_false(age_recipients_set_passphrase(passphrase, "two", 3, &err));
	assert_false(age_recipients_add(passphrase, FIXTURE_RECIPIENT, &err));
	assert_non_null(strstr(err.text, "a passphrase seals alone"));
	assert_false(age_recipients_set_passphrase(none, "", 0, &err));
	assert_string_equal(err.text, "the passphrase is empty");
}

static void recipients_are_limited(void **state)
{
	_cleanup_(age_recipients_freep) struct age_recipients *recipients = age_recipients_new();
	struct error err = { 0 };

	(void)state;
	for (size_t i = 0; i < 1024; i++)
		assert_true(age_recipients_add(recipients, FIXTURE_RECIPIENT, &err));
	assert_false(age_recipients_add(recipients, FIXTURE_RECIPIENT, &err));
	assert_string_equal(err.text, "more than 1024 recipients");
}

static void generated_pairs_belong_together_and_differ(void **state)
{
	_cleanup_(age_identities_freep) struct age_identities *identities = age_identities_new();
	char secrets[2][AGE_KEY_TEXT_SIZE];
	char recipients[2][AGE_KEY_TEXT_SIZE];
	struct error err = { 0 };
	char **list;

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		assert_true(age_keygen(secrets[i], recipients[i], &err));
		assert_true(text_starts(secrets[i], "AGE-SECRET-KEY-1"));
		assert_true(age_identities_parse(identities, "k", secrets[i], strlen(secrets[i]),
						 &err));
	}
	list = age_identities_recipients(identities);
	assert_string_equal(list[0], recipients[0]);
	assert_string_equal(list[1], recipients[1]);
	assert_string_not_equal(list[0], list[1]);
	text_list_free(list);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_published_pair_belongs_together),
		cmocka_unit_test(identity_files_have_comments_and_any_line_end),
		cmocka_unit_test(bad_lines_are_named_and_not_quoted),
		cmocka_unit_test(a_nul_in_an_identity_file_is_refused),
		cmocka_unit_test(a_file_without_identity_is_an_error),
		cmocka_unit_test(identities_are_limited),
		cmocka_unit_test(bad_recipients_are_named),
		cmocka_unit_test(a_passphrase_has_no_company),
		cmocka_unit_test(recipients_are_limited),
		cmocka_unit_test(generated_pairs_belong_together_and_differ),
	};

	return cmocka_run_group_tests_name("crypto/age_key", tests, NULL, NULL);
}
