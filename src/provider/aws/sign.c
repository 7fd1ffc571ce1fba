/* SPDX-License-Identifier: Apache-2.0 */
#include "provider/aws/aws.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "crypto/fingerprint.h"
#include "crypto/hmac.h"
#include "crypto/sha256.h"
#include "util/alloc.h"
#include "util/ascii.h"
#include "util/text.h"
#include "util/url.h"

/*
 * Signature Version 4: a canonical form of the request is hashed, the hash signed with a key that
 * holds for one day, region and service. libcurl's own signer is wrong on 7.88 (headers that were
 * taken out are signed, the date cannot be ours), and it wipes nothing.
 */

#define ALGORITHM "AWS4-HMAC-SHA256"
#define DAY       8 /* "20150830" of the date */

#define HEX_LENGTH (2 * SHA256_LENGTH + 1)

static void add_hash(struct buf *out, const void *bytes, size_t length)
{
	unsigned char digest[SHA256_LENGTH];
	char text[HEX_LENGTH];

	sha256(digest, bytes, length);
	fingerprint_text(text, digest, sizeof(digest));
	buf_add_text(out, text);
	explicit_bzero(digest, sizeof(digest));
	explicit_bzero(text, sizeof(text));
}

/* The path as it is sent, encoded once more. */
static void add_path(struct buf *out, const char *path, size_t length)
{
	if (length == 0)
		buf_add_char(out, '/');
	for (size_t i = 0; i < length;) {
		size_t segment = 0;

		while (i + segment < length && path[i + segment] != '/')
			segment++;
		url_encode(out, path + i, segment);
		i += segment;
		if (i < length) {
			buf_add_char(out, '/');
			i++;
		}
	}
}

/* One parameter of a query, as it is sent. */
struct parameter {
	const char *name, *value;
	size_t name_length, value_length;
};

static int compare_pieces(const char *a, size_t a_length, const char *b, size_t b_length)
{
	int order = memcmp(a, b, a_length < b_length ? a_length : b_length);

	return order ? order : (a_length > b_length) - (a_length < b_length);
}

static int compare_parameters(const void *a, const void *b)
{
	const struct parameter *one = a, *other = b;
	int order = compare_pieces(one->name, one->name_length, other->name, other->name_length);

	return order ? order
		     : compare_pieces(one->value, one->value_length, other->value,
				      other->value_length);
}

static void add_query(struct buf *out, const char *query)
{
	_cleanup_(freep) struct parameter *parameters =
		alloc_array(strlen(query) + 1, sizeof(*parameters));
	size_t count = 0;

	while (*query) {
		size_t length = strcspn(query, "&"), name = strcspn(query, "&=");

		if (length > 0)
			parameters[count++] = (struct parameter){
				.name = query,
				.name_length = name,
				.value = query + name + (name < length),
				.value_length = length - name - (name < length),
			};
		query += length + (query[length] == '&');
	}
	qsort(parameters, count, sizeof(*parameters), compare_parameters);
	for (size_t i = 0; i < count; i++) {
		const struct parameter *parameter = &parameters[i];

		if (i > 0)
			buf_add_char(out, '&');
		buf_add(out, parameter->name, parameter->name_length);
		buf_add_char(out, '=');
		buf_add(out, parameter->value, parameter->value_length);
	}
}

/* Blanks around it go, those inside become one. */
static void add_value(struct buf *out, const char *value)
{
	bool blank = false;

	value += strspn(value, " ");
	for (; *value; value++) {
		if (*value == ' ') {
			blank = true;
			continue;
		}
		if (blank)
			buf_add_char(out, ' ');
		blank = false;
		buf_add_char(out, *value);
	}
}

static int compare_headers(const void *a, const void *b)
{
	return strcasecmp(((const struct http_header *)a)->name,
			  ((const struct http_header *)b)->name);
}

/* All that will be signed, in the order of their names. Returns how many there are. */
static size_t sort_headers(struct http_header ret[static HTTP_MAX_HEADERS + 1],
			   const struct http_request *request, const char *host)
{
	size_t count = 0;

	ret[count++] = (struct http_header){ "host", host };
	for (size_t i = 0; i < HTTP_MAX_HEADERS && request->headers[i].name; i++)
		ret[count++] = request->headers[i];
	qsort(ret, count, sizeof(*ret), compare_headers);
	return count;
}

static void add_name(struct buf *out, const char *name)
{
	for (; *name; name++)
		buf_add_char(out, to_small(*name));
}

static void add_names(struct buf *out, const struct http_header *headers, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (i > 0)
			buf_add_char(out, ';');
		add_name(out, headers[i].name);
	}
}

static void make_canonical(struct buf *out, const struct http_request *request,
			   const struct http_header *headers, size_t count)
{
	size_t path = strcspn(request->path, "?");

	buf_format(out, "%s\n", request->method);
	add_path(out, request->path, path);
	buf_add_char(out, '\n');
	add_query(out, request->path + path + (request->path[path] == '?'));
	buf_add_char(out, '\n');
	for (size_t i = 0; i < count; i++) {
		add_name(out, headers[i].name);
		buf_add_char(out, ':');
		add_value(out, headers[i].value);
		buf_add_char(out, '\n');
	}
	buf_add_char(out, '\n');
	add_names(out, headers, count);
	buf_add_char(out, '\n');
	add_hash(out, request->body, request->body_length);
}

/* The key of the day, which signs for one region and service. */
static void make_key(unsigned char key[static HMAC_LENGTH], const struct aws_scope *scope,
		     const char *date)
{
	_cleanup_(buf_done) struct buf secret = { 0 };

	buf_format(&secret, "AWS4%s", scope->credentials->secret_key);
	hmac_sha256(key, secret.bytes, secret.length, date, DAY);
	hmac_sha256(key, key, HMAC_LENGTH, scope->region, strlen(scope->region));
	hmac_sha256(key, key, HMAC_LENGTH, scope->service, strlen(scope->service));
	hmac_sha256(key, key, HMAC_LENGTH, "aws4_request", strlen("aws4_request"));
}

static void add_signature(struct buf *out, const struct aws_scope *scope, const char *date,
			  const struct buf *canonical)
{
	_cleanup_(buf_done) struct buf text = { 0 };
	unsigned char key[HMAC_LENGTH];
	char hex[HEX_LENGTH];

	buf_format(&text, ALGORITHM "\n%s\n%.*s/%s/%s/aws4_request\n", date, DAY, date,
		   scope->region, scope->service);
	add_hash(&text, canonical->bytes, canonical->length);
	make_key(key, scope, date);
	hmac_sha256(key, key, sizeof(key), text.bytes, text.length);
	fingerprint_text(hex, key, sizeof(key));
	buf_add_text(out, hex);
	explicit_bzero(key, sizeof(key));
}

static void add_header(struct http_request *request, const char *name, const char *value)
{
	size_t count = 0;

	while (count < HTTP_MAX_HEADERS && request->headers[count].name)
		count++;
	assert(count < HTTP_MAX_HEADERS);
	request->headers[count] = (struct http_header){ name, value };
}

void aws_sign(struct http_request *request, struct aws_signature *signature,
	      const struct aws_scope *scope, const char *host)
{
	struct http_header headers[HTTP_MAX_HEADERS + 1];
	_cleanup_(buf_done) struct buf canonical = { 0 };
	struct tm utc = { 0 };
	size_t count;

	aws_signature_done(signature);
	gmtime_r(&scope->now, &utc);
	strftime(signature->date, sizeof(signature->date), "%Y%m%dT%H%M%SZ", &utc);
	add_header(request, "X-Amz-Date", signature->date);
	if (scope->credentials->session_token)
		add_header(request, "X-Amz-Security-Token", scope->credentials->session_token);
	count = sort_headers(headers, request, host);
	make_canonical(&canonical, request, headers, count);
	buf_format(&signature->authorization,
		   ALGORITHM " Credential=%s/%.*s/%s/%s/aws4_request, SignedHeaders=",
		   scope->credentials->access_key, DAY, signature->date, scope->region,
		   scope->service);
	add_names(&signature->authorization, headers, count);
	buf_add_text(&signature->authorization, ", Signature=");
	add_signature(&signature->authorization, scope, signature->date, &canonical);
	add_header(request, "Authorization", signature->authorization.bytes);
}

/* As libcurl writes the Host header: with the port only where it is not the scheme's own. */
static char *host_of(const struct url *url)
{
	unsigned usual = text_equal(url->scheme, "http") ? 80 : 443;

	return url->port && url->port != usual
		       ? text_format(url->host_is_ipv6 ? "[%s]:%u" : "%s:%u", url->host, url->port)
		       : text_format(url->host_is_ipv6 ? "[%s]" : "%s", url->host);
}

bool aws_sign_for(struct http_request *request, struct aws_signature *signature,
		  const struct aws_scope *scope, const char *address)
{
	struct url url = { 0 };
	const char *own = request->path;
	_cleanup_(freep) char *host = NULL;
	_cleanup_(freep) char *path = NULL;
	size_t length;

	if (url_parse(&url, address))
		return false;
	length = strlen(url.path);
	while (length > 0 && url.path[length - 1] == '/')
		length--;
	path = text_format("%.*s%s", (int)length, url.path, own);
	host = host_of(&url);
	url_done(&url);
	request->path = path;
	aws_sign(request, signature, scope, host);
	request->path = own;
	return true;
}

void aws_signature_done(struct aws_signature *signature)
{
	buf_done(&signature->authorization);
}

void aws_credentials_done(struct aws_credentials *credentials)
{
	free(credentials->access_key);
	text_wipe(credentials->secret_key);
	text_wipe(credentials->session_token);
	*credentials = (struct aws_credentials){ 0 };
}
