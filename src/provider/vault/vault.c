/* SPDX-License-Identifier: Apache-2.0 */
#include "provider/vault/vault.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "provider/aws/aws.h"
#include "util/alloc.h"
#include "util/text.h"
#include "util/url.h"

#define HTTPS_PORT 443

static void *open_session(const struct provider_options *options, const struct clock *clock)
{
	struct vault_session *session = alloc_new(struct vault_session);
	const char *kv = options->get(options->context, "kv");

	session->clock = clock;
	session->options = options;
	session->kv_version = text_equal(kv, "1") ? 1 : text_equal(kv, "2") ? 2 : 0;
	if (text_equal(options->get(options->context, "auth"), "aws"))
		session->aws = aws_session_new(NULL, options, clock);
	return session;
}

static void close_session(void *object)
{
	struct vault_session *session = object;

	aws_session_free(session->aws);
	text_wipe(session->token);
	text_wipe(session->wrapping);
	text_wipe(session->unwrapped);
	free(session->made_by);
	for (size_t i = 0; i < session->mounts_count; i++) {
		free(session->mounts[i].path);
		free(session->mounts[i].type);
	}
	for (size_t i = 0; i < session->asking_count; i++)
		free(session->asking[i]);
	free(session->mounts);
	free(session->asking);
	free(session);
}

/*
 * A login may use up a secret id, and an engine may make something: neither is sent twice. To look
 * at a wrapping token uses up none; and of the keys that AWS makes only one set is used.
 */
static bool is_idempotent(const struct http_request *request)
{
	return !request->once &&
	       (!text_starts(request->path, "/v1/") || text_equal(request->method, "GET") ||
		strstr(request->path, "/decrypt/") ||
		text_equal(request->path, "/v1/sys/leases/revoke") ||
		text_equal(request->path, VAULT_WRAPPING_LOOKUP));
}

bool vault_wants_value(const struct provider_item *item)
{
	return !item->whole &&
	       (item->fields_count == 0 || (item->fields_count == 1 && !item->fields[0]));
}

/* The texts that one key decrypts go in one request. */
static bool joins(const struct provider_item *first, const struct provider_item *other)
{
	return first->parameters && other->parameters && !first->lease && !other->lease &&
	       strstr(first->path, "/decrypt/") && text_equal(first->path, other->path) &&
	       !first->version && !other->version && vault_wants_value(first) &&
	       vault_wants_value(other);
}

static bool is_at(const char *address, const struct url *place)
{
	struct url url = { 0 };
	bool same = !url_parse(&url, address) && text_equal(url.scheme, "https") &&
		    text_equal_nocase(url.host, place->host) &&
		    (url.port ? url.port : HTTPS_PORT) == (place->port ? place->port : HTTPS_PORT);

	url_done(&url);
	return same;
}

/*
 * A standby that cannot forward points to the active node. The token goes there only when that is
 * one of the source's own addresses, over https: who answers cannot name any other.
 */
static char *follow(const struct provider_options *options, const struct http_reply *reply)
{
	_cleanup_(text_list_freep) char **listed =
		text_list(options->get(options->context, "address"));
	struct url place = { 0 };
	char *address = NULL;

	if (!url_parse(&place, reply->redirect) && text_equal(place.scheme, "https") &&
	    !place.user && !place.fragment) {
		for (size_t i = 0; listed[i] && !address; i++) {
			if (is_at(listed[i], &place))
				address = text_copy(listed[i]);
		}
	}
	url_done(&place);
	return address;
}

const struct provider_ops provider_vault = {
	.type = "vault",
	.open = open_session,
	.close = close_session,
	.login = vault_login,
	.read = vault_read,
	.joins = joins,
	.joins_max = 100,
	.many_servers = true, /* of AWS, for its logins */
	.follow = follow,
	.is_idempotent = is_idempotent,
};

const char *vault_option(const struct vault_session *session, const char *name)
{
	return session->options->get(session->options->context, name);
}

void vault_request(const struct vault_session *session, struct http_request *request,
		   const char *method, const char *path)
{
	const char *namespace = session->token ? NULL : vault_option(session, "auth-namespace");

	if (!namespace)
	namespace = vault_option(session, "namespace");
	request->method = method;
	request->path = path;
	vault_add_header(request, "X-Vault-Request", "true");
	if (session->token)
		vault_add_header(request, "X-Vault-Token", session->token);
	if (namespace && namespace[0])
		vault_add_header(request, "X-Vault-Namespace", namespace);
}

void vault_add_header(struct http_request *request, const char *name, const char *value)
{
	size_t i = 0;

	while (i < HTTP_MAX_HEADERS && request->headers[i].name)
		i++;
	assert(i < HTTP_MAX_HEADERS);
	request->headers[i] = (struct http_header){ name, value };
}

void vault_add_segment(struct buf *out, const char *segment)
{
	url_encode(out, segment, strlen(segment));
}

void vault_post(const struct conversation *conversation, struct http_request *request)
{
	vault_request(conversation->session, request, "POST", conversation->path.bytes);
	request->body = conversation->body.bytes;
	request->body_length = conversation->body.length;
}

void vault_add_path(struct buf *out, const char *path)
{
	for (;;) {
		size_t segment = strcspn(path, "/");

		url_encode(out, path, segment);
		if (!path[segment])
			return;
		buf_add_char(out, '/');
		path += segment + 1;
	}
}
