/* SPDX-License-Identifier: Apache-2.0 */
#include "provider/aws/login.h"

#include <string.h>

#include "util/alloc.h"
#include "util/clock.h"
#include "util/jsonout.h"
#include "util/text.h"
#include "util/url.h"

/*
 * IAM Identity Center. Kind sso: server, role, account, token? (while it lasts); to renew it
 * renewal_server, session, client_id, client_secret, refresh_token.
 * https://docs.aws.amazon.com/singlesignon/latest/PortalAPIReference/API_GetRoleCredentials.html
 * https://docs.aws.amazon.com/singlesignon/latest/OIDCAPIReference/API_CreateToken.html
 */

enum { STAGE_RENEWAL = 1, STAGE_CREDENTIALS };

/* Ten years: beyond it is no life of a token. */
#define MAX_SECONDS INT64_C(315360000)

static const struct aws_key_names names = { "accessKeyId", "secretAccessKey", "sessionToken",
					    "expiration", true };

static void add_parameter(struct buf *path, const char *text, const char *value)
{
	buf_add_text(path, text);
	url_encode(path, value, strlen(value));
}

static enum step ask_credentials(struct conversation *conversation, struct aws_login *login,
				 struct http_request *next)
{
	const char *renewed = login->session->sso_token;
	const char *token = renewed ? renewed : aws_step_text(login, "token");
	const char *role = aws_step_text(login, "role");
	const char *account = aws_step_text(login, "account");

	if (!token || !role || !account)
		return provider_fail(conversation, FAILURE_SETTINGS, NULL);
	buf_done(&conversation->path);
	add_parameter(&conversation->path, "/federation/credentials?role_name=", role);
	add_parameter(&conversation->path, "&account_id=", account);
	aws_step_request(conversation, login, next, "GET", buf_text(&conversation->path));
	next->headers[0] = (struct http_header){ "x-amz-sso_bearer_token", token };
	conversation->stage = STAGE_CREDENTIALS;
	return STEP_SEND;
}

static enum step ask(struct conversation *conversation, struct aws_login *login,
		     struct http_request *next)
{
	struct jsonout json = { .out = &conversation->body };

	/* A refresh token is good for one renewal. */
	if (login->session->sso_token || !aws_step_text(login, "renewal_server"))
		return ask_credentials(conversation, login, next);
	buf_done(&conversation->body);
	jsonout_begin(&json, NULL, '{');
	jsonout_text(&json, "clientId", aws_step_text(login, "client_id"));
	jsonout_text(&json, "clientSecret", aws_step_text(login, "client_secret"));
	jsonout_text(&json, "grantType", "refresh_token");
	jsonout_text(&json, "refreshToken", aws_step_text(login, "refresh_token"));
	jsonout_end(&json, '}');
	aws_step_request(conversation, login, next, "POST", "/token");
	conversation->server = aws_step_text(login, "renewal_server");
	next->headers[0] = (struct http_header){ "Content-Type", "application/json" };
	next->body = conversation->body.bytes;
	next->body_length = conversation->body.length;
	next->once = true;
	conversation->stage = STAGE_RENEWAL;
	return STEP_SEND;
}

/* What the AWS tools would have written into their cache. */
static void keep(struct conversation *conversation, const struct aws_login *login,
		 const char *refresh_token, time_t expires)
{
	_cleanup_(buf_done) struct buf text = { 0 };
	struct jsonout json = { .out = &text };
	char stamp[32];

	if (!conversation->keep || !clock_stamp(stamp, expires))
		return;
	jsonout_begin(&json, NULL, '{');
	jsonout_text(&json, "format", AWS_TOKEN_FORMAT);
	jsonout_text(&json, "session", aws_step_text(login, "session"));
	jsonout_text(&json, "accessToken", login->session->sso_token);
	jsonout_text(&json, "expiresAt", stamp);
	if (refresh_token)
		jsonout_text(&json, "refreshToken", refresh_token);
	jsonout_end(&json, '}');
	conversation->keep(conversation->context, text.bytes, text.length);
}

static bool read_renewal(struct conversation *conversation, struct aws_login *login,
			 const struct http_reply *last)
{
	_cleanup_(jsondoc_freep) struct jsondoc *document = NULL;
	const char *token, *refresh;
	struct error err;
	int64_t seconds;

	if (!jsondoc_parse(&document, last->body, last->length, &err))
		return false;
	token = jsondoc_string(jsondoc_member(document, "accessToken"), NULL);
	refresh = jsondoc_string(jsondoc_member(document, "refreshToken"), NULL);
	if (!token || !text_is_token(token, AWS_MAX_TOKEN) ||
	    (refresh && !text_is_token(refresh, AWS_MAX_TOKEN)) ||
	    !jsondoc_int(&seconds, jsondoc_member(document, "expiresIn")) || seconds <= 0 ||
	    seconds > MAX_SECONDS)
		return false;
	login->session->sso_token = text_copy(token);
	keep(conversation, login, refresh, clock_wall(login->session->clock) + (time_t)seconds);
	return true;
}

static enum failure_class class_of_renewal(int status)
{
	if (status == 429)
		return FAILURE_RATE_LIMITED;
	if (status >= 500)
		return FAILURE_SERVER;
	return status >= 400 ? FAILURE_AWS_SSO : FAILURE_REPLY;
}

/* A renewal that fails is no harm while the old token lasts. */
static enum step take_renewal(struct conversation *conversation, struct aws_login *login,
			      const struct http_reply *last, struct http_request *next)
{
	bool replied = last->outcome == HTTP_REPLIED;

	if ((replied && last->status == 200 && read_renewal(conversation, login, last)) ||
	    aws_step_text(login, "token"))
		return ask_credentials(conversation, login, next);
	return replied ? provider_fail(conversation, class_of_renewal(last->status), last)
		       : aws_step_away(conversation, last);
}

static enum failure_class class_of_status(int status)
{
	switch (status) {
	case 401: return FAILURE_AWS_SSO;
	case 400:
	case 403:
	case 404: return FAILURE_AWS_SSO_ROLE;
	case 429: return FAILURE_RATE_LIMITED;
	default: return status >= 500 ? FAILURE_SERVER : FAILURE_REPLY;
	}
}

static enum step take(struct conversation *conversation, struct aws_login *login,
		      const struct http_reply *last, struct http_request *next)
{
	_cleanup_(jsondoc_freep) struct jsondoc *document = NULL;
	struct error err;

	if (conversation->stage == STAGE_RENEWAL)
		return take_renewal(conversation, login, last, next);
	if (last->outcome != HTTP_REPLIED)
		return aws_step_away(conversation, last);
	if (last->status != 200)
		return provider_fail(conversation, class_of_status(last->status), last);
	if (!jsondoc_parse(&document, last->body, last->length, &err) ||
	    !aws_credentials_read(&login->credentials, jsondoc_member(document, "roleCredentials"),
				  &names))
		return provider_fail(conversation, FAILURE_REPLY, last);
	return STEP_DONE;
}

const struct aws_step_kind aws_step_sso = { "sso", ask, take };
