/* SPDX-License-Identifier: Apache-2.0 */
#include "provider/vault/login.h"

#include <string.h>

#include "util/alloc.h"
#include "util/text.h"

/* clang-format off */
static const struct vault_method methods[] = {
	{ "approle",    "approle",    NULL, { { "role_id", "role-id role-id-file", .needed = true },
					      { "secret_id", "secret-id secret-id-file", .wrapped = true } } },
	{ "kubernetes", "kubernetes", NULL, { { "role", "role", .needed = true }, { "jwt", "jwt-file", .needed = true } } },
	{ "jwt",        "jwt",        NULL, { { "role", "role" }, { "jwt", "jwt jwt-file", .needed = true } } },
	{ "oidc",       "oidc",       NULL, { { "role", "role" }, { "jwt", "jwt jwt-file", .needed = true } } },
	{ "cert",       "cert",       NULL, { { "name", "role" } } },
	{ "aws",        "aws",        NULL, { { "role", "role" } }, .add = vault_aws_add },
	{ "userpass",   "userpass",   "username", { { "password", "password password-file", .needed = true, .exact = true } } },
	{ "ldap",       "ldap",       "username", { { "password", "password password-file", .needed = true, .exact = true } } },
	{ "radius",     "radius",     "username", { { "password", "password password-file", .needed = true, .exact = true } } },
};
/* clang-format on */

const struct vault_method *vault_method_find(const char *name)
{
	for (size_t i = 0; i < ARRAY_LENGTH(methods); i++) {
		if (text_equal(methods[i].name, name))
			return &methods[i];
	}
	return NULL;
}

/* An editor or echo has put a line end behind it. */
static char *without_line_end(const char *text)
{
	size_t length = strlen(text);

	if (length > 0 && text[length - 1] == '\n')
		length--;
	if (length > 0 && text[length - 1] == '\r')
		length--;
	return text_slice(text, length);
}

char *vault_login_text(const struct vault_session *session, const char *options, bool exact)
{
	_cleanup_(text_list_freep) char **names = text_list(options);

	for (char **name = names; *name; name++) {
		const char *text = vault_option(session, *name);
		_cleanup_(text_wipep) char *whole = NULL;

		if (!text)
			continue;
		whole = exact ? without_line_end(text) : text_trimmed(text);
		return whole[0] ? TAKE(whole) : NULL;
	}
	return NULL;
}

static bool add_field(struct jsonout *json, const struct vault_session *session,
		      const struct vault_method_field *field)
{
	_cleanup_(text_wipep) char *text = NULL;

	if (field->wrapped && session->unwrapped)
		text = text_copy(session->unwrapped);
	else
		text = vault_login_text(session, field->options, field->exact);
	if (text)
		jsonout_text(json, field->name, text);
	return text || !field->needed;
}

static bool add_body(struct buf *body, const struct vault_session *session,
		     const struct vault_method *method)
{
	struct jsonout json = { .out = body };

	jsonout_begin(&json, NULL, '{');
	for (size_t i = 0; i < VAULT_METHOD_MAX_FIELDS && method->fields[i].name; i++) {
		if (!add_field(&json, session, &method->fields[i]))
			return false;
	}
	if (method->add && !method->add(&json, session))
		return false;
	jsonout_end(&json, '}');
	return true;
}

static bool add_login_path(struct buf *path, const struct vault_session *session,
			   const struct vault_method *method)
{
	const char *mount = vault_option(session, "auth-mount");
	const char *user = method->user ? vault_option(session, method->user) : NULL;

	buf_add_text(path, "/v1/auth/");
	vault_add_path(path, mount ? mount : method->mount);
	buf_add_text(path, "/login");
	if (!method->user)
		return true;
	if (!user)
		return false;
	buf_add_char(path, '/');
	vault_add_segment(path, user);
	return true;
}

bool vault_method_ask(struct conversation *conversation, const struct vault_method *method,
		      struct http_request *next)
{
	const struct vault_session *session = conversation->session;

	buf_done(&conversation->path);
	buf_done(&conversation->body);
	if (!add_login_path(&conversation->path, session, method) ||
	    !add_body(&conversation->body, session, method))
		return false;
	vault_request(session, next, "POST", conversation->path.bytes);
	next->body = conversation->body.bytes;
	next->body_length = conversation->body.length;
	return true;
}
