/* SPDX-License-Identifier: Apache-2.0 */
#include "provider/vault/login.h"

#include <string.h>

#include "crypto/codec.h"
#include "provider/aws/aws.h"
#include "provider/aws/endpoint.h"
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

/*
 * Without a region the global endpoint, which is in us-east-1: what servers expect by themselves.
 * False when the region is none.
 */
static bool add_address(struct buf *address, const char *region)
{
	if (region)
		return aws_endpoint(address, "sts", region, false, false);
	buf_add_text(address, "https://sts.amazonaws.com");
	return true;
}

static bool sign(struct jsonout *json, const struct vault_session *session)
{
	const char *region = vault_option(session, "aws-region");
	const char *server_id = vault_option(session, "aws-server-id");
	const struct aws_scope scope = { &session->aws->credentials, region ? region : "us-east-1",
					 "sts", clock_wall(session->clock) + session->aws->skew };
	_cleanup_(buf_done) struct buf address = { 0 };
	struct aws_signature signature = { 0 };
	struct http_request request = {
		.method = "POST",
		.path = "/",
		.body = BODY,
		.body_length = sizeof(BODY) - 1,
	};

	if (!add_address(&address, region))
		return false;
	vault_add_header(&request, "Content-Type",
			 "application/x-www-form-urlencoded; charset=utf-8");
	if (server_id)
		vault_add_header(&request, "X-Vault-AWS-IAM-Server-ID", server_id);
	if (!aws_sign_for(&request, &signature, &scope, buf_text(&address)))
		return false;
	buf_add_char(&address, '/');
	jsonout_text(json, "iam_http_request_method", request.method);
	add_encoded(json, "iam_request_url", buf_text(&address), address.length);
	add_encoded(json, "iam_request_body", request.body, request.body_length);
	add_headers(json, &request);
	aws_signature_done(&signature);
	return true;
}

bool vault_aws_add(struct jsonout *json, const struct vault_session *session)
{
	return session->aws && session->aws->credentials.access_key && sign(json, session);
}
