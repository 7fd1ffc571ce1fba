/* SPDX-License-Identifier: Apache-2.0 */
#include "provider/vault/login.h"

#include "util/alloc.h"
#include "util/jsondoc.h"
#include "util/jsonout.h"
#include "util/text.h"

enum step vault_wrapping_ask(struct conversation *conversation, const char *wrapped,
			     struct http_request *next)
{
	struct vault_session *session = conversation->session;
	struct jsonout json = { .out = &conversation->body };

	if (!wrapped)
		return provider_fail(conversation, FAILURE_NO_LOGIN, NULL);
	if (!text_is_token(wrapped, VAULT_TOKEN_MAX))
		return provider_fail(conversation, FAILURE_WRAPPING, NULL);
	session->wrapping = text_copy(wrapped);
	jsonout_begin(&json, NULL, '{');
	jsonout_text(&json, "token", wrapped);
	jsonout_end(&json, '}');
	vault_request(session, next, "POST", VAULT_WRAPPING_LOOKUP);
	next->body = conversation->body.bytes;
	next->body_length = conversation->body.length;
	next->again = true; /* to look at it uses up nothing */
	return STEP_SEND;
}

/* It expired, was used or revoked, or never was: the server does not say which. */
static enum step refuse(struct conversation *conversation, const struct http_reply *last,
			struct http_request *next)
{
	if (last->outcome == HTTP_REPLIED &&
	    (last->status == 400 || last->status == 403 || last->status == 404))
		return provider_fail(conversation, FAILURE_WRAPPING, last);
	return vault_diagnose(conversation, last, next);
}

enum step vault_wrapping_look(struct conversation *conversation, const struct http_reply *last,
			      struct http_request *next)
{
	struct vault_session *session = conversation->session;
	_cleanup_(jsondoc_freep) struct jsondoc *document = NULL;
	const char *made_by;
	struct error err;

	if (last->outcome != HTTP_REPLIED || last->status != 200)
		return refuse(conversation, last, next);
	if (!jsondoc_parse(&document, last->body, last->length, &err))
		return provider_fail(conversation, FAILURE_REPLY, last);
	made_by = jsondoc_string(jsondoc_get(document, "data.creation_path"), NULL);
	if (!made_by)
		return provider_fail(conversation, FAILURE_REPLY, last);
	session->made_by = text_copy(made_by);
	return STEP_DONE;
}

enum step vault_wrapping_open(struct conversation *conversation, const char *path,
			      struct http_request *next)
{
	const struct vault_session *session = conversation->session;

	if (!text_equal(session->made_by, path))
		return provider_fail(conversation, FAILURE_WRAPPING_PATH, NULL);
	/* The token in the header and nothing in the body: with both it would be used twice. */
	vault_request(session, next, "POST", VAULT_UNWRAP);
	vault_add_header(next, "X-Vault-Token", session->wrapping);
	/* Whether an answer that was lost had unwrapped it, nobody can say. */
	next->once = true;
	return STEP_SEND;
}

enum step vault_wrapping_take(struct jsondoc **ret, struct conversation *conversation,
			      const struct http_reply *last, struct http_request *next)
{
	struct error err;

	if (last->outcome != HTTP_REPLIED || last->status != 200)
		return refuse(conversation, last, next);
	if (!jsondoc_parse(ret, last->body, last->length, &err))
		return provider_fail(conversation, FAILURE_REPLY, last);
	return STEP_DONE;
}
