/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <stdio.h>
#include <unistd.h>

#include "crypto/codec.h"
#include "util/buf.h"
#include "util/text.h"

#include "../crypto/key_files.h"
#include "checked.h"
#include "families.h"

/* The findings about a text of a type; the variable may say more. */
static char *judged(const char *type, struct variable variable, const char *environment,
		    const char *text)
{
	char *rules;

	variable.name = variable.name ? variable.name : (char *)"V";
	variable.type = value_type_find(type);
	assert_non_null(variable.type);
	rules = check_text(&variable, environment, text);
	leave_out_rules(rules, "pair-"); /* one half is enough here */
	return rules;
}

static void expect_text(const char *type, struct variable variable, const char *environment,
			const char *text, const char *rules)
{
	_cleanup_(freep) char *found = judged(type, variable, environment, text);

	if (strcmp(found, rules) != 0)
		fail_msg("%s: '%s' instead of '%s' for %.40s", type, found, rules, text);
}

static void expect(const char *type, struct variable variable, const char *file, const char *rules)
{
	_cleanup_(text_wipep) char *text = key_file(file);

	/* secret-whitespace is not about the line end that PEM files have. */
	text[strlen(text) - 1] = '\0';
	expect_text(type, variable, "production", text, rules);
}

#define ANY              ((struct variable){ 0 })
#define WITH(key, value) ((struct variable){ .text[TEXT_##key] = (char *)(value) })
#define NAMED(value)     ((struct variable){ .name = (char *)(value) })

static void private_keys(void **state)
{
	(void)state;
	expect("pem-private-key", ANY, "rsa3072.pem", "");
	expect("pem-private-key", ANY, "rsa2048.pem", "pem-key-too-small:warning");
	expect("pem-private-key", ANY, "rsa2047.pem", "pem-key-too-small:error");
	expect("pem-private-key", ANY, "ed25519_zero.pem", "enc-key-trivial:error");
	expect("jwk", ANY, "p256_one.jwk", "enc-key-trivial:error");
	expect("pem-private-key", ANY, "p256.pem", "");
	expect("pem-private-key", ANY, "x25519.pem", "");
	expect("pem-private-key", ANY, "ssh_ed25519", "");
	expect("pem-private-key", ANY, "rsa3072_public.pem", "pem-not-private:error");
	expect("pem-private-key", ANY, "cert_leaf.pem", "pem-not-private:error");
	expect("pem-private-key", ANY, "rsa3072_encrypted.pem", "pem-encrypted:error");
	expect("pem-private-key", ANY, "ssh_encrypted", "pem-encrypted:error");
	expect("pem-private-key", ANY, "brainpool256.pem", "pem-invalid:error");
	expect("pem-private-key", ANY, "ssh_ed25519.pub", "pem-invalid:error");
	expect_text("pem-private-key", ANY, "test", "hunter2", "pem-invalid:error");
}

static void algorithms_fit_their_keys(void **state)
{
	(void)state;
	expect("pem-private-key", ANY, "secp256k1.pem", "pem-invalid:error");
	expect("pem-private-key", WITH(ALG, "ES256K"), "secp256k1.pem", "");
	expect("pem-private-key", WITH(ALG, "ES256"), "secp256k1.pem",
	       "jwt-alg-key-mismatch:error");
	expect("pem-private-key", WITH(ALG, "ES256"), "p256.pem", "");
	expect("pem-private-key", WITH(ALG, "ES384"), "p256.pem", "jwt-alg-key-mismatch:error");
	expect("pem-private-key", WITH(ALG, "HS256"), "p256.pem", "jwt-alg-key-mismatch:error");
	expect("pem-public-key", WITH(ALG, "RS256"), "p256_public.pem",
	       "jwt-alg-key-mismatch:error");
	expect("pem-public-key", WITH(ALG, "RS256"), "rsa3072_public.pem", "");
	expect("jwk", WITH(ALG, "ES256"), "p256.jwk", "");
	expect("jwk", WITH(ALG, "RS256"), "p256.jwk", "jwt-alg-key-mismatch:error");
	expect("jwk", WITH(ALG, "aes-256-gcm"), "p256.jwk", "jwt-alg-key-mismatch:error");
}

static void public_keys(void **state)
{
	(void)state;
	expect("pem-public-key", ANY, "p256_public.pem", "");
	expect("pem-public-key", ANY, "p256.pem", "type-pem-public-key:error");
	expect("pem-public-key", ANY, "ssh_ed25519.pub", "pem-invalid:error");
}

static void certificates(void **state)
{
	(void)state;
	expect("pem-certificate", ANY, "cert_leaf.pem", "");
	expect("pem-certificate", ANY, "cert_expired.pem", "cert-expired:error");
	expect("pem-certificate", ANY, "cert_future.pem", "cert-not-yet-valid:error");
	expect("pem-certificate", ANY, "cert_31_days.pem", "");
	expect("pem-certificate", ANY, "cert_29_days.pem", "cert-expiring-soon:warning");
	expect("pem-certificate", ANY, "cert_6_days.pem", "cert-expiring-soon:error");
	expect("pem-certificate", WITH(EXPIRES_WARN, "20d"), "cert_29_days.pem", "");
	expect("pem-certificate", WITH(EXPIRES_WARN, "60d"), "cert_31_days.pem",
	       "cert-expiring-soon:warning");
	expect("pem-certificate", ANY, "cert_sha1.pem", "cert-weak-signature:error");
	expect("pem-certificate", ANY, "cert_self.pem", "cert-self-signed:warning");
	expect("pem-certificate", NAMED("REDIS_CA_CERT"), "cert_self.pem", "");
	expect("pem-certificate", ANY, "cert_root.pem", "");
	expect("pem-certificate", ANY, "cert_rsa1024.pem", "pem-key-too-small:error");
	expect("pem-certificate", WITH(HOSTNAME, "api.example.net"), "cert_leaf.pem", "");
	expect("pem-certificate", WITH(HOSTNAME, "www.example.net"), "cert_leaf.pem",
	       "cert-hostname:error");
	expect("pem-certificate", ANY, "cert_leaf.key", "type-pem-certificate:error");
	expect("pem-certificate", ANY, "p256.jwk", "pem-invalid:error");
}

static void the_last_week_is_a_warning_outside_of_production(void **state)
{
	_cleanup_(text_wipep) char *text = key_file("cert_6_days.pem");

	(void)state;
	text[strlen(text) - 1] = '\0';
	expect_text("pem-certificate", ANY, "staging", text, "cert-expiring-soon:warning");
	expect_text("pem-certificate", ANY, "development", text, "cert-expiring-soon:warning");
}

static void chains(void **state)
{
	_cleanup_(text_wipep) char *leaf = key_file("cert_leaf.pem");
	_cleanup_(text_wipep) char *ca = key_file("cert_ca.pem");
	_cleanup_(text_wipep) char *good = text_format("%s%.*s", leaf, (int)strlen(ca) - 1, ca);
	_cleanup_(text_wipep) char *bad = text_format("%s%.*s", ca, (int)strlen(leaf) - 1, leaf);

	(void)state;
	expect_text("pem-chain", ANY, "production", good, "");
	expect_text("pem-certificate", ANY, "production", good, "");
	expect_text("pem-chain", ANY, "production", bad, "cert-chain-order:error");
}

/* Behind a server's certificate another one takes no check away; trusted ones are a bundle. */
static void a_second_certificate_hides_nothing(void **state)
{
	_cleanup_(text_wipep) char *self = key_file("cert_self.pem");
	_cleanup_(text_wipep) char *root = key_file("cert_root.pem");
	_cleanup_(text_wipep) char *both = text_format("%s%.*s", self, (int)strlen(root) - 1, root);
	const struct variable server = { .name = (char *)"TLS_CERT",
					 .text[TEXT_EXPIRES_WARN] = (char *)"300d" };
	const struct variable trusted = { .name = (char *)"TLS_CA_BUNDLE",
					  .text[TEXT_EXPIRES_WARN] = (char *)"300d" };

	(void)state;
	expect_text("pem-certificate", server, "production", both,
		    "cert-expiring-soon:warning cert-self-signed:warning cert-chain-order:error");
	expect_text("pem-certificate", trusted, "production", both, "");
	expect_text("pem-certificate", NAMED("SSL_CERT_FILE"), "production", both, "");
}

static void ssh_and_pgp_keys(void **state)
{
	(void)state;
	expect("ssh-private-key", ANY, "ssh_ed25519", "");
	expect("ssh-private-key", ANY, "rsa3072.pem", "");
	expect("ssh-private-key", ANY, "ssh_encrypted", "pem-encrypted:error");
	expect("ssh-private-key", ANY, "ssh_rsa1024", "pem-key-too-small:error");
	expect("ssh-private-key", ANY, "x25519.pem", "type-ssh-private-key:error");
	expect("ssh-private-key", ANY, "ssh_ed25519.pub", "type-ssh-private-key:error");
	expect("pgp-private-key", ANY, "pgp_ed25519.asc", "");
	expect("pgp-private-key", ANY, "pgp_rsa2048.asc", "pem-key-too-small:warning");
	expect("pgp-private-key", ANY, "pgp_encrypted.asc", "pem-encrypted:error");
	expect("pgp-private-key", ANY, "pgp_public.asc", "type-pgp-private-key:error");
}

#define AGE_KEY "AGE-SECRET-KEY-1CZGG33GYMDYQ5HXGRZ3MZQ3VYMV0M4SD7Y3TL5PE0AT39D6VXNDQS0MLH"

static void age_keys_and_hashes(void **state)
{
	_cleanup_(freep) char *good = NULL, *bad = NULL;

	(void)state;
	/* Whatever the strength of secrets is judged by: the form is right. */
	good = judged("age-key", ANY, "production", AGE_KEY "6");
	assert_null(strstr(good, "type-age-key"));
	bad = judged("age-key", ANY, "production", AGE_KEY "B");
	assert_non_null(strstr(bad, "type-age-key:error"));
	/* 32 times the byte 0x42. */
	expect_text("age-key", ANY, "production",
		    "AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX",
		    "enc-key-trivial:error");
	assert_null(strstr(good, "enc-key-trivial"));
	expect_text("bcrypt-hash", ANY, "production",
		    "$2b$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy", "");
	expect_text("bcrypt-hash", ANY, "production",
		    "$2b$09$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy",
		    "hash-too-weak:error");
	expect_text("bcrypt-hash", ANY, "production", "tr0ub4dor&3xkcd-9",
		    "type-bcrypt-hash:error");
	expect_text("argon2-hash", ANY, "production",
		    "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$"
		    "RdescudvJCsgt3ub+b+dWRWJTmaaJObG",
		    "");
	expect_text("argon2-hash", ANY, "production",
		    "$argon2id$v=19$m=19455,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$"
		    "RdescudvJCsgt3ub+b+dWRWJTmaaJObG",
		    "hash-too-weak:error");
}

static void json_keys(void **state)
{
	(void)state;
	expect("jwk", ANY, "rsa3072.jwk", "");
	expect("jwk", WITH(PRIVATE, "yes"), "p256.jwk", "");
	expect("jwk", ANY, "rsa1024.jwk", "pem-key-too-small:error");
	expect("jwk", ANY, "p256.pem", "type-jwk:error");
	expect_text("jwk", WITH(PRIVATE, "yes"), "production",
		    "{\"kty\":\"OKP\",\"crv\":\"Ed25519\","
		    "\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}",
		    "type-jwk:error");
	expect_text("jwk", ANY, "production",
		    "{\"kty\":\"OKP\",\"crv\":\"Ed25519\","
		    "\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}",
		    "");
	/* 31 and 32 bytes where HS256 needs 32. */
	expect_text("jwk", ANY, "production",
		    "{\"kty\":\"oct\",\"alg\":\"HS256\","
		    "\"k\":\"9dTDe9Mbcqxw3Ew5u8KYVUVCVaG8RRBcy0bIY4rEow\"}",
		    "jwt-key-too-short:error");
	expect_text("jwk", ANY, "production",
		    "{\"kty\":\"oct\",\"alg\":\"HS256\","
		    "\"k\":\"9dTDe9Mbcqxw3Ew5u8KYVUVCVaG8RRBcy0bIY4rEo1w\"}",
		    "");
	expect_text("jwks", ANY, "production", "{\"keys\":[]}", "type-jwks:error");
}

#define PUBLIC_JWK                                                                                 \
	"{\"kty\":\"OKP\",\"crv\":\"Ed25519\","                                                    \
	"\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}"
#define OCT_JWK "{\"kty\":\"oct\",\"k\":\"9dTDe9Mbcqxw3Ew5u8KYVUVCVaG8RRBcy0bIY4rEo1w\"}"

/* What is handed out to others has no key that signs. */
static void public_sets_have_no_private_key(void **state)
{
	_cleanup_(text_wipep) char *rsa = key_file("rsa3072.jwk");
	_cleanup_(text_wipep) char *set = text_format("{\"keys\":[" PUBLIC_JWK ",%s]}", rsa);

	(void)state;
	expect("jwk", WITH(PRIVATE, "no"), "p256.jwk", "type-jwk:error");
	expect("jwk", WITH(PRIVATE, "no"), "rsa3072.jwk", "type-jwk:error");
	expect_text("jwk", WITH(PRIVATE, "no"), "production", OCT_JWK, "type-jwk:error");
	expect_text("jwks", WITH(PRIVATE, "no"), "production", set, "type-jwks:error");
	expect_text("jwks", ANY, "production", set, "");
	expect_text("jwk", WITH(PRIVATE, "no"), "production", PUBLIC_JWK, "");
	expect_text("jwks", WITH(PRIVATE, "no"), "production", "{\"keys\":[" PUBLIC_JWK "]}", "");
}

static void what_is_said_to_be_base64_is(void **state)
{
	_cleanup_(text_wipep) char *pem = key_file("p256.pem");
	struct buf encoded = { 0 };

	(void)state;
	base64_encode(&encoded, pem, strlen(pem));
	expect("pem-private-key", WITH(ENCODING, "base64"), "p256.pem",
	       "type-pem-private-key:error");
	expect("pem-public-key", WITH(ENCODING, "base64"), "p256_public.pem",
	       "type-pem-public-key:error");
	expect("jwk", WITH(ENCODING, "base64"), "p256.jwk", "type-jwk:error");
	expect_text("pem-private-key", WITH(ENCODING, "base64"), "production", buf_text(&encoded),
		    "");
	expect("pem-private-key", NAMED("TLS_KEY_BASE64"), "p256.pem", "");
	buf_done(&encoded);
}

/* A value that is a path, and one that the program decodes. */
static void files_and_base64_are_read(void **state)
{
	static const char *const missing = TEST_KEYS "/nothing.pem";

	(void)state;
	expect_text("pem-private-key", NAMED("TLS_KEY_FILE"), "production",
		    TEST_KEYS "/rsa2048.pem", "pem-key-too-small:warning");
	/* Google and GitHub make no other. */
	expect_text("pem-private-key", NAMED("FIREBASE_PRIVATE_KEY_FILE"), "production",
		    TEST_KEYS "/rsa2048.pem", "pem-key-too-small:info");
	expect_text("pem-private-key", NAMED("GITHUB_APP_PRIVATE_KEY_FILE"), "production",
		    TEST_KEYS "/rsa2048.pem", "pem-key-too-small:info");
	expect_text("pem-certificate", NAMED("TLS_CERT_FILE"), "production",
		    TEST_KEYS "/cert_expired.pem", "cert-expired:error");
	expect_text("pem-certificate", NAMED("TLS_CERT_FILE"), "production", missing,
		    "type-pem-certificate:info");
	expect_text("pem-certificate", NAMED("TLS_CERT_FILE"), "production", TEST_KEYS,
		    "type-pem-certificate:info");
	expect_text(
		"pem-public-key", NAMED("JWT_PUBLIC_KEY_BASE64"), "production",
		"LS0tLS1CRUdJTiBQVUJMSUMgS0VZLS0tLS0KTUNvd0JRWURLMlZ3QXlFQUdiOUVDV21FemYrRlFSYzA"
		"KLS0tLS1FTkQgUFVCTElDIEtFWS0tLS0tCg==",
		"pem-invalid:error");
}

static void the_examples_of_the_table_are_refused(void **state)
{
	static const char *const types[] = {
		"jwk",
		"jwks",
		"pem-private-key",
		"pem-public-key",
		"pem-certificate",
		"pem-chain",
		"ssh-private-key",
		"pgp-private-key",
		"age-key",
		"bcrypt-hash",
		"argon2-hash",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(types); i++) {
		_cleanup_(freep) char *found =
			judged(types[i], ANY, "production", value_type_find(types[i])->rejects);

		assert_non_null(strstr(found, ":error"));
	}
}

/* What lies below the caller's frame, where the functions that it called had theirs. New. */
static char *stack_below(size_t *ret_size, const void *frame)
{
	FILE *maps = fopen("/proc/self/maps", "re"), *memory = fopen("/proc/self/mem", "re");
	unsigned long start = 0, end = 0;
	char line[512], *bytes;

	assert_non_null(maps);
	assert_non_null(memory);
	while (fgets(line, sizeof(line), maps) && !strstr(line, "[stack]"))
		;
	assert_int_equal(sscanf(line, "%lx-%lx", &start, &end), 2);
	*ret_size = (unsigned long)frame - start;
	bytes = alloc_array(*ret_size, 1);
	assert_int_equal(fseek(memory, (long)start, SEEK_SET), 0);
	assert_int_equal(fread(bytes, 1, *ret_size, memory), *ret_size);
	fclose(maps);
	fclose(memory);
	return bytes;
}

/* The message that nobody sees names the file, and that is the value. */
static void a_path_does_not_stay_on_the_stack(void **state)
{
	static const char path[] = "/nonexistent/q7Zx9LmWv2Tn4Kb8Rj5Hs3Yd", *kept = path + 13;
	_cleanup_(freep) char *found = judged("path", WITH(MUST_EXIST, "file"), "production", path);
	_cleanup_(freep) char *stack = NULL;
	size_t size;

	(void)state;
	assert_string_equal(found, "type-path:error");
	stack = stack_below(&size, __builtin_frame_address(0));
	assert_null(memmem(stack, size, kept, strlen(kept)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(private_keys),
		cmocka_unit_test(algorithms_fit_their_keys),
		cmocka_unit_test(public_keys),
		cmocka_unit_test(certificates),
		cmocka_unit_test(the_last_week_is_a_warning_outside_of_production),
		cmocka_unit_test(chains),
		cmocka_unit_test(a_second_certificate_hides_nothing),
		cmocka_unit_test(ssh_and_pgp_keys),
		cmocka_unit_test(age_keys_and_hashes),
		cmocka_unit_test(json_keys),
		cmocka_unit_test(public_sets_have_no_private_key),
		cmocka_unit_test(what_is_said_to_be_base64_is),
		cmocka_unit_test(the_examples_of_the_table_are_refused),
		cmocka_unit_test(files_and_base64_are_read),
		cmocka_unit_test(a_path_does_not_stay_on_the_stack),
	};

	return cmocka_run_group_tests_name("schema/key_types", tests, NULL, NULL);
}
