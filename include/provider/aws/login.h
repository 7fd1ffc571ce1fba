/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * The steps of a login to AWS, inside keystrap-fetch. keystrap (provider/aws/chain.h) writes them
 * down as the option "credentials", one JSON document:
 *
 *   { "format": "aws-login/1", "steps": [ { "kind": "instance", ... }, { "kind": "assume-role" } ]
 * }
 *
 * The first step makes credentials, each later one makes others with those before it. The members
 * of each kind stand above its functions.
 */

#include "provider/aws/aws.h"
#include "util/jsondoc.h"

#define AWS_LOGIN_FORMAT "aws-login/1"

/*
 * What is handed back to be kept: { "format": "aws-sso-token/1", "session": NAME, "accessToken",
 * "expiresAt", "refreshToken"? }.
 */
#define AWS_TOKEN_FORMAT "aws-sso-token/1"

/* The most that is taken of a text which a service hands out. */
#define AWS_MAX_KEY_ID 128
#define AWS_MAX_SECRET 256
#define AWS_MAX_TOKEN  16384

struct aws_login {
	struct aws_session *session;
	struct jsondoc *document;
	const struct jsondoc *steps;
	size_t at;                          /* the step that is under way */
	const struct jsondoc *step;         /* it */
	struct aws_credentials credentials; /* of the steps before */
	struct aws_signature signature;
	char *token;     /* of the metadata service, or NULL */
	char *server;    /* the address of STS in a region that was found out, or NULL */
	bool skew_tried; /* the clock was corrected once */
};

/* A kind of step. Both answer DONE when login->credentials are those of this step. */
struct aws_step_kind {
	const char *name;
	enum step (*ask)(struct conversation *conversation, struct aws_login *login,
			 struct http_request *next);
	enum step (*take)(struct conversation *conversation, struct aws_login *login,
			  const struct http_reply *last, struct http_request *next);
};

extern const struct aws_step_kind aws_step_assume_role, aws_step_web_identity, aws_step_sso,
	aws_step_container, aws_step_instance, aws_step_region;

/* A member of the step; borrowed, NULL when it is not there or empty. */
const char *aws_step_text(const struct aws_login *login, const char *name);

/* Aims the next request at the step's server; path is borrowed. */
void aws_step_request(struct conversation *conversation, const struct aws_login *login,
		      struct http_request *next, const char *method, const char *path);

/* Fails because there is no usable reply. Trouble that may pass is one class for all of them. */
enum step aws_step_away(struct conversation *conversation, const struct http_reply *last);

/* How a service spells a set of keys. */
struct aws_key_names {
	const char *access_key, *secret_key, *session_token, *expires;
	bool in_milliseconds; /* expires is such a number; otherwise a time stamp */
};

extern const struct aws_key_names aws_names_of_metadata; /* and of containers */

/*
 * Reads a set of keys out of an object. False when the key or its id is missing, a text is no
 * single line of printable characters or too long, or the expiry is no time; *ret is then empty.
 */
bool aws_credentials_read(struct aws_credentials *ret, const struct jsondoc *object,
			  const struct aws_key_names *names) _must_check_;

/* Whether the texts are such that they can be signed with and sent. */
bool aws_credentials_sound(const struct aws_credentials *credentials);

/* The time of the servers, as far as it is known. */
time_t aws_login_now(const struct aws_login *login);
