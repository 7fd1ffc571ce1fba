/* SPDX-License-Identifier: Apache-2.0 */
#include "provider/fetch.h"

#include <assert.h>
#include <stdlib.h>

#include "run.h"
#include "util/alloc.h"

/* How long http_wait may sleep when nothing else is due; replies end the sleep at once. */
#define IDLE_MS 60000

static struct place *place_of(const struct talk *talk, size_t index)
{
	return &talk->run->places[talk->first + index];
}

static void lose(void *context, size_t index, struct failure failure)
{
	const struct talk *talk = context;
	const struct fetch_sink *sink = talk->run->job->sink;
	struct place *place = place_of(talk, index);

	if (place->lost)
		return;
	place->lost = true;
	sink->failed(sink->context, talk->source, place->item, NULL, failure);
}

static void emit(void *context, size_t index, const struct field *field)
{
	const struct talk *talk = context;
	const struct fetch_sink *sink = talk->run->job->sink;
	struct place *place = place_of(talk, index);

	size_t names = place->names.count;

	place->told = true;
	/* Pages of a list may overlap, or say two things of one name: who knows which is right? */
	text_set_put(&place->names, field->name ? field->name : "");
	if (place->names.count == names)
		lose(context, index, (struct failure){ .class = FAILURE_REPLY });
	else if (!place->lost)
		sink->value(sink->context, place->item, field);
}

static void miss(void *context, size_t index, const char *field, enum failure_class class)
{
	const struct talk *talk = context;
	const struct fetch_sink *sink = talk->run->job->sink;
	struct place *place = place_of(talk, index);

	place->told = true;
	sink->failed(sink->context, talk->source, place->item, field,
		     (struct failure){ .class = class });
}

static void note_lease(void *context, size_t index, const struct lease *lease)
{
	const struct talk *talk = context;
	const struct fetch_sink *sink = talk->run->job->sink;

	if (sink->lease)
		sink->lease(sink->context, talk->source,
			    talk->count > 0 ? place_of(talk, index)->item : FETCH_NO_ITEM, lease);
}

static void tell(void *context, enum login_fact fact, const char *text, const char *from)
{
	const struct talk *talk = context;
	const struct fetch_sink *sink = talk->run->job->sink;

	if (sink->fact)
		sink->fact(sink->context, talk->source, fact, text, from);
}

static void keep(void *context, const char *bytes, size_t length)
{
	const struct talk *talk = context;
	const struct fetch_sink *sink = talk->run->job->sink;

	if (sink->keep)
		sink->keep(sink->context, talk->source, bytes, length);
}

static void date(void *context, size_t index, time_t created)
{
	place_of(context, index)->created = created;
}

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

	failure.made = talk->made || (talk->state == TALK_FLIGHT && talk->makes);
	finish(talk);
	failure.deadline =
		failure.deadline || (talk->late && failure_rows[failure.class].transient);
	failure.address = address_of(talk);
	if (whole)
		sink->failed(sink->context, talk->source, FETCH_NO_ITEM, NULL, failure);
	for (size_t i = 0; !whole && i < talk->count; i++)
		lose(talk, i, failure);
	for (size_t i = 0; i < run->talks_count; i++) {
		struct talk *other = &run->talks[i];

		if (other->source == talk->source &&
		    (whole || (failure_rows[failure.class].server && ends_too(talk, other))))
			finish(other);
	}
}

static void step(struct talk *talk, const struct http_reply *last);

/* Items start when their source's login is done. Those that split off start by themselves. */
static void start_items(struct run *run, size_t source)
{
	size_t count = run->talks_count;

	run->sides[source].logins++;
	for (size_t i = run->job->sources_count; i < count; i++) {
		if (run->talks[i].source == source && run->talks[i].state == TALK_READY)
			step(&run->talks[i], NULL);
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
		step(talk, NULL);
		return true;
	}
	if (logins > 1)
		return false;
	login->state = TALK_READY;
	run->running++;
	step(login, NULL);
	return true;
}

/* Something that waiting talks may need has moved. */
static void wake(struct run *run, size_t source)
{
	for (size_t i = 0; i < run->talks_count; i++) {
		if (run->talks[i].source == source && run->talks[i].state == TALK_WAIT)
			step(&run->talks[i], NULL);
	}
}

static void tell_done(const struct talk *talk, size_t index)
{
	const struct fetch_sink *sink = talk->run->job->sink;
	const struct place *place = place_of(talk, index);

	if (!place->lost)
		sink->done(sink->context, place->item, place->created);
}

static void add_talk(struct run *run, size_t source, size_t first, size_t count)
{
	struct talk *talk = &run->talks[run->talks_count++];

	/* The logins come first. */
	if (count > 0)
		run->talks[source].conversation.planned++;
	talk->run = run;
	talk->source = source;
	talk->first = first;
	talk->count = count;
	talk->conversation = (struct conversation){
		.session = run->sides[source].session,
		.items = run->items + first,
		.items_count = count,
		.item = count > 0 ? run->items[first] : NULL,
		.emit = emit,
		.miss = miss,
		.lose = lose,
		.date = date,
		.lease = note_lease,
		.tell = tell,
		.keep = keep,
		.may_mint = run->job->may_mint,
		.context = talk,
	};
	run->running++;
}

/* Each of its items for itself, but those that were read or lost already. */
static void split(struct talk *talk)
{
	struct run *run = talk->run;

	assert(talk->count > 1);
	finish(talk);
	for (size_t i = 0; i < talk->count; i++) {
		if (place_of(talk, i)->lost || place_of(talk, i)->told) {
			tell_done(talk, i);
			continue;
		}
		add_talk(run, talk->source, talk->first + i, 1);
		step(&run->talks[run->talks_count - 1], NULL);
	}
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

static void step(struct talk *talk, const struct http_reply *last)
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
	talk->hopped = false;
	switch (function(&talk->conversation, last, &talk->request)) {
	case STEP_SEND:
		talk->login = talk_side(talk)->logins;
		if (talk->request.once && talk->count > 0)
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
			tell_done(talk, i);
		break;
	}
}

/*
 * The same request once more, where the reply points: only if the provider says it may go there.
 * That is no other try.
 */
static bool follow(struct talk *talk, const struct http_reply *reply)
{
	const struct fetch_source *source = &talk->run->job->sources[talk->source];

	if (talk->hopped || reply->outcome != HTTP_REPLIED || reply->status != 307 ||
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

static void take_reply(struct talk *talk, const struct http_reply *reply)
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
	step(talk, reply);
	talk_end_probe(talk, server);
	wake(run, source);
}

static void send_due(struct run *run)
{
	uint64_t now = clock_now(run->job->clock);

	for (size_t i = 0; i < run->talks_count; i++) {
		struct talk *talk = &run->talks[i];

		if ((talk->state == TALK_DELAY && talk->due <= now) ||
		    (talk->state == TALK_QUEUED && run->in_flight < run->job->in_flight_max))
			talk_send(talk);
	}
}

/* What it was is the last thing that the talk met. */
static void end_late_sources(struct run *run)
{
	uint64_t now = clock_now(run->job->clock);

	for (size_t i = 0; i < run->talks_count; i++) {
		struct talk *talk = &run->talks[i];
		struct failure failure = talk->last;

		if (talk->state == TALK_OVER || talk->state == TALK_MAKE ||
		    now < talk_deadline(talk))
			continue;
		if (failure.class == FAILURE_NONE)
			failure = run->sides[talk->source].last;
		if (failure.class == FAILURE_NONE)
			failure.class = FAILURE_STALLED;
		failure.deadline = true;
		talk_fail(talk, failure);
	}
}

static uint64_t time_to_next(const struct run *run)
{
	uint64_t now = clock_now(run->job->clock);
	uint64_t next = now + IDLE_MS;

	for (size_t i = 0; i < run->talks_count; i++) {
		const struct talk *talk = &run->talks[i];

		if (talk->state == TALK_OVER)
			continue;
		if (talk->state == TALK_DELAY && talk->due < next)
			next = talk->due;
		if (talk->state == TALK_QUEUED && talk->server->quiet_ms > now &&
		    talk->server->quiet_ms < next)
			next = talk->server->quiet_ms;
		if (talk_deadline(talk) < next)
			next = talk_deadline(talk);
	}
	return next > now ? next - now : 0;
}

static void put(struct run *run, size_t *used, size_t item)
{
	run->places[*used] = (struct place){ .item = item };
	run->items[(*used)++] = &run->job->items[item].item;
}

/*
 * One talk for an item and those after it that may be read with it. Items that are joined stand
 * beside each other mostly, so that hardly any is looked at twice.
 */
static void add_group(struct run *run, bool *placed, size_t item, size_t *used)
{
	const struct fetch_job *job = run->job;
	size_t source = job->items[item].source, first = *used;
	const struct provider_ops *ops = job->sources[source].ops;

	put(run, used, item);
	for (size_t i = item + 1; ops->joins && i < job->items_count; i++) {
		if (*used - first == ops->joins_max)
			break;
		if (placed[i] || job->items[i].source != source ||
		    !ops->joins(&job->items[item].item, &job->items[i].item))
			continue;
		placed[i] = true;
		put(run, used, i);
	}
	add_talk(run, source, first, *used - first);
}

static void open_run(struct run *run)
{
	const struct fetch_job *job = run->job;
	uint64_t now = clock_now(job->clock);
	_cleanup_(freep) bool *placed = alloc_array(job->items_count + 1, sizeof(bool));
	size_t used = 0;

	run->sides = alloc_array(job->sources_count, sizeof(struct side));
	run->places = alloc_array(job->items_count + 1, sizeof(struct place));
	run->items = alloc_array(job->items_count + 1, sizeof(*run->items));
	/* An item is in one talk, and in another when that has split. */
	run->talks = alloc_array(job->sources_count + 2 * job->items_count, sizeof(struct talk));
	for (size_t i = 0; i < job->sources_count; i++) {
		run->sides[i].session =
			job->sources[i].ops->open(&job->sources[i].options, job->clock);
		run->sides[i].deadline = now + job->sources[i].deadline_ms;
		if (run->sides[i].deadline > run->deadline)
			run->deadline = run->sides[i].deadline;
		run->sides[i].servers_count = 1;
		weather_init(run->sides[i].servers, NULL, 1 + job->sources[i].spares_count,
			     job->in_flight_max);
		retry_budget_init(&run->sides[i].budget, job->sources[i].retry.budget);
		add_talk(run, i, 0, 0);
	}
	for (size_t i = 0; i < job->items_count; i++) {
		if (!placed[i])
			add_group(run, placed, i, &used);
	}
	for (size_t i = 0; i < job->sources_count; i++) {
		if (job->sources[i].endpoint)
			step(&run->talks[i], NULL);
		else
			talk_fail(&run->talks[i], (struct failure){ .class = FAILURE_SETTINGS });
	}
}

static void close_run(struct run *run)
{
	for (size_t i = 0; i < run->talks_count; i++) {
		buf_done(&run->talks[i].conversation.path);
		buf_done(&run->talks[i].conversation.body);
		free(run->talks[i].hop);
	}
	for (size_t i = 0; i < run->job->sources_count; i++)
		run->job->sources[i].ops->close(run->sides[i].session);
	for (size_t i = 0; i < run->job->items_count; i++)
		text_set_done(&run->places[i].names);
	free(run->talks);
	free(run->items);
	free(run->places);
	free(run->sides);
}

void fetch_run(const struct fetch_job *job)
{
	struct run run = { .job = job };

	open_run(&run);
	for (making_begin(&run); run.running > 0; making_begin(&run)) {
		const struct http_reply *reply;
		struct talk *talk = http_wait(job->http, time_to_next(&run), &reply);

		if (talk)
			take_reply(talk, reply);
		send_due(&run);
		end_late_sources(&run);
	}
	close_run(&run);
}
