/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <stdio.h>

#include "util/text.h"

#include "../crypto/key_files.h"
#include "checked.h"

#define MEMBERS 6

/* NAME, and a text or "@" and a file of the keys' folder. */
struct setting {
	const char *name, *text;
	const char *type; /* NULL: string */
	const char *alg;
};

/* The rules of one id that spoke, with the variable each: "rule:NAME rule:NAME". New. */
static char *spoke(const struct setting *settings, const char *rule)
{
	_cleanup_(values_freep) struct values *values = values_new();
	struct variable variables[MEMBERS] = { 0 };
	struct manifest manifest = { .environment = (char *)"production" };
	struct report report = { 0 };
	const struct checking checking = {
		.manifest = &manifest, .values = values, .clock = &fixed_clock, .report = &report
	};
	struct buf text = { 0 };

	for (size_t i = 0; settings[i].name; i++) {
		const char *given = settings[i].text;
		_cleanup_(text_wipep) char *value =
			given[0] == '@' ? key_file(given + 1) : text_copy(given);
		struct value *added;

		variables[i].name = (char *)settings[i].name;
		variables[i].type = value_type_find(settings[i].type ? settings[i].type : "string");
		variables[i].text[TEXT_ALG] = (char *)settings[i].alg;
		if (text_equal(settings[i].type, "path"))
			variables[i].text[TEXT_MUST_EXIST] = (char *)"file";
		added = values_add(values, &variables[i]);
		added->secret = secret_new(values->arena, value, strlen(value));
		added->origin = ORIGIN_SOURCE;
	}
	schema_check(&checking);
	buf_add_text(&text, "");
	for (size_t i = 0; i < report.count; i++) {
		if (text_equal(report.findings[i].rule, rule))
			buf_format(&text, "%s%s", text.length ? " " : "",
				   report.findings[i].variable);
	}
	report_done(&report);
	return text.bytes;
}

#define EXPECT(rule, names, ...)                                                                   \
	do {                                                                                       \
		_cleanup_(freep) char *found =                                                     \
			spoke((const struct setting[]){ __VA_ARGS__, { 0 } }, rule);               \
		assert_string_equal(found, names);                                                 \
	} while (0)

static void certificates_belong_to_the_keys_that_are_named_alike(void **state)
{
	(void)state;
	EXPECT("cert-key-mismatch", "", { "TLS_CERT", "@cert_leaf.pem" },
	       { "TLS_KEY", "@cert_leaf.key" });
	EXPECT("cert-key-mismatch", "TLS_CERT", { "TLS_CERT", "@cert_leaf.pem" },
	       { "TLS_KEY", "@p256.pem" });
	EXPECT("cert-key-mismatch", "SSL_CERTIFICATE", { "SSL_CERTIFICATE", "@cert_leaf.pem" },
	       { "SSL_PRIVATE_KEY", "@p256.pem" });
	EXPECT("cert-key-mismatch", "SERVER_TLS_CRT", { "SERVER_TLS_CRT", "@cert_leaf.pem" },
	       { "SERVER_TLS_KEY", "@rsa3072.pem" });
	EXPECT("cert-key-mismatch", "client_cert", { "client_cert", "@cert_leaf.pem" },
	       { "CLIENT_KEY", "@rsa3072.pem" });
	EXPECT("cert-key-mismatch", "JWT_PUBLIC_KEY", { "JWT_PUBLIC_KEY", "@p256_public.pem" },
	       { "JWT_PRIVATE_KEY", "@p384.pem" });
	EXPECT("cert-key-mismatch", "", { "JWT_PUBLIC_KEY", "@p256_public.pem" },
	       { "JWT_PRIVATE_KEY", "@p256.pem" });
}

static void certificates_of_others_have_other_names(void **state)
{
	(void)state;
	EXPECT("cert-key-mismatch", "", { "TLS_CA_CERT", "@cert_ca.pem" },
	       { "TLS_CERT", "@cert_leaf.pem" }, { "TLS_KEY", "@cert_leaf.key" });
	EXPECT("cert-key-mismatch", "", { "CLIENT_CERT", "@cert_leaf.pem" },
	       { "SERVER_KEY", "@p256.pem" });
	EXPECT("cert-key-mismatch", "", { "SAML_CERT", "@cert_leaf.pem" },
	       { "SAML_PRIVATE_KEY", "@p256.pem" });
	EXPECT("cert-key-mismatch", "", { "CA_CERT", "@cert_ca.pem" }, { "CA_KEY", "@p256.pem" });
	EXPECT("cert-key-mismatch", "", { "TLS_CERT", "@cert_leaf.pem" },
	       { "TLS_KEY", "@rsa3072_encrypted.pem" });
}

static void files_are_read_where_the_manifest_says_that_they_are_there(void **state)
{
	(void)state;
	EXPECT("cert-key-mismatch", "TLS_CERT_FILE",
	       { "TLS_CERT_FILE", TEST_KEYS "/cert_leaf.pem", "path" },
	       { "TLS_KEY_FILE", TEST_KEYS "/p256.pem", "path" });
	EXPECT("cert-key-mismatch", "", { "TLS_CERT_FILE", TEST_KEYS "/cert_leaf.pem", "path" },
	       { "TLS_KEY_FILE", TEST_KEYS "/cert_leaf.key", "path" });
	EXPECT("cert-key-mismatch", "", { "TLS_CERT_FILE", TEST_KEYS "/cert_leaf.pem", "string" },
	       { "TLS_KEY_FILE", TEST_KEYS "/p256.pem", "string" });
	EXPECT("cert-expired", "TLS_CERT_FILE",
	       { "TLS_CERT_FILE", TEST_KEYS "/cert_expired.pem", "path" });
	EXPECT("cert-expired", "", { "TLS_CERT_FILE", TEST_KEYS "/cert_leaf.pem", "path" });
	EXPECT("cert-key-mismatch", "TLS_CERT", { "TLS_CERT", "@cert_leaf.pem", "pem-certificate" },
	       { "TLS_KEY", TEST_KEYS "/p256.pem", "pem-private-key" });
}

static void what_is_pem_without_such_a_type_is_judged(void **state)
{
	(void)state;
	EXPECT("cert-expired", "TLS_CERT", { "TLS_CERT", "@cert_expired.pem" });
	EXPECT("cert-expired", "", { "TLS_CERT", "@cert_leaf.pem" });
	EXPECT("pem-key-too-small", "TLS_KEY", { "TLS_KEY", "@rsa1024.pem", "secret" });
	EXPECT("pem-key-too-small", "", { "TLS_KEY", "@rsa3072.pem", "secret" });
	EXPECT("pem-invalid", "TLS_KEY",
	       { "TLS_KEY", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----" });
	/* A document that has a key inside is none. */
	EXPECT("pem-invalid", "",
	       { "GOOGLE_CREDENTIALS", "{\"private_key\": \"-----BEGIN PRIVATE "
				       "KEY-----\\nAA\\n-----END PRIVATE KEY-----\"}" });
	EXPECT("pem-encrypted", "", { "TLS_KEY", "@rsa3072_encrypted.pem" });
}

static void a_passphrase_beside_the_key_is_one(void **state)
{
	(void)state;
	EXPECT("pem-encrypted", "TLS_KEY",
	       { "TLS_KEY", "@rsa3072_encrypted.pem", "pem-private-key" },
	       { "OTHER_PASSPHRASE", "x" });
	EXPECT("pem-encrypted", "", { "TLS_KEY", "@rsa3072_encrypted.pem", "pem-private-key" },
	       { "TLS_KEY_PASSPHRASE", "x" });
	EXPECT("pem-encrypted", "", { "GPG_PRIVATE_KEY", "@pgp_encrypted.asc", "pgp-private-key" },
	       { "GPG_PASSPHRASE", "x" });
	EXPECT("pem-encrypted", "TLS_KEY",
	       { "TLS_KEY", "@rsa3072_encrypted.pem", "pem-private-key" },
	       { "TLS_KEY_PASSPHRASE", "" });
}

#define SHARED "Yl8G9vVqM1zJcW5sXk3RbNh7Tt0PdEaU"

static void add_value(struct values *values, const struct variable *variable, const char *text)
{
	struct value *value = values_add(values, variable);

	value->secret = secret_new(values->arena, text, strlen(text));
	value->origin = ORIGIN_SOURCE;
}

/* So many that nobody waits for a look at each passphrase from each key. */
#define MANY 4000

static void many_keys_have_many_passphrases(void **state)
{
	static char names[2 * MANY][32];
	static struct variable variables[2 * MANY];
	_cleanup_(values_freep) struct values *values = values_new();
	_cleanup_(text_wipep) char *key = key_file("ssh_encrypted");
	struct manifest manifest = { .environment = (char *)"production" };
	struct report report = { 0 };
	const struct checking checking = {
		.manifest = &manifest, .values = values, .clock = &fixed_clock, .report = &report
	};
	size_t found = 0;

	(void)state;
	for (size_t i = 0; i < 2 * MANY; i++) {
		bool is_key = i < MANY;

		/* The last key has no passphrase. */
		snprintf(names[i], sizeof(names[i]), "K%zu_%s", is_key ? i + 1 : i - MANY,
			 is_key ? "KEY" : "PASSPHRASE");
		variables[i] = (struct variable){ .name = names[i] };
		variables[i].type = value_type_find(is_key ? "pem-private-key" : "secret");
		add_value(values, &variables[i], is_key ? key : "tr0ub4dor&3xkcd-9");
	}
	schema_check(&checking);
	for (size_t i = 0; i < report.count; i++) {
		if (!text_equal(report.findings[i].rule, "pem-encrypted"))
			continue;
		assert_string_equal(report.findings[i].variable, names[MANY - 1]);
		found++;
	}
	assert_int_equal(found, 1);
	report_done(&report);
}

/* Among very many others, and behind them. */
static void no_number_of_certificates_hides_a_pair(void **state)
{
	static char names[200][32];
	static struct variable variables[202];
	_cleanup_(values_freep) struct values *values = values_new();
	_cleanup_(text_wipep) char *certificate = key_file("cert_leaf.pem");
	_cleanup_(text_wipep) char *key = key_file("p256.pem");
	struct manifest manifest = { .environment = (char *)"production" };
	struct report report = { 0 };
	const struct checking checking = {
		.manifest = &manifest, .values = values, .clock = &fixed_clock, .report = &report
	};
	size_t found = 0;

	(void)state;
	for (size_t i = 0; i < 200; i++) {
		snprintf(names[i], sizeof(names[i]), i % 2 ? "A%zu_CA_CERT" : "A%zu_CERT", i);
		variables[i] = (struct variable){ .name = names[i] };
		add_value(values, &variables[i], certificate);
	}
	variables[200] = (struct variable){ .name = (char *)"ZZ_TLS_CERT" };
	variables[201] = (struct variable){ .name = (char *)"ZZ_TLS_KEY" };
	add_value(values, &variables[200], certificate);
	add_value(values, &variables[201], key);
	schema_check(&checking);
	for (size_t i = 0; i < report.count; i++)
		found += text_equal(report.findings[i].rule, "cert-key-mismatch");
	assert_int_equal(found, 1);
	report_done(&report);
}

static void hmac_needs_a_shared_secret(void **state)
{
	(void)state;
	EXPECT("jwt-alg-key-mismatch", "", { "JWT_ALGORITHM", "HS256" },
	       { "JWT_SECRET_KEY", SHARED });
	EXPECT("jwt-alg-key-mismatch", "JWT_SECRET_KEY", { "JWT_ALGORITHM", "HS256" },
	       { "JWT_SECRET_KEY", "@rsa3072.pem" });
	EXPECT("jwt-alg-key-mismatch", "JWT_SECRET", { "JWT_ALG", "HS512" },
	       { "JWT_SECRET", "@p256_public.pem" });
	EXPECT("jwt-alg-key-mismatch", "JWT_PRIVATE_KEY", { "JWT_ALG", "HS256" },
	       { "JWT_PRIVATE_KEY", "@p256.pem" });
	EXPECT("jwt-alg-key-mismatch", "", { "JWT_ALG", "HS256" }, { "JWT_SECRET", SHARED },
	       { "JWT_PRIVATE_KEY", "@p256.pem" });
	EXPECT("jwt-alg-key-mismatch", "SECRET_KEY", { "ALGORITHM", "HS256" },
	       { "SECRET_KEY", "@p256.pem" });
}

static void signatures_need_a_key_pair(void **state)
{
	(void)state;
	EXPECT("jwt-alg-key-mismatch", "", { "JWT_ALGORITHM", "RS256" },
	       { "JWT_PRIVATE_KEY", "@rsa3072.pem" }, { "JWT_PUBLIC_KEY", "@rsa3072_public.pem" });
	EXPECT("jwt-alg-key-mismatch", "JWT_SECRET_KEY", { "JWT_ALGORITHM", "RS256" },
	       { "JWT_SECRET_KEY", SHARED });
	EXPECT("jwt-alg-key-mismatch", "APP_JWT_SECRET", { "APP_JWT_ALG", "ES256" },
	       { "APP_JWT_SECRET", SHARED });
	EXPECT("jwt-alg-key-mismatch", "SECRET_KEY", { "ALGORITHM", "RS256" },
	       { "SECRET_KEY", SHARED });
	EXPECT("jwt-alg-key-mismatch", "", { "JWT_ALGORITHM", "RS256" }, { "SECRET_KEY", SHARED });
	EXPECT("jwt-alg-key-mismatch", "", { "JWT_ALGORITHM", "RS256" },
	       { "JWT_SECRET_KEY", SHARED }, { "JWKS_URL", "https://id.example.net/jwks" });
	EXPECT("jwt-alg-key-mismatch", "", { "JWT_ALGORITHM", "RS256" },
	       { "JWT_SECRET_KEY", SHARED }, { "JWT_PUBLIC_KEY", "@rsa3072_public.pem" });
	EXPECT("jwt-alg-key-mismatch", "", { "JWT_ALGORITHM", "RS256" },
	       { "JWT_PRIVATE_KEY", "/run/keys/jwt.pem" });
	EXPECT("jwt-alg-key-mismatch", "", { "OTHER_ALGORITHM", "RS256" },
	       { "JWT_SECRET_KEY", SHARED });
}

static void signatures_need_a_key_of_their_kind(void **state)
{
	(void)state;
	EXPECT("jwt-alg-key-mismatch", "JWT_PRIVATE_KEY", { "JWT_ALGORITHM", "RS256" },
	       { "JWT_PRIVATE_KEY", "@p256.pem" });
	EXPECT("jwt-alg-key-mismatch", "JWT_PRIVATE_KEY", { "JWT_ALGORITHM", "ES256" },
	       { "JWT_PRIVATE_KEY", "@p384.pem" });
	/* Said once, by the type, where the variable names its algorithm itself. */
	EXPECT("jwt-alg-key-mismatch", "JWT_PRIVATE_KEY", { "JWT_ALGORITHM", "RS256" },
	       { "JWT_PRIVATE_KEY", "@p256.pem", "pem-private-key", "RS256" });
	EXPECT("jwt-alg-key-mismatch", "", { "JWT_ALGORITHM", "ES256K" },
	       { "JWT_PRIVATE_KEY", "@secp256k1.pem" });
	EXPECT("jwt-alg-key-mismatch", "", { "JWT_ALGORITHM", "EdDSA" },
	       { "JWT_PRIVATE_KEY", "@ed25519.pem" });
	EXPECT("jwt-alg-key-mismatch", "JWT_KEY", { "JWT_ALGORITHM", "EdDSA" },
	       { "JWT_KEY", "@p256.jwk" });
	EXPECT("jwt-alg-key-mismatch", "", { "JWT_ALGORITHM", "ES256" },
	       { "JWT_KEY", "@p256.jwk" });
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(certificates_belong_to_the_keys_that_are_named_alike),
		cmocka_unit_test(certificates_of_others_have_other_names),
		cmocka_unit_test(files_are_read_where_the_manifest_says_that_they_are_there),
		cmocka_unit_test(what_is_pem_without_such_a_type_is_judged),
		cmocka_unit_test(a_passphrase_beside_the_key_is_one),
		cmocka_unit_test(many_keys_have_many_passphrases),
		cmocka_unit_test(no_number_of_certificates_hides_a_pair),
		cmocka_unit_test(hmac_needs_a_shared_secret),
		cmocka_unit_test(signatures_need_a_key_pair),
		cmocka_unit_test(signatures_need_a_key_of_their_kind),
	};

	return cmocka_run_group_tests_name("schema/key_rules", tests, NULL, NULL);
}
