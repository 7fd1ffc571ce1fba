/* SPDX-License-Identifier: Apache-2.0 */
#include "run.h"

/*
 * What makes something new is asked for last, when all else of the whole run is there: otherwise
 * every start that fails for another reason leaves a user in a database behind.
 */

/* So much time must be left: what is cut off in the making, nobody can give back. */
#define LEAST_MS 20

/* Whether others must have their say first; those who wait for another have none. */
static bool is_busy(const struct talk *talk)
{
	return talk->state != TALK_OVER && talk->state != TALK_WAIT && talk->state != TALK_MAKE;
}

static bool may_begin(const struct run *run)
{
	bool any = false;

	for (size_t i = 0; i < run->talks_count; i++) {
		if (is_busy(&run->talks[i]))
			return false;
		any = any || run->talks[i].state == TALK_MAKE;
	}
	return any;
}

static void hold_back(struct talk *talk, bool late)
{
	talk_fail(talk, late ? (struct failure){ .class = FAILURE_STALLED, .deadline = true }
			     : (struct failure){ .class = FAILURE_HELD_BACK });
}

void making_put_off(struct talk *talk)
{
	talk->makes = true;
	if (talk->run->making)
		talk_send(talk);
	else
		talk->state = TALK_MAKE;
}

void making_begin(struct run *run)
{
	const struct fetch_job *job = run->job;
	bool late, well;

	if (!may_begin(run))
		return;
	late = clock_now(job->clock) + LEAST_MS >= run->deadline;
	well = !late && (!job->may_make || job->may_make(job->make_context));
	run->making = well;
	for (size_t i = 0; i < run->talks_count; i++) {
		struct talk *talk = &run->talks[i];

		if (talk->state != TALK_MAKE)
			continue;
		if (well)
			talk_send(talk);
		else
			hold_back(talk, late);
	}
}
