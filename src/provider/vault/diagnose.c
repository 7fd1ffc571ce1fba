/* SPDX-License-Identifier: Apache-2.0 */
#include "provider/vault/vault.h"

/*
 * A status alone does not say what is wrong: 403 is a lack of permission or a dead token, 503 a
 * sealed server, a standby or an overloaded one. So the server is asked, once a source for the
 * token, and by any conversation for its health.
 */

enum { STAGE_HEALTH = VAULT_STAGE_DIAGNOSIS, STAGE_TOKEN, STAGE_TOKEN_WAIT };

static enum step ask_health(struct conversation *conversation, const struct http_reply *last,
			    struct http_request *next)
{
	conversation->failure.http_status = (unsigned)last->status;
	conversation->stage = STAGE_HEALTH;
	conversation->tries = 1; /* a state that passes is worth telling, too */
	vault_request(conversation->session, next, "GET", "/v1/sys/health");
	return STEP_SEND;
}

/* The statuses of sys/health: what they say of the server. */
static enum step take_health(struct conversation *conversation, const struct http_reply *last)
{
	static const struct {
		int status;
		enum failure_class class;
		bool fails; /* a request that such a server cannot serve may fail with 500, too */
	} rows[] = {
		{ 429, FAILURE_STANDBY, false },      { 472, FAILURE_SECONDARY, false },
		{ 473, FAILURE_STANDBY, false },      { 474, FAILURE_CUT_OFF, false },
		{ 501, FAILURE_UNINITIALISED, true }, { 503, FAILURE_SEALED, true },
		{ 530, FAILURE_REMOVED, false },
	};
	unsigned first = conversation->failure.http_status;

	provider_fail(conversation, FAILURE_SERVER, last);
	for (size_t i = 0; last->outcome == HTTP_REPLIED && i < ARRAY_LENGTH(rows); i++) {
		if (rows[i].status == last->status && (rows[i].fails || first != 500))
			conversation->failure.class = rows[i].class;
	}
	conversation->failure.http_status = first;
	return STEP_FAIL;
}

/* What a token that is good may not do. */
static enum failure_class forbidden(const struct conversation *conversation)
{
	if (conversation->item && conversation->item->login)
		return FAILURE_PERMISSION_REVOKE_SELF;
	if (conversation->item && conversation->item->lease)
		return FAILURE_PERMISSION_REVOKE;
	return vault_writes(conversation) ? FAILURE_PERMISSION_UPDATE : FAILURE_PERMISSION;
}

static enum step judge_token(struct conversation *conversation)
{
	const struct vault_session *session = conversation->session;
	enum failure_class class = forbidden(conversation);

	if (session->token_verdict == VERDICT_BAD)
		class = session->about.limited ? FAILURE_TOKEN_USES : FAILURE_TOKEN;
	else if (session->token_verdict == VERDICT_UNSURE)
		class = FAILURE_TOKEN_OR_PERMISSION;
	provider_fail(conversation, class, NULL);
	conversation->failure.http_status = 403;
	return STEP_FAIL;
}

static enum step ask_token(struct conversation *conversation, struct http_request *next)
{
	struct vault_session *session = conversation->session;

	switch (session->token_verdict) {
	case VERDICT_GOOD:
	case VERDICT_BAD:
	case VERDICT_UNSURE: return judge_token(conversation);
	case VERDICT_ASKING: conversation->stage = STAGE_TOKEN_WAIT; return STEP_WAIT;
	case VERDICT_UNKNOWN: break;
	}
	session->token_verdict = VERDICT_ASKING;
	conversation->stage = STAGE_TOKEN;
	vault_request(session, next, "GET", VAULT_LOOKUP_SELF);
	return STEP_SEND;
}

/*
 * Only a clear 403 makes the token bad. It is clear when the server says so, or when the uses of a
 * token are counted; otherwise a token that has read something is good, and lacks the policy
 * "default", which lets a token look itself up.
 */
static enum vault_verdict verdict_of(const struct vault_session *session,
				     const struct http_reply *last)
{
	if (last->outcome != HTTP_REPLIED || last->status != 403)
		return VERDICT_GOOD;
	if (session->about.limited || vault_says(last, "invalid token") ||
	    vault_says(last, "bad token"))
		return VERDICT_BAD;
	return session->token_works ? VERDICT_GOOD : VERDICT_UNSURE;
}

static enum step take_token(struct conversation *conversation, const struct http_reply *last)
{
	struct vault_session *session = conversation->session;

	session->token_verdict = verdict_of(session, last);
	return judge_token(conversation);
}

static enum step classify(struct conversation *conversation, const struct http_reply *last,
			  struct http_request *next)
{
	switch (last->status) {
	case 401: return provider_fail(conversation, FAILURE_TOKEN, last);
	case 403: return ask_token(conversation, next);
	case 500:
	case 501:
	case 503: return ask_health(conversation, last, next);
	case 307:
	case 473: return provider_fail(conversation, FAILURE_STANDBY, last);
	case 472: return provider_fail(conversation, FAILURE_SECONDARY, last);
	case 301:
	case 302:
	case 303:
	case 308: return provider_fail(conversation, FAILURE_REDIRECT, last);
	case 400: return provider_fail(conversation, FAILURE_REQUEST, last);
	case 404: return provider_fail(conversation, FAILURE_PATH, last);
	case 405: return provider_fail(conversation, FAILURE_ENGINE, last);
	case 429: return provider_fail(conversation, FAILURE_RATE_LIMITED, last);
	default:
		return provider_fail(conversation,
				     last->status >= 500 || last->status == 408 ||
						     last->status == 412
					     ? FAILURE_SERVER
					     : FAILURE_REPLY,
				     last);
	}
}

enum step vault_diagnose(struct conversation *conversation, const struct http_reply *last,
			 struct http_request *next)
{
	if (!last)
		return ask_token(conversation, next);
	if (conversation->stage == STAGE_HEALTH)
		return take_health(conversation, last);
	if (conversation->stage == STAGE_TOKEN)
		return take_token(conversation, last);
	if (last->outcome != HTTP_REPLIED)
		return provider_fail(conversation, provider_outcome_class(last->outcome), last);
	return classify(conversation, last, next);
}
