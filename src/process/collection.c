/* SPDX-License-Identifier: Apache-2.0 */
#include "process/collection.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "process/ending.h"
#include "process/ipc.h"
#include "provider/provider.h"
#include "util/alloc.h"
#include "util/clock.h"
#include "util/io.h"
#include "util/log.h"
#include "util/text.h"

#define MAX_OPTION_FILE (256 * 1024)
#define MAX_VALUES      10000
#define MAX_BYTES       ((size_t)16 * 1024 * 1024)
/* The helper keeps the deadlines itself; this is for one that does not. */
#define GRACE_MS        3000
#define MAX_DURATION_S  ((uint64_t)100 * 366 * 24 * 3600)

struct collection {
	struct ipc_reader reader;
	struct buf out; /* frames to be sent together */
	const struct manifest *manifest;
	const struct plan *plan;
	struct bundle *bundle;
	size_t *items; /* the plan's index of each item sent */
	size_t items_count;
	bool *read;      /* of each item sent: all of it has come */
	bool *making;    /* of each item sent: reading it makes something just now */
	size_t *sources; /* the manifest's index of each source sent */
	size_t sources_count;
	uint64_t longest_ms;
	size_t bytes; /* of all values so far */
	bool ready;
};

static bool add_file(struct buf *frame, const struct source *source, size_t index,
		     struct error *err)
{
	const struct option_row *row = &source->type->options[index];
	const char *path = source->options[index];
	_cleanup_(buf_done) struct buf content = { .maximum = MAX_OPTION_FILE };
	enum file_trust trust = row->kind == OPTION_SECRET ? FILE_PRIVATE : FILE_PUBLIC;
	bool named = source->option_places[index].file || source->option_origins[index];

	/* A file that only convention names may be missing. */
	if (!named && ((source->type->wants && !source->type->wants(source, row->name)) ||
		       access(path, F_OK) < 0))
		return true;
	if (!file_read(&content, path, trust, err))
		return error_wrap(err, "%s", row->name);
	ipc_add_text(frame, IPC_TAG_NAME, row->name);
	ipc_add(frame, IPC_TAG_TEXT, buf_text(&content), content.length);
	return true;
}

/* A source that is being described. */
struct describing {
	struct buf *frame;
	struct bundle *bundle;
	size_t source;
};

/* What a source adds to its options, into its frame. */
static void add_option(struct buf *frame, const char *name, const char *text)
{
	ipc_add_text(frame, IPC_TAG_NAME, name);
	ipc_add_text(frame, IPC_TAG_TEXT, text);
}

static void add_found(void *context, const char *name, const char *text)
{
	const struct describing *describing = context;

	add_option(describing->frame, name, text);
}

static void add_fact(void *context, enum login_fact fact, const char *text, const char *from)
{
	const struct describing *describing = context;

	bundle_add_fact(describing->bundle, describing->source, fact, text, from);
}

/* What keystrap-fetch cannot find out itself. */
static bool prepare(struct collection *collection, struct buf *frame, size_t index,
		    struct error *err)
{
	const struct source *source = &collection->manifest->sources[index];
	struct describing describing = { frame, collection->bundle, index };
	const struct option_sink sink = { add_found, &describing, add_fact };

	return !source->type->prepare || source->type->prepare(source, &sink, err);
}

/* Each option as it is; where it names a certificate or a login, the file's content. */
static bool add_options(struct buf *frame, const struct source *source, const struct secret *token,
			struct error *err)
{
	struct error ignored;
	size_t length;

	if (token)
		add_option(frame, PROVIDER_SESSION_TOKEN, secret_reveal(token, &length));
	for (size_t i = 0; source->type->options[i].name; i++) {
		const struct option_row *row = &source->type->options[i];

		if (!source->options[i] || (row->kind == OPTION_LOGIN && source->type->wants &&
					    !source->type->wants(source, row->name)))
			continue;
		if (row->kind == OPTION_CONTENT || row->kind == OPTION_SECRET) {
			/* The file of a login that was used up already may be gone. */
			if (!add_file(frame, source, i, token ? &ignored : err) && !token)
				return false;
			continue;
		}
		add_option(frame, row->name, source->options[i]);
	}
	return true;
}

static bool add_source(struct collection *collection, size_t index, struct error *err)
{
	const struct source *source = &collection->manifest->sources[index];
	const struct plan *plan = collection->plan;
	const struct secret *token = plan->tokens ? plan->tokens[index] : NULL;
	_cleanup_(buf_done) struct buf frame = { 0 };
	uint64_t deadline = 0;

	ipc_begin(&frame, IPC_SOURCE);
	ipc_add_number(&frame, IPC_TAG_INDEX, collection->sources_count);
	ipc_add_text(&frame, IPC_TAG_KIND, source->type->name);
	if (!add_options(&frame, source, token, err) ||
	    (!token && !prepare(collection, &frame, index, err)))
		return false;
	if (frame.length > IPC_MAX_PAYLOAD)
		return error_set(err, ERR_MANIFEST, "its options are too long");
	if (collection->sources_count == IPC_MAX_SOURCES)
		return error_set(err, ERR_MANIFEST, "it is one more than the %d that can be asked",
				 IPC_MAX_SOURCES);
	ipc_end(&frame);
	if (text_to_duration(&deadline, source_option(source, "deadline")) &&
	    deadline > collection->longest_ms)
		collection->longest_ms = deadline;
	collection->sources[collection->sources_count++] = index;
	buf_add(&collection->out, frame.bytes, frame.length);
	return true;
}

static size_t sent_source(const struct collection *collection, size_t index)
{
	size_t sent = 0;

	while (sent < collection->sources_count && collection->sources[sent] != index)
		sent++;
	return sent;
}

static bool add_item(struct collection *collection, size_t index, struct error *err)
{
	const struct plan_item *item = &collection->plan->items[index];
	_cleanup_(buf_done) struct buf frame = { 0 };
	size_t length;

	ipc_begin(&frame, IPC_ITEM);
	ipc_add_number(&frame, IPC_TAG_SOURCE, sent_source(collection, item->source));
	ipc_add_text(&frame, IPC_TAG_PATH, item->path);
	if (item->version)
		ipc_add_text(&frame, IPC_TAG_SELECTOR, item->version);
	if (item->parameters)
		ipc_add_text(&frame, IPC_TAG_PARAMETERS, item->parameters);
	if (item->lease)
		ipc_add_text(&frame, IPC_TAG_ID, secret_reveal(item->lease, &length));
	for (size_t i = 0; i < item->fields_count; i++)
		ipc_add_text(&frame, IPC_TAG_FIELD, item->fields[i] ? item->fields[i] : "");
	if (item->whole)
		ipc_add_number(&frame, IPC_TAG_WHOLE, 1);
	if (frame.length > IPC_MAX_PAYLOAD || collection->items_count == IPC_MAX_ITEMS) {
		error_set(err, ERR_MANIFEST, "%s: more is wanted than one collection can ask for",
			  item->path);
		return error_hint(err, "ask for fewer fields of one secret, or for fewer secrets");
	}
	ipc_end(&frame);
	collection->items[collection->items_count++] = index;
	buf_add(&collection->out, frame.bytes, frame.length);
	return true;
}

/* All that is to be said, one frame after the other. */
static bool add_all(struct collection *collection, struct error *err)
{
	const struct manifest *manifest = collection->manifest;
	const struct plan *plan = collection->plan;
	_cleanup_(buf_done) struct buf go = { 0 };

	for (size_t i = 0; i < plan->count; i++) {
		size_t source = plan->items[i].source;

		if (!manifest->sources[source].type->remote ||
		    bundle_source_failed(collection->bundle, source))
			continue;
		if (sent_source(collection, source) == collection->sources_count &&
		    !add_source(collection, source, err))
			bundle_fail_source(collection->bundle, source, err);
		else if (!add_item(collection, i, err))
			return false;
	}
	ipc_begin(&go, IPC_GO);
	if (plan->may_mint)
		ipc_add_number(&go, IPC_TAG_MINT, 1);
	ipc_end(&go);
	buf_add(&collection->out, go.bytes, go.length);
	return true;
}

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
	collection->bytes += bytes->length;
	if (collection->bundle->count >= MAX_VALUES || collection->bytes > MAX_BYTES)
		return "more than it should";
	bundle_add(collection->bundle, item, field, bytes->bytes, bytes->length);
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
	if (collection->bundle->failures_count >= MAX_VALUES)
		return "too many failures";
	failure.class = (enum failure_class) class;
	failure.http_status = (unsigned)status;
	failure.address = (unsigned)address;
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
	if (collection->bundle->leases_count >= MAX_VALUES)
		return "too many leases";
	bundle_add_lease(collection->bundle, collection->sources[source],
			 index == UINT64_MAX ? BUNDLE_NO_ITEM : collection->items[index], &lease);
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
	if (collection->bundle->facts_count >= MAX_VALUES)
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

static const char *take(struct collection *collection, const struct ipc_message *message,
			bool *done)
{
	if (message->type == IPC_READY) {
		if (collection->ready)
			return "it was ready before";
		collection->ready = true;
		log_verbose("keystrap-fetch is in its sandbox, Landlock ABI %llu",
			    (unsigned long long)ipc_number(message, IPC_TAG_LANDLOCK, 0));
		return NULL;
	}
	if (!collection->ready)
		return "it was not ready yet";
	switch (message->type) {
	case IPC_VALUE: return take_value(collection, message);
	case IPC_FAILED: return take_failure(collection, message);
	case IPC_LEASE: return take_lease(collection, message);
	case IPC_FACT: return take_fact(collection, message);
	case IPC_KEEP: return take_kept(collection, message);
	case IPC_READ: return take_read(collection, message);
	case IPC_MAKING: return take_making(collection, message);
	case IPC_DONE: *done = true; return NULL;
	default: return "a message of the wrong kind";
	}
}

static bool receive_one(struct collection *collection, uint64_t until, bool *done,
			struct error *err)
{
	_cleanup_(buf_done) struct buf frame = { 0 };
	struct ipc_message message;
	const char *wrong;
	bool end;

	if (!ipc_receive(&frame, &collection->reader, until, &end, err))
		return error_wrap(err, "keystrap-fetch");
	if (end)
		return error_set(err, ERR_INTERNAL, "keystrap-fetch ended before it was done");
	if (!ipc_decode(&message, frame.bytes, frame.length, IPC_FROM_FETCH, err))
		return error_wrap(err, "keystrap-fetch");
	wrong = take(collection, &message, done);
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

static bool converse(struct collection *collection, struct error *err)
{
	bool done = false;
	uint64_t until;

	if (!add_all(collection, err))
		return false;
	until = clock_now(&system_clock) + collection->longest_ms + GRACE_MS;
	if (!ipc_send(collection->reader.fd, &collection->out, until, err))
		return error_wrap(err, "keystrap-fetch");
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
		    struct bundle *bundle, struct error *err)
{
	struct collection collection = {
		.reader = { .fd = fd },
		.manifest = manifest,
		.plan = plan,
		.bundle = bundle,
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
