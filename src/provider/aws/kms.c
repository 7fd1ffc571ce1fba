/* SPDX-License-Identifier: Apache-2.0 */
#include "provider/aws/aws.h"

#include <string.h>

#include "crypto/codec.h"
#include "model/parameters.h"
#include "util/jsondoc.h"
#include "util/jsonout.h"
#include "util/text.h"

/*
 * KMS (2014-11-01) decrypts what was encrypted under one of its keys: one text a request. The key
 * is always named, so that a text that somebody else has sealed under a key of his own is none.
 * https://docs.aws.amazon.com/kms/latest/APIReference/API_Decrypt.html
 */

#define DECRYPT   "TrentService.Decrypt"
#define MAX_PLAIN 4096 /* what the service encrypts at most */

/* The reference's own context, or else the source's. */
static void find_context(struct buf *out, const struct aws_session *session,
			 const struct provider_item *item)
{
	const char *usual = aws_option(session, "context");

	if (!parameters_find(out, item->parameters ? item->parameters : "", "context") && usual)
		buf_add_text(out, usual);
}

static void add_parameter(struct jsonout *json, const struct provider_item *item,
			  const char *parameter, const char *name)
{
	_cleanup_(buf_done) struct buf value = { 0 };

	if (parameters_find(&value, item->parameters ? item->parameters : "", parameter))
		jsonout_bytes(json, name, buf_text(&value), value.length);
}

static enum step ask(struct conversation *conversation, struct http_request *next)
{
	const struct aws_session *session = conversation->session;
	const struct provider_item *item = conversation->item;
	_cleanup_(buf_done) struct buf context = { 0 };
	struct jsonout json = { .out = &conversation->body };

	if (aws_is_elsewhere(session, item->path))
		return provider_fail(conversation, FAILURE_REGION, NULL);
	find_context(&context, session, item);
	buf_done(&conversation->body);
	jsonout_begin(&json, NULL, '{');
	jsonout_text(&json, "KeyId", item->path);
	add_parameter(&json, item, "ciphertext", "CiphertextBlob");
	add_parameter(&json, item, "algorithm", "EncryptionAlgorithm");
	/* Looked at when the manifest was read: it is a good one. */
	(void)aws_context_add(&json, "EncryptionContext", buf_text(&context));
	jsonout_end(&json, '}');
	aws_request(conversation, next, DECRYPT);
	return STEP_SEND;
}

/* Here, all that may be denied is the use of the key. */
static enum step refused(struct conversation *conversation, const struct http_reply *last,
			 struct http_request *next)
{
	enum step step = aws_refused(conversation, last, next, DECRYPT);

	if (step == STEP_FAIL && conversation->failure.class == FAILURE_ACCESS)
		conversation->failure.class = FAILURE_ACCESS_KMS;
	return step;
}

enum step aws_kms_read(struct conversation *conversation, const struct http_reply *last,
		       struct http_request *next)
{
	_cleanup_(jsondoc_freep) struct jsondoc *document = NULL;
	_cleanup_(buf_done) struct buf plain = { .maximum = MAX_PLAIN };
	struct aws_value value = { 0 };
	const char *text;
	size_t length;
	enum failure_class class;

	if (!last)
		return ask(conversation, next);
	if (last->outcome != HTTP_REPLIED || last->status != 200)
		return refused(conversation, last, next);
	class = aws_parse(&document, last->body, last->length);
	if (class != FAILURE_NONE)
		return provider_fail(conversation, class, last);
	text = jsondoc_string(jsondoc_member(document, "Plaintext"), &length);
	if (!text || !base64_decode(&plain, text, length, false))
		return provider_fail(conversation, FAILURE_REPLY, last);
	value.bytes = buf_text(&plain);
	value.length = plain.length;
	aws_hand_over(conversation, 0, &value);
	return STEP_DONE;
}
