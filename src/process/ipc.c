/* SPDX-License-Identifier: Apache-2.0 */
#include "process/ipc.h"

#include <assert.h>
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "model/fact.h"
#include "model/lease.h"
#include "model/parameters.h"
#include "util/alloc.h"
#include "util/clock.h"
#include "util/text.h"

#define KIB         ((size_t)1024)
#define MANY        100000
#define READER_SIZE (64 * KIB)

/* clang-format off */
const struct ipc_message_row ipc_messages[] = {
	{ IPC_SOURCE, "source", IPC_TO_FETCH, {
		{ IPC_TAG_INDEX,    IPC_NUMBER, 8,          1, 1 },
		{ IPC_TAG_KIND,     IPC_TEXT,   64,         1, 1 },
		{ IPC_TAG_NAME,     IPC_TEXT,   64,         0, 64 },
		{ IPC_TAG_TEXT,     IPC_BYTES,  1024 * KIB, 0, 64 } } },
	{ IPC_ITEM, "item", IPC_TO_FETCH, {
		{ IPC_TAG_SOURCE,   IPC_NUMBER, 8,          1, 1 },
		{ IPC_TAG_PATH,     IPC_TEXT,   1024,       1, 1 },
		{ IPC_TAG_SELECTOR, IPC_TEXT,   128,        0, 1 },
		{ IPC_TAG_FIELD,    IPC_TEXT,   512,        0, MANY },
		{ IPC_TAG_WHOLE,    IPC_NUMBER, 8,          0, 1 },
		{ IPC_TAG_PARAMETERS, IPC_TEXT, PARAMETERS_MAX_BYTES, 0, 1 },
		{ IPC_TAG_ID,       IPC_TEXT,   LEASE_MAX_ID, 0, 1 } } },
	{ IPC_GO, "go", IPC_TO_FETCH, {
		{ IPC_TAG_MINT,     IPC_NUMBER, 8,          0, 1 } } },
	{ IPC_READY, "ready", IPC_FROM_FETCH, {
		{ IPC_TAG_LANDLOCK, IPC_NUMBER, 8,          1, 1 } } },
	{ IPC_VALUE, "value", IPC_FROM_FETCH, {
		{ IPC_TAG_INDEX,    IPC_NUMBER, 8,          1, 1 },
		{ IPC_TAG_FIELD,    IPC_TEXT,   512,        0, 1 },
		{ IPC_TAG_BYTES,    IPC_BYTES,  1024 * KIB, 1, 1 } } },
	{ IPC_FAILED, "failed", IPC_FROM_FETCH, {
		{ IPC_TAG_CLASS,    IPC_NUMBER, 8,          1, 1 },
		{ IPC_TAG_SOURCE,   IPC_NUMBER, 8,          1, 1 },
		{ IPC_TAG_INDEX,    IPC_NUMBER, 8,          0, 1 },
		{ IPC_TAG_FIELD,    IPC_TEXT,   512,        0, 1 },
		{ IPC_TAG_STATUS,   IPC_NUMBER, 8,          0, 1 },
		{ IPC_TAG_DEADLINE, IPC_NUMBER, 8,          0, 1 },
		{ IPC_TAG_ADDRESS,  IPC_NUMBER, 8,          0, 1 } } },
	{ IPC_READ, "read", IPC_FROM_FETCH, {
		{ IPC_TAG_INDEX,    IPC_NUMBER, 8,          1, 1 },
		{ IPC_TAG_CREATED,  IPC_NUMBER, 8,          0, 1 } } },
	{ IPC_LEASE, "lease", IPC_FROM_FETCH, {
		{ IPC_TAG_SOURCE,   IPC_NUMBER, 8,          1, 1 },
		{ IPC_TAG_INDEX,    IPC_NUMBER, 8,          0, 1 },
		{ IPC_TAG_LEASE,    IPC_NUMBER, 8,          1, 1 },
		{ IPC_TAG_ID,       IPC_TEXT,   LEASE_MAX_ID, 1, 1 },
		{ IPC_TAG_DURATION, IPC_NUMBER, 8,          1, 1 },
		{ IPC_TAG_CREATED,  IPC_NUMBER, 8,          1, 1 },
		{ IPC_TAG_RENEWABLE, IPC_NUMBER, 8,         0, 1 },
		{ IPC_TAG_HANDED,   IPC_NUMBER, 8,          0, 1 },
		{ IPC_TAG_BATCH,    IPC_NUMBER, 8,          0, 1 },
		{ IPC_TAG_USES,     IPC_NUMBER, 8,          0, 1 } } },
	{ IPC_KEEP, "keep", IPC_FROM_FETCH, {
		{ IPC_TAG_SOURCE,   IPC_NUMBER, 8,          1, 1 },
		{ IPC_TAG_BYTES,    IPC_BYTES,  64 * KIB,   1, 1 } } },
	{ IPC_FACT, "fact", IPC_FROM_FETCH, {
		{ IPC_TAG_SOURCE,   IPC_NUMBER, 8,          1, 1 },
		{ IPC_TAG_FACT,     IPC_NUMBER, 8,          1, 1 },
		{ IPC_TAG_PATH,     IPC_TEXT,   FACT_MAX_TEXT, 1, 1 },
		{ IPC_TAG_FROM,     IPC_TEXT,   64,         0, 1 } } },
	{ IPC_MAKING, "making", IPC_FROM_FETCH, {
		{ IPC_TAG_INDEX,    IPC_NUMBER, 8,          1, 1 } } },
	{ IPC_DONE, "done", IPC_FROM_FETCH, { { 0 } } },
	{ 0 },
};
/* clang-format on */

static const char magic[4] = { 'K', 'S', 'T', 'R' };

static void put32(char *at, uint32_t number)
{
	for (int i = 0; i < 4; i++)
		at[i] = (char)(number >> (8 * i));
}

static uint32_t get32(const char *at)
{
	uint32_t number = 0;

	for (int i = 0; i < 4; i++)
		number |= (uint32_t)(unsigned char)at[i] << (8 * i);
	return number;
}

static uint64_t get64(const char *at)
{
	return get32(at) | (uint64_t)get32(at + 4) << 32;
}

void ipc_begin(struct buf *frame, enum ipc_type type)
{
	char header[IPC_HEADER_SIZE] = { 0 };

	buf_done(frame);
	memcpy(header, magic, sizeof(magic));
	header[4] = IPC_VERSION;
	header[5] = (char)type;
	buf_add(frame, header, sizeof(header));
}

void ipc_add(struct buf *frame, enum ipc_tag tag, const void *bytes, size_t length)
{
	char head[5] = { (char)tag };

	assert(length <= IPC_MAX_PAYLOAD);
	put32(head + 1, (uint32_t)length);
	buf_add(frame, head, sizeof(head));
	buf_add(frame, bytes, length);
}

void ipc_add_text(struct buf *frame, enum ipc_tag tag, const char *text)
{
	ipc_add(frame, tag, text, strlen(text));
}

void ipc_add_number(struct buf *frame, enum ipc_tag tag, uint64_t number)
{
	char bytes[8];

	put32(bytes, (uint32_t)number);
	put32(bytes + 4, (uint32_t)(number >> 32));
	ipc_add(frame, tag, bytes, sizeof(bytes));
}

void ipc_end(struct buf *frame)
{
	assert(frame->length - IPC_HEADER_SIZE <= IPC_MAX_PAYLOAD);
	put32(frame->bytes + 8, (uint32_t)(frame->length - IPC_HEADER_SIZE));
}

static const struct ipc_message_row *find_message(unsigned type, enum ipc_direction direction)
{
	for (const struct ipc_message_row *row = ipc_messages; row->name; row++) {
		if (row->type == type && row->direction == direction)
			return row;
	}
	return NULL;
}

static bool is_text(const char *bytes, size_t length)
{
	return !text_has_control(bytes, length) && text_utf8_length(bytes, length) == length;
}

static const char *check_field(const struct ipc_message_row *row, const struct ipc_field *field,
			       unsigned *counts)
{
	for (size_t i = 0; i < IPC_MAX_FIELD_ROWS && row->fields[i].tag; i++) {
		const struct ipc_field_row *rule = &row->fields[i];

		if (rule->tag != field->tag)
			continue;
		if (field->length > rule->max_length ||
		    (rule->kind == IPC_NUMBER && field->length != 8))
			return "a field has the wrong length";
		if (rule->kind == IPC_TEXT && !is_text(field->bytes, field->length))
			return "a text has bytes that it must not have";
		if (++counts[i] > rule->max_count)
			return "a field is there too often";
		return NULL;
	}
	return "a field does not belong into this message";
}

static const char *split(struct ipc_message *message, const struct ipc_message_row *row,
			 const char *bytes, size_t length)
{
	unsigned counts[IPC_MAX_FIELD_ROWS] = { 0 };
	size_t capacity = 0;

	while (length > 0) {
		struct ipc_field *field;
		const char *wrong;

		if (length < 5 || get32(bytes + 1) > length - 5)
			return "a field ends behind the frame";
		message->fields =
			alloc_grow(message->fields, &capacity, message->count + 1, sizeof(*field));
		field = &message->fields[message->count++];
		*field = (struct ipc_field){ (enum ipc_tag)(unsigned char)bytes[0], bytes + 5,
					     get32(bytes + 1) };
		wrong = check_field(row, field, counts);
		if (wrong)
			return wrong;
		bytes += 5 + field->length;
		length -= 5 + field->length;
	}
	for (size_t i = 0; i < IPC_MAX_FIELD_ROWS && row->fields[i].tag; i++) {
		if (counts[i] < row->fields[i].min_count)
			return "a field is missing";
	}
	return NULL;
}

static const char *check_header(const char *header)
{
	if (memcmp(header, magic, sizeof(magic)) != 0)
		return "it is no frame";
	if (header[4] != IPC_VERSION)
		return "it is of another version: keystrap and keystrap-fetch do not belong "
		       "together";
	if (header[6] || header[7])
		return "its reserved bytes are not zero";
	if (get32(header + 8) > IPC_MAX_PAYLOAD)
		return "it is longer than any frame may be";
	return NULL;
}

bool ipc_decode(struct ipc_message *ret, const void *bytes, size_t length,
		enum ipc_direction direction, struct error *err)
{
	const char *frame = bytes;
	const struct ipc_message_row *row;
	struct ipc_message message = { 0 };
	const char *wrong;

	if (length < IPC_HEADER_SIZE)
		return error_set(err, ERR_INTERNAL, "bad frame: it is shorter than a header");
	wrong = check_header(frame);
	if (!wrong && get32(frame + 8) != length - IPC_HEADER_SIZE)
		wrong = "its length is wrong";
	row = find_message((unsigned char)frame[5], direction);
	if (!wrong && !row)
		wrong = "its type is unknown here";
	if (!wrong) {
		message.type = row->type;
		wrong = split(&message, row, frame + IPC_HEADER_SIZE, length - IPC_HEADER_SIZE);
	}
	if (wrong) {
		ipc_message_done(&message);
		return error_set(err, ERR_INTERNAL, "bad frame: %s", wrong);
	}
	*ret = message;
	return true;
}

void ipc_message_done(struct ipc_message *message)
{
	free(message->fields);
	*message = (struct ipc_message){ 0 };
}

const struct ipc_field *ipc_field(const struct ipc_message *message, enum ipc_tag tag)
{
	for (size_t i = 0; i < message->count; i++) {
		if (message->fields[i].tag == tag)
			return &message->fields[i];
	}
	return NULL;
}

uint64_t ipc_number(const struct ipc_message *message, enum ipc_tag tag, uint64_t fallback)
{
	const struct ipc_field *field = ipc_field(message, tag);

	return field ? get64(field->bytes) : fallback;
}

char *ipc_text(const struct ipc_message *message, enum ipc_tag tag)
{
	const struct ipc_field *field = ipc_field(message, tag);

	return field ? text_slice(field->bytes, field->length) : NULL;
}

/* until 0: for ever */
static bool wait_for(int fd, short events, uint64_t until, struct error *err)
{
	struct pollfd poller = { .fd = fd, .events = events };

	for (;;) {
		uint64_t now = until ? clock_now(&system_clock) : 0;
		uint64_t rest = until > now ? until - now : 0;
		int ready = poll(&poller, 1, until ? (rest > 60000 ? 60000 : (int)rest) : -1);

		if (ready > 0)
			return true;
		if (ready < 0 && errno != EINTR)
			return error_errno(err, ERR_SYSTEM, errno, "cannot wait for a socket");
		if (until && clock_now(&system_clock) >= until)
			return error_set(err, ERR_DEADLINE, "%s in time",
					 events == POLLIN ? "no frame came" : "no frame was taken");
	}
}

bool ipc_send(int fd, const struct buf *frames, uint64_t until, struct error *err)
{
	size_t sent = 0;

	while (sent < frames->length) {
		ssize_t n = send(fd, frames->bytes + sent, frames->length - sent,
				 MSG_NOSIGNAL | MSG_DONTWAIT);

		if (n >= 0)
			sent += (size_t)n;
		else if (errno != EAGAIN && errno != EINTR)
			return error_errno(err, ERR_SYSTEM, errno, "cannot send a frame");
		else if (!wait_for(fd, POLLOUT, until, err))
			return false;
	}
	return true;
}

void ipc_reader_done(struct ipc_reader *reader)
{
	if (reader->bytes)
		explicit_bzero(reader->bytes, READER_SIZE);
	free(reader->bytes);
	*reader = (struct ipc_reader){ .fd = reader->fd };
}

/* Waits for bytes; none in the reader afterwards means the end of the stream. */
static bool fill(struct ipc_reader *reader, uint64_t until, struct error *err)
{
	if (!reader->bytes)
		reader->bytes = alloc_array(READER_SIZE, 1);
	reader->start = reader->end = 0;
	for (;;) {
		ssize_t got = recv(reader->fd, reader->bytes, READER_SIZE, MSG_DONTWAIT);

		if (got >= 0) {
			reader->end = (size_t)got;
			return true;
		}
		if (errno == ECONNRESET)
			return true;
		if (errno != EAGAIN && errno != EINTR)
			return error_errno(err, ERR_SYSTEM, errno, "cannot receive a frame");
		if (!wait_for(reader->fd, POLLIN, until, err))
			return false;
	}
}

/* Appends exactly length bytes to the frame; *ret_end when the stream ends before its first. */
static bool receive_bytes(struct buf *frame, struct ipc_reader *reader, size_t length,
			  uint64_t until, bool *ret_end, struct error *err)
{
	while (length > 0) {
		size_t there;

		if (reader->start == reader->end && !fill(reader, until, err))
			return false;
		there = reader->end - reader->start;
		if (there == 0 && frame->length > 0)
			return error_set(err, ERR_INTERNAL, "bad frame: the stream ends inside it");
		if (there == 0) {
			*ret_end = true;
			return true;
		}
		there = there < length ? there : length;
		buf_add(frame, reader->bytes + reader->start, there);
		reader->start += there;
		length -= there;
	}
	return true;
}

bool ipc_receive(struct buf *frame, struct ipc_reader *reader, uint64_t wait_until, bool *ret_end,
		 struct error *err)
{
	const char *wrong;

	buf_done(frame);
	*ret_end = false;
	if (!receive_bytes(frame, reader, IPC_HEADER_SIZE, wait_until, ret_end, err))
		return false;
	if (*ret_end)
		return true;
	wrong = check_header(frame->bytes);
	if (wrong)
		return error_set(err, ERR_INTERNAL, "bad frame: %s", wrong);
	return receive_bytes(frame, reader, get32(frame->bytes + 8), wait_until, ret_end, err);
}
