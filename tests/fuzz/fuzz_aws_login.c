/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Hostile STS, SSO, container and metadata services: each line of the input is a reply, three
 * digits of a status and the body. A login of each kind is stepped through them in turn.
 */

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "provider/aws/aws.h"
#include "util/alloc.h"
#include "util/text.h"

#include "fuzz.h"
#include "reply.h"

#define LOGIN(steps) "{\"format\":\"aws-login/1\",\"steps\":[" steps "]}"
#define STS          "\"server\":\"https://sts.example\",\"region\":\"eu-west-1\",\"role\":\"arn:r\","
#define ROLE         "{\"kind\":\"assume-role\"," STS "\"session_name\":\"k\"}"

static const char *const logins[] = {
	LOGIN("{\"kind\":\"instance\",\"server\":\"http://169.254.169.254\",\"v1\":true}," ROLE),
	LOGIN("{\"kind\":\"container\",\"server\":\"http://169.254.170.2\",\"path\":\"/x\"}," ROLE),
	LOGIN("{\"kind\":\"sso\",\"server\":\"https://sso.example\",\"token\":\"t\",\"role\":\"r\","
	      "\"account\":\"1\"}"),
	LOGIN("{\"kind\":\"web-identity\"," STS "\"token\":\"t\"}," ROLE),
	LOGIN("{\"kind\":\"sso\",\"server\":\"https://"
	      "sso.example\",\"role\":\"r\",\"account\":\"1\","
	      "\"session\":\"s\",\"renewal_server\":\"https://oidc.example\",\"client_id\":\"i\","
	      "\"client_secret\":\"c\",\"refresh_token\":\"r\"}"),
	LOGIN("{\"kind\":\"region\",\"server\":\"http://169.254.169.254\",\"service\":\"ssm\"},"
	      "{\"kind\":\"web-identity\",\"role\":\"arn:r\",\"session_name\":\"k\",\"token\":"
	      "\"t\"}"),
};

static const char *get(const void *context, const char *name)
{
	return text_equal(name, "credentials") ? context : NULL;
}

static void check_request(const struct conversation *talk, const struct http_request *request)
{
	assert(talk->server);
	for (size_t i = 0; i < HTTP_MAX_HEADERS && request->headers[i].name; i++) {
		for (const char *c = request->headers[i].value; *c; c++)
			assert(*c >= 0x20 && *c <= 0x7e);
	}
}

static void hear_reply(struct http_reply *reply)
{
	reply->server_time = reply->status % 7 ? 0 : 1440938160;
}

static void play(struct conversation *talk, struct reply_input *input)
{
	static const struct reply_rules rules = { "/", check_request, hear_reply };
	enum step end = reply_talk(talk, aws_login, input, &rules);

	assert(end == STEP_DONE || end == STEP_FAIL);
}

static void keep(void *context, const char *bytes, size_t length)
{
	(void)context;
	assert(length > 0 && bytes[0] == '{' && bytes[length - 1] == '}');
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	for (size_t i = 0; i < ARRAY_LENGTH(logins); i++) {
		const struct provider_options options = { get, logins[i] };
		struct aws_session session = { .options = &options, .clock = &system_clock };
		struct conversation talk = { .session = &session, .keep = keep };
		struct reply_input input = { (const char *)data, (const char *)data + size };

		play(&talk, &input);
		aws_login_free(session.login);
		aws_credentials_done(&session.credentials);
		text_wipe(session.sso_token);
		free(session.found_region);
		free(session.address);
		buf_done(&talk.path);
		buf_done(&talk.body);
	}
	return 0;
}
