/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * Drives the conversations of all sources at once: first each source's login, then all its items.
 * The one place that performs requests, retries them, and knows the time.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "net/http.h"
#include "net/retry.h"
#include "provider/provider.h"
#include "util/clock.h"

struct fetch_source {
	const struct provider_ops *ops;
	struct provider_options options;
	struct http_endpoint *endpoint; /* borrowed; NULL: its settings were refused */
	/* Further addresses of the same service, asked when the one before cannot serve. */
	const struct http_endpoint *const *spares;
	size_t spares_count;
	uint64_t deadline_ms; /* from the start of fetch_run */
	uint64_t connect_ms;  /* for one connection; 0: as the limits of http say */
	uint64_t try_ms;      /* for one try; 0 likewise */
	struct retry_policy retry;
};

struct fetch_item {
	size_t source; /* index */
	struct provider_item item;
};

/* Where results go. item is the index of a fetch_item, FETCH_NO_ITEM: the whole source failed. */
#define FETCH_NO_ITEM ((size_t)-1)

struct fetch_sink {
	void (*value)(void *context, size_t item, const struct field *field);
	void (*failed)(void *context, size_t source, size_t item, const char *field,
		       struct failure failure);
	/* All of an item was handed over; created: when its version was made, 0: not known. */
	void (*done)(void *context, size_t item, time_t created);
	void *context;
	/* A request goes out that makes something for the item; may be NULL. */
	void (*making)(void *context, size_t item);
	/* A token (item FETCH_NO_ITEM) or a credential with an end; may be NULL. */
	void (*lease)(void *context, size_t source, size_t item, const struct lease *lease);
	/* What a login has found out of itself; from: who said it, or NULL. May be NULL. */
	void (*fact)(void *context, size_t source, enum login_fact fact, const char *text,
		     const char *from);
	/* What the login has renewed, to be kept; may be NULL. */
	void (*keep)(void *context, size_t source, const char *bytes, size_t length);
};

/*
 * How much one source may hand over: as much as one collection holds (BUNDLE_MAX_BYTES) and a reply
 * more, of which keystrap says that it is too much. A store that goes on after that is left: what
 * it says takes time that the other sources need.
 */
#define FETCH_MAX_BYTES ((size_t)18 * 1024 * 1024)

/* How many servers a source's provider may name beside the source's own. */
#define FETCH_MAX_SERVERS 8

struct fetch_job {
	const struct fetch_source *sources;
	size_t sources_count;
	const struct fetch_item *items;
	size_t items_count;
	const struct fetch_sink *sink;
	struct http *http;
	/*
	 * The endpoint of another server that a source's provider names; borrowed, the same each
	 * time; NULL: its address or the source's settings are refused.
	 */
	const struct http_endpoint *(*connect)(void *context, size_t source, const char *server);
	void *connect_context;
	bool may_mint; /* reading may make new credentials */
	/*
	 * Asked once, when nothing is left to do but what makes something: whether it may. NULL: it
	 * may.
	 */
	bool (*may_make)(void *context);
	void *make_context;
	size_t in_flight_max; /* requests at once, over all sources; at least 1 */
	const struct clock *clock;
	uint64_t (*random)(void *context);
	void *random_context;
};

/* Works until every source and item has succeeded or failed. Results go to the sink as they come.
 */
void fetch_run(const struct fetch_job *job);
