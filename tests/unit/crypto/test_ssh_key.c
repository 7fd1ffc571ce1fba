/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "crypto/codec.h"
#include "crypto/key_check.h"
#include "crypto/ssh_key.h"

#include "key_files.h"

/* The bytes inside the armor of ssh_ed25519. */
static void read_ed25519(struct buf *ret)
{
	_cleanup_(text_wipep) char *text = key_file("ssh_ed25519");
	_cleanup_(buf_done) struct buf base64 = { 0 };
	const char *end = strstr(text, "-----END");

	for (const char *c = strchr(text, '\n'); c < end; c++) {
		if (*c != '\n')
			buf_add_char(&base64, *c);
	}
	assert_true(base64_decode(ret, base64.bytes, base64.length, false));
}

static struct key_facts facts_of(const struct buf *bytes)
{
	struct key_facts facts = { 0 };
	_cleanup_(pkey_freep) EVP_PKEY *key = ssh_key_read(&facts, bytes->bytes, bytes->length);

	assert_int_equal(key != NULL, facts.fault == KEY_GOOD);
	return facts;
}

/* Where the private part begins: its check numbers. */
static size_t private_part(const struct buf *bytes)
{
	const char *first = memmem(bytes->bytes, bytes->length, "ssh-ed25519", 11);
	const char *second = memmem(first + 1, bytes->length - (size_t)(first + 1 - bytes->bytes),
				    "ssh-ed25519", 11);

	assert_non_null(second);
	return (size_t)(second - bytes->bytes) - 12;
}

#define MAGIC 15 /* bytes; then come cipher, kdf and options: 8, 8 and 4 bytes, and the count */

static const struct {
	long offset; /* from the end when it is negative, from the private part with inside */
	bool inside;
	enum key_fault fault;
	const char *wrong;
} damages[] = {
	{ 0, false, KEY_MALFORMED, "no OpenSSH key" },
	{ MAGIC + 4, false, KEY_ENCRYPTED, "passphrase" },
	{ MAGIC + 12, false, KEY_ENCRYPTED, "passphrase" },
	{ MAGIC + 23, false, KEY_MALFORMED, "more than one" },
	{ 0, true, KEY_MALFORMED, "check numbers" },
	{ 4, true, KEY_MALFORMED, "check numbers" },
	{ 12, true, KEY_MALFORMED, "check numbers" },
	{ 12 + 11 + 4, true, KEY_MALFORMED, "belong together" },
	{ 12 + 11 + 4 + 32 + 4, true, KEY_MALFORMED, "belong together" },
	{ 12 + 11 + 4 + 32 + 4 + 32, true, KEY_MALFORMED, "belong together" },
	{ -1, false, KEY_MALFORMED, "behind its key" },
};

static void each_part_is_looked_at(void **state)
{
	_cleanup_(buf_done) struct buf bytes = { 0 };

	(void)state;
	read_ed25519(&bytes);
	assert_int_equal(facts_of(&bytes).fault, KEY_GOOD);
	for (size_t i = 0; i < ARRAY_LENGTH(damages); i++) {
		size_t at = damages[i].offset < 0 ? bytes.length - 1 : (size_t)damages[i].offset;
		struct key_facts facts;

		if (damages[i].inside)
			at += private_part(&bytes);
		bytes.bytes[at] ^= 2;
		facts = facts_of(&bytes);
		if (facts.fault != damages[i].fault || !strstr(facts.wrong, damages[i].wrong))
			fail_msg("damage %zu: %s", i, facts.wrong ? facts.wrong : "good");
		bytes.bytes[at] ^= 2;
	}
	assert_int_equal(facts_of(&bytes).fault, KEY_GOOD);
}

static void lengths_never_lead_outside(void **state)
{
	_cleanup_(buf_done) struct buf bytes = { 0 };
	size_t whole;

	(void)state;
	read_ed25519(&bytes);
	whole = bytes.length;
	for (size_t i = 0; i + 4 <= whole; i++) {
		char kept[4];

		memcpy(kept, bytes.bytes + i, 4);
		memset(bytes.bytes + i, 0xff, 4);
		facts_of(&bytes);
		memcpy(bytes.bytes + i, kept, 4);
	}
	for (bytes.length = 0; bytes.length < whole; bytes.length++)
		assert_int_equal(facts_of(&bytes).fault, KEY_MALFORMED);
	buf_add_char(&bytes, 0);
	assert_int_equal(facts_of(&bytes).fault, KEY_MALFORMED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_part_is_looked_at),
		cmocka_unit_test(lengths_never_lead_outside),
	};

	return cmocka_run_group_tests_name("crypto/ssh_key", tests, NULL, NULL);
}
