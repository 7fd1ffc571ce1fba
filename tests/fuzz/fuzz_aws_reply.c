/* SPDX-License-Identifier: Apache-2.0 */

/*
 * A hostile AWS: each line of the input is a reply, three digits of a status and the body. Batches,
 * single secrets, parameters by name and below a path, an agent, and KMS are stepped through them.
 */

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "provider/aws/aws.h"
#include "util/alloc.h"
#include "util/text.h"

#include "fuzz.h"
#include "reply.h"

/* What was told of each item: a field and a date at most as often as it makes sense. */
struct told {
	size_t items_count;
	bool lost[3];
};

static const char *get_option(const void *context, const char *name)
{
	static const char *const texts[][2] = {
		{ "region", "eu-west-1" },
		{ "credentials", "{\"format\":\"aws-login/1\",\"steps\":[{\"kind\":\"static\","
				 "\"access_key\":\"AKID\",\"secret_key\":\"s\"}]}" },
		{ "agent-token", "t" },
	};

	if (text_equal(name, "address"))
		return context;
	for (size_t i = 0; i < ARRAY_LENGTH(texts); i++) {
		if (text_equal(texts[i][0], name))
			return texts[i][1];
	}
	return text_equal(name, "agent") ? "auto" : NULL;
}

static void emit(void *context, size_t item, const struct field *field)
{
	assert(item < ((struct told *)context)->items_count);
	assert(field->bytes && field->bytes[field->length] == '\0');
	assert(!field->name || (field->name[0] && strlen(field->name) <= 512));
}

static void date(void *context, size_t item, time_t created)
{
	assert(item < ((struct told *)context)->items_count);
	assert(created >= 946684800 && created <= 253402300799);
}

static void miss(void *context, size_t item, const char *field, enum failure_class class)
{
	(void)field;
	assert(item < ((struct told *)context)->items_count);
	assert(class > FAILURE_NONE && class < FAILURE_COUNT);
}

static void lose(void *context, size_t item, struct failure failure)
{
	struct told *told = context;

	assert(item < told->items_count);
	told->lost[item] = true;
	assert(failure.class > FAILURE_NONE && failure.class < FAILURE_OWN);
}

static void check_request(const struct conversation *conversation,
			  const struct http_request *request)
{
	(void)conversation;
	assert(!request->body || strlen(request->body) == request->body_length);
}

static void hear_reply(struct http_reply *reply)
{
	reply->server_time = reply->status % 2 ? 1800000000 : 0;
	(void)aws_is_transient(reply);
}

static void talk(struct conversation *conversation, step_fn *step, struct reply_input *input)
{
	static const struct reply_rules rules = { "/", check_request, hear_reply };

	if (reply_talk(conversation, step, input, &rules) == STEP_SPLIT)
		assert(conversation->items_count > 1);
}

static void read_items(const struct provider_ops *ops, const char *address,
		       const struct provider_item *const *items, size_t count,
		       struct reply_input *input)
{
	const struct provider_options options = { get_option, address };
	struct told told = { .items_count = count };
	struct conversation conversation = { .session = ops->open(&options, &system_clock),
					     .emit = emit,
					     .miss = miss,
					     .lose = lose,
					     .date = date,
					     .context = &told };

	talk(&conversation, ops->login, input);
	conversation.items = items;
	conversation.items_count = count;
	conversation.item = items[0];
	conversation.stage = 0;
	talk(&conversation, ops->read, input);
	buf_done(&conversation.path);
	buf_done(&conversation.body);
	buf_done(&conversation.marks);
	ops->close(conversation.session);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const fields[] = { "key", "a.b", NULL };
	static const struct provider_item items[] = {
		{ .path = "app", .fields = fields, .fields_count = 3 },
		{ .path = "arn:aws:secretsmanager:eu-west-1:1:secret:x",
		  .fields = fields,
		  .fields_count = 1 },
		{ .path = "app/all", .fields = fields, .fields_count = 2, .whole = true },
		{ .path = "app", .version = "AWSPREVIOUS", .fields = fields, .fields_count = 3 },
		{ .path = "alias/app",
		  .parameters = "ciphertext=QUJD&context=a=1",
		  .fields = fields,
		  .fields_count = 3 },
	};
	static const struct provider_item *const batch[] = { &items[0], &items[1], &items[2] };
	static const struct provider_item *const one[] = { &items[3] };
	static const struct provider_item *const tree[] = { &items[2] };
	static const struct provider_item *const sealed[] = { &items[4] };
	static const char service[] = "https://aws.example", agent[] = "http://127.0.0.1:2773";
	struct reply_input input = { (const char *)data, (const char *)data + size };

	read_items(&provider_aws_secrets_manager, service, batch, 3, &input);
	read_items(&provider_aws_secrets_manager, service, one, 1, &input);
	read_items(&provider_aws_secrets_manager, agent, one, 1, &input);
	read_items(&provider_aws_ssm, service, batch, 2, &input);
	read_items(&provider_aws_ssm, service, tree, 1, &input);
	read_items(&provider_aws_kms, service, sealed, 1, &input);
	return 0;
}
