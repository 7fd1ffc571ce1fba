/* SPDX-License-Identifier: Apache-2.0 */
#include "net/request.h"

#include <string.h>

#include "util/alloc.h"
#include "util/text.h"

#define UPPER   "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define LOWER   "abcdefghijklmnopqrstuvwxyz"
#define DIGIT   "0123456789"
#define TOKEN   UPPER LOWER DIGIT "!#$%&'*+-.^_`|~"
#define IN_PATH UPPER LOWER DIGIT "-._~!$&'()*+,;=:@/?"

#define LONGEST_METHOD 16
#define LONGEST_PATH   8192
#define LONGEST_NAME   128
#define LONGEST_VALUE  32768

static bool is_all(const char *text, const char *allowed, size_t longest)
{
	size_t run = strspn(text, allowed);

	return run > 0 && text[run] == '\0' && run <= longest;
}

static bool is_path(const char *path)
{
	if (path[0] != '/' || strlen(path) > LONGEST_PATH)
		return false;
	while (*path) {
		path += strspn(path, IN_PATH);
		if (*path == '%') {
			if (strspn(path + 1, DIGIT "abcdefABCDEF") < 2)
				return false;
			path += 3;
		} else if (*path) {
			return false;
		}
	}
	return true;
}

static bool is_value(const char *value)
{
	if (strlen(value) > LONGEST_VALUE)
		return false;
	for (; *value; value++) {
		if (*value < ' ' || *value > '~')
			return false;
	}
	return true;
}

bool request_check(const struct http_request *request, struct error *err)
{
	if (!is_all(request->method, UPPER, LONGEST_METHOD))
		return error_set(err, ERR_INTERNAL, "the request's method is not one");
	if (!is_path(request->path))
		return error_set(err, ERR_INTERNAL, "the request's path is not percent-encoded");
	for (size_t i = 0; i < HTTP_MAX_HEADERS && request->headers[i].name; i++) {
		const struct http_header *header = &request->headers[i];

		if (!is_all(header->name, TOKEN, LONGEST_NAME))
			return error_set(err, ERR_INTERNAL, "header %zu has no valid name", i + 1);
		if (!is_value(header->value))
			return error_set(err, ERR_INTERNAL,
					 "the value of header %s is too long or has a line end or "
					 "another character that no header may have",
					 header->name);
	}
	return true;
}

static struct curl_slist *append(struct curl_slist *headers, const char *line)
{
	headers = curl_slist_append(headers, line);
	if (!headers)
		alloc_failed();
	return headers;
}

struct curl_slist *request_headers(const struct http_request *request)
{
	struct curl_slist *headers = NULL;
	bool typed = false;

	for (size_t i = 0; i < HTTP_MAX_HEADERS && request->headers[i].name; i++) {
		const struct http_header *header = &request->headers[i];
		bool empty = header->value[strspn(header->value, " ")] == '\0';
		_cleanup_(text_wipep) char *line = NULL;

		/* libcurl drops "Name:"; a header without a value is written "Name;". */
		line = empty ? text_format("%s;", header->name)
			     : text_format("%s: %s", header->name, header->value);
		headers = append(headers, line);
		typed = typed || text_equal_nocase(header->name, "Content-Type");
	}
	if (!typed)
		headers = append(headers, "Content-Type:");
	return append(headers, "Expect:");
}

void request_headers_free(struct curl_slist *headers)
{
	for (struct curl_slist *line = headers; line; line = line->next)
		explicit_bzero(line->data, strlen(line->data));
	curl_slist_free_all(headers);
}
