/* SPDX-License-Identifier: Apache-2.0 */
#include "provider/aws/login.h"

#include <string.h>

#include "util/alloc.h"
#include "util/text.h"
#include "util/url.h"

/*
 * The services that give a machine or a container its role, on addresses that only it can reach:
 * ECS (https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html), EKS Pod
 * Identity, and the instance metadata service of EC2, version 2
 * (https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-service.html).
 */

#define CONTAINER_MS    2000
#define CONTAINER_TRIES 3

#define TOKEN_PATH    "/latest/api/token"
#define ROLES_PATH    "/latest/meta-data/iam/security-credentials/"
#define REGION_PATH   "/latest/meta-data/placement/region"
#define MAX_IMDS_TEXT 1024

#define METADATA "the instance's metadata service"

/* Stages of the instance's conversations. */
enum { STAGE_TOKEN, STAGE_ROLE, STAGE_KEYS, STAGE_REGION };

/* Either service, on success: keys. With 200 it may also say Code and Message, and no keys. */
static bool take_keys(struct aws_login *login, const struct http_reply *last)
{
	_cleanup_(jsondoc_freep) struct jsondoc *document = NULL;
	const char *code;
	struct error err;

	if (!jsondoc_parse(&document, last->body, last->length, &err))
		return false;
	code = jsondoc_string(jsondoc_member(document, "Code"), NULL);
	return (!code || text_equal(code, "Success")) &&
	       aws_credentials_read(&login->credentials, document, &aws_names_of_metadata);
}

static int64_t number(const struct aws_login *login, const char *name, int64_t fallback)
{
	int64_t value;

	return jsondoc_int(&value, jsondoc_member(login->step, name)) && value > 0 ? value
										   : fallback;
}

/* Kind container: server, path, authorization?. */
static enum step ask_container(struct conversation *conversation, struct aws_login *login,
			       struct http_request *next)
{
	const char *path = aws_step_text(login, "path");
	const char *authorization = aws_step_text(login, "authorization");

	if (!path)
		return provider_fail(conversation, FAILURE_SETTINGS, NULL);
	aws_step_request(conversation, login, next, "GET", path);
	next->headers[0] = (struct http_header){ "Accept", "application/json" };
	if (authorization)
		next->headers[1] = (struct http_header){ "Authorization", authorization };
	next->total_ms = CONTAINER_MS;
	conversation->tries = CONTAINER_TRIES;
	return STEP_SEND;
}

static enum step take_container(struct conversation *conversation, struct aws_login *login,
				const struct http_reply *last, struct http_request *next)
{
	(void)next;
	if (last->outcome != HTTP_REPLIED)
		return aws_step_away(conversation, last);
	if (last->status == 200 && take_keys(login, last))
		return STEP_DONE;
	return provider_fail(conversation,
			     last->status >= 500 ? FAILURE_SERVER : FAILURE_AWS_CONTAINER, last);
}

/* Kind instance: server, timeout_ms?, tries?, v1 (may be used), last (nothing else was found). */
static void ask(struct conversation *conversation, struct aws_login *login,
		struct http_request *next, const char *method, const char *path)
{
	aws_step_request(conversation, login, next, method, path);
	next->total_ms = (uint64_t)number(login, "timeout_ms", 1000);
	conversation->tries = (unsigned)number(login, "tries", 1);
	if (login->token)
		next->headers[0] = (struct http_header){ "x-aws-ec2-metadata-token", login->token };
}

static enum step ask_token(struct conversation *conversation, struct aws_login *login,
			   struct http_request *next)
{
	text_wipe(TAKE(login->token));
	ask(conversation, login, next, "PUT", TOKEN_PATH);
	next->headers[0] = (struct http_header){ "x-aws-ec2-metadata-token-ttl-seconds", "21600" };
	conversation->stage = STAGE_TOKEN;
	return STEP_SEND;
}

static enum step ask_role(struct conversation *conversation, struct aws_login *login,
			  struct http_request *next)
{
	ask(conversation, login, next, "GET", ROLES_PATH);
	conversation->stage = STAGE_ROLE;
	return STEP_SEND;
}

/* The token of the region's question is good for this one, too. */
static enum step ask_instance(struct conversation *conversation, struct aws_login *login,
			      struct http_request *next)
{
	return login->token ? ask_role(conversation, login, next)
			    : ask_token(conversation, login, next);
}

static enum step ask_region(struct conversation *conversation, struct aws_login *login,
			    struct http_request *next)
{
	ask(conversation, login, next, "GET", REGION_PATH);
	conversation->stage = STAGE_REGION;
	return STEP_SEND;
}

/* Without a reply: on a machine that is no instance, there simply are no credentials. */
static enum step fail(struct conversation *conversation, const struct aws_login *login,
		      const struct http_reply *last)
{
	bool silent = last->outcome != HTTP_REPLIED;

	if (silent && jsondoc_true(jsondoc_member(login->step, "last")))
		return provider_fail(conversation, FAILURE_NO_KEYS, last);
	if (silent)
		return aws_step_away(conversation, last);
	return provider_fail(conversation,
			     last->status >= 500 ? FAILURE_SERVER : FAILURE_AWS_METADATA, last);
}

/* One line of printable characters, with nothing around it but blanks; new, or NULL. */
static char *line_of(const struct http_reply *last)
{
	_cleanup_(text_wipep) char *text = NULL;

	if (last->length > MAX_IMDS_TEXT || memchr(last->body, '\0', last->length))
		return NULL;
	text = text_trimmed(last->body);
	return text_is_token(text, MAX_IMDS_TEXT) ? TAKE(text) : NULL;
}

/*
 * The first version of the service has no token. It is what is left where the second one is
 * unknown (403, 404, 405), or where the reply to PUT does not reach a container: its packets may
 * make one hop only.
 */
static bool may_use_v1(const struct aws_login *login, const struct http_reply *last)
{
	if (!jsondoc_true(jsondoc_member(login->step, "v1")))
		return false;
	if (last->outcome != HTTP_REPLIED)
		return last->outcome == HTTP_STALLED || last->outcome == HTTP_CONNECT_TIMEOUT;
	return last->status == 403 || last->status == 404 || last->status == 405;
}

/* Whether the question may be asked now: with the token, or without one. */
static bool take_token(struct aws_login *login, const struct http_reply *last)
{
	if (last->outcome != HTTP_REPLIED || last->status != 200)
		return may_use_v1(login, last);
	login->token = line_of(last);
	return login->token;
}

static enum step take_role(struct conversation *conversation, struct aws_login *login,
			   const struct http_reply *last, struct http_request *next)
{
	_cleanup_(text_wipep) char *role = NULL;

	if (last->outcome == HTTP_REPLIED && last->status == 404)
		return provider_fail(conversation, FAILURE_AWS_INSTANCE_ROLE, last);
	if (last->outcome != HTTP_REPLIED || last->status != 200)
		return fail(conversation, login, last);
	role = line_of(last);
	if (!role)
		return provider_fail(conversation, FAILURE_AWS_METADATA, last);
	provider_tell(conversation, FACT_ROLE, role, METADATA);
	buf_done(&conversation->path);
	buf_add_text(&conversation->path, ROLES_PATH);
	url_encode(&conversation->path, role, strlen(role));
	ask(conversation, login, next, "GET", buf_text(&conversation->path));
	conversation->stage = STAGE_KEYS;
	return STEP_SEND;
}

static enum step take_instance(struct conversation *conversation, struct aws_login *login,
			       const struct http_reply *last, struct http_request *next)
{
	if (conversation->stage == STAGE_TOKEN)
		return take_token(login, last) ? ask_role(conversation, login, next)
					       : fail(conversation, login, last);
	if (conversation->stage == STAGE_ROLE)
		return take_role(conversation, login, last, next);
	if (last->outcome != HTTP_REPLIED || last->status != 200)
		return fail(conversation, login, last);
	return take_keys(login, last) ? STEP_DONE
				      : provider_fail(conversation, FAILURE_AWS_METADATA, last);
}

/*
 * Kind region: as instance, and service? (whose endpoint is wanted), fips, dual_stack. It is the
 * last link of the region's chain: whatever went wrong, nobody says which region.
 */
static enum step take_region(struct conversation *conversation, struct aws_login *login,
			     const struct http_reply *last, struct http_request *next)
{
	_cleanup_(text_wipep) char *region = NULL;

	if (conversation->stage == STAGE_TOKEN && take_token(login, last))
		return ask_region(conversation, login, next);
	if (conversation->stage == STAGE_REGION && last->outcome == HTTP_REPLIED &&
	    last->status == 200)
		region = line_of(last);
	if (!region || !aws_session_settle(login->session, region, aws_step_text(login, "service"),
					   jsondoc_true(jsondoc_member(login->step, "fips")),
					   jsondoc_true(jsondoc_member(login->step, "dual_stack"))))
		return provider_fail(conversation, FAILURE_AWS_NO_REGION, last);
	provider_tell(conversation, FACT_REGION, region, METADATA);
	return STEP_DONE;
}

const struct aws_step_kind aws_step_container = { "container", ask_container, take_container };
const struct aws_step_kind aws_step_instance = { "instance", ask_instance, take_instance };
const struct aws_step_kind aws_step_region = { "region", ask_token, take_region };
