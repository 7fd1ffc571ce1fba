/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <stdlib.h>

#include "crypto/pem_key.h"
#include "util/text.h"

#include "key_files.h"

static struct key_facts private_facts(const char *text)
{
	struct key_facts facts;
	bool good = pem_private_key_check(&facts, text, strlen(text), false);

	assert_int_equal(good, facts.fault == KEY_GOOD);
	assert_int_equal(good, facts.wrong == NULL);
	return facts;
}

static const struct {
	const char *file;
	enum key_algorithm algorithm;
	unsigned bits;
	bool weak;
} good_keys[] = {
	{ "rsa2048.pem", KEY_RSA, 2048, true },
	{ "rsa3072.pem", KEY_RSA, 3072, false },
	{ "rsa3072_pkcs1.pem", KEY_RSA, 3072, false },
	{ "rsapss3072.pem", KEY_RSA_PSS, 3072, false },
	{ "p256.pem", KEY_P256, 256, false },
	{ "p256_sec1.pem", KEY_P256, 256, false },
	{ "p256_with_parameters.pem", KEY_P256, 256, false },
	{ "p384.pem", KEY_P384, 384, false },
	{ "p384_sec1.pem", KEY_P384, 384, false },
	{ "p521.pem", KEY_P521, 521, false },
	{ "p521_sec1.pem", KEY_P521, 521, false },
	{ "secp256k1.pem", KEY_SECP256K1, 256, false },
	{ "ed25519.pem", KEY_ED25519, 255, false },
	{ "ed25519_v2.pem", KEY_ED25519, 255, false },
	{ "x25519.pem", KEY_X25519, 255, false },
	{ "ed448.pem", KEY_ED448, 448, false },
	{ "ssh_rsa3072", KEY_RSA, 3072, false },
	{ "ssh_p256", KEY_P256, 256, false },
	{ "ssh_p521", KEY_P521, 521, false },
	{ "ssh_ed25519", KEY_ED25519, 255, false },
};

static void good_keys_are_read_in_every_form(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(good_keys); i++) {
		_cleanup_(text_wipep) char *text = key_file(good_keys[i].file);
		struct key_facts facts = private_facts(text);

		if (facts.fault)
			fail_msg("%s %s", good_keys[i].file, facts.wrong);
		assert_int_equal(facts.algorithm, good_keys[i].algorithm);
		assert_int_equal(facts.bits, good_keys[i].bits);
		assert_int_equal(facts.weak, good_keys[i].weak);
	}
}

static const struct {
	const char *file;
	enum key_fault fault;
	const char *wrong; /* a part of the phrase */
} bad_keys[] = {
	{ "rsa1024.pem", KEY_TOO_SMALL, "2048" },
	{ "rsa2047.pem", KEY_TOO_SMALL, "2048" },
	{ "p224.pem", KEY_TOO_SMALL, "256" },
	{ "ssh_rsa1024", KEY_TOO_SMALL, "2048" },
	{ "ed25519_zero.pem", KEY_TRIVIAL, "one byte" },
	{ "p256_one.pem", KEY_TRIVIAL, "small number" },
	{ "p256_small.pem", KEY_TRIVIAL, "small number" },
	{ "rsa2048_close.pem", KEY_TRIVIAL, "primes" },
	{ "brainpool256.pem", KEY_UNSUPPORTED, "curve" },
	{ "p256_explicit.pem", KEY_UNSUPPORTED, "naming" },
	{ "dsa2048.pem", KEY_UNSUPPORTED, "algorithm" },
	{ "rsa3072_encrypted.pem", KEY_ENCRYPTED, "passphrase" },
	{ "rsa3072_legacy_encrypted.pem", KEY_ENCRYPTED, "passphrase" },
	{ "ssh_encrypted", KEY_ENCRYPTED, "passphrase" },
	{ "rsa3072_public.pem", KEY_WRONG_KIND, "public key" },
	{ "rsa3072_public_pkcs1.pem", KEY_WRONG_KIND, "public key" },
	{ "cert_leaf.pem", KEY_WRONG_KIND, "certificate" },
	{ "pgp_ed25519.asc", KEY_MALFORMED, "" },
	{ "ssh_ed25519.pub", KEY_MALFORMED, "BEGIN" },
	{ "p256.jwk", KEY_MALFORMED, "BEGIN" },
};

static void bad_keys_are_named_apart(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(bad_keys); i++) {
		_cleanup_(text_wipep) char *text = key_file(bad_keys[i].file);
		struct key_facts facts = private_facts(text);

		if (facts.fault != bad_keys[i].fault || !strstr(facts.wrong, bad_keys[i].wrong))
			fail_msg("%s %s", bad_keys[i].file, facts.wrong ? facts.wrong : "good");
	}
}

/* Every line end as the two characters \n, as one puts PEM into an environment. */
static void escaped_line_ends_are_line_ends(void **state)
{
	static const char *const files[] = { "rsa3072.pem", "ssh_ed25519", "p256_sec1.pem" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(files); i++) {
		_cleanup_(text_wipep) char *text = key_file(files[i]);
		_cleanup_(buf_done) struct buf escaped = { 0 }, windows = { 0 }, crlf = { 0 };

		for (const char *c = text; *c; c++) {
			buf_add(&escaped, *c == '\n' ? "\\n" : c, *c == '\n' ? 2 : 1);
			buf_add(&windows, *c == '\n' ? "\\r\\n" : c, *c == '\n' ? 4 : 1);
			buf_add(&crlf, *c == '\n' ? "\r\n" : c, *c == '\n' ? 2 : 1);
		}
		assert_null(strchr(buf_text(&escaped), '\n'));
		assert_int_equal(private_facts(buf_text(&escaped)).fault, KEY_GOOD);
		assert_int_equal(private_facts(buf_text(&windows)).fault, KEY_GOOD);
		assert_int_equal(private_facts(buf_text(&crlf)).fault, KEY_GOOD);
	}
}

static void white_space_and_explanations_around_a_key_are_taken(void **state)
{
	_cleanup_(text_wipep) char *text = key_file("p256.pem");
	_cleanup_(text_wipep) char *attributes =
		text_format("Bag Attributes\n    localKeyID: 01\nKey Attributes: <none>\n%s", text);
	_cleanup_(text_wipep) char *spaced = text_format("\n%s\n \n", text);
	_cleanup_(text_wipep) char *bare = text_slice(text, strlen(text) - 1);

	(void)state;
	assert_int_equal(private_facts(attributes).fault, KEY_GOOD);
	assert_int_equal(private_facts(spaced).fault, KEY_GOOD);
	assert_int_equal(private_facts(bare).fault, KEY_GOOD);
}

static void expect_wrong(const char *text, enum key_fault fault, const char *wrong)
{
	struct key_facts facts = private_facts(text);

	if (facts.fault != fault || !strstr(facts.wrong, wrong))
		fail_msg("%s instead of %s", facts.wrong ? facts.wrong : "good", wrong);
}

static void damage_is_named_apart(void **state)
{
	_cleanup_(text_wipep) char *text = key_file("p256.pem");
	_cleanup_(text_wipep) char *twice = text_format("%s%s", text, text);
	_cleanup_(text_wipep) char *garbage = text_format("%s%%\n", text);
	_cleanup_(text_wipep) char *bare = text_slice(text, strlen(text) - 1);
	_cleanup_(text_wipep) char *glued = text_format("%s%%", bare);
	_cleanup_(text_wipep) char *assigned = text_format("KEY=%s", text);
	_cleanup_(text_wipep) char *indented = text_replaced(text, "\n", "\n  ");
	_cleanup_(text_wipep) char *indented_end = text_replaced(text, "-----END", "  -----END");
	_cleanup_(text_wipep) char *hollow = text_replaced(text, "-----END", "\n-----END");
	_cleanup_(text_wipep) char *endless = text_slice(text, strlen(text) - 20);
	_cleanup_(text_wipep) char *other = text_replaced(text, "END PRIVATE", "END EC PRIVATE");
	_cleanup_(text_wipep) char *alike =
		text_replaced(text, "END PRIVATE KEY", "END PRIVATE KEX");
	_cleanup_(text_wipep) char *short_base64 = text_replaced(text, "-----\nMI", "-----\nM");
	_cleanup_(text_wipep) char *short_der = text_replaced(text, "-----\nMIGH", "-----\n");
	_cleanup_(text_wipep) char *foreign = text_replaced(text, "-----\nMIGH", "-----\nMI*H");
	_cleanup_(text_wipep) char *flat = text_copy(text);

	(void)state;
	for (char *c = flat; *c; c++)
		*c = *c == '\n' ? ' ' : *c;
	expect_wrong(twice, KEY_MALFORMED, "more than one");
	expect_wrong(garbage, KEY_MALFORMED, "behind its last END");
	expect_wrong(glued, KEY_MALFORMED, "behind its END");
	expect_wrong(assigned, KEY_MALFORMED, "in front of BEGIN");
	expect_wrong(endless, KEY_MALFORMED, "END line is missing");
	expect_wrong(other, KEY_MALFORMED, "another kind");
	expect_wrong(alike, KEY_MALFORMED, "another kind");
	expect_wrong(short_base64, KEY_MALFORMED, "base64 ends too early");
	expect_wrong(short_der, KEY_MALFORMED, "no key in its base64");
	expect_wrong(foreign, KEY_MALFORMED, "not base64");
	expect_wrong(flat, KEY_MALFORMED, "line ends are lost");
	expect_wrong("", KEY_MALFORMED, "no BEGIN");
	expect_wrong("hunter2", KEY_MALFORMED, "no BEGIN");
	expect_wrong("-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----\n", KEY_MALFORMED,
		     "nothing between");
	expect_wrong("-----END PRIVATE KEY-----\n", KEY_MALFORMED, "without a BEGIN");
	expect_wrong("-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----",
		     KEY_WRONG_KIND, "request");
	expect_wrong("-----BEGIN DSA PRIVATE KEY-----\nAAAA\n-----END DSA PRIVATE KEY-----",
		     KEY_UNSUPPORTED, "DSA");
	expect_wrong("-----BEGIN X-----\nAAAA\n-----END X-----", KEY_WRONG_KIND, "neither");
	expect_wrong(indented_end, KEY_MALFORMED, "indented");
	expect_wrong(hollow, KEY_MALFORMED, "empty lines");
	/* As OpenSSL has it, white space does not count in front of base64. */
	assert_int_equal(private_facts(indented).fault, KEY_GOOD);
}

/* A key beside its certificate is one file for HAProxy, and a mistake for everybody else. */
static void a_certificate_beside_the_key_is_taken_only_where_it_may_be(void **state)
{
	_cleanup_(text_wipep) char *key = key_file("cert_leaf.key");
	_cleanup_(text_wipep) char *certificate = key_file("cert_leaf.pem");
	_cleanup_(text_wipep) char *both = text_format("%s%s", key, certificate);
	struct key_facts facts;

	(void)state;
	expect_wrong(both, KEY_MALFORMED, "more than the key");
	assert_true(pem_private_key_check(&facts, both, strlen(both), true));
}

/* Any one character of the base64 changed: the key reads no more, or contradicts itself. */
static void a_corrupted_rsa_key_never_passes(void **state)
{
	_cleanup_(text_wipep) char *text = key_file("rsa3072_pkcs1.pem");
	size_t begin = (size_t)(strchr(text, '\n') - text) + 1;
	size_t end = (size_t)(strstr(text, "\n-----END") - text);
	struct key_facts facts;

	(void)state;
	for (size_t i = begin; i < end; i += 7) {
		char kept = text[i];

		if (kept == '\n')
			continue;
		text[i] = kept == 'A' ? 'B' : 'A';
		if (pem_private_key_check(&facts, text, strlen(text), false))
			fail_msg("character %zu can be changed", i - begin);
		text[i] = kept;
	}
	assert_true(pem_private_key_check(&facts, text, strlen(text), false));
}

static void a_truncated_key_never_passes(void **state)
{
	static const char *const files[] = { "rsa3072.pem", "p256_sec1.pem", "ssh_ed25519",
					     "ed25519.pem" };
	struct key_facts facts;

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(files); i++) {
		_cleanup_(text_wipep) char *text = key_file(files[i]);
		size_t whole = strlen(text) - 1; /* the last line end may be missing */

		for (size_t length = 0; length < whole; length += 3)
			assert_false(pem_private_key_check(&facts, text, length, false));
		assert_true(pem_private_key_check(&facts, text, whole, false));
	}
}

static void public_keys_are_public(void **state)
{
	static const struct {
		const char *file;
		enum key_fault fault;
	} rows[] = {
		{ "rsa3072_public.pem", KEY_GOOD },   { "rsa3072_public_pkcs1.pem", KEY_GOOD },
		{ "p256_public.pem", KEY_GOOD },      { "p521_public.pem", KEY_GOOD },
		{ "ed25519_public.pem", KEY_GOOD },   { "x25519_public.pem", KEY_GOOD },
		{ "secp256k1_public.pem", KEY_GOOD }, { "p256.pem", KEY_WRONG_KIND },
		{ "cert_leaf.pem", KEY_WRONG_KIND },  { "ssh_ed25519", KEY_WRONG_KIND },
		{ "ssh_ed25519.pub", KEY_MALFORMED },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		_cleanup_(text_wipep) char *text = key_file(rows[i].file);
		struct key_facts facts;
		bool good = pem_public_key_check(&facts, text, strlen(text));

		if (facts.fault != rows[i].fault)
			fail_msg("%s %s", rows[i].file, facts.wrong ? facts.wrong : "good");
		assert_int_equal(good, facts.fault == KEY_GOOD);
	}
}

/* OPENSSL_CONF names a file that would fail, were it read. */
static void the_environment_has_no_say(void **state)
{
	_cleanup_(text_wipep) char *text = key_file("p256.pem");

	(void)state;
	assert_int_equal(private_facts(text).fault, KEY_GOOD);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_environment_has_no_say),
		cmocka_unit_test(good_keys_are_read_in_every_form),
		cmocka_unit_test(bad_keys_are_named_apart),
		cmocka_unit_test(escaped_line_ends_are_line_ends),
		cmocka_unit_test(white_space_and_explanations_around_a_key_are_taken),
		cmocka_unit_test(damage_is_named_apart),
		cmocka_unit_test(a_certificate_beside_the_key_is_taken_only_where_it_may_be),
		cmocka_unit_test(a_corrupted_rsa_key_never_passes),
		cmocka_unit_test(a_truncated_key_never_passes),
		cmocka_unit_test(public_keys_are_public),
	};

	setenv("OPENSSL_CONF", TEST_KEYS "/make_keys.py", 1);
	return cmocka_run_group_tests_name("crypto/pem_key", tests, NULL, NULL);
}
