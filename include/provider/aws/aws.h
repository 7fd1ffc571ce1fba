/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * Amazon Web Services on the wire: signed requests (SigV4, docs.aws.amazon.com "Signature Version 4
 * signing process"), Secrets Manager (2017-10-17), Systems Manager's Parameter Store (2014-11-06),
 * KMS (2014-11-01). Shared by the files of provider/aws only.
 */

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

#include "provider/provider.h"
#include "util/jsondoc.h"
#include "util/jsonout.h"

extern const struct provider_ops provider_aws_secrets_manager, provider_aws_ssm, provider_aws_kms;

/* A set of keys. Wiped by aws_credentials_done. */
struct aws_credentials {
	char *access_key;    /* its id: no secret */
	char *secret_key;    /* the key itself */
	char *session_token; /* NULL: keys of long life */
	time_t expires;      /* 0: never, or not known */
};

void aws_credentials_done(struct aws_credentials *credentials);

/* The options are borrowed; new, released with aws_session_free. service may be NULL: nothing but
 * the login is wanted. */
struct aws_session;
struct aws_session *aws_session_new(const char *service, const struct provider_options *options,
				    const struct clock *clock);
void aws_session_free(struct aws_session *session);

/* Room for the headers of one signed request; wiped with aws_signature_done. */
struct aws_signature {
	char date[17]; /* "20150830T123600Z" */
	struct buf authorization;
};

void aws_signature_done(struct aws_signature *signature);

/* A source: its login and what was learnt on the way. */
struct aws_session {
	const struct provider_options *options;
	const struct clock *clock;
	const char *service; /* as it is signed: "secretsmanager", "ssm", "kms" */
	const char *region;
	char *found_region; /* what the instance said; region borrows it. NULL: it was not asked */
	char *address;   /* where requests go: the source's own address, or where it has moved to */
	bool moved;      /* it is the endpoint in that region */
	char *sso_token; /* the one that stands for an SSO login that has ended, or NULL */
	struct aws_credentials credentials; /* empty before the login is done */
	struct aws_signature signature;     /* of the request that goes out */
	time_t skew;                        /* the server's clock less ours, once it has said */
	bool no_batches;                    /* the server or a policy refuses them */
	bool agent;  /* the source is a Secrets Manager Agent on this machine */
	void *login; /* of credentials.c; freed by aws_login_free */
};

/*
 * The region as the instance said it, where nobody else did; the first time counts. With a service,
 * as its hosts are called, the requests go to its endpoint in that region. False when it is no
 * region.
 */
bool aws_session_settle(struct aws_session *session, const char *region, const char *service,
			bool fips, bool dual_stack) _must_check_;

/* The text of an option of the source, or NULL. */
const char *aws_option(const struct aws_session *session, const char *name);

/* What a request is signed for. */
struct aws_scope {
	const struct aws_credentials *credentials;
	const char *region, *service;
	time_t now; /* of the server's clock, as far as it is known */
};

/*
 * Signs a request: its method, path (with a query, perhaps), the headers that it has so far, and
 * its body, for a server with the given Host (port only where it is not the scheme's own). Adds
 * X-Amz-Date, X-Amz-Security-Token where there is one, and Authorization; those borrow from
 * signature and scope. There must be room for three headers.
 */
void aws_sign(struct http_request *request, struct aws_signature *signature,
	      const struct aws_scope *scope, const char *host);

/*
 * The same for the server of an address, whose path stands in front of the request's. False, and
 * nothing is added, when the address is none.
 */
bool aws_sign_for(struct http_request *request, struct aws_signature *signature,
		  const struct aws_scope *scope, const char *address);

/*
 * Whether the server's clock is why it refuses a signature: then it is the session's from now on.
 * Another conversation may have found that out since this request was signed.
 */
bool aws_correct_clock(struct aws_session *session, const struct http_reply *last);

/* The same, but the clocks are more than a day apart: no signature is made for such a time. */
bool aws_is_other_day(const struct aws_session *session, const struct http_reply *last);

/* conversation->stage: what is asked for, a mark, and the number of the page. */
#define AWS_STAGE    0xffu
#define AWS_RESIGNED 0x100u /* signed again for the server's clock: that happens once */
#define AWS_PAGE     0x200u
#define AWS_MAX_PAGE 512u

/*
 * An operation of a JSON 1.1 service: POST / with conversation->body, signed for the source's
 * region and host whenever it goes out. target is a constant, "secretsmanager.GetSecretValue".
 */
void aws_request(struct conversation *conversation, struct http_request *next, const char *target);

/* The same once more, as a step: conversation->body is still what is asked. */
enum step aws_request_again(struct conversation *conversation, struct http_request *next,
			    const char *target);

/*
 * What to do about a reply that is no success, as a step: the same request once more, signed for
 * the server's clock, when the two clocks are why; STEP_LOGIN when the credentials have expired and
 * whoever gave them has others; otherwise it fails with the class of the reply.
 */
enum step aws_refused(struct conversation *conversation, const struct http_reply *last,
		      struct http_request *next, const char *target);

/*
 * Asks a question for its first page (token NULL) or another: body becomes conversation->body, and
 * is left empty. A step; it fails when there have been AWS_MAX_PAGE pages, and when a token repeats
 * (the body is that of the page just read), as that server would be asked for ever.
 */
enum step aws_request_page(struct conversation *conversation, struct buf *body, const char *token,
			   const char *target, struct http_request *next);

/* Whether a path is an ARN, and of another region than the source's. */
bool aws_is_arn(const char *path);
bool aws_is_elsewhere(const struct aws_session *session, const char *path);

/*
 * What an error reply says is wrong, in JSON or XML: by its code, and for some codes by words of
 * its message.
 */
enum failure_class aws_error_class(const char *code, const char *message);
enum failure_class aws_reply_class(const struct http_reply *reply);
/*
 * provider_ops.is_transient, of the services and of the servers of the login: throttling comes with
 * status 400, only the code tells.
 */
bool aws_is_transient(const struct http_reply *reply);
/* Whether the reply refuses the signature, which a wrong clock makes wrong, too. */
bool aws_is_signature_refused(const struct http_reply *reply);

/* A value as the store has it. */
struct aws_value {
	const char *bytes;
	size_t length;
	bool binary; /* it has no fields */
};

/*
 * Hands over what the item wants of its value: the value itself, members of the JSON object that it
 * is, by name or by a path of names with dots between, or all members.
 */
void aws_hand_over(struct conversation *conversation, size_t index, const struct aws_value *value);

/* Loses an item: nothing of it can be had. last: the reply that says so, or NULL. */
void aws_lose(struct conversation *conversation, size_t index, enum failure_class class,
	      const struct http_reply *last);

/* Says when a value was made: seconds since 1970, with a fraction or not, or an RFC 3339 text. */
void aws_date(struct conversation *conversation, size_t index, const struct jsondoc *stamp);

/* Hands over an entry as GetSecretValue returns it; STEP_DONE, or STEP_FAIL when it is none. */
enum step aws_take_secret(struct conversation *conversation, size_t index,
			  const struct jsondoc *entry, const struct http_reply *last);

/*
 * Several items at once. conversation->at has a bit for each that was told of: handed over, or
 * lost.
 */
bool aws_is_told(const struct conversation *conversation, size_t index);
void aws_mark_told(struct conversation *conversation, size_t index);
bool aws_is_all_told(const struct conversation *conversation);

/* Loses the items of other regions: they are never asked for. */
void aws_leave_elsewhere(struct conversation *conversation);

/* provider_ops.joins: none has a version, and all are names, or all are ARNs. */
bool aws_joins(const struct provider_item *first, const struct provider_item *other);

/* How an entry of a reply fits what an item asks for. */
enum aws_fit {
	AWS_FIT_NONE,
	AWS_FIT_PART,  /* the item leaves out the end of the entry's ARN */
	AWS_FIT_WHOLE, /* by its name or its ARN */
};
typedef enum aws_fit aws_fit_fn(const struct provider_item *item, const struct jsondoc *entry);

/* Hands an entry over; STEP_DONE, or STEP_FAIL when it is none. */
typedef enum step aws_take_fn(struct conversation *conversation, size_t index,
			      const struct jsondoc *entry, const struct http_reply *last);

/*
 * Each item takes the entry of a page that fits it best. Where two fit as well, or one came on an
 * earlier page, nobody knows which is meant: the item is lost.
 */
void aws_take_entries(struct conversation *conversation, const struct jsondoc *entries,
		      aws_fit_fn *fit_of, aws_take_fn *take, const struct http_reply *last);

/*
 * Parses what a service sent, or what a secret holds; new, release it with jsondoc_free.
 * FAILURE_NONE, FAILURE_NUL when a text in it has a NUL character, which no value can have,
 * otherwise FAILURE_REPLY.
 */
enum failure_class aws_parse(struct jsondoc **ret, const char *bytes, size_t length) _must_check_;

/* Whether a version of a secret is an id, of 32 to 64 characters; otherwise it is a stage. */
bool aws_is_version_id(const char *version);

/* Secrets Manager through the agent of this machine, which keeps a cache and the keys. */
step_fn aws_agent_read;

step_fn aws_secrets_manager_read, aws_ssm_read, aws_kms_read;

/*
 * Adds an encryption context as an object under name. text is NAME=VALUE,NAME=VALUE, as the command
 * line of AWS takes it, or a JSON object of strings; an empty one stands for an empty object.
 * False, with what was read so far, when it is none.
 */
bool aws_context_add(struct jsonout *json, const char *name, const char *text);
/* Whether a text is one, without a name that stands twice. */
bool aws_context_is_good(const char *text);

/*
 * The login: the chain of the AWS SDKs. What keystrap itself must find out (files, helpers) comes
 * in the option "credentials" (aws_prepare); metadata services, STS and SSO are asked here.
 */
step_fn aws_login;
void aws_login_free(void *login);

/* Whether a login anew may come to other credentials: they were not all handed over by keystrap. */
bool aws_login_renews(const struct aws_session *session);

/* The same for a session that is not the conversation's own: of another provider's login. It has
 * conversation->stage to itself until it is done. */
enum step aws_session_login(struct aws_session *session, struct conversation *conversation,
			    const struct http_reply *last, struct http_request *next);

/* source_type.prepare of all kinds of sources: adds "credentials", and "region" and "address"
 * where the source does not say them. */
struct source;
struct option_sink;
bool aws_prepare(const struct source *source, const struct option_sink *sink,
		 struct error *err) _must_check_;

/*
 * The same for a source of another kind that has the options aws-region and aws-profile: adds
 * "credentials", and what the servers of the login are trusted by (PROVIDER_SERVER_TRUST).
 */
bool aws_prepare_login(const struct source *source, const struct option_sink *sink,
		       struct error *err) _must_check_;

/* source_type.keep, of any source whose login is that of AWS: a renewed SSO token. */
bool aws_keep(const struct source *source, const char *bytes, size_t length,
	      struct error *err) _must_check_;
