/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * Amazon Web Services on the wire: signed requests (SigV4, docs.aws.amazon.com "Signature Version 4
 * signing process"), Secrets Manager (2017-10-17), Systems Manager's Parameter Store (2014-11-06).
 * Shared by the files of provider/aws only.
 */

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

#include "provider/provider.h"

extern const struct provider_ops provider_aws_secrets_manager, provider_aws_ssm;

/* A set of keys. Wiped by aws_credentials_done. */
struct aws_credentials {
	char *access_key;    /* its id: no secret */
	char *secret_key;    /* the key itself */
	char *session_token; /* NULL: keys of long life */
	time_t expires;      /* 0: never, or not known */
};

void aws_credentials_done(struct aws_credentials *credentials);

/* A source: its login and what was learnt on the way. */
struct aws_session {
	const struct provider_options *options;
	const struct clock *clock;
	const char *service; /* as it is signed: "secretsmanager", "ssm" */
	const char *target;  /* in front of an operation's name: "secretsmanager.", ... */
	struct aws_credentials credentials; /* empty before the login is done */
	time_t skew;                        /* the server's clock less ours, once it has said */
	bool skew_known;
	bool no_batches; /* the server or a policy refuses them */
	void *login;     /* of credentials.c; freed by aws_login_free */
};

/* The text of an option of the source, or NULL. */
const char *aws_option(const struct aws_session *session, const char *name);

/* What a request is signed for. */
struct aws_scope {
	const struct aws_credentials *credentials;
	const char *region, *service;
	time_t now; /* of the server's clock, as far as it is known */
};

/* Room for the headers of one signed request; wiped with aws_signature_done. */
struct aws_signature {
	char date[17]; /* "20150830T123600Z" */
	struct buf authorization;
};

void aws_signature_done(struct aws_signature *signature);

/*
 * Signs a request: its method, path (with a query, perhaps), the headers that it has so far, and
 * its body, for a server with the given Host (port only where it is not the scheme's own). Adds
 * X-Amz-Date, X-Amz-Security-Token where there is one, and Authorization; those borrow from
 * signature and scope. There must be room for three headers.
 */
void aws_sign(struct http_request *request, struct aws_signature *signature,
	      const struct aws_scope *scope, const char *host);

/*
 * The login: the chain of the AWS SDKs. What keystrap itself must find out (files, helpers) comes
 * in the option "credentials" (aws_prepare); metadata services, STS and SSO are asked here.
 */
step_fn aws_login;
void aws_login_free(void *login);

/* source_type.prepare of both kinds of sources: adds "credentials", and "region" and "address"
 * where the source does not say them. */
struct source;
struct option_sink;
bool aws_prepare(const struct source *source, const struct option_sink *sink,
		 struct error *err) _must_check_;
