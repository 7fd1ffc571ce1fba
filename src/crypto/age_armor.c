/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/age_armor.h"

#include <string.h>

#include "crypto/codec.h"

#define BEGIN_LINE  "-----BEGIN AGE ENCRYPTED FILE-----"
#define END_LINE    "-----END AGE ENCRYPTED FILE-----"
#define LINE_LENGTH ((size_t)64)
#define LINE_BYTES  ((size_t)48)

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static size_t skip_space(const char *bytes, size_t length)
{
	size_t skipped = 0;

	while (skipped < length && is_space(bytes[skipped]))
		skipped++;
	return skipped;
}

static bool starts(const char *bytes, size_t length, const char *start)
{
	return length >= strlen(start) && memcmp(bytes, start, strlen(start)) == 0;
}

bool age_armor_begins(const char *bytes, size_t length)
{
	size_t skipped = skip_space(bytes, length);

	return starts(bytes + skipped, length - skipped, BEGIN_LINE);
}

/* One armor; the first line end decides about all of them. */
struct reader {
	const char *next;
	const char *end;
	const char *eol;
	size_t number; /* of the line at next */
};

static bool malformed(struct error *err, const struct reader *reader, const char *what)
{
	error_set(err, ERR_MANIFEST, "line %zu of the armored file: %s", reader->number, what);
	return error_hint(err, "take a good copy of the file, from BEGIN to END, and nothing else");
}

static bool skip_text(struct reader *reader, const char *text)
{
	if (!starts(reader->next, (size_t)(reader->end - reader->next), text))
		return false;
	reader->next += strlen(text);
	return true;
}

static bool read_begin(struct reader *reader, struct error *err)
{
	size_t skipped = skip_space(reader->next, (size_t)(reader->end - reader->next));

	for (size_t i = 0; i < skipped; i++)
		reader->number += reader->next[i] == '\n';
	/* The caller saw age_armor_begins(). */
	reader->next += skipped + strlen(BEGIN_LINE);
	reader->eol = reader->next < reader->end && *reader->next == '\r' ? "\r\n" : "\n";
	if (!skip_text(reader, reader->eol))
		return malformed(err, reader, "more than BEGIN AGE ENCRYPTED FILE");
	reader->number++;
	return true;
}

/* The text of all lines before END. A line shorter than LINE_LENGTH is the last of them. */
static bool read_lines(struct buf *text, struct reader *reader, struct error *err)
{
	size_t length = LINE_LENGTH;

	while (!skip_text(reader, END_LINE)) {
		size_t left = (size_t)(reader->end - reader->next);
		const char *eol = memchr(reader->next, reader->eol[0],
					 left < LINE_LENGTH + 1 ? left : LINE_LENGTH + 1);

		if (!eol && left <= LINE_LENGTH)
			return malformed(err, reader, "the file ends inside its armor");
		if (length < LINE_LENGTH)
			return malformed(err, reader, "END AGE ENCRYPTED FILE is missing");
		if (!eol)
			return malformed(err, reader, "longer than 64 characters");
		length = (size_t)(eol - reader->next);
		buf_add(text, reader->next, length);
		reader->next = eol;
		if (!length || !skip_text(reader, reader->eol))
			return malformed(err, reader, "an empty line, or an odd line end");
		reader->number++;
	}
	return true;
}

bool age_armor_decode(struct buf *out, const char *bytes, size_t length, struct error *err)
{
	_cleanup_(buf_done) struct buf text = { 0 };
	struct reader reader = { .next = bytes, .end = bytes + length, .number = 1 };
	size_t left;

	if (!read_begin(&reader, err) || !read_lines(&text, &reader, err))
		return false;
	left = (size_t)(reader.end - reader.next);
	if (skip_space(reader.next, left) != left)
		return malformed(err, &reader, "something follows END AGE ENCRYPTED FILE");
	if (text.length % 4 || !base64_decode(out, buf_text(&text), text.length, false))
		return malformed(err, &reader, "what comes before it is not canonical base64");
	return true;
}

void age_armor_encode(struct buf *out, const char *bytes, size_t length)
{
	buf_add_text(out, BEGIN_LINE "\n");
	for (size_t done = 0; done < length; done += LINE_BYTES) {
		base64_encode(out, bytes + done,
			      length - done < LINE_BYTES ? length - done : LINE_BYTES);
		buf_add_char(out, '\n');
	}
	buf_add_text(out, END_LINE "\n");
}
