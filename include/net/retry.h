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
	uint64_t cap_ms;  /* 60000: a thousand clients ask 35 times a second after a minute's outage
			   */
	unsigned budget;  /* retries of all requests together; 0: they are not counted */
	uint64_t splay_ms; /* what waits of an outage are at most, at the least; 0: as above */
};

/*
 * Whether the outcome may pass by itself: no connection, cut, stalled, 307 (a standby's), 408, 412,
 * 429, 472, 473, 500, 502, 503, 504. Not: 400, 401, 403, 404, 405, 501, anything else, or a TLS
 * failure. A request that is not idempotent is tried again only when it cannot have been acted on:
 * no connection, 307, 429, 503.
 */
bool retry_is_transient(const struct http_reply *reply, bool idempotent);

/* Whether it speaks of the whole server, not of one request: no connection, stalled, 503. */
bool retry_is_away(const struct http_reply *reply);

/*
 * Whether another address of the same service should be asked at once: no connection, 307, 472,
 * 473, 503. A request that is not idempotent goes there only when it cannot have been acted on.
 */
bool retry_is_elsewhere(const struct http_reply *reply, bool idempotent);

/*
 * How long to wait before the next try, in ms: uniform between 0 and min(cap, base * 2^tried) (full
 * jitter, the draw after the cap), at least 1 ms; where the server sent Retry-After, that plus the
 * jitter. tried counts the tries so far, from 1; random is a uniform 64-bit number. After the
 * second try that found the server away, splay_ms is the bound where it is larger: full jitter
 * alone spreads those who lost a server together, but of those who begin while it is away there are
 * always some that have just begun to wait.
 */
uint64_t retry_delay_ms(const struct retry_policy *policy, unsigned tried,
			const struct http_reply *reply, uint64_t random);

/*
 * What all requests of a source may spend on retries together, as the AWS SDKs have it: a retry
 * costs 5, after a stall 10; success gives back what its last retry cost, without a retry 1; it is
 * never more than at the start. So a hundred requests do not each try five times in vain.
 */
struct retry_budget {
	unsigned left, full;
};

/* retries: how many there are with nothing given back. */
void retry_budget_init(struct retry_budget *budget, unsigned retries);
/* The cost that was taken, or 0: there is not enough left. */
unsigned retry_budget_take(struct retry_budget *budget, const struct http_reply *reply);
/* cost: of the request's last retry, 0 without one. */
void retry_budget_return(struct retry_budget *budget, unsigned cost);

/*
 * The value of an x-amz-retry-after field, which is milliseconds; beyond an hour is an hour. False,
 * and *ret_ms untouched, when it is no number.
 */
bool retry_after_ms_parse(uint64_t *ret_ms, const char *value);

/*
 * The value of a Retry-After field: seconds, or a date in one of HTTP's three forms (RFC 9110
 * 5.6.7) counted from now, which is seconds since 1970. A date that has passed is 0, anything
 * beyond an hour is an hour. False, and *ret_ms untouched, when it is neither.
 */
bool retry_after_parse(uint64_t *ret_ms, const char *value, time_t now);
