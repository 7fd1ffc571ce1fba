/* SPDX-License-Identifier: Apache-2.0 */
#include "model/dotenv.h"

#include <stdlib.h>
#include <string.h>

#include "model/names.h"
#include "util/alloc.h"
#include "util/text.h"

#define RULE        "dotenv-syntax"
#define MAX_ENTRIES 10000

struct reader {
	struct dotenv *dotenv;
	struct report *report;
	const char *file;
	const char *at, *end;
	unsigned line;
	bool spilled; /* the line above is no NAME=VALUE: this one may belong to the same value */
	bool wrapped; /* the value above is a whole line of base64, as long as they are broken at */
};

static struct finding *complain(struct reader *reader, unsigned line, const char *name,
				const char *wrong)
{
	struct place place = { reader->file, line };

	/* What is no name may be a piece of a value. */
	if (name && name_wrong(name))
		name = NULL;
	return report_add(reader->report, SEVERITY_ERROR, RULE, name, place, "%s", wrong);
}

/* The last line of base64, as in a key that was pasted without quotes, has letters of both cases.
 */
static bool may_be_value(const char *name)
{
	return name[strcspn(name, "abcdefghijklmnopqrstuvwxyz")];
}

/* PEM has lines of 64 characters (RFC 7468), MIME and coreutils of 76. */
#define WRAPPED_SHORTEST 64
#define BASE64           "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"

static bool is_wrapped(const struct buf *value)
{
	return value->length >= WRAPPED_SHORTEST &&
	       !buf_text(value)[strspn(buf_text(value), BASE64)];
}

/* Whether name, and padding alone behind it, end what was broken off above. */
static bool is_code_end(const char *name, const char *behind, size_t length)
{
	size_t code = strlen(name), padding = 0;

	while (padding < length && behind[padding] == '=')
		padding++;
	return code > 0 && !name[strspn(name, BASE64)] && may_be_value(name) &&
	       (code + padding) % 4 == 0 &&
	       (padding == length || (padding + 1 == length && behind[padding] == '\r'));
}

static void add_entry(struct reader *reader, const char *name, unsigned line, const char *bytes,
		      size_t length)
{
	struct dotenv *dotenv = reader->dotenv;
	const char *wrong = name_foreign_wrong(name);

	if (wrong) {
		report_hint(complain(reader, line, NULL,
				     "the name in front of the '=' is not one: "
				     "letters, digits, underscore and dot, no digit or dot first"),
			    "rename it; other names are seldom handed on to a program");
		return;
	}
	if (dotenv->count == MAX_ENTRIES) {
		complain(reader, line, NULL, "more than 10000 entries");
		reader->at = reader->end;
		return;
	}
	if (dotenv_find(dotenv, name)) {
		report_hint(complain(reader, line, name, "the name is given twice"),
			    "remove one of the two lines");
		return;
	}
	if (memchr(bytes, '\0', length)) {
		report_hint(complain(reader, line, name, "the value has a NUL byte"),
			    "encode binary values, as base64 does");
		return;
	}
	dotenv->entries = alloc_grow(dotenv->entries, &dotenv->capacity, dotenv->count + 1,
				     sizeof(struct dotenv_entry));
	dotenv->entries[dotenv->count++] = (struct dotenv_entry){
		.name = text_copy(name),
		.line = line,
		.secret = secret_new(dotenv->arena, bytes, length),
	};
	name_map_add(&dotenv->names, dotenv->entries[dotenv->count - 1].name, dotenv->count - 1);
}

static size_t line_rest(const struct reader *reader)
{
	const char *newline = memchr(reader->at, '\n', (size_t)(reader->end - reader->at));

	return (size_t)((newline ? newline : reader->end) - reader->at);
}

static void skip_line(struct reader *reader)
{
	reader->at += line_rest(reader);
	if (reader->at < reader->end)
		reader->at++;
	reader->line++;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static void skip_blanks(struct reader *reader)
{
	while (reader->at < reader->end && is_blank(*reader->at))
		reader->at++;
}

static void add_escaped(struct buf *value, char c)
{
	static const char from[] = "nrt\"\\$", to[] = "\n\r\t\"\\$";
	const char *found = c ? strchr(from, c) : NULL;

	if (!found)
		buf_add_char(value, '\\');
	buf_add_char(value, found ? to[found - from] : c);
}

/* Reads past the closing quote; false when there is none. */
static bool read_quoted(struct reader *reader, struct buf *value)
{
	char quote = *reader->at++;

	while (reader->at < reader->end && *reader->at != quote) {
		char c = *reader->at++;

		reader->line += c == '\n';
		if (quote == '"' && c == '\\' && reader->at < reader->end) {
			reader->line += *reader->at == '\n';
			add_escaped(value, *reader->at++);
		} else {
			buf_add_char(value, c);
		}
	}
	if (reader->at == reader->end)
		return false;
	reader->at++;
	return true;
}

static void read_bare(struct reader *reader, struct buf *value)
{
	size_t length = line_rest(reader);

	/* The '=' or a blank stands in front, so there is always a byte to look back at. */
	for (size_t i = 0; i < length; i++) {
		if (reader->at[i] == '#' && is_blank(reader->at[(ptrdiff_t)i - 1]))
			length = i;
	}
	while (length > 0 && (is_blank(reader->at[length - 1]) || reader->at[length - 1] == '\r'))
		length--;
	buf_add(value, reader->at, length);
}

/* A carriage return counts only right before the line end. */
static bool is_line_end(const struct reader *reader)
{
	return line_rest(reader) == 1 && *reader->at == '\r';
}

static void read_value(struct reader *reader, const char *name, unsigned line)
{
	_cleanup_(buf_done) struct buf value = { 0 };
	bool quoted;

	skip_blanks(reader);
	quoted = reader->at < reader->end && (*reader->at == '"' || *reader->at == '\'');
	if (quoted && !read_quoted(reader, &value)) {
		report_hint(complain(reader, line, name, "the quote is never closed"),
			    "close it, or write the value without quotes");
		return;
	}
	if (quoted) {
		skip_blanks(reader);
		if (line_rest(reader) > 0 && *reader->at != '#' && !is_line_end(reader)) {
			report_hint(
				complain(reader, line, name, "something follows the closing quote"),
				"quote the whole value, and write \\\" for a quote inside");
			skip_line(reader);
			return;
		}
	} else {
		read_bare(reader, &value);
		reader->wrapped = is_wrapped(&value);
	}
	add_entry(reader, name, line, buf_text(&value), value.length);
	skip_line(reader);
}

static void complain_of_spill(struct reader *reader, unsigned line)
{
	report_hint(complain(reader, line, NULL, "the line may belong to a value that began above"),
		    "quote a value of several lines");
	skip_line(reader);
}

static void read_line(struct reader *reader)
{
	const bool spilled = reader->spilled, wrapped = reader->wrapped;
	unsigned line = reader->line;
	_cleanup_(freep) char *name = NULL;
	size_t length, rest;
	const char *equals;

	reader->wrapped = false;
	skip_blanks(reader);
	length = line_rest(reader);
	if (length == 0 || *reader->at == '#' || (length == 1 && *reader->at == '\r')) {
		skip_line(reader);
		return;
	}
	if (length > 7 && memcmp(reader->at, "export", 6) == 0 && is_blank(reader->at[6])) {
		reader->at += 7;
		skip_blanks(reader);
		length = line_rest(reader);
	}
	equals = memchr(reader->at, '=', length);
	if (!equals) {
		report_hint(complain(reader, line, NULL, "the line has no '='"),
			    "write NAME=VALUE, or start the line with # for a comment");
		reader->spilled = true;
		skip_line(reader);
		return;
	}
	reader->spilled = false;
	rest = length - (size_t)(equals - reader->at);
	length = (size_t)(equals - reader->at);
	while (length > 0 && is_blank(reader->at[length - 1]))
		length--;
	/* A name that a NUL would cut is no name at all: leave it empty, which is refused. */
	name = text_slice(reader->at, memchr(reader->at, '\0', length) ? 0 : length);
	if ((spilled && may_be_value(name)) || (wrapped && is_code_end(name, equals, rest))) {
		complain_of_spill(reader, line);
		return;
	}
	reader->at = equals + 1;
	read_value(reader, name, line);
}

static struct dotenv *dotenv_new(const char *file)
{
	struct dotenv *dotenv = alloc_new(struct dotenv);

	dotenv->name = file;
	dotenv->arena = arena_new();
	return dotenv;
}

/* A program or picture: each of its lines would be an error. */
static bool is_binary(const char *bytes, size_t length)
{
	return length > 0 && memchr(bytes, '\0', length) &&
	       text_utf8_length(bytes, length) != length;
}

struct dotenv *dotenv_parse(const char *file, const char *bytes, size_t length,
			    struct report *report)
{
	struct reader reader = { dotenv_new(file), report, file,  bytes,
				 bytes + length,   1,      false, false };

	if (is_binary(bytes, length)) {
		report_hint(complain(&reader, 0, NULL, "not a text file"),
			    "name a file with NAME=VALUE in it");
		return reader.dotenv;
	}
	if (length >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0)
		reader.at += 3;
	while (reader.at < reader.end)
		read_line(&reader);
	return reader.dotenv;
}

/* What has more is no environment; each of its pieces would be an error. */
#define ENVIRON_ERRORS_MAX 50

struct dotenv *environ_parse(const char *file, const char *bytes, size_t length,
			     struct report *report)
{
	struct reader reader = { dotenv_new(file), report, file,  bytes,
				 bytes + length,   1,      false, false };
	size_t found_before = report->count;

	/* All of it would be the value of the first name. */
	if (!memchr(bytes, '\0', length) && memchr(bytes, '\n', length)) {
		complain(&reader, 1, NULL, "it has lines and no NUL: is it for --dotenv?");
		return reader.dotenv;
	}
	for (; reader.at < reader.end; reader.line++) {
		size_t rest = (size_t)(reader.end - reader.at);
		const char *nul = memchr(reader.at, '\0', rest);
		size_t size = nul ? (size_t)(nul - reader.at) : rest;
		const char *equals = memchr(reader.at, '=', size);
		_cleanup_(freep) char *name = NULL;

		if (report->count - found_before >= ENVIRON_ERRORS_MAX) {
			report_hint(complain(&reader, reader.line, NULL,
					     "so many entries are none: the rest is not read"),
				    "name /proc/PID/environ, or a copy of it");
			break;
		}
		if (equals) {
			name = text_slice(reader.at, (size_t)(equals - reader.at));
			add_entry(&reader, name, reader.line, equals + 1,
				  size - (size_t)(equals - reader.at) - 1);
		} else if (size > 0) {
			complain(&reader, reader.line, NULL, "an entry has no '='");
		}
		reader.at += size + (nul != NULL);
	}
	return reader.dotenv;
}

void dotenv_free(struct dotenv *dotenv)
{
	if (!dotenv)
		return;
	for (size_t i = 0; i < dotenv->count; i++)
		free(dotenv->entries[i].name);
	name_map_done(&dotenv->names);
	free(dotenv->entries);
	arena_free(dotenv->arena);
	free(dotenv);
}

const struct dotenv_entry *dotenv_find(const struct dotenv *dotenv, const char *name)
{
	size_t index = name_map_find(&dotenv->names, name);

	return index == NAME_MAP_NONE ? NULL : &dotenv->entries[index];
}

static bool is_bare(const char *bytes, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		if (!bytes[i] || !strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
					 "0123456789_-./:@%+,=~?&",
					 bytes[i]))
			return false;
	}
	return true;
}

void dotenv_write(struct buf *out, const char *name, const char *bytes, size_t length)
{
	static const char plain[] = "\n\r\t\"\\$", escape[] = "nrt\"\\$";

	buf_format(out, "%s=", name);
	if (is_bare(bytes, length)) {
		buf_add(out, bytes, length);
		buf_add_char(out, '\n');
		return;
	}
	buf_add_char(out, '"');
	for (size_t i = 0; i < length; i++) {
		const char *found = bytes[i] ? strchr(plain, bytes[i]) : NULL;

		if (found) {
			buf_add_char(out, '\\');
			buf_add_char(out, escape[found - plain]);
		} else {
			buf_add_char(out, bytes[i]);
		}
	}
	buf_add_text(out, "\"\n");
}
