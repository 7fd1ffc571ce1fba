/* SPDX-License-Identifier: Apache-2.0 */
#include "provider/aws/login.h"

#include <string.h>

#include "util/url.h"

/*
 * IAM Identity Center. Kind sso: server, token, role, account.
 * https://docs.aws.amazon.com/singlesignon/latest/PortalAPIReference/API_GetRoleCredentials.html
 */

static const struct aws_key_names names = { "accessKeyId", "secretAccessKey", "sessionToken",
					    "expiration", true };

static void add_parameter(struct buf *path, const char *text, const char *value)
{
	buf_add_text(path, text);
	url_encode(path, value, strlen(value));
}

static enum step ask(struct conversation *conversation, struct aws_login *login,
		     struct http_request *next)
{
	const char *token = aws_step_text(login, "token");
	const char *role = aws_step_text(login, "role");
	const char *account = aws_step_text(login, "account");

	if (!token || !role || !account)
		return provider_fail(conversation, FAILURE_SETTINGS, NULL);
	buf_done(&conversation->path);
	add_parameter(&conversation->path, "/federation/credentials?role_name=", role);
	add_parameter(&conversation->path, "&account_id=", account);
	aws_step_request(conversation, login, next, "GET", buf_text(&conversation->path));
	next->headers[0] = (struct http_header){ "x-amz-sso_bearer_token", token };
	return STEP_SEND;
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

	(void)next;
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
