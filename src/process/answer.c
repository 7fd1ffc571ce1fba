/* SPDX-License-Identifier: Apache-2.0 */
#include "collecting.h"

#include "model/needs.h"
#include "process/ending.h"
#include "util/alloc.h"
#include "util/clock.h"
#include "util/log.h"
#include "util/text.h"

/*
 * What keystrap-fetch answers. It is believed nothing that it was not asked for: each message names
 * a source or an item by the order in which they were sent, and says of it what may be said, once.
 */

#define MAX_TOLD       10000 /* failures, leases, facts: of each */
#define MAX_DURATION_S ((uint64_t)100 * 366 * 24 * 3600)

/* A whole secret comes with every field; those that no import allows are not even kept. */
static bool is_wanted(const struct plan_item *item, const char *field)
{
	return (item->whole && field) || plan_item_names(item, field);
}

/* From here on a signal waits until it is there, to be given back. */
static const char *take_making(struct collection *collection, const struct ipc_message *message)
{
	uint64_t index = ipc_number(message, IPC_TAG_INDEX, UINT64_MAX);

	if (index >= collection->items_count || !collection->plan->may_mint)
		return "word of making something that nobody asked for";
	if (!collection->making[index])
		ending_making();
	collection->making[index] = true;
	return NULL;
}

static void note_made(struct collection *collection, size_t index)
{
	if (collection->making[index])
		ending_made();
	collection->making[index] = false;
}

static const char *take_value(struct collection *collection, const struct ipc_message *message)
{
	uint64_t index = ipc_number(message, IPC_TAG_INDEX, 0);
	_cleanup_(freep) char *field = ipc_text(message, IPC_TAG_FIELD);
	const struct ipc_field *bytes = ipc_field(message, IPC_TAG_BYTES);
	size_t item;

	if (index >= collection->items_count)
		return "a value for an item that is none";
	item = collection->items[index];
	if (!is_wanted(&collection->plan->items[item], field))
		return "a value that was not asked for";
	if (!plan_wants(collection->plan, collection->manifest, item, field))
		return NULL;
	if (bundle_find(collection->bundle, item, field))
		return "a value that came twice";
	bundle_add(collection->bundle, collection->plan->items[item].source, item, field,
		   bytes->bytes, bytes->length);
	return NULL;
}

static const char *take_failure(struct collection *collection, const struct ipc_message *message)
{
	uint64_t source = ipc_number(message, IPC_TAG_SOURCE, UINT64_MAX);
	uint64_t index = ipc_number(message, IPC_TAG_INDEX, UINT64_MAX);
	uint64_t class = ipc_number(message, IPC_TAG_CLASS, 0);
	uint64_t status = ipc_number(message, IPC_TAG_STATUS, 0);
	uint64_t address = ipc_number(message, IPC_TAG_ADDRESS, 0);
	_cleanup_(freep) char *field = ipc_text(message, IPC_TAG_FIELD);
	struct failure failure = { 0 };
	size_t item = BUNDLE_NO_ITEM;

	if (source >= collection->sources_count)
		return "a failure of a source that is none";
	if (class == FAILURE_NONE || class >= FAILURE_OWN || status > 999 ||
	    address > SOURCE_MAX_ADDRESSES)
		return "a failure of an unknown kind";
	if (index != UINT64_MAX) {
		if (index >= collection->items_count)
			return "a failure of an item that is none";
		item = collection->items[index];
		if (collection->plan->items[item].source != collection->sources[source])
			return "a failure of an item of another source";
		if (field && !is_wanted(&collection->plan->items[item], field))
			return "a failure of a field that was not asked for";
		if (field && !plan_wants(collection->plan, collection->manifest, item, field))
			return NULL;
	}
	if (collection->bundle->failures_count >= MAX_TOLD)
		return "too many failures";
	failure.class = (enum failure_class) class;
	failure.http_status = (unsigned)status;
	failure.address = (unsigned)address;
	failure.made = ipc_number(message, IPC_TAG_MADE, 0) != 0;
	failure.deadline = ipc_number(message, IPC_TAG_DEADLINE, 0) != 0;
	if (field)
		bundle_fail_field(collection->bundle, collection->sources[source], item, field,
				  failure);
	else
		bundle_fail_item(collection->bundle, collection->sources[source], item, failure);
	if (item != BUNDLE_NO_ITEM && !field)
		note_made(collection, index);
	return NULL;
}

/* A date of before 2000 or beyond the year 9999 is none that a store's clock would say. */
static const char *take_read(struct collection *collection, const struct ipc_message *message)
{
	uint64_t index = ipc_number(message, IPC_TAG_INDEX, UINT64_MAX);
	uint64_t created = ipc_number(message, IPC_TAG_CREATED, 0);

	if (index >= collection->items_count)
		return "word of an item that is none";
	if (collection->read[index])
		return "word of an item twice";
	collection->read[index] = true;
	if (created != 0 && (created < 946684800 || created > 253402300799))
		return "an item of an impossible date";
	bundle_read(collection->bundle, collection->items[index], (time_t)created);
	note_made(collection, index);
	return NULL;
}

static const char *take_lease(struct collection *collection, const struct ipc_message *message)
{
	uint64_t source = ipc_number(message, IPC_TAG_SOURCE, UINT64_MAX);
	uint64_t index = ipc_number(message, IPC_TAG_INDEX, UINT64_MAX);
	uint64_t kind = ipc_number(message, IPC_TAG_LEASE, 0);
	uint64_t issued = ipc_number(message, IPC_TAG_CREATED, 0);
	_cleanup_(text_wipep) char *id = ipc_text(message, IPC_TAG_ID);
	struct lease lease = {
		.kind = (enum lease_kind)kind,
		.id = id,
		.duration_s = ipc_number(message, IPC_TAG_DURATION, 0),
		.renewable = ipc_number(message, IPC_TAG_RENEWABLE, 0) == 1,
		.issued = (time_t)issued,
		.handed = ipc_number(message, IPC_TAG_HANDED, 0) == 1,
		.batch = ipc_number(message, IPC_TAG_BATCH, 0) == 1,
		.limited = ipc_field(message, IPC_TAG_USES) != NULL,
		.uses = ipc_number(message, IPC_TAG_USES, 0),
	};

	if (source >= collection->sources_count)
		return "a lease of a source that is none";
	if (index != UINT64_MAX && (index >= collection->items_count ||
				    collection->plan->items[collection->items[index]].source !=
					    collection->sources[source]))
		return "a lease of an item that is none";
	if (kind == 0 || kind >= LEASE_KIND_COUNT || (kind == LEASE_TOKEN) != (index == UINT64_MAX))
		return "a lease of an unknown kind";
	if (!id[0] || lease.duration_s > MAX_DURATION_S || issued > 253402300799)
		return "an impossible lease";
	if (collection->bundle->leases_count >= MAX_TOLD)
		return "too many leases";
	bundle_add_lease(collection->bundle, collection->sources[source],
			 index == UINT64_MAX ? BUNDLE_NO_ITEM : collection->items[index], &lease);
	return NULL;
}

/* What makes something goes ahead when the program can be started with it. */
static const char *take_question(struct collection *collection)
{
	_cleanup_(buf_done) struct buf go = { 0 };
	struct error err;

	if (!collection->plan->may_mint)
		return "a question that is answered already";
	ipc_begin(&go, IPC_GO);
	if (needs_are_met(collection->manifest, collection->plan, collection->bundle))
		ipc_add_number(&go, IPC_TAG_MINT, 1);
	ipc_end(&go);
	/* One that is gone, or does not listen, is met at the next frame. */
	(void)!ipc_send(collection->reader.fd, &go, clock_now(&system_clock) + COLLECTION_GRACE_MS,
			&err);
	return NULL;
}

static const char *take_fact(struct collection *collection, const struct ipc_message *message)
{
	uint64_t source = ipc_number(message, IPC_TAG_SOURCE, UINT64_MAX);
	uint64_t fact = ipc_number(message, IPC_TAG_FACT, 0);
	_cleanup_(freep) char *text = ipc_text(message, IPC_TAG_PATH);
	_cleanup_(freep) char *from = ipc_text(message, IPC_TAG_FROM);

	if (source >= collection->sources_count)
		return "a fact of a source that is none";
	if (fact == FACT_NONE || fact >= FACT_COUNT)
		return "a fact of an unknown kind";
	if (collection->bundle->facts_count >= MAX_TOLD)
		return "too many facts";
	bundle_add_fact(collection->bundle, collection->sources[source], (enum login_fact)fact,
			text, from);
	return NULL;
}

/* At once: it counts even when everything else fails. That it cannot be kept is no reason to fail.
 */
static const char *take_kept(struct collection *collection, const struct ipc_message *message)
{
	uint64_t index = ipc_number(message, IPC_TAG_SOURCE, UINT64_MAX);
	const struct ipc_field *bytes = ipc_field(message, IPC_TAG_BYTES);
	const struct source *source;
	struct error err = { 0 };

	if (index >= collection->sources_count)
		return "something of a source that is none";
	source = &collection->manifest->sources[collection->sources[index]];
	if (!source->type->keep)
		return "something that this kind of source does not keep";
	if (!source->type->keep(source, bytes->bytes, bytes->length, &err))
		bundle_warn(collection->bundle, "source %s: %s", source->name, err.text);
	return NULL;
}

const char *answer_take(struct collection *collection, const struct ipc_message *message,
			bool *done)
{
	if (message->type == IPC_READY) {
		if (collection->end->ready)
			return "it was ready before";
		collection->end->ready = true;
		log_verbose("keystrap-fetch is in its sandbox, Landlock ABI %llu",
			    (unsigned long long)ipc_number(message, IPC_TAG_LANDLOCK, 0));
		return NULL;
	}
	if (!collection->end->ready)
		return "it was not ready yet";
	switch (message->type) {
	case IPC_VALUE: return take_value(collection, message);
	case IPC_FAILED: return take_failure(collection, message);
	case IPC_LEASE: return take_lease(collection, message);
	case IPC_FACT: return take_fact(collection, message);
	case IPC_KEEP: return take_kept(collection, message);
	case IPC_READ: return take_read(collection, message);
	case IPC_ASK: return take_question(collection);
	case IPC_MAKING: return take_making(collection, message);
	case IPC_DONE: *done = true; return NULL;
	default: return "a message of the wrong kind";
	}
}
