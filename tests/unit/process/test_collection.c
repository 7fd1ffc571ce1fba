/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <stdio.h>
#include <sys/socket.h>

#include "core/made.h"
#include "process/collection.h"
#include "process/ipc.h"
#include "util/text.h"

#define TWO                                                                                        \
	VAULT "[source w]\ntype=vault\naddress=https://w.test\n"                                   \
	      "[A]\nfrom=v:app#a\n[B]\nfrom=v:other#b\n[C]\nfrom=w:app#c\n"

static unsigned prepared;

static bool refuse(const struct source *source, const struct option_sink *sink, struct error *err)
{
	(void)source;
	prepared++;
	sink->add(sink->context, "token", "half-way");
	error_set(err, ERR_AUTH, "the login file is expired");
	return error_hint(err, "log in again");
}

static bool add_token(const struct source *source, const struct option_sink *sink,
		      struct error *err)
{
	(void)source;
	(void)err;
	prepared++;
	sink->add(sink->context, "token", "from prepare");
	return true;
}

typedef bool prepare_fn(const struct source *source, const struct option_sink *sink,
			struct error *err);

/* The source with that name prepares so. */
static void give_prepare(struct made *made, struct source_type *type, const char *name,
			 prepare_fn *prepare)
{
	for (size_t i = 0; i < made->manifest->sources_count; i++) {
		struct source *source = &made->manifest->sources[i];

		if (!text_equal(source->name, name))
			continue;
		*type = *source->type;
		type->prepare = prepare;
		source->type = type;
	}
}

static void send_frame(int fd, enum ipc_type type, uint64_t index, const char *value)
{
	_cleanup_(buf_done) struct buf frame = { 0 };
	struct error err;

	ipc_begin(&frame, type);
	if (type == IPC_READY)
		ipc_add_number(&frame, IPC_TAG_LANDLOCK, index);
	else if (type != IPC_DONE)
		ipc_add_number(&frame, IPC_TAG_INDEX, index);
	if (value) {
		ipc_add_text(&frame, IPC_TAG_FIELD, "c");
		ipc_add_text(&frame, IPC_TAG_BYTES, value);
	}
	ipc_end(&frame);
	assert_true(ipc_send(fd, &frame, 0, &err));
}

/* What keystrap-fetch was told: a letter a frame, and every text of a source. */
static void hear(struct buf *heard, int fd)
{
	struct ipc_reader reader = { .fd = fd };
	_cleanup_(buf_done) struct buf frame = { 0 };
	struct error err;
	bool end = false;

	while (ipc_receive(&frame, &reader, 0, &end, &err) && !end) {
		struct ipc_message message;

		assert_true(ipc_decode(&message, frame.bytes, frame.length, IPC_TO_FETCH, &err));
		buf_add_char(heard, message.type == IPC_SOURCE ? 'S'
				    : message.type == IPC_ITEM ? 'I'
							       : 'G');
		for (size_t i = 0; message.type == IPC_SOURCE && i < message.count; i++) {
			buf_add_char(heard, ' ');
			if (message.fields[i].tag == IPC_TAG_NAME ||
			    message.fields[i].tag == IPC_TAG_TEXT)
				buf_add(heard, message.fields[i].bytes, message.fields[i].length);
		}
		ipc_message_done(&message);
	}
	ipc_reader_done(&reader);
}

/* A source whose prepare fails is not asked, and says why; what the others have is there. */
static void a_source_that_cannot_prepare_fails_alone(void **state)
{
	struct made made = make(TWO);
	struct source_type type;
	_cleanup_(buf_done) struct buf heard = { 0 };
	const struct bundle_failure *failure;
	struct collection_end end = { 0 };
	struct error err = { 0 };
	int pair[2];

	(void)state;
	prepared = 0;
	give_prepare(&made, &type, "v", refuse);
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), 0);
	send_frame(pair[1], IPC_READY, 0, NULL);
	send_frame(pair[1], IPC_VALUE, 0, "the value of w");
	send_frame(pair[1], IPC_READ, 0, NULL);
	send_frame(pair[1], IPC_DONE, 0, NULL);
	if (!collection_run(pair[0], made.manifest, made.plan, made.bundle, &end, &err))
		fail_msg("%s", err.text);
	close(pair[0]);
	hear(&heard, pair[1]);
	close(pair[1]);
	assert_int_equal(prepared, 1);
	assert_int_equal(made.bundle->failures_count, 1);
	failure = &made.bundle->failures[0];
	assert_string_equal(made.manifest->sources[failure->source].name, "v");
	assert_int_equal(failure->item, BUNDLE_NO_ITEM);
	assert_int_equal(failure->own->code, ERR_AUTH);
	assert_string_equal(failure->own->text, "the login file is expired");
	assert_string_equal(failure->own->hint, "log in again");
	assert_int_equal(made.bundle->count, 1);
	assert_non_null(bundle_find(made.bundle, made.bundle->values[0].item, "c"));
	assert_null(strstr(buf_text(&heard), "v.test"));
	assert_null(strstr(buf_text(&heard), "half-way"));
	assert_non_null(strstr(buf_text(&heard), "w.test"));
	made_done(&made);
}

static void what_prepare_adds_is_an_option(void **state)
{
	struct made made = make(VAULT "[C]\nfrom=v:app#c\n");
	struct source_type type;
	_cleanup_(buf_done) struct buf heard = { 0 };
	struct collection_end end = { 0 };
	struct error err = { 0 };
	int pair[2];

	(void)state;
	prepared = 0;
	give_prepare(&made, &type, "v", add_token);
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), 0);
	send_frame(pair[1], IPC_READY, 0, NULL);
	send_frame(pair[1], IPC_VALUE, 0, "x");
	send_frame(pair[1], IPC_READ, 0, NULL);
	send_frame(pair[1], IPC_DONE, 0, NULL);
	assert_true(collection_run(pair[0], made.manifest, made.plan, made.bundle, &end, &err));
	close(pair[0]);
	hear(&heard, pair[1]);
	close(pair[1]);
	assert_int_equal(prepared, 1);
	assert_non_null(strstr(buf_text(&heard), "token from prepare"));
	made_done(&made);
}

static char kept[64];

static bool keep(const struct source *source, const char *bytes, size_t length, struct error *err)
{
	(void)source;
	snprintf(kept, sizeof(kept), "%.*s", (int)length, bytes);
	return error_set(err, ERR_SYSTEM, "the disk is full");
}

static bool add_nothing(const struct source *source, const struct option_sink *sink,
			struct error *err)
{
	(void)source;
	(void)err;
	sink->tell(sink->context, FACT_LOGIN, "token", "VAULT_TOKEN");
	return true;
}

/* A frame with a source, a number or bytes, and perhaps a text. */
static void send_about(int fd, enum ipc_type type, uint64_t source, uint64_t fact, const char *text)
{
	_cleanup_(buf_done) struct buf frame = { 0 };
	struct error err;

	ipc_begin(&frame, type);
	ipc_add_number(&frame, IPC_TAG_SOURCE, source);
	if (type == IPC_FACT)
		ipc_add_number(&frame, IPC_TAG_FACT, fact);
	ipc_add_text(&frame, type == IPC_FACT ? IPC_TAG_PATH : IPC_TAG_BYTES, text);
	ipc_end(&frame);
	assert_true(ipc_send(fd, &frame, 0, &err));
}

/* One source, and this frame of its login; true when the collection takes it. */
static bool take_about(struct made *made, bool keeps, enum ipc_type type, uint64_t source,
		       uint64_t fact, struct error *err)
{
	struct source_type own;
	struct collection_end end = { 0 };
	int pair[2];
	bool good;

	give_prepare(made, &own, "v", add_nothing);
	own.keep = keeps ? keep : NULL;
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), 0);
	send_frame(pair[1], IPC_READY, 0, NULL);
	send_about(pair[1], type, source, fact, "eu-west-1");
	send_frame(pair[1], IPC_VALUE, 0, "the value");
	send_frame(pair[1], IPC_READ, 0, NULL);
	send_frame(pair[1], IPC_DONE, 0, NULL);
	good = collection_run(pair[0], made->manifest, made->plan, made->bundle, &end, err);
	close(pair[0]);
	close(pair[1]);
	return good;
}

#define ONE_VARIABLE VAULT "[C]\nfrom=v:app#c\n"

/* What is known of a login is kept for people; what it renewed goes to its kind of source. */
static void facts_and_what_was_renewed_are_taken(void **state)
{
	struct made made = make(ONE_VARIABLE);
	const struct bundle_fact *facts;
	struct error err = { 0 };

	(void)state;
	assert_true(take_about(&made, false, IPC_FACT, 0, FACT_REGION, &err));
	facts = made.bundle->facts;
	assert_int_equal(made.bundle->facts_count, 2);
	assert_int_equal(facts[0].fact, FACT_LOGIN);
	assert_string_equal(facts[0].from, "VAULT_TOKEN");
	assert_int_equal(facts[1].fact, FACT_REGION);
	assert_string_equal(facts[1].text, "eu-west-1");
	assert_null(facts[1].from);
	made_done(&made);
	made = make(ONE_VARIABLE);
	assert_true(take_about(&made, true, IPC_KEEP, 0, 0, &err));
	assert_string_equal(kept, "eu-west-1");
	assert_int_equal(made.bundle->warnings_count, 1);
	assert_string_equal(made.bundle->warnings[0], "source v: the disk is full");
	assert_int_equal(made.bundle->count, 1);
	made_done(&made);
}

/* Of this process itself, from variables that anybody may have set. */
static void facts_are_one_line(void **state)
{
	struct made made = make(ONE_VARIABLE);

	(void)state;
	bundle_add_fact(made.bundle, 0, FACT_ROLE, "red\n  credentials  forged\x1b", "a\rb");
	assert_string_equal(made.bundle->facts[0].text, "red?  credentials  forged?");
	assert_string_equal(made.bundle->facts[0].from, "a?b");
	made_done(&made);
}

static void facts_that_cannot_be_are_refused(void **state)
{
	static const struct {
		enum ipc_type type;
		uint64_t source, fact;
		const char *expected;
	} table[] = {
		{ IPC_FACT, 1, FACT_REGION, "keystrap-fetch sent a fact of a source that is none" },
		{ IPC_FACT, 0, FACT_NONE, "keystrap-fetch sent a fact of an unknown kind" },
		{ IPC_FACT, 0, FACT_COUNT, "keystrap-fetch sent a fact of an unknown kind" },
		{ IPC_KEEP, 9, 0, "keystrap-fetch sent something of a source that is none" },
		{ IPC_KEEP, 0, 0,
		  "keystrap-fetch sent something that this kind of source does not keep" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(table); i++) {
		struct made made = make(ONE_VARIABLE);
		struct error err = { 0 };

		assert_false(take_about(&made, false, table[i].type, table[i].source, table[i].fact,
					&err));
		assert_string_equal(err.text, table[i].expected);
		made_done(&made);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_source_that_cannot_prepare_fails_alone),
		cmocka_unit_test(what_prepare_adds_is_an_option),
		cmocka_unit_test(facts_and_what_was_renewed_are_taken),
		cmocka_unit_test(facts_are_one_line),
		cmocka_unit_test(facts_that_cannot_be_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
