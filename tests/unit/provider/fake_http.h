/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* Stands in for net/http.c: a script answers, and time passes only while somebody waits. */

#include "net/http.h"
#include "util/buf.h"
#include "util/clock.h"

#define FAKE_MAX_FLIGHTS 64

struct fake_flight {
	void *context; /* NULL: free */
	uint64_t due;
	struct http_reply reply;
};

/* What a server says to a request: path comes with the endpoint's base, if any; nth counts those
 * with this path, from 1. */
struct fake_answer {
	int status; /* 0: never; negative: an outcome without a reply */
	uint64_t after_ms;
	uint64_t retry_after_ms; /* 0: not given */
	const char *redirect;    /* or NULL */
};

typedef struct fake_answer fake_script(const char *path, unsigned nth);

struct http {
	fake_script *script;
	const char *unsendable; /* a path that http_start refuses, or NULL */
	uint64_t now;
	struct fake_flight flights[FAKE_MAX_FLIGHTS];
	size_t most; /* in flight at once */
	unsigned requests;
	uint64_t connect_ms, total_ms; /* of the last */
	struct buf log;                /* "TIME PATH\n" */
	struct buf dates;              /* "X-Amz-Date\n" of those that have one */
};

/* The fake's time; context is the struct http. */
struct clock fake_clock(struct http *http);
/* How often a path was asked for. */
unsigned fake_count(const struct http *http, const char *path);
