/* SPDX-License-Identifier: Apache-2.0 */
#include "net/retry.h"

#include <limits.h>
#include <stddef.h>

#include "util/cleanup.h"

enum trait {
	UNACTED = 1,   /* the server cannot have acted on the request */
	AWAY = 2,      /* it is about the server, whatever was asked for */
	ELSEWHERE = 4, /* another address of the service may do better */
	NO_CONNECTION = UNACTED | AWAY | ELSEWHERE,
};

/* What may pass by itself. */
struct transient {
	int number;
	unsigned traits;
};

static const struct transient outcomes[] = {
	{ HTTP_NO_HOST, NO_CONNECTION },     { HTTP_REFUSED, NO_CONNECTION },
	{ HTTP_UNREACHABLE, NO_CONNECTION }, { HTTP_CONNECT_TIMEOUT, NO_CONNECTION },
	{ HTTP_STALLED, AWAY | ELSEWHERE },  { HTTP_CUT, 0 },
};

/*
 * 412 is Vault's "not replicated yet"; 307 (that leads nowhere), 472 and 473 are its standbys, 503
 * is one that is sealed.
 */
static const struct transient statuses[] = {
	{ 307, UNACTED | ELSEWHERE },
	{ 408, 0 },
	{ 412, 0 },
	{ 429, UNACTED },
	{ 472, ELSEWHERE },
	{ 473, ELSEWHERE },
	{ 500, 0 },
	{ 502, 0 },
	{ 503, UNACTED | AWAY | ELSEWHERE },
	{ 504, 0 },
};

static const struct transient *find(const struct transient *rows, size_t count, int number)
{
	for (size_t i = 0; i < count; i++) {
		if (rows[i].number == number)
			return &rows[i];
	}
	return NULL;
}

static const struct transient *row_of(const struct http_reply *reply)
{
	if (reply->outcome != HTTP_REPLIED)
		return find(outcomes, ARRAY_LENGTH(outcomes), (int)reply->outcome);
	return find(statuses, ARRAY_LENGTH(statuses), reply->status);
}

bool retry_is_transient(const struct http_reply *reply, bool idempotent)
{
	const struct transient *row = row_of(reply);

	return row && (idempotent || (row->traits & UNACTED));
}

bool retry_is_away(const struct http_reply *reply)
{
	const struct transient *row = row_of(reply);

	return row && (row->traits & AWAY);
}

bool retry_is_elsewhere(const struct http_reply *reply, bool idempotent)
{
	const struct transient *row = row_of(reply);

	return row && (row->traits & ELSEWHERE) && (idempotent || (row->traits & UNACTED));
}

static uint64_t jitter_bound(const struct retry_policy *policy, unsigned tried)
{
	uint64_t bound = policy->base_ms;

	/* The first test also ends the loop for a base of 0, whatever tried is. */
	for (unsigned i = 0; bound > 0 && i < tried && bound < policy->cap_ms; i++)
		bound = bound > UINT64_MAX / 2 ? UINT64_MAX : bound * 2;
	return bound < policy->cap_ms ? bound : policy->cap_ms;
}

/*
 * The first wait is always a short one: most of what goes wrong is over by then. From the second on
 * it is an outage, and those who begin while it lasts are spread as wide as those who wait already.
 */
static bool is_outage(unsigned tried, const struct http_reply *reply)
{
	return tried > 1 && retry_is_away(reply);
}

uint64_t retry_delay_ms(const struct retry_policy *policy, unsigned tried,
			const struct http_reply *reply, uint64_t random)
{
	uint64_t bound = jitter_bound(policy, tried);
	uint64_t jitter;

	if (policy->splay_ms > bound && is_outage(tried, reply))
		bound = policy->splay_ms;
	jitter = bound == UINT64_MAX ? random : random % (bound + 1);
	if (jitter == 0)
		jitter = 1;
	return reply->retry_after_given ? reply->retry_after_ms + jitter : jitter;
}

enum { COST = 5, COST_OF_STALL = 10, GIFT = 1 };

void retry_budget_init(struct retry_budget *budget, unsigned retries)
{
	budget->full = retries < UINT_MAX / COST ? retries * COST : UINT_MAX;
	budget->left = budget->full;
}

unsigned retry_budget_take(struct retry_budget *budget, const struct http_reply *reply)
{
	unsigned cost = reply->outcome == HTTP_STALLED ? COST_OF_STALL : COST;

	if (cost > budget->left)
		return 0;
	budget->left -= cost;
	return cost;
}

void retry_budget_return(struct retry_budget *budget, unsigned cost)
{
	unsigned back = cost > 0 ? cost : GIFT;
	unsigned room = budget->full - budget->left;

	budget->left += back < room ? back : room;
}
