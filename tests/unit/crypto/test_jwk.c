/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <stdlib.h>

#include "crypto/jwk.h"
#include "util/text.h"

#include "key_files.h"

/* The facts of a single key, or of the document when there is none. */
static struct key_facts facts_of(const char *text, bool private)
{
	struct jwk_set set;
	bool good = jwk_read(&set, text, strlen(text), JWK_ONE, private);
	struct key_facts facts = set.count ? set.keys[0].key : set.document;

	assert_int_equal(good, facts.fault == KEY_GOOD);
	assert_int_equal(good, facts.wrong == NULL);
	jwk_set_done(&set);
	return facts;
}

static void expect(const char *text, enum key_fault fault, const char *wrong)
{
	struct key_facts facts = facts_of(text, false);

	if (facts.fault != fault || (fault && !strstr(facts.wrong, wrong)))
		fail_msg("%s instead of %s", facts.wrong ? facts.wrong : "good", wrong);
}

static const struct {
	const char *file;
	enum key_fault fault;
	enum key_algorithm algorithm;
	unsigned bits;
	bool weak;
} files[] = {
	{ "rsa3072.jwk", KEY_GOOD, KEY_RSA, 3072, false },
	{ "rsa2048.jwk", KEY_GOOD, KEY_RSA, 2048, true },
	{ "rsa2047.jwk", KEY_TOO_SMALL, KEY_RSA, 2047, false },
	{ "rsa1024.jwk", KEY_TOO_SMALL, KEY_RSA, 1024, false },
	{ "p256.jwk", KEY_GOOD, KEY_P256, 256, false },
	{ "p384.jwk", KEY_GOOD, KEY_P384, 384, false },
	{ "p521.jwk", KEY_GOOD, KEY_P521, 521, false },
	{ "secp256k1.jwk", KEY_GOOD, KEY_SECP256K1, 256, false },
	{ "ed25519.jwk", KEY_GOOD, KEY_ED25519, 255, false },
	{ "x25519.jwk", KEY_GOOD, KEY_X25519, 255, false },
	{ "ed448.jwk", KEY_GOOD, KEY_ED448, 448, false },
};

/* The same without its private members, which make_keys.py writes last: from the comma on. */
static char *public_part(const char *text)
{
	return text_format("%.*s}", (int)(strstr(text, ", \"d\"") - text), text);
}

static void keys_of_every_type_are_read(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(files); i++) {
		_cleanup_(text_wipep) char *text = key_file(files[i].file);
		_cleanup_(text_wipep) char *public = public_part(text);
		struct key_facts facts = facts_of(text, true);

		if (facts.fault != files[i].fault)
			fail_msg("%s %s", files[i].file, facts.wrong ? facts.wrong : "good");
		assert_int_equal(facts.algorithm, files[i].algorithm);
		assert_int_equal(facts.bits, files[i].bits);
		assert_int_equal(facts.weak, files[i].weak);
		assert_int_equal(facts_of(public, false).fault, files[i].fault);
		if (!files[i].fault)
			assert_int_equal(facts_of(public, true).fault, KEY_WRONG_KIND);
	}
}

/* One member of one key to the next for each: whatever belongs together must be found apart. */
static void members_of_two_keys_do_not_mix(void **state)
{
	static const struct {
		const char *file, *other;
		const char *member;
	} rows[] = {
		{ "rsa3072.jwk", "rsa2048.jwk", "d" },  { "rsa3072.jwk", "rsa2048.jwk", "p" },
		{ "rsa3072.jwk", "rsa2048.jwk", "dp" }, { "rsa3072.jwk", "rsa2048.jwk", "qi" },
		{ "p256.jwk", "secp256k1.jwk", "d" },   { "p256.jwk", "secp256k1.jwk", "x" },
		{ "ed25519.jwk", "x25519.jwk", "d" },   { "ed25519.jwk", "x25519.jwk", "x" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		_cleanup_(text_wipep) char *text = key_file(rows[i].file);
		_cleanup_(text_wipep) char *other = key_file(rows[i].other);
		_cleanup_(freep) char *start = text_format("\"%s\": \"", rows[i].member);
		const char *mine = strstr(text, start), *theirs = strstr(other, start);
		size_t begin = (size_t)(mine - text) + strlen(start);
		_cleanup_(text_wipep) char *mixed = NULL;

		theirs += strlen(start);
		mixed = text_format("%.*s%.*s%s", (int)begin, text, (int)strcspn(theirs, "\""),
				    theirs, text + begin + strcspn(text + begin, "\""));
		if (facts_of(mixed, false).fault != KEY_MALFORMED)
			fail_msg("%s with another %s", rows[i].file, rows[i].member);
	}
}

/* d, dp and dq agree with each other, and with no e but their own. */
static void the_public_exponent_belongs_to_the_private_one(void **state)
{
	_cleanup_(text_wipep) char *text = key_file("rsa3072.jwk");
	_cleanup_(text_wipep) char *other = text_replaced(text, "\"AQAB\"", "\"AQAD\"");
	_cleanup_(text_wipep) char *even = text_replaced(text, "\"AQAB\"", "\"AQAC\"");
	_cleanup_(text_wipep) char *one = text_replaced(text, "\"AQAB\"", "\"AQ\"");

	(void)state;
	expect(other, KEY_MALFORMED, "belong together");
	expect(even, KEY_MALFORMED, "impossible");
	expect(one, KEY_MALFORMED, "impossible");
}

static void an_rsa_key_without_factors_is_tried(void **state)
{
	_cleanup_(text_wipep) char *text = key_file("rsa2048.jwk");
	_cleanup_(text_wipep) char *short_key =
		text_format("%.*s}", (int)(strstr(text, ", \"p\"") - text), text);
	_cleanup_(text_wipep) char *some =
		text_format("%.*s}", (int)(strstr(text, ", \"dp\"") - text), text);
	char *d = strstr(short_key, "\"d\": \"") + 20;

	(void)state;
	assert_int_equal(facts_of(short_key, true).fault, KEY_GOOD);
	*d = *d == 'A' ? 'B' : 'A';
	expect(short_key, KEY_MALFORMED, "belong together");
	expect(some, KEY_MALFORMED, "only some of");
}

#define OCT "\"kty\":\"oct\",\"k\":\"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8\""

static void a_symmetric_key_gives_its_bytes(void **state)
{
	static const char text[] = "{\"kty\":\"oct\",\"k\":\"AAECAwQFBgcICQoLDA0ODw\"}";
	struct jwk_set set;

	(void)state;
	assert_true(jwk_read(&set, text, strlen(text), JWK_ONE, true));
	assert_int_equal(set.count, 1);
	assert_int_equal(set.keys[0].oct.length, 16);
	for (size_t i = 0; i < 16; i++)
		assert_int_equal(set.keys[0].oct.bytes[i], i);
	assert_true(set.keys[0].is_private);
	assert_int_equal(set.keys[0].key.bits, 128);
	jwk_set_done(&set);
	assert_int_equal(set.count, 0);
}

static void malformed_keys_are_named_apart(void **state)
{
	(void)state;
	expect("{" OCT "}", KEY_GOOD, "");
	expect("", KEY_MALFORMED, "not JSON");
	expect("hunter2", KEY_MALFORMED, "not JSON");
	expect("{" OCT "} x", KEY_MALFORMED, "not JSON");
	expect("{" OCT ",\"k\":\"AAAA\"}", KEY_MALFORMED, "not JSON");
	expect("[]", KEY_MALFORMED, "not an object");
	expect("{}", KEY_MALFORMED, "lacks kty");
	expect("{\"kty\":1}", KEY_MALFORMED, "lacks kty");
	expect("{\"kty\":\"DSA\"}", KEY_UNSUPPORTED, "kty");
	expect("{\"kty\":\"OCT\"}", KEY_UNSUPPORTED, "kty");
	expect("{\"kty\":\"oct\"}", KEY_MALFORMED, "lacks k");
	expect("{\"kty\":\"oct\",\"k\":\"\"}", KEY_MALFORMED, "empty");
	expect("{\"kty\":\"oct\",\"k\":7}", KEY_MALFORMED, "not a string");
	expect("{\"kty\":\"oct\",\"k\":\"AAA=\"}", KEY_MALFORMED, "base64url");
	expect("{\"kty\":\"oct\",\"k\":\"AA+A\"}", KEY_MALFORMED, "base64url");
	expect("{\"kty\":\"oct\",\"k\":\"AB\"}", KEY_MALFORMED, "base64url");
	expect("{\"kty\":\"RSA\",\"e\":\"AQAB\"}", KEY_MALFORMED, "lacks n or e");
	expect("{\"kty\":\"RSA\",\"n\":\"AQAB\"}", KEY_MALFORMED, "lacks n or e");
	expect("{\"kty\":\"EC\"}", KEY_MALFORMED, "lacks crv");
	expect("{\"kty\":\"EC\",\"crv\":\"P-256\"}", KEY_MALFORMED, "lacks x or y");
	expect("{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"AA\",\"y\":\"AA\"}", KEY_MALFORMED,
	       "wrong length");
	expect("{\"kty\":\"EC\",\"crv\":\"Ed25519\",\"x\":\"AA\"}", KEY_UNSUPPORTED, "curve");
	expect("{\"kty\":\"OKP\",\"crv\":\"Ed25519\"}", KEY_MALFORMED, "lacks x");
	expect("{\"keys\":[{" OCT "}]}", KEY_WRONG_KIND, "a set of keys");
}

/* A point with one bit changed is on no curve. */
static void points_must_be_on_their_curve(void **state)
{
	static const char *const names[] = { "p256.jwk", "p384.jwk", "p521.jwk", "secp256k1.jwk" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(names); i++) {
		_cleanup_(text_wipep) char *text = key_file(names[i]);
		_cleanup_(text_wipep) char *public = public_part(text);
		char *y = strstr(public, "\"y\": \"") + 10;

		*y = *y == 'A' ? 'B' : 'A';
		expect(public, KEY_MALFORMED, "not on its curve");
	}
}

static void alg_must_fit(void **state)
{
	static const struct {
		const char *file, *alg;
		bool good;
	} rows[] = {
		{ "rsa3072.jwk", "RS256", true },    { "rsa3072.jwk", "PS512", true },
		{ "rsa3072.jwk", "RSA-OAEP", true }, { "rsa3072.jwk", "HS256", false },
		{ "rsa3072.jwk", "ES256", false },   { "rsa3072.jwk", "none", false },
		{ "rsa3072.jwk", "None", false },    { "p256.jwk", "ES256", true },
		{ "p256.jwk", "ECDH-ES", true },     { "p256.jwk", "ES384", false },
		{ "p256.jwk", "ES256K", false },     { "secp256k1.jwk", "ES256K", true },
		{ "secp256k1.jwk", "ES256", false }, { "ed25519.jwk", "EdDSA", true },
		{ "x25519.jwk", "EdDSA", false },    { "x25519.jwk", "ECDH-ES+A256KW", true },
		{ "p521.jwk", "ES512", true },       { "p384.jwk", "ES512", false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		_cleanup_(text_wipep) char *text = key_file(rows[i].file);
		_cleanup_(freep) char *with = text_format("{\"alg\":\"%s\",", rows[i].alg);
		_cleanup_(text_wipep) char *key = text_replaced(text, "{", with);

		if ((facts_of(key, false).fault == KEY_GOOD) != rows[i].good)
			fail_msg("%s as %s", rows[i].file, rows[i].alg);
	}
	expect("{\"alg\":\"HS256\"," OCT "}", KEY_GOOD, "");
	expect("{\"alg\":\"RS256\"," OCT "}", KEY_MALFORMED, "alg");
	expect("{\"alg\":null," OCT "}", KEY_MALFORMED, "alg");
}

/* The numbers of keys, and of the bad ones among them; -1 when there is no set. */
static int bad_in_set(const char *text, size_t *count, bool private)
{
	struct jwk_set set;
	bool good = jwk_read(&set, text, strlen(text), JWK_SET, private);
	int bad = set.document.fault ? -1 : 0;

	*count = set.count;
	for (size_t i = 0; i < set.count; i++)
		bad += set.keys[i].key.fault != KEY_GOOD;
	assert_int_equal(good, bad == 0);
	jwk_set_done(&set);
	return bad;
}

static void sets_have_keys(void **state)
{
	_cleanup_(text_wipep) char *rsa = key_file("rsa3072.jwk");
	_cleanup_(text_wipep) char *ec = key_file("p256.jwk");
	_cleanup_(text_wipep) char *public = public_part(ec);
	_cleanup_(text_wipep) char *set = text_format("{\"keys\":[%s,%s]}", rsa, ec);
	_cleanup_(text_wipep) char *mixed = text_format("{\"keys\":[%s,{},%s]}", rsa, public);
	_cleanup_(buf_done) struct buf many = { 0 };
	size_t count;

	(void)state;
	assert_int_equal(bad_in_set(set, &count, true), 0);
	assert_int_equal(count, 2);
	assert_int_equal(bad_in_set(mixed, &count, false), 1);
	assert_int_equal(bad_in_set(mixed, &count, true), 2);
	assert_int_equal(bad_in_set("{\"keys\":[]}", &count, false), -1);
	assert_int_equal(bad_in_set("{\"keys\":{}}", &count, false), -1);
	assert_int_equal(bad_in_set("{}", &count, false), -1);
	assert_int_equal(bad_in_set("[]", &count, false), -1);
	assert_int_equal(bad_in_set(ec, &count, false), -1);
	buf_add_text(&many, "{\"keys\":[{" OCT "}");
	for (size_t i = 1; i < JWK_LIMIT; i++)
		buf_add_text(&many, ",{" OCT "}");
	buf_add_text(&many, "]}");
	assert_int_equal(bad_in_set(many.bytes, &count, false), 0);
	assert_int_equal(count, JWK_LIMIT);
	many.length -= 2;
	buf_add_text(&many, ",{" OCT "}]}");
	assert_int_equal(bad_in_set(many.bytes, &count, false), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keys_of_every_type_are_read),
		cmocka_unit_test(members_of_two_keys_do_not_mix),
		cmocka_unit_test(the_public_exponent_belongs_to_the_private_one),
		cmocka_unit_test(an_rsa_key_without_factors_is_tried),
		cmocka_unit_test(a_symmetric_key_gives_its_bytes),
		cmocka_unit_test(malformed_keys_are_named_apart),
		cmocka_unit_test(points_must_be_on_their_curve),
		cmocka_unit_test(alg_must_fit),
		cmocka_unit_test(sets_have_keys),
	};

	return cmocka_run_group_tests_name("crypto/jwk", tests, NULL, NULL);
}
