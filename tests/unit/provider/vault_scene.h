/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* Conversations with a Vault that is a list of answers, told as lines of text. After unit.h. */

#include <string.h>

#include "provider/vault/vault.h"
#include "util/alloc.h"
#include "util/text.h"

/* The source's options: name, text, ... NULL. */
#define OPTIONS(...) ((const char *const[]){ __VA_ARGS__, NULL })

/* A reply; a negative number is an outcome without one. */
struct answer {
	int status;
	const char *body;
};

/* Ends with status 0. */
#define ANSWERS(...) ((const struct answer[]){ __VA_ARGS__, { 0 } })

#define MOST_ITEMS 3

/* Of an item: the wanted fields. */
#define FIELDS(...)                                                                                \
	.fields = (const char *const[]){ __VA_ARGS__ },                                            \
	.fields_count = ARRAY_LENGTH(((const char *const[]){ __VA_ARGS__ }))

struct scene {
	struct provider_item items[MOST_ITEMS];
	size_t count; /* of items in one conversation; 0: it is the login */
	bool may_mint;
	size_t planned; /* of a login: how many conversations follow it */
	bool terse;     /* headers of requests are not told */
	bool tells_leases;
	const struct answer *answers; /* of one whole conversation */
	const struct clock *clock;    /* NULL: the system's */
	struct provider_options options;
	void *session;
	struct buf told;
};

static inline const char *scene_get(const void *context, const char *name)
{
	for (const char *const *option = context; *option; option += 2) {
		if (text_equal(option[0], name))
			return option[1];
	}
	return NULL;
}

/* A login is to come, or a token is there already; NULL: a login. */
static inline void scene_open(struct scene *scene, const char *const *options, const char *token)
{
	struct vault_session *session;

	scene->options = (struct provider_options){ scene_get, options };
	session = provider_vault.open(&scene->options, scene->clock ? scene->clock : &system_clock);
	session->token = text_copy(token);
	scene->session = session;
}

static inline void scene_done(struct scene *scene)
{
	provider_vault.close(scene->session);
	buf_done(&scene->told);
}

/* Which of several items it is about. */
static inline void scene_tell_item(struct scene *scene, size_t item)
{
	assert_true(item < MOST_ITEMS);
	if (scene->count > 1)
		buf_format(&scene->told, "%zu ", item);
	else
		assert_int_equal(item, 0);
}

static inline void scene_emit(void *context, size_t item, const struct field *field)
{
	struct scene *scene = context;

	scene_tell_item(scene, item);
	buf_format(&scene->told, "%s=%.*s\n", field->name ? field->name : "", (int)field->length,
		   field->bytes);
}

static inline void scene_miss(void *context, size_t item, const char *field,
			      enum failure_class class)
{
	struct scene *scene = context;

	scene_tell_item(scene, item);
	buf_format(&scene->told, "%s: %s\n", field ? field : "", failure_rows[class].name);
}

static inline void scene_lose(void *context, size_t item, struct failure failure)
{
	struct scene *scene = context;

	scene_tell_item(scene, item);
	buf_format(&scene->told, "lost %s %u\n", failure_rows[failure.class].name,
		   failure.http_status);
}

static inline void scene_date(void *context, size_t item, time_t created)
{
	struct scene *scene = context;

	scene_tell_item(scene, item);
	buf_format(&scene->told, "made at %lld\n", (long long)created);
}

static inline void scene_lease(void *context, size_t item, const struct lease *lease)
{
	struct scene *scene = context;

	if (!scene->tells_leases)
		return;
	assert_true(lease->issued > 1000000000);
	scene_tell_item(scene, item);
	buf_format(&scene->told, "%s %s %llu%s%s%s", lease->kind == LEASE_TOKEN ? "token" : "lease",
		   lease->id, (unsigned long long)lease->duration_s,
		   lease->renewable ? " renewable" : "", lease->handed ? " handed" : "",
		   lease->batch ? " batch" : "");
	if (lease->limited)
		buf_format(&scene->told, " uses %llu", (unsigned long long)lease->uses);
	buf_add_char(&scene->told, '\n');
}

/* About one item; NULL: the login. */
static inline struct conversation talk_new(struct scene *scene, const struct provider_item *item)
{
	return (struct conversation){ .session = scene->session,
				      .item = item,
				      .items_count = item ? 1 : 0,
				      .may_mint = scene->may_mint,
				      .planned = scene->planned,
				      .emit = scene_emit,
				      .miss = scene_miss,
				      .lose = scene_lose,
				      .date = scene_date,
				      .lease = scene_lease,
				      .context = scene };
}

static inline void talk_done(struct conversation *talk)
{
	buf_done(&talk->path);
	buf_done(&talk->body);
}

static inline void scene_tell_request(struct scene *scene, const struct conversation *talk,
				      const struct http_request *next)
{
	buf_format(&scene->told, "%s %s", next->method, next->path);
	for (size_t i = 0; !scene->terse && i < HTTP_MAX_HEADERS && next->headers[i].name; i++)
		buf_format(&scene->told, " %s", next->headers[i].value);
	buf_format(&scene->told, "%s%s%s%s\n", next->body ? " " : "", next->body ? next->body : "",
		   next->once || talk->tries == 1 ? " once" : "",
		   talk->delay_ms == 1000 ? " later" : "");
	assert_int_equal(next->body_length, next->body ? strlen(next->body) : 0);
}

/* One step; tells the request, the wait or the end. */
static inline enum step advance(struct scene *scene, struct conversation *talk,
				const struct http_reply *last)
{
	static const char *const words[] = { "", "wait", "split", "done" };
	struct http_request next = { 0 };
	enum step step;

	talk->tries = 0;
	talk->delay_ms = 0;
	step = (talk->item ? vault_read : vault_login)(talk, last, &next);
	if (step == STEP_SEND)
		scene_tell_request(scene, talk, &next);
	else if (step == STEP_FAIL)
		buf_format(&scene->told, "fail %s %u\n", failure_rows[talk->failure.class].name,
			   talk->failure.http_status);
	else
		buf_format(&scene->told, "%s\n", words[step]);
	return step;
}

static inline enum step reply(struct scene *scene, struct conversation *talk, struct answer answer)
{
	const struct http_reply last = {
		.outcome = answer.status < 0 ? (enum http_outcome) - answer.status : HTTP_REPLIED,
		.status = answer.status < 0 ? 0 : answer.status,
		.body = answer.body ? answer.body : "",
		.length = answer.body ? strlen(answer.body) : 0,
	};

	return advance(scene, talk, &last);
}

/* Steps a conversation through the answers, all of which must be used. */
static inline void talk_play(struct scene *scene, struct conversation *talk,
			     const struct answer *answers)
{
	enum step step = advance(scene, talk, NULL);

	while (step == STEP_SEND && answers->status)
		step = reply(scene, talk, *answers++);
	assert_int_equal(answers->status, 0);
}

/* One whole conversation, about all items of the scene: what is told must be as expected. */
static inline void scene_play(struct scene scene, const char *const *options, const char *token,
			      const char *expected)
{
	const struct provider_item *items[MOST_ITEMS];
	struct conversation talk;

	for (size_t i = 0; i < scene.count; i++)
		items[i] = &scene.items[i];
	scene_open(&scene, options, token);
	talk = talk_new(&scene, scene.count > 0 ? &scene.items[0] : NULL);
	talk.items = items;
	talk.items_count = scene.count;
	talk_play(&scene, &talk, scene.answers);
	if (!text_equal(buf_text(&scene.told), expected))
		print_error("expected:\n%s", expected);
	assert_string_equal(buf_text(&scene.told), expected);
	talk_done(&talk);
	scene_done(&scene);
}
