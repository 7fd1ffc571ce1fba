/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "process/ipc.h"
#include "util/alloc.h"
#include "util/clock.h"

static bool decodes(const struct buf *frame, enum ipc_direction direction)
{
	struct ipc_message message = { 0 };
	struct error err = { 0 };
	bool good = ipc_decode(&message, frame->bytes, frame->length, direction, &err);

	assert_int_equal(err.code, good ? ERR_NONE : ERR_INTERNAL);
	if (!good)
		assert_null(message.fields);
	ipc_message_done(&message);
	return good;
}

/* Adds one field of a row with length bytes. */
static void add_field(struct buf *frame, const struct ipc_field_row *field, size_t length)
{
	char *bytes = alloc_array(length + 1, 1);

	memset(bytes, 'a', length);
	ipc_add(frame, field->tag, bytes, length);
	free(bytes);
}

static size_t fitting(const struct ipc_field_row *field)
{
	return field->kind == IPC_NUMBER ? 8 : 3;
}

/* A frame of a row with count fields of the row at index, and of the others as many as needed. */
static void build(struct buf *frame, const struct ipc_message_row *row, size_t index,
		  unsigned count)
{
	ipc_begin(frame, row->type);
	for (size_t i = 0; i < IPC_MAX_FIELD_ROWS && row->fields[i].tag; i++) {
		unsigned times = i == index ? count : row->fields[i].min_count;

		for (unsigned j = 0; j < times; j++)
			add_field(frame, &row->fields[i], fitting(&row->fields[i]));
	}
	ipc_end(frame);
}

static void each_message_goes_in_its_direction_only(void **state)
{
	size_t rows = 0;

	(void)state;
	for (const struct ipc_message_row *row = ipc_messages; row->name; row++, rows++) {
		_cleanup_(buf_done) struct buf frame = { 0 };

		build(&frame, row, IPC_MAX_FIELD_ROWS, 0);
		assert_true(decodes(&frame, row->direction));
		assert_false(decodes(&frame, row->direction == IPC_TO_FETCH ? IPC_FROM_FETCH
									    : IPC_TO_FETCH));
	}
	assert_int_equal(rows, 12);
}

static void fields_are_there_as_often_as_their_row_says(void **state)
{
	(void)state;
	for (const struct ipc_message_row *row = ipc_messages; row->name; row++) {
		for (size_t i = 0; i < IPC_MAX_FIELD_ROWS && row->fields[i].tag; i++) {
			const struct ipc_field_row *field = &row->fields[i];

			for (unsigned count = 0; count <= field->max_count + 1; count++) {
				_cleanup_(buf_done) struct buf frame = { 0 };

				if (field->max_count > 1000 && count > 3)
					break;
				build(&frame, row, i, count);
				assert_int_equal(decodes(&frame, row->direction),
						 count >= field->min_count &&
							 count <= field->max_count);
			}
		}
	}
}

static void lengths_are_those_of_the_row(void **state)
{
	(void)state;
	for (const struct ipc_message_row *row = ipc_messages; row->name; row++) {
		for (size_t i = 0; i < IPC_MAX_FIELD_ROWS && row->fields[i].tag; i++) {
			const struct ipc_field_row *field = &row->fields[i];
			const size_t lengths[] = {
				0, 7, 8, 9, field->max_length, field->max_length + 1
			};

			for (size_t j = 0; j < ARRAY_LENGTH(lengths); j++) {
				_cleanup_(buf_done) struct buf frame = { 0 };
				bool good = field->kind == IPC_NUMBER
						    ? lengths[j] == 8
						    : lengths[j] <= field->max_length;

				build(&frame, row, i, 0);
				add_field(&frame, field, lengths[j]);
				ipc_end(&frame);
				assert_int_equal(decodes(&frame, row->direction), good);
			}
		}
	}
}

static void a_field_of_another_message_is_refused(void **state)
{
	(void)state;
	for (const struct ipc_message_row *row = ipc_messages; row->name; row++) {
		for (int tag = 0; tag <= IPC_TAG_COUNT; tag++) {
			_cleanup_(buf_done) struct buf frame = { 0 };
			bool known = false;

			for (size_t i = 0; i < IPC_MAX_FIELD_ROWS; i++)
				known = known || (int)row->fields[i].tag == tag;
			if (known && tag)
				continue;
			build(&frame, row, IPC_MAX_FIELD_ROWS, 0);
			ipc_add_number(&frame, (enum ipc_tag)tag, 1);
			ipc_end(&frame);
			assert_false(decodes(&frame, row->direction));
		}
	}
}

static void texts_are_utf8_without_control_characters(void **state)
{
	static const struct {
		const char *bytes;
		size_t length;
		bool good;
	} rows[] = {
		{ "", 0, true },      { "a b\xc3\xa9", 5, true }, { "a\0b", 3, false },
		{ "a\n", 2, false },  { "\x1b", 1, false },       { "\x7f", 1, false },
		{ "\xff", 1, false }, { "\xc3", 1, false },       { "\xed\xa0\x80", 3, false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		_cleanup_(buf_done) struct buf text = { 0 }, bytes = { 0 };

		ipc_begin(&text, IPC_ITEM);
		ipc_add_number(&text, IPC_TAG_SOURCE, 0);
		ipc_add(&text, IPC_TAG_PATH, rows[i].bytes, rows[i].length);
		ipc_end(&text);
		assert_int_equal(decodes(&text, IPC_TO_FETCH), rows[i].good);
		ipc_begin(&bytes, IPC_VALUE);
		ipc_add_number(&bytes, IPC_TAG_INDEX, 0);
		ipc_add(&bytes, IPC_TAG_BYTES, rows[i].bytes, rows[i].length);
		ipc_end(&bytes);
		assert_true(decodes(&bytes, IPC_FROM_FETCH));
	}
}

static void what_goes_in_comes_out(void **state)
{
	_cleanup_(buf_done) struct buf frame = { 0 };
	_cleanup_(freep) char *field = NULL, *absent = NULL;
	struct ipc_message message = { 0 };
	struct error err;

	(void)state;
	ipc_begin(&frame, IPC_VALUE);
	ipc_add_number(&frame, IPC_TAG_INDEX, UINT64_C(0xfedcba9876543210));
	ipc_add_text(&frame, IPC_TAG_FIELD, "caf\xc3\xa9");
	ipc_add(&frame, IPC_TAG_BYTES, "a\0\xff", 3);
	ipc_end(&frame);
	assert_memory_equal(frame.bytes, "KSTR\x01\x04\0\0", 8);
	assert_true(ipc_decode(&message, frame.bytes, frame.length, IPC_FROM_FETCH, &err));
	assert_int_equal(message.type, IPC_VALUE);
	assert_int_equal(message.count, 3);
	assert_true(ipc_number(&message, IPC_TAG_INDEX, 0) == UINT64_C(0xfedcba9876543210));
	assert_int_equal(ipc_number(&message, IPC_TAG_STATUS, 7), 7);
	field = ipc_text(&message, IPC_TAG_FIELD);
	assert_string_equal(field, "caf\xc3\xa9");
	absent = ipc_text(&message, IPC_TAG_PATH);
	assert_null(absent);
	assert_int_equal(ipc_field(&message, IPC_TAG_BYTES)->length, 3);
	assert_memory_equal(ipc_field(&message, IPC_TAG_BYTES)->bytes, "a\0\xff", 3);
	ipc_message_done(&message);
}

static void sample(struct buf *frame)
{
	ipc_begin(frame, IPC_FAILED);
	ipc_add_number(frame, IPC_TAG_CLASS, 3);
	ipc_add_number(frame, IPC_TAG_SOURCE, 1);
	ipc_add_text(frame, IPC_TAG_FIELD, "name");
	ipc_add_number(frame, IPC_TAG_DEADLINE, 1);
	ipc_end(frame);
}

static void a_frame_that_is_cut_anywhere_is_refused(void **state)
{
	_cleanup_(buf_done) struct buf frame = { 0 };
	size_t whole;

	(void)state;
	sample(&frame);
	whole = frame.length;
	for (frame.length = 0; frame.length < whole; frame.length++)
		assert_false(decodes(&frame, IPC_FROM_FETCH));
	assert_true(decodes(&frame, IPC_FROM_FETCH));
	buf_add_char(&frame, 'x');
	assert_false(decodes(&frame, IPC_FROM_FETCH));
}

/* Whatever is still a frame has all its fields inside it, in the row's numbers and lengths. */
static void harmless(const struct buf *frame, enum ipc_direction direction)
{
	struct ipc_message message = { 0 };
	struct error err = { 0 };

	if (!ipc_decode(&message, frame->bytes, frame->length, direction, &err)) {
		assert_null(strstr(err.text, "name"));
		return;
	}
	for (size_t i = 0; i < message.count; i++) {
		assert_true(message.fields[i].bytes >= frame->bytes + IPC_HEADER_SIZE);
		assert_true(message.fields[i].bytes + message.fields[i].length <=
			    frame->bytes + frame->length);
	}
	ipc_message_done(&message);
}

static void a_flipped_byte_is_refused_or_harmless(void **state)
{
	_cleanup_(buf_done) struct buf frame = { 0 };

	(void)state;
	sample(&frame);
	for (size_t i = 0; i < frame.length; i++) {
		char before = frame.bytes[i];

		for (int byte = 0; byte < 256; byte++) {
			frame.bytes[i] = (char)byte;
			harmless(&frame, IPC_FROM_FETCH);
			harmless(&frame, IPC_TO_FETCH);
			if (i < IPC_HEADER_SIZE && i != 5 && frame.bytes[i] != before)
				assert_false(decodes(&frame, IPC_FROM_FETCH));
		}
		frame.bytes[i] = before;
	}
}

static void oversized_lengths_are_refused(void **state)
{
	static const uint32_t lengths[] = { 0xffffffff, 0x80000000, 0x7fffffff, 0x00200000,
					    0xfffffffb };
	_cleanup_(buf_done) struct buf frame = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(lengths); i++) {
		for (int byte = 0; byte < 4; byte++) {
			sample(&frame);
			for (int j = 0; j < 4; j++)
				frame.bytes[8 + j] = (char)(lengths[i] >> (8 * j));
			assert_false(decodes(&frame, IPC_FROM_FETCH));
			sample(&frame);
			for (int j = 0; j < 4; j++)
				frame.bytes[IPC_HEADER_SIZE + 1 + j] =
					(char)(lengths[i] >> (8 * j));
			assert_false(decodes(&frame, IPC_FROM_FETCH));
		}
	}
}

static void frames_cross_a_socket(void **state)
{
	_cleanup_(buf_done) struct buf frame = { 0 }, got = { 0 };
	_cleanup_(ipc_reader_done) struct ipc_reader reader = { 0 };
	struct error err;
	bool end = true;
	int ends[2];

	(void)state;
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
	reader.fd = ends[1];
	sample(&frame);
	assert_true(ipc_send(ends[0], &frame, 0, &err));
	assert_true(ipc_send(ends[0], &frame, 0, &err));
	for (int i = 0; i < 2; i++) {
		assert_true(ipc_receive(&got, &reader, 0, &end, &err));
		assert_false(end);
		assert_int_equal(got.length, frame.length);
		assert_memory_equal(got.bytes, frame.bytes, frame.length);
	}
	close(ends[0]);
	assert_true(ipc_receive(&got, &reader, 0, &end, &err));
	assert_true(end);
	assert_int_equal(got.length, 0);
	close(ends[1]);
}

static void the_largest_frame_crosses_a_socket(void **state)
{
	_cleanup_(buf_done) struct buf frame = { 0 }, got = { 0 };
	_cleanup_(freep) char *bytes = alloc_array(1 << 20, 1);
	_cleanup_(ipc_reader_done) struct ipc_reader reader = { 0 };
	struct error err;
	int ends[2], status;
	bool end;
	pid_t child;

	(void)state;
	memset(bytes, 'v', 1 << 20);
	ipc_begin(&frame, IPC_VALUE);
	ipc_add_number(&frame, IPC_TAG_INDEX, 0);
	ipc_add(&frame, IPC_TAG_BYTES, bytes, 1 << 20);
	ipc_end(&frame);
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
	reader.fd = ends[1];
	child = fork();
	if (child == 0)
		_exit(ipc_send(ends[0], &frame, 0, &err) ? 0 : 1);
	assert_true(ipc_receive(&got, &reader, 0, &end, &err));
	assert_int_equal(got.length, frame.length);
	assert_memory_equal(got.bytes, frame.bytes, frame.length);
	waitpid(child, &status, 0);
	assert_int_equal(status, 0);
	close(ends[0]);
	close(ends[1]);
}

/* What comes of so many bytes of the sample and then the end of the stream. */
static enum err_code received(const char *bytes, size_t length, bool *end)
{
	_cleanup_(buf_done) struct buf got = { 0 };
	_cleanup_(ipc_reader_done) struct ipc_reader reader = { 0 };
	struct error err = { 0 };
	int ends[2];

	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
	reader.fd = ends[1];
	assert_int_equal(send(ends[0], bytes, length, 0), (ssize_t)length);
	close(ends[0]);
	*end = false;
	if (ipc_receive(&got, &reader, 0, end, &err))
		assert_int_equal(err.code, ERR_NONE);
	close(ends[1]);
	return err.code;
}

static void a_stream_that_ends_inside_a_frame_is_an_error(void **state)
{
	_cleanup_(buf_done) struct buf frame = { 0 };
	bool end;

	(void)state;
	sample(&frame);
	for (size_t length = 1; length < frame.length; length++) {
		assert_int_equal(received(frame.bytes, length, &end), ERR_INTERNAL);
		assert_false(end);
	}
	assert_int_equal(received(frame.bytes, frame.length, &end), ERR_NONE);
	assert_false(end);
	frame.bytes[11] = 1; /* 16 MiB and more: not even begun */
	assert_int_equal(received(frame.bytes, frame.length, &end), ERR_INTERNAL);
}

static void waiting_ends_with_the_deadline(void **state)
{
	_cleanup_(buf_done) struct buf frame = { 0 }, got = { 0 };
	_cleanup_(ipc_reader_done) struct ipc_reader reader = { 0 };
	struct error err;
	uint64_t before = clock_now(&system_clock);
	int ends[2];
	bool end;

	(void)state;
	sample(&frame);
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
	reader.fd = ends[1];
	assert_false(ipc_receive(&got, &reader, before + 30, &end, &err));
	assert_int_equal(err.code, ERR_DEADLINE);
	assert_int_equal(send(ends[0], frame.bytes, 20, 0), 20);
	assert_false(ipc_receive(&got, &reader, before + 60, &end, &err));
	assert_int_equal(err.code, ERR_DEADLINE);
	assert_true(clock_now(&system_clock) - before >= 60);
	assert_true(clock_now(&system_clock) - before < 5000);
	close(ends[0]);
	assert_true(ipc_receive(&got, &reader, before, &end, &err));
	assert_true(end);
	close(ends[1]);
}

static void sending_to_nobody_is_an_error_not_a_signal(void **state)
{
	_cleanup_(buf_done) struct buf frame = { 0 };
	struct error err = { 0 };
	int ends[2];

	(void)state;
	sample(&frame);
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
	close(ends[1]);
	assert_false(ipc_send(ends[0], &frame, 0, &err));
	assert_int_equal(err.code, ERR_SYSTEM);
	close(ends[0]);
}

static void sending_ends_with_the_deadline(void **state)
{
	static char bytes[1 << 20];
	_cleanup_(buf_done) struct buf frames = { 0 };
	uint64_t before = clock_now(&system_clock);
	struct error err;
	int ends[2];

	(void)state;
	for (int i = 0; i < 4; i++)
		buf_add(&frames, bytes, sizeof(bytes));
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
	assert_false(ipc_send(ends[0], &frames, before + 30, &err));
	assert_int_equal(err.code, ERR_DEADLINE);
	assert_true(clock_now(&system_clock) - before >= 30);
	assert_true(clock_now(&system_clock) - before < 5000);
	close(ends[0]);
	close(ends[1]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_message_goes_in_its_direction_only),
		cmocka_unit_test(fields_are_there_as_often_as_their_row_says),
		cmocka_unit_test(lengths_are_those_of_the_row),
		cmocka_unit_test(a_field_of_another_message_is_refused),
		cmocka_unit_test(texts_are_utf8_without_control_characters),
		cmocka_unit_test(what_goes_in_comes_out),
		cmocka_unit_test(a_frame_that_is_cut_anywhere_is_refused),
		cmocka_unit_test(a_flipped_byte_is_refused_or_harmless),
		cmocka_unit_test(oversized_lengths_are_refused),
		cmocka_unit_test(frames_cross_a_socket),
		cmocka_unit_test(the_largest_frame_crosses_a_socket),
		cmocka_unit_test(a_stream_that_ends_inside_a_frame_is_an_error),
		cmocka_unit_test(waiting_ends_with_the_deadline),
		cmocka_unit_test(sending_ends_with_the_deadline),
		cmocka_unit_test(sending_to_nobody_is_an_error_not_a_signal),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
