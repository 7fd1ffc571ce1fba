/* SPDX-License-Identifier: Apache-2.0 */
#include "provider/vault/login.h"

#include <string.h>

#include "crypto/codec.h"
#include "provider/aws/aws.h"
#include "util/alloc.h"
#include "util/text.h"

/*
 * A login with the identity of AWS keys: a request to STS (GetCallerIdentity) that asks who signed
 * it, signed and not sent. The server sends it, and AWS tells it who we are; the keys stay here.
 * https://developer.hashicorp.com/vault/api-docs/auth/aws#login
 */

#define BODY "Action=GetCallerIdentity&Version=2011-06-15"

static void add_encoded(struct jsonout *json, const char *name, const char *text, size_t length)
{
	_cleanup_(buf_done) struct buf encoded = { 0 };

	base64_encode(&encoded, text, length);
	jsonout_text(json, name, buf_text(&encoded));
}

/* {"Content-Type": ["..."], ...} */
static void add_headers(struct jsonout *json, const struct http_request *request)
{
	_cleanup_(buf_done) struct buf text = { 0 };
	struct jsonout headers = { .out = &text };

	jsonout_begin(&headers, NULL, '{');
	for (size_t i = 0; i < HTTP_MAX_HEADERS && request->headers[i].name; i++) {
		jsonout_begin(&headers, request->headers[i].name, '[');
		jsonout_text(&headers, NULL, request->headers[i].value);
		jsonout_end(&headers, ']');
	}
	jsonout_end(&headers, '}');
	add_encoded(json, "iam_request_headers", buf_text(&text), text.length);
}

/* Without a region the global endpoint, which is in us-east-1: what servers expect by themselves.
 */
static char *host_of(const char *region)
{
	if (!region)
		return text_copy("sts.amazonaws.com");
	return text_format("sts.%s.amazonaws.com%s", region,
			   text_starts(region, "cn-") ? ".cn" : "");
}

static void sign(struct jsonout *json, const struct vault_session *session)
{
	const char *region = vault_option(session, "aws-region");
	const char *server_id = vault_option(session, "aws-server-id");
	const struct aws_scope scope = { &session->aws->credentials, region ? region : "us-east-1",
					 "sts", clock_wall(session->clock) + session->aws->skew };
	_cleanup_(freep) char *host = host_of(region);
	_cleanup_(freep) char *url = text_format("https://%s/", host);
	struct aws_signature signature = { 0 };
	struct http_request request = {
		.method = "POST",
		.path = "/",
		.body = BODY,
		.body_length = sizeof(BODY) - 1,
	};

	vault_add_header(&request, "Content-Type",
			 "application/x-www-form-urlencoded; charset=utf-8");
	if (server_id)
		vault_add_header(&request, "X-Vault-AWS-IAM-Server-ID", server_id);
	aws_sign(&request, &signature, &scope, host);
	jsonout_text(json, "iam_http_request_method", request.method);
	add_encoded(json, "iam_request_url", url, strlen(url));
	add_encoded(json, "iam_request_body", request.body, request.body_length);
	add_headers(json, &request);
	aws_signature_done(&signature);
}

bool vault_aws_add(struct jsonout *json, const struct vault_session *session)
{
	if (!session->aws || !session->aws->credentials.access_key)
		return false;
	sign(json, session);
	return true;
}
