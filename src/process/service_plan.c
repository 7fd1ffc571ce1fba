/* SPDX-License-Identifier: Apache-2.0 */
#include "service.h"

/* The plan as it comes: sources, their items, and that all is said. */

#include "model/parameters.h"
#include "util/alloc.h"
#include "util/text.h"

const char *service_option(const void *context, const char *name)
{
	const struct service_source *source = context;

	for (size_t i = 0; i < source->options_count; i++) {
		if (text_equal(source->names[i], name))
			return source->texts[i];
	}
	return NULL;
}

static bool add_source(struct service *service, const struct ipc_message *message,
		       struct error *err)
{
	struct service_source *source = &service->sources[service->sources_count];

	if (service->sources_count == IPC_MAX_SOURCES ||
	    ipc_number(message, IPC_TAG_INDEX, 0) != service->sources_count)
		return error_set(err, ERR_INTERNAL, "a source too many");
	service->sources_count++;
	source->kind = ipc_text(message, IPC_TAG_KIND);
	for (size_t i = 0; i + 1 < message->count; i++) {
		const struct ipc_field *name = &message->fields[i], *text = name + 1;

		if (name->tag != IPC_TAG_NAME || text->tag != IPC_TAG_TEXT)
			continue;
		source->names[source->options_count] = text_slice(name->bytes, name->length);
		source->texts[source->options_count++] = text_slice(text->bytes, text->length);
	}
	return true;
}

static bool add_item(struct service *service, const struct ipc_message *message, struct error *err)
{
	uint64_t source = ipc_number(message, IPC_TAG_SOURCE, UINT64_MAX);
	struct service_item *item;

	if (source >= service->sources_count || service->items_count == IPC_MAX_ITEMS)
		return error_set(err, ERR_INTERNAL, "an item too many");
	service->items = alloc_grow(service->items, &service->items_capacity,
				    service->items_count + 1, sizeof(struct service_item));
	item = &service->items[service->items_count++];
	item->source = source;
	item->path = ipc_text(message, IPC_TAG_PATH);
	item->version = ipc_text(message, IPC_TAG_SELECTOR);
	item->parameters = ipc_text(message, IPC_TAG_PARAMETERS);
	item->lease = ipc_text(message, IPC_TAG_ID);
	item->login = ipc_number(message, IPC_TAG_LOGIN, 0) == 1;
	if (item->parameters && parameters_wrong(item->parameters))
		return error_set(err, ERR_INTERNAL, "an item with parameters that are none");
	item->whole = ipc_number(message, IPC_TAG_WHOLE, 0) == 1;
	item->fields = alloc_array(message->count, sizeof(char *));
	for (size_t i = 0; i < message->count; i++) {
		const struct ipc_field *field = &message->fields[i];

		if (field->tag == IPC_TAG_FIELD)
			item->fields[item->fields_count++] =
				field->length > 0 ? text_slice(field->bytes, field->length) : NULL;
	}
	return true;
}

static bool hear_one(struct service *service, bool *go, struct error *err)
{
	_cleanup_(buf_done) struct buf frame = { 0 };
	struct ipc_message message;
	bool end, good = true;

	if (!ipc_receive(&frame, &service->reader, 0, &end, err))
		return false;
	if (end)
		return error_set(err, ERR_INTERNAL, "keystrap went away");
	if (!ipc_decode(&message, frame.bytes, frame.length, IPC_TO_FETCH, err))
		return false;
	if (message.type == IPC_SOURCE)
		good = add_source(service, &message, err);
	else if (message.type == IPC_ITEM)
		good = add_item(service, &message, err);
	else
		*go = true;
	if (*go)
		service->may_mint = ipc_number(&message, IPC_TAG_MINT, 0) == 1;
	ipc_message_done(&message);
	return good;
}

bool service_receive_plan(struct service *service, struct error *err)
{
	bool go = false;

	service->sources = alloc_array(IPC_MAX_SOURCES, sizeof(*service->sources));
	while (!go) {
		if (!hear_one(service, &go, err))
			return false;
	}
	return true;
}
