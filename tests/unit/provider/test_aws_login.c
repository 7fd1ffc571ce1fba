/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <stdlib.h>
#include <string.h>

#include "provider/aws/aws.h"
#include "provider/aws/xml.h"
#include "util/alloc.h"
#include "util/text.h"

#define NOON 1440938160 /* 2015-08-30T12:36:00Z */

static time_t noon(void *context)
{
	return context ? *(time_t *)context : NOON;
}

static const struct clock clock_at_noon = { .wall = noon };

static const char *get(const void *context, const char *name)
{
	return text_equal(name, "credentials") ? context : NULL;
}

/* A login and what happened in it, as lines of text. */
struct scene {
	struct provider_options options;
	struct aws_session session;
	struct conversation talk;
	struct buf told;
};

static enum step advance(struct scene *scene, const struct http_reply *last)
{
	struct conversation *talk = &scene->talk;
	struct http_request next = { 0 };
	enum step step;

	talk->server = NULL;
	talk->tries = 0;
	talk->sign = NULL;
	step = aws_login(talk, last, &next);
	if (step == STEP_SEND) {
		if (talk->sign)
			assert_true(talk->sign(talk->signer, &next));
		buf_format(&scene->told, "%s %s%s", next.method, talk->server ? talk->server : "",
			   next.path);
		for (size_t i = 0; i < HTTP_MAX_HEADERS && next.headers[i].name; i++)
			buf_format(&scene->told, " %s: %s", next.headers[i].name,
				   next.headers[i].value);
		if (talk->tries || next.total_ms)
			buf_format(&scene->told, " (%u x %d ms)", talk->tries, (int)next.total_ms);
		buf_format(&scene->told, "%s%s\n", next.body ? " " : "",
			   next.body ? next.body : "");
	} else if (step == STEP_DONE) {
		const struct aws_credentials *keys = &scene->session.credentials;

		buf_format(&scene->told, "done %s %s %s %lld\n", keys->access_key, keys->secret_key,
			   keys->session_token ? keys->session_token : "-",
			   (long long)keys->expires);
		if (scene->session.found_region)
			buf_format(&scene->told, "in %s at %s\n", scene->session.region,
				   scene->session.address ? scene->session.address : "-");
	} else {
		assert_int_equal(step, STEP_FAIL);
		buf_format(&scene->told, "fail %s %u\n", failure_rows[talk->failure.class].name,
			   talk->failure.http_status);
	}
	return step;
}

static void keep(void *context, const char *bytes, size_t length)
{
	buf_format(context, "keep %.*s\n", (int)length, bytes);
}

/* A reply; a negative number is an outcome without one. */
struct answer {
	int status;
	const char *body;
	time_t server_time;
};

#define MAX_ANSWERS 5

/* A login whose last reply is cut; the step that it came to is told. */
static enum step play_cut(const char *credentials, const struct answer *answers, size_t last,
			  size_t length)
{
	struct scene scene = { .options = { get, credentials } };
	enum step step;

	scene.session.options = &scene.options;
	scene.session.clock = &clock_at_noon;
	scene.talk.session = &scene.session;
	step = advance(&scene, NULL);
	for (size_t i = 0; i <= last; i++) {
		_cleanup_(freep) char *body =
			text_slice(answers[i].body, i < last ? strlen(answers[i].body) : length);
		const struct http_reply reply = {
			.outcome = HTTP_REPLIED, .status = 200, .body = body, .length = strlen(body)
		};

		assert_int_equal(step, STEP_SEND);
		step = advance(&scene, &reply);
	}
	aws_login_free(scene.session.login);
	aws_credentials_done(&scene.session.credentials);
	buf_done(&scene.talk.path);
	buf_done(&scene.talk.body);
	buf_done(&scene.told);
	return step;
}

/* A whole login: what is told must be as expected, and every answer must be used. */
static void play(const char *credentials, const struct answer *answers, const char *expected)
{
	struct scene scene = { .options = { get, credentials } };
	size_t used = 0;
	enum step step;

	scene.session.options = &scene.options;
	scene.session.clock = &clock_at_noon;
	scene.talk.session = &scene.session;
	scene.talk.keep = keep;
	scene.talk.context = &scene.told;
	step = advance(&scene, NULL);
	while (step == STEP_SEND && used < MAX_ANSWERS && answers[used].status) {
		const struct answer *answer = &answers[used++];
		const struct http_reply reply = {
			.outcome = answer->status < 0 ? (enum http_outcome) - answer->status
						      : HTTP_REPLIED,
			.status = answer->status < 0 ? 0 : answer->status,
			.body = answer->body ? answer->body : "",
			.length = answer->body ? strlen(answer->body) : 0,
			.server_time = answer->server_time,
		};

		step = advance(&scene, &reply);
	}
	assert_string_equal(buf_text(&scene.told), expected);
	assert_true(used == MAX_ANSWERS || !answers[used].status);
	aws_login_free(scene.session.login);
	aws_credentials_done(&scene.session.credentials);
	text_wipe(scene.session.sso_token);
	free(scene.session.found_region);
	free(scene.session.address);
	buf_done(&scene.talk.path);
	buf_done(&scene.talk.body);
	buf_done(&scene.told);
}

#define NONE         ((const struct answer[]){ { 0 } })
#define ANSWERS(...) ((const struct answer[MAX_ANSWERS]){ __VA_ARGS__ })
#define STEPS(...)   "{\"format\":\"aws-login/1\",\"steps\":[" __VA_ARGS__ "]}"
#define KEYS         "{\"kind\":\"static\",\"access_key\":\"AKID\",\"secret_key\":\"s3cret\"}"
#define EARLIER      "1440938159"
#define LATER        "1440938161"

static void keys_that_were_handed_over_are_used(void **state)
{
	(void)state;
	play(STEPS(KEYS), NONE, "done AKID s3cret - 0\n");
	play(STEPS("{\"kind\":\"static\",\"access_key\":\"A\",\"secret_key\":\"s\","
		   "\"session_token\":\"t\",\"expires\":" LATER "}"),
	     NONE, "done A s t 1440938161\n");
}

static void keys_that_cannot_be_used_are_told_apart(void **state)
{
	(void)state;
	play(NULL, NONE, "fail no-keys 0\n");
	play("", NONE, "fail no-keys 0\n");
	play("{\"format\":\"other\",\"steps\":[" KEYS "]}", NONE, "fail no-keys 0\n");
	play(STEPS(), NONE, "fail no-keys 0\n");
	play(STEPS("{\"kind\":\"static\",\"access_key\":\"A\"}"), NONE, "fail keys-refused 0\n");
	play(STEPS("{\"kind\":\"static\",\"access_key\":\"A\\n\",\"secret_key\":\"s\"}"), NONE,
	     "fail keys-refused 0\n");
	play(STEPS("{\"kind\":\"static\",\"access_key\":\"A\",\"secret_key\":\"s\","
		   "\"session_token\":\"t\\r\\nX: y\"}"),
	     NONE, "fail keys-refused 0\n");
	play(STEPS("{\"kind\":\"static\",\"access_key\":\"A\",\"secret_key\":\"s\","
		   "\"expires\":" EARLIER "}"),
	     NONE, "fail keys-expired 0\n");
	play(STEPS("{\"kind\":\"magic\"}"), NONE, "fail settings 0\n");
	play(STEPS("{}"), NONE, "fail settings 0\n");
}

#define IMDS                                                                                       \
	"{\"kind\":\"instance\",\"server\":\"http://169.254.169.254\",\"v1\":true,\"last\":true}"
#define PUT                                                                                        \
	"PUT http://169.254.169.254/latest/api/token "                                             \
	"x-aws-ec2-metadata-token-ttl-seconds: 21600 (1 x 1000 ms)\n"
#define GET        "GET http://169.254.169.254/latest/meta-data/iam/security-credentials/"
#define WITH_TOKEN " x-aws-ec2-metadata-token: tok (1 x 1000 ms)\n"
#define WITHOUT    " (1 x 1000 ms)\n"
#define ROLE_KEYS                                                                                  \
	"{\"Code\":\"Success\",\"LastUpdated\":\"2015-08-30T12:00:00Z\",\"Type\":\"AWS-HMAC\","    \
	"\"AccessKeyId\":\"ASIA\",\"SecretAccessKey\":\"s\",\"Token\":\"t\","                      \
	"\"Expiration\":\"2015-08-30T18:36:00Z\"}"

static void the_instance_is_asked_with_a_token(void **state)
{
	(void)state;
	play(STEPS(IMDS), ANSWERS({ 200, "tok" }, { 200, "my role\n" }),
	     PUT GET WITH_TOKEN "fail aws-metadata 200\n");
	play(STEPS(IMDS), ANSWERS({ 200, "tok" }, { 200, "my-role\n" }, { 200, ROLE_KEYS }),
	     PUT GET WITH_TOKEN GET "my-role" WITH_TOKEN "done ASIA s t 1440959760\n");
	/* Credentials beyond their end: the service behind them may be down, the request decides.
	 */
	play(STEPS(IMDS),
	     ANSWERS({ 200, "tok" }, { 200, "r" },
		     { 200, "{\"AccessKeyId\":\"A\",\"SecretAccessKey\":\"s\",\"Token\":\"t\","
			    "\"Expiration\":\"2015-08-30T12:00:00Z\"}" }),
	     PUT GET WITH_TOKEN GET "r" WITH_TOKEN "done A s t 1440936000\n");
}

/* Where the token is unknown or its reply cannot reach us, the first version is asked. */
static void the_first_version_of_the_service_is_a_last_resort(void **state)
{
	static const int reasons[] = { 403, 404, 405, -HTTP_STALLED, -HTTP_CONNECT_TIMEOUT };

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(reasons); i++)
		play(STEPS(IMDS), ANSWERS({ reasons[i] }, { 200, "r" }, { 200, ROLE_KEYS }),
		     PUT GET WITHOUT GET "r" WITHOUT "done ASIA s t 1440959760\n");
	play(STEPS(IMDS), ANSWERS({ 400 }), PUT "fail aws-metadata 400\n");
	play(STEPS("{\"kind\":\"instance\",\"server\":\"http://169.254.169.254\",\"v1\":false}"),
	     ANSWERS({ 403 }), PUT "fail aws-metadata 403\n");
}

#define REGION(more)                                                                               \
	"{\"kind\":\"region\",\"server\":\"http://169.254.169.254\",\"v1\":true" more "}"
#define GET_REGION                                                                                 \
	"GET http://169.254.169.254/latest/meta-data/placement/region x-aws-ec2-metadata-token: "  \
	"tok (1 x 1000 ms)\n"

/* Its token is good for both questions; STS is in the region that was found. */
static void the_instance_says_the_region(void **state)
{
	(void)state;
	play(STEPS(REGION(",\"service\":\"ssm\",\"fips\":true") "," IMDS),
	     ANSWERS({ 200, "tok" }, { 200, "eu-west-2\n" }, { 200, "r" }, { 200, ROLE_KEYS }),
	     PUT GET_REGION GET WITH_TOKEN GET
	     "r" WITH_TOKEN "done ASIA s t 1440959760\n"
	     "in eu-west-2 at https://ssm-fips.eu-west-2.amazonaws.com\n");
	play(STEPS(REGION("") ",{\"kind\":\"web-identity\",\"role\":\"arn:r\",\"session_name\":"
			      "\"k\",\"token\":\"t\",\"dual_stack\":true}"),
	     ANSWERS({ 200, "tok" }, { 200, "cn-north-1" }, { -HTTP_REFUSED }),
	     PUT GET_REGION
	     "POST https://sts.cn-north-1.api.amazonwebservices.com.cn/ Content-Type: "
	     "application/x-www-form-urlencoded; charset=utf-8 Action=AssumeRoleWithWebIdentity&"
	     "Version=2011-06-15&RoleArn=arn%3Ar&RoleSessionName=k&WebIdentityToken=t\n"
	     "fail aws-login-away 0\n");
}

static void a_region_that_nobody_says_is_an_error(void **state)
{
	static const char *const bad[] = { "", "eu.evil.example/", "-", "a b", "EU\n" };

	(void)state;
	play(STEPS(REGION("")), ANSWERS({ -HTTP_UNREACHABLE }), PUT "fail aws-no-region 0\n");
	play(STEPS(REGION("")), ANSWERS({ 400 }), PUT "fail aws-no-region 400\n");
	play(STEPS(REGION("")), ANSWERS({ 200, "tok" }, { 404 }),
	     PUT GET_REGION "fail aws-no-region 404\n");
	for (size_t i = 0; i < ARRAY_LENGTH(bad); i++)
		play(STEPS(REGION("")), ANSWERS({ 200, "tok" }, { 200, bad[i] }),
		     PUT GET_REGION "fail aws-no-region 200\n");
	play(STEPS("{\"kind\":\"web-identity\",\"role\":\"arn:r\",\"session_name\":\"k\","
		   "\"token\":\"t\"}"),
	     NONE, "fail settings 0\n");
}

static void what_is_no_instance_has_no_credentials(void **state)
{
	(void)state;
	play(STEPS(IMDS), ANSWERS({ -HTTP_UNREACHABLE }), PUT "fail no-keys 0\n");
	play(STEPS(IMDS), ANSWERS({ -HTTP_STALLED }, { -HTTP_STALLED }),
	     PUT GET WITHOUT "fail no-keys 0\n");
	/* One that the profile names is expected to be there. */
	play(STEPS("{\"kind\":\"instance\",\"server\":\"http://169.254.169.254\"}"),
	     ANSWERS({ -HTTP_UNREACHABLE }), PUT "fail aws-login-away 0\n");
}

static void an_instance_that_gives_nothing_says_why(void **state)
{
	static const char *const bad[] = {
		"{\"Code\":\"Failed\",\"Message\":\"assume role unauthorized\"}",
		"{\"Code\":\"Failed\",\"AccessKeyId\":\"A\",\"SecretAccessKey\":\"s\"}",
		"{\"AccessKeyId\":\"A\"}",
		"{\"AccessKeyId\":\"A\",\"SecretAccessKey\":7}",
		"{\"AccessKeyId\":\"A\",\"SecretAccessKey\":\"s\",\"Expiration\":\"soon\"}",
		"{\"AccessKeyId\":\"A\",\"SecretAccessKey\":\"s\",\"Token\":\"a\\nb\"}",
		"{\"AccessKeyId\":\"A/B\",\"SecretAccessKey\":\"s\"}",
		"<html>",
		"[]",
		"",
	};

	(void)state;
	play(STEPS(IMDS), ANSWERS({ 200, "tok" }, { 404 }),
	     PUT GET WITH_TOKEN "fail aws-no-instance-role 404\n");
	play(STEPS(IMDS), ANSWERS({ 200, "tok" }, { 500 }),
	     PUT GET WITH_TOKEN "fail server-error 500\n");
	play(STEPS(IMDS), ANSWERS({ 200, "a b" }), PUT "fail aws-metadata 200\n");
	play(STEPS(IMDS), ANSWERS({ 200, "" }), PUT "fail aws-metadata 200\n");
	for (size_t i = 0; i < ARRAY_LENGTH(bad); i++)
		play(STEPS(IMDS), ANSWERS({ 200, "tok" }, { 200, "r" }, { 200, bad[i] }),
		     PUT GET WITH_TOKEN GET "r" WITH_TOKEN "fail aws-metadata 200\n");
}

#define CONTAINER                                                                                  \
	"{\"kind\":\"container\",\"server\":\"http://169.254.170.23\",\"path\":"                   \
	"\"/v1/credentials?a=b\",\"authorization\":\"jwt\"}"
#define ASK_CONTAINER                                                                              \
	"GET http://169.254.170.23/v1/credentials?a=b Accept: application/json Authorization: "    \
	"jwt (3 x 2000 ms)\n"

static void the_container_service_is_asked(void **state)
{
	(void)state;
	play(STEPS(CONTAINER), ANSWERS({ 200, ROLE_KEYS }),
	     ASK_CONTAINER "done ASIA s t 1440959760\n");
	play(STEPS(CONTAINER), ANSWERS({ 403, "{\"code\":\"AccessDenied\"}" }),
	     ASK_CONTAINER "fail aws-container 403\n");
	play(STEPS(CONTAINER), ANSWERS({ 503 }), ASK_CONTAINER "fail server-error 503\n");
	play(STEPS(CONTAINER), ANSWERS({ 200, "{\"Code\":\"x\",\"Message\":\"y\"}" }),
	     ASK_CONTAINER "fail aws-container 200\n");
	play(STEPS(CONTAINER), ANSWERS({ -HTTP_REFUSED }), ASK_CONTAINER "fail aws-login-away 0\n");
	/* These are worth no request. */
	play(STEPS(CONTAINER),
	     ANSWERS({ 200, "{\"AccessKeyId\":\"A\",\"SecretAccessKey\":\"s\",\"Token\":\"t\","
			    "\"Expiration\":\"2015-08-30T12:00:00Z\"}" }),
	     ASK_CONTAINER "fail keys-expired 200\n");
}

#define SSO                                                                                        \
	"{\"kind\":\"sso\",\"server\":\"https://portal.sso.eu-west-1.amazonaws.com\",\"token\":"   \
	"\"bearer\",\"account\":\"123456789012\",\"role\":\"Read Only\"}"
#define ASK_SSO                                                                                    \
	"GET https://portal.sso.eu-west-1.amazonaws.com/federation/credentials?role_name="         \
	"Read%20Only&account_id=123456789012 x-amz-sso_bearer_token: bearer\n"

#define RENEWABLE(token)                                                                           \
	"{\"kind\":\"sso\",\"server\":\"https://portal.sso.eu-west-1.amazonaws.com\"," token       \
	"\"account\":\"123456789012\",\"role\":\"Read Only\",\"session\":\"corp\","                \
	"\"renewal_server\":\"https://oidc.eu-west-1.amazonaws.com\",\"client_id\":\"id\","        \
	"\"client_secret\":\"cs\",\"refresh_token\":\"rt\"}"
#define RENEW                                                                                      \
	"POST https://oidc.eu-west-1.amazonaws.com/token Content-Type: application/json "          \
	"{\"clientId\":\"id\",\"clientSecret\":\"cs\",\"grantType\":\"refresh_token\","            \
	"\"refreshToken\":\"rt\"}\n"
#define ASK_SSO_WITH(token)                                                                        \
	"GET https://portal.sso.eu-west-1.amazonaws.com/federation/credentials?role_name="         \
	"Read%20Only&account_id=123456789012 x-amz-sso_bearer_token: " token "\n"
#define SSO_KEYS                                                                                   \
	"{\"roleCredentials\":{\"accessKeyId\":\"A\",\"secretAccessKey\":\"s\",\"sessionToken\":"  \
	"\"t\",\"expiration\":1440959760000}}"
#define KEPT(more)                                                                                 \
	"keep {\"format\":\"aws-sso-token/1\",\"session\":\"corp\",\"accessToken\":\"new\","       \
	"\"expiresAt\":\"2015-08-30T13:36:00Z\"" more "}\n"

/* The new token is used and kept; while the old one lasts, a renewal that fails is no harm. */
static void an_sso_login_is_renewed(void **state)
{
	static const char *const bad[] = {
		"",
		"{}",
		"{\"accessToken\":\"a b\",\"expiresIn\":3600}",
		"{\"accessToken\":\"new\"}",
		"{\"accessToken\":\"new\",\"expiresIn\":0}",
		"{\"accessToken\":\"new\",\"expiresIn\":9000000000000000000}",
		"{\"accessToken\":\"new\",\"expiresIn\":\"3600\"}",
		"{\"accessToken\":\"new\",\"expiresIn\":3600,\"refreshToken\":\"a\\r\\nb\"}",
	};

	(void)state;
	play(STEPS(RENEWABLE("")),
	     ANSWERS({ 200,
		       "{\"accessToken\":\"new\",\"expiresIn\":3600,\"refreshToken\":\"r2\"}" },
		     { 200, SSO_KEYS }),
	     RENEW KEPT(",\"refreshToken\":\"r2\"") ASK_SSO_WITH("new") "done A s t 1440959760\n");
	play(STEPS(RENEWABLE("")),
	     ANSWERS({ 200, "{\"accessToken\":\"new\",\"expiresIn\":3600}" }, { 200, SSO_KEYS }),
	     RENEW KEPT("") ASK_SSO_WITH("new") "done A s t 1440959760\n");
	play(STEPS(RENEWABLE("\"token\":\"old\",")),
	     ANSWERS({ 400, "{\"error\":\"invalid_grant\"}" }, { 200, SSO_KEYS }),
	     RENEW ASK_SSO_WITH("old") "done A s t 1440959760\n");
	play(STEPS(RENEWABLE("")), ANSWERS({ 400, "{\"error\":\"invalid_grant\"}" }),
	     RENEW "fail aws-sso-login 400\n");
	play(STEPS(RENEWABLE("")), ANSWERS({ 429 }), RENEW "fail rate-limited 429\n");
	play(STEPS(RENEWABLE("")), ANSWERS({ 503 }), RENEW "fail server-error 503\n");
	play(STEPS(RENEWABLE("")), ANSWERS({ -HTTP_REFUSED }), RENEW "fail aws-login-away 0\n");
	for (size_t i = 0; i < ARRAY_LENGTH(bad); i++)
		play(STEPS(RENEWABLE("")), ANSWERS({ 200, bad[i] }), RENEW "fail bad-reply 200\n");
}

/* The refresh token was good for one renewal. */
static void a_login_anew_renews_nothing_twice(void **state)
{
	struct scene scene = { .options = { get, STEPS(RENEWABLE("")) } };

	(void)state;
	scene.session.options = &scene.options;
	scene.session.clock = &clock_at_noon;
	scene.session.sso_token = text_copy("new");
	scene.talk.session = &scene.session;
	assert_int_equal(advance(&scene, NULL), STEP_SEND);
	assert_string_equal(buf_text(&scene.told), ASK_SSO_WITH("new"));
	aws_login_free(scene.session.login);
	text_wipe(scene.session.sso_token);
	buf_done(&scene.talk.path);
	buf_done(&scene.told);
}

static void the_sso_portal_is_asked(void **state)
{
	(void)state;
	play(STEPS(SSO),
	     ANSWERS({ 200, "{\"roleCredentials\":{\"accessKeyId\":\"A\",\"secretAccessKey\":\"s\","
			    "\"sessionToken\":\"t\",\"expiration\":1440959760123}}" }),
	     ASK_SSO "done A s t 1440959760\n");
	play(STEPS(SSO), ANSWERS({ 401, "{\"message\":\"Session token not found or invalid\"}" }),
	     ASK_SSO "fail aws-sso-login 401\n");
	play(STEPS(SSO), ANSWERS({ 403, "{\"message\":\"No access\"}" }),
	     ASK_SSO "fail aws-sso-role 403\n");
	play(STEPS(SSO), ANSWERS({ 429 }), ASK_SSO "fail rate-limited 429\n");
	play(STEPS(SSO), ANSWERS({ 200, "{}" }), ASK_SSO "fail bad-reply 200\n");
	play(STEPS(SSO),
	     ANSWERS({ 200, "{\"roleCredentials\":{\"accessKeyId\":\"A\",\"secretAccessKey\":\"s\","
			    "\"expiration\":\"2015\"}}" }),
	     ASK_SSO "fail bad-reply 200\n");
}

#define STS      "\"server\":\"https://sts.eu-west-1.amazonaws.com\",\"region\":\"eu-west-1\""
#define ROLE_ARN "arn:aws:iam::123456789012:role/app"
#define WEB                                                                                        \
	"{\"kind\":\"web-identity\"," STS ",\"role\":\"" ROLE_ARN                                  \
	"\",\"session_name\":\"keystrap\",\"token\":\"a.b+c\"}"
#define POST_STS                                                                                   \
	"POST https://sts.eu-west-1.amazonaws.com/ Content-Type: "                                 \
	"application/x-www-form-urlencoded; charset=utf-8"
#define ROLE_FORM                                                                                  \
	"&Version=2011-06-15&RoleArn=arn%3Aaws%3Aiam%3A%3A123456789012%3Arole%2Fapp"               \
	"&RoleSessionName=keystrap"
#define ASK_WEB POST_STS " Action=AssumeRoleWithWebIdentity" ROLE_FORM "&WebIdentityToken=a.b%2Bc\n"
#define STS_REPLY(action, id, extra)                                                               \
	"<" action "Response xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">\n  <" action     \
	"Result>\n<Credentials><AccessKeyId>" id "</AccessKeyId><SecretAccessKey>a/b+c"            \
	"</SecretAccessKey><SessionToken>t0k==</SessionToken><Expiration>2015-08-30T13:36:00Z"     \
	"</Expiration></Credentials>" extra "</" action "Result><ResponseMetadata><RequestId>x"    \
	"</RequestId></ResponseMetadata></" action "Response>"
#define STS_ERROR(code)                                                                            \
	"<ErrorResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><Error><Type>Sender"   \
	"</Type><Code>" code "</Code><Message>no</Message></Error></ErrorResponse>"

static void a_web_identity_is_exchanged_unsigned(void **state)
{
	static const struct {
		int status;
		const char *code, *expected;
	} rows[] = {
		{ 400, STS_ERROR("InvalidIdentityToken"), "fail aws-web-identity 400\n" },
		{ 400, STS_ERROR("ExpiredTokenException"), "fail aws-web-identity 400\n" },
		{ 403, STS_ERROR("IDPRejectedClaim"), "fail aws-web-identity 403\n" },
		{ 403, STS_ERROR("AccessDenied"), "fail aws-web-identity 403\n" },
		{ 400, STS_ERROR("IDPCommunicationError"), "fail aws-login-away 400\n" },
		{ 403, STS_ERROR("RegionDisabledException"), "fail aws-region-off 403\n" },
		{ 400, STS_ERROR("Throttling"), "fail rate-limited 400\n" },
		{ 503, "", "fail server-error 503\n" },
		{ 302, "", "fail redirect 302\n" },
		{ -HTTP_NO_HOST, "", "fail aws-login-away 0\n" },
		{ -HTTP_TLS_AUTHORITY, "", "fail tls-authority 0\n" },
	};

	(void)state;
	play(STEPS(WEB), ANSWERS({ 200, STS_REPLY("AssumeRoleWithWebIdentity", "ASIA", "") }),
	     ASK_WEB "done ASIA a/b+c t0k== 1440941760\n");
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		_cleanup_(freep) char *expected = text_format("%s%s", ASK_WEB, rows[i].expected);

		play(STEPS(WEB), ANSWERS({ rows[i].status, rows[i].code }), expected);
	}
}

#define ASSUME                                                                                     \
	"{\"kind\":\"assume-role\"," STS ",\"role\":\"" ROLE_ARN                                   \
	"\",\"session_name\":\"keystrap\",\"external_id\":\"x y\",\"duration\":\"900\"}"
#define ASK_ROLE(date, token, access, signed_token, signature)                                     \
	POST_STS " X-Amz-Date: " date token " Authorization: AWS4-HMAC-SHA256 Credential=" access  \
		 "/20150830/eu-west-1/sts/aws4_request, SignedHeaders=content-type;host;"          \
		 "x-amz-date" signed_token ", Signature=" signature                                \
		 " Action=AssumeRole&Version=2011-06-15&RoleArn=arn%3Aaws%3Aiam%3A%3A"             \
		 "123456789012%3Arole%2Fapp&RoleSessionName=keystrap&DurationSeconds=900"          \
		 "&ExternalId=x%20y\n"
/* Made with botocore's SigV4Auth of the same request, keys and time. */
#define ROLE_AT_NOON                                                                               \
	ASK_ROLE("20150830T123600Z", "", "AKID", "",                                               \
		 "6b7f77e2d7b6ee06771dce8c274ab6218387100f0c00a6074ff079d606093678")

#define ROLE_AN_HOUR_EARLIER                                                                       \
	ASK_ROLE("20150830T113600Z", "", "AKID", "",                                               \
		 "552e773194fb389bf71cdb134c4977abb9373cae98f8b0376f2bbb5f665062a6")

static void a_role_is_assumed_with_the_keys_before_it(void **state)
{
	(void)state;
	play(STEPS(KEYS "," ASSUME), ANSWERS({ 200, STS_REPLY("AssumeRole", "ASIA", "") }),
	     ROLE_AT_NOON "done ASIA a/b+c t0k== 1440941760\n");
	play(STEPS(KEYS "," ASSUME), ANSWERS({ 403, STS_ERROR("AccessDenied") }),
	     ROLE_AT_NOON "fail aws-assume-role 403\n");
	play(STEPS(KEYS "," ASSUME), ANSWERS({ 403, STS_ERROR("InvalidClientTokenId") }),
	     ROLE_AT_NOON "fail keys-refused 403\n");
	play(STEPS(KEYS "," ASSUME), ANSWERS({ 403, STS_ERROR("ExpiredToken") }),
	     ROLE_AT_NOON "fail keys-expired 403\n");
	/* A role needs somebody who takes it. */
	play(STEPS(ASSUME), NONE, "fail no-keys 0\n");
}

static void roles_are_chained(void **state)
{
	(void)state;
	play(STEPS(KEYS "," ASSUME "," ASSUME),
	     ANSWERS({ 200, STS_REPLY("AssumeRole", "ASIA", "") },
		     { 200, STS_REPLY("AssumeRole", "ASIB", "") }),
	     ROLE_AT_NOON ASK_ROLE("20150830T123600Z", " X-Amz-Security-Token: t0k==", "ASIA",
				   ";x-amz-security-token",
				   "b7e74fd478d60ff897b63c3c14e6fcfededbb83a055428c964886fe24b01153"
				   "1") "done ASIB a/b+c t0k== 1440941760\n");
}

/* NET-20: the server says what time it is; one more try, and no more. */
static void a_wrong_clock_is_corrected_once(void **state)
{
	const struct answer skewed = { 403, STS_ERROR("SignatureDoesNotMatch"), NOON - 3600 };

	(void)state;
	play(STEPS(KEYS "," ASSUME), ANSWERS(skewed, { 200, STS_REPLY("AssumeRole", "ASIA", "") }),
	     ROLE_AT_NOON ROLE_AN_HOUR_EARLIER "done ASIA a/b+c t0k== 1440941760\n");
	play(STEPS(KEYS "," ASSUME), ANSWERS(skewed, skewed),
	     ROLE_AT_NOON ROLE_AN_HOUR_EARLIER "fail keys-refused 403\n");
	/* One that says another time each time is not followed. */
	play(STEPS(KEYS "," ASSUME),
	     ANSWERS(skewed, { 403, STS_ERROR("SignatureDoesNotMatch"), NOON - 7200 }),
	     ROLE_AT_NOON ROLE_AN_HOUR_EARLIER "fail keys-refused 403\n");
	/* Nothing is signed for another day. */
	play(STEPS(KEYS "," ASSUME),
	     ANSWERS({ 403, STS_ERROR("SignatureDoesNotMatch"), NOON + 86401 }),
	     ROLE_AT_NOON "fail clock 403\n");
	/* A clock that is right is not why. */
	play(STEPS(KEYS "," ASSUME),
	     ANSWERS({ 403, STS_ERROR("SignatureDoesNotMatch"), NOON + 60 }),
	     ROLE_AT_NOON "fail keys-refused 403\n");
}

static void a_reply_of_sts_is_whole_or_refused(void **state)
{
	const char *whole = STS_REPLY("AssumeRoleWithWebIdentity", "ASIA", "");
	static const char *const bad[] = {
		STS_REPLY("AssumeRoleWithWebIdentity", "", ""),
		STS_REPLY("AssumeRoleWithWebIdentity", "A&#10;B", ""),
		STS_REPLY("AssumeRoleWithWebIdentity", "A",
			  "<Credentials><AccessKeyId>B</AccessKeyId></Credentials>"),
		"<!DOCTYPE a [<!ENTITY x \"y\">]>" STS_REPLY("AssumeRoleWithWebIdentity", "A", ""),
		"<a><b><Credentials><AccessKeyId>A</AccessKeyId></Credentials></b></a>",
		"{}",
		"",
	};

	(void)state;
	for (size_t length = 0; length < strlen(whole); length++) {
		_cleanup_(freep) char *cut = text_slice(whole, length);

		play(STEPS(WEB), ANSWERS({ 200, cut }), ASK_WEB "fail bad-reply 200\n");
	}
	for (size_t i = 0; i < ARRAY_LENGTH(bad); i++)
		play(STEPS(WEB), ANSWERS({ 200, bad[i] }), ASK_WEB "fail bad-reply 200\n");
}

static void one_element_of_a_document_is_read(void **state)
{
	static const struct {
		const char *xml, *path, *expected; /* NULL: refused */
	} rows[] = {
		{ "<a><b>x</b></a>", "a/b", "x" },
		{ "<?xml version=\"1.0\"?>\n<!-- c --><a k='>' l=\"<\"><b>x</b></a>\n", "*/b",
		  "x" },
		{ "<a><b>&lt;&amp;&#65;&quot;&apos;&gt;</b></a>", "a/b", "<&A\"'>" },
		{ "<a><b/></a>", "a/b", "" },
		{ "<a><b>x<c>y</c>z</b></a>", "a/b", "xz" },
		{ "<a><b>x</b></a>", "b", NULL },
		{ "<a><b>x</b></a>", "a/b/c", NULL },
		{ "<a><b>x</b><b>y</b></a>", "a/b", NULL },
		{ "<a><b>x</c></a>", "a/b", NULL },
		{ "<a><b>x</b>", "a/b", NULL },
		{ "<a><b>x</b></a><a/>", "a/b", NULL },
		{ "<a><b>x</b></a>y", "a/b", NULL },
		{ "<a><b>&x;</b></a>", "a/b", NULL },
		{ "<a><b>&#0;</b></a>", "a/b", NULL },
		{ "<a><b>&#300;</b></a>", "a/b", NULL },
		{ "<a><b><![CDATA[x]]></b></a>", "a/b", NULL },
		{ "<a><b x<>y</b></a>", "a/b", NULL },
		{ "<a><b", "a/b", NULL },
		{ "<", "a", NULL },
		{ "", "a", NULL },
		{ "<a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a>", "a", NULL },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		_cleanup_(buf_done) struct buf text = { 0 };
		bool good = aws_xml_text(&text, rows[i].xml, strlen(rows[i].xml), rows[i].path);

		assert_int_equal(good, rows[i].expected != NULL);
		assert_string_equal(buf_text(&text), rows[i].expected ? rows[i].expected : "");
	}
}

/* What was cut on its way makes no credentials, wherever the cut is. */
static void every_truncation_of_keys_is_refused(void **state)
{
	static const struct {
		const char *credentials;
		struct answer answers[3];
		size_t last;
	} rows[] = {
		{ STEPS(KEYS "," ASSUME), { { 200, STS_REPLY("AssumeRole", "ASIA", "") } }, 0 },
		{ STEPS(WEB), { { 200, STS_REPLY("AssumeRoleWithWebIdentity", "ASIA", "") } }, 0 },
		{ STEPS(SSO), { { 200, SSO_KEYS } }, 0 },
		{ STEPS(CONTAINER), { { 200, ROLE_KEYS } }, 0 },
		{ STEPS("{\"kind\":\"instance\",\"server\":\"http://169.254.169.254\"}"),
		  { { 200, "token" }, { 200, "role" }, { 200, ROLE_KEYS } },
		  2 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		size_t length = strlen(rows[i].answers[rows[i].last].body);

		assert_int_equal(
			play_cut(rows[i].credentials, rows[i].answers, rows[i].last, length),
			STEP_DONE);
		while (length-- > 0)
			assert_int_equal(play_cut(rows[i].credentials, rows[i].answers,
						  rows[i].last, length),
					 STEP_FAIL);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_truncation_of_keys_is_refused),
		cmocka_unit_test(keys_that_were_handed_over_are_used),
		cmocka_unit_test(keys_that_cannot_be_used_are_told_apart),
		cmocka_unit_test(the_instance_is_asked_with_a_token),
		cmocka_unit_test(the_first_version_of_the_service_is_a_last_resort),
		cmocka_unit_test(the_instance_says_the_region),
		cmocka_unit_test(a_region_that_nobody_says_is_an_error),
		cmocka_unit_test(what_is_no_instance_has_no_credentials),
		cmocka_unit_test(an_instance_that_gives_nothing_says_why),
		cmocka_unit_test(the_container_service_is_asked),
		cmocka_unit_test(the_sso_portal_is_asked),
		cmocka_unit_test(an_sso_login_is_renewed),
		cmocka_unit_test(a_login_anew_renews_nothing_twice),
		cmocka_unit_test(a_web_identity_is_exchanged_unsigned),
		cmocka_unit_test(a_role_is_assumed_with_the_keys_before_it),
		cmocka_unit_test(roles_are_chained),
		cmocka_unit_test(a_wrong_clock_is_corrected_once),
		cmocka_unit_test(a_reply_of_sts_is_whole_or_refused),
		cmocka_unit_test(one_element_of_a_document_is_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
