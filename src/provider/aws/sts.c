/* SPDX-License-Identifier: Apache-2.0 */
#include "provider/aws/login.h"

#include <stdlib.h>
#include <string.h>

#include "provider/aws/endpoint.h"
#include "provider/aws/xml.h"
#include "util/alloc.h"
#include "util/text.h"
#include "util/url.h"

/*
 * The Security Token Service, API version 2011-06-15: a form is posted, XML comes back.
 * https://docs.aws.amazon.com/STS/latest/APIReference/
 */

/* A clock that is off by less makes no signature wrong (AWS allows five minutes). */
#define SKEW_SECONDS 240

struct error_row {
	const char *code;
	enum failure_class class; /* NONE: as the kind of step has it */
	bool skew;                /* a wrong clock may be why */
};

static const struct error_row error_rows[] = {
	{ "InvalidClientTokenId", FAILURE_KEYS, false },
	{ "UnrecognizedClientException", FAILURE_KEYS, false },
	{ "SignatureDoesNotMatch", FAILURE_KEYS, true },
	{ "InvalidSignatureException", FAILURE_KEYS, true },
	{ "IncompleteSignature", FAILURE_KEYS, false },
	{ "RequestExpired", FAILURE_CLOCK, true },
	{ "RequestTimeTooSkewed", FAILURE_CLOCK, true },
	{ "ExpiredToken", FAILURE_KEYS_EXPIRED, false },
	{ "ExpiredTokenException", FAILURE_NONE, false }, /* the web identity's token */
	{ "RegionDisabledException", FAILURE_AWS_REGION, false },
	{ "IDPCommunicationError", FAILURE_AWS_AWAY, false },
	{ "Throttling", FAILURE_RATE_LIMITED, false },
	{ "ThrottlingException", FAILURE_RATE_LIMITED, false },
	{ "RequestLimitExceeded", FAILURE_RATE_LIMITED, false },
	{ "InternalFailure", FAILURE_SERVER, false },
	{ "ServiceUnavailable", FAILURE_SERVER, false },
};

static void add_parameter(struct buf *form, const char *name, const char *value)
{
	if (!value)
		return;
	buf_format(form, "&%s=", name);
	url_encode(form, value, strlen(value));
}

/* Members of both kinds: server and region, or fips and dual_stack; role, session_name, duration?.
 */
static void begin_form(struct buf *form, const struct aws_login *login, const char *action)
{
	buf_done(form);
	buf_format(form, "Action=%s&Version=2011-06-15", action);
	add_parameter(form, "RoleArn", aws_step_text(login, "role"));
	add_parameter(form, "RoleSessionName", aws_step_text(login, "session_name"));
	add_parameter(form, "DurationSeconds", aws_step_text(login, "duration"));
}

static const char *region_of(const struct aws_login *login)
{
	const char *region = aws_step_text(login, "region");

	if (!region)
		region = login->session->region;
	return region ? region : "";
}

/* Where the instance said the region, STS is the one in it. NULL: nobody said. */
static const char *server_of(struct aws_login *login)
{
	const char *server = aws_step_text(login, "server");
	_cleanup_(buf_done) struct buf found = { 0 };

	if (server)
		return server;
	if (!aws_endpoint(&found, "sts", region_of(login),
			  jsondoc_true(jsondoc_member(login->step, "fips")),
			  jsondoc_true(jsondoc_member(login->step, "dual_stack"))))
		return NULL;
	free(login->server);
	login->server = text_copy(found.bytes);
	return login->server;
}

static bool post_form(struct conversation *conversation, struct aws_login *login,
		      struct http_request *next)
{
	aws_step_request(conversation, login, next, "POST", "/");
	conversation->server = server_of(login);
	next->headers[0] =
		(struct http_header){ "Content-Type",
				      "application/x-www-form-urlencoded; charset=utf-8" };
	next->body = conversation->body.bytes;
	next->body_length = conversation->body.length;
	return conversation->server;
}

/* The path of a server's address stands in front of all that is asked, and is signed. */
static bool sign(struct aws_login *login, struct http_request *next, const char *server)
{
	const struct aws_scope scope = { &login->credentials, region_of(login), "sts",
					 aws_login_now(login) };
	struct url url = { 0 };
	_cleanup_(freep) char *host = NULL;
	_cleanup_(freep) char *path = NULL;
	size_t length;

	if (!scope.region[0] || url_parse(&url, server))
		return false;
	length = strlen(url.path);
	while (length > 0 && url.path[length - 1] == '/')
		length--;
	path = text_format("%.*s/", (int)length, url.path);
	host = text_format(url.host_is_ipv6 ? "[%s]" : "%s", url.host);
	if (url.port && url.port != (text_equal(url.scheme, "http") ? 80 : 443)) {
		char *with_port = text_format("%s:%u", host, url.port);

		free(host);
		host = with_port;
	}
	next->path = path;
	aws_sign(next, &login->signature, &scope, host);
	next->path = "/";
	url_done(&url);
	return true;
}

/* Kind assume-role: external_id?.
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html */
static enum step ask_assume_role(struct conversation *conversation, struct aws_login *login,
				 struct http_request *next)
{
	struct buf *form = &conversation->body;

	if (!login->credentials.access_key)
		return provider_fail(conversation, FAILURE_NO_KEYS, NULL);
	begin_form(form, login, "AssumeRole");
	add_parameter(form, "ExternalId", aws_step_text(login, "external_id"));
	return post_form(conversation, login, next) && sign(login, next, conversation->server)
		       ? STEP_SEND
		       : provider_fail(conversation, FAILURE_SETTINGS, NULL);
}

/* Kind web-identity: token. Nothing is signed: the token is the proof. */
static enum step ask_web_identity(struct conversation *conversation, struct aws_login *login,
				  struct http_request *next)
{
	struct buf *form = &conversation->body;

	begin_form(form, login, "AssumeRoleWithWebIdentity");
	add_parameter(form, "WebIdentityToken", aws_step_text(login, "token"));
	return post_form(conversation, login, next)
		       ? STEP_SEND
		       : provider_fail(conversation, FAILURE_SETTINGS, NULL);
}

static char *read_member(const struct http_reply *last, const char *name)
{
	_cleanup_(buf_done) struct buf text = { .maximum = AWS_MAX_TOKEN + 1 };
	_cleanup_(freep) char *path = text_format("*/*/Credentials/%s", name);

	return aws_xml_text(&text, last->body, last->length, path) ? text_copy(buf_text(&text))
								   : NULL;
}

static enum step take_credentials(struct conversation *conversation, struct aws_login *login,
				  const struct http_reply *last)
{
	_cleanup_(freep) char *expiration = read_member(last, "Expiration");
	struct aws_credentials made = {
		.access_key = read_member(last, "AccessKeyId"),
		.secret_key = read_member(last, "SecretAccessKey"),
		.session_token = read_member(last, "SessionToken"),
	};

	if (!made.session_token || !aws_credentials_sound(&made) || !expiration ||
	    !clock_parse_stamp(&made.expires, expiration)) {
		aws_credentials_done(&made);
		return provider_fail(conversation, FAILURE_REPLY, last);
	}
	aws_credentials_done(&login->credentials);
	login->credentials = made;
	return STEP_DONE;
}

static const struct error_row *find_error(const struct http_reply *last)
{
	_cleanup_(buf_done) struct buf code = { .maximum = 128 };

	if (!aws_xml_text(&code, last->body, last->length, "*/Error/Code"))
		return NULL;
	for (size_t i = 0; i < ARRAY_LENGTH(error_rows); i++) {
		if (text_equal(error_rows[i].code, buf_text(&code)))
			return &error_rows[i];
	}
	return NULL;
}

/* Whether the server's clock is another than ours, which was not corrected yet. */
static bool correct_clock(struct aws_login *login, const struct http_reply *last)
{
	time_t skew = last->server_time - clock_wall(login->session->clock);
	time_t change = skew - login->session->skew;

	if (login->skew_tried || last->server_time == 0 ||
	    (change < SKEW_SECONDS && change > -SKEW_SECONDS))
		return false;
	login->skew_tried = true;
	login->session->skew = skew;
	return true;
}

static enum failure_class class_of_status(int status, enum failure_class refused)
{
	if (status == 429)
		return FAILURE_RATE_LIMITED;
	if (status >= 500)
		return FAILURE_SERVER;
	if (status >= 300 && status < 400)
		return FAILURE_REDIRECT;
	return status < 300 ? FAILURE_REPLY : refused;
}

static enum step take(struct conversation *conversation, struct aws_login *login,
		      const struct http_reply *last, enum failure_class refused)
{
	const struct error_row *row;

	if (last->outcome != HTTP_REPLIED)
		return aws_step_away(conversation, last);
	if (last->status == 200)
		return take_credentials(conversation, login, last);
	row = find_error(last);
	if (row && row->class != FAILURE_NONE)
		return provider_fail(conversation, row->class, last);
	return provider_fail(conversation, class_of_status(last->status, refused), last);
}

static enum step take_assume_role(struct conversation *conversation, struct aws_login *login,
				  const struct http_reply *last, struct http_request *next)
{
	const struct error_row *row = NULL;

	if (last->outcome == HTTP_REPLIED && last->status >= 400)
		row = find_error(last);
	if (row && row->skew && correct_clock(login, last))
		return ask_assume_role(conversation, login, next);
	return take(conversation, login, last, FAILURE_AWS_ROLE);
}

static enum step take_web_identity(struct conversation *conversation, struct aws_login *login,
				   const struct http_reply *last, struct http_request *next)
{
	(void)next;
	return take(conversation, login, last, FAILURE_AWS_IDENTITY);
}

const struct aws_step_kind aws_step_assume_role = { "assume-role", ask_assume_role,
						    take_assume_role };
const struct aws_step_kind aws_step_web_identity = { "web-identity", ask_web_identity,
						     take_web_identity };
