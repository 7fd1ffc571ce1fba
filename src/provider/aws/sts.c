/* SPDX-License-Identifier: Apache-2.0 */
#include "provider/aws/login.h"

#include <stdlib.h>
#include <string.h>

#include "provider/aws/endpoint.h"
#include "provider/aws/xml.h"
#include "util/alloc.h"
#include "util/text.h"
#include "util/url.h"

/*
 * The Security Token Service, API version 2011-06-15: a form is posted, XML comes back.
 * https://docs.aws.amazon.com/STS/latest/APIReference/
 */

static void add_parameter(struct buf *form, const char *name, const char *value)
{
	if (!value)
		return;
	buf_format(form, "&%s=", name);
	url_encode(form, value, strlen(value));
}

/* Members of both kinds: server and region, or fips and dual_stack; role, session_name, duration?.
 */
static void begin_form(struct buf *form, const struct aws_login *login, const char *action)
{
	buf_done(form);
	buf_format(form, "Action=%s&Version=2011-06-15", action);
	add_parameter(form, "RoleArn", aws_step_text(login, "role"));
	add_parameter(form, "RoleSessionName", aws_step_text(login, "session_name"));
	add_parameter(form, "DurationSeconds", aws_step_text(login, "duration"));
}

static const char *region_of(const struct aws_login *login)
{
	const char *region = aws_step_text(login, "region");

	if (!region)
		region = login->session->region;
	return region ? region : "";
}

/* Where the instance said the region, STS is the one in it. NULL: nobody said. */
static const char *server_of(struct aws_login *login)
{
	const char *server = aws_step_text(login, "server");
	_cleanup_(buf_done) struct buf found = { 0 };

	if (server)
		return server;
	if (!aws_endpoint(&found, "sts", region_of(login),
			  jsondoc_true(jsondoc_member(login->step, "fips")),
			  jsondoc_true(jsondoc_member(login->step, "dual_stack"))))
		return NULL;
	free(login->server);
	login->server = text_copy(found.bytes);
	return login->server;
}

static bool post_form(struct conversation *conversation, struct aws_login *login,
		      struct http_request *next)
{
	aws_step_request(conversation, login, next, "POST", "/");
	conversation->server = server_of(login);
	next->headers[0] =
		(struct http_header){ "Content-Type",
				      "application/x-www-form-urlencoded; charset=utf-8" };
	next->body = conversation->body.bytes;
	next->body_length = conversation->body.length;
	return conversation->server;
}

static bool sign(void *signer, struct http_request *request)
{
	struct aws_login *login = signer;
	const struct aws_scope scope = { &login->credentials, region_of(login), "sts",
					 aws_login_now(login) };

	return aws_sign_for(request, &login->signature, &scope, server_of(login));
}

/* Kind assume-role: external_id?.
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html */
static enum step ask_assume_role(struct conversation *conversation, struct aws_login *login,
				 struct http_request *next)
{
	struct buf *form = &conversation->body;

	if (!login->credentials.access_key)
		return provider_fail(conversation, FAILURE_NO_KEYS, NULL);
	begin_form(form, login, "AssumeRole");
	add_parameter(form, "ExternalId", aws_step_text(login, "external_id"));
	if (!region_of(login)[0] || !post_form(conversation, login, next))
		return provider_fail(conversation, FAILURE_SETTINGS, NULL);
	conversation->sign = sign;
	conversation->signer = login;
	return STEP_SEND;
}

/* Kind web-identity: token. Nothing is signed: the token is the proof. */
static enum step ask_web_identity(struct conversation *conversation, struct aws_login *login,
				  struct http_request *next)
{
	struct buf *form = &conversation->body;

	begin_form(form, login, "AssumeRoleWithWebIdentity");
	add_parameter(form, "WebIdentityToken", aws_step_text(login, "token"));
	return post_form(conversation, login, next)
		       ? STEP_SEND
		       : provider_fail(conversation, FAILURE_SETTINGS, NULL);
}

static char *read_member(const struct http_reply *last, const char *name)
{
	_cleanup_(buf_done) struct buf text = { .maximum = AWS_MAX_TOKEN + 1 };
	_cleanup_(freep) char *path = text_format("*/*/Credentials/%s", name);

	return aws_xml_text(&text, last->body, last->length, path) ? text_copy(buf_text(&text))
								   : NULL;
}

static enum step take_credentials(struct conversation *conversation, struct aws_login *login,
				  const struct http_reply *last)
{
	_cleanup_(freep) char *expiration = read_member(last, "Expiration");
	struct aws_credentials made = {
		.access_key = read_member(last, "AccessKeyId"),
		.secret_key = read_member(last, "SecretAccessKey"),
		.session_token = read_member(last, "SessionToken"),
	};

	if (!made.session_token || !aws_credentials_sound(&made) || !expiration ||
	    !clock_parse_stamp(&made.expires, expiration)) {
		aws_credentials_done(&made);
		return provider_fail(conversation, FAILURE_REPLY, last);
	}
	aws_credentials_done(&login->credentials);
	login->credentials = made;
	return STEP_DONE;
}

/*
 * refused: the class of a role that is not given. That is what a code says which is about nothing
 * else, and what every end of a session's keys means where nothing is signed with keys.
 */
static enum failure_class class_of(const struct http_reply *last, enum failure_class refused)
{
	enum failure_class class = aws_reply_class(last);

	switch (class) {
	case FAILURE_REPLY: return last->status >= 400 ? refused : class;
	case FAILURE_KEYS_EXPIRED: return refused == FAILURE_AWS_IDENTITY ? refused : class;
	case FAILURE_ACCESS:
	case FAILURE_ACCESS_KMS:
	case FAILURE_REQUEST: return refused;
	default: return class;
	}
}

static enum step take(struct conversation *conversation, struct aws_login *login,
		      const struct http_reply *last, enum failure_class refused)
{
	if (last->outcome != HTTP_REPLIED)
		return aws_step_away(conversation, last);
	if (last->status == 200)
		return take_credentials(conversation, login, last);
	return provider_fail(conversation, class_of(last, refused), last);
}

static enum step take_assume_role(struct conversation *conversation, struct aws_login *login,
				  const struct http_reply *last, struct http_request *next)
{
	if (!login->skew_tried && aws_correct_clock(login->session, last)) {
		login->skew_tried = true;
		return ask_assume_role(conversation, login, next);
	}
	if (aws_is_other_day(login->session, last))
		return provider_fail(conversation, FAILURE_CLOCK, last);
	return take(conversation, login, last, FAILURE_AWS_ROLE);
}

static enum step take_web_identity(struct conversation *conversation, struct aws_login *login,
				   const struct http_reply *last, struct http_request *next)
{
	(void)next;
	return take(conversation, login, last, FAILURE_AWS_IDENTITY);
}

const struct aws_step_kind aws_step_assume_role = { "assume-role", ask_assume_role,
						    take_assume_role };
const struct aws_step_kind aws_step_web_identity = { "web-identity", ask_web_identity,
						     take_web_identity };
