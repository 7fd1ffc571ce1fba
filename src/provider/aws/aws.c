/* SPDX-License-Identifier: Apache-2.0 */
#include "provider/aws/aws.h"

#include <stdlib.h>
#include <string.h>

#include "provider/aws/endpoint.h"
#include "provider/aws/source.h"
#include "util/alloc.h"
#include "util/text.h"
#include "util/url.h"

/* Clocks that are so far apart are why a signature was refused; AWS allows some minutes. */
#define SKEW_SECONDS     300
/* Nothing is signed for a time further away: whoever kept it could use it then. */
#define MAX_SKEW_SECONDS 86400

const char *aws_option(const struct aws_session *session, const char *name)
{
	return session->options->get(session->options->context, name);
}

struct aws_session *aws_session_new(const char *service, const struct provider_options *options,
				    const struct clock *clock)
{
	struct aws_session *session = alloc_new(struct aws_session);
	const char *address = options->get(options->context, "address");
	const char *region = options->get(options->context, "region");

	session->options = options;
	session->clock = clock;
	session->service = service;
	session->region = region ? region : "";
	session->address = text_copy(address ? address : "");
	return session;
}

static void *open_secrets_manager(const struct provider_options *options, const struct clock *clock)
{
	struct aws_session *session = aws_session_new("secretsmanager", options, clock);

	session->agent =
		aws_source_is_agent(aws_option(session, "address"), aws_option(session, "agent"));
	session->no_batches = session->agent;
	return session;
}

static void *open_ssm(const struct provider_options *options, const struct clock *clock)
{
	return aws_session_new("ssm", options, clock);
}

static void *open_kms(const struct provider_options *options, const struct clock *clock)
{
	return aws_session_new("kms", options, clock);
}

void aws_session_free(struct aws_session *session)
{
	if (!session)
		return;
	aws_credentials_done(&session->credentials);
	aws_signature_done(&session->signature);
	aws_login_free(session->login);
	free(session->found_region);
	free(session->address);
	text_wipe(session->sso_token);
	free(session);
}

static void close_session(void *object)
{
	aws_session_free(object);
}

bool aws_session_settle(struct aws_session *session, const char *region, const char *service,
			bool fips, bool dual_stack)
{
	_cleanup_(buf_done) struct buf address = { 0 };

	/* A login anew: requests that are under way borrow what was found the first time. */
	if (session->found_region)
		return text_equal(session->found_region, region);
	if (!aws_region_is_valid(region))
		return false;
	session->region = session->found_region = text_copy(region);
	if (!service)
		return true;
	if (!aws_endpoint(&address, service, region, fips, dual_stack))
		return false;
	free(session->address);
	session->address = text_copy(address.bytes);
	session->moved = true;
	return true;
}

/* The agent has keys of its own. */
static enum step login(struct conversation *conversation, const struct http_reply *last,
		       struct http_request *next)
{
	const struct aws_session *session = conversation->session;

	return session->agent ? STEP_DONE : aws_login(conversation, last, next);
}

/* All that is asked reads, or makes keys of which only one set is used; but for a renewal. */
static bool is_idempotent(const struct http_request *request)
{
	return !request->once;
}

/* A path is read with questions of its own. */
static bool ssm_joins(const struct provider_item *first, const struct provider_item *other)
{
	return aws_joins(first, other) && !first->whole && !other->whole;
}

const struct provider_ops provider_aws_secrets_manager = {
	.type = "aws-secrets-manager",
	.open = open_secrets_manager,
	.close = close_session,
	.login = login,
	.read = aws_secrets_manager_read,
	.joins = aws_joins,
	.joins_max = 20,
	.many_servers = true,
	.is_idempotent = is_idempotent,
	.is_transient = aws_is_transient,
};

const struct provider_ops provider_aws_ssm = {
	.type = "aws-ssm",
	.open = open_ssm,
	.close = close_session,
	.login = login,
	.read = aws_ssm_read,
	.joins = ssm_joins,
	.joins_max = 10,
	.many_servers = true,
	.is_idempotent = is_idempotent,
	.is_transient = aws_is_transient,
};

/* Each text is a question of its own. */
const struct provider_ops provider_aws_kms = {
	.type = "aws-kms",
	.open = open_kms,
	.close = close_session,
	.login = login,
	.read = aws_kms_read,
	.many_servers = true,
	.is_idempotent = is_idempotent,
	.is_transient = aws_is_transient,
};

static bool sign(void *signer, struct http_request *request)
{
	struct aws_session *session = signer;
	const struct aws_scope scope = { &session->credentials, session->region, session->service,
					 clock_wall(session->clock) + session->skew };

	return aws_sign_for(request, &session->signature, &scope, session->address);
}

void aws_request(struct conversation *conversation, struct http_request *next, const char *target)
{
	struct aws_session *session = conversation->session;

	next->method = "POST";
	next->path = "/";
	next->headers[0] = (struct http_header){ "Content-Type", "application/x-amz-json-1.1" };
	next->headers[1] = (struct http_header){ "X-Amz-Target", target };
	next->body = conversation->body.bytes;
	next->body_length = conversation->body.length;
	conversation->server = session->moved ? session->address : NULL;
	conversation->sign = sign;
	conversation->signer = session;
}

enum step aws_request_again(struct conversation *conversation, struct http_request *next,
			    const char *target)
{
	aws_request(conversation, next, target);
	return STEP_SEND;
}

bool aws_is_other_day(const struct aws_session *session, const struct http_reply *last)
{
	time_t gap = last->server_time - clock_wall(session->clock);

	return last->server_time && aws_is_signature_refused(last) &&
	       (gap > MAX_SKEW_SECONDS || gap < -MAX_SKEW_SECONDS);
}

bool aws_correct_clock(struct aws_session *session, const struct http_reply *last)
{
	time_t gap = last->server_time - clock_wall(session->clock);

	if (!last->server_time || !aws_is_signature_refused(last) ||
	    (gap < SKEW_SECONDS && gap > -SKEW_SECONDS) || aws_is_other_day(session, last))
		return false;
	session->skew = gap;
	return true;
}

enum step aws_refused(struct conversation *conversation, const struct http_reply *last,
		      struct http_request *next, const char *target)
{
	enum failure_class class = aws_reply_class(last);

	if (!(conversation->stage & AWS_RESIGNED) &&
	    aws_correct_clock(conversation->session, last)) {
		conversation->stage |= AWS_RESIGNED;
		return aws_request_again(conversation, next, target);
	}
	if (aws_is_other_day(conversation->session, last))
		class = FAILURE_CLOCK;
	if (class == FAILURE_NAME && conversation->item->version)
		class = FAILURE_PATH_VERSION;
	(void)provider_fail(conversation, class, last);
	return class == FAILURE_KEYS_EXPIRED && aws_login_renews(conversation->session) ? STEP_LOGIN
											: STEP_FAIL;
}

enum step aws_request_page(struct conversation *conversation, struct buf *body, const char *token,
			   const char *target, struct http_request *next)
{
	if (token && text_equal(buf_text(body), buf_text(&conversation->body)))
		return provider_fail(conversation, FAILURE_REPLY, NULL);
	if (token)
		conversation->stage += AWS_PAGE;
	if (conversation->stage / AWS_PAGE >= AWS_MAX_PAGE)
		return provider_fail(conversation, FAILURE_TOO_LARGE, NULL);
	buf_done(&conversation->body);
	conversation->body = *body;
	*body = (struct buf){ 0 };
	aws_request(conversation, next, target);
	return STEP_SEND;
}
