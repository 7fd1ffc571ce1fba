/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * Vault and OpenBao on the wire: https://openbao.org/api-docs/ (the HTTP API), logins, the secrets
 * engines of vault_engines, leases.
 */

#include "provider/provider.h"

extern const struct provider_ops provider_vault;

step_fn vault_login, vault_read;

/* How a path in an engine is read. */
enum vault_form {
	VAULT_GET,
	VAULT_KV2,     /* GET of MOUNT/data/PATH, with versions */
	VAULT_POST,    /* with the reference's parameters as the body */
	VAULT_ANY,     /* POST with parameters, GET without */
	VAULT_DECRYPT, /* transit: many texts in one request */
};

/* A row: what lies under a part of an engine's paths. */
struct vault_engine {
	const char *type;    /* as sys/internal/ui/mounts names it; NULL: any other */
	unsigned kv_version; /* of key-value engines */
	const char *under;   /* what the path inside the mount starts with; NULL: anything */
	enum vault_form form;
	bool mints;   /* each reading makes a new credential */
	bool rotates; /* ttl 0: the engine is changing the value just now */
	bool lists;   /* fields that are lists of texts are one text, a line each */
};

/* Ends with a row that has no type, which is for every engine that has no row. */
extern const struct vault_engine vault_engines[];

/* Which engine is mounted where, as far as this source has learnt it. */
struct vault_mount {
	char *path; /* with the slash at its end */
	char *type;
	unsigned kv_version;
};

enum vault_verdict { VERDICT_UNKNOWN, VERDICT_ASKING, VERDICT_GOOD, VERDICT_BAD };

/* What a login has said of its token (https://openbao.org/docs/concepts/tokens/). */
struct vault_token {
	uint64_t ttl_s; /* 0: it does not end, or nobody said when */
	bool limited;   /* it may be used so often still: */
	uint64_t uses;
	bool renewable;
	bool batch; /* it cannot be renewed or revoked, and holds no leases beyond its own end */
};

struct aws_session;

/* A source: its login and what was learnt on the way. */
struct vault_session {
	const struct provider_options *options;
	const struct clock *clock;
	char *token; /* NULL: none yet */
	struct vault_token about;
	char *wrapping;  /* the token that stands for what is wrapped; NULL: none */
	char *made_by;   /* the path whose answer that is, as the server says; NULL: not known */
	char *unwrapped; /* what it stood for; NULL: none */
	unsigned kv_version; /* kv = 1 or 2; 0: auto */
	struct vault_mount *mounts;
	size_t mounts_count, mounts_capacity;
	char **asking; /* first segments whose mount some conversation asks for; ends with NULL */
	size_t asking_count, asking_capacity;
	enum vault_verdict token_verdict;
	struct aws_session *aws; /* auth = aws: whose keys the login is signed with; else NULL */
	bool aws_known;          /* they are there */
};

/* Appends a path, each of its segments percent-encoded. */
void vault_add_path(struct buf *out, const char *path);

/* Appends one segment of a path, percent-encoded with the slashes in it. */
void vault_add_segment(struct buf *out, const char *segment);

/* The text of an option of the source, or NULL. */
const char *vault_option(const struct vault_session *session, const char *name);

#define VAULT_LOOKUP_SELF     "/v1/auth/token/lookup-self"
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

/* The same as a POST of conversation->body. */
void vault_post(const struct conversation *conversation, struct http_request *request);

/*
 * What to do about a reply that is no success, as a step: fails with its class, or asks the server
 * first (is it sealed, is the token good?), in which case the conversation is in a stage of
 * VAULT_STAGE_DIAGNOSIS or above and the next reply goes to vault_diagnose too.
 */
enum step vault_diagnose(struct conversation *conversation, const struct http_reply *last,
			 struct http_request *next);

#define VAULT_STAGE_DIAGNOSIS 100

/*
 * mount.c: which engine a path is in. The mount that the source knows; NULL: none yet. Borrowed.
 */
const struct vault_mount *vault_find_mount(const struct vault_session *session, const char *path);

/* The same, of a source whose kv option says what there is, without asking. */
const struct vault_mount *vault_told_mount(struct vault_session *session, const char *path);

/* The row for a path in a mount. */
const struct vault_engine *vault_find_engine(const struct vault_mount *mount, const char *path);

/* Asks for the mount of the conversation's item; or waits, when another conversation asks already.
 */
enum step vault_ask_mount(struct conversation *conversation, struct http_request *next);

/* Takes the answer: STEP_DONE when the mount is known now, otherwise as vault_diagnose. */
enum step vault_take_mount(struct conversation *conversation, const struct http_reply *last,
			   struct http_request *next);

/* fields.c: hands over what is wanted of an item; of fields that is NULL, none is there. */
void vault_hand_over(struct conversation *conversation, const struct jsondoc *fields, bool lists);

/* transit.c: one request decrypts what all items of the conversation hold. */
enum step vault_ask_plain(struct conversation *conversation, struct http_request *next);
enum step vault_take_plain(struct conversation *conversation, const struct http_reply *last,
			   struct http_request *next);

/* Whether nothing but the value itself is wanted, no field of it. */
bool vault_wants_value(const struct provider_item *item);

/* unwrap.c: what a source of auth = unwrap has, its one answer: never asked for twice. */
step_fn vault_unwrap;

/*
 * lease.c: says which token the session has, and what is known of its life. Handed: it is not from
 * a login.
 */
void vault_tell_token(const struct conversation *conversation, bool handed);

/* Says which lease a reply came with, if it did. */
void vault_tell_lease(const struct conversation *conversation, const struct jsondoc *reply);

/* Gives the item's lease back: sys/leases/revoke, answered before it is done. */
step_fn vault_give_back;
