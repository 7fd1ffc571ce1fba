/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "crypto/pgp_key.h"
#include "util/text.h"

#include "key_files.h"

static struct pgp_key_facts facts_of(const char *text)
{
	struct pgp_key_facts facts;
	bool good = pgp_key_check(&facts, text, strlen(text));

	assert_int_equal(good, facts.key.fault == KEY_GOOD);
	assert_int_equal(good, facts.key.wrong == NULL);
	return facts;
}

static void keys_are_read_and_named_apart(void **state)
{
	static const struct {
		const char *file;
		enum key_fault fault;
		size_t subkeys;
		bool offline;
		bool weak;
	} rows[] = {
		{ "pgp_ed25519.asc", KEY_GOOD, 1, false, false },
		{ "pgp_rsa2048.asc", KEY_GOOD, 0, false, true },
		{ "pgp_dsa2048.asc", KEY_GOOD, 0, false, true },
		{ "pgp_subkeys.asc", KEY_GOOD, 1, true, false },
		{ "pgp_rsa1024.asc", KEY_TOO_SMALL, 0, false, false },
		{ "pgp_encrypted.asc", KEY_ENCRYPTED, 0, false, false },
		{ "pgp_public.asc", KEY_WRONG_KIND, 0, false, false },
		{ "p256.pem", KEY_WRONG_KIND, 0, false, false },
		{ "ssh_ed25519.pub", KEY_MALFORMED, 0, false, false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		_cleanup_(text_wipep) char *text = key_file(rows[i].file);
		struct pgp_key_facts facts = facts_of(text);

		if (facts.key.fault != rows[i].fault)
			fail_msg("%s %s", rows[i].file, facts.key.wrong ? facts.key.wrong : "good");
		if (facts.key.fault)
			continue;
		assert_int_equal(facts.subkeys, rows[i].subkeys);
		assert_int_equal(facts.offline, rows[i].offline);
		assert_int_equal(facts.key.weak, rows[i].weak);
	}
}

static void line_ends_may_be_escaped_and_the_checksum_left_out(void **state)
{
	_cleanup_(text_wipep) char *text = key_file("pgp_ed25519.asc");
	_cleanup_(buf_done) struct buf escaped = { 0 }, unchecked = { 0 };
	const char *checksum = strstr(text, "\n=");

	(void)state;
	for (const char *c = text; *c; c++)
		buf_add(&escaped, *c == '\n' ? "\\n" : c, *c == '\n' ? 2 : 1);
	assert_int_equal(facts_of(buf_text(&escaped)).key.fault, KEY_GOOD);
	assert_non_null(checksum);
	buf_add(&unchecked, text, (size_t)(checksum - text));
	buf_add_text(&unchecked, checksum + 6);
	assert_int_equal(facts_of(buf_text(&unchecked)).key.fault, KEY_GOOD);
}

static void every_changed_character_is_seen(void **state)
{
	_cleanup_(text_wipep) char *text = key_file("pgp_rsa2048.asc");
	size_t begin = (size_t)(strstr(text, "\n\n") - text) + 2;
	size_t end = (size_t)(strstr(text, "\n-----END") - text);

	(void)state;
	for (size_t i = begin; i < end; i++) {
		char kept = text[i];

		if (kept == '\n')
			continue;
		text[i] = kept == 'A' ? 'B' : 'A';
		assert_int_not_equal(facts_of(text).key.fault, KEY_GOOD);
		text[i] = kept;
	}
}

/* Without the armor's checksum the key has one of its own, over its private part. */
static void a_changed_private_part_is_seen_without_the_checksum_of_the_armor(void **state)
{
	_cleanup_(text_wipep) char *text = key_file("pgp_rsa2048.asc");
	char *checksum = strstr(text, "\n=");
	char *secret = strstr(text, "\n\n") + 702;

	(void)state;
	memmove(checksum, checksum + 6, strlen(checksum + 6) + 1);
	assert_int_equal(facts_of(text).key.fault, KEY_GOOD);
	secret += *secret == '\n';
	*secret = *secret == 'A' ? 'B' : 'A';
	assert_int_equal(facts_of(text).key.fault, KEY_MALFORMED);
}

static void truncated_keys_never_pass(void **state)
{
	_cleanup_(text_wipep) char *text = key_file("pgp_ed25519.asc");
	struct pgp_key_facts facts;

	(void)state;
	for (size_t length = 0; length + 1 < strlen(text); length++)
		assert_false(pgp_key_check(&facts, text, length));
	assert_true(pgp_key_check(&facts, text, strlen(text) - 1));
}

static void nothing_may_stand_around_a_key(void **state)
{
	_cleanup_(text_wipep) char *text = key_file("pgp_ed25519.asc");
	_cleanup_(text_wipep) char *twice = text_format("%s%s", text, text);
	_cleanup_(text_wipep) char *before = text_format("key: %s", text);

	(void)state;
	assert_int_equal(facts_of(twice).key.fault, KEY_MALFORMED);
	assert_int_equal(facts_of(before).key.fault, KEY_MALFORMED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keys_are_read_and_named_apart),
		cmocka_unit_test(line_ends_may_be_escaped_and_the_checksum_left_out),
		cmocka_unit_test(every_changed_character_is_seen),
		cmocka_unit_test(a_changed_private_part_is_seen_without_the_checksum_of_the_armor),
		cmocka_unit_test(truncated_keys_never_pass),
		cmocka_unit_test(nothing_may_stand_around_a_key),
	};

	return cmocka_run_group_tests_name("crypto/pgp_key", tests, NULL, NULL);
}
