/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * A remote provider does no I/O: it is called with the last reply and answers with the next
 * request, until it has what it wants. provider/fetch.c performs the requests of all sources in
 * parallel, with retries; so a provider is tested with strings.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include "model/fact.h"
#include "model/failure.h"
#include "model/lease.h"
#include "net/http.h"
#include "provider/field.h"
#include "util/buf.h"
#include "util/clock.h"

enum step {
	STEP_SEND, /* *next is filled in: perform it, and call again with the reply */
	STEP_WAIT, /* another conversation of this source asks what this one needs: call again later
		    */
	STEP_SPLIT, /* the items that nothing was told of cannot be read together after all: each
		       gets a conversation of its own */
	STEP_DONE,
	STEP_FAIL,  /* conversation->failure says why */
	STEP_LOGIN, /* as STEP_FAIL, but the login has come to its end: it is done anew, once a
		       source, and then this is called again, without a reply */
};

struct provider_item {
	const char *path;
	const char *version;    /* NULL: the newest */
	const char *parameters; /* as in model/parameters.h; NULL: none */
	const char *lease;      /* not to be read: this lease is given back; NULL: read it */
	bool login; /* not to be read: the token of the login is given back, after the leases */
	const char *const *fields; /* what is wanted */
	size_t fields_count;
	bool whole; /* every field is wanted, those in fields too */
};

/*
 * One thread of questions and answers: a login, or the reading of some items. The functions take
 * the item's index in items, may be called until DONE, and do not end the conversation.
 */
struct conversation {
	void *session; /* the source's, from provider_ops.open */
	const struct provider_item *const *items;
	size_t items_count;               /* 0: the login */
	const struct provider_item *item; /* the first of them; NULL: the login */
	unsigned stage;                   /* the provider's own; 0 at the start */
	size_t at;                        /* the provider's own */
	struct failure failure;
	struct buf path; /* room for the request's path and body, wiped with it */
	struct buf body;
	struct buf marks; /* the provider's own; empty at the start, wiped likewise */
	/* Where the next request goes: an address; NULL: the source's own. Reset before a step. */
	const char *server;
	unsigned tries;    /* of the next request, in all; 0: as the source says. Reset likewise. */
	uint64_t delay_ms; /* the next request goes out so much later. Reset likewise. */
	/*
	 * Signs the next request: called each time before it goes out, as a signature holds for
	 * minutes, and a request may wait longer. What it adds lives until it is called again.
	 * False: no such request can be signed. NULL: it goes out as it is. Reset likewise.
	 */
	bool (*sign)(void *signer, struct http_request *request);
	void *signer;
	bool may_mint;  /* reading may make new credentials */
	size_t planned; /* of the login: how many conversations read with it, at least */
	/* Hands a field over. */
	void (*emit)(void *context, size_t item, const struct field *field);
	/* Says that a wanted field cannot be had, with its class; the item goes on. */
	void (*miss)(void *context, size_t item, const char *field, enum failure_class class);
	/* Says that nothing of this item can be had; the others go on. */
	void (*lose)(void *context, size_t item, struct failure failure);
	/* Says that the login (item is ignored), or reading the item, came with a lease. */
	void (*lease)(void *context, size_t item, const struct lease *lease);
	/* Says what the login has found out of itself (not of an item); may be NULL. */
	void (*tell)(void *context, enum login_fact fact, const char *text, const char *from);
	/* Hands over what the login has renewed and others use too: source_type.keep. May be NULL.
	 */
	void (*keep)(void *context, const char *bytes, size_t length);
	/* Says when the item's version was made. */
	void (*date)(void *context, size_t item, time_t created);
	void *context;
};

/*
 * last is NULL on the first call and after STEP_WAIT. A reply that may pass by itself is only
 * handed in when all tries are used up. *next is zeroed; the strings put there must live until the
 * next call.
 */
typedef enum step step_fn(struct conversation *conversation, const struct http_reply *last,
			  struct http_request *next);

/* The option that is no row: the token of an earlier collection, which stands for a login. */
#define PROVIDER_SESSION_TOKEN "session-token"

/*
 * Another that is no row: the servers that the options "server" name (those of a login with another
 * service) are trusted by the CAs of this PEM text, by the system's when it is empty, and are shown
 * nothing of the source's own certificates. Without it they are treated as the source's address is.
 */
#define PROVIDER_SERVER_TRUST "server-trust"

/* The text of an option of the source, or NULL. */
struct provider_options {
	const char *(*get)(const void *context, const char *name);
	const void *context;
};

struct provider_ops {
	const char *type; /* of the row in source_types */
	/* New session; cannot fail: options were checked. Both are borrowed. */
	void *(*open)(const struct provider_options *options, const struct clock *clock);
	void (*close)(void *session);
	step_fn *login; /* once a source, before its items */
	step_fn *read;  /* once for each item, or for several */
	/* Whether one conversation may read both; NULL: each item has its own. */
	bool (*joins)(const struct provider_item *first, const struct provider_item *other);
	size_t joins_max;  /* how many items one conversation reads at most */
	bool many_servers; /* it names servers beside the source's address: conversation->server */
	/*
	 * Where a reply of 307 sends the request: an address, new; NULL: nowhere that it may go.
	 * May be NULL. It is followed once a request, and never when another service than the
	 * source's own was asked: conversation->server. One that is not followed is a standby's,
	 * as 473 is; without this function a 307 is final.
	 */
	char *(*follow)(const struct provider_options *options, const struct http_reply *reply);
	/* Whether a request may be sent twice, going by its method, path and once. */
	bool (*is_idempotent)(const struct http_request *request);
	/* Whether a reply says, beyond its status, that the trouble may pass; NULL: none does. */
	bool (*is_transient)(const struct http_reply *reply);
};

/* Ends with NULL. */
extern const struct provider_ops *const providers[];
const struct provider_ops *provider_find(const char *type);

/* Always STEP_FAIL, so that a step can say: return provider_fail(c, FAILURE_PATH, last). */
enum step provider_fail(struct conversation *conversation, enum failure_class class,
			const struct http_reply *last);

/* conversation->tell, where there is one. from may be NULL. */
void provider_tell(struct conversation *conversation, enum login_fact fact, const char *text,
		   const char *from);

/* The same for the time when the login ends. */
void provider_tell_expiry(struct conversation *conversation, time_t expires);

/* The failure class of a reply that is none, or FAILURE_NONE. */
enum failure_class provider_outcome_class(enum http_outcome outcome);
