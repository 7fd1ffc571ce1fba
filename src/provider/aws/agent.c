/* SPDX-License-Identifier: Apache-2.0 */
#include "provider/aws/aws.h"

#include <string.h>

#include "provider/aws/source.h"
#include "util/alloc.h"
#include "util/jsondoc.h"
#include "util/text.h"
#include "util/url.h"

/*
 * The AWS Secrets Manager Agent: a server on a loopback port that answers as GetSecretValue does,
 * from a cache, to whoever shows the token of the machine. Its README says how:
 * GET /secretsmanager/get?secretId=..., with X-Aws-Parameters-Secrets-Token.
 */

#define LONGEST_TOKEN 4096

static enum step ask(struct conversation *conversation, struct http_request *next)
{
	const struct aws_session *session = conversation->session;
	const struct provider_item *item = conversation->item;
	const char *token = aws_option(session, "agent-token");
	_cleanup_(text_wipep) char *trimmed = NULL;

	trimmed = text_trimmed(token ? token : "");
	if (!trimmed[0]) {
		token = aws_option(session, "agent-token-file");
		text_wipe(trimmed);
		trimmed = text_trimmed(token ? token : "");
	}
	if (!trimmed[0] || strlen(trimmed) > LONGEST_TOKEN ||
	    text_has_control(trimmed, strlen(trimmed)))
		return provider_fail(conversation, FAILURE_AGENT_TOKEN, NULL);
	buf_done(&conversation->path);
	buf_add_text(&conversation->path, "/secretsmanager/get?secretId=");
	url_encode(&conversation->path, item->path, strlen(item->path));
	if (item->version)
		buf_format(&conversation->path,
			   "&%s=", aws_is_version_id(item->version) ? "versionId" : "versionStage");
	if (item->version)
		url_encode(&conversation->path, item->version, strlen(item->version));
	buf_done(&conversation->body);
	buf_add_text(&conversation->body, trimmed);
	next->method = "GET";
	next->path = conversation->path.bytes;
	next->headers[0] =
		(struct http_header){ "X-Aws-Parameters-Secrets-Token", conversation->body.bytes };
	return STEP_SEND;
}

static enum step refused(struct conversation *conversation, const struct http_reply *last)
{
	enum failure_class class = aws_reply_class(last);

	if (last->outcome == HTTP_REPLIED && class == FAILURE_REPLY && last->status == 403)
		class = FAILURE_AGENT_TOKEN;
	if (last->outcome == HTTP_REPLIED && class == FAILURE_REPLY && last->status == 404)
		class = FAILURE_NAME;
	if (class == FAILURE_NAME && conversation->item->version)
		class = FAILURE_PATH_VERSION;
	return provider_fail(conversation, class, last);
}

enum step aws_agent_read(struct conversation *conversation, const struct http_reply *last,
			 struct http_request *next)
{
	_cleanup_(jsondoc_freep) struct jsondoc *document = NULL;
	enum failure_class class;

	if (conversation->items_count > 1)
		return STEP_SPLIT;
	if (!last)
		return ask(conversation, next);
	if (last->outcome != HTTP_REPLIED || last->status != 200)
		return refused(conversation, last);
	class = aws_parse(&document, last->body, last->length);
	if (class != FAILURE_NONE)
		return provider_fail(conversation, class, last);
	return aws_take_secret(conversation, 0, document, last);
}
