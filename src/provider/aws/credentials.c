/* SPDX-License-Identifier: Apache-2.0 */
#include "provider/aws/login.h"

#include <stdlib.h>
#include <string.h>

#include "util/alloc.h"
#include "util/text.h"

/* kind static: access_key, secret_key, session_token?, expires? (seconds since 1970). */
static enum step ask_static(struct conversation *conversation, struct aws_login *login,
			    struct http_request *next)
{
	static const struct aws_key_names names = { "access_key", "secret_key", "session_token", "",
						    false };
	int64_t expires;

	(void)next;
	if (!aws_credentials_read(&login->credentials, login->step, &names))
		return provider_fail(conversation, FAILURE_KEYS, NULL);
	if (jsondoc_int(&expires, jsondoc_member(login->step, "expires")))
		login->credentials.expires = (time_t)expires;
	return STEP_DONE;
}

static const struct aws_step_kind step_static = { "static", ask_static, NULL };

static const struct aws_step_kind *const kinds[] = {
	&step_static,        &aws_step_assume_role, &aws_step_web_identity, &aws_step_sso,
	&aws_step_container, &aws_step_instance,    &aws_step_region,
};

static const struct aws_step_kind *kind_of(const struct aws_login *login)
{
	const char *name = aws_step_text(login, "kind");

	for (size_t i = 0; i < ARRAY_LENGTH(kinds); i++) {
		if (text_equal(kinds[i]->name, name))
			return kinds[i];
	}
	return NULL;
}

const char *aws_step_text(const struct aws_login *login, const char *name)
{
	const char *text = jsondoc_string(jsondoc_member(login->step, name), NULL);

	return text && text[0] ? text : NULL;
}

void aws_step_request(struct conversation *conversation, const struct aws_login *login,
		      struct http_request *next, const char *method, const char *path)
{
	conversation->server = aws_step_text(login, "server");
	next->method = method;
	next->path = path;
}

enum step aws_step_away(struct conversation *conversation, const struct http_reply *last)
{
	enum failure_class class = provider_outcome_class(last->outcome);

	/* The hints of those speak of the source's own address, which this is not. */
	if (failure_rows[class].transient)
		class = FAILURE_AWS_AWAY;
	return provider_fail(conversation, class, last);
}

time_t aws_login_now(const struct aws_login *login)
{
	return clock_wall(login->session->clock) + login->session->skew;
}

static struct aws_login *open_login(struct aws_session *session)
{
	struct aws_login *login = alloc_new(struct aws_login);
	const char *text = session->options->get(session->options->context, "credentials");
	struct error err;

	login->session = session;
	if (text && jsondoc_parse(&login->document, text, strlen(text), &err) &&
	    text_equal(jsondoc_string(jsondoc_member(login->document, "format"), NULL),
		       AWS_LOGIN_FORMAT))
		login->steps = jsondoc_member(login->document, "steps");
	return login;
}

bool aws_login_renews(const struct aws_session *session)
{
	const struct aws_login *login = session->login;

	for (size_t i = 0; login && i < jsondoc_length(login->steps); i++) {
		const struct jsondoc *step = jsondoc_element(login->steps, i);
		const char *kind = jsondoc_string(jsondoc_member(step, "kind"), NULL);

		if (!text_equal(kind, step_static.name) && !text_equal(kind, aws_step_region.name))
			return true;
	}
	return false;
}

void aws_login_free(void *memory)
{
	struct aws_login *login = memory;

	if (!login)
		return;
	aws_credentials_done(&login->credentials);
	aws_signature_done(&login->signature);
	text_wipe(login->token);
	free(login->server);
	jsondoc_free(login->document);
	free(login);
}

/* What a service has just made is good; what was handed over may be old. */
static enum step hand_over(struct conversation *conversation, struct aws_login *login)
{
	struct aws_session *session = login->session;

	if (!login->credentials.access_key)
		return provider_fail(conversation, FAILURE_NO_KEYS, NULL);
	provider_tell_expiry(conversation, login->credentials.expires);
	aws_credentials_done(&session->credentials);
	session->credentials = login->credentials;
	login->credentials = (struct aws_credentials){ 0 };
	return STEP_DONE;
}

/*
 * Instances extend credentials beyond their end when the service behind them is down: the request
 * decides. All others are not worth a request that will be refused.
 */
static bool is_expired(const struct aws_login *login, const struct aws_step_kind *kind)
{
	return kind != &aws_step_instance && login->credentials.expires > 0 &&
	       login->credentials.expires <= aws_login_now(login);
}

/* From the step at login->at on, until one of them asks something. */
static enum step go_on(struct conversation *conversation, struct aws_login *login,
		       struct http_request *next)
{
	for (; login->at < jsondoc_length(login->steps); login->at++) {
		const struct aws_step_kind *kind;
		enum step step;

		login->step = jsondoc_element(login->steps, login->at);
		kind = kind_of(login);
		conversation->stage = 0;
		if (!kind)
			return provider_fail(conversation, FAILURE_SETTINGS, NULL);
		step = kind->ask(conversation, login, next);
		if (step != STEP_DONE)
			return step;
		if (is_expired(login, kind))
			return provider_fail(conversation, FAILURE_KEYS_EXPIRED, NULL);
	}
	return hand_over(conversation, login);
}

enum step aws_session_login(struct aws_session *session, struct conversation *conversation,
			    const struct http_reply *last, struct http_request *next)
{
	struct aws_login *login = session->login;
	const struct aws_step_kind *kind;
	enum step step;

	if (!last) {
		aws_login_free(login);
		session->login = login = open_login(session);
		return go_on(conversation, login, next);
	}
	kind = kind_of(login);
	step = kind->take(conversation, login, last, next);
	if (step != STEP_DONE)
		return step;
	if (is_expired(login, kind))
		return provider_fail(conversation, FAILURE_KEYS_EXPIRED, last);
	login->at++;
	return go_on(conversation, login, next);
}

enum step aws_login(struct conversation *conversation, const struct http_reply *last,
		    struct http_request *next)
{
	return aws_session_login(conversation->session, conversation, last, next);
}
