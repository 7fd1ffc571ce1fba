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
	} rows[] = {
		{ 429, FAILURE_STANDBY }, { 472, FAILURE_STANDBY }, { 473, FAILURE_STANDBY },
		{ 530, FAILURE_STANDBY }, { 474, FAILURE_STANDBY }, { 501, FAILURE_UNINITIALISED },
		{ 503, FAILURE_SEALED },
	};
	unsigned first = conversation->failure.http_status;

	provider_fail(conversation, FAILURE_SERVER, last);
	if (last->outcome == HTTP_REPLIED) {
		for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
			if (rows[i].status == last->status)
				conversation->failure.class = rows[i].class;
		}
	}
	conversation->failure.http_status = first;
	return STEP_FAIL;
}

static enum step judge_token(struct conversation *conversation)
{
	const struct vault_session *session = conversation->session;

	enum failure_class bad = session->about.limited ? FAILURE_TOKEN_USES : FAILURE_TOKEN;

	provider_fail(conversation,
		      session->token_verdict == VERDICT_BAD ? bad : FAILURE_PERMISSION, NULL);
	conversation->failure.http_status = 403;
	return STEP_FAIL;
}

static enum step ask_token(struct conversation *conversation, struct http_request *next)
{
	struct vault_session *session = conversation->session;

	switch (session->token_verdict) {
	case VERDICT_GOOD:
	case VERDICT_BAD: return judge_token(conversation);
	case VERDICT_ASKING: conversation->stage = STAGE_TOKEN_WAIT; return STEP_WAIT;
	case VERDICT_UNKNOWN: break;
	}
	session->token_verdict = VERDICT_ASKING;
	conversation->stage = STAGE_TOKEN;
	vault_request(session, next, "GET", VAULT_LOOKUP_SELF);
	return STEP_SEND;
}

/* Only a clear 403 makes the token bad. */
static enum step take_token(struct conversation *conversation, const struct http_reply *last)
{
	struct vault_session *session = conversation->session;

	session->token_verdict =
		last->outcome == HTTP_REPLIED && last->status == 403 ? VERDICT_BAD : VERDICT_GOOD;
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
	case 472:
	case 473: return provider_fail(conversation, FAILURE_STANDBY, last);
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
