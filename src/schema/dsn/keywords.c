/* SPDX-License-Identifier: Apache-2.0 */
#include "reader.h"

#include <string.h>

#include "util/alloc.h"
#include "util/buf.h"

#define SPACES " \t\r\n"

/* A value of libpq's form: up to a space, or in single quotes; a backslash takes the next one. */
static const char *read_value(struct reader *reader, struct buf *value, const char *text)
{
	bool quoted = *text == '\'';

	text += quoted;
	for (; *text; text++) {
		if (quoted ? *text == '\'' : strchr(SPACES, *text) != NULL)
			break;
		if (*text == '\\' && text[1])
			text++;
		buf_add_char(value, *text);
	}
	if (quoted && *text != '\'')
		reader_fault(reader, "a quote is not closed");
	return text + (quoted && *text == '\'');
}

void reader_keywords(struct reader *reader, const char *text)
{
	for (text += strspn(text, SPACES); *text; text += strspn(text, SPACES)) {
		_cleanup_(buf_done) struct buf value = { 0 };
		const char *name = text;
		size_t length = strcspn(text, "=" SPACES);

		text += length;
		text += strspn(text, SPACES);
		if (*text != '=' || length == 0) {
			reader_fault(reader, "a keyword has no = behind it");
			return;
		}
		text++;
		text += strspn(text, SPACES);
		text = read_value(reader, &value, text);
		reader_add_parameter(reader, name, length, buf_text(&value));
	}
}

/* A value of the other form: in quotes or braces, whose closing mark is doubled inside. */
static const char *read_property(struct reader *reader, struct buf *value, const char *text)
{
	const char *end = text + strcspn(text, ";");
	char close = *text == '{' ? '}' : *text == '\'' || *text == '"' ? *text : '\0';

	if (!close) {
		size_t length = (size_t)(end - text);

		while (length > 0 && strchr(SPACES, text[length - 1]))
			length--;
		buf_add(value, text, length);
		return end;
	}
	for (text++; *text; text++) {
		if (*text == close && text[1] != close)
			break;
		text += *text == close;
		buf_add_char(value, *text);
	}
	if (*text != close) {
		reader_fault(reader, "a quote or brace is not closed");
		return text;
	}
	return text + 1;
}

void reader_properties(struct reader *reader, const char *text)
{
	for (text += strspn(text, SPACES ";"); *text; text += strspn(text, SPACES ";")) {
		_cleanup_(buf_done) struct buf value = { 0 };
		const char *name = text;
		size_t length = strcspn(text, "=;");

		text += length;
		if (*text != '=') {
			reader_fault(reader, "a keyword has no = behind it");
			return;
		}
		text++;
		text += strspn(text, SPACES);
		text = read_property(reader, &value, text);
		text += strspn(text, SPACES);
		if (*text && *text != ';') {
			reader_fault(reader, "a ; is missing behind a value");
			return;
		}
		reader_add_parameter(reader, name, length, buf_text(&value));
	}
}

bool reader_go_mysql(struct reader *reader, const char *text)
{
	static const char *const marks[] = { "tcp(", "unix(" };
	const char *mark = NULL, *close;
	size_t width = 0;

	for (size_t i = 0; i < ARRAY_LENGTH(marks) && !mark; i++) {
		mark = strstr(text, marks[i]);
		width = strlen(marks[i]);
	}
	close = mark ? strstr(mark, ")/") : NULL;
	if (!close || strstr(text, "://") || (mark > text && mark[-1] != '@'))
		return false;
	reader->dsn->scheme = dsn_scheme_find("mysql", strlen("mysql"));
	/* Nothing is escaped here: the driver takes the last @ and the first colon. */
	if (mark > text) {
		_cleanup_(text_wipep) char *login = text_slice(text, (size_t)(mark - text) - 1);
		char *colon = strchr(login, ':');

		if (colon) {
			*colon = '\0';
			reader->dsn->password = text_copy(colon + 1);
		}
		reader->dsn->user = text_copy(login);
		if (colon)
			*colon = ':';
	}
	reader_add_host(reader, mark + width, (size_t)(close - mark) - width);
	reader_query(reader, reader_path(reader, close + 1));
	return true;
}

/* Whether a word between commas is NAME=VALUE, with letters for a name. */
static bool is_option(const char *text, size_t length)
{
	size_t name = strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

	return name > 0 && name < length && text[name] == '=';
}

bool reader_stack_redis(struct reader *reader, const char *text)
{
	size_t first = strcspn(text, ",");
	bool password = strcasestr(text, ",password=") != NULL;
	bool tls = strcasestr(text, ",ssl=true") != NULL;

	if (first == 0 || is_option(text, first) || strcspn(text, "/;") < first ||
	    !(password || strcasestr(text, ",ssl=")))
		return false;
	reader->dsn->scheme = tls ? dsn_scheme_find("rediss", strlen("rediss"))
				  : dsn_scheme_find("redis", strlen("redis"));
	while (*text) {
		size_t length = strcspn(text, ","), name = strcspn(text, "=");

		if (is_option(text, length)) {
			_cleanup_(text_wipep) char *value =
				text_slice(text + name + 1, length - name - 1);

			reader_add_parameter(reader, text, name, value);
		} else if (length > 0 && reader->dsn->host_count == 0) {
			reader_add_host(reader, text, length);
		}
		text += length + (text[length] == ',');
	}
	return true;
}
