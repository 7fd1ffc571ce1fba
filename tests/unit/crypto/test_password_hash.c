/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <string.h>

#include "crypto/password_hash.h"
#include "util/alloc.h"

#define BCRYPT "N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy"
#define SALT   "c29tZXNhbHRzb21lc2FsdA"
#define HASH   "RdescudvJCsgt3ub+b+dWRWJTmaaJObG"

enum verdict { STRONG, WEAK, WRONG };

static void expect(void (*check)(struct hash_facts *, const char *, size_t), const char *text,
		   enum verdict verdict, const char *phrase)
{
	/* Behind the text lies what a reader that goes too far would take. */
	_cleanup_(freep) char *longer = text_format("%s" BCRYPT, text);
	struct hash_facts facts = { 0 };
	const char *said;

	check(&facts, longer, strlen(text));
	said = facts.wrong ? facts.wrong : facts.weak;
	if ((facts.wrong ? WRONG : facts.weak ? WEAK : STRONG) != verdict)
		fail_msg("%s: %s", text, said ? said : "strong");
	if (phrase && !strstr(said, phrase))
		fail_msg("%s, instead of %s", said, phrase);
}

static void bcrypt_hashes(void **state)
{
	(void)state;
	expect(bcrypt_check, "$2a$10$" BCRYPT, STRONG, NULL);
	expect(bcrypt_check, "$2b$12$" BCRYPT, STRONG, NULL);
	expect(bcrypt_check, "$2y$31$" BCRYPT, STRONG, NULL);
	expect(bcrypt_check, "$2b$09$" BCRYPT, WEAK, "below 10");
	expect(bcrypt_check, "$2b$04$" BCRYPT, WEAK, "below 10");
	expect(bcrypt_check, "$2b$03$" BCRYPT, WRONG, "impossible");
	expect(bcrypt_check, "$2b$32$" BCRYPT, WRONG, "impossible");
	expect(bcrypt_check, "$2b$1$" BCRYPT, WRONG, "malformed");
	expect(bcrypt_check, "$2b$10$" BCRYPT "x", WRONG, "malformed");
	expect(bcrypt_check, "$2b$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhW", WRONG,
	       "truncated");
	expect(bcrypt_check, "$2b$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhW=", WRONG,
	       "malformed");
	expect(bcrypt_check, "$2x$10$" BCRYPT, WRONG, "broken kind");
	expect(bcrypt_check, "$2$10$" BCRYPT, WRONG, "broken kind");
	expect(bcrypt_check, "$$2b$$10$$" BCRYPT, WRONG, "twice");
	expect(bcrypt_check, "admin:$2y$10$" BCRYPT, WRONG, "user name");
	expect(bcrypt_check, "hunter2", WRONG, "plain text");
	expect(bcrypt_check, "", WRONG, "plain text");
	expect(bcrypt_check, "$6$salt$hash", WRONG, "SHA-512");
	expect(bcrypt_check, "$argon2id$v=19$m=19456,t=2,p=1$" SALT "$" HASH, WRONG, "argon2");
}

static void argon2_parameters(void **state)
{
	static const struct {
		const char *parameters;
		enum verdict verdict;
	} rows[] = {
		{ "v=19$m=19456,t=2,p=1", STRONG },
		{ "v=19$m=65536,t=3,p=4", STRONG },
		{ "v=19$m=47104,t=1,p=1", STRONG },
		{ "v=19$m=12288,t=3,p=1", STRONG },
		{ "v=19$m=9216,t=4,p=1", STRONG },
		{ "v=19$m=7168,t=5,p=1", STRONG },
		{ "v=19$m=19455,t=2,p=1", WEAK },
		{ "v=19$m=19456,t=1,p=1", WEAK },
		{ "v=19$m=47103,t=1,p=1", WEAK },
		{ "v=19$m=12288,t=2,p=1", WEAK },
		{ "v=19$m=7167,t=5,p=1", WEAK },
		{ "v=16$m=65536,t=3,p=4", WEAK },
		{ "m=65536,t=3,p=4", WEAK },
		{ "v=19$m=4096,t=3,p=1", WEAK },
		{ "v=19$m=65536,t=0,p=4", WRONG },
		{ "v=19$m=65536,t=3,p=0", WRONG },
		{ "v=19$m=31,t=3,p=4", WRONG },
		{ "v=18$m=65536,t=3,p=4", WRONG },
		{ "v=19$m=65536,t=3", WRONG },
		{ "v=19$t=3,m=65536,p=4", WRONG },
		{ "v=19$m=065536,t=3,p=4", WRONG },
		{ "v=19$m=4294967296,t=3,p=4", WRONG },
		{ "v=19$m=,t=3,p=4", WRONG },
		{ "v=19$m=65536,t=3,p=4,x=1", WRONG },
		{ "v=19$m=65536,t=3,p=4,keyid=Hj5,data=sRlHhRmKUGzdOmXn01XmXg", WRONG },
		{ "v=19$m=65536,t=3,p=4,keyid=Hj5+,data=sRlHhRmKUGzdOmXn01XmXg", STRONG },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		_cleanup_(freep) char *text =
			text_format("$argon2id$%s$" SALT "$" HASH, rows[i].parameters);

		expect(argon2_check, text, rows[i].verdict, NULL);
	}
}

static void argon2_kinds_and_sizes(void **state)
{
#define HARD "v=19$m=65536,t=3,p=4$"
	(void)state;
	expect(argon2_check, "$argon2i$" HARD SALT "$" HASH, STRONG, NULL);
	expect(argon2_check, "$argon2d$" HARD SALT "$" HASH, WEAK, "argon2d");
	expect(argon2_check, "$argon2x$" HARD SALT "$" HASH, WRONG, "malformed");
	expect(argon2_check, "$argon2id$" HARD "c29tZXNhbHQ$" HASH, WEAK, "shorter");
	expect(argon2_check, "$argon2id$" HARD "c29tZXNhbA$" HASH, WRONG, "impossible");
	expect(argon2_check, "$argon2id$" HARD SALT "$c29tZXNhbHQ", WEAK, "shorter");
	expect(argon2_check, "$argon2id$" HARD SALT "$c28", WRONG, "impossible");
	expect(argon2_check, "$argon2id$" HARD SALT "==$" HASH, WRONG, "malformed");
	expect(argon2_check, "$argon2id$" HARD SALT "$" HASH "!", WRONG, "malformed");
	expect(argon2_check, "$argon2id$" HARD SALT "$", WRONG, "malformed");
	expect(argon2_check, "$argon2id$" HARD SALT, WRONG, "malformed");
	expect(argon2_check, "$argon2id$" HARD SALT "$" HASH "$" HASH, WRONG, "malformed");
	expect(argon2_check, "$$argon2id$$" HARD SALT "$$" HASH, WRONG, "twice");
	expect(argon2_check, "$2b$12$" BCRYPT, WRONG, "bcrypt");
	expect(argon2_check, "correct horse battery staple", WRONG, "plain text");
#undef HARD
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bcrypt_hashes),
		cmocka_unit_test(argon2_parameters),
		cmocka_unit_test(argon2_kinds_and_sizes),
	};

	return cmocka_run_group_tests_name("crypto/password_hash", tests, NULL, NULL);
}
