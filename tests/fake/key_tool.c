/* SPDX-License-Identifier: Apache-2.0 */

/*
 * The readers of keys as a program, so that tests can hold them against another implementation:
 *   key_tool private|public|certificate|chain|jwk|jwks NOW FILE...
 * A line a file: the fault's number, the algorithm, the bits, until when it is valid, and why not.
 */

#include <stdio.h>
#include <string.h>

#include "crypto/certificate.h"
#include "crypto/jwk.h"
#include "crypto/pem_key.h"
#include "util/io.h"
#include "util/text.h"

static void print(const struct key_facts *facts, time_t until)
{
	const char *name = key_algorithm_name(facts->algorithm);

	printf("%d %s %u %lld %s\n", (int)facts->fault, name[0] ? name : "-", facts->bits,
	       (long long)until, facts->wrong ? facts->wrong : "good");
}

static void check_certificate(const struct buf *content, time_t now, enum certificate_form form)
{
	const struct certificate_query query = { .form = form, .now = now };
	struct certificate_facts facts;

	if (certificate_check(&facts, content->bytes, content->length, &query) && facts.chain_wrong)
		key_fault_set(&facts.key, KEY_MALFORMED, facts.chain_wrong);
	print(&facts.key, facts.not_after);
}

static void check_jwk(const struct buf *content, enum jwk_form form)
{
	struct jwk_set set;
	const struct key_facts *facts = &set.document;

	if (!jwk_read(&set, content->bytes, content->length, form, false)) {
		for (size_t i = 0; i < set.count && !facts->fault; i++)
			facts = &set.keys[i].key;
	} else {
		facts = &set.keys[0].key;
	}
	print(facts, 0);
	jwk_set_done(&set);
}

static bool check(const char *kind, const struct buf *content, time_t now)
{
	struct key_facts facts = { 0 };
	bool good = false;

	if (text_equal(kind, "private"))
		good = pem_private_key_check(&facts, content->bytes, content->length, false);
	else if (text_equal(kind, "public"))
		good = pem_public_key_check(&facts, content->bytes, content->length);
	else if (text_equal(kind, "certificate"))
		check_certificate(content, now, CERTIFICATE_ANY);
	else if (text_equal(kind, "chain"))
		check_certificate(content, now, CERTIFICATE_CHAIN);
	else if (text_equal(kind, "jwk"))
		check_jwk(content, JWK_ONE);
	else if (text_equal(kind, "jwks"))
		check_jwk(content, JWK_SET);
	else
		return false;
	if (good || facts.fault)
		print(&facts, 0);
	return true;
}

int main(int argc, char *argv[])
{
	int64_t now;

	if (argc < 4 || !text_to_int(&now, argv[2]))
		return 64;
	for (int i = 3; i < argc; i++) {
		_cleanup_(buf_done) struct buf content = { .maximum = (size_t)1024 * 1024 };
		struct error err = { 0 };

		if (!file_read(&content, argv[i], FILE_ANY, &err)) {
			fprintf(stderr, "%s\n", err.text);
			return 1;
		}
		buf_add_text(&content, "");
		if (!check(argv[1], &content, (time_t)now))
			return 64;
	}
	return 0;
}
