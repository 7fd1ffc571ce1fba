/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <string.h>

#include "crypto/codec.h"
#include "provider/vault/vault.h"
#include "util/alloc.h"
#include "util/jsondoc.h"
#include "util/text.h"

/* The source's options: name, text, ... NULL. */
static const char *get(const void *context, const char *name)
{
	for (const char *const *option = context; *option; option += 2) {
		if (text_equal(option[0], name))
			return option[1];
	}
	return NULL;
}

#define OPTIONS(...) ((const char *const[]){ __VA_ARGS__, NULL })
#define MAX_ANSWERS  4

/* A reply; a negative number is an outcome without one. */
struct answer {
	int status;
	const char *body;
};

#define ANSWERS(...) ((const struct answer[MAX_ANSWERS]){ __VA_ARGS__ })

/* A login on its way, and what happened in it, as lines of text. */
struct scene {
	struct provider_options options;
	struct conversation talk;
	struct buf told;
};

static enum step advance(struct scene *scene, const struct http_reply *last)
{
	struct http_request next = { 0 };
	enum step step;

	scene->talk.tries = 0;
	step = vault_login(&scene->talk, last, &next);
	if (step == STEP_SEND) {
		buf_format(&scene->told, "%s %s", next.method, next.path);
		for (size_t i = 0; i < HTTP_MAX_HEADERS && next.headers[i].name; i++)
			buf_format(&scene->told, " %s", next.headers[i].value);
		buf_format(&scene->told, "%s%s%s\n", next.body ? " " : "",
			   next.body ? next.body : "", scene->talk.tries == 1 ? " once" : "");
		assert_int_equal(next.body_length, next.body ? strlen(next.body) : 0);
	} else if (step == STEP_DONE) {
		buf_add_text(&scene->told, "done\n");
	} else {
		assert_int_equal(step, STEP_FAIL);
		buf_format(&scene->told, "fail %s %u\n",
			   failure_rows[scene->talk.failure.class].name,
			   scene->talk.failure.http_status);
	}
	return step;
}

static void scene_open(struct scene *scene, const char *const *options)
{
	*scene = (struct scene){ .options = { get, options } };
	scene->talk.session = provider_vault.open(&scene->options, &system_clock);
}

static void scene_play(struct scene *scene, const struct answer *answers)
{
	enum step step = advance(scene, NULL);
	size_t used = 0;

	for (; step == STEP_SEND && used < MAX_ANSWERS && answers[used].status; used++) {
		const struct answer *answer = &answers[used];
		const struct http_reply last = {
			.outcome = answer->status < 0 ? (enum http_outcome) - answer->status
						      : HTTP_REPLIED,
			.status = answer->status < 0 ? 0 : answer->status,
			.body = answer->body ? answer->body : "",
			.length = answer->body ? strlen(answer->body) : 0,
		};

		step = advance(scene, &last);
	}
	assert_true(used == MAX_ANSWERS || !answers[used].status);
}

static void scene_done(struct scene *scene)
{
	provider_vault.close(scene->talk.session);
	buf_done(&scene->talk.path);
	buf_done(&scene->talk.body);
	buf_done(&scene->told);
}

/* A whole login: what is told must be as expected, and every answer must be used. */
static void play(const char *const *options, const struct answer *answers, const char *expected)
{
	struct scene scene;

	scene_open(&scene, options);
	scene_play(&scene, answers);
	assert_string_equal(buf_text(&scene.told), expected);
	scene_done(&scene);
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
		struct scene scene = { .options = { get, rows[i].options } };
		struct http_request next = { 0 };
		_cleanup_(buf_done) struct buf told = { 0 };

		scene.talk.session = provider_vault.open(&scene.options, &clock);
		assert_int_equal(vault_login(&scene.talk, NULL, &next), STEP_SEND);
		assert_string_equal(next.path, "/v1/auth/aws/login");
		assert_non_null(strstr(next.body, "{\"role\":\"app\","
						  "\"iam_http_request_method\":\"POST\","));
		tell_decoded(&told, next.body, "iam_request_url");
		tell_decoded(&told, next.body, "iam_request_body");
		tell_decoded(&told, next.body, "iam_request_headers");
		assert_string_equal(buf_text(&told), rows[i].told);
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
	struct scene scene;

	(void)state;
	scene_open(&scene, OPTIONS("auth", "aws", "namespace", "team", "credentials", steps));
	scene_play(&scene, ANSWERS({ 200, "{\"AccessKeyId\":\"ASIAX\",\"SecretAccessKey\":\"s\","
					  "\"Token\":\"t\"}" },
				   { 200, "{\"auth\":{\"client_token\":\"tok\"}}" }));
	assert_true(text_starts(buf_text(&scene.told),
				"GET /v1/credentials application/json\n"
				"POST /v1/auth/aws/login true team {\"iam_http_request_method\""));
	assert_non_null(strstr(buf_text(&scene.told), "}\ndone\n"));
	scene_done(&scene);
	play(OPTIONS("auth", "aws", "credentials", steps), ANSWERS({ 403 }),
	     "GET /v1/credentials application/json\nfail aws-container 403\n");
	/* The token of an earlier collection needs no keys. */
	play(OPTIONS("auth", "aws", "session-token", "tok"), ANSWERS({ 0 }), "done\n");
}

static void tell(void *context, enum login_fact fact, const char *text, const char *from)
{
	assert_null(from);
	buf_format(context, "%s: %s\n", fact_names[fact], text);
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
		const char *const options[] = { "auth", "cert", NULL };
		struct scene scene = { .options = { get, options } };
		_cleanup_(buf_done) struct buf told = { 0 };
		_cleanup_(freep) char *body =
			text_format("{\"auth\":{\"client_token\":\"tok\",\"accessor\":\"acc\",%s}}",
				    rows[i].auth);

		scene.talk.session = provider_vault.open(&scene.options, &clock);
		scene.talk.tell = tell;
		scene.talk.context = &told;
		scene_play(&scene, ANSWERS({ 200, body }));
		assert_string_equal(buf_text(&told), rows[i].told);
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
		struct answer answers[MAX_ANSWERS];
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

static void what_a_login_says_of_its_token_is_kept(void **state)
{
	struct scene scene;
	const struct vault_session *session;

	(void)state;
	scene_open(&scene, OPTIONS("auth", "cert"));
	scene_play(&scene,
		   ANSWERS({ 200, "{\"auth\":{\"client_token\":\"s.new\",\"renewable\":true,"
				  "\"lease_duration\":3600,\"num_uses\":3,"
				  "\"token_type\":\"service\"}}" }));
	session = scene.talk.session;
	assert_string_equal(session->token, "s.new");
	assert_int_equal(session->about.ttl_s, 3600);
	assert_int_equal(session->about.uses, 3);
	assert_true(session->about.renewable && !session->about.batch);
	scene_done(&scene);
	scene_open(&scene, OPTIONS("auth", "cert"));
	scene_play(&scene, ANSWERS({ 200, "{\"auth\":{\"client_token\":\"b.new\",\"renewable\":1,"
					  "\"lease_duration\":-5,\"num_uses\":\"3\","
					  "\"token_type\":\"batch\"}}" }));
	session = scene.talk.session;
	assert_int_equal(session->about.ttl_s, 0);
	assert_int_equal(session->about.uses, 0);
	assert_true(!session->about.renewable && session->about.batch);
	scene_done(&scene);
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
		struct answer answers[MAX_ANSWERS];
		const char *told;
	} rows[] = {
		{ { FOUND, { 200, "{\"data\":{\"secret_id\":\"s\"}}" }, GIVEN },
		  LOOKUP UNWRAP ROLE_LOGIN "done\n" },
		{ { { 200, "{\"data\":{\"creation_path\":\"sys/wrapping/wrap\"}}" } },
		  LOOKUP "fail wrapping-path 200\n" },
		{ { { 200, "{\"data\":{\"creation_path\":\"" MADE_BY "/\"}}" } },
		  LOOKUP "fail wrapping-path 200\n" },
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_method_sends_what_it_takes),
		cmocka_unit_test(what_a_login_tells_of_its_token_may_be_shown),
		cmocka_unit_test(an_aws_login_is_a_signed_question),
		cmocka_unit_test(an_aws_login_takes_the_role_of_its_machine),
		cmocka_unit_test(nothing_is_sent_when_something_is_missing),
		cmocka_unit_test(failures_of_a_login_are_told_apart),
		cmocka_unit_test(what_a_login_says_of_its_token_is_kept),
		cmocka_unit_test(a_wrapped_secret_id_is_looked_at_and_unwrapped_once),
		cmocka_unit_test(a_token_may_be_wrapped_too),
		cmocka_unit_test(looking_at_a_wrapping_token_may_be_repeated),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
