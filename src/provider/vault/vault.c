/* SPDX-License-Identifier: Apache-2.0 */
#include "provider/vault/vault.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "util/alloc.h"
#include "util/text.h"
#include "util/url.h"

static void *open_session(const struct provider_options *options, const struct clock *clock)
{
	struct vault_session *session = alloc_new(struct vault_session);
	const char *kv = options->get(options->context, "kv");

	session->clock = clock;
	session->options = options;
	session->kv_version = text_equal(kv, "1") ? 1 : text_equal(kv, "2") ? 2 : 0;
	return session;
}

static void close_session(void *object)
{
	struct vault_session *session = object;

	text_wipe(session->token);
	text_wipe(session->wrapping);
	text_wipe(session->unwrapped);
	for (size_t i = 0; i < session->mounts_count; i++)
		free(session->mounts[i].path);
	for (size_t i = 0; i < session->asking_count; i++)
		free(session->asking[i]);
	free(session->mounts);
	free(session->asking);
	free(session);
}

/* A login may use up a secret id: it is not sent twice. To look at a wrapping token uses up none.
 */
static bool is_idempotent(const struct http_request *request)
{
	return text_equal(request->method, "GET") ||
	       text_equal(request->path, VAULT_WRAPPING_LOOKUP);
}

const struct provider_ops provider_vault = {
	.type = "vault",
	.open = open_session,
	.close = close_session,
	.login = vault_login,
	.read = vault_read,
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
