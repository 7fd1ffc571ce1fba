/* SPDX-License-Identifier: Apache-2.0 */

/*
 * A hostile Vault: each line of the input is a reply, three digits of a status and the body. A
 * login, readings of the same source and giving a lease back are stepped through them in turn, once
 * for each of some ways to log in.
 */

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "provider/vault/vault.h"
#include "util/alloc.h"
#include "util/text.h"

#include "fuzz.h"
#include "reply.h"

/* Name, text, ... NULL. */
static const char *const logins[][10] = {
	{ "auth", "approle", "role-id", "role" },
	{ "auth", "approle", "role-id", "role", "secret-id", "w", "wrapping-path", "auth/a/b" },
	{ "auth", "token", "token", "w", "wrapping-path", "auth/token/create" },
	{ "auth", "token", "token", "t", "kv", "1" },
	{ "auth", "unwrap", "wrapping-token", "w" },
	{ "auth", "token", "token", "t" },
};

static const char *get(const void *context, const char *name)
{
	for (const char *const *option = context; *option; option += 2) {
		if (text_equal(option[0], name))
			return option[1];
	}
	return NULL;
}

static void emit(void *context, size_t item, const struct field *field)
{
	(void)context;
	(void)item;
	assert(field->bytes && strlen(field->bytes) == field->length);
}

static void date(void *context, size_t item, time_t created)
{
	(void)context;
	(void)item;
	(void)created;
}

static void lose(void *context, size_t item, struct failure failure)
{
	(void)context;
	assert(item == 0 && failure.class > FAILURE_NONE && failure.class < FAILURE_COUNT);
}

static void note_lease(void *context, size_t item, const struct lease *lease)
{
	(void)context;
	(void)item;
	assert(lease->id[0] && strlen(lease->id) <= LEASE_MAX_ID);
}

static void miss(void *context, size_t item, const char *field, enum failure_class class)
{
	(void)context;
	(void)item;
	(void)field;
	assert(class > FAILURE_NONE && class < FAILURE_COUNT);
}

static void check_request(const struct conversation *conversation,
			  const struct http_request *request)
{
	(void)conversation;
	assert(!strstr(request->path, "/../"));
}

static void play(const char *const *login, const uint8_t *data, size_t size)
{
	static const char *const fields[] = { "key", "other" };
	static const struct provider_item items[] = {
		{ .path = "secret/app", .fields = fields, .fields_count = 2 },
		{ .path = "secret/a b/c", .version = "3", .fields = fields, .fields_count = 1 },
		{ .path = "x", .whole = true },
		{ .path = "pki/issue/a", .parameters = "a=b", .fields = fields, .fields_count = 2 },
		{ .path = "database/static-creds/a", .fields = fields, .fields_count = 1 },
		{ .path = "transit/decrypt/a", .parameters = "ciphertext=c" },
		{ .path = "a/b", .lease = "a/b/c" },
		{ .path = "a", .login = true },
	};
	static const struct reply_rules rules = { "/v1/", check_request, NULL };
	const struct provider_options options = { get, login };
	const struct provider_item *one;
	struct reply_input input = { (const char *)data, (const char *)data + size };
	void *session = provider_vault.open(&options, &system_clock);
	enum step result;

	for (size_t i = 0; i <= ARRAY_LENGTH(items); i++) {
		struct conversation conversation = { .session = session,
						     .item = i ? &items[i - 1] : NULL,
						     .items = &one,
						     .items_count = i ? 1 : 0,
						     .may_mint = i > 0,
						     .planned = ARRAY_LENGTH(items),
						     .lose = lose,
						     .lease = note_lease,
						     .emit = emit,
						     .miss = miss,
						     .date = date };

		one = conversation.item;
		result = reply_talk(&conversation, i ? vault_read : vault_login, &input, &rules);
		assert(result != STEP_SEND);
		buf_done(&conversation.path);
		buf_done(&conversation.body);
		if (i == 0 && result != STEP_DONE)
			break;
	}
	provider_vault.close(session);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	for (size_t i = 0; i < ARRAY_LENGTH(logins); i++)
		play(logins[i], data, size);
	return 0;
}
