/* SPDX-License-Identifier: Apache-2.0 */
#include "provider/vault/vault.h"

#include <string.h>

#include "model/parameters.h"
#include "util/clock.h"
#include "util/jsondoc.h"
#include "util/jsonout.h"
#include "util/text.h"

/*
 * Reading a secret: find out which engine its path is in, then read it in the way of that engine's
 * row.
 */
enum { STAGE_START, STAGE_MOUNT, STAGE_READ, STAGE_PLAIN };

#define MAX_FIELDS 4096
/* The engine looks at its queue of rotations every 5 s: after twice that it is stuck. */
#define MAX_WAITS  10

static const struct vault_engine *engine_of(const struct conversation *conversation)
{
	const char *path = conversation->item->path;

	return vault_find_engine(vault_find_mount(conversation->session, path), path);
}

static bool posts(const struct vault_engine *engine, const struct provider_item *item)
{
	return engine->form == VAULT_POST || (engine->form == VAULT_ANY && item->parameters);
}

/* With parameters nothing is read with GET; while the engine is not known they are all there is. */
bool vault_writes(const struct conversation *conversation)
{
	const struct provider_item *item = conversation->item;
	const struct vault_mount *mount =
		item ? vault_find_mount(conversation->session, item->path) : NULL;

	return item && (item->parameters ||
			(mount && vault_find_engine(mount, item->path)->form == VAULT_POST));
}

/* What the reference says and the engine does not have. */
static enum failure_class mismatch(const struct vault_engine *engine,
				   const struct provider_item *item)
{
	bool parameters = engine->form != VAULT_GET && engine->form != VAULT_KV2;

	if (item->version && engine->form != VAULT_KV2)
		return FAILURE_VERSION;
	if (item->parameters && !parameters)
		return FAILURE_PARAMETERS;
	/* The value itself, without a field, is what transit has and the others do not. */
	if ((engine->form == VAULT_DECRYPT) != vault_wants_value(item))
		return FAILURE_ENGINE;
	return FAILURE_NONE;
}

static void add_body(struct buf *out, const char *parameters)
{
	struct jsonout json = { .out = out };
	_cleanup_(buf_done) struct buf name = { 0 };
	_cleanup_(buf_done) struct buf value = { 0 };
	const char *at = parameters ? parameters : "";

	jsonout_begin(&json, NULL, '{');
	while (parameters_next(&at, &name, &value))
		jsonout_bytes(&json, buf_text(&name), buf_text(&value), value.length);
	jsonout_end(&json, '}');
}

static void add_path(struct conversation *conversation, const struct vault_mount *mount,
		     const struct vault_engine *engine)
{
	const struct provider_item *item = conversation->item;
	struct buf *path = &conversation->path;

	buf_done(path);
	buf_add_text(path, "/v1/");
	vault_add_path(path, mount->path);
	buf_add_text(path, engine->form == VAULT_KV2 ? "data/" : "");
	vault_add_path(path, item->path + strlen(mount->path));
	if (item->version)
		buf_format(path, "?version=%s", item->version);
}

static enum step ask_secret(struct conversation *conversation, struct http_request *next)
{
	const struct provider_item *item = conversation->item;
	const struct vault_mount *mount = vault_find_mount(conversation->session, item->path);
	const struct vault_engine *engine = vault_find_engine(mount, item->path);
	enum failure_class wrong = mismatch(engine, item);

	if (!item->path[strlen(mount->path)])
		return provider_fail(conversation, FAILURE_PATH, NULL);
	if (engine->form != VAULT_DECRYPT && conversation->items_count > 1)
		return STEP_SPLIT;
	if (wrong != FAILURE_NONE)
		return provider_fail(conversation, wrong, NULL);
	if (engine->mints && !conversation->may_mint)
		return provider_fail(conversation, FAILURE_NOT_MINTED, NULL);
	if (engine->form == VAULT_DECRYPT) {
		conversation->stage = STAGE_PLAIN;
		return vault_ask_plain(conversation, next);
	}
	add_path(conversation, mount, engine);
	if (posts(engine, item)) {
		buf_done(&conversation->body);
		add_body(&conversation->body, item->parameters);
		vault_post(conversation, next);
	} else {
		vault_request(conversation->session, next, "GET", conversation->path.bytes);
	}
	next->once = engine->mints;
	conversation->stage = STAGE_READ;
	return STEP_SEND;
}

static enum step start(struct conversation *conversation, struct http_request *next)
{
	struct vault_session *session = conversation->session;
	const char *path = conversation->item->path;
	enum step step;

	if (vault_find_mount(session, path) || vault_told_mount(session, path)) {
		if (!vault_find_mount(session, path))
			return provider_fail(conversation, FAILURE_PATH, NULL);
		return ask_secret(conversation, next);
	}
	conversation->stage = STAGE_START;
	step = vault_ask_mount(conversation, next);
	if (step == STEP_SEND)
		conversation->stage = STAGE_MOUNT;
	return step;
}

/* KV 2 answers 404 with a body for a version that is deleted or destroyed. */
static enum failure_class absent_class(const struct conversation *conversation,
				       const struct http_reply *last)
{
	_cleanup_(jsondoc_freep) struct jsondoc *document = NULL;
	const struct jsondoc *metadata;
	struct error err;

	if (!jsondoc_parse(&document, last->body, last->length, &err))
		return FAILURE_REPLY;
	metadata = jsondoc_get(document, "data.metadata");
	if (!metadata)
		return conversation->item->version ? FAILURE_PATH_VERSION : FAILURE_PATH;
	return jsondoc_true(jsondoc_member(metadata, "destroyed")) ? FAILURE_VERSION_DESTROYED
								   : FAILURE_VERSION_DELETED;
}

/* KV 2 says when the version was written; KV 1 does not. */
static void note_created(struct conversation *conversation, const struct jsondoc *document)
{
	const char *stamp =
		jsondoc_string(jsondoc_get(document, "data.metadata.created_time"), NULL);
	time_t created;

	if (stamp && clock_parse_stamp(&created, stamp))
		conversation->date(conversation->context, 0, created);
}

/*
 * ttl 0: the password is about to be another one. It is asked for again each second, until the
 * engine has changed it; one that cannot is stuck with the password that it says.
 */
static bool is_rotating(struct conversation *conversation, const struct jsondoc *fields)
{
	double ttl;

	return jsondoc_number(&ttl, jsondoc_member(fields, "ttl")) && ttl <= 0 &&
	       conversation->at++ < MAX_WAITS;
}

static enum step ask_later(struct conversation *conversation, struct http_request *next)
{
	conversation->delay_ms = 1000;
	return ask_secret(conversation, next);
}

/* KV answers 400 while it is made version 2 of version 1; a large engine takes its time. */
static bool is_upgrading(const struct http_reply *last)
{
	return last->outcome == HTTP_REPLIED && last->status == 400 &&
	       vault_says(last, "Upgrading from non-versioned to versioned");
}

static enum step wait_for_upgrade(struct conversation *conversation, const struct http_reply *last,
				  struct http_request *next)
{
	return conversation->at++ < MAX_WAITS
		       ? ask_later(conversation, next)
		       : provider_fail(conversation, FAILURE_UPGRADING, last);
}

/* What a person has stored decides whether the reply can be read: that has its own words. */
static enum failure_class unreadable(enum jsondoc_flaw flaw)
{
	static const enum failure_class classes[] = {
		[JSONDOC_NOT_JSON] = FAILURE_REPLY,
		[JSONDOC_TOO_LARGE] = FAILURE_TOO_LARGE,
		[JSONDOC_TOO_DEEP] = FAILURE_REPLY_DEEP,
		[JSONDOC_HAS_NUL] = FAILURE_REPLY_NUL,
		[JSONDOC_HAS_NUMBER] = FAILURE_REPLY_NUMBER,
		[JSONDOC_HAS_TWINS] = FAILURE_REPLY_NAMES,
	};

	return classes[flaw];
}

static enum step take_fields(struct conversation *conversation, const struct http_reply *last,
			     struct http_request *next)
{
	const struct vault_engine *engine = engine_of(conversation);
	bool kv2 = engine->form == VAULT_KV2;
	_cleanup_(jsondoc_freep) struct jsondoc *document = NULL;
	const struct jsondoc *fields;
	struct error err;
	enum jsondoc_flaw flaw = jsondoc_read(&document, last->body, last->length, &err);

	if (flaw != JSONDOC_SOUND)
		return provider_fail(conversation, unreadable(flaw), last);
	vault_tell_lease(conversation, document);
	fields = jsondoc_get(document, kv2 ? "data.data" : "data");
	if (jsondoc_kind(fields) != JSONDOC_IS_OBJECT)
		return provider_fail(conversation, FAILURE_REPLY, last);
	if (jsondoc_length(fields) > MAX_FIELDS)
		return provider_fail(conversation, FAILURE_TOO_LARGE, last);
	if (engine->rotates && is_rotating(conversation, fields))
		return ask_later(conversation, next);
	vault_hand_over(conversation, fields, engine->lists);
	if (kv2)
		note_created(conversation, document);
	return STEP_DONE;
}

static enum step take_secret(struct conversation *conversation, const struct http_reply *last,
			     struct http_request *next)
{
	struct vault_session *session = conversation->session;

	if (is_upgrading(last))
		return wait_for_upgrade(conversation, last, next);
	if (last->outcome == HTTP_REPLIED && last->status == 404)
		return provider_fail(conversation, absent_class(conversation, last), last);
	/* Written, and nothing to say about it. */
	if (last->outcome == HTTP_REPLIED && last->status == 204 &&
	    posts(engine_of(conversation), conversation->item)) {
		vault_hand_over(conversation, NULL, false);
		return STEP_DONE;
	}
	if (last->outcome != HTTP_REPLIED || last->status != 200)
		return vault_diagnose(conversation, last, next);
	session->token_works = true;
	return take_fields(conversation, last, next);
}

static enum step take_mount(struct conversation *conversation, const struct http_reply *last,
			    struct http_request *next)
{
	enum step step = vault_take_mount(conversation, last, next);

	return step == STEP_DONE ? ask_secret(conversation, next) : step;
}

enum step vault_read(struct conversation *conversation, const struct http_reply *last,
		     struct http_request *next)
{
	if (conversation->item->lease || conversation->item->login)
		return vault_give_back(conversation, last, next);
	if (conversation->stage >= VAULT_STAGE_DIAGNOSIS)
		return vault_diagnose(conversation, last, next);
	if (text_equal(vault_option(conversation->session, "auth"), "unwrap"))
		return vault_unwrap(conversation, last, next);
	if (!last)
		return start(conversation, next);
	switch (conversation->stage) {
	case STAGE_MOUNT: return take_mount(conversation, last, next);
	case STAGE_PLAIN: return vault_take_plain(conversation, last, next);
	default: return take_secret(conversation, last, next);
	}
}
