/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * How to log in to Vault and OpenBao: https://openbao.org/api-docs/auth/. Shared by the files of
 * provider/vault only.
 */

#include <stdbool.h>

#include "provider/vault/vault.h"
#include "util/jsondoc.h"
#include "util/jsonout.h"

#define VAULT_METHOD_MAX_FIELDS 2

/* A member of the body of a login. */
struct vault_method_field {
	const char *name;
	const char *options; /* where its text comes from: the first that the source has */
	bool needed;
	bool exact;   /* white space belongs to it, but for one line end; otherwise it is trimmed */
	bool wrapped; /* it may come wrapped: the option wrapping-path */
};

/* A login method: POST auth/MOUNT/login, or auth/MOUNT/login/NAME. */
struct vault_method {
	const char *name;  /* of the option auth */
	const char *mount; /* where it is mounted unless auth-mount says otherwise */
	const char *user;  /* the option with the name at the end of the path; or NULL */
	struct vault_method_field fields[VAULT_METHOD_MAX_FIELDS]; /* ends with a NULL name */
	/* Adds the rest of the body; false when something is missing. NULL: there is no more. */
	bool (*add)(struct jsonout *json, const struct vault_session *session);
};

/* Of aws: the signed question who the keys of session->aws belong to. */
bool vault_aws_add(struct jsonout *json, const struct vault_session *session);

/* NULL: there is no such method, or it is token, which asks for nothing. */
const struct vault_method *vault_method_find(const char *name);

/*
 * The first of these options that the source has, as its field wants it; NULL when there is none,
 * or nothing is in it. New, release with text_wipe.
 */
char *vault_login_text(const struct vault_session *session, const char *options, bool exact);

/*
 * Fills in the request of a login, and the conversation's path and body with it. False: something
 * that the method needs is not there.
 */
bool vault_method_ask(struct conversation *conversation, const struct vault_method *method,
		      struct http_request *next);

/*
 * Response wrapping (https://openbao.org/docs/concepts/response-wrapping/): what the manifest names
 * has made what a wrapping token stands for, or somebody has put something else in its place. It is
 * looked at first, which costs nothing, and unwrapped once: the second time is the sign of a thief.
 * A step each; what one takes, it fails with.
 */
enum step vault_wrapping_ask(struct conversation *conversation, const char *wrapped,
			     struct http_request *next);
/* STEP_DONE: session->made_by is what has made it. */
enum step vault_wrapping_look(struct conversation *conversation, const struct http_reply *last,
			      struct http_request *next);
/* STEP_SEND: the request that unwraps it, when it was made by that path. */
enum step vault_wrapping_open(struct conversation *conversation, const char *path,
			      struct http_request *next);
/* STEP_DONE: *ret is the answer that was wrapped, new. */
enum step vault_wrapping_take(struct jsondoc **ret, struct conversation *conversation,
			      const struct http_reply *last, struct http_request *next);

/*
 * about.c: says what the reply of a login tells of the token, which session->about has already: its
 * policies, whether it can be renewed, its end.
 */
void vault_tell_auth(struct conversation *conversation, const struct jsondoc *auth);

/* The longest token that is put into a header. */
#define VAULT_TOKEN_MAX 8192
