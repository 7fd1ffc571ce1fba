/* SPDX-License-Identifier: Apache-2.0 */
#include "provider/vault/vault.h"

#include <string.h>

#include "util/alloc.h"
#include "util/jsondoc.h"
#include "util/jsonout.h"
#include "util/text.h"

static const char *option(const struct vault_session *session, const char *name)
{
	return session->options->get(session->options->context, name);
}

#define TOKEN_MAX_LENGTH 8192

/* A token goes into a header: one line of printable characters (RFC 9110 section 5.5). */
static bool is_token(const char *text)
{
	if (strlen(text) > TOKEN_MAX_LENGTH)
		return false;
	for (const char *c = text; *c; c++) {
		if (*c < 0x21 || *c > 0x7e)
			return false;
	}
	return text[0] != '\0';
}

static enum step use_token(struct conversation *conversation, char *token, uint64_t duration_s,
			   bool renewable)
{
	struct vault_session *session = conversation->session;

	if (!is_token(token)) {
		text_wipe(token);
		return provider_fail(conversation, FAILURE_TOKEN, NULL);
	}
	session->token = token;
	vault_tell_token(conversation, duration_s, renewable);
	return STEP_DONE;
}

static enum step login_by_token(struct conversation *conversation)
{
	const struct vault_session *session = conversation->session;
	const char *token = option(session, "token");

	if (!token)
		token = option(session, "token-file");
	if (!token)
		return provider_fail(conversation, FAILURE_NO_LOGIN, NULL);
	return use_token(conversation, text_trimmed(token), 0, false);
}

static enum step ask_approle(struct conversation *conversation, struct http_request *next)
{
	const struct vault_session *session = conversation->session;
	const char *mount = option(session, "auth-mount");
	const char *role = option(session, "role-id");
	const char *secret = option(session, "secret-id");
	_cleanup_(text_wipep) char *role_id = NULL;
	_cleanup_(text_wipep) char *secret_id = NULL;
	struct jsonout json = { .out = &conversation->body };

	role_id = text_trimmed(role ? role : option(session, "role-id-file"));
	if (!secret)
		secret = option(session, "secret-id-file");
	secret_id = text_trimmed(secret ? secret : "");
	jsonout_begin(&json, NULL, '{');
	jsonout_text(&json, "role_id", role_id);
	if (secret_id[0])
		jsonout_text(&json, "secret_id", secret_id);
	jsonout_end(&json, '}');
	buf_add_text(&conversation->path, "/v1/auth/");
	vault_add_path(&conversation->path, mount ? mount : "approle");
	buf_add_text(&conversation->path, "/login");
	vault_request(session, next, "POST", conversation->path.bytes);
	next->body = conversation->body.bytes;
	next->body_length = conversation->body.length;
	conversation->stage = 1;
	return STEP_SEND;
}

static enum step take_login(struct conversation *conversation, const struct http_reply *last)
{
	_cleanup_(jsondoc_freep) struct jsondoc *document = NULL;
	const struct jsondoc *auth;
	int64_t duration = 0;
	const char *token;
	struct error err;

	if (!jsondoc_parse(&document, last->body, last->length, &err))
		return provider_fail(conversation, FAILURE_REPLY, last);
	auth = jsondoc_get(document, "auth");
	token = jsondoc_string(jsondoc_member(auth, "client_token"), NULL);
	if (!token)
		return provider_fail(conversation, FAILURE_REPLY, last);
	if (!token[0])
		return provider_fail(conversation, FAILURE_LOGIN_MFA, last);
	if (!jsondoc_int(&duration, jsondoc_member(auth, "lease_duration")) || duration < 0)
		duration = 0;
	return use_token(conversation, text_copy(token), (uint64_t)duration,
			 jsondoc_true(jsondoc_member(auth, "renewable")));
}

enum step vault_login(struct conversation *conversation, const struct http_reply *last,
		      struct http_request *next)
{
	const char *token = option(conversation->session, PROVIDER_SESSION_TOKEN);

	if (token)
		return use_token(conversation, text_copy(token), 0, false);
	if (text_equal(option(conversation->session, "auth"), "token"))
		return login_by_token(conversation);
	if (!last)
		return ask_approle(conversation, next);
	if (conversation->stage >= VAULT_STAGE_DIAGNOSIS || last->outcome != HTTP_REPLIED)
		return vault_diagnose(conversation, last, next);
	switch (last->status) {
	case 200: return take_login(conversation, last);
	case 400:
	case 403:
	case 404: return provider_fail(conversation, FAILURE_LOGIN, last);
	default: return vault_diagnose(conversation, last, next);
	}
}
