/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <stdlib.h>

#include "util/io.h"
#include "vault_scene.h"

/*
 * What a real OpenBao answered, byte for byte: tests/data/vault_replies, which
 * tests/integration/record_vault_replies.py writes.
 */

#define MAX_REPLIES 3

/* A reply: the status, and the file of its body. */
struct real {
	int status;
	const char *file;
};

struct case_of_cut {
	const char *const *options;
	const char *token; /* NULL: it is about the login */
	size_t count;      /* of items; 0 likewise */
	struct provider_item items[2];
	struct real replies[MAX_REPLIES]; /* the last of them is cut */
	const char *whole;                /* what is told at its end */
	const char *cut;
};

static char *read_reply(const char *file)
{
	_cleanup_(freep) char *path =
		text_format("%s/vault_replies/%s", getenv("KEYSTRAP_TEST_DATA"), file);
	_cleanup_(buf_done) struct buf content = { 0 };
	struct error err;

	assert_true(file_read(&content, path, FILE_ANY, &err));
	return text_copy(buf_text(&content));
}

/* A line end behind it is no part of the document. */
static size_t document_length(const char *body)
{
	size_t length = strlen(body);

	return length > 0 && body[length - 1] == '\n' ? length - 1 : length;
}

/* What was told from the last reply on, of which length bytes have come. New. */
static char *told_of(const struct case_of_cut *row, char *const *bodies, size_t last, size_t length)
{
	_cleanup_(freep) char *cut = text_slice(bodies[last], length);
	struct scene scene = {
		.count = row->count, .may_mint = row->count > 0, .terse = true, .tells_leases = true
	};
	const struct provider_item *const items[] = { &row->items[0], &row->items[1] };
	struct conversation talk;
	enum step step;
	char *told;

	scene_open(&scene, row->options, row->token);
	talk = talk_new(&scene, row->count > 0 ? items[0] : NULL);
	talk.items = items;
	talk.items_count = row->count;
	step = advance(&scene, &talk, NULL);
	for (size_t i = 0; i < last; i++) {
		assert_int_equal(step, STEP_SEND);
		step = reply(&scene, &talk, (struct answer){ row->replies[i].status, bodies[i] });
	}
	assert_int_equal(step, STEP_SEND);
	buf_done(&scene.told);
	reply(&scene, &talk, (struct answer){ row->replies[last].status, cut });
	told = text_copy(buf_text(&scene.told));
	talk_done(&talk);
	scene_done(&scene);
	return told;
}

static void cut_everywhere(const struct case_of_cut *row)
{
	char *bodies[MAX_REPLIES] = { 0 };
	size_t count = 0, whole;

	for (; count < MAX_REPLIES && row->replies[count].file; count++)
		bodies[count] = read_reply(row->replies[count].file);
	whole = document_length(bodies[count - 1]);
	for (size_t length = 0; length <= strlen(bodies[count - 1]); length++) {
		_cleanup_(freep) char *told = told_of(row, bodies, count - 1, length);
		const char *expected = length < whole ? row->cut : row->whole;

		if (length < whole ? !text_equal(told, expected) : !strstr(told, expected))
			fail_msg("%s at %zu of %zu: %s", row->replies[count - 1].file, length,
				 whole, told);
	}
	for (size_t i = 0; i < count; i++)
		free(bodies[i]);
}

#define HANDED OPTIONS("auth", "token")
#define BAD    "fail bad-reply 200\n"
#define ONE(name, ...)                                                                             \
	"t0k", 1,                                                                                  \
	{                                                                                          \
		{                                                                                  \
			.path = (name), FIELDS(__VA_ARGS__)                                        \
		}                                                                                  \
	}

static void a_real_reply_that_is_cut_anywhere_gives_nothing(void **state)
{
	const char *const *const wrapped = OPTIONS("auth", "unwrap", "wrapping-token", "w");
	const struct case_of_cut rows[] = {
		{ OPTIONS("auth", "approle", "role-id", "r"),
		  NULL,
		  0,
		  { { 0 } },
		  { { 200, "login" } },
		  "renewable\ndone\n",
		  BAD },
		{ OPTIONS("auth", "token", "token", "t"),
		  NULL,
		  0,
		  { { 0 } },
		  { { 200, "lookup_self" } },
		  " renewable handed\ndone\n",
		  BAD },
		{ OPTIONS("auth", "token", "token", "t"),
		  NULL,
		  0,
		  { { 0 } },
		  { { 200, "lookup_self_batch" } },
		  " handed batch\ndone\n",
		  BAD },
		{ wrapped, NULL, 0, { { 0 } }, { { 200, "wrapping_lookup" } }, "done\n", BAD },
		{ HANDED,
		  ONE("secret/app", "key"),
		  { { 200, "mount" } },
		  "GET /v1/secret/data/app\n",
		  BAD },
		{ HANDED,
		  ONE("old/app", "key"),
		  { { 200, "mount_kv1" } },
		  "GET /v1/old/app\n",
		  BAD },
		{ HANDED,
		  ONE("secret/app", "key", "n"),
		  { { 200, "mount" }, { 200, "kv2" } },
		  "key=v\xc3\xa4lue\nn=12\nmade at ",
		  BAD },
		{ HANDED,
		  ONE("secret/gone", "key"),
		  { { 200, "mount" }, { 404, "kv2_deleted" } },
		  "fail deleted 404\n",
		  "fail bad-reply 404\n" },
		{ HANDED,
		  ONE("old/app", "key", "n"),
		  { { 200, "mount_kv1" }, { 200, "kv1" } },
		  "key=v\xc3\xa4lue\nn=12\ndone\n",
		  BAD },
		{ HANDED,
		  ONE("database/creds/app", "username", "password"),
		  { { 200, "mount_database" }, { 200, "database" } },
		  "\nusername=v-",
		  BAD },
		{ HANDED,
		  ONE("database/static-creds/steady", "username", "password"),
		  { { 200, "mount_database" }, { 200, "database_static" } },
		  "username=steady\npassword=",
		  BAD },
		{ HANDED,
		  "t0k",
		  1,
		  { { .path = "pki/issue/web",
		      .parameters = "common_name=app.internal",
		      FIELDS("certificate", "ca_chain", "private_key") } },
		  { { 200, "mount_pki" }, { 200, "pki" } },
		  "certificate=-----BEGIN CERTIFICATE-----\n",
		  BAD },
		{ HANDED,
		  "t0k",
		  2,
		  { { .path = "transit/decrypt/app", .parameters = "ciphertext=a" },
		    { .path = "transit/decrypt/app", .parameters = "ciphertext=b" } },
		  { { 200, "mount_transit" }, { 200, "transit" } },
		  "0 =one\n1 =two\ndone\n",
		  BAD },
		/* its status is all that is asked for */
		{ OPTIONS("auth", "approle", "role-id", "r"),
		  NULL,
		  0,
		  { { 0 } },
		  { { 503, "health_sealed" }, { 503, "health_sealed" } },
		  "fail sealed 503\n",
		  "fail sealed 503\n" },
		{ OPTIONS("auth", "approle", "role-id", "r"),
		  NULL,
		  0,
		  { { 0 } },
		  { { 503, "health_sealed" }, { 200, "health" } },
		  "fail server-error 503\n",
		  "fail server-error 503\n" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++)
		cut_everywhere(&rows[i]);
}

/* The login of such a source looks at the wrapping token; then its one item is read. */
static char *told_of_unwrapping(const char *looked, const char *answer, size_t length)
{
	const char *const fields[] = { "key", "n" };
	const struct provider_item item = { .path = "secret/data/app",
					    .fields = fields,
					    .fields_count = ARRAY_LENGTH(fields) };
	_cleanup_(freep) char *cut = text_slice(answer, length);
	struct scene scene = { .may_mint = true, .terse = true };
	struct conversation login, talk;
	char *told;

	scene_open(&scene, OPTIONS("auth", "unwrap", "wrapping-token", "w"), NULL);
	login = talk_new(&scene, NULL);
	talk_play(&scene, &login, ANSWERS({ 200, looked }));
	talk = talk_new(&scene, &item);
	assert_int_equal(advance(&scene, &talk, NULL), STEP_SEND);
	buf_done(&scene.told);
	reply(&scene, &talk, (struct answer){ 200, cut });
	told = text_copy(buf_text(&scene.told));
	talk_done(&login);
	talk_done(&talk);
	scene_done(&scene);
	return told;
}

static void a_wrapped_answer_that_is_cut_anywhere_gives_nothing(void **state)
{
	_cleanup_(freep) char *looked = read_reply("wrapping_lookup");
	_cleanup_(freep) char *answer = read_reply("wrapping_unwrap");
	size_t whole = document_length(answer);

	(void)state;
	for (size_t length = 0; length <= whole; length++) {
		_cleanup_(freep) char *told = told_of_unwrapping(looked, answer, length);

		assert_string_equal(told, length < whole ? BAD : "key=v\xc3\xa4lue\nn=12\ndone\n");
	}
}

static const char *repeated(struct buf *out, const char *head, const char *piece, size_t count,
			    const char *tail)
{
	buf_add_text(out, head);
	for (size_t i = 0; i < count; i++)
		buf_add_text(out, piece);
	buf_add_text(out, tail);
	return buf_text(out);
}

static void a_reply_that_no_server_sends_is_refused(void **state)
{
	static const struct {
		const char *head, *piece;
		size_t count;
		const char *tail;
	} rows[] = {
		{ "{\"data\":{\"data\":{\"key\":", "[", 1000, "" },
		{ "{\"data\":{\"data\":{\"key\":\"", "v", 64 * 1024 * 1024, "\"}}}" },
		{ "{\"data\":{\"data\":{\"key\":\"v\"", ",\"key\":\"w\"", 1, "}}}" },
		{ "{\"data\":{\"data\":{\"key\":\"v", "\\u0000", 1, "\"}}}" },
		{ "{\"data\":{\"data\":{\"key\":\"v", "\\ud800", 1, "\"}}}" },
		{ "{\"data\":{\"data\":{\"key\":\"v\"}}}", "{}", 1, "" },
	};
	_cleanup_(freep) char *mount = read_reply("mount");
	const struct case_of_cut row = {
		HANDED, ONE("secret/app", "key"), { { 200, "mount" }, { 200, "" } }, NULL, NULL
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		_cleanup_(buf_done) struct buf body = { 0 };
		const char *text =
			repeated(&body, rows[i].head, rows[i].piece, rows[i].count, rows[i].tail);
		char *const bodies[] = { mount, (char *)text };
		_cleanup_(freep) char *told = told_of(&row, bodies, 1, strlen(text));

		assert_string_equal(told, BAD);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_real_reply_that_is_cut_anywhere_gives_nothing),
		cmocka_unit_test(a_wrapped_answer_that_is_cut_anywhere_gives_nothing),
		cmocka_unit_test(a_reply_that_no_server_sends_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
