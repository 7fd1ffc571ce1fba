/* SPDX-License-Identifier: Apache-2.0 */
#include "provider/vault/login.h"

#include <stdlib.h>
#include <string.h>

#include "provider/aws/aws.h"
#include "util/alloc.h"
#include "util/jsondoc.h"
#include "util/text.h"

/* What is wrapped is unwrapped; a token is used as it is; everything else is exchanged for one. */
enum { STAGE_START, STAGE_WRAPPED, STAGE_UNWRAPPING, STAGE_LOGIN, STAGE_ANSWER, STAGE_SELF };

/*
 * What is known of the token is in session->about. To look a mount up takes no use of it, each
 * secret takes one: with too few none is read, and nothing is made that would have to be given
 * back.
 */
static enum step end_login(struct conversation *conversation, bool handed)
{
	const struct vault_session *session = conversation->session;

	if (session->about.limited && session->about.uses < conversation->planned)
		return provider_fail(conversation, FAILURE_TOKEN_USES, NULL);
	vault_tell_token(conversation, handed);
	return STEP_DONE;
}

/* Takes the text over. */
static bool take_token(struct conversation *conversation, char *token)
{
	struct vault_session *session = conversation->session;

	if (text_is_token(token, VAULT_TOKEN_MAX)) {
		session->token = token;
		return true;
	}
	text_wipe(token);
	provider_fail(conversation, FAILURE_TOKEN, NULL);
	return false;
}

static enum step use_token(struct conversation *conversation, char *token)
{
	return take_token(conversation, token) ? end_login(conversation, false) : STEP_FAIL;
}

/*
 * A token that somebody has handed over says nothing of its life, and to ask for it costs a request
 * and one of its uses. Who starts a program has no need: nothing is renewed, and the token is
 * forgotten with the exec. It is asked for where trouble is looked for before it is there (check,
 * explain), which is told by that nothing may be made.
 */
static enum step use_handed(struct conversation *conversation, char *token,
			    struct http_request *next)
{
	if (!take_token(conversation, token))
		return STEP_FAIL;
	if (conversation->may_mint)
		return end_login(conversation, true);
	conversation->stage = STAGE_SELF;
	vault_request(conversation->session, next, "GET", VAULT_LOOKUP_SELF);
	return STEP_SEND;
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
	if (session->unwrapped)
		return use_token(conversation, text_copy(session->unwrapped));
	token = vault_login_text(session, "token token-file", false);
	return token ? use_handed(conversation, token, next)
		     : provider_fail(conversation, FAILURE_NO_LOGIN, NULL);
}

/* A wrapping token is first looked at, whatever it stands for. */
static enum step look(struct conversation *conversation, unsigned stage, const char *options,
		      struct http_request *next)
{
	_cleanup_(text_wipep) char *wrapped =
		vault_login_text(conversation->session, options, false);

	conversation->stage = stage;
	return vault_wrapping_ask(conversation, wrapped, next);
}

static enum step start(struct conversation *conversation, struct http_request *next)
{
	const struct vault_session *session = conversation->session;
	const char *auth = vault_option(session, "auth");
	const char *token = vault_option(session, PROVIDER_SESSION_TOKEN);

	if (token)
		return use_token(conversation, text_copy(token));
	if (text_equal(auth, "unwrap"))
		return look(conversation, STAGE_ANSWER, "wrapping-token wrapping-token-file", next);
	if (!vault_option(session, "wrapping-path"))
		return log_in(conversation, next);
	return look(conversation, STAGE_WRAPPED,
		    text_equal(auth, "token") ? "token token-file" : "secret-id secret-id-file",
		    next);
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

/*
 * Of a login and of a look at oneself, which have other names for the same. The number of uses is
 * -1 when the question has taken the last one, and 0 when there is no limit.
 */
static void note_token(struct vault_token *token, const struct jsondoc *about, const char *ttl,
		       const char *type)
{
	int64_t number;

	if (jsondoc_int(&number, jsondoc_member(about, ttl)) && number > 0)
		token->ttl_s = (uint64_t)number;
	if (jsondoc_int(&number, jsondoc_member(about, "num_uses")) && number != 0) {
		token->limited = true;
		token->uses = number > 0 ? (uint64_t)number : 0;
	}
	token->renewable = jsondoc_true(jsondoc_member(about, "renewable"));
	token->batch = text_equal(jsondoc_string(jsondoc_member(about, type), NULL), "batch");
}

/*
 * A policy without the default may not ask, and what stands in front of a server may not pass it
 * on; no more is known then, and that is no failure.
 */
static enum step take_self(struct conversation *conversation, const struct http_reply *last,
			   struct http_request *next)
{
	struct vault_session *session = conversation->session;
	_cleanup_(jsondoc_freep) struct jsondoc *document = NULL;
	const struct jsondoc *about;
	struct error err;

	if (last->outcome == HTTP_REPLIED && last->status >= 400 && last->status < 429)
		return end_login(conversation, true);
	if (last->outcome != HTTP_REPLIED || last->status != 200)
		return vault_diagnose(conversation, last, next);
	if (!jsondoc_parse(&document, last->body, last->length, &err))
		return provider_fail(conversation, FAILURE_REPLY, last);
	about = jsondoc_get(document, "data");
	if (jsondoc_kind(about) != JSONDOC_IS_OBJECT)
		return provider_fail(conversation, FAILURE_REPLY, last);
	note_token(&session->about, about, "ttl", "type");
	session->token_verdict = VERDICT_GOOD;
	return end_login(conversation, true);
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
	note_token(&session->about, auth, "lease_duration", "token_type");
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

static enum step take_look(struct conversation *conversation, const struct http_reply *last,
			   struct http_request *next)
{
	enum step step = vault_wrapping_look(conversation, last, next);

	if (step != STEP_DONE)
		return step;
	conversation->stage = STAGE_UNWRAPPING;
	return vault_wrapping_open(conversation,
				   vault_option(conversation->session, "wrapping-path"), next);
}

/* The secret id, or the token, for what follows. */
static enum step take_unwrapped(struct conversation *conversation, const struct http_reply *last,
				struct http_request *next)
{
	struct vault_session *session = conversation->session;
	bool token = text_equal(vault_option(session, "auth"), "token");
	_cleanup_(jsondoc_freep) struct jsondoc *document = NULL;
	enum step step = vault_wrapping_take(&document, conversation, last, next);
	const char *text;

	if (step != STEP_DONE)
		return step;
	text = jsondoc_string(jsondoc_get(document, token ? "auth.client_token" : "data.secret_id"),
			      NULL);
	if (!text || !text[0])
		return provider_fail(conversation, FAILURE_REPLY, last);
	if (token)
		note_token(&session->about, jsondoc_get(document, "auth"), "lease_duration",
			   "token_type");
	session->unwrapped = text_copy(text);
	return log_in(conversation, next);
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
	case STAGE_ANSWER: return vault_wrapping_look(conversation, last, next);
	case STAGE_WRAPPED: return take_look(conversation, last, next);
	case STAGE_UNWRAPPING: return take_unwrapped(conversation, last, next);
	case STAGE_SELF: return take_self(conversation, last, next);
	case STAGE_LOGIN: return take_answer(conversation, last, next);
	default: return vault_diagnose(conversation, last, next);
	}
}
