/* SPDX-License-Identifier: Apache-2.0 */
#include "provider/vault/vault.h"

#include <stdlib.h>
#include <string.h>

#include "util/alloc.h"
#include "util/jsondoc.h"
#include "util/text.h"

/*
 * Which engine a path is in is asked once a mount, by whoever comes first; the others of the same
 * part of the tree wait for the answer.
 */

const struct vault_mount *vault_find_mount(const struct vault_session *session, const char *path)
{
	for (size_t i = 0; i < session->mounts_count; i++) {
		if (text_starts(path, session->mounts[i].path))
			return &session->mounts[i];
	}
	return NULL;
}

static const struct vault_mount *add_mount(struct vault_session *session, const char *path,
					   const char *type, unsigned kv_version)
{
	bool slash = path[0] && path[strlen(path) - 1] == '/';

	session->mounts = alloc_grow(session->mounts, &session->mounts_capacity,
				     session->mounts_count + 1, sizeof(struct vault_mount));
	session->mounts[session->mounts_count] = (struct vault_mount){
		.path = text_format("%s%s", path, slash ? "" : "/"),
		.type = text_copy(type),
		.kv_version = kv_version,
	};
	return &session->mounts[session->mounts_count++];
}

static char *first_segment(const char *path)
{
	return text_slice(path, strcspn(path, "/"));
}

/*
 * Told, not asked: the mount is the path's first segment. Of KV 2 alone: whatever may be mounted
 * there, nothing is made below data/.
 */
const struct vault_mount *vault_told_mount(struct vault_session *session, const char *path)
{
	_cleanup_(freep) char *segment = first_segment(path);

	return session->kv_version == 2 ? add_mount(session, segment, "kv", 2) : NULL;
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

enum step vault_ask_mount(struct conversation *conversation, struct http_request *next)
{
	struct vault_session *session = conversation->session;

	if (!begin_asking(session, conversation->item->path))
		return STEP_WAIT;
	buf_done(&conversation->path);
	buf_add_text(&conversation->path, "/v1/sys/internal/ui/mounts/");
	vault_add_path(&conversation->path, conversation->item->path);
	vault_request(session, next, "GET", conversation->path.bytes);
	return STEP_SEND;
}

/* A mount is a path with a slash at its end, and what was asked for lies in it. */
static bool is_mount_of(const char *mount, const char *path)
{
	size_t length = strlen(mount);

	return length > 1 && mount[length - 1] == '/' && text_starts(path, mount);
}

/* {"data": {"path": "secret/", "type": "kv", "options": {"version": "2"} or null}} */
static enum step learn_mount(struct conversation *conversation, const struct http_reply *last)
{
	struct vault_session *session = conversation->session;
	_cleanup_(jsondoc_freep) struct jsondoc *document = NULL;
	const struct jsondoc *data;
	const char *type, *path, *version;
	struct error err;

	if (!jsondoc_parse(&document, last->body, last->length, &err))
		return provider_fail(conversation, FAILURE_REPLY, last);
	data = jsondoc_get(document, "data");
	type = jsondoc_string(jsondoc_member(data, "type"), NULL);
	path = jsondoc_string(jsondoc_member(data, "path"), NULL);
	version = jsondoc_string(jsondoc_get(data, "options.version"), NULL);
	if (!type || !path || !is_mount_of(path, conversation->item->path))
		return provider_fail(conversation, FAILURE_REPLY, last);
	session->token_works = true;
	if (!vault_find_mount(session, conversation->item->path))
		add_mount(session, path, type, text_equal(version, "2") ? 2 : 1);
	return STEP_DONE;
}

/* Errors of Vault and OpenBao are JSON; what else answers on the port is not. */
static bool is_of_store(const struct http_reply *last)
{
	_cleanup_(jsondoc_freep) struct jsondoc *document = NULL;
	struct error err;

	return jsondoc_parse(&document, last->body, last->length, &err) &&
	       jsondoc_kind(jsondoc_member(document, "errors")) == JSONDOC_IS_ARRAY;
}

/*
 * kv = 1 counts where the server does not say what is mounted. It may be mistaken, and a GET make
 * something: so it is an engine that nobody knows, which run alone reads, once.
 */
static bool may_be_told(const struct conversation *conversation, const struct http_reply *last)
{
	const struct vault_session *session = conversation->session;

	return session->kv_version == 1 && conversation->may_mint &&
	       last->outcome == HTTP_REPLIED && (last->status == 403 || last->status == 404);
}

static enum step tell_mount(struct conversation *conversation)
{
	_cleanup_(freep) char *segment = first_segment(conversation->item->path);

	add_mount(conversation->session, segment, "", 0);
	return vault_find_mount(conversation->session, conversation->item->path)
		       ? STEP_DONE
		       : provider_fail(conversation, FAILURE_PATH, NULL);
}

enum step vault_take_mount(struct conversation *conversation, const struct http_reply *last,
			   struct http_request *next)
{
	end_asking(conversation->session, conversation->item->path);
	if (last->outcome == HTTP_REPLIED && last->status == 200)
		return learn_mount(conversation, last);
	if (may_be_told(conversation, last))
		return tell_mount(conversation);
	if (last->outcome == HTTP_REPLIED && (last->status == 404 || last->status == 400))
		return provider_fail(conversation,
				     is_of_store(last) ? FAILURE_MOUNT : FAILURE_REPLY, last);
	return vault_diagnose(conversation, last, next);
}
