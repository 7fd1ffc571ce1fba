/* SPDX-License-Identifier: Apache-2.0 */
#include "provider/fetch.h"

#include <stdlib.h>

#include "run.h"
#include "util/alloc.h"

/* How long http_wait may sleep when nothing else is due; replies end the sleep at once. */
#define IDLE_MS 60000

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
	talk_add(run, source, first, *used - first);
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
		talk_add(run, i, 0, 0);
	}
	for (size_t i = 0; i < job->items_count; i++) {
		if (!placed[i])
			add_group(run, placed, i, &used);
	}
	for (size_t i = 0; i < job->sources_count; i++) {
		if (job->sources[i].endpoint)
			talk_step(&run->talks[i], NULL);
		else
			talk_fail(&run->talks[i], (struct failure){ .class = FAILURE_SETTINGS });
	}
}

static void close_run(struct run *run)
{
	for (size_t i = 0; i < run->talks_count; i++) {
		buf_done(&run->talks[i].conversation.path);
		buf_done(&run->talks[i].conversation.body);
		buf_done(&run->talks[i].conversation.marks);
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
			talk_take_reply(talk, reply);
		send_due(&run);
		end_late_sources(&run);
	}
	close_run(&run);
}
