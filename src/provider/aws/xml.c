/* SPDX-License-Identifier: Apache-2.0 */
#include "provider/aws/xml.h"

#include <string.h>

#include "util/ascii.h"
#include "util/text.h"

#define BLANKS " \t\r\n"

struct name {
	const char *bytes;
	size_t length;
};

struct reader {
	const char *at, *end;
	struct name open[XML_MAX_DEPTH];
	size_t depth;
	bool rooted; /* the one element that holds all others has begun */
	const char *path;
	unsigned found;
	struct buf *out;
};

static bool at_text(const struct reader *reader, const char *text)
{
	size_t length = strlen(text);

	return (size_t)(reader->end - reader->at) >= length &&
	       memcmp(reader->at, text, length) == 0;
}

/* Whether the open elements are those of the path. */
static bool is_wanted(const struct reader *reader)
{
	const char *at = reader->path;

	for (size_t i = 0; i < reader->depth; i++) {
		size_t length = strcspn(at, "/");
		bool any = length == 1 && *at == '*';

		if (length == 0 || (!any && (length != reader->open[i].length ||
					     memcmp(at, reader->open[i].bytes, length) != 0)))
			return false;
		at += length + (at[length] == '/');
	}
	return *at == '\0';
}

/* Passes over everything up to the end of mark. */
static bool skip_past(struct reader *reader, const char *mark)
{
	while (reader->at < reader->end && !at_text(reader, mark))
		reader->at++;
	if (reader->at == reader->end)
		return false;
	reader->at += strlen(mark);
	return true;
}

static bool is_name_char(char c)
{
	return is_letter(c) || is_digit(c) || strchr("_-.:", c);
}

static struct name read_name(struct reader *reader)
{
	struct name name = { reader->at, 0 };

	while (reader->at < reader->end && *reader->at && is_name_char(*reader->at))
		reader->at++;
	name.length = (size_t)(reader->at - name.bytes);
	return name;
}

static bool read_end(struct reader *reader)
{
	struct name name = read_name(reader);
	const struct name *open;

	while (reader->at < reader->end && *reader->at && strchr(BLANKS, *reader->at))
		reader->at++;
	if (reader->depth == 0 || !at_text(reader, ">"))
		return false;
	reader->at++;
	open = &reader->open[--reader->depth];
	return open->length == name.length && memcmp(open->bytes, name.bytes, name.length) == 0;
}

/* What follows an element's name; tells whether it is empty. */
static bool read_attributes(struct reader *reader, bool *empty)
{
	*empty = false;
	while (reader->at < reader->end) {
		char c = *reader->at++;

		if (c == '>')
			return true;
		if (c == '<')
			return false;
		if (c == '/') {
			*empty = true;
			return reader->at < reader->end && *reader->at++ == '>';
		}
		if ((c == '"' || c == '\'') && !skip_past(reader, c == '"' ? "\"" : "'"))
			return false;
	}
	return false;
}

static bool read_begin(struct reader *reader)
{
	struct name name = read_name(reader);
	bool empty;

	if (name.length == 0 || reader->depth == XML_MAX_DEPTH ||
	    (reader->depth == 0 && reader->rooted))
		return false;
	reader->rooted = true;
	reader->open[reader->depth++] = name;
	if (is_wanted(reader))
		reader->found++;
	if (!read_attributes(reader, &empty))
		return false;
	if (empty)
		reader->depth--;
	return true;
}

/* No other markup begins with a name: "<!DOCTYPE", "<![CDATA[". */
static bool read_markup(struct reader *reader)
{
	if (at_text(reader, "<?"))
		return skip_past(reader, "?>");
	if (at_text(reader, "<!--"))
		return skip_past(reader, "-->");
	reader->at++;
	if (at_text(reader, "/")) {
		reader->at++;
		return read_end(reader);
	}
	return read_begin(reader);
}

/* &lt; and the others that need no declaration, and &#N; of ASCII. */
static bool read_reference(struct reader *reader, char *ret)
{
	static const struct {
		const char *text;
		char c;
	} rows[] = { { "&lt;", '<' },
		     { "&gt;", '>' },
		     { "&amp;", '&' },
		     { "&quot;", '"' },
		     { "&apos;", '\'' } };
	unsigned number = 0;

	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		if (!at_text(reader, rows[i].text))
			continue;
		*ret = rows[i].c;
		reader->at += strlen(rows[i].text);
		return true;
	}
	if (!at_text(reader, "&#"))
		return false;
	reader->at += 2;
	while (reader->at < reader->end && is_digit(*reader->at) && number < 128)
		number = number * 10 + (unsigned)(*reader->at++ - '0');
	if (number == 0 || number > 127 || !at_text(reader, ";"))
		return false;
	reader->at++;
	*ret = (char)number;
	return true;
}

static bool read_text(struct reader *reader)
{
	char c = *reader->at;

	if (c == '&') {
		if (reader->depth == 0 || !read_reference(reader, &c))
			return false;
	} else {
		reader->at++;
		if (c == '\0' || (reader->depth == 0 && !strchr(BLANKS, c)))
			return false;
	}
	if (is_wanted(reader))
		buf_add_char(reader->out, c);
	return true;
}

bool aws_xml_text(struct buf *out, const char *xml, size_t length, const char *path)
{
	struct reader reader = { .at = xml, .end = xml + length, .path = path, .out = out };
	bool good = true;

	while (good && reader.at < reader.end)
		good = *reader.at == '<' ? read_markup(&reader) : read_text(&reader);
	good = good && reader.depth == 0 && reader.found == 1 && !out->overflow;
	if (!good)
		buf_done(out);
	return good;
}
