/* SPDX-License-Identifier: Apache-2.0 */

/* Frames of either end: all fields of what is accepted lie inside it, and build the same frame. */

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "process/ipc.h"
#include "util/alloc.h"

#include "fuzz.h"

static void decode(const char *bytes, size_t size, enum ipc_direction direction)
{
	_cleanup_(buf_done) struct buf again = { 0 };
	struct ipc_message message;
	struct error err;

	if (!ipc_decode(&message, bytes, size, direction, &err))
		return;
	ipc_begin(&again, message.type);
	for (size_t i = 0; i < message.count; i++) {
		const struct ipc_field *field = &message.fields[i];
		_cleanup_(freep) char *text = ipc_text(&message, field->tag);

		assert(field->bytes >= bytes + IPC_HEADER_SIZE &&
		       field->bytes + field->length <= bytes + size && text);
		ipc_add(&again, field->tag, field->bytes, field->length);
	}
	ipc_end(&again);
	assert(again.length == size && memcmp(again.bytes, bytes, size) == 0);
	ipc_message_done(&message);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	decode((const char *)data, size, IPC_TO_FETCH);
	decode((const char *)data, size, IPC_FROM_FETCH);
	return 0;
}
