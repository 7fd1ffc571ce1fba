/* SPDX-License-Identifier: Apache-2.0 */
#include "process/collection.h"

#include <poll.h>
#include <stdlib.h>

#include "collecting.h"
#include "util/alloc.h"
#include "util/clock.h"
#include "util/log.h"
#include "util/text.h"

/* How long nothing is said. */
#define SILENT_MS 3000

/* Nobody is at the other end, or somebody who says nothing, or no frame. */
static bool lose(struct collection *collection, bool end, struct error *err)
{
	collection->end->lost = end || err->code == ERR_SYSTEM;
	return error_wrap(err, "keystrap-fetch");
}

static bool receive_one(struct collection *collection, uint64_t until, bool *done,
			struct error *err)
{
	_cleanup_(buf_done) struct buf frame = { 0 };
	struct ipc_message message;
	const char *wrong;
	bool end;

	if (!ipc_receive(&frame, &collection->reader, until, &end, err))
		return lose(collection, end, err);
	collection->end->lost = end;
	if (end)
		return error_set(err, ERR_INTERNAL, "keystrap-fetch ended before it was done");
	if (!ipc_decode(&message, frame.bytes, frame.length, IPC_FROM_FETCH, err))
		return error_wrap(err, "keystrap-fetch");
	wrong = answer_take(collection, &message, done);
	ipc_message_done(&message);
	return wrong ? error_set(err, ERR_INTERNAL, "keystrap-fetch sent %s", wrong) : true;
}

/* Whether something says why a field has no value. */
static bool is_explained(const struct collection *collection, size_t item, const char *field)
{
	const struct bundle *bundle = collection->bundle;
	size_t source = collection->plan->items[item].source;

	for (size_t i = 0; i < bundle->failures_count; i++) {
		const struct bundle_failure *failure = &bundle->failures[i];

		if (bundle_failure_concerns(failure, source, item) &&
		    (failure->whole || text_same(failure->field, field)))
			return true;
	}
	return false;
}

/* Whether something says why nothing of an item has come. */
static bool is_failed(const struct collection *collection, size_t item)
{
	const struct bundle *bundle = collection->bundle;

	for (size_t i = 0; i < bundle->failures_count; i++) {
		const struct bundle_failure *failure = &bundle->failures[i];

		if (failure->whole &&
		    bundle_failure_concerns(failure, collection->plan->items[item].source, item))
			return true;
	}
	return false;
}

/*
 * All or nothing: every item was read to its end or has failed, and every wanted field has a value,
 * or something says why not.
 */
static bool check_complete(const struct collection *collection, struct error *err)
{
	for (size_t i = 0; i < collection->items_count; i++) {
		size_t index = collection->items[i];
		const struct plan_item *item = &collection->plan->items[index];

		if (!collection->read[i] && !is_failed(collection, index))
			return error_set(err, ERR_INTERNAL,
					 "keystrap-fetch left out an item without a word");
		for (size_t j = 0; j < item->fields_count; j++) {
			if (!is_explained(collection, index, item->fields[j]) &&
			    !bundle_find(collection->bundle, index, item->fields[j]))
				return error_set(err, ERR_INTERNAL,
						 "keystrap-fetch left out a value without a word");
		}
	}
	return true;
}

/* A start that hangs without a word looks like a program that hangs. */
static void tell_of_waiting(const struct collection *collection)
{
	struct pollfd ready = { .fd = collection->reader.fd, .events = POLLIN };
	_cleanup_(buf_done) struct buf names = { 0 };

	if (collection->sources_count == 0 || poll(&ready, 1, SILENT_MS) != 0)
		return;
	for (size_t i = 0; i < collection->sources_count; i++) {
		const struct source *source =
			&collection->manifest->sources[collection->sources[i]];

		buf_format(&names, "%s%s (%s)", i > 0 ? ", " : "", source->name,
			   source_where(source));
	}
	log_notice("still waiting for source%s %s", collection->sources_count > 1 ? "s" : "",
		   buf_text(&names));
}

static bool converse(struct collection *collection, struct error *err)
{
	bool done = false;
	uint64_t until;

	if (!asking_write(collection, err))
		return false;
	until = clock_now(&system_clock) + collection->longest_ms + COLLECTION_GRACE_MS;
	if (!ipc_send(collection->reader.fd, &collection->out, until, err))
		return lose(collection, false, err);
	tell_of_waiting(collection);
	while (!done) {
		if (!receive_one(collection, until, &done, err))
			return false;
		/* A sender that never pauses has a deadline too. */
		if (clock_now(&system_clock) > until)
			return error_set(err, ERR_DEADLINE, "keystrap-fetch did not end in time");
	}
	return check_complete(collection, err);
}

bool collection_run(int fd, const struct manifest *manifest, const struct plan *plan,
		    struct bundle *bundle, struct collection_end *end, struct error *err)
{
	struct collection collection = {
		.reader = { .fd = fd },
		.manifest = manifest,
		.plan = plan,
		.bundle = bundle,
		.end = end,
		.items = alloc_array(plan->count, sizeof(size_t)),
		.read = alloc_array(plan->count, sizeof(bool)),
		.making = alloc_array(plan->count, sizeof(bool)),
		.sources = alloc_array(manifest->sources_count, sizeof(size_t)),
	};
	bool good = converse(&collection, err);

	ipc_reader_done(&collection.reader);
	buf_done(&collection.out);
	free(collection.items);
	free(collection.read);
	free(collection.making);
	free(collection.sources);
	return good;
}
