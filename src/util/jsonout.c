/* SPDX-License-Identifier: Apache-2.0 */
#include "util/jsonout.h"

#include <string.h>

#include "util/text.h"

void jsonout_escape(struct buf *out, const char *bytes, size_t length)
{
	static const char shorts[] = "b\bf\fn\nr\rt\t\"\"\\\\";

	while (length > 0) {
		unsigned char c = (unsigned char)*bytes;
		size_t size = 1;

		if (c == 0x7f || c < 0x20 || c == '"' || c == '\\') {
			const char *found = NULL;

			for (const char *pair = shorts; *pair && !found; pair += 2)
				found = pair[1] == (char)c ? pair : NULL;
			if (found)
				buf_format(out, "\\%c", found[0]);
			else
				buf_format(out, "\\u%04x", c);
		} else if (c < 0x80) {
			buf_add_char(out, (char)c);
		} else {
			size = text_utf8_length(bytes, length < 4 ? length : 4);
			/* Only the first sequence of those up to four bytes is wanted. */
			while (size > 1 && text_utf8_length(bytes, size - 1) == size - 1)
				size--;
			buf_add(out, size ? bytes : "\xef\xbf\xbd", size ? size : 3);
			size = size ? size : 1;
		}
		bytes += size;
		length -= size;
	}
}

static void start(struct jsonout *writer, const char *name)
{
	if (writer->follows)
		buf_add_char(writer->out, ',');
	if (writer->pretty && writer->depth > 0) {
		buf_add_char(writer->out, '\n');
		for (unsigned i = 0; i < writer->depth; i++)
			buf_add_text(writer->out, "  ");
	}
	if (name) {
		buf_add_char(writer->out, '"');
		jsonout_escape(writer->out, name, strlen(name));
		buf_add_text(writer->out, writer->pretty ? "\": " : "\":");
	}
	writer->follows = true;
}

void jsonout_begin(struct jsonout *writer, const char *name, char bracket)
{
	start(writer, name);
	buf_add_char(writer->out, bracket);
	writer->depth++;
	writer->follows = false;
}

void jsonout_end(struct jsonout *writer, char bracket)
{
	writer->depth--;
	if (writer->pretty && writer->follows) {
		buf_add_char(writer->out, '\n');
		for (unsigned i = 0; i < writer->depth; i++)
			buf_add_text(writer->out, "  ");
	}
	buf_add_char(writer->out, bracket);
	writer->follows = true;
}

void jsonout_bytes(struct jsonout *writer, const char *name, const char *bytes, size_t length)
{
	start(writer, name);
	buf_add_char(writer->out, '"');
	jsonout_escape(writer->out, bytes, length);
	buf_add_char(writer->out, '"');
}

void jsonout_text(struct jsonout *writer, const char *name, const char *text)
{
	jsonout_bytes(writer, name, text, strlen(text));
}

void jsonout_integer(struct jsonout *writer, const char *name, int64_t number)
{
	start(writer, name);
	buf_format(writer->out, "%lld", (long long)number);
}

void jsonout_boolean(struct jsonout *writer, const char *name, bool value)
{
	start(writer, name);
	buf_add_text(writer->out, value ? "true" : "false");
}

void jsonout_null(struct jsonout *writer, const char *name)
{
	start(writer, name);
	buf_add_text(writer->out, "null");
}
