/* SPDX-License-Identifier: Apache-2.0 */
#include "model/parameters.h"

#include <string.h>

#include "util/text.h"
#include "util/url.h"

#define NAME "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-"

/* One parameter, up to the next '&'; NULL when it is good. */
static const char *one_wrong(const char *text, size_t length)
{
	size_t name = strspn(text, NAME);
	_cleanup_(buf_done) struct buf value = { 0 };

	if (name == 0 || name >= length || text[name] != '=')
		return "a parameter after the '?' is not NAME=VALUE";
	if (url_decode(&value, text + name + 1, length - name - 1, false))
		return "a parameter's value has a '%' without two digits, or %00";
	if (text_utf8_length(buf_text(&value), value.length) != value.length)
		return "a parameter's value is not UTF-8";
	return NULL;
}

/* Whether the name at the start of text stands again further on. */
static bool stands_again(const char *text)
{
	size_t length = strspn(text, NAME);

	for (const char *at = strchr(text, '&'); at; at = strchr(at + 1, '&')) {
		if (strspn(at + 1, NAME) == length && memcmp(at + 1, text, length) == 0)
			return true;
	}
	return false;
}

const char *parameters_wrong(const char *text)
{
	size_t length = strlen(text);

	if (length > PARAMETERS_MAX_BYTES)
		return "the parameters have more than 16 KiB";
	if (text_has_control(text, length))
		return "the parameters have a control character: write %0A for a line end";
	for (;;) {
		size_t one = strcspn(text, "&");
		const char *wrong = one_wrong(text, one);

		if (wrong)
			return wrong;
		if (stands_again(text))
			return "a parameter stands twice after the '?'";
		if (!text[one])
			return NULL;
		text += one + 1;
	}
}

bool parameters_next(const char **at, struct buf *name, struct buf *value)
{
	size_t length = strcspn(*at, "&"), equals = strcspn(*at, "=&");
	const char *text = *at;

	buf_done(name);
	buf_done(value);
	if (length == 0)
		return false;
	buf_add(name, text, equals);
	if (equals < length)
		(void)url_decode(value, text + equals + 1, length - equals - 1, false);
	*at = text + length + (text[length] == '&');
	return true;
}

bool parameters_find(struct buf *value, const char *text, const char *wanted)
{
	_cleanup_(buf_done) struct buf name = { 0 };
	_cleanup_(buf_done) struct buf one = { 0 };

	while (parameters_next(&text, &name, &one)) {
		if (!text_equal(buf_text(&name), wanted))
			continue;
		buf_add(value, one.bytes, one.length);
		return true;
	}
	return false;
}
