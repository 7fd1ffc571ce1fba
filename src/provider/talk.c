/* SPDX-License-Identifier: Apache-2.0 */
#include "run.h"

#include <assert.h>
#include <stdlib.h>

/*
 * A talk from its first step to its last: each reply is a step, and some steps move the other talks
 * of the source, which wait for its login, or are ended by what ends this one.
 */

static void finish(struct talk *talk)
{
	if (talk->state == TALK_OVER)
		return;
	talk->state = TALK_OVER;
	talk->run->running--;
}

/* Which address failed, where there are several. */
static unsigned address_of(const struct talk *talk)
{
	return talk->server == talk_side(talk)->servers && talk->server->addresses > 1
		       ? (unsigned)talk->address + 1
		       : 0;
}

/* Whether what one failed with is true of another: the server is away, and it needs that one. */
static bool ends_too(const struct talk *talk, const struct talk *other)
{
	return other->state == TALK_WAIT ||
	       (talk->server && other->server == talk->server && weather_is_bad(talk->server));
}

/*
 * A login that failed ends every talk of its source, and so do settings that no request can be made
 * with. A server that is away ends those that need it: asking in turn, a hundred of them would find
 * it away a hundred times.
 */
void talk_fail(struct talk *talk, struct failure failure)
{
	struct run *run = talk->run;
	const struct fetch_sink *sink = run->job->sink;
	bool whole = talk->count == 0 || failure.class == FAILURE_SETTINGS;

	failure.made = talk->made || (talk->state == TALK_FLIGHT && talk->request.once);
	finish(talk);
	failure.deadline =
		failure.deadline || (talk->late && failure_rows[failure.class].transient);
	failure.address = address_of(talk);
	if (whole)
		sink->failed(sink->context, talk->source, FETCH_NO_ITEM, NULL, failure);
	for (size_t i = 0; !whole && i < talk->count; i++)
		talk_lose(talk, i, failure);
	for (size_t i = 0; i < run->talks_count; i++) {
		struct talk *other = &run->talks[i];

		if (other->source == talk->source &&
		    (whole || (failure_rows[failure.class].server && ends_too(talk, other))))
			finish(other);
	}
}

/* Items start when their source's login is done. Those that split off start by themselves. */
static void start_items(struct run *run, size_t source)
{
	size_t count = run->talks_count;

	run->sides[source].logins++;
	for (size_t i = run->job->sources_count; i < count; i++) {
		if (run->talks[i].source == source && run->talks[i].state == TALK_READY)
			talk_step(&run->talks[i], NULL);
	}
}

/* Again with a login that is not the one whose end was told; false when there is no other. */
static bool log_in_again(struct talk *talk)
{
	struct run *run = talk->run;
	struct talk *login = &run->talks[talk->source];
	unsigned logins = talk_side(talk)->logins;

	assert(talk != login);
	talk->state = TALK_READY;
	if (login->state != TALK_OVER)
		return true;
	if (talk->login < logins) {
		talk->login = logins;
		talk_step(talk, NULL);
		return true;
	}
	if (logins > 1)
		return false;
	login->state = TALK_READY;
	run->running++;
	talk_step(login, NULL);
	return true;
}

/* Something that waiting talks may need has moved. */
static void wake(struct run *run, size_t source)
{
	for (size_t i = 0; i < run->talks_count; i++) {
		if (run->talks[i].source == source && run->talks[i].state == TALK_WAIT)
			talk_step(&run->talks[i], NULL);
	}
}

void talk_add(struct run *run, size_t source, size_t first, size_t count)
{
	struct talk *talk = &run->talks[run->talks_count++];

	/* The logins come first. */
	if (count > 0)
		run->talks[source].conversation.planned++;
	talk->run = run;
	talk->source = source;
	talk->first = first;
	talk->count = count;
	talk->conversation = talk_conversation(talk);
	run->running++;
}

/* Each of its items for itself, but those that were read or lost already. */
static void split(struct talk *talk)
{
	struct run *run = talk->run;

	assert(talk->count > 1);
	finish(talk);
	for (size_t i = 0; i < talk->count; i++) {
		if (talk_place(talk, i)->lost || talk_place(talk, i)->told) {
			talk_tell_done(talk, i);
			continue;
		}
		talk_add(run, talk->source, talk->first + i, 1);
		talk_step(&run->talks[run->talks_count - 1], NULL);
	}
}

/* Whether none of its items can be had any more: further pages would be read for nothing. */
static bool is_in_vain(const struct talk *talk)
{
	for (size_t i = 0; i < talk->count; i++) {
		if (!talk_place(talk, i)->lost)
			return false;
	}
	return talk->count > 0;
}

static void send_later(struct talk *talk, uint64_t delay_ms)
{
	if (delay_ms == 0) {
		talk_send(talk);
		return;
	}
	talk->state = TALK_DELAY;
	talk->due = clock_now(talk->run->job->clock) + delay_ms;
}

/* A reply that was on its way: what the request asked for may have been done. */
static bool is_lost(const struct http_reply *reply)
{
	return reply->outcome == HTTP_STALLED || reply->outcome == HTTP_CUT ||
	       reply->outcome == HTTP_TOO_LARGE || reply->outcome == HTTP_CROWDED ||
	       reply->outcome == HTTP_BROKEN;
}

void talk_step(struct talk *talk, const struct http_reply *last)
{
	struct run *run = talk->run;
	const struct provider_ops *ops = run->job->sources[talk->source].ops;
	step_fn *function = talk->count == 0 ? ops->login : ops->read;

	if (talk->state == TALK_OVER)
		return;
	talk->made = talk->made || (talk->request.once && last && is_lost(last));
	talk->request = (struct http_request){ 0 };
	talk->tried = 0;
	talk->turns = 0;
	talk->cost = 0;
	talk->conversation.server = NULL;
	talk->conversation.tries = 0;
	talk->conversation.delay_ms = 0;
	talk->conversation.sign = NULL;
	talk->hopped = false;
	switch (function(&talk->conversation, last, &talk->request)) {
	case STEP_SEND:
		talk->login = talk_side(talk)->logins;
		if (is_in_vain(talk))
			finish(talk);
		else if (talk->request.once && talk->count > 0)
			making_put_off(talk);
		else
			send_later(talk, talk->conversation.delay_ms);
		break;
	case STEP_WAIT: talk->state = TALK_WAIT; break;
	case STEP_SPLIT: split(talk); break;
	case STEP_FAIL: talk_fail(talk, talk->conversation.failure); break;
	case STEP_LOGIN:
		if (!log_in_again(talk))
			talk_fail(talk, talk->conversation.failure);
		break;
	case STEP_DONE:
		finish(talk);
		if (talk->count == 0)
			start_items(run, talk->source);
		for (size_t i = 0; i < talk->count; i++)
			talk_tell_done(talk, i);
		break;
	}
}

/*
 * The same request once more, where the reply points: only if the provider says it may go there.
 * That is no other try. What was sent to another service (STS, say) is for that service only: it
 * does not go where that points, nor is a second redirect followed.
 */
static bool follow(struct talk *talk, const struct http_reply *reply)
{
	const struct fetch_source *source = &talk->run->job->sources[talk->source];

	if (talk->conversation.server || reply->outcome != HTTP_REPLIED || reply->status != 307 ||
	    !reply->redirect || !source->ops->follow)
		return false;
	free(talk->hop);
	talk->hop = source->ops->follow(&source->options, reply);
	if (!talk->hop)
		return false;
	talk->hopped = true;
	talk->tried--;
	talk->conversation.server = talk->hop;
	talk_send(talk);
	return true;
}

void talk_take_reply(struct talk *talk, const struct http_reply *reply)
{
	struct run *run = talk->run;
	size_t source = talk->source;
	struct weather *server = talk->server;

	run->in_flight--;
	server->flying--;
	/* One that was over already was still on the wire. */
	if (talk->state != TALK_FLIGHT)
		return;
	talk_note_reply(talk, reply);
	if (follow(talk, reply) || talk_try_again(talk, reply))
		return;
	if (!talk_may_pass(talk, reply))
		retry_budget_return(&run->sides[source].budget, talk->cost);
	talk->state = TALK_READY;
	talk_step(talk, reply);
	talk_end_probe(talk, server);
	wake(run, source);
}
