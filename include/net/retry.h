/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* When to try again: pure, so that it is tested with numbers. */

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include "net/http.h"

struct retry_policy {
	unsigned tries;   /* in all; 1 is no retry */
	uint64_t base_ms; /* 250 */
	uint64_t cap_ms;  /* 5000 while a start waits; 60000 in the background */
};

/*
 * Whether the outcome may pass by itself: no connection, cut, stalled, 408, 412, 429, 472, 473,
 * 500, 502, 503, 504. Not: 400, 401, 403, 404, 405, 501, anything else, or a TLS failure. A request
 * that is not idempotent is tried again only when it cannot have been acted on: no connection, 429,
 * 503.
 */
bool retry_is_transient(const struct http_reply *reply, bool idempotent);

/*
 * How long to wait before the next try, in ms: uniform between 0 and min(cap, base * 2^tried) (full
 * jitter, the draw after the cap), at least 1 ms; where the server sent Retry-After, that plus the
 * jitter. tried counts the tries so far, from 1; random is a uniform 64-bit number.
 */
uint64_t retry_delay_ms(const struct retry_policy *policy, unsigned tried,
			const struct http_reply *reply, uint64_t random);

/*
 * The value of a Retry-After field: seconds, or a date in one of HTTP's three forms (RFC 9110
 * 5.6.7) counted from now, which is seconds since 1970. A date that has passed is 0, anything
 * beyond an hour is an hour. False, and *ret_ms untouched, when it is neither.
 */
bool retry_after_parse(uint64_t *ret_ms, const char *value, time_t now);
