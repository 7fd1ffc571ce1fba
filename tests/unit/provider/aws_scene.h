/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* A conversation with a service of AWS, and what was told in it, as lines of text. */

#include <stdlib.h>
#include <string.h>

#include "provider/aws/aws.h"
#include "util/alloc.h"
#include "util/text.h"

#define NOON 1440938160 /* 2015-08-30T12:36:00Z */

static time_t wall(void *context)
{
	(void)context;
	return NOON;
}

static uint64_t monotonic(void *context)
{
	(void)context;
	return 0;
}

static const struct clock noon = { monotonic, wall, NULL };

static const char *get(const void *context, const char *name)
{
	for (const char *const *option = context; *option; option += 2) {
		if (text_equal(option[0], name))
			return option[1];
	}
	return NULL;
}

static const char *const plain[] = { "region",
				     "eu-west-1",
				     "address",
				     "https://sm.eu-west-1.amazonaws.com",
				     "credentials",
				     "{\"format\":\"aws-login/1\",\"steps\":[{\"kind\":\"static\","
				     "\"access_key\":\"AKID\",\"secret_key\":\"secret\"}]}",
				     "agent",
				     "auto",
				     NULL };
static const char *const agent[] = { "address", "http://127.0.0.1:2773", "agent",
				     "auto",    "agent-token",           " t0k\n",
				     NULL };

/* A conversation and what it told, as lines of text. */
struct scene {
	const struct provider_ops *ops;
	struct provider_options options;
	struct conversation talk;
	struct buf told;
	char *date;
};

static void emit(void *context, size_t item, const struct field *field)
{
	struct scene *scene = context;

	buf_format(&scene->told, "%zu %s=%.*s\n", item, field->name ? field->name : "",
		   (int)field->length, field->bytes);
}

static void miss(void *context, size_t item, const char *field, enum failure_class class)
{
	struct scene *scene = context;

	buf_format(&scene->told, "%zu %s: %s\n", item, field ? field : "",
		   failure_rows[class].name);
}

static void lose(void *context, size_t item, struct failure failure)
{
	struct scene *scene = context;

	buf_format(&scene->told, "%zu lost: %s\n", item, failure_rows[failure.class].name);
}

static void date(void *context, size_t item, time_t created)
{
	struct scene *scene = context;

	buf_format(&scene->told, "%zu made at %lld\n", item, (long long)created);
}

static void look(struct scene *scene, const struct http_request *next)
{
	buf_format(&scene->told, "%s %s", next->method, next->path);
	for (size_t i = 0; i < HTTP_MAX_HEADERS && next->headers[i].name; i++) {
		if (text_equal(next->headers[i].name, "X-Amz-Target"))
			buf_format(&scene->told, " %s", next->headers[i].value);
		if (text_equal(next->headers[i].name, "X-Aws-Parameters-Secrets-Token"))
			buf_format(&scene->told, " [%s]", next->headers[i].value);
		if (text_equal(next->headers[i].name, "X-Amz-Date")) {
			free(scene->date);
			scene->date = text_copy(next->headers[i].value);
		}
	}
	buf_format(&scene->told, " %s\n", next->body ? next->body : "");
}

static enum step advance(struct scene *scene, const struct http_reply *last)
{
	static const char *const names[] = { "", "wait", "split", "done", "", "login" };
	struct http_request next = { 0 };
	step_fn *function = scene->talk.items_count > 0 ? scene->ops->read : scene->ops->login;
	enum step step;

	scene->talk.sign = NULL;
	step = function(&scene->talk, last, &next);
	if (step == STEP_SEND && scene->talk.sign)
		assert_true(scene->talk.sign(scene->talk.signer, &next));
	if (step == STEP_SEND)
		look(scene, &next);
	else if (step == STEP_FAIL)
		buf_format(&scene->told, "fail %s\n", failure_rows[scene->talk.failure.class].name);
	else
		buf_format(&scene->told, "%s\n", names[step]);
	return step;
}

static enum step answer(struct scene *scene, int status, const char *body)
{
	const struct http_reply reply = { .outcome = status > 0 ? HTTP_REPLIED : HTTP_TOO_LARGE,
					  .status = status,
					  .body = body,
					  .length = strlen(body) };

	return advance(scene, &reply);
}

/* In front of the login. */
static void scene_start(struct scene *scene, const struct provider_ops *ops,
			const char *const *options)
{
	*scene = (struct scene){ .ops = ops, .options = { get, options } };
	scene->talk = (struct conversation){ .session = ops->open(&scene->options, &noon),
					     .emit = emit,
					     .miss = miss,
					     .lose = lose,
					     .date = date,
					     .context = scene };
}

static void scene_read(struct scene *scene, const struct provider_item *const *items, size_t count)
{
	buf_done(&scene->told);
	scene->talk.items = items;
	scene->talk.items_count = count;
	scene->talk.item = items[0];
	scene->talk.stage = 0;
}

static void scene_open(struct scene *scene, const struct provider_ops *ops,
		       const char *const *options, const struct provider_item *const *items,
		       size_t count)
{
	scene_start(scene, ops, options);
	assert_int_equal(advance(scene, NULL), STEP_DONE);
	scene_read(scene, items, count);
}

static void scene_done(struct scene *scene)
{
	scene->ops->close(scene->talk.session);
	buf_done(&scene->talk.path);
	buf_done(&scene->talk.body);
	buf_done(&scene->talk.marks);
	buf_done(&scene->told);
	free(scene->date);
}

#define TOLD(scene, text)                                                                          \
	do {                                                                                       \
		assert_string_equal(buf_text(&(scene)->told), text);                               \
		buf_done(&(scene)->told);                                                          \
	} while (0)
