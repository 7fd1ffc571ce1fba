/* SPDX-License-Identifier: Apache-2.0 */
#include "run.h"

/*
 * What a provider hands over, on its way to the job's sink: which item it is, and whether it may
 * be said.
 */

struct place *talk_place(const struct talk *talk, size_t index)
{
	return &talk->run->places[talk->first + index];
}

void talk_lose(const struct talk *talk, size_t index, struct failure failure)
{
	const struct fetch_sink *sink = talk->run->job->sink;
	struct place *place = talk_place(talk, index);

	if (place->lost)
		return;
	place->lost = true;
	sink->failed(sink->context, talk->source, place->item, NULL, failure);
}

static void lose(void *context, size_t index, struct failure failure)
{
	talk_lose(context, index, failure);
}

static void emit(void *context, size_t index, const struct field *field)
{
	const struct talk *talk = context;
	const struct fetch_sink *sink = talk->run->job->sink;
	struct place *place = talk_place(talk, index);
	struct side *side = &talk->run->sides[talk->source];
	size_t names = place->names.count;

	place->told = true;
	if (field->length > FETCH_MAX_BYTES - side->bytes) {
		talk_lose(talk, index, (struct failure){ .class = FAILURE_TOO_LARGE });
		return;
	}
	side->bytes += field->length;
	/* Pages of a list may overlap, or say two things of one name: who knows which is right? */
	text_set_put(&place->names, field->name ? field->name : "");
	if (place->names.count == names)
		talk_lose(talk, index, (struct failure){ .class = FAILURE_REPLY });
	else if (!place->lost)
		sink->value(sink->context, place->item, field);
}

static void miss(void *context, size_t index, const char *field, enum failure_class class)
{
	const struct talk *talk = context;
	const struct fetch_sink *sink = talk->run->job->sink;
	struct place *place = talk_place(talk, index);

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
			    talk->count > 0 ? talk_place(talk, index)->item : FETCH_NO_ITEM, lease);
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
	talk_place(context, index)->created = created;
}

void talk_tell_done(const struct talk *talk, size_t index)
{
	const struct fetch_sink *sink = talk->run->job->sink;
	const struct place *place = talk_place(talk, index);

	if (!place->lost)
		sink->done(sink->context, place->item, place->created);
}

struct conversation talk_conversation(struct talk *talk)
{
	struct run *run = talk->run;

	return (struct conversation){
		.session = run->sides[talk->source].session,
		.items = run->items + talk->first,
		.items_count = talk->count,
		.item = talk->count > 0 ? run->items[talk->first] : NULL,
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
}
