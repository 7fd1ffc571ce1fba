/* SPDX-License-Identifier: Apache-2.0 */
#include "service.h"

/* The frames that go back to keystrap: what fetching came to, and the one question. */

#include <string.h>

#include "util/text.h"

#define FLUSH_BYTES ((size_t)256 * 1024)

static void flush(struct service *service)
{
	if (!service->broken &&
	    !ipc_send(service->reader.fd, &service->out, 0, &service->send_error))
		service->broken = true;
	buf_done(&service->out);
}

/* keystrap looks at nothing before all is there: a few large pieces are enough. */
static void send_frame(struct service *service, struct buf *frame)
{
	ipc_end(frame);
	buf_add(&service->out, frame->bytes, frame->length);
	if (service->urgent || service->out.length >= FLUSH_BYTES)
		flush(service);
}

void service_send_ready(struct service *service, const struct sandbox_status *status)
{
	_cleanup_(buf_done) struct buf frame = { 0 };

	ipc_begin(&frame, IPC_READY);
	ipc_add_number(&frame, IPC_TAG_LANDLOCK, status->landlock_abi);
	send_frame(service, &frame);
}

static void send_value(void *context, size_t item, const struct field *field)
{
	struct service *service = context;
	_cleanup_(buf_done) struct buf frame = { 0 };

	ipc_begin(&frame, IPC_VALUE);
	ipc_add_number(&frame, IPC_TAG_INDEX, item);
	if (field->name)
		ipc_add_text(&frame, IPC_TAG_FIELD, field->name);
	ipc_add(&frame, IPC_TAG_BYTES, field->bytes, field->length);
	send_frame(service, &frame);
}

static void send_failure(void *context, size_t source, size_t item, const char *field,
			 struct failure failure)
{
	struct service *service = context;
	_cleanup_(buf_done) struct buf frame = { 0 };

	ipc_begin(&frame, IPC_FAILED);
	ipc_add_number(&frame, IPC_TAG_CLASS, failure.class);
	ipc_add_number(&frame, IPC_TAG_SOURCE, source);
	if (item != FETCH_NO_ITEM)
		ipc_add_number(&frame, IPC_TAG_INDEX, item);
	if (field)
		ipc_add_text(&frame, IPC_TAG_FIELD, field);
	if (failure.http_status)
		ipc_add_number(&frame, IPC_TAG_STATUS, failure.http_status);
	if (failure.deadline)
		ipc_add_number(&frame, IPC_TAG_DEADLINE, 1);
	if (failure.made)
		ipc_add_number(&frame, IPC_TAG_MADE, 1);
	if (failure.address)
		ipc_add_number(&frame, IPC_TAG_ADDRESS, failure.address);
	send_frame(service, &frame);
}

static void send_lease(void *context, size_t source, size_t item, const struct lease *lease)
{
	struct service *service = context;
	_cleanup_(buf_done) struct buf frame = { 0 };

	ipc_begin(&frame, IPC_LEASE);
	ipc_add_number(&frame, IPC_TAG_SOURCE, source);
	if (item != FETCH_NO_ITEM)
		ipc_add_number(&frame, IPC_TAG_INDEX, item);
	ipc_add_number(&frame, IPC_TAG_LEASE, lease->kind);
	ipc_add_text(&frame, IPC_TAG_ID, lease->id);
	ipc_add_number(&frame, IPC_TAG_DURATION, lease->duration_s);
	ipc_add_number(&frame, IPC_TAG_CREATED, (uint64_t)lease->issued);
	if (lease->renewable)
		ipc_add_number(&frame, IPC_TAG_RENEWABLE, 1);
	if (lease->handed)
		ipc_add_number(&frame, IPC_TAG_HANDED, 1);
	if (lease->batch)
		ipc_add_number(&frame, IPC_TAG_BATCH, 1);
	if (lease->limited)
		ipc_add_number(&frame, IPC_TAG_USES, lease->uses);
	send_frame(service, &frame);
}

/* Before the request goes out: who is ended by a signal must know that there will be a lease. */
static void send_making(void *context, size_t item)
{
	struct service *service = context;
	_cleanup_(buf_done) struct buf frame = { 0 };

	service->urgent = true;
	ipc_begin(&frame, IPC_MAKING);
	ipc_add_number(&frame, IPC_TAG_INDEX, item);
	send_frame(service, &frame);
}

static void send_kept(void *context, size_t source, const char *bytes, size_t length)
{
	struct service *service = context;
	_cleanup_(buf_done) struct buf frame = { 0 };

	ipc_begin(&frame, IPC_KEEP);
	ipc_add_number(&frame, IPC_TAG_SOURCE, source);
	ipc_add(&frame, IPC_TAG_BYTES, bytes, length);
	send_frame(service, &frame);
	/* Whatever becomes of the rest: who has the old one cannot renew it again. */
	flush(service);
}

/* A text of a service that is no line of text, or too long, is left out. */
static void send_fact(void *context, size_t source, enum login_fact fact, const char *text,
		      const char *from)
{
	struct service *service = context;
	_cleanup_(buf_done) struct buf frame = { 0 };

	if (strlen(text) > FACT_MAX_TEXT || text_has_control(text, strlen(text)) ||
	    text_utf8_length(text, strlen(text)) != strlen(text))
		return;
	ipc_begin(&frame, IPC_FACT);
	ipc_add_number(&frame, IPC_TAG_SOURCE, source);
	ipc_add_number(&frame, IPC_TAG_FACT, fact);
	ipc_add_text(&frame, IPC_TAG_PATH, text);
	if (from)
		ipc_add_text(&frame, IPC_TAG_FROM, from);
	send_frame(service, &frame);
}

static void send_read(void *context, size_t item, time_t created)
{
	struct service *service = context;
	_cleanup_(buf_done) struct buf frame = { 0 };

	ipc_begin(&frame, IPC_READ);
	ipc_add_number(&frame, IPC_TAG_INDEX, item);
	if (created > 0)
		ipc_add_number(&frame, IPC_TAG_CREATED, (uint64_t)created);
	send_frame(service, &frame);
}

struct fetch_sink service_sink(struct service *service)
{
	return (struct fetch_sink){
		.value = send_value,
		.failed = send_failure,
		.lease = send_lease,
		.fact = send_fact,
		.keep = send_kept,
		.making = send_making,
		.done = send_read,
		.context = service,
	};
}

bool service_ask(void *context)
{
	struct service *service = context;
	_cleanup_(buf_done) struct buf frame = { 0 };
	struct ipc_message message;
	struct error err;
	bool end, go;

	ipc_begin(&frame, IPC_ASK);
	send_frame(service, &frame);
	flush(service);
	if (!ipc_receive(&frame, &service->reader, 0, &end, &err) || end ||
	    !ipc_decode(&message, frame.bytes, frame.length, IPC_TO_FETCH, &err))
		return false;
	go = message.type == IPC_GO && ipc_number(&message, IPC_TAG_MINT, 0) == 1;
	ipc_message_done(&message);
	return go;
}

bool service_send_done(struct service *service, struct error *err)
{
	_cleanup_(buf_done) struct buf frame = { 0 };

	ipc_begin(&frame, IPC_DONE);
	send_frame(service, &frame);
	flush(service);
	if (service->broken)
		*err = service->send_error;
	return !service->broken;
}
