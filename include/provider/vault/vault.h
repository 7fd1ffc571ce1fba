/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * Vault and OpenBao on the wire: https://openbao.org/api-docs/ (the HTTP API), logins, key-value
 * engines version 1 and 2.
 */

#include "provider/provider.h"

extern const struct provider_ops provider_vault;

step_fn vault_login, vault_read;

/* Which engine is mounted where, as far as this source has learnt it. */
struct vault_mount {
	char *path; /* with the slash at its end */
	unsigned kv_version;
};

enum vault_verdict { VERDICT_UNKNOWN, VERDICT_ASKING, VERDICT_GOOD, VERDICT_BAD };

/* What a login has said of its token (https://openbao.org/docs/concepts/tokens/). */
struct vault_token {
	uint64_t ttl_s; /* 0: it does not end, or nobody said when */
	uint64_t uses;  /* how often it may be used in all; 0: no limit */
	bool renewable;
	bool batch; /* it cannot be renewed or revoked, and holds no leases beyond its own end */
};

/* A source: its login and what was learnt on the way. */
struct vault_session {
	const struct provider_options *options;
	const struct clock *clock;
	char *token; /* NULL: none yet */
	struct vault_token about;
	char *wrapping;      /* the token that stands for what is wrapped; NULL: none */
	char *unwrapped;     /* what it stood for; NULL: none */
	unsigned kv_version; /* kv = 1 or 2; 0: auto */
	struct vault_mount *mounts;
	size_t mounts_count, mounts_capacity;
	char **asking; /* first segments whose mount some conversation asks for; ends with NULL */
	size_t asking_count, asking_capacity;
	enum vault_verdict token_verdict;
};

/* Appends a path, each of its segments percent-encoded. */
void vault_add_path(struct buf *out, const char *path);

/* Appends one segment of a path, percent-encoded with the slashes in it. */
void vault_add_segment(struct buf *out, const char *segment);

/* The text of an option of the source, or NULL. */
const char *vault_option(const struct vault_session *session, const char *name);

#define VAULT_WRAPPING_LOOKUP "/v1/sys/wrapping/lookup"
#define VAULT_UNWRAP          "/v1/sys/wrapping/unwrap"

/* Adds a header; there must be room for it. */
void vault_add_header(struct http_request *request, const char *name, const char *value);

/*
 * Fills in method, path, and the headers of every request. Before there is a token the namespace is
 * that of the login.
 */
void vault_request(const struct vault_session *session, struct http_request *request,
		   const char *method, const char *path);

/*
 * What to do about a reply that is no success, as a step: fails with its class, or asks the server
 * first (is it sealed, is the token good?), in which case the conversation is in a stage of
 * VAULT_STAGE_DIAGNOSIS or above and the next reply goes to vault_diagnose too.
 */
enum step vault_diagnose(struct conversation *conversation, const struct http_reply *last,
			 struct http_request *next);

#define VAULT_STAGE_DIAGNOSIS 100
