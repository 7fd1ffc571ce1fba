/* SPDX-License-Identifier: Apache-2.0 */
#include "net/http.h"

#include <curl/curl.h>
#include <limits.h>
#include <stdlib.h>

#include "net/transfer.h"
#include "util/alloc.h"
#include "util/clock.h"

/*
 * A transfer is in one of three places: active (in libcurl's hands), finished (its reply waits for
 * the caller), returned (the caller looks at it). Of the active ones to a server that nobody has
 * reached yet, one tries to connect and the others wait for it: libcurl joins them to its
 * connection when that speaks HTTP/2.
 */
struct http {
	CURLM *multi;
	struct http_limits limits;
	struct transfer *active;
	struct transfer *finished;
	struct transfer *returned;
	struct intake intake;
	bool bundle; /* the system's directory of CAs lacked one: its bundle is used from now on */
};

#define MAX_CONNECTIONS 8L
#define MAX_STREAMS     256L

bool http_new(struct http **ret, const struct http_limits *limits, struct error *err)
{
	_cleanup_(http_freep) struct http *http = NULL;

	/* libcurl counts these calls, so each struct http may make its own. */
	if (curl_global_init(CURL_GLOBAL_SSL) != CURLE_OK)
		return error_set(err, ERR_INTERNAL, "libcurl cannot be initialised");
	http = alloc_new(struct http);
	http->limits = *limits;
	http->intake = (struct intake){ .maximum = limits->bodies_bytes,
					.lists = { &http->active, &http->finished } };
	http->multi = curl_multi_init();
	if (!http->multi)
		alloc_failed();
	if (curl_multi_setopt(http->multi, CURLMOPT_PIPELINING, CURLPIPE_MULTIPLEX) != CURLM_OK ||
	    curl_multi_setopt(http->multi, CURLMOPT_MAX_HOST_CONNECTIONS, MAX_CONNECTIONS) !=
		    CURLM_OK ||
	    curl_multi_setopt(http->multi, CURLMOPT_MAX_CONCURRENT_STREAMS, MAX_STREAMS) !=
		    CURLM_OK)
		return error_set(err, ERR_INTERNAL, "this libcurl lacks an option");
	*ret = TAKE(http);
	return true;
}

static void free_list(struct transfer *transfer)
{
	while (transfer) {
		struct transfer *next = transfer->next;

		transfer_free(transfer);
		transfer = next;
	}
}

void http_free(struct http *http)
{
	if (!http)
		return;
	for (struct transfer *transfer = http->active; transfer; transfer = transfer->next)
		curl_multi_remove_handle(http->multi, transfer->easy);
	free_list(http->active);
	free_list(http->finished);
	transfer_free(http->returned);
	curl_multi_cleanup(http->multi);
	free(http);
	curl_global_cleanup();
}

bool http_start(struct http *http, const struct http_endpoint *endpoint,
		const struct http_request *request, void *context, struct error *err)
{
	_cleanup_(transfer_freep) struct transfer *transfer = NULL;
	CURLMcode code;

	if (!transfer_new(&transfer, endpoint, request, &http->limits, &http->intake, http->bundle,
			  err))
		return false;
	transfer->context = context;
	code = curl_multi_add_handle(http->multi, transfer->easy);
	if (code != CURLM_OK)
		return error_set(err, ERR_INTERNAL, "libcurl: %s", curl_multi_strerror(code));
	transfer->next = http->active;
	http->active = TAKE(transfer);
	return true;
}

static void unlink_active(struct http *http, struct transfer *transfer)
{
	struct transfer **link = &http->active;

	while (*link != transfer)
		link = &(*link)->next;
	*link = transfer->next;
}

static void finish(struct http *http, struct transfer *transfer, enum http_outcome outcome)
{
	curl_multi_remove_handle(http->multi, transfer->easy);
	transfer_conclude(transfer, outcome);
	unlink_active(http, transfer);
	transfer->next = http->finished;
	http->finished = transfer;
}

/* Whether somebody has a connection to the server. */
static bool is_reached(const struct http *http, const struct http_endpoint *endpoint)
{
	for (const struct transfer *other = http->active; other; other = other->next) {
		if (other->endpoint == endpoint && other->connected)
			return true;
	}
	return false;
}

/*
 * The one that tried to connect for all of them failed: so did those that wait for it. Without this
 * libcurl would let them try in turn, and a hundred time-outs add up.
 */
static void finish_unconnected(struct http *http, const struct http_endpoint *endpoint,
			       enum http_outcome outcome)
{
	struct transfer *next;

	for (struct transfer *transfer = http->active; transfer; transfer = next) {
		next = transfer->next;
		if (transfer->endpoint == endpoint && !transfer->connected)
			finish(http, transfer, outcome);
	}
}

/* Somebody may have added a CA to the bundle alone: before a refusal the bundle has its say. */
static bool bundle_may_help(const struct transfer *transfer, enum http_outcome outcome)
{
	return outcome == HTTP_TLS_AUTHORITY && transfer->endpoint->system_directory &&
	       !transfer->bundle && curl_version_info(CURLVERSION_NOW)->cainfo;
}

static bool restart_with_bundle(struct http *http, struct transfer *transfer)
{
	curl_multi_remove_handle(http->multi, transfer->easy);
	transfer->bundle = true;
	return endpoint_apply_tls(transfer->endpoint, transfer->easy, true) &&
	       curl_multi_add_handle(http->multi, transfer->easy) == CURLM_OK;
}

static void try_bundle(struct http *http, const struct http_endpoint *endpoint)
{
	struct transfer *next;

	http->bundle = true;
	for (struct transfer *transfer = http->active; transfer; transfer = next) {
		next = transfer->next;
		if (transfer->endpoint != endpoint || transfer->connected || transfer->bundle)
			continue;
		if (!restart_with_bundle(http, transfer))
			finish(http, transfer, HTTP_TLS_AUTHORITY);
	}
}

static void take_verdict(struct http *http, struct transfer *transfer, CURLcode code)
{
	enum http_outcome outcome = transfer_outcome(transfer, code);
	const struct http_endpoint *endpoint = transfer->endpoint;
	bool connected = transfer->connected;

	if (bundle_may_help(transfer, outcome)) {
		try_bundle(http, endpoint);
		return;
	}
	finish(http, transfer, outcome);
	if (!connected && !is_reached(http, endpoint))
		finish_unconnected(http, endpoint, outcome);
}

static void take_verdicts(struct http *http)
{
	const CURLMsg *message;
	int left;

	while ((message = curl_multi_info_read(http->multi, &left))) {
		CURLcode code = message->data.result;
		struct transfer *transfer = NULL;

		curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &transfer);
		take_verdict(http, transfer, code);
	}
}

/* Finishes what was given up or has stood still for too long; returns how long the next one may, in
 * ms. */
static uint64_t finish_stalled(struct http *http)
{
	uint64_t now = clock_now(&system_clock), shortest = UINT64_MAX;
	struct transfer *next;

	for (struct transfer *transfer = http->active; transfer; transfer = next) {
		uint64_t patience = transfer_patience(transfer, http->limits.stall_ms, now);

		next = transfer->next;
		if (transfer->crowded || patience == 0)
			finish(http, transfer, transfer->crowded ? HTTP_CROWDED : HTTP_STALLED);
		else if (patience < shortest)
			shortest = patience;
	}
	return shortest;
}

/* libcurl cannot go on (no descriptors left): nobody waits for what will not come. */
static void finish_all(struct http *http)
{
	while (http->active)
		finish(http, http->active, HTTP_UNREACHABLE);
}

static void work(struct http *http)
{
	int running;

	if (curl_multi_perform(http->multi, &running) != CURLM_OK)
		finish_all(http);
	take_verdicts(http);
}

static void pause_for(struct http *http, uint64_t ms)
{
	if (curl_multi_poll(http->multi, NULL, 0, ms < INT_MAX ? (int)ms : INT_MAX, NULL) !=
	    CURLM_OK)
		finish_all(http);
}

static void *hand_over(struct http *http, const struct http_reply **reply)
{
	http->returned = http->finished;
	http->finished = http->returned->next;
	*reply = &http->returned->reply;
	return http->returned->context;
}

void *http_wait(struct http *http, uint64_t wait_ms, const struct http_reply **reply)
{
	uint64_t start = clock_now(&system_clock);

	*reply = NULL;
	transfer_free(TAKE(http->returned));
	for (;;) {
		uint64_t patience, waited;

		/* What is finished goes out first: libcurl looks at every request at each turn. */
		if (http->finished)
			return hand_over(http, reply);
		work(http);
		patience = finish_stalled(http);
		if (http->finished)
			return hand_over(http, reply);
		waited = clock_now(&system_clock) - start;
		if (waited >= wait_ms)
			return NULL;
		pause_for(http, patience < wait_ms - waited ? patience : wait_ms - waited);
	}
}
