/* SPDX-License-Identifier: Apache-2.0 */
#include "collecting.h"

#include <stdlib.h>
#include <unistd.h>

#include "provider/provider.h"
#include "util/alloc.h"
#include "util/hashed.h"
#include "util/io.h"
#include "util/text.h"

/*
 * What keystrap-fetch is told: it can open no file and knows no manifest, so a source is a type and
 * options with the files' contents in place of their names, and an item names its source by the
 * order in which they were sent.
 */

#define MAX_OPTION_FILE (256 * 1024)
/* How long giving leases back may take. */
#define GIVE_BACK       "5s"
#define GIVE_BACK_MS    5000

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

/* Giving back what was made is short, whatever time reading it may take. */
static const char *option_text(const struct option_row *row, const char *text,
			       const struct secret *token)
{
	uint64_t deadline = 0;

	if (!token || !text_equal(row->name, "deadline"))
		return text;
	return text_to_duration(&deadline, text) && deadline < GIVE_BACK_MS ? text : GIVE_BACK;
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
		/* keystrap-fetch takes its word for it: behind its walls no directory is read. */
		if (row->kind == OPTION_HASHED && !hashed_check(source->options[i], err))
			return error_wrap(err, "%s", row->name);
		add_option(frame, row->name, option_text(row, source->options[i], token));
	}
	return true;
}

static const struct secret *token_of(const struct collection *collection, size_t source)
{
	return collection->plan->tokens ? collection->plan->tokens[source] : NULL;
}

static bool add_source(struct collection *collection, size_t index, const struct buf *options,
		       struct error *err)
{
	const struct source *source = &collection->manifest->sources[index];
	_cleanup_(buf_done) struct buf frame = { 0 };
	uint64_t deadline = 0;

	ipc_begin(&frame, IPC_SOURCE);
	ipc_add_number(&frame, IPC_TAG_INDEX, collection->sources_count);
	ipc_add_text(&frame, IPC_TAG_KIND, source->type->name);
	buf_add(&frame, buf_text(options), options->length);
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

/* Whether something is asked of a source, and can be. */
static bool is_asked(const struct collection *collection, size_t source)
{
	const struct plan *plan = collection->plan;

	if (!collection->manifest->sources[source].type->remote ||
	    bundle_source_failed(collection->bundle, source))
		return false;
	for (size_t i = 0; i < plan->count; i++) {
		if (plan->items[i].source == source)
			return true;
	}
	return false;
}

static bool describe(struct collection *collection, struct buf *options, size_t index,
		     struct error *err)
{
	const struct secret *token = token_of(collection, index);

	return add_options(options, &collection->manifest->sources[index], token, err) &&
	       (token || prepare(collection, options, index, err));
}

/* Two sources may read one file, which is gone then: all read before one of them ends anything. */
static void add_sources(struct collection *collection)
{
	const struct manifest *manifest = collection->manifest;
	struct buf *options = alloc_array(manifest->sources_count, sizeof(*options));
	struct error err;

	for (size_t i = 0; i < manifest->sources_count; i++) {
		if (is_asked(collection, i) && !describe(collection, &options[i], i, &err))
			bundle_fail_source(collection->bundle, i, &err);
	}
	/* Who only looks leaves what a start needs. */
	for (size_t i = 0; collection->plan->may_mint && i < manifest->sources_count; i++) {
		const struct source *source = &manifest->sources[i];

		if (is_asked(collection, i) && source->type->spend && !token_of(collection, i) &&
		    !source->type->spend(source, &err))
			bundle_fail_source(collection->bundle, i, &err);
	}
	for (size_t i = 0; i < manifest->sources_count; i++) {
		if (is_asked(collection, i) && !add_source(collection, i, &options[i], &err))
			bundle_fail_source(collection->bundle, i, &err);
		buf_done(&options[i]);
	}
	free(options);
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
	if (item->login)
		ipc_add_number(&frame, IPC_TAG_LOGIN, 1);
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

bool asking_write(struct collection *collection, struct error *err)
{
	const struct plan *plan = collection->plan;
	_cleanup_(buf_done) struct buf go = { 0 };

	add_sources(collection);
	for (size_t i = 0; i < plan->count; i++) {
		if (sent_source(collection, plan->items[i].source) < collection->sources_count &&
		    !add_item(collection, i, err))
			return false;
	}
	ipc_begin(&go, IPC_GO);
	if (plan->may_mint)
		ipc_add_number(&go, IPC_TAG_MINT, 1);
	ipc_end(&go);
	buf_add(&collection->out, go.bytes, go.length);
	return true;
}
