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

#define MAX_STEPS 32

struct input {
	const char *at, *end;
};

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

/* The next reply; the body is new. */
static char *next_reply(struct input *input, struct http_reply *reply)
{
	const char *newline = memchr(input->at, '\n', (size_t)(input->end - input->at));
	size_t length = (size_t)((newline ? newline : input->end) - input->at);
	size_t head = length < 3 ? length : 3;
	char *body = text_slice(input->at + head, length - head);
	int status = 0;

	for (size_t i = 0; i < head; i++)
		status = status * 10 + (input->at[i] & 15) % 10;
	*reply = (struct http_reply){ .outcome = status <= HTTP_BROKEN ? (enum http_outcome)status
								       : HTTP_REPLIED,
				      .status = status,
				      .body = body,
				      .length = length - head,
				      .server_time = status % 2 ? 1800000000 : 0 };
	input->at = newline ? newline + 1 : input->end;
	return body;
}

static void check_request(const struct http_request *request)
{
	assert(request->method && request->path && request->path[0] == '/');
	assert(!strpbrk(request->path, " \r\n\\#"));
	for (size_t i = 0; i < HTTP_MAX_HEADERS && request->headers[i].name; i++)
		assert(!strpbrk(request->headers[i].value, "\r\n"));
	assert(!request->body || strlen(request->body) == request->body_length);
}

static void talk(struct conversation *conversation, step_fn *step, struct input *input)
{
	struct http_reply reply;
	_cleanup_(freep) char *body = NULL;
	struct http_request request = { 0 };
	enum step result = step(conversation, NULL, &request);

	for (int i = 0; result == STEP_SEND && i < MAX_STEPS; i++) {
		check_request(&request);
		request = (struct http_request){ 0 };
		free(body);
		body = next_reply(input, &reply);
		(void)aws_is_transient(&reply);
		result = step(conversation, &reply, &request);
	}
	if (result == STEP_FAIL)
		assert(conversation->failure.class > FAILURE_NONE &&
		       conversation->failure.class < FAILURE_COUNT);
	if (result == STEP_SPLIT)
		assert(conversation->items_count > 1);
}

static void read_items(const struct provider_ops *ops, const char *address,
		       const struct provider_item *const *items, size_t count, struct input *input)
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
	struct input input = { (const char *)data, (const char *)data + size };

	read_items(&provider_aws_secrets_manager, service, batch, 3, &input);
	read_items(&provider_aws_secrets_manager, service, one, 1, &input);
	read_items(&provider_aws_secrets_manager, agent, one, 1, &input);
	read_items(&provider_aws_ssm, service, batch, 2, &input);
	read_items(&provider_aws_ssm, service, tree, 1, &input);
	read_items(&provider_aws_kms, service, sealed, 1, &input);
	return 0;
}
