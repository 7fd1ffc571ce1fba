/* SPDX-License-Identifier: Apache-2.0 */
#include "provider/fetch.h"

#include <stdlib.h>

#include "util/alloc.h"

/* How long http_wait may sleep when nothing else is due; replies end the sleep at once. */
#define IDLE_MS 60000

enum talk_state {
	TALK_READY,  /* to be stepped */
	TALK_FLIGHT, /* a request is out */
	TALK_QUEUED, /* the request goes out when others have come back */
	TALK_DELAY,  /* the request goes out again at due */
	TALK_WAIT,   /* until another talk of the source has moved */
	TALK_OVER,
};

/* A conversation under way. */
struct talk {
	struct conversation conversation;
	struct run *run;
	size_t source, item;
	enum talk_state state;
	struct http_request request; /* the last, for another try */
	unsigned tried;
	uint64_t due;
	struct failure last; /* what the last try came to: said when the deadline passes */
	bool late;           /* the deadline left no room for another try */
};

/* A source under way. */
struct side {
	void *session;
	uint64_t deadline;
};

struct run {
	const struct fetch_job *job;
	struct side *sides;
	struct talk *talks; /* first the logins by source, then the items */
	size_t talks_count;
	size_t running;
	size_t in_flight;
};

static void emit(void *context, const struct field *field)
{
	const struct talk *talk = context;
	const struct fetch_sink *sink = talk->run->job->sink;

	sink->value(sink->context, talk->item, field);
}

static void miss(void *context, const char *field, enum failure_class class)
{
	const struct talk *talk = context;
	const struct fetch_sink *sink = talk->run->job->sink;

	sink->failed(sink->context, talk->source, talk->item, field,
		     (struct failure){ .class = class });
}

static void finish(struct talk *talk)
{
	if (talk->state == TALK_OVER)
		return;
	talk->state = TALK_OVER;
	talk->run->running--;
}

/*
 * A login that failed ends every talk of its source, and so do settings that no request can be made
 * with. A server that is away ends those that wait for another: asking in turn, a hundred of them
 * would find it away a hundred times.
 */
static void fail(struct talk *talk, struct failure failure)
{
	struct run *run = talk->run;
	const struct fetch_sink *sink = run->job->sink;
	bool whole = talk->item == FETCH_NO_ITEM || failure.class == FAILURE_SETTINGS;

	finish(talk);
	failure.deadline =
		failure.deadline || (talk->late && failure_rows[failure.class].transient);
	sink->failed(sink->context, talk->source, whole ? FETCH_NO_ITEM : talk->item, NULL,
		     failure);
	for (size_t i = 0; i < run->talks_count; i++) {
		struct talk *other = &run->talks[i];

		if (other->source == talk->source &&
		    (whole || (failure_rows[failure.class].server && other->state == TALK_WAIT)))
			finish(other);
	}
}

static void send_request(struct talk *talk)
{
	const struct fetch_job *job = talk->run->job;
	struct error err;

	if (talk->run->in_flight >= job->in_flight_max) {
		talk->state = TALK_QUEUED;
		return;
	}
	talk->tried++;
	if (http_start(job->http, job->sources[talk->source].endpoint, &talk->request, talk,
		       &err)) {
		talk->state = TALK_FLIGHT;
		talk->run->in_flight++;
	} else {
		fail(talk, (struct failure){ .class = FAILURE_SETTINGS });
	}
}

static void step(struct talk *talk, const struct http_reply *last);

/* Items start when their source's login is done. */
static void start_items(struct run *run, size_t source)
{
	for (size_t i = run->job->sources_count; i < run->talks_count; i++) {
		if (run->talks[i].source == source)
			step(&run->talks[i], NULL);
	}
}

/* Something that waiting talks may need has moved. */
static void wake(struct run *run, size_t source)
{
	for (size_t i = 0; i < run->talks_count; i++) {
		if (run->talks[i].source == source && run->talks[i].state == TALK_WAIT)
			step(&run->talks[i], NULL);
	}
}

static void tell_done(const struct talk *talk)
{
	const struct fetch_sink *sink = talk->run->job->sink;

	sink->done(sink->context, talk->item, talk->conversation.created);
}

static void step(struct talk *talk, const struct http_reply *last)
{
	struct run *run = talk->run;
	const struct provider_ops *ops = run->job->sources[talk->source].ops;
	step_fn *function = talk->item == FETCH_NO_ITEM ? ops->login : ops->read;

	if (talk->state == TALK_OVER)
		return;
	talk->request = (struct http_request){ 0 };
	talk->tried = 0;
	switch (function(&talk->conversation, last, &talk->request)) {
	case STEP_SEND: send_request(talk); break;
	case STEP_WAIT: talk->state = TALK_WAIT; break;
	case STEP_FAIL: fail(talk, talk->conversation.failure); break;
	case STEP_DONE:
		finish(talk);
		if (talk->item == FETCH_NO_ITEM)
			start_items(run, talk->source);
		else
			tell_done(talk);
		break;
	}
}

static struct failure failure_of(const struct http_reply *reply)
{
	struct failure failure = { .class = provider_outcome_class(reply->outcome) };

	if (reply->outcome == HTTP_REPLIED) {
		failure.class = reply->status == 429 ? FAILURE_RATE_LIMITED : FAILURE_SERVER;
		failure.http_status = (unsigned)reply->status;
	}
	return failure;
}

/* Whether the request goes out again; then it is due later. */
static bool try_again(struct talk *talk, const struct http_reply *reply)
{
	const struct fetch_job *job = talk->run->job;
	const struct fetch_source *source = &job->sources[talk->source];
	uint64_t now = clock_now(job->clock);
	uint64_t delay;

	if (!retry_is_transient(reply, source->ops->is_idempotent(&talk->request)))
		return false;
	talk->last = failure_of(reply);
	if (talk->tried >= source->retry.tries)
		return false;
	delay = retry_delay_ms(&source->retry, talk->tried, reply,
			       job->random(job->random_context));
	talk->late = now + delay >= talk->run->sides[talk->source].deadline;
	if (talk->late)
		return false;
	talk->state = TALK_DELAY;
	talk->due = now + delay;
	return true;
}

static void take_reply(struct talk *talk, const struct http_reply *reply)
{
	struct run *run = talk->run;
	size_t source = talk->source;

	/* One that was over already was still on the wire. */
	run->in_flight--;
	if (talk->state != TALK_FLIGHT || try_again(talk, reply))
		return;
	talk->state = TALK_READY;
	step(talk, reply);
	wake(run, source);
}

static void send_due(struct run *run)
{
	uint64_t now = clock_now(run->job->clock);

	for (size_t i = 0; i < run->talks_count; i++) {
		struct talk *talk = &run->talks[i];

		if ((talk->state == TALK_DELAY && talk->due <= now) ||
		    (talk->state == TALK_QUEUED && run->in_flight < run->job->in_flight_max))
			send_request(talk);
	}
}

/* What it was is the last thing that the talk met. */
static void end_late_sources(struct run *run)
{
	uint64_t now = clock_now(run->job->clock);

	for (size_t i = 0; i < run->talks_count; i++) {
		struct talk *talk = &run->talks[i];
		struct failure failure = talk->last;

		if (talk->state == TALK_OVER || now < run->sides[talk->source].deadline)
			continue;
		if (failure.class == FAILURE_NONE)
			failure.class = FAILURE_STALLED;
		failure.deadline = true;
		fail(talk, failure);
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
		if (run->sides[talk->source].deadline < next)
			next = run->sides[talk->source].deadline;
	}
	return next > now ? next - now : 0;
}

static void add_talk(struct run *run, size_t source, size_t item)
{
	struct talk *talk = &run->talks[run->talks_count++];

	talk->run = run;
	talk->source = source;
	talk->item = item;
	talk->conversation = (struct conversation){
		.session = run->sides[source].session,
		.item = item == FETCH_NO_ITEM ? NULL : &run->job->items[item].item,
		.emit = emit,
		.miss = miss,
		.context = talk,
	};
	run->running++;
}

static void open_run(struct run *run)
{
	const struct fetch_job *job = run->job;
	uint64_t now = clock_now(job->clock);

	run->sides = alloc_array(job->sources_count, sizeof(struct side));
	run->talks = alloc_array(job->sources_count + job->items_count, sizeof(struct talk));
	for (size_t i = 0; i < job->sources_count; i++) {
		run->sides[i].session = job->sources[i].ops->open(&job->sources[i].options);
		run->sides[i].deadline = now + job->sources[i].deadline_ms;
		add_talk(run, i, FETCH_NO_ITEM);
	}
	for (size_t i = 0; i < job->items_count; i++)
		add_talk(run, job->items[i].source, i);
	for (size_t i = 0; i < job->sources_count; i++) {
		if (job->sources[i].endpoint)
			step(&run->talks[i], NULL);
		else
			fail(&run->talks[i], (struct failure){ .class = FAILURE_SETTINGS });
	}
}

static void close_run(struct run *run)
{
	for (size_t i = 0; i < run->talks_count; i++) {
		buf_done(&run->talks[i].conversation.path);
		buf_done(&run->talks[i].conversation.body);
	}
	for (size_t i = 0; i < run->job->sources_count; i++)
		run->job->sources[i].ops->close(run->sides[i].session);
	free(run->talks);
	free(run->sides);
}

void fetch_run(const struct fetch_job *job)
{
	struct run run = { .job = job };

	open_run(&run);
	while (run.running > 0) {
		const struct http_reply *reply;
		struct talk *talk = http_wait(job->http, time_to_next(&run), &reply);

		if (talk)
			take_reply(talk, reply);
		send_due(&run);
		end_late_sources(&run);
	}
	close_run(&run);
}
