/* SPDX-License-Identifier: Apache-2.0 */
#include "provider/aws/chain.h"

#include <string.h>

#include "provider/aws/login.h"
#include "util/alloc.h"
#include "util/io.h"
#include "util/jsondoc.h"
#include "util/text.h"

/*
 * The renewed token of an SSO session takes the place of the old one in the cache, so that the AWS
 * tools and the SDKs go on with it. What keystrap-fetch hands back is checked as if it came from
 * anybody: it names a session, never a file.
 */

struct renewal {
	const char *session, *token, *expires, *refresh; /* refresh: NULL, the old one is kept */
};

static const char *text_of(const struct jsondoc *document, const char *name)
{
	return jsondoc_string(jsondoc_member(document, name), NULL);
}

static bool read_renewal(struct renewal *ret, const struct jsondoc *document)
{
	time_t ignored;

	*ret = (struct renewal){
		.session = text_of(document, "session"),
		.token = text_of(document, "accessToken"),
		.expires = text_of(document, "expiresAt"),
		.refresh = text_of(document, "refreshToken"),
	};
	return text_equal(text_of(document, "format"), AWS_TOKEN_FORMAT) && ret->session &&
	       ret->token && text_is_token(ret->token, AWS_MAX_TOKEN) && ret->expires &&
	       clock_parse_stamp(&ignored, ret->expires) &&
	       (!ret->refresh || text_is_token(ret->refresh, AWS_MAX_TOKEN));
}

struct copying {
	struct jsonout json;
	const struct renewal *renewal;
};

/* A member of the old file: its new text, or as it is. */
static bool copy(const char *name, const struct jsondoc *value, void *context)
{
	struct copying *copying = context;
	const struct renewal *renewal = copying->renewal;
	const char *text = jsondoc_string(value, NULL);
	int64_t number;

	if (text_equal(name, "accessToken"))
		text = renewal->token;
	else if (text_equal(name, "expiresAt"))
		text = renewal->expires;
	else if (text_equal(name, "refreshToken") && renewal->refresh)
		text = renewal->refresh;
	if (text)
		jsonout_text(&copying->json, name, text);
	else if (jsondoc_int(&number, value))
		jsonout_integer(&copying->json, name, number);
	else if (jsondoc_kind(value) == JSONDOC_IS_BOOL)
		jsonout_boolean(&copying->json, name, jsondoc_true(value));
	return true;
}

static bool rewrite(const char *path, const struct renewal *renewal, struct error *err)
{
	_cleanup_(buf_done) struct buf old = { .maximum = AWS_SSO_MAX_FILE };
	_cleanup_(buf_done) struct buf new = { 0 };
	_cleanup_(jsondoc_freep) struct jsondoc *document = NULL;
	struct copying copying = { { .out = &new }, renewal };
	struct error ignored;

	if (!file_read(&old, path, FILE_PRIVATE, err))
		return false;
	if (!jsondoc_parse(&document, buf_text(&old), old.length, &ignored))
		return error_set(err, ERR_MANIFEST, "%s is no JSON document", path);
	jsonout_begin(&copying.json, NULL, '{');
	jsondoc_each(document, copy, &copying);
	jsonout_end(&copying.json, '}');
	return file_replace(path, new.bytes, new.length, err);
}

bool aws_sso_keep(const struct aws_search *search, const char *bytes, size_t length,
		  struct error *err)
{
	_cleanup_(jsondoc_freep) struct jsondoc *document = NULL;
	_cleanup_(freep) char *path = NULL;
	struct renewal renewal;
	struct error ignored;

	if (!jsondoc_parse(&document, bytes, length, &ignored) ||
	    !read_renewal(&renewal, document) ||
	    !aws_profiles_find(&search->profiles, AWS_SECTION_SSO_SESSION, AWS_FILE_CONFIG,
			       renewal.session))
		return error_set(err, ERR_INTERNAL, "what was renewed is no SSO login");
	path = aws_sso_file(search, renewal.session);
	if (!path)
		return error_set(err, ERR_MANIFEST, "HOME is not set");
	return rewrite(path, &renewal, err) ||
	       error_wrap(err, "the renewed SSO login could not be kept");
}
