/* SPDX-License-Identifier: Apache-2.0 */
#include "provider/vault/login.h"

#include <stdlib.h>
#include <string.h>

#include "provider/aws/aws.h"
#include "util/alloc.h"
#include "util/jsondoc.h"
#include "util/text.h"

/* What is wrapped is unwrapped; a token is used as it is; everything else is exchanged for one. */
enum { STAGE_START, STAGE_WRAPPED, STAGE_UNWRAPPING, STAGE_LOGIN };

/* Takes the text over. What is known of the token is in session->about. */
static enum step use_token(struct conversation *conversation, char *token)
{
	struct vault_session *session = conversation->session;

	if (!text_is_token(token, VAULT_TOKEN_MAX)) {
		text_wipe(token);
		return provider_fail(conversation, FAILURE_TOKEN, NULL);
	}
	session->token = token;
	vault_tell_token(conversation, session->about.ttl_s, session->about.renewable);
	return STEP_DONE;
}

static enum step log_in(struct conversation *conversation, struct http_request *next)
{
	const struct vault_session *session = conversation->session;
	const char *auth = vault_option(session, "auth");
	const struct vault_method *method = vault_method_find(auth);
	char *token;

	if (method) {
		conversation->stage = STAGE_LOGIN;
		return vault_method_ask(conversation, method, next)
			       ? STEP_SEND
			       : provider_fail(conversation, FAILURE_NO_LOGIN, NULL);
	}
	token = session->unwrapped ? text_copy(session->unwrapped)
				   : vault_login_text(session, "token token-file", false);
	return token ? use_token(conversation, token)
		     : provider_fail(conversation, FAILURE_NO_LOGIN, NULL);
}

static enum step start(struct conversation *conversation, struct http_request *next)
{
	const struct vault_session *session = conversation->session;
	const char *auth = vault_option(session, "auth");
	const char *token = vault_option(session, PROVIDER_SESSION_TOKEN);
	_cleanup_(text_wipep) char *wrapped = NULL;

	if (token)
		return use_token(conversation, text_copy(token));
	if (!vault_option(session, "wrapping-path"))
		return log_in(conversation, next);
	wrapped = vault_login_text(
		session,
		text_equal(auth, "token") ? "token token-file" : "secret-id secret-id-file", false);
	conversation->stage = STAGE_WRAPPED;
	return vault_wrapping_ask(conversation, wrapped, next);
}

/* {"type": "totp", "id": "...", "uses_passcode": true} */
static bool find_factor(const char *name, const struct jsondoc *constraint, void *context)
{
	static const struct {
		const char *type;
		enum failure_class class;
	} rows[] = {
		{ "totp", FAILURE_LOGIN_PASSCODE },
		{ "duo", FAILURE_LOGIN_PUSH },
		{ "okta", FAILURE_LOGIN_PUSH },
		{ "pingid", FAILURE_LOGIN_PUSH },
	};
	const struct jsondoc *any = jsondoc_member(constraint, "any");
	const char *type = jsondoc_string(jsondoc_member(jsondoc_element(any, 0), "type"), NULL);
	enum failure_class *class = context;

	(void)name;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		if (text_equal(type, rows[i].type))
			*class = rows[i].class;
	}
	return *class == FAILURE_LOGIN_MFA;
}

/* A login that wants a second factor succeeds, with a token that is empty. */
static enum step refuse_factor(struct conversation *conversation, const struct http_reply *last,
			       const struct jsondoc *auth)
{
	enum failure_class class = FAILURE_LOGIN_MFA;

	jsondoc_each(jsondoc_get(auth, "mfa_requirement.mfa_constraints"), find_factor, &class);
	return provider_fail(conversation, class, last);
}

static void note_token(struct vault_token *token, const struct jsondoc *auth)
{
	int64_t number;

	if (jsondoc_int(&number, jsondoc_member(auth, "lease_duration")) && number > 0)
		token->ttl_s = (uint64_t)number;
	if (jsondoc_int(&number, jsondoc_member(auth, "num_uses")) && number > 0)
		token->uses = (uint64_t)number;
	token->renewable = jsondoc_true(jsondoc_member(auth, "renewable"));
	token->batch =
		text_equal(jsondoc_string(jsondoc_member(auth, "token_type"), NULL), "batch");
}

static enum step take_login(struct conversation *conversation, const struct http_reply *last)
{
	struct vault_session *session = conversation->session;
	_cleanup_(jsondoc_freep) struct jsondoc *document = NULL;
	const struct jsondoc *auth;
	const char *token;
	struct error err;

	if (!jsondoc_parse(&document, last->body, last->length, &err))
		return provider_fail(conversation, FAILURE_REPLY, last);
	auth = jsondoc_get(document, "auth");
	token = jsondoc_string(jsondoc_member(auth, "client_token"), NULL);
	if (!token)
		return provider_fail(conversation, FAILURE_REPLY, last);
	if (!token[0])
		return refuse_factor(conversation, last, auth);
	note_token(&session->about, auth);
	vault_tell_auth(conversation, auth);
	return use_token(conversation, text_copy(token));
}

/*
 * 400 is a role, name or secret that is wrong, as most methods have it; OpenBao answers 403 where
 * no method is mounted too, so that nobody can find out which are.
 */
static enum step take_answer(struct conversation *conversation, const struct http_reply *last,
			     struct http_request *next)
{
	if (last->outcome != HTTP_REPLIED)
		return vault_diagnose(conversation, last, next);
	switch (last->status) {
	case 200: return take_login(conversation, last);
	case 400:
	case 401: return provider_fail(conversation, FAILURE_LOGIN, last);
	case 403: return provider_fail(conversation, FAILURE_LOGIN_DENIED, last);
	case 404:
	case 405: return provider_fail(conversation, FAILURE_LOGIN_MOUNT, last);
	default: return vault_diagnose(conversation, last, next);
	}
}

static enum step take_unwrapped(struct conversation *conversation, const struct http_reply *last,
				struct http_request *next)
{
	enum step step = vault_wrapping_take(conversation, last, next);

	return step == STEP_DONE ? log_in(conversation, next) : step;
}

/* Before a login with the identity of AWS: its keys, from wherever the chain of the SDKs leads. */
static enum step find_identity(struct conversation *conversation, const struct http_reply *last,
			       struct http_request *next)
{
	struct vault_session *session = conversation->session;
	enum step step = aws_session_login(session->aws, conversation, last, next);

	if (step != STEP_DONE)
		return step;
	session->aws_known = true;
	conversation->stage = STAGE_START;
	return start(conversation, next);
}

enum step vault_login(struct conversation *conversation, const struct http_reply *last,
		      struct http_request *next)
{
	const struct vault_session *session = conversation->session;

	if (session->aws && !session->aws_known && !vault_option(session, PROVIDER_SESSION_TOKEN))
		return find_identity(conversation, last, next);
	if (!last)
		return start(conversation, next);
	switch (conversation->stage) {
	case STAGE_WRAPPED:
		if (last->outcome == HTTP_REPLIED && last->status == 200)
			conversation->stage = STAGE_UNWRAPPING;
		return vault_wrapping_check(conversation, last, next);
	case STAGE_UNWRAPPING: return take_unwrapped(conversation, last, next);
	case STAGE_LOGIN: return take_answer(conversation, last, next);
	default: return vault_diagnose(conversation, last, next);
	}
}
