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

#define MAX_STEPS 32

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

struct input {
	const char *at, *end;
};

static const char *get(const void *context, const char *name)
{
	return text_equal(name, "credentials") ? context : NULL;
}

/* The next reply; the body is new. */
static char *next_reply(struct input *input, struct http_reply *reply)
{
	const char *newline = memchr(input->at, '\n', (size_t)(input->end - input->at));
	size_t length = (size_t)((newline ? newline : input->end) - input->at);
	size_t head = length < 3 ? length : 3;
	char *body = text_slice(input->at + head, length - head);
	int status = 0;

	for (size_t i = 0; i < head; i++)
		status = status * 10 + (input->at[i] & 15) % 10;
	*reply = (struct http_reply){ .outcome = status <= HTTP_BROKEN ? (enum http_outcome)status
								       : HTTP_REPLIED,
				      .status = status,
				      .body = body,
				      .length = length - head,
				      .server_time = status % 7 ? 0 : 1440938160 };
	input->at = newline ? newline + 1 : input->end;
	return body;
}

static void check_request(const struct conversation *talk, const struct http_request *request)
{
	assert(talk->server && request->method && request->path[0] == '/');
	assert(!strpbrk(request->path, " \r\n\\#"));
	for (size_t i = 0; i < HTTP_MAX_HEADERS && request->headers[i].name; i++) {
		for (const char *c = request->headers[i].value; *c; c++)
			assert(*c >= 0x20 && *c <= 0x7e);
	}
}

static void play(struct conversation *talk, struct input *input)
{
	struct http_request request = { 0 };
	_cleanup_(freep) char *body = NULL;
	struct http_reply reply;
	enum step step = aws_login(talk, NULL, &request);

	for (int i = 0; step == STEP_SEND && i < MAX_STEPS; i++) {
		check_request(talk, &request);
		request = (struct http_request){ 0 };
		talk->server = NULL;
		free(body);
		body = next_reply(input, &reply);
		step = aws_login(talk, &reply, &request);
	}
	assert(step == STEP_DONE || step == STEP_FAIL);
	if (step == STEP_FAIL)
		assert(talk->failure.class > FAILURE_NONE && talk->failure.class < FAILURE_COUNT);
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
		struct input input = { (const char *)data, (const char *)data + size };

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
