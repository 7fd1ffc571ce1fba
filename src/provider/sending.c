/* SPDX-License-Identifier: Apache-2.0 */
#include "run.h"

#include "util/cleanup.h"

/*
 * How a request goes out, and goes out again. What may pass is tried again, after a while; where a
 * source has several addresses, the next one is asked at once. While a server is away, one talk
 * asks it for all who need it: they are held, and share its answer.
 */

/* What is left for the last try, after the last wait. */
#define LAST_TRY_MS  1000
/* So much before the deadline a try ends, so that it can say what it waited for. */
#define LAST_WORD_MS 20

struct side *talk_side(const struct talk *talk)
{
	return &talk->run->sides[talk->source];
}

uint64_t talk_deadline(const struct talk *talk)
{
	return talk->makes ? talk->run->deadline : talk_side(talk)->deadline;
}

/* Of a server that the provider names; NULL: one too many. */
static struct weather *named_server(struct side *side, const struct http_endpoint *endpoint,
				    size_t window)
{
	for (size_t i = 1; i < side->servers_count; i++) {
		if (side->servers[i].endpoint == endpoint)
			return &side->servers[i];
	}
	if (side->servers_count == ARRAY_LENGTH(side->servers))
		return NULL;
	weather_init(&side->servers[side->servers_count], endpoint, 1, window);
	return &side->servers[side->servers_count++];
}

/* Where the next request goes; NULL: that is refused. */
static const struct http_endpoint *aim(struct talk *talk)
{
	const struct fetch_job *job = talk->run->job;
	const struct fetch_source *source = &job->sources[talk->source];
	const char *name = talk->conversation.server;
	const struct http_endpoint *endpoint = NULL;

	if (!name) {
		talk->server = talk_side(talk)->servers;
		talk->address = talk->server->address;
		return talk->address == 0 ? source->endpoint : source->spares[talk->address - 1];
	}
	if (job->connect)
		endpoint = job->connect(job->connect_context, talk->source, name);
	if (endpoint)
		talk->server = named_server(talk_side(talk), endpoint, job->in_flight_max);
	return endpoint && talk->server ? endpoint : NULL;
}

static uint64_t least(uint64_t a, uint64_t b)
{
	return a == 0 || (b > 0 && b < a) ? b : a;
}

static void tell_making(const struct talk *talk)
{
	const struct fetch_sink *sink = talk->run->job->sink;

	for (size_t i = 0; talk->request.once && sink->making && i < talk->count; i++)
		sink->making(sink->context, talk->run->places[talk->first + i].item);
}

/* The last request once more, with the times that are left for it. */
static bool start(struct talk *talk, const struct http_endpoint *endpoint)
{
	const struct fetch_job *job = talk->run->job;
	const struct fetch_source *source = &job->sources[talk->source];
	uint64_t now = clock_now(job->clock), deadline = talk_deadline(talk);
	uint64_t left = deadline > now + LAST_WORD_MS ? deadline - now - LAST_WORD_MS : 1;
	const struct conversation *conversation = &talk->conversation;
	struct http_request request = talk->request;
	struct error err;

	if (conversation->sign && !conversation->sign(conversation->signer, &request))
		return false;
	request.total_ms = least(least(request.total_ms, source->try_ms), left);
	request.connect_ms = weather_connect_ms(talk->server, source->connect_ms);
	talk->sent = now;
	tell_making(talk);
	return http_start(job->http, endpoint, &request, talk, &err);
}

void talk_send(struct talk *talk)
{
	struct run *run = talk->run;
	const struct http_endpoint *endpoint = aim(talk);

	if (endpoint && talk->server->probe && talk->server->probe != talk) {
		talk->state = TALK_HELD;
		return;
	}
	if (endpoint && (run->in_flight >= run->job->in_flight_max ||
			 !weather_admits(talk->server, clock_now(run->job->clock)))) {
		talk->state = TALK_QUEUED;
		return;
	}
	talk->tried++;
	if (endpoint && start(talk, endpoint)) {
		talk->state = TALK_FLIGHT;
		run->in_flight++;
		talk->server->flying++;
	} else {
		talk_fail(talk, (struct failure){ .class = FAILURE_SETTINGS });
	}
}

/* The server is back, or who asked for all has turned to something else. */
static void release(struct run *run, struct weather *server)
{
	server->probe = NULL;
	for (size_t i = 0; i < run->talks_count; i++) {
		if (run->talks[i].state == TALK_HELD && run->talks[i].server == server)
			talk_send(&run->talks[i]);
	}
}

static struct failure failure_of(const struct http_reply *reply)
{
	struct failure failure = { .class = provider_outcome_class(reply->outcome) };

	if (reply->outcome == HTTP_REPLIED) {
		/* 400 is how AWS throttles. */
		failure.class = reply->status == 429 || reply->status == 400 ? FAILURE_RATE_LIMITED
									     : FAILURE_SERVER;
		failure.http_status = (unsigned)reply->status;
	}
	return failure;
}

/* A 307 of a service that has no standbys: it says that again. */
static bool is_moved(const struct talk *talk, const struct http_reply *reply)
{
	bool ours = !talk->conversation.server || talk->hopped;

	return reply->outcome == HTTP_REPLIED && reply->status == 307 &&
	       !(ours && talk->run->job->sources[talk->source].ops->follow);
}

/* By its status, or by what the provider reads in it. */
bool talk_may_pass(const struct talk *talk, const struct http_reply *reply)
{
	const struct provider_ops *ops = talk->run->job->sources[talk->source].ops;
	bool idempotent;

	if (is_moved(talk, reply))
		return false;
	idempotent = ops->is_idempotent(&talk->request);
	/* Who answers with 4xx has not acted, whatever the store's own code is. */
	return retry_is_transient(reply, idempotent) ||
	       (ops->is_transient && ops->is_transient(reply) &&
		(idempotent || reply->status < 500));
}

static bool is_throttled(const struct provider_ops *ops, const struct http_reply *reply)
{
	return reply->outcome == HTTP_REPLIED &&
	       (reply->status == 429 ||
		(reply->status == 400 && ops->is_transient && ops->is_transient(reply)));
}

/* Where a redirect led is in trouble: the source's own addresses may know of another by now. */
static void go_back(struct talk *talk)
{
	if (!talk->hopped)
		return;
	talk->hopped = false;
	talk->conversation.server = NULL;
	talk->server = talk_side(talk)->servers;
}

/*
 * At once to the next address, until each was asked; that is no other try. One that led to a node
 * in trouble has failed as that node has.
 */
static bool turn(struct talk *talk, const struct http_reply *reply)
{
	const struct provider_ops *ops = talk->run->job->sources[talk->source].ops;
	struct weather *own = talk_side(talk)->servers;

	if ((talk->server != own && !talk->hopped) || own->addresses < 2 ||
	    !retry_is_elsewhere(reply, ops->is_idempotent(&talk->request)))
		return false;
	weather_turn(own, talk->address);
	if (++talk->turns >= own->addresses) {
		talk->turns = 0;
		return false;
	}
	go_back(talk);
	talk->tried--;
	talk_send(talk);
	return true;
}

/* Sends it again later; while the server is away, on behalf of all who need it. */
static void put_off(struct talk *talk, uint64_t due)
{
	talk->state = TALK_DELAY;
	talk->due = due;
	go_back(talk);
	if (weather_is_bad(talk->server) && !talk->server->probe)
		talk->server->probe = talk;
}

/*
 * How long until then: no longer than leaves time for the try itself, or a server that comes back
 * before the deadline would not be noticed. Waits of an outage leave half of the time for others.
 */
static uint64_t delay_of(const struct talk *talk, const struct http_reply *reply, uint64_t now)
{
	const struct fetch_job *job = talk->run->job;
	struct retry_policy policy = job->sources[talk->source].retry;
	uint64_t deadline = talk_deadline(talk), left = deadline > now ? deadline - now : 0;

	if (left > 2 * LAST_TRY_MS && policy.cap_ms > left - LAST_TRY_MS)
		policy.cap_ms = left - LAST_TRY_MS;
	if (policy.splay_ms > left / 2)
		policy.splay_ms = left / 2;
	return retry_delay_ms(&policy, talk->tried, reply, job->random(job->random_context));
}

/* Whether the request goes out again; then it is due later. */
bool talk_try_again(struct talk *talk, const struct http_reply *reply)
{
	const struct fetch_job *job = talk->run->job;
	const struct fetch_source *source = &job->sources[talk->source];
	struct side *side = talk_side(talk);
	unsigned own = talk->conversation.tries;
	bool throttled = is_throttled(source->ops, reply);
	uint64_t now = clock_now(job->clock);
	uint64_t delay;

	if (!talk_may_pass(talk, reply))
		return false;
	talk->last = side->last = failure_of(reply);
	if (turn(talk, reply))
		return true;
	if (talk->tried >= (own > 0 ? own : source->retry.tries))
		return false;
	if (talk->server->probe && talk->server->probe != talk) {
		talk->state = TALK_HELD;
		return true;
	}
	delay = delay_of(talk, reply, now);
	talk->late = now + delay >= talk_deadline(talk);
	if (talk->late)
		return false;
	/* Being told to wait costs nothing: the window sees to it that it is not said too often. */
	if (throttled)
		weather_calm(talk->server, now + delay);
	else if (source->retry.budget > 0 &&
		 (talk->cost = retry_budget_take(&side->budget, reply)) == 0)
		return false;
	put_off(talk, now + delay);
	return true;
}

/* Before anything follows from a reply: what it says of the server. */
void talk_note_reply(struct talk *talk, const struct http_reply *reply)
{
	const struct fetch_job *job = talk->run->job;
	const struct provider_ops *ops = job->sources[talk->source].ops;

	weather_note(talk->server, reply, is_throttled(ops, reply), talk->sent,
		     clock_now(job->clock));
	if (talk->server->probe && talk->server->away == 0)
		release(talk->run, talk->server);
}

/* Who asked for all and does so no more: it has failed, or has another question. */
void talk_end_probe(struct talk *talk, struct weather *server)
{
	bool asks =
		talk->server == server && (talk->state == TALK_FLIGHT ||
					   talk->state == TALK_QUEUED || talk->state == TALK_DELAY);

	if (server->probe == talk && !asks)
		release(talk->run, server);
}
