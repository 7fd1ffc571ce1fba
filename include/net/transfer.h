/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* One request and its reply on one handle of libcurl; shared by the files of net/ only. */

#include <curl/curl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "net/endpoint.h"
#include "net/http.h"
#include "net/intake.h"
#include "util/buf.h"

struct transfer {
	struct transfer *next;                /* http::active or http::finished */
	const struct http_endpoint *endpoint; /* borrowed from the caller of http_start */
	void *context;
	CURL *easy;
	struct curl_slist *headers; /* what is sent; wiped */
	char *body;                 /* what is sent; wiped */
	size_t body_length;
	bool may_resend; /* a method that libcurl may send again on a fresh connection */
	bool no_body;    /* a HEAD */
	bool bundle;     /* trusts the system's bundle, not its directory */

	bool connected;    /* there is a connection for it, TLS and all */
	uint64_t moved_ms; /* when a byte of the reply came last */
	bool too_large;
	bool crowded;       /* all replies together held too much, and this one went */
	bool end_is_marked; /* the reply's head says how its body ends */
	size_t header_bytes;
	size_t body_maximum;
	struct buf received;
	struct intake *intake; /* borrowed */
	struct http_reply reply;
	char own_text[CURL_ERROR_SIZE];
};

/* New; intake is borrowed. Errors: ERR_INTERNAL, when a part of the request must not be sent. */
bool transfer_new(struct transfer **ret, const struct http_endpoint *endpoint,
		  const struct http_request *request, const struct http_limits *limits,
		  struct intake *intake, bool bundle, struct error *err) _must_check_;
void transfer_free(struct transfer *transfer);
DEFINE_CLEANUP(struct transfer, transfer_free)

/* What it came to, from libcurl's verdict. */
enum http_outcome transfer_outcome(const struct transfer *transfer, CURLcode code);

/* Fills transfer->reply; what came is wiped unless it is whole. */
void transfer_conclude(struct transfer *transfer, enum http_outcome outcome);

/* Its body goes, so that others have room: it has come to HTTP_CROWDED. */
void transfer_give_up(struct transfer *transfer);

/* How long it may stay still from now, in ms; 0: too long already. UINT64_MAX: as the
 * reply has not begun, until its time is over. */
uint64_t transfer_patience(struct transfer *transfer, uint64_t stall_ms, uint64_t now);
