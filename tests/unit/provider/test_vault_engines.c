/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "vault_scene.h"

static void play(struct scene scene, const char *const *options, const char *expected)
{
	scene.terse = true;
	scene.tells_leases = true;
	scene_play(scene, options, NULL, expected);
}

#define MOUNT(p, type)                                                                             \
	{                                                                                          \
		200, "{\"data\":{\"path\":\"" p "/\",\"type\":\"" type "\"}}"                      \
	}
#define ASK(path) "GET /v1/sys/internal/ui/mounts/" path "\n"
#define CREDS     "database/creds/app"

static void a_new_credential_is_made_only_when_it_may(void **state)
{
	struct scene scene = { .items = { { .path = CREDS, FIELDS("username") } },
			       .count = 1,
			       .answers = ANSWERS(MOUNT("database", "database")) };

	(void)state;
	play(scene, OPTIONS("auth", "token"), ASK(CREDS) "fail not-minted 0\n");
	scene.may_mint = true;
	scene.answers = ANSWERS(MOUNT("database", "database"),
				{ 200, "{\"lease_id\":\"" CREDS "/x\",\"lease_duration\":60,"
				       "\"renewable\":true,\"data\":{\"username\":\"u\"}}" });
	play(scene, OPTIONS("auth", "token"),
	     ASK(CREDS) "GET /v1/" CREDS " once\nlease " CREDS "/x 60 renewable\n"
			"username=u\ndone\n");
}

/* The lease is told even when the rest of the reply is of no use: it must be given back. */
static void a_lease_is_told_before_anything_is_wrong(void **state)
{
	struct scene scene = { .items = { { .path = CREDS, FIELDS("username") } },
			       .count = 1,
			       .may_mint = true,
			       .answers = ANSWERS(MOUNT("database", "database"),
						  { 200, "{\"lease_id\":\"l\",\"lease_duration\":"
							 "-1,\"data\":[]}" }) };

	(void)state;
	play(scene, OPTIONS("auth", "token"),
	     ASK(CREDS) "GET /v1/" CREDS " once\nlease l 0\nfail bad-reply 200\n");
}

#define STATIC "database/static-creds/app"
#define ROTATING                                                                                   \
	{                                                                                          \
		200, "{\"data\":{\"password\":\"old\",\"ttl\":0}}"                                 \
	}
#define ROTATING_REAL                                                                              \
	{                                                                                          \
		200, "{\"data\":{\"password\":\"old\",\"ttl\":0.0}}"                               \
	}
#define LATER         "GET /v1/" STATIC " later\n"
#define FIVE(x)       x, x, x, x, x
#define FIVE_TIMES(x) x x x x x

static void a_password_that_is_being_changed_is_asked_for_later(void **state)
{
	struct scene scene = { .items = { { .path = STATIC, FIELDS("password") } },
			       .count = 1,
			       .answers = ANSWERS(
				       MOUNT("database", "database"), ROTATING,
				       { 200, "{\"data\":{\"password\":\"new\",\"ttl\":1.5}}" }) };

	(void)state;
	play(scene, OPTIONS("auth", "token"),
	     ASK(STATIC) "GET /v1/" STATIC "\n" LATER "password=new\ndone\n");
	scene.answers = ANSWERS(MOUNT("database", "database"), ROTATING_REAL,
				{ 200, "{\"data\":{\"password\":\"new\",\"ttl\":0.5}}" });
	play(scene, OPTIONS("auth", "token"),
	     ASK(STATIC) "GET /v1/" STATIC "\n" LATER "password=new\ndone\n");
	scene.answers =
		ANSWERS(MOUNT("database", "database"), FIVE(ROTATING), FIVE(ROTATING), ROTATING);
	play(scene, OPTIONS("auth", "token"),
	     ASK(STATIC) "GET /v1/" STATIC "\n" FIVE_TIMES(LATER)
		     FIVE_TIMES(LATER) "password=old\ndone\n");
}

static void a_certificate_is_made_of_parameters(void **state)
{
	struct scene scene = { .items = { { .path = "pki/issue/web",
					    .parameters = "common_name=a%22b&ttl=1h",
					    FIELDS("certificate", "ca_chain", "key") } },
			       .count = 1,
			       .may_mint = true,
			       .answers = ANSWERS(
				       MOUNT("pki", "pki"),
				       { 200, "{\"lease_id\":\"\",\"data\":{\"certificate\":\"C\","
					      "\"ca_chain\":[\"A\\n\",\"B\"],\"key\":[1]}}" }) };

	(void)state;
	play(scene, OPTIONS("auth", "token"),
	     ASK("pki/issue/web") "POST /v1/pki/issue/web "
				  "{\"common_name\":\"a\\\"b\",\"ttl\":\"1h\"} once\n"
				  "certificate=C\nca_chain=A\nB\nkey: field-kind\ndone\n");
}

static void any_other_path_is_read_or_written(void **state)
{
	struct scene scene = { .items = { { .path = "aws/sts/a", FIELDS("k") } },
			       .count = 1,
			       .may_mint = true,
			       .answers = ANSWERS(MOUNT("aws", "aws"),
						  { 200, "{\"data\":{\"k\":\"v\"}}" }) };

	(void)state;
	play(scene, OPTIONS("auth", "token"),
	     ASK("aws/sts/a") "GET /v1/aws/sts/a once\nk=v\ndone\n");
	scene.items[0].parameters = "ttl=1h";
	scene.answers = ANSWERS(MOUNT("aws", "aws"), { 204, "" });
	play(scene, OPTIONS("auth", "token"),
	     ASK("aws/sts/a") "POST /v1/aws/sts/a {\"ttl\":\"1h\"} once\nk: no-field\ndone\n");
}

static void what_an_engine_does_not_have_is_told(void **state)
{
	const struct {
		struct provider_item item;
		const char *class;
	} rows[] = {
		{ { .path = "m/a", .parameters = "a=b", FIELDS("k") }, "parameters" },
		{ { .path = "m/a", .version = "2", FIELDS("k") }, "no-version" },
		{ { .path = "m/a" }, "engine" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		_cleanup_(freep) char *told = text_format(ASK("m/a") "fail %s 0\n", rows[i].class);

		play((struct scene){ .items = { rows[i].item },
				     .count = 1,
				     .answers = ANSWERS(MOUNT("m", "cubbyhole")) },
		     OPTIONS("auth", "token"), told);
	}
}

#define KEY "transit/decrypt/app"
#define BATCH                                                                                      \
	"POST /v1/" KEY " {\"batch_input\":[{\"ciphertext\":\"vault:v1:a+\"},"                     \
	"{\"ciphertext\":\"b\",\"context\":\"YQ==\"}]}\n"

static void texts_of_one_key_are_decrypted_together(void **state)
{
	static const struct {
		struct answer answer;
		const char *told;
	} rows[] = {
		{ { 200, "{\"data\":{\"batch_results\":[{\"plaintext\":\"YQ==\"},"
			 "{\"plaintext\":\"\"}]}}" },
		  "0 =a\n1 =\ndone\n" },
		{ { 400, "{\"data\":{\"batch_results\":[{\"plaintext\":\"YQ==\"},"
			 "{\"error\":\"no\"}]}}" },
		  "0 =a\n1 lost decrypt 400\ndone\n" },
		{ { 200, "{\"data\":{\"batch_results\":[{\"plaintext\":\"AA==\"},"
			 "{\"plaintext\":\"?\"}]}}" },
		  "0 lost nul-byte 200\n1 lost bad-reply 200\ndone\n" },
		{ { 200, "{\"data\":{\"batch_results\":[{},7]}}" },
		  "0 lost bad-reply 200\n1 lost bad-reply 200\ndone\n" },
		{ { 200, "{\"data\":{\"batch_results\":[{\"plaintext\":\"YQ==\"}]}}" },
		  "fail bad-reply 200\n" },
		{ { 200, "{\"data\":{\"plaintext\":\"YQ==\"}}" }, "fail bad-reply 200\n" },
		{ { 200, "" }, "fail bad-reply 200\n" },
		{ { 400, "{\"errors\":[\"x\"]}" }, "fail bad-request 400\n" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		_cleanup_(freep) char *told = text_format(ASK(KEY) BATCH "%s", rows[i].told);

		play(
			(struct scene){
				.items = { { .path = KEY, .parameters = "ciphertext=vault:v1:a+" },
					   { .path = KEY,
					     .parameters = "ciphertext=b&context=YQ==" } },
				.count = 2,
				.answers = ANSWERS(MOUNT("transit", "transit"), rows[i].answer) },
			OPTIONS("auth", "token"), told);
	}
}

static void what_only_looks_like_transit_is_read_alone(void **state)
{
	const struct scene scene = { .items = { { .path = "a/decrypt/b", .parameters = "c=1" },
						{ .path = "a/decrypt/b", .parameters = "c=2" } },
				     .count = 2,
				     .answers = ANSWERS(MOUNT("a", "aws")) };

	(void)state;
	play(scene, OPTIONS("auth", "token"), ASK("a/decrypt/b") "split\n");
	assert_true(provider_vault.joins(&scene.items[0], &scene.items[1]));
	assert_false(provider_vault.joins(
		&scene.items[0],
		&(struct provider_item){ .path = "a/decrypt/c", .parameters = "c=2" }));
	assert_false(provider_vault.joins(&(struct provider_item){ .path = "secret/a" },
					  &(struct provider_item){ .path = "secret/a" }));
}

#define GIVE_BACK "POST /v1/sys/leases/revoke {\"lease_id\":\"a/b/c\",\"sync\":false}\n"

static void a_lease_is_given_back_in_one_request(void **state)
{
	static const struct {
		struct answer answers[3];
		const char *told;
	} rows[] = {
		{ { { 202, "" } }, GIVE_BACK "done\n" },
		{ { { 204, "" } }, GIVE_BACK "done\n" },
		{ { { 400, "{\"errors\":[\"invalid lease\"]}" } }, GIVE_BACK "done\n" },
		{ { { 400, "{\"errors\":[\"lease not found\"]}" } }, GIVE_BACK "done\n" },
		/* any other trouble is none that ends a lease */
		{ { { 400, "{\"errors\":[\"failed to revoke entry: refused\"]}" } },
		  GIVE_BACK "fail bad-request 400\n" },
		{ { { 400, "" } }, GIVE_BACK "fail bad-request 400\n" },
		{ { { 403, "" }, { 200, "" } },
		  GIVE_BACK "GET /v1/auth/token/lookup-self\nfail permission-revoke 403\n" },
		{ { { 503, "" }, { 503, "" } },
		  GIVE_BACK "GET /v1/sys/health once\nfail sealed 503\n" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++)
		play((struct scene){ .items = { { .path = "a/b", .lease = "a/b/c" } },
				     .count = 1,
				     .answers = rows[i].answers },
		     OPTIONS("auth", "token"), rows[i].told);
}

#define SELF_BACK "POST /v1/auth/token/revoke-self\n"

static void the_token_of_a_login_is_given_back(void **state)
{
	static const struct {
		struct answer answers[3];
		const char *told;
	} rows[] = {
		{ { { 204, "" } }, SELF_BACK "done\n" },
		{ { { 403, "" }, { 200, "" } },
		  SELF_BACK "GET /v1/auth/token/lookup-self\nfail permission-revoke-self 403\n" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++)
		play((struct scene){ .items = { { .path = "x", .login = true } },
				     .count = 1,
				     .answers = rows[i].answers },
		     OPTIONS("auth", "token"), rows[i].told);
}

static struct http_reply replied(int status, const char *body)
{
	return (struct http_reply){
		.outcome = HTTP_REPLIED, .status = status, .body = body, .length = strlen(body)
	};
}

/* Ending the token would end the right to give a lease back. */
static void the_token_is_given_back_after_the_leases(void **state)
{
	static const struct {
		int status;
		enum step end;
	} rows[] = { { 204, STEP_DONE }, { 400, STEP_FAIL } };
	const struct provider_options from = { scene_get, OPTIONS("auth", "token") };
	const struct provider_item lease = { .path = "a", .lease = "l" };
	const struct provider_item login = { .path = "x", .login = true };

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		struct vault_session *session = provider_vault.open(&from, &system_clock);
		struct conversation first = { .session = session, .item = &lease };
		struct conversation second = { .session = session, .item = &login };
		struct http_request next = { 0 };
		struct http_reply reply = replied(rows[i].status, "");

		assert_int_equal(vault_read(&first, NULL, &next), STEP_SEND);
		assert_true(provider_vault.is_idempotent(&next));
		assert_int_equal(vault_read(&second, NULL, &next), STEP_WAIT);
		assert_int_equal(vault_read(&first, &reply, &next), rows[i].end);
		next = (struct http_request){ 0 };
		assert_int_equal(vault_read(&second, NULL, &next), STEP_SEND);
		assert_string_equal(next.path, "/v1/auth/token/revoke-self");
		assert_false(provider_vault.is_idempotent(&next));
		buf_done(&first.path);
		buf_done(&first.body);
		provider_vault.close(session);
	}
}

/* An engine that is written to takes another policy than one that is read. */
static void what_a_policy_must_allow_is_told(void **state)
{
	const struct {
		struct provider_item item;
		struct answer answers[5];
		const char *told;
	} rows[] = {
		{ { .path = "pki/issue/web", .parameters = "a=b", FIELDS("certificate") },
		  { { 403, "" }, { 200, "" } },
		  ASK("pki/issue/web") "GET /v1/auth/token/lookup-self\nfail permission-update "
				       "403\n" },
		{ { .path = "ssh/creds/web", FIELDS("key") },
		  { MOUNT("ssh", "ssh"), { 403, "" }, { 200, "" } },
		  ASK("ssh/creds/web") "POST /v1/ssh/creds/web {} once\n"
				       "GET /v1/auth/token/lookup-self\n"
				       "fail permission-update 403\n" },
		{ { .path = CREDS, FIELDS("username") },
		  { MOUNT("database", "database"), { 403, "" }, { 200, "" } },
		  ASK(CREDS) "GET /v1/" CREDS " once\n"
			     "GET /v1/auth/token/lookup-self\nfail permission 403\n" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++)
		play((struct scene){ .items = { rows[i].item },
				     .count = 1,
				     .may_mint = true,
				     .answers = rows[i].answers },
		     OPTIONS("auth", "token"), rows[i].told);
}

/* kv = 1 counts where the server does not say; then a path is read by run alone, and once. */
static void version_1_that_is_told_and_not_known_is_read_once(void **state)
{
	struct scene scene = { .items = { { .path = CREDS, FIELDS("k") } },
			       .count = 1,
			       .may_mint = true,
			       .answers = ANSWERS({ 403, "" },
						  { 200, "{\"lease_id\":\"l\",\"lease_duration\":9,"
							 "\"data\":{\"k\":\"v\"}}" }) };

	(void)state;
	play(scene, OPTIONS("auth", "token", "kv", "1"),
	     ASK(CREDS) "GET /v1/" CREDS " once\nlease l 9\nk=v\ndone\n");
	scene.items[0].path = "secret";
	scene.answers = ANSWERS({ 403, "" });
	play(scene, OPTIONS("auth", "token", "kv", "1"), ASK("secret") "fail absent 0\n");
}

#define UPGRADING                                                                                  \
	{                                                                                          \
		400, "{\"errors\":[\"Upgrading from non-versioned to versioned data. This "        \
		     "backend "                                                                    \
		     "will be unavailable for a brief period and will resume service shortly.\"]}" \
	}
#define AGAIN "GET /v1/kv/data/a later\n"

static void an_engine_that_is_being_upgraded_is_asked_again(void **state)
{
	struct scene scene = { .items = { { .path = "kv/a", FIELDS("k") } },
			       .count = 1,
			       .answers = ANSWERS(UPGRADING, { 200, "{\"data\":{\"data\":"
								    "{\"k\":\"v\"}}}" }) };

	(void)state;
	play(scene, OPTIONS("auth", "token", "kv", "2"), "GET /v1/kv/data/a\n" AGAIN "k=v\ndone\n");
	scene.answers = ANSWERS(FIVE(UPGRADING), FIVE(UPGRADING), UPGRADING);
	play(scene, OPTIONS("auth", "token", "kv", "2"),
	     "GET /v1/kv/data/a\n" FIVE_TIMES(AGAIN) FIVE_TIMES(AGAIN) "fail upgrading 400\n");
}

static void a_login_tells_its_token(void **state)
{
	static const struct answer none[] = { { 0 } };

	(void)state;
	play((struct scene){ .answers = none, .may_mint = true },
	     OPTIONS("auth", "token", "token", "t"), "token t 0 handed\ndone\n");
	play((struct scene){ .answers = none },
	     OPTIONS("auth", "approle", "role-id", "r", PROVIDER_SESSION_TOKEN, "t"),
	     "token t 0\ndone\n");
	play((struct scene){ .answers = ANSWERS({ 200, "{\"auth\":{\"client_token\":\"t\","
						       "\"lease_duration\":60,"
						       "\"renewable\":true}}" }) },
	     OPTIONS("auth", "approle", "role-id", "r"),
	     "POST /v1/auth/approle/login {\"role_id\":\"r\"}\ntoken t 60 renewable\ndone\n");
}

static void a_redirect_is_followed_to_a_listed_address_only(void **state)
{
	static const struct {
		const char *address, *to, *where;
	} rows[] = {
		{ "https://a:8200, https://b:8200", "https://b:8200/v1/secret/x",
		  "https://b:8200" },
		{ "https://a:8200, https://a:8300", "https://a:8300/v1/secret/x",
		  "https://a:8300" },
		{ "https://a, https://b", "https://B:443/v1/secret/x", "https://b" },
		{ "https://a,https://b:443/prefix", "https://b/x?y=z", "https://b:443/prefix" },
		{ "https://a, https://[::2]:8200", "https://[::2]:8200/", "https://[::2]:8200" },
		{ "https://a:8200", "https://a:8200/v1/secret/x", "https://a:8200" },
		{ "https://a:8200", "https://b:8200/", NULL },
		{ "https://a:8200", "https://a:8201/", NULL },
		{ "https://a:8200, https://b:8200", "https://c:8200/", NULL },
		{ "https://a:8200, https://b:8200", "http://b:8200/", NULL },
		{ "https://a:8200, https://b:8200", "https://b/", NULL },
		{ "https://a:8200, https://b:8200", "https://u:p@b:8200/", NULL },
		{ "https://a:8200, https://b:8200", "https://b:8200/#x", NULL },
		{ "https://a:8200, https://b:8200", "https://b:8200@c:8200/", NULL },
		{ "https://a:8200, https://b:8200", "https://b.c:8200/", NULL },
		{ "https://a:8200, https://b:8200", "ftp://b:8200/", NULL },
		{ "https://a:8200, https://b:8200", "b:8200", NULL },
		{ "http://127.0.0.1:8200", "http://127.0.0.1:8200/", NULL },
		{ "http://127.0.0.1:8200", "https://127.0.0.1:8200/", NULL },
		{ "http://127.0.0.1:8200, https://b", "https://b/", "https://b" },
		{ "unix:///run/bao", "https://b/", NULL },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		const char *const options[] = { "address", rows[i].address, NULL };
		const struct http_reply reply = { .status = 307, .redirect = rows[i].to };
		_cleanup_(freep) char *where = provider_vault.follow(
			&(struct provider_options){ scene_get, options }, &reply);

		assert_true(text_same(where, rows[i].where));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_new_credential_is_made_only_when_it_may),
		cmocka_unit_test(a_lease_is_told_before_anything_is_wrong),
		cmocka_unit_test(a_password_that_is_being_changed_is_asked_for_later),
		cmocka_unit_test(a_certificate_is_made_of_parameters),
		cmocka_unit_test(any_other_path_is_read_or_written),
		cmocka_unit_test(what_an_engine_does_not_have_is_told),
		cmocka_unit_test(texts_of_one_key_are_decrypted_together),
		cmocka_unit_test(what_only_looks_like_transit_is_read_alone),
		cmocka_unit_test(a_lease_is_given_back_in_one_request),
		cmocka_unit_test(the_token_of_a_login_is_given_back),
		cmocka_unit_test(the_token_is_given_back_after_the_leases),
		cmocka_unit_test(what_a_policy_must_allow_is_told),
		cmocka_unit_test(version_1_that_is_told_and_not_known_is_read_once),
		cmocka_unit_test(an_engine_that_is_being_upgraded_is_asked_again),
		cmocka_unit_test(a_login_tells_its_token),
		cmocka_unit_test(a_redirect_is_followed_to_a_listed_address_only),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
