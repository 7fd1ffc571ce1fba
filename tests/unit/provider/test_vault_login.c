/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <string.h>

#include "crypto/codec.h"
#include "util/jsondoc.h"
#include "vault_scene.h"

#define MAX_ANSWERS 4

/* A whole login. */
static void play(const char *const *options, const struct answer *answers, const char *expected)
{
	scene_play((struct scene){ .answers = answers }, options, NULL, expected);
}

#define GIVEN                                                                                      \
	{                                                                                          \
		200, "{\"auth\":{\"client_token\":\"s.new\"}}"                                     \
	}

static void every_method_sends_what_it_takes(void **state)
{
	const struct {
		const char *const *options;
		const char *told;
	} rows[] = {
		{ OPTIONS("auth", "approle", "role-id", "r", "secret-id", " s\n"),
		  "approle/login true {\"role_id\":\"r\",\"secret_id\":\"s\"}\n" },
		{ OPTIONS("auth", "kubernetes", "role", "app", "jwt-file", "a.b.c\n"),
		  "kubernetes/login true {\"role\":\"app\",\"jwt\":\"a.b.c\"}\n" },
		{ OPTIONS("auth", "jwt", "role", "app", "jwt", "a.b.c"),
		  "jwt/login true {\"role\":\"app\",\"jwt\":\"a.b.c\"}\n" },
		{ OPTIONS("auth", "jwt", "jwt-file", "a.b.c"),
		  "jwt/login true {\"jwt\":\"a.b.c\"}\n" },
		{ OPTIONS("auth", "oidc", "jwt", "a.b.c", "jwt-file", "d.e.f"),
		  "oidc/login true {\"jwt\":\"a.b.c\"}\n" },
		{ OPTIONS("auth", "cert"), "cert/login true {}\n" },
		{ OPTIONS("auth", "cert", "role", "app"), "cert/login true {\"name\":\"app\"}\n" },
		{ OPTIONS("auth", "userpass", "username", "ann", "password", " p\"w"),
		  "userpass/login/ann true {\"password\":\" p\\\"w\"}\n" },
		{ OPTIONS("auth", "ldap", "username", "a/b c", "password-file", " p w \r\n"),
		  "ldap/login/a%2Fb%20c true {\"password\":\" p w \"}\n" },
		{ OPTIONS("auth", "radius", "username", "ann", "password-file", "p\n\n"),
		  "radius/login/ann true {\"password\":\"p\\n\"}\n" },
		{ OPTIONS("auth", "userpass", "username", "ann", "password", "p", "auth-mount",
			  "team a/people"),
		  "team%20a/people/login/ann true {\"password\":\"p\"}\n" },
		{ OPTIONS("auth", "cert", "namespace", "a/b"), "cert/login true a/b {}\n" },
		{ OPTIONS("auth", "cert", "namespace", "a/b", "auth-namespace", "root"),
		  "cert/login true root {}\n" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		_cleanup_(freep) char *told = text_format("POST /v1/auth/%sdone\n", rows[i].told);

		play(rows[i].options, ANSWERS(GIVEN), told);
	}
}

static void nothing_is_sent_when_something_is_missing(void **state)
{
	const char *const *const rows[] = {
		OPTIONS("auth", "approle", "secret-id", "s"),
		OPTIONS("auth", "kubernetes", "role", "app"),
		OPTIONS("auth", "kubernetes", "jwt", "a.b.c", "jwt-file", "a.b.c"),
		OPTIONS("auth", "kubernetes", "role", "app", "jwt-file", "\n"),
		OPTIONS("auth", "jwt", "role", "app"),
		OPTIONS("auth", "userpass", "username", "ann"),
		OPTIONS("auth", "userpass", "username", "ann", "password-file", "\n"),
		OPTIONS("auth", "userpass", "password", "p"),
		OPTIONS("auth", "token", "wrapping-path", "auth/token/create"),
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++)
		play(rows[i], ANSWERS({ 0 }), "fail no-login 0\n");
}

#define AWS_KEYS(more)                                                                             \
	"{\"format\":\"aws-login/1\",\"steps\":[{\"kind\":\"static\",\"access_key\":"              \
	"\"AKIDEXAMPLE\",\"secret_key\":\"wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY\"" more "}]}"
#define AWS_GLOBAL                                                                                 \
	"https://sts.amazonaws.com/\n"                                                             \
	"Action=GetCallerIdentity&Version=2011-06-15\n"                                            \
	"{\"Content-Type\":[\"application/x-www-form-urlencoded; charset=utf-8\"],\""              \
	"X-Amz-Date\":[\"20150830T123600Z\"],\"Authorization\":[\"AWS4-HMAC-SHA256 Cr"             \
	"edential=AKIDEXAMPLE/20150830/us-east-1/sts/aws4_request, SignedHeader"                   \
	"s=content-type;host;x-amz-date, Signature=6fb20d31f734d876c5682fdd2678"                   \
	"d194cf68b862755f83b7ba1373c0874be25c\"]}\n"
#define AWS_REGION                                                                                 \
	"https://sts.cn-north-1.amazonaws.com.cn/\n"                                               \
	"Action=GetCallerIdentity&Version=2011-06-15\n"                                            \
	"{\"Content-Type\":[\"application/x-www-form-urlencoded; charset=utf-8\"],\""              \
	"X-Vault-AWS-IAM-Server-ID\":[\"vault.test\"],\"X-Amz-Date\":[\"20150830T1236"             \
	"00Z\"],\"X-Amz-Security-Token\":[\"token/=\"],\"Authorization\":[\"AWS4-HMAC-S"           \
	"HA256 Credential=AKIDEXAMPLE/20150830/cn-north-1/sts/aws4_request, Sig"                   \
	"nedHeaders=content-type;host;x-amz-date;x-amz-security-token;x-vault-a"                   \
	"ws-iam-server-id, Signature=370bf1794e6505a2675869dcc90ebb686015d117c3"                   \
	"1e63cce06f85c904d9d235\"]}\n"

static time_t noon(void *context)
{
	(void)context;
	return 1440938160; /* 2015-08-30T12:36:00Z */
}

/* The text of a member that is base64, decoded, behind its name. */
static void tell_decoded(struct buf *told, const char *body, const char *name)
{
	_cleanup_(jsondoc_freep) struct jsondoc *document = NULL;
	const char *text;
	struct error err;

	assert_true(jsondoc_parse(&document, body, strlen(body), &err));
	text = jsondoc_string(jsondoc_member(document, name), NULL);
	assert_non_null(text);
	assert_true(base64_decode(told, text, strlen(text), false));
	buf_add_char(told, '\n');
}

/* The signatures are those that hmac and hashlib of Python make of the same. */
static void an_aws_login_is_a_signed_question(void **state)
{
	static const struct clock clock = { .wall = noon };
	const struct {
		const char *const *options;
		const char *told;
	} rows[] = {
		{ OPTIONS("auth", "aws", "role", "app", "credentials", AWS_KEYS("")), AWS_GLOBAL },
		{ OPTIONS("auth", "aws", "role", "app", "credentials",
			  AWS_KEYS(",\"session_token\":\"token/=\""), "aws-region", "cn-north-1",
			  "aws-server-id", "vault.test"),
		  AWS_REGION },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		struct scene scene = { .clock = &clock };
		struct conversation talk;
		struct http_request next = { 0 };
		_cleanup_(buf_done) struct buf told = { 0 };

		scene_open(&scene, rows[i].options, NULL);
		talk = talk_new(&scene, NULL);
		assert_int_equal(vault_login(&talk, NULL, &next), STEP_SEND);
		assert_string_equal(next.path, "/v1/auth/aws/login");
		assert_non_null(strstr(next.body, "{\"role\":\"app\","
						  "\"iam_http_request_method\":\"POST\","));
		tell_decoded(&told, next.body, "iam_request_url");
		tell_decoded(&told, next.body, "iam_request_body");
		tell_decoded(&told, next.body, "iam_request_headers");
		assert_string_equal(buf_text(&told), rows[i].told);
		talk_done(&talk);
		scene_done(&scene);
	}
	play(OPTIONS("auth", "aws"), ANSWERS({ 0 }), "fail no-keys 0\n");
}

/* The chain's questions go to its servers, with nothing of the source's own; then the login. */
static void an_aws_login_takes_the_role_of_its_machine(void **state)
{
	static const char steps[] =
		"{\"format\":\"aws-login/1\",\"steps\":[{\"kind\":\"container\",\"server\":"
		"\"http://169.254.170.23\",\"path\":\"/v1/credentials\"}]}";
	struct scene scene = { 0 };
	struct conversation talk;

	(void)state;
	scene_open(&scene, OPTIONS("auth", "aws", "namespace", "team", "credentials", steps), NULL);
	talk = talk_new(&scene, NULL);
	talk_play(&scene, &talk,
		  ANSWERS({ 200, "{\"AccessKeyId\":\"ASIAX\",\"SecretAccessKey\":\"s\","
				 "\"Token\":\"t\"}" },
			  { 200, "{\"auth\":{\"client_token\":\"tok\"}}" }));
	assert_true(text_starts(buf_text(&scene.told),
				"GET /v1/credentials application/json\n"
				"POST /v1/auth/aws/login true team {\"iam_http_request_method\""));
	assert_non_null(strstr(buf_text(&scene.told), "}\ndone\n"));
	talk_done(&talk);
	scene_done(&scene);
	play(OPTIONS("auth", "aws", "credentials", steps), ANSWERS({ 403 }),
	     "GET /v1/credentials application/json\nfail aws-container 403\n");
	/* The token of an earlier collection needs no keys. */
	play(OPTIONS("auth", "aws", "session-token", "tok"), ANSWERS({ 0 }), "done\n");
}

static void tell(void *context, enum login_fact fact, const char *text, const char *from)
{
	struct scene *scene = context;

	assert_null(from);
	buf_format(&scene->told, "%s: %s\n", fact_names[fact], text);
}

/* The login's own words of its token; never the token or its accessor. */
static void what_a_login_tells_of_its_token_may_be_shown(void **state)
{
	static const struct clock clock = { .wall = noon };
	static const struct {
		const char *auth, *told;
	} rows[] = {
		{ "\"policies\":[\"default\",\"app\"],\"lease_duration\":3600,\"renewable\":true",
		  "policies: default, app\nrenewable: yes\nexpires: 2015-08-30T13:36:00Z\n" },
		{ "\"policies\":[7,\"\",null],\"lease_duration\":0", "renewable: no\n" },
		{ "\"policies\":{},\"lease_duration\":9223372036854775807", "renewable: no\n" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		_cleanup_(freep) char *body =
			text_format("{\"auth\":{\"client_token\":\"tok\",\"accessor\":\"acc\",%s}}",
				    rows[i].auth);
		_cleanup_(freep) char *told =
			text_format("POST /v1/auth/cert/login true {}\n%sdone\n", rows[i].told);
		struct scene scene = { .clock = &clock };
		struct conversation talk;

		scene_open(&scene, OPTIONS("auth", "cert"), NULL);
		talk = talk_new(&scene, NULL);
		talk.tell = tell;
		talk_play(&scene, &talk, ANSWERS({ 200, body }));
		assert_string_equal(buf_text(&scene.told), told);
		talk_done(&talk);
		scene_done(&scene);
	}
}

#define LOGIN "POST /v1/auth/cert/login true {}\n"
#define MFA(type)                                                                                  \
	"{\"auth\":{\"client_token\":\"\",\"mfa_requirement\":{\"mfa_request_id\":\"x\","          \
	"\"mfa_constraints\":{\"e\":{\"any\":[{\"type\":\"" type "\",\"id\":\"1\"}]}}}}}"

static void failures_of_a_login_are_told_apart(void **state)
{
	static const struct {
		struct answer answers[MAX_ANSWERS + 1];
		const char *told;
	} rows[] = {
		{ { { 400, "{\"errors\":[\"invalid role\"]}" } }, "fail login-refused 400\n" },
		{ { { 401, "" } }, "fail login-refused 401\n" },
		{ { { 403, "{\"errors\":[\"permission denied\"]}" } }, "fail login-denied 403\n" },
		{ { { 404, "{\"errors\":[]}" } }, "fail no-login-method 404\n" },
		{ { { 405, "{\"errors\":[]}" } }, "fail no-login-method 405\n" },
		{ { { 200, MFA("totp") } }, "fail login-mfa-passcode 200\n" },
		{ { { 200, MFA("duo") } }, "fail login-mfa-push 200\n" },
		{ { { 200, MFA("okta") } }, "fail login-mfa-push 200\n" },
		{ { { 200, MFA("pingid") } }, "fail login-mfa-push 200\n" },
		{ { { 200, MFA("retina") } }, "fail login-mfa 200\n" },
		{ { { 200, "{\"auth\":{\"client_token\":\"\",\"mfa_requirement\":[]}}" } },
		  "fail login-mfa 200\n" },
		{ { { -HTTP_TLS_PIN, NULL } }, "fail tls-pin 0\n" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		_cleanup_(freep) char *told = text_format(LOGIN "%s", rows[i].told);

		play(OPTIONS("auth", "cert"), rows[i].answers, told);
	}
}

/* What a login has said of its token. */
static struct vault_token token_of(const char *body)
{
	struct scene scene = { 0 };
	struct conversation talk;
	struct vault_token about;

	scene_open(&scene, OPTIONS("auth", "cert"), NULL);
	talk = talk_new(&scene, NULL);
	talk_play(&scene, &talk, ANSWERS({ 200, body }));
	about = ((struct vault_session *)scene.session)->about;
	talk_done(&talk);
	scene_done(&scene);
	return about;
}

static void what_a_login_says_of_its_token_is_kept(void **state)
{
	struct vault_token about =
		token_of("{\"auth\":{\"client_token\":\"s.new\",\"renewable\":true,"
			 "\"lease_duration\":3600,\"num_uses\":3,\"token_type\":\"service\"}}");

	(void)state;
	assert_int_equal(about.ttl_s, 3600);
	assert_int_equal(about.uses, 3);
	assert_true(about.renewable && !about.batch);
	about = token_of("{\"auth\":{\"client_token\":\"b.new\",\"renewable\":1,"
			 "\"lease_duration\":-5,\"num_uses\":\"3\",\"token_type\":\"batch\"}}");
	assert_int_equal(about.ttl_s, 0);
	assert_int_equal(about.uses, 0);
	assert_true(!about.renewable && about.batch);
}

#define SELF "GET /v1/auth/token/lookup-self true t\n"

/* Where nothing may be made, trouble is looked for before it is there. */
static void a_handed_token_is_asked_about_itself(void **state)
{
	static const struct {
		struct answer answers[MAX_ANSWERS + 1];
		size_t planned;
		const char *told;
	} rows[] = {
		{ { { 200, "{\"data\":{\"ttl\":60,\"renewable\":true,\"num_uses\":0,\"type\":"
			   "\"service\"}}" } },
		  9,
		  "token t 60 renewable handed\ndone\n" },
		{ { { 200, "{\"data\":{\"ttl\":0,\"num_uses\":0,\"type\":\"batch\"}}" } },
		  9,
		  "token t 0 handed batch\ndone\n" },
		{ { { 200, "{\"data\":{\"ttl\":60,\"num_uses\":3}}" } },
		  3,
		  "token t 60 handed uses 3\ndone\n" },
		{ { { 200, "{\"data\":{\"ttl\":60,\"num_uses\":3}}" } }, 4, "fail token-uses 0\n" },
		/* the question took the last one */
		{ { { 200, "{\"data\":{\"num_uses\":-1}}" } }, 1, "fail token-uses 0\n" },
		{ { { 200, "{\"data\":{}}" } }, 1, "token t 0 handed\ndone\n" },
		{ { { 403, "" } }, 1, "token t 0 handed\ndone\n" },
		{ { { 200, "{\"data\":null}" } }, 1, "fail bad-reply 200\n" },
		{ { { 200, "" } }, 1, "fail bad-reply 200\n" },
		{ { { 404, "" } }, 1, "token t 0 handed\ndone\n" },
		{ { { 429, "" } }, 1, "fail rate-limited 429\n" },
		{ { { -HTTP_REFUSED, NULL } }, 1, "fail refused 0\n" },
		{ { { 503, "" }, { 503, "" } },
		  1,
		  "GET /v1/sys/health true t once\nfail sealed 503\n" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		_cleanup_(freep) char *told = text_format(SELF "%s", rows[i].told);

		scene_play((struct scene){ .answers = rows[i].answers,
					   .planned = rows[i].planned,
					   .tells_leases = true },
			   OPTIONS("auth", "token", "token", "t"), NULL, told);
	}
}

/* What is planned is one request for each conversation, and no more is known to be needed. */
static void with_too_few_uses_nothing_is_read(void **state)
{
	const struct answer answers[] = {
		{ 200, "{\"auth\":{\"client_token\":\"t\",\"num_uses\":2}}" }, { 0 }
	};

	(void)state;
	scene_play((struct scene){ .answers = answers, .planned = 2, .may_mint = true },
		   OPTIONS("auth", "cert"), NULL, LOGIN "done\n");
	scene_play((struct scene){ .answers = answers, .planned = 3, .may_mint = true },
		   OPTIONS("auth", "cert"), NULL, LOGIN "fail token-uses 0\n");
}

#define MADE_BY "auth/approle/role/app/secret-id"
#define LOOKUP  "POST /v1/sys/wrapping/lookup true {\"token\":\"w\"}\n"
#define UNWRAP  "POST /v1/sys/wrapping/unwrap true w once\n"
#define FOUND                                                                                      \
	{                                                                                          \
		200, "{\"data\":{\"creation_path\":\"" MADE_BY "\"}}"                              \
	}
#define ROLE_LOGIN "POST /v1/auth/approle/login true {\"role_id\":\"r\",\"secret_id\":\"s\"}\n"

static void a_wrapped_secret_id_is_looked_at_and_unwrapped_once(void **state)
{
	static const struct {
		struct answer answers[MAX_ANSWERS + 1];
		const char *told;
	} rows[] = {
		{ { FOUND, { 200, "{\"data\":{\"secret_id\":\"s\"}}" }, GIVEN },
		  LOOKUP UNWRAP ROLE_LOGIN "done\n" },
		{ { { 200, "{\"data\":{\"creation_path\":\"sys/wrapping/wrap\"}}" } },
		  LOOKUP "fail wrapping-path 0\n" },
		{ { { 200, "{\"data\":{\"creation_path\":\"" MADE_BY "/\"}}" } },
		  LOOKUP "fail wrapping-path 0\n" },
		{ { { 200, "{\"data\":null}" } }, LOOKUP "fail bad-reply 200\n" },
		{ { { 200, "" } }, LOOKUP "fail bad-reply 200\n" },
		{ { { 400, "{\"errors\":[\"wrapping token is not valid\"]}" } },
		  LOOKUP "fail wrapping-used 400\n" },
		{ { { 403, "" } }, LOOKUP "fail wrapping-used 403\n" },
		{ { { 503, "" }, { 503, "" } },
		  LOOKUP "GET /v1/sys/health true once\nfail sealed 503\n" },
		{ { FOUND, { 400, "" } }, LOOKUP UNWRAP "fail wrapping-used 400\n" },
		{ { FOUND, { -HTTP_STALLED, NULL } }, LOOKUP UNWRAP "fail stalled 0\n" },
		{ { FOUND, { 500, "" }, { 200, "" } },
		  LOOKUP UNWRAP "GET /v1/sys/health true once\nfail server-error 500\n" },
		{ { FOUND, { 200, "{\"data\":{\"secret_id\":\"\"}}" } },
		  LOOKUP UNWRAP "fail bad-reply 200\n" },
		{ { FOUND, { 200, "{\"data\":{\"secret_id\":7}}" } },
		  LOOKUP UNWRAP "fail bad-reply 200\n" },
		{ { FOUND, { 200, "[" } }, LOOKUP UNWRAP "fail bad-reply 200\n" },
		{ { FOUND, { 200, "{\"data\":{\"secret_id\":\"s\"}}" }, { 400, "" } },
		  LOOKUP UNWRAP ROLE_LOGIN "fail login-refused 400\n" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++)
		play(OPTIONS("auth", "approle", "role-id", "r", "secret-id-file", "w\n",
			     "wrapping-path", MADE_BY),
		     rows[i].answers, rows[i].told);
	play(OPTIONS("auth", "approle", "role-id", "r", "secret-id", "a b", "wrapping-path",
		     MADE_BY),
	     ANSWERS({ 0 }), "fail wrapping-used 0\n");
}

static void a_token_may_be_wrapped_too(void **state)
{
	const struct answer found = { 200, "{\"data\":{\"creation_path\":\"auth/token/create\"}}" };

	(void)state;
	play(OPTIONS("auth", "token", "token-file", "w\n", "wrapping-path", "auth/token/create"),
	     ANSWERS(found, GIVEN), LOOKUP UNWRAP "done\n");
	play(OPTIONS("auth", "token", "token", "w", "wrapping-path", "auth/token/create"),
	     ANSWERS(found, { 200, "{\"auth\":{\"client_token\":\"a b\"}}" }),
	     LOOKUP UNWRAP "fail token 0\n");
}

static void looking_at_a_wrapping_token_may_be_repeated(void **state)
{
	struct http_request request = { .method = "POST", .path = "/v1/sys/wrapping/lookup" };

	(void)state;
	assert_true(provider_vault.is_idempotent(&request));
	request.path = "/v1/sys/wrapping/unwrap";
	assert_false(provider_vault.is_idempotent(&request));
}

#define HANDED       "auth", "unwrap", "wrapping-token-file", "w\n"
#define ASKED_FOR    "secret/data/app"
#define STAMP        "\"created_time\":\"2026-01-02T03:04:05Z\""
#define MADE(path)   "{\"data\":{\"creation_path\":\"" path "\"}}"
#define SECRET(data) "{\"lease_id\":\"\",\"data\":" data ",\"auth\":null}"

/* The login looks, and leaves it wrapped. */
static void a_handed_token_is_looked_at(void **state)
{
	static const struct {
		struct answer answers[MAX_ANSWERS + 1];
		const char *told;
	} rows[] = {
		{ { { 200, MADE(ASKED_FOR) } }, LOOKUP "done\n" },
		{ { { 400, "" } }, LOOKUP "fail wrapping-used 400\n" },
		{ { { 200, "{\"data\":{\"creation_path\":7}}" } }, LOOKUP "fail bad-reply 200\n" },
		{ { { -HTTP_REFUSED, NULL } }, LOOKUP "fail refused 0\n" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++)
		play(OPTIONS(HANDED), rows[i].answers, rows[i].told);
	play(OPTIONS("auth", "unwrap", "wrapping-token", "w"), rows[0].answers, rows[0].told);
	play(OPTIONS("auth", "unwrap"), ANSWERS({ 0 }), "fail no-login 0\n");
	play(OPTIONS("auth", "unwrap", "wrapping-token", "a\r\nb: c"), ANSWERS({ 0 }),
	     "fail wrapping-used 0\n");
}

/* What came of reading an item of a source whose wrapping token was made by a path. */
static void read_handed(bool may_mint, const char *const *options, const char *made_by,
			struct answer answer, const char *expected)
{
	const char *const fields[] = { "k" };
	const struct provider_item item = { .path = ASKED_FOR,
					    .fields = fields,
					    .fields_count = 1 };
	struct scene scene = { .may_mint = may_mint, .tells_leases = true };
	struct conversation login, talk;
	_cleanup_(freep) char *told = text_format(LOOKUP "done\n%s", expected);

	scene_open(&scene, options, NULL);
	login = talk_new(&scene, NULL);
	talk_play(&scene, &login, ANSWERS({ 200, made_by }));
	talk = talk_new(&scene, &item);
	talk_play(&scene, &talk, ANSWERS(answer));
	assert_string_equal(buf_text(&scene.told), told);
	talk_done(&login);
	talk_done(&talk);
	scene_done(&scene);
}

static void an_answer_is_unwrapped_once_where_it_was_asked_for(void **state)
{
	static const struct {
		struct answer answer;
		const char *told;
	} rows[] = {
		/* KV 2, KV 1 with fields of those names, a token */
		{ { 200, SECRET("{\"data\":{\"k\":\"v\"},\"metadata\":{" STAMP "}}") },
		  "k=v\ndone\n" },
		{ { 200, SECRET("{\"k\":\"v\"}") }, "k=v\ndone\n" },
		{ { 200, SECRET("{\"data\":{\"k\":\"v\"},\"metadata\":{},\"k\":\"w\"}") },
		  "k=w\ndone\n" },
		{ { 200, "{\"data\":null,\"auth\":{\"k\":\"v\"}}" }, "k=v\ndone\n" },
		{ { 200,
		    "{\"lease_id\":\"l\",\"lease_duration\":60,\"data\":{\"k\":[\"a\",\"b\"]}}" },
		  "lease l 60\nk=a\nb\ndone\n" },
		{ { 200, SECRET("{}") }, "k: no-field\ndone\n" },
		{ { 200, SECRET("null") }, "fail bad-reply 200\n" },
		{ { 200, SECRET("[]") }, "fail bad-reply 200\n" },
		{ { 200, "{" }, "fail bad-reply 200\n" },
		{ { 204, "" }, "fail bad-reply 204\n" },
		{ { 400, "" }, "fail wrapping-used 400\n" },
		{ { -HTTP_STALLED, NULL }, "fail stalled 0\n" },
		{ { -HTTP_CUT, NULL }, "fail cut 0\n" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		_cleanup_(freep) char *told = text_format(UNWRAP "%s", rows[i].told);

		read_handed(true, OPTIONS(HANDED), MADE(ASKED_FOR), rows[i].answer, told);
	}
	read_handed(true, OPTIONS(HANDED, "kv", "1"), MADE(ASKED_FOR), rows[0].answer,
		    UNWRAP "k: no-field\ndone\n");
	read_handed(true, OPTIONS(HANDED, "kv", "2"), MADE(ASKED_FOR), rows[1].answer,
		    UNWRAP "fail bad-reply 200\n");
}

static void what_was_not_asked_for_stays_wrapped(void **state)
{
	static const char *const paths[] = { MADE("sys/wrapping/wrap"), MADE(ASKED_FOR "/"),
					     MADE("secret/data/ap"), MADE("/" ASKED_FOR),
					     MADE("") };

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(paths); i++) {
		read_handed(true, OPTIONS(HANDED), paths[i], (struct answer){ 0 },
			    "fail wrapping-path 0\n");
		read_handed(false, OPTIONS(HANDED), paths[i], (struct answer){ 0 },
			    "fail wrapping-path 0\n");
	}
	read_handed(false, OPTIONS(HANDED), MADE(ASKED_FOR), (struct answer){ 0 },
		    "fail not-unwrapped 0\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_method_sends_what_it_takes),
		cmocka_unit_test(what_a_login_tells_of_its_token_may_be_shown),
		cmocka_unit_test(an_aws_login_is_a_signed_question),
		cmocka_unit_test(an_aws_login_takes_the_role_of_its_machine),
		cmocka_unit_test(nothing_is_sent_when_something_is_missing),
		cmocka_unit_test(failures_of_a_login_are_told_apart),
		cmocka_unit_test(a_handed_token_is_asked_about_itself),
		cmocka_unit_test(with_too_few_uses_nothing_is_read),
		cmocka_unit_test(what_a_login_says_of_its_token_is_kept),
		cmocka_unit_test(a_wrapped_secret_id_is_looked_at_and_unwrapped_once),
		cmocka_unit_test(a_token_may_be_wrapped_too),
		cmocka_unit_test(a_handed_token_is_looked_at),
		cmocka_unit_test(an_answer_is_unwrapped_once_where_it_was_asked_for),
		cmocka_unit_test(what_was_not_asked_for_stays_wrapped),
		cmocka_unit_test(looking_at_a_wrapping_token_may_be_repeated),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
