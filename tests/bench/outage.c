/* SPDX-License-Identifier: Apache-2.0 */

/*
 * A thousand clients and a server that is away for a minute, on a virtual clock: how many requests
 * does it see in its busiest second once it is back? Each client is a run of the real driver, which
 * has the server's time to itself, as a server that is up answers all alike. Ends with 1 when there
 * are more than 50, with the waits that keystrap has by default, of clients that lost the server
 * together, or with a splay of a minute, of those and of clients that begin while it is away.
 * Without a splay those that came last still wait little: each try that a client makes in its first
 * minute is one of 17 a second.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "net/endpoint.h"
#include "provider/fetch.h"
#include "util/alloc.h"
#include "util/text.h"

#include "unit/provider/fake_http.h"

#define CLIENTS   1000
#define ROUNDS    5
#define OUTAGE_MS UINT64_C(60000)
#define END_MS    UINT64_C(400000)
#define MOST      50

static struct http *server;
static unsigned *requests; /* of all clients, by 100 ms */

static struct fake_answer answer(const char *path, unsigned nth)
{
	(void)path;
	(void)nth;
	if (server->now < END_MS)
		requests[server->now / 100]++;
	return server->now < OUTAGE_MS ? (struct fake_answer){ -HTTP_REFUSED, 1, 0 }
				       : (struct fake_answer){ 200, 5, 0 };
}

static const char *no_option(const void *context, const char *name)
{
	(void)context;
	(void)name;
	return NULL;
}

static void *open_session(const struct provider_options *options, const struct clock *clock)
{
	(void)options;
	(void)clock;
	return NULL;
}

static void close_session(void *session)
{
	(void)session;
}

static enum step no_login(struct conversation *talk, const struct http_reply *last,
			  struct http_request *next)
{
	(void)talk;
	(void)last;
	(void)next;
	return STEP_DONE;
}

static enum step read_one(struct conversation *talk, const struct http_reply *last,
			  struct http_request *next)
{
	next->method = "GET";
	next->path = "/secret";
	if (!last)
		return STEP_SEND;
	return last->status == 200 ? STEP_DONE : provider_fail(talk, FAILURE_REFUSED, last);
}

static bool is_idempotent(const struct http_request *request)
{
	(void)request;
	return true;
}

static const struct provider_ops ops = {
	.type = "simulated",
	.open = open_session,
	.close = close_session,
	.login = no_login,
	.read = read_one,
	.is_idempotent = is_idempotent,
};

static unsigned served, given_up;

static void note_failure(void *context, size_t source, size_t item, const char *field,
			 struct failure failure)
{
	(void)context;
	(void)source;
	(void)item;
	(void)field;
	(void)failure;
	given_up++;
}

static void note_done(void *context, size_t item, time_t created)
{
	(void)context;
	(void)item;
	(void)created;
	served++;
}

/* splitmix64: the same numbers in each run of this program. */
static uint64_t draw(void *context)
{
	uint64_t *state = context;
	uint64_t z = (*state += UINT64_C(0x9e3779b97f4a7c15));

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

static void run_client(const struct retry_policy *policy, uint64_t start, uint64_t *random)
{
	static struct http_endpoint endpoint;
	struct http http = { .script = answer, .now = start };
	const struct clock clock = fake_clock(&http);
	const struct fetch_source source = {
		.ops = &ops,
		.options = { no_option, NULL },
		.endpoint = &endpoint,
		.deadline_ms = END_MS - start,
		.retry = *policy,
	};
	const struct fetch_item item = { .item = { .path = "x" } };
	const struct fetch_sink sink = { .failed = note_failure, .done = note_done };
	const struct fetch_job job = {
		.sources = &source,
		.sources_count = 1,
		.items = &item,
		.items_count = 1,
		.sink = &sink,
		.http = &http,
		.in_flight_max = 8,
		.clock = &clock,
		.random = draw,
		.random_context = random,
	};

	server = &http;
	fetch_run(&job);
	buf_done(&http.log);
}

/* The most in any second, of those that begin at a tenth of one. */
static unsigned busiest(uint64_t from_ms, uint64_t to_ms)
{
	unsigned most = 0;

	for (uint64_t at = from_ms / 100; at + 10 <= to_ms / 100; at++) {
		unsigned sum = 0;

		for (uint64_t i = at; i < at + 10; i++)
			sum += requests[i];
		most = sum > most ? sum : most;
	}
	return most;
}

/* spread_ms: the clients begin within it, 0: all at the moment when the server goes. */
static unsigned simulate(const char *what, const struct retry_policy *policy, uint64_t spread_ms)
{
	unsigned after = 0, late = 0;

	served = given_up = 0;
	for (uint64_t round = 0; round < ROUNDS; round++) {
		uint64_t random = round * 1000003;

		memset(requests, 0, END_MS / 100 * sizeof(*requests));
		for (int i = 0; i < CLIENTS; i++)
			run_client(policy, spread_ms ? draw(&random) % spread_ms : 0, &random);
		after = busiest(OUTAGE_MS, END_MS) > after ? busiest(OUTAGE_MS, END_MS) : after;
		late = busiest(OUTAGE_MS / 2, OUTAGE_MS) > late ? busiest(OUTAGE_MS / 2, OUTAGE_MS)
								: late;
	}
	printf("%-52s %4u a second when it is back, %4u in its second half minute away; "
	       "%u of %u served\n",
	       what, after, late, served / ROUNDS, CLIENTS);
	return after;
}

static unsigned larger(unsigned a, unsigned b)
{
	return a > b ? a : b;
}

int main(void)
{
	const struct retry_policy ours = { .tries = 1000, .base_ms = 250, .cap_ms = 60000 };
	const struct retry_policy hasty = { .tries = 1000, .base_ms = 250, .cap_ms = 5000 };
	const struct retry_policy few = { .tries = 6, .base_ms = 250, .cap_ms = 60000 };
	const struct retry_policy wide = {
		.tries = 1000, .base_ms = 250, .cap_ms = 60000, .splay_ms = 60000
	};
	unsigned most;

	requests = alloc_array(END_MS / 100, sizeof(*requests));
	most = simulate("default waits, all begin at once", &ours, 0);
	most = larger(most, simulate("splay = 60s, all begin at once", &wide, 0));
	most = larger(most, simulate("splay = 60s, beginning within the minute", &wide, OUTAGE_MS));
	(void)simulate("default waits, beginning within the minute", &ours, OUTAGE_MS);
	(void)simulate("retries = 5, beginning within the minute", &few, OUTAGE_MS);
	(void)simulate("retry-cap = 5s, for comparison", &hasty, 0);
	free(requests);
	return most > MOST;
}
