/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <stdlib.h>
#include <string.h>

#include "vault_scene.h"

#define TOKEN       "auth", "token", "token", "t0k"
#define MAX_ANSWERS 4

/* A whole conversation; about an item there is a token already. */
static void play(const char *const *options, const struct provider_item *item,
		 const struct answer *answers, const char *expected)
{
	struct answer all[MAX_ANSWERS + 1] = { 0 };
	struct scene scene = { .count = item ? 1 : 0, .may_mint = !item, .answers = all };

	if (item)
		scene.items[0] = *item;
	memcpy(all, answers, MAX_ANSWERS * sizeof(struct answer));
	scene_play(scene, options, item ? "t0k" : NULL, expected);
}

static void to_start_a_program_a_token_needs_no_request(void **state)
{
	const struct {
		const char *const *options;
		const char *told;
	} rows[] = {
		{ OPTIONS("auth", "token", "token", "s.abc"), "done\n" },
		{ OPTIONS("auth", "token", "token-file", "s.abc\n"), "done\n" },
		{ OPTIONS("auth", "token", "token", "s.abc", "token-file", "a b"), "done\n" },
		{ OPTIONS("auth", "token", NULL), "fail no-login 0\n" },
		{ OPTIONS("auth", "token", "token", ""), "fail no-login 0\n" },
		{ OPTIONS("auth", "token", "token-file", "\n"), "fail no-login 0\n" },
		{ OPTIONS("auth", "token", "token", "a b"), "fail token 0\n" },
		{ OPTIONS("auth", "token", "token", "a\r\nX-Evil: 1"), "fail token 0\n" },
		{ OPTIONS("auth", "token", "token", "caf\xc3\xa9"), "fail token 0\n" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++)
		play(rows[i].options, NULL, (const struct answer[MAX_ANSWERS]){ 0 }, rows[i].told);
}

static void a_token_has_at_most_8_kib(void **state)
{
	(void)state;
	for (size_t length = 8191; length <= 8193; length++) {
		_cleanup_(freep) char *token = alloc_array(length + 1, 1);

		memset(token, 't', length);
		play(OPTIONS("auth", "token", "token", token), NULL,
		     (const struct answer[MAX_ANSWERS]){ 0 },
		     length <= 8192 ? "done\n" : "fail token 0\n");
	}
}

#define ROLE "auth", "approle", "role-id", "role", "secret-id", "s3c\"ret\n"
#define LOGIN                                                                                      \
	"POST /v1/auth/approle/login true {\"role_id\":\"role\",\"secret_id\":\"s3c\\\"ret\"}\n"
#define HEALTH "GET /v1/sys/health true once\n"

static void an_approle_login_ends_in_a_token_or_a_reason(void **state)
{
	static const struct {
		struct answer answers[MAX_ANSWERS];
		const char *told;
	} rows[] = {
		{ { { 200, "{\"auth\":{\"client_token\":\"s.new\"}}" } }, LOGIN "done\n" },
		{ { { 400, "{\"errors\":[\"invalid role or secret ID\"]}" } },
		  LOGIN "fail login-refused 400\n" },
		{ { { 403, "" } }, LOGIN "fail login-denied 403\n" },
		{ { { 404, "" } }, LOGIN "fail no-login-method 404\n" },
		{ { { 200, "{\"auth\":{\"client_token\":\"\",\"mfa_requirement\":{}}}" } },
		  LOGIN "fail login-mfa 200\n" },
		{ { { 200, "{\"auth\":null}" } }, LOGIN "fail bad-reply 200\n" },
		{ { { 200, "{\"auth\":{\"client_token\":7}}" } }, LOGIN "fail bad-reply 200\n" },
		{ { { 200, "{\"auth\":{\"client_token\":\"a b\"}}" } }, LOGIN "fail token 0\n" },
		{ { { 200, "" } }, LOGIN "fail bad-reply 200\n" },
		{ { { 200, "<html>" } }, LOGIN "fail bad-reply 200\n" },
		{ { { 204, "" } }, LOGIN "fail bad-reply 204\n" },
		{ { { 429, "" } }, LOGIN "fail rate-limited 429\n" },
		{ { { 301, "" } }, LOGIN "fail redirect 301\n" },
		{ { { 307, "" } }, LOGIN "fail standby 307\n" },
		{ { { 503, "" }, { 503, "" } }, LOGIN HEALTH "fail sealed 503\n" },
		{ { { 500, "" }, { 501, "" } }, LOGIN HEALTH "fail uninitialised 500\n" },
		{ { { -HTTP_REFUSED, NULL } }, LOGIN "fail refused 0\n" },
		{ { { -HTTP_TLS_NAME, NULL } }, LOGIN "fail tls-name 0\n" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++)
		play(OPTIONS(ROLE), NULL, rows[i].answers, rows[i].told);
}

static void the_login_follows_the_options(void **state)
{
	static const struct answer refused[MAX_ANSWERS] = { { 400, "" } };

	(void)state;
	play(OPTIONS(ROLE, "auth-mount", "team a/role", "namespace", "ns1"), NULL, refused,
	     "POST /v1/auth/team%20a/role/login true ns1 "
	     "{\"role_id\":\"role\",\"secret_id\":\"s3c\\\"ret\"}\n"
	     "fail login-refused 400\n");
	play(OPTIONS("auth", "approle", "role-id-file", " role\n", "secret-id-file", "s\n"), NULL,
	     refused,
	     "POST /v1/auth/approle/login true {\"role_id\":\"role\",\"secret_id\":\"s\"}\n"
	     "fail login-refused 400\n");
	play(OPTIONS("auth", "approle", "role-id", "role"), NULL, refused,
	     "POST /v1/auth/approle/login true {\"role_id\":\"role\"}\n"
	     "fail login-refused 400\n");
}

#define ITEM(text, ...)                                                                            \
	((const struct provider_item){                                                             \
		.path = (text),                                                                    \
		.fields = (const char *const[]){ __VA_ARGS__ },                                    \
		.fields_count = ARRAY_LENGTH(((const char *const[]){ __VA_ARGS__ })) })

/* What Vault says of what is not there; another server's 404 has no errors. */
#define NOTHING "{\"errors\":[]}"
#define MOUNT   "GET /v1/sys/internal/ui/mounts/secret/app true t0k\n"
#define KV2     "{\"data\":{\"path\":\"secret/\",\"type\":\"kv\",\"options\":{\"version\":\"2\"}}}"
#define KV1     "{\"data\":{\"path\":\"secret/\",\"type\":\"kv\",\"options\":null}}"
#define GET2    "GET /v1/secret/data/app true t0k\n"
#define GET1    "GET /v1/secret/app true t0k\n"

static void a_secret_is_found_by_its_mount(void **state)
{
	static const struct {
		struct answer answers[MAX_ANSWERS];
		const char *told;
	} rows[] = {
		{ { { 200, KV2 }, { 200, "{\"data\":{\"data\":{\"k\":\"v\"},\"metadata\":{}}}" } },
		  MOUNT GET2 "k=v\ndone\n" },
		{ { { 200, KV1 }, { 200, "{\"data\":{\"k\":\"v\"}}" } }, MOUNT GET1 "k=v\ndone\n" },
		{ { { 200, "{\"data\":{\"path\":\"secret/\",\"type\":\"generic\"}}" },
		    { 200, "{\"data\":{\"k\":\"v\"}}" } },
		  MOUNT GET1 "k=v\ndone\n" },
		{ { { 404, NOTHING } }, MOUNT "fail no-mount 404\n" },
		{ { { 404, "" } }, MOUNT "fail bad-reply 404\n" },
		{ { { 404, "<html>" } }, MOUNT "fail bad-reply 404\n" },
		{ { { 404, "{\"error\":\"x\"}" } }, MOUNT "fail bad-reply 404\n" },
		{ { { 400, NOTHING } }, MOUNT "fail no-mount 400\n" },
		{ { { 200, "{\"data\":{\"path\":\"secret/\",\"type\":\"pki\"}}" } },
		  MOUNT "fail not-minted 0\n" },
		{ { { 200, "{\"data\":{\"path\":\"secret/app/\",\"type\":\"kv\"}}" } },
		  MOUNT "fail bad-reply 200\n" },
		/* a mount that does not contain what was asked for, or is none */
		{ { { 200, "{\"data\":{\"path\":\"other/\",\"type\":\"kv\"}}" } },
		  MOUNT "fail bad-reply 200\n" },
		{ { { 200, "{\"data\":{\"path\":\"secret/app\",\"type\":\"kv\"}}" } },
		  MOUNT "fail bad-reply 200\n" },
		{ { { 200, "{\"data\":{\"path\":\"sec\",\"type\":\"kv\"}}" } },
		  MOUNT "fail bad-reply 200\n" },
		{ { { 200, "{\"data\":{\"path\":\"\",\"type\":\"kv\"}}" } },
		  MOUNT "fail bad-reply 200\n" },
		{ { { 200, "{\"data\":{\"path\":\"/\",\"type\":\"kv\"}}" } },
		  MOUNT "fail bad-reply 200\n" },
		{ { { 200, "{\"data\":{\"type\":\"kv\"}}" } }, MOUNT "fail bad-reply 200\n" },
		{ { { 200, "{\"data\":[]}" } }, MOUNT "fail bad-reply 200\n" },
		{ { { 200, "{}" } }, MOUNT "fail bad-reply 200\n" },
		{ { { 200, "" } }, MOUNT "fail bad-reply 200\n" },
		{ { { -HTTP_CUT, NULL } }, MOUNT "fail cut 0\n" },
	};
	const struct provider_item item = ITEM("secret/app", "k");

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++)
		play(OPTIONS(TOKEN), &item, rows[i].answers, rows[i].told);
}

static void a_version_that_is_told_is_not_asked_for(void **state)
{
	const struct provider_item item = ITEM("secret/app", "k"), short_item = ITEM("secret", "k");
	static const struct answer one[MAX_ANSWERS] = { { 200, "{\"data\":{\"k\":\"v\"}}" } };
	static const struct answer two[MAX_ANSWERS] = { { 200,
							  "{\"data\":{\"data\":{\"k\":\"v\"}}}" } };

	(void)state;
	play(OPTIONS(TOKEN, "kv", "1"), &item, one, GET1 "k=v\ndone\n");
	play(OPTIONS(TOKEN, "kv", "2"), &item, two, GET2 "k=v\ndone\n");
	play(OPTIONS(TOKEN, "kv", "2"), &short_item, (const struct answer[MAX_ANSWERS]){ 0 },
	     "fail absent 0\n");
}

static void a_path_is_encoded_segment_by_segment(void **state)
{
	const struct provider_item item = ITEM("secret/a b/c:d@e/\xc3\xa9", "k");
	static const struct answer gone[MAX_ANSWERS] = { { 404, "{\"errors\":[]}" } };

	(void)state;
	play(OPTIONS(TOKEN, "kv", "2", "namespace", "team/ns"), &item, gone,
	     "GET /v1/secret/data/a%20b/c%3Ad%40e/%C3%A9 true t0k team/ns\n"
	     "fail absent 404\n");
}

static void a_version_is_pinned(void **state)
{
	const char *const fields[] = { "k" };
	const struct provider_item item = {
		.path = "secret/app", .version = "3", .fields = fields, .fields_count = 1
	};
	static const struct answer good[MAX_ANSWERS] = {
		{ 200, "{\"data\":{\"data\":{\"k\":\"v\"}}}" }
	};

	(void)state;
	play(OPTIONS(TOKEN, "kv", "2"), &item, good,
	     "GET /v1/secret/data/app?version=3 true t0k\nk=v\ndone\n");
	play(OPTIONS(TOKEN, "kv", "1"), &item, (const struct answer[MAX_ANSWERS]){ 0 },
	     "fail no-version 0\n");
	/* the server does not say whether the path is missing or the version */
	play(OPTIONS(TOKEN, "kv", "2"), &item,
	     (const struct answer[MAX_ANSWERS]){ { 404, "{\"errors\":[]}" } },
	     "GET /v1/secret/data/app?version=3 true t0k\nfail no-version-there 404\n");
	play(OPTIONS(TOKEN, "kv", "2"), &item,
	     (const struct answer[MAX_ANSWERS]){
		     { 404, "{\"data\":{\"data\":null,\"metadata\":{\"destroyed\":true}}}" } },
	     "GET /v1/secret/data/app?version=3 true t0k\nfail destroyed 404\n");
}

static void what_is_not_there_has_a_class(void **state)
{
	static const struct {
		struct answer answer;
		const char *end;
	} rows[] = {
		{ { 404, "{\"errors\":[]}" }, "fail absent 404\n" },
		{ { 404,
		    "{\"data\":{\"data\":null,\"metadata\":{\"deletion_time\":\"2026-01-01T0\","
		    "\"destroyed\":false}}}" },
		  "fail deleted 404\n" },
		{ { 404, "{\"data\":{\"data\":null,\"metadata\":{\"destroyed\":true}}}" },
		  "fail destroyed 404\n" },
		{ { 404, "" }, "fail bad-reply 404\n" },
		{ { 404, "<html>" }, "fail bad-reply 404\n" },
		{ { 200, "{\"data\":null}" }, "fail bad-reply 200\n" },
		{ { 200, "{\"data\":{\"data\":null}}" }, "fail bad-reply 200\n" },
		{ { 200, "{\"data\":{\"data\":[]}}" }, "fail bad-reply 200\n" },
		{ { 200, "{\"data\":{\"data\":{}}}" }, "k: no-field\ndone\n" },
		{ { 200, "" }, "fail bad-reply 200\n" },
		{ { 200, "{\"data\":{\"data\":{\"k\":\"v\",\"k\":\"w\"}}}" },
		  "fail bad-reply 200\n" },
		{ { 200, "{\"data\":{\"data\":{\"k\":\"a\\u0000b\"}}}" }, "fail bad-reply 200\n" },
		{ { -HTTP_TOO_LARGE, NULL }, "fail too-large 0\n" },
	};
	const struct provider_item item = ITEM("secret/app", "k");

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		_cleanup_(freep) char *told = text_format("%s%s", GET2, rows[i].end);

		play(OPTIONS(TOKEN, "kv", "2"), &item,
		     (const struct answer[MAX_ANSWERS]){ rows[i].answer }, told);
	}
}

#define EVERY_KIND                                                                                 \
	"{\"data\":{\"s\":\"caf\\u00e9\",\"empty\":\"\",\"i\":-42,\"big\":9007199254740993,"       \
	"\"t\":true,\"f\":false,\"r\":0.1,\"e\":1e3,\"o\":{},\"l\":[1],\"n\":null,\"a.b\":"        \
	"\"dot\"}}"

static void fields_of_every_kind(void **state)
{
	const struct provider_item item = ITEM("secret/app", "s", "empty", "i", "big", "t", "f",
					       "r", "e", "o", "l", "n", "x", "a.b");
	static const struct answer answers[MAX_ANSWERS] = { { 200, EVERY_KIND } };

	(void)state;
	play(OPTIONS(TOKEN, "kv", "1"), &item, answers,
	     GET1 "s=caf\xc3\xa9\nempty=\ni=-42\nbig=9007199254740993\nt=true\nf=false\n"
		  "r: field-number\ne: field-number\no: field-kind\nl: field-kind\n"
		  "n: field-kind\nx: no-field\na.b=dot\ndone\n");
}

static void the_whole_has_every_field_once(void **state)
{
	const char *const fields[] = { "b", "x" };
	const struct provider_item item = {
		.path = "secret/app", .fields = fields, .fields_count = 2, .whole = true
	};
	static const struct answer answers[MAX_ANSWERS] = {
		{ 200, "{\"data\":{\"a\":\"1\",\"b\":2,\"c\":[],\"bad\\nname\":\"z\"}}" }
	};

	(void)state;
	play(OPTIONS(TOKEN, "kv", "1"), &item, answers,
	     GET1 "x: no-field\na=1\nb=2\nc: field-kind\ndone\n");
}

#define SELF  "GET /v1/auth/token/lookup-self true t0k\n"
#define ASKED "GET /v1/sys/health true t0k once\n"

static void every_status_has_a_diagnosis(void **state)
{
	static const struct {
		struct answer answers[MAX_ANSWERS];
		const char *end;
	} rows[] = {
		{ { { 400, "" } }, "fail bad-request 400\n" },
		{ { { 401, "" } }, "fail token 401\n" },
		{ { { 403, "" }, { 200, "{}" } }, SELF "fail permission 403\n" },
		{ { { 403, "" }, { 403, "" } }, SELF "fail token 403\n" },
		/* only a clear 403 makes the token bad */
		{ { { 403, "" }, { 500, "" } }, SELF "fail permission 403\n" },
		{ { { 403, "" }, { -HTTP_CUT, NULL } }, SELF "fail permission 403\n" },
		{ { { 405, "" } }, "fail engine 405\n" },
		{ { { 408, "" } }, "fail server-error 408\n" },
		{ { { 412, "" } }, "fail server-error 412\n" },
		{ { { 429, "" } }, "fail rate-limited 429\n" },
		{ { { 472, "" } }, "fail standby 472\n" },
		{ { { 473, "" } }, "fail standby 473\n" },
		{ { { 307, "" } }, "fail standby 307\n" },
		{ { { 301, "" } }, "fail redirect 301\n" },
		{ { { 302, "" } }, "fail redirect 302\n" },
		{ { { 303, "" } }, "fail redirect 303\n" },
		{ { { 308, "" } }, "fail redirect 308\n" },
		{ { { 204, "" } }, "fail bad-reply 204\n" },
		{ { { 206, "" } }, "fail bad-reply 206\n" },
		{ { { 418, "" } }, "fail bad-reply 418\n" },
		{ { { 502, "" } }, "fail server-error 502\n" },
		{ { { 504, "" } }, "fail server-error 504\n" },
		/* the server's health says more than its 500, 501 and 503 */
		{ { { 500, "" }, { 200, "" } }, ASKED "fail server-error 500\n" },
		{ { { 503, "" }, { 200, "" } }, ASKED "fail server-error 503\n" },
		{ { { 503, "" }, { 503, "" } }, ASKED "fail sealed 503\n" },
		{ { { 503, "" }, { 429, "" } }, ASKED "fail standby 503\n" },
		{ { { 503, "" }, { 472, "" } }, ASKED "fail standby 503\n" },
		{ { { 503, "" }, { 473, "" } }, ASKED "fail standby 503\n" },
		{ { { 503, "" }, { 474, "" } }, ASKED "fail standby 503\n" },
		{ { { 501, "" }, { 501, "" } }, ASKED "fail uninitialised 501\n" },
		{ { { 503, "" }, { -HTTP_REFUSED, NULL } }, ASKED "fail server-error 503\n" },
		{ { { -HTTP_NO_HOST, NULL } }, "fail no-host 0\n" },
		{ { { -HTTP_STALLED, NULL } }, "fail stalled 0\n" },
		{ { { -HTTP_TLS_AUTHORITY, NULL } }, "fail tls-authority 0\n" },
		{ { { -HTTP_BROKEN, NULL } }, "fail not-http 0\n" },
	};
	const struct provider_item item = ITEM("secret/app", "k");

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		_cleanup_(freep) char *told = text_format("%s%s", GET1, rows[i].end);

		play(OPTIONS(TOKEN, "kv", "1"), &item, rows[i].answers, told);
	}
}

static void a_mount_is_asked_for_once(void **state)
{
	const struct provider_item item = ITEM("secret/app", "k"), other = ITEM("secret/b", "k"),
				   apart = ITEM("team/c", "k");
	struct conversation first, second, third;
	struct scene scene = { 0 };

	(void)state;
	scene_open(&scene, OPTIONS(TOKEN), "t0k");
	first = talk_new(&scene, &item);
	second = talk_new(&scene, &other);
	third = talk_new(&scene, &apart);
	advance(&scene, &first, NULL);
	assert_int_equal(advance(&scene, &second, NULL), STEP_WAIT);
	assert_int_equal(advance(&scene, &second, NULL), STEP_WAIT);
	assert_int_equal(advance(&scene, &third, NULL), STEP_SEND);
	reply(&scene, &first, (struct answer){ 200, KV2 });
	advance(&scene, &second, NULL);
	assert_string_equal(buf_text(&scene.told), MOUNT
			    "wait\nwait\nGET /v1/sys/internal/ui/mounts/team/c true t0k\n" GET2
			    "GET /v1/secret/data/b true t0k\n");
	talk_done(&first);
	talk_done(&second);
	talk_done(&third);
	scene_done(&scene);
}

static void who_waited_asks_again_when_the_first_failed(void **state)
{
	const struct provider_item item = ITEM("secret/app", "k"), other = ITEM("secret/b", "k");
	struct conversation first, second;
	struct scene scene = { 0 };

	(void)state;
	scene_open(&scene, OPTIONS(TOKEN), "t0k");
	first = talk_new(&scene, &item);
	second = talk_new(&scene, &other);
	advance(&scene, &first, NULL);
	advance(&scene, &second, NULL);
	assert_int_equal(reply(&scene, &first, (struct answer){ 404, NOTHING }), STEP_FAIL);
	assert_int_equal(advance(&scene, &second, NULL), STEP_SEND);
	assert_string_equal(buf_text(&scene.told),
			    MOUNT "wait\nfail no-mount 404\n"
				  "GET /v1/sys/internal/ui/mounts/secret/b true t0k\n");
	talk_done(&first);
	talk_done(&second);
	scene_done(&scene);
}

static void the_verdict_on_a_token_is_shared(void **state)
{
	static const struct {
		int status;
		const char *end;
	} rows[] = { { 403, "fail token 403\n" }, { 200, "fail permission 403\n" } };
	const struct provider_item item = ITEM("secret/app", "k");

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		struct conversation talks[3];
		struct scene scene = { 0 };
		_cleanup_(freep) char *told = text_format(GET1 GET1 GET1 SELF "wait\nwait\n%s%s%s",
							  rows[i].end, rows[i].end, rows[i].end);

		scene_open(&scene, OPTIONS(TOKEN, "kv", "1"), "t0k");
		for (int j = 0; j < 3; j++) {
			talks[j] = talk_new(&scene, &item);
			advance(&scene, &talks[j], NULL);
		}
		reply(&scene, &talks[0], (struct answer){ 403, "" });
		reply(&scene, &talks[1], (struct answer){ 403, "" });
		advance(&scene, &talks[1], NULL);
		reply(&scene, &talks[0], (struct answer){ rows[i].status, "" });
		advance(&scene, &talks[1], NULL);
		reply(&scene, &talks[2], (struct answer){ 403, "" });
		assert_string_equal(buf_text(&scene.told), told);
		for (int j = 0; j < 3; j++)
			talk_done(&talks[j]);
		scene_done(&scene);
	}
}

static void only_reading_is_sent_twice(void **state)
{
	(void)state;
	static const struct {
		struct http_request request;
		bool twice;
	} rows[] = {
		{ { .method = "GET", .path = "/v1/a" }, true },
		{ { .method = "GET", .path = "/v1/database/creds/a", .once = true }, false },
		{ { .method = "POST", .path = "/v1/auth/approle/login" }, false },
		{ { .method = "POST", .path = "/v1/pki/issue/a" }, false },
		{ { .method = "POST", .path = "/v1/transit/decrypt/a" }, true },
		{ { .method = "POST", .path = "/v1/transit/decrypt/a", .once = true }, false },
		{ { .method = "POST", .path = "/v1/sys/leases/revoke" }, true },
	};

	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++)
		assert_int_equal(provider_vault.is_idempotent(&rows[i].request), rows[i].twice);
	assert_ptr_equal(provider_find("vault"), &provider_vault);
	assert_null(provider_find("aws"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(to_start_a_program_a_token_needs_no_request),
		cmocka_unit_test(a_token_has_at_most_8_kib),
		cmocka_unit_test(an_approle_login_ends_in_a_token_or_a_reason),
		cmocka_unit_test(the_login_follows_the_options),
		cmocka_unit_test(a_secret_is_found_by_its_mount),
		cmocka_unit_test(a_version_that_is_told_is_not_asked_for),
		cmocka_unit_test(a_path_is_encoded_segment_by_segment),
		cmocka_unit_test(a_version_is_pinned),
		cmocka_unit_test(what_is_not_there_has_a_class),
		cmocka_unit_test(fields_of_every_kind),
		cmocka_unit_test(the_whole_has_every_field_once),
		cmocka_unit_test(every_status_has_a_diagnosis),
		cmocka_unit_test(a_mount_is_asked_for_once),
		cmocka_unit_test(who_waited_asks_again_when_the_first_failed),
		cmocka_unit_test(the_verdict_on_a_token_is_shared),
		cmocka_unit_test(only_reading_is_sent_twice),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
