/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "crypto/certificate.h"
#include "util/text.h"

#include "key_files.h"

#define DAY   ((time_t)86400)
/* 2026-06-15, noon UTC: make_keys.py counts days from here. */
#define TODAY ((time_t)1781524800)

static struct certificate_facts facts_at(const char *text, time_t now, enum certificate_form form,
					 const char *hostname)
{
	const struct certificate_query query = { .form = form, .now = now, .hostname = hostname };
	struct certificate_facts facts;
	bool good = certificate_check(&facts, text, strlen(text), &query);

	assert_int_equal(good, facts.key.fault == KEY_GOOD);
	assert_int_equal(good, facts.key.wrong == NULL);
	return facts;
}

/* The concatenation of files of the folder, with spaces between their names. */
static char *files(const char *names)
{
	char **list = text_list(names);
	char *all = text_copy("");

	for (char **name = list; *name; name++) {
		_cleanup_(text_wipep) char *one = key_file(*name);
		char *longer = text_format("%s%s", all, one);

		text_wipe(all);
		all = longer;
	}
	text_list_free(list);
	return all;
}

static struct certificate_facts facts_of(const char *names, enum certificate_form form)
{
	_cleanup_(text_wipep) char *text = files(names);

	return facts_at(text, TODAY, form, NULL);
}

static void a_good_leaf_has_nothing_wrong(void **state)
{
	struct certificate_facts facts = facts_of("cert_leaf.pem", CERTIFICATE_ANY);

	(void)state;
	assert_int_equal(facts.key.fault, KEY_GOOD);
	assert_int_equal(facts.key.algorithm, KEY_P256);
	assert_int_equal(facts.count, 1);
	assert_int_equal(facts.not_after, TODAY + 200 * DAY);
	assert_int_equal(facts.not_before, TODAY - 100 * DAY);
	assert_false(facts.expired || facts.not_yet_valid || facts.weak_signature ||
		     facts.self_signed || facts.chain_wrong || facts.hostname_mismatch);
}

static void the_window_is_kept_to_the_second(void **state)
{
	_cleanup_(text_wipep) char *text = files("cert_leaf.pem");
	time_t begin = TODAY - 100 * DAY, end = TODAY + 200 * DAY;

	(void)state;
	assert_false(facts_at(text, end, CERTIFICATE_ANY, NULL).expired);
	assert_true(facts_at(text, end + 1, CERTIFICATE_ANY, NULL).expired);
	assert_false(facts_at(text, begin, CERTIFICATE_ANY, NULL).not_yet_valid);
	assert_true(facts_at(text, begin - 1, CERTIFICATE_ANY, NULL).not_yet_valid);
	assert_true(facts_of("cert_expired.pem", CERTIFICATE_ANY).expired);
	assert_true(facts_of("cert_future.pem", CERTIFICATE_ANY).not_yet_valid);
}

static void a_chain_is_as_old_as_its_oldest_member(void **state)
{
	struct certificate_facts facts =
		facts_of("cert_leaf.pem cert_ca.pem cert_root.pem", CERTIFICATE_CHAIN);

	(void)state;
	assert_int_equal(facts.count, 3);
	assert_null(facts.chain_wrong);
	assert_int_equal(facts.not_after, TODAY + 200 * DAY);
	assert_int_equal(facts.not_before, TODAY - 100 * DAY);
}

static void chains_are_in_order(void **state)
{
	static const struct {
		const char *names;
		bool good;
	} rows[] = {
		{ "cert_leaf.pem", true },
		{ "cert_leaf.pem cert_ca.pem", true },
		{ "cert_leaf.pem cert_ca.pem cert_root.pem", true },
		{ "cert_leaf.pem cert_root.pem", false },
		{ "cert_ca.pem cert_leaf.pem", false },
		{ "cert_leaf.pem cert_root.pem cert_ca.pem", false },
		{ "cert_root.pem cert_ca.pem cert_leaf.pem", false },
		{ "cert_leaf.pem cert_leaf.pem", false },
		{ "cert_self.pem cert_ca.pem", false },
		/* The right name, and another key. */
		{ "cert_leaf.pem cert_impostor_ca.pem", false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		struct certificate_facts facts = facts_of(rows[i].names, CERTIFICATE_CHAIN);

		if (rows[i].good != !facts.chain_wrong)
			fail_msg("%s %s", rows[i].names,
				 facts.chain_wrong ? facts.chain_wrong : "");
	}
}

/* Several roots to trust are no chain. */
static void a_bundle_of_roots_has_no_order(void **state)
{
	struct certificate_facts facts =
		facts_of("cert_root.pem cert_root_sha1.pem", CERTIFICATE_ANY);

	(void)state;
	assert_null(facts.chain_wrong);
	assert_false(facts.weak_signature);
	assert_false(facts.self_signed);
	assert_non_null(
		facts_of("cert_root.pem cert_root_sha1.pem", CERTIFICATE_CHAIN).chain_wrong);
	assert_non_null(facts_of("cert_leaf.pem cert_root.pem", CERTIFICATE_ANY).chain_wrong);
}

#define SELF_4  "cert_self.pem cert_self.pem cert_self.pem cert_self.pem"
#define SELF_16 SELF_4 " " SELF_4 " " SELF_4 " " SELF_4

/* What follows a server's certificate must not take the checks of it away. */
static void a_bundle_is_of_roots_alone_unless_they_are_trusted(void **state)
{
	static const char both[] = "cert_self.pem cert_root.pem";
	struct certificate_facts served = facts_of(both, CERTIFICATE_ANY);
	struct certificate_facts trusted = facts_of(both, CERTIFICATE_TRUST);

	(void)state;
	assert_true(served.self_signed);
	assert_non_null(served.chain_wrong);
	assert_int_equal(served.not_after, TODAY + 200 * DAY);
	assert_int_equal(trusted.not_after, TODAY + 3000 * DAY);
	assert_null(trusted.chain_wrong);
	assert_true(facts_of("cert_root.pem cert_self.pem", CERTIFICATE_ANY).chain_wrong);
	assert_true(facts_of("cert_self.pem cert_self_ca.pem", CERTIFICATE_ANY).self_signed);
	assert_true(facts_of(SELF_16, CERTIFICATE_ANY).self_signed);
	assert_false(facts_of(SELF_16 " cert_root.pem", CERTIFICATE_ANY).self_signed);
	/* A chain is one, whatever the name says. */
	assert_int_equal(facts_of("cert_leaf.pem cert_ca.pem", CERTIFICATE_TRUST).not_after,
			 TODAY + 200 * DAY);
}

static void self_signed_leaves_are_told_from_roots(void **state)
{
	(void)state;
	assert_true(facts_of("cert_self.pem", CERTIFICATE_ANY).self_signed);
	assert_true(facts_of("cert_self_ca.pem", CERTIFICATE_ANY).self_signed);
	assert_false(facts_of("cert_root.pem", CERTIFICATE_ANY).self_signed);
	assert_false(facts_of("cert_leaf.pem", CERTIFICATE_ANY).self_signed);
	assert_false(
		facts_of("cert_leaf.pem cert_ca.pem cert_root.pem", CERTIFICATE_CHAIN).self_signed);
}

static void sha1_is_weak_but_on_a_root(void **state)
{
	(void)state;
	assert_true(facts_of("cert_sha1.pem", CERTIFICATE_ANY).weak_signature);
	assert_true(facts_of("cert_sha1.pem cert_ca.pem", CERTIFICATE_CHAIN).weak_signature);
	assert_false(facts_of("cert_root_sha1.pem", CERTIFICATE_ANY).weak_signature);
	assert_false(facts_of("cert_leaf.pem", CERTIFICATE_ANY).weak_signature);
}

static void small_keys_are_too_small_in_certificates(void **state)
{
	struct certificate_facts facts = facts_of("cert_rsa1024.pem", CERTIFICATE_ANY);

	(void)state;
	assert_int_equal(facts.key.fault, KEY_TOO_SMALL);
	assert_false(facts.expired);
	assert_int_equal(facts.not_after, TODAY + 200 * DAY);
}

static void names_are_those_of_the_alternative_names(void **state)
{
	static const struct {
		const char *hostname;
		bool mismatch;
	} rows[] = {
		{ "api.example.net", false },
		{ "API.example.net", false },
		{ "x.apps.example.net", false },
		{ "192.0.2.7", false },
		{ "apps.example.net", true },
		{ "x.y.apps.example.net", true },
		{ "api.example.net.evil", true },
		{ "192.0.2.8", true },
		{ "leaf", true },
	};
	_cleanup_(text_wipep) char *text = files("cert_leaf.pem");
	_cleanup_(text_wipep) char *named = files("cert_cn_only.pem");

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		struct certificate_facts facts =
			facts_at(text, TODAY, CERTIFICATE_ANY, rows[i].hostname);

		if (facts.hostname_mismatch != rows[i].mismatch)
			fail_msg("%s", rows[i].hostname);
	}
	/* A common name has not counted since RFC 6125. */
	assert_true(facts_at(named, TODAY, CERTIFICATE_ANY, "api.example.net").hostname_mismatch);
}

static void what_is_no_certificate_is_named_apart(void **state)
{
	static const struct {
		const char *names;
		enum key_fault fault;
		const char *wrong;
	} rows[] = {
		{ "cert_leaf.key", KEY_WRONG_KIND, "is a private key, and not a certificate" },
		{ "p256_public.pem", KEY_WRONG_KIND, "not a certificate" },
		{ "cert_leaf.pem cert_leaf.key", KEY_WRONG_KIND, "more than certificates" },
		{ "p256.jwk", KEY_MALFORMED, "no BEGIN" },
	};
	_cleanup_(text_wipep) char *text = files("cert_leaf.pem");
	_cleanup_(text_wipep) char *damaged = text_replaced(text, "-----\nMI", "-----\nMJ");

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		struct certificate_facts facts = facts_of(rows[i].names, CERTIFICATE_ANY);

		assert_int_equal(facts.key.fault, rows[i].fault);
		if (!strstr(facts.key.wrong, rows[i].wrong))
			fail_msg("%s %s", rows[i].names, facts.key.wrong);
	}
	assert_int_equal(facts_at(damaged, TODAY, CERTIFICATE_ANY, NULL).key.fault, KEY_MALFORMED);
}

static void truncated_certificates_never_pass(void **state)
{
	_cleanup_(text_wipep) char *text = files("cert_leaf.pem");
	const struct certificate_query query = { .now = TODAY };
	struct certificate_facts facts;

	(void)state;
	for (size_t length = 0; length + 1 < strlen(text); length++)
		assert_false(certificate_check(&facts, text, length, &query));
	assert_true(certificate_check(&facts, text, strlen(text) - 1, &query));
}

static enum key_match match(const char *certificate, const char *key)
{
	_cleanup_(text_wipep) char *one = files(certificate), *other = files(key);

	return key_match(one, strlen(one), other, strlen(other));
}

static void a_key_belongs_to_the_first_certificate(void **state)
{
	(void)state;
	assert_int_equal(match("cert_leaf.pem", "cert_leaf.key"), KEY_MATCHES);
	assert_int_equal(match("cert_leaf.pem cert_ca.pem", "cert_leaf.key"), KEY_MATCHES);
	assert_int_equal(match("cert_ca.pem", "cert_leaf.key"), KEY_DIFFERS);
	assert_int_equal(match("cert_leaf.pem", "p256.pem"), KEY_DIFFERS);
	assert_int_equal(match("cert_leaf.pem", "rsa3072.pem"), KEY_DIFFERS);
	assert_int_equal(match("cert_leaf.pem", "ed25519.pem"), KEY_DIFFERS);
	assert_int_equal(match("p256_public.pem", "p256.pem"), KEY_MATCHES);
	assert_int_equal(match("p256_public.pem", "cert_leaf.key"), KEY_DIFFERS);
	assert_int_equal(match("cert_leaf.pem", "rsa3072_encrypted.pem"), KEY_MATCH_UNKNOWN);
	assert_int_equal(match("cert_leaf.key", "cert_leaf.pem"), KEY_MATCH_UNKNOWN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_good_leaf_has_nothing_wrong),
		cmocka_unit_test(the_window_is_kept_to_the_second),
		cmocka_unit_test(a_chain_is_as_old_as_its_oldest_member),
		cmocka_unit_test(chains_are_in_order),
		cmocka_unit_test(a_bundle_of_roots_has_no_order),
		cmocka_unit_test(a_bundle_is_of_roots_alone_unless_they_are_trusted),
		cmocka_unit_test(self_signed_leaves_are_told_from_roots),
		cmocka_unit_test(sha1_is_weak_but_on_a_root),
		cmocka_unit_test(small_keys_are_too_small_in_certificates),
		cmocka_unit_test(names_are_those_of_the_alternative_names),
		cmocka_unit_test(what_is_no_certificate_is_named_apart),
		cmocka_unit_test(truncated_certificates_never_pass),
		cmocka_unit_test(a_key_belongs_to_the_first_certificate),
	};

	return cmocka_run_group_tests_name("crypto/certificate", tests, NULL, NULL);
}
