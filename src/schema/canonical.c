/* SPDX-License-Identifier: Apache-2.0 */
#include "schema/canonical.h"

#include <string.h>

#include "crypto/codec.h"
#include "schema/words.h"
#include "util/cleanup.h"
#include "util/url.h"

#define VALUE_MAX   ((size_t)64 * 1024)
#define DECODED_MIN 16 /* shorter texts are taken as they stand */

static bool is_blank(char c)
{
	return c && strchr(" \t\r\n", c);
}

static struct word without_mark(struct word text)
{
	static const char *const marks[] = { "base64:", "hex:", "0x", "\\x" };

	for (size_t i = 0; i < ARRAY_LENGTH(marks); i++) {
		size_t mark = strlen(marks[i]);

		if (text.length > mark && word_is((struct word){ text.start, mark }, marks[i]))
			return (struct word){ text.start + mark, text.length - mark };
	}
	return text;
}

void canonical_form(struct buf *out, const char *bytes, size_t length)
{
	struct word text = { bytes, length }, code;

	while (text.length > 0 && is_blank(text.start[0]))
		text = (struct word){ text.start + 1, text.length - 1 };
	while (text.length > 0 && is_blank(text.start[text.length - 1]))
		text.length--;
	code = without_mark(text);
	if (code.length >= DECODED_MIN && code.length <= VALUE_MAX &&
	    (hex_decode(out, code.start, code.length) ||
	     base64_decode(out, code.start, code.length, false) ||
	     base64_decode(out, code.start, code.length, true)))
		return;
	buf_add(out, text.start, text.length);
}

bool canonical_secret(struct buf *out, const char *bytes, size_t length)
{
	_cleanup_(buf_done) struct buf password = { 0 };
	bool in_url = url_password(&password, bytes);

	if (in_url)
		canonical_form(out, buf_text(&password), password.length);
	else
		canonical_form(out, bytes, length);
	return in_url;
}

bool canonical_same(const char *one, size_t one_length, const char *other, size_t other_length)
{
	_cleanup_(buf_done) struct buf first = { 0 }, second = { 0 };

	canonical_form(&first, one, one_length);
	canonical_form(&second, other, other_length);
	return first.length == second.length &&
	       memcmp(buf_text(&first), buf_text(&second), first.length) == 0;
}
