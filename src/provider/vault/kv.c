/* SPDX-License-Identifier: Apache-2.0 */
#include "provider/vault/vault.h"

#include <string.h>

#include "util/alloc.h"
#include "util/clock.h"
#include "util/jsondoc.h"
#include "util/text.h"

#define MAX_FIELD_NAME 512 /* what a reference allows */

/*
 * Reading a secret: find out which engine its path is in (once a mount, whoever comes first), then
 * read it.
 */
enum { STAGE_START, STAGE_MOUNT, STAGE_READ };

#define MAX_FIELDS 4096

static const struct vault_mount *find_mount(const struct vault_session *session, const char *path)
{
	for (size_t i = 0; i < session->mounts_count; i++) {
		if (text_starts(path, session->mounts[i].path))
			return &session->mounts[i];
	}
	return NULL;
}

static const struct vault_mount *add_mount(struct vault_session *session, const char *path,
					   unsigned kv_version)
{
	bool slash = path[0] && path[strlen(path) - 1] == '/';

	session->mounts = alloc_grow(session->mounts, &session->mounts_capacity,
				     session->mounts_count + 1, sizeof(struct vault_mount));
	session->mounts[session->mounts_count] = (struct vault_mount){
		.path = text_format("%s%s", path, slash ? "" : "/"),
		.kv_version = kv_version,
	};
	return &session->mounts[session->mounts_count++];
}

static char *first_segment(const char *path)
{
	return text_slice(path, strcspn(path, "/"));
}

/* False when another conversation asks for this part of the tree already. */
static bool begin_asking(struct vault_session *session, const char *path)
{
	_cleanup_(freep) char *segment = first_segment(path);

	if (text_list_has(session->asking, segment))
		return false;
	session->asking = alloc_grow(session->asking, &session->asking_capacity,
				     session->asking_count + 2, sizeof(char *));
	session->asking[session->asking_count++] = TAKE(segment);
	return true;
}

static void end_asking(struct vault_session *session, const char *path)
{
	_cleanup_(freep) char *segment = first_segment(path);

	for (size_t i = 0; i < session->asking_count; i++) {
		if (!text_equal(session->asking[i], segment))
			continue;
		freep(&session->asking[i]);
		session->asking[i] = session->asking[--session->asking_count];
		session->asking[session->asking_count] = NULL;
		return;
	}
}

static enum step ask_mount(struct conversation *conversation, struct http_request *next)
{
	struct vault_session *session = conversation->session;

	if (!begin_asking(session, conversation->item->path))
		return STEP_WAIT;
	buf_done(&conversation->path);
	buf_add_text(&conversation->path, "/v1/sys/internal/ui/mounts/");
	vault_add_path(&conversation->path, conversation->item->path);
	vault_request(session, next, "GET", conversation->path.bytes);
	conversation->stage = STAGE_MOUNT;
	return STEP_SEND;
}

static enum step ask_secret(struct conversation *conversation, const struct vault_mount *mount,
			    struct http_request *next)
{
	const struct provider_item *item = conversation->item;
	const char *rest = item->path + strlen(mount->path);
	struct buf *path = &conversation->path;

	if (mount->kv_version == 1 && item->version)
		return provider_fail(conversation, FAILURE_VERSION, NULL);
	buf_done(path);
	buf_add_text(path, "/v1/");
	vault_add_path(path, mount->path);
	buf_add_text(path, mount->kv_version == 2 ? "data/" : "");
	vault_add_path(path, rest);
	if (item->version)
		buf_format(path, "?version=%s", item->version);
	vault_request(conversation->session, next, "GET", path->bytes);
	conversation->stage = STAGE_READ;
	return STEP_SEND;
}

static enum step start(struct conversation *conversation, struct http_request *next)
{
	struct vault_session *session = conversation->session;
	const char *path = conversation->item->path;
	const struct vault_mount *mount = find_mount(session, path);

	if (!mount && session->kv_version) {
		/* Told, not asked: the mount is the path's first segment. */
		_cleanup_(freep) char *segment = first_segment(path);

		mount = add_mount(session, segment, session->kv_version);
	}
	if (!mount)
		return ask_mount(conversation, next);
	if (!text_starts(path, mount->path) || !path[strlen(mount->path)])
		return provider_fail(conversation, FAILURE_PATH, NULL);
	return ask_secret(conversation, mount, next);
}

/* A mount is a path with a slash at its end, and what was asked for lies in it. */
static bool is_mount_of(const char *mount, const char *path)
{
	size_t length = strlen(mount);

	return length > 1 && mount[length - 1] == '/' && text_starts(path, mount);
}

/* {"data": {"path": "secret/", "type": "kv", "options": {"version": "2"} or null}} */
static enum step learn_mount(struct conversation *conversation, const struct http_reply *last,
			     struct http_request *next)
{
	struct vault_session *session = conversation->session;
	_cleanup_(jsondoc_freep) struct jsondoc *document = NULL;
	const struct jsondoc *data;
	const char *type, *path, *version;
	const struct vault_mount *mount;
	struct error err;

	if (!jsondoc_parse(&document, last->body, last->length, &err))
		return provider_fail(conversation, FAILURE_REPLY, last);
	data = jsondoc_get(document, "data");
	type = jsondoc_string(jsondoc_member(data, "type"), NULL);
	path = jsondoc_string(jsondoc_member(data, "path"), NULL);
	version = jsondoc_string(jsondoc_get(data, "options.version"), NULL);
	if (!type || !path || !is_mount_of(path, conversation->item->path))
		return provider_fail(conversation, FAILURE_REPLY, last);
	if (!text_equal(type, "kv") && !text_equal(type, "generic"))
		return provider_fail(conversation, FAILURE_ENGINE, last);
	mount = find_mount(session, conversation->item->path);
	if (!mount)
		mount = add_mount(session, path, text_equal(version, "2") ? 2 : 1);
	if (!conversation->item->path[strlen(mount->path)])
		return provider_fail(conversation, FAILURE_PATH, last);
	return ask_secret(conversation, mount, next);
}

/* Errors of Vault and OpenBao are JSON; what else answers on the port is not. */
static bool is_of_store(const struct http_reply *last)
{
	_cleanup_(jsondoc_freep) struct jsondoc *document = NULL;
	struct error err;

	return jsondoc_parse(&document, last->body, last->length, &err) &&
	       jsondoc_kind(jsondoc_member(document, "errors")) == JSONDOC_IS_ARRAY;
}

static enum step take_mount(struct conversation *conversation, const struct http_reply *last,
			    struct http_request *next)
{
	end_asking(conversation->session, conversation->item->path);
	if (last->outcome == HTTP_REPLIED && last->status == 200)
		return learn_mount(conversation, last, next);
	if (last->outcome == HTTP_REPLIED && (last->status == 404 || last->status == 400))
		return provider_fail(conversation,
				     is_of_store(last) ? FAILURE_MOUNT : FAILURE_REPLY, last);
	return vault_diagnose(conversation, last, next);
}

static void hand_over(struct conversation *conversation, const char *name,
		      const struct jsondoc *value)
{
	_cleanup_(buf_done) struct buf scratch = { 0 };
	struct field field = { .name = name };
	enum failure_class class = field_from_json(&field, &scratch, value);

	if (class == FAILURE_NONE)
		conversation->emit(conversation->context, 0, &field);
	else
		conversation->miss(conversation->context, 0, name, class);
}

/* A name that is no text, which no variable has and no frame carries, is nobody's: left out. */
static bool is_name(const char *name)
{
	size_t length = strlen(name);

	return length <= MAX_FIELD_NAME && !text_has_control(name, length);
}

static bool visit(const char *name, const struct jsondoc *value, void *context)
{
	if (is_name(name))
		hand_over(context, name, value);
	return true;
}

static void hand_over_wanted(struct conversation *conversation, const struct jsondoc *fields)
{
	const struct provider_item *item = conversation->item;

	for (size_t i = 0; i < item->fields_count; i++) {
		const struct jsondoc *value = jsondoc_member(fields, item->fields[i]);

		if (!item->whole || !value)
			hand_over(conversation, item->fields[i], value);
	}
	if (item->whole)
		jsondoc_each(fields, visit, conversation);
}

/* KV 2 answers 404 with a body for a version that is deleted or destroyed. */
static enum failure_class absent_class(const struct http_reply *last)
{
	_cleanup_(jsondoc_freep) struct jsondoc *document = NULL;
	const struct jsondoc *metadata;
	struct error err;

	if (!jsondoc_parse(&document, last->body, last->length, &err))
		return FAILURE_REPLY;
	metadata = jsondoc_get(document, "data.metadata");
	if (!metadata)
		return FAILURE_PATH;
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

static enum step take_secret(struct conversation *conversation, const struct http_reply *last,
			     struct http_request *next)
{
	const struct vault_session *session = conversation->session;
	const struct vault_mount *mount = find_mount(session, conversation->item->path);
	_cleanup_(jsondoc_freep) struct jsondoc *document = NULL;
	const struct jsondoc *fields;
	struct error err;

	if (last->outcome == HTTP_REPLIED && last->status == 404) {
		enum failure_class class = absent_class(last);

		if (class == FAILURE_PATH && conversation->item->version)
			class = FAILURE_PATH_VERSION;
		return provider_fail(conversation, class, last);
	}
	if (last->outcome != HTTP_REPLIED || last->status != 200)
		return vault_diagnose(conversation, last, next);
	if (!jsondoc_parse(&document, last->body, last->length, &err))
		return provider_fail(conversation, FAILURE_REPLY, last);
	fields = jsondoc_get(document, mount->kv_version == 2 ? "data.data" : "data");
	if (jsondoc_kind(fields) != JSONDOC_IS_OBJECT)
		return provider_fail(conversation, FAILURE_REPLY, last);
	if (jsondoc_length(fields) > MAX_FIELDS)
		return provider_fail(conversation, FAILURE_TOO_LARGE, last);
	hand_over_wanted(conversation, fields);
	if (mount->kv_version == 2)
		note_created(conversation, document);
	return STEP_DONE;
}

enum step vault_read(struct conversation *conversation, const struct http_reply *last,
		     struct http_request *next)
{
	if (conversation->stage >= VAULT_STAGE_DIAGNOSIS)
		return vault_diagnose(conversation, last, next);
	if (!last)
		return start(conversation, next);
	if (conversation->stage == STAGE_MOUNT)
		return take_mount(conversation, last, next);
	return take_secret(conversation, last, next);
}
