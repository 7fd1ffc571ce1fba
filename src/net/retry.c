/* SPDX-License-Identifier: Apache-2.0 */
#include "net/retry.h"

#include <stddef.h>

#include "util/cleanup.h"

/* What may pass by itself. unacted: the server cannot have acted on the request. */
struct transient {
	int number;
	bool unacted;
};

static const struct transient outcomes[] = {
	{ HTTP_NO_HOST, true },         { HTTP_REFUSED, true },  { HTTP_UNREACHABLE, true },
	{ HTTP_CONNECT_TIMEOUT, true }, { HTTP_STALLED, false }, { HTTP_CUT, false },
};

/* 412 is Vault's "not replicated yet"; 472 and 473 are its standbys. */
static const struct transient statuses[] = {
	{ 408, false }, { 412, false }, { 429, true }, { 472, false }, { 473, false },
	{ 500, false }, { 502, false }, { 503, true }, { 504, false },
};

static bool listed(const struct transient *rows, size_t count, int number, bool idempotent)
{
	for (size_t i = 0; i < count; i++) {
		if (rows[i].number == number)
			return idempotent || rows[i].unacted;
	}
	return false;
}

bool retry_is_transient(const struct http_reply *reply, bool idempotent)
{
	if (reply->outcome != HTTP_REPLIED)
		return listed(outcomes, ARRAY_LENGTH(outcomes), (int)reply->outcome, idempotent);
	return listed(statuses, ARRAY_LENGTH(statuses), reply->status, idempotent);
}

static uint64_t jitter_bound(const struct retry_policy *policy, unsigned tried)
{
	uint64_t bound = policy->base_ms;

	/* The first test also ends the loop for a base of 0, whatever tried is. */
	for (unsigned i = 0; bound > 0 && i < tried && bound < policy->cap_ms; i++)
		bound = bound > UINT64_MAX / 2 ? UINT64_MAX : bound * 2;
	return bound < policy->cap_ms ? bound : policy->cap_ms;
}

uint64_t retry_delay_ms(const struct retry_policy *policy, unsigned tried,
			const struct http_reply *reply, uint64_t random)
{
	uint64_t bound = jitter_bound(policy, tried);
	uint64_t jitter = bound == UINT64_MAX ? random : random % (bound + 1);

	if (jitter == 0)
		jitter = 1;
	return reply->retry_after_given ? reply->retry_after_ms + jitter : jitter;
}
