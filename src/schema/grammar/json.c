/* SPDX-License-Identifier: Apache-2.0 */
#include "schema/grammar.h"

#include <stdlib.h>
#include <string.h>

#include "util/alloc.h"
#include "util/buf.h"
#include "util/text.h"

#include "number.h"

/* A member's name, decoded, in struct document's names. */
struct name {
	size_t start, length;
};

/* A document being read. The names are those of the objects that are open, outer ones first. */
struct document {
	const char *at; /* what is still to be read; the text ends with a NUL */
	struct buf names;
	struct name *list;
	size_t count, capacity;
	size_t depth;
	void (*visit)(const struct json_string *string, void *context); /* may be NULL */
	void *context;
	struct {
		bool object;
		size_t names; /* the count when it was opened */
	} open[GRAMMAR_JSON_DEPTH];
};

static void document_done(struct document *document)
{
	buf_done(&document->names);
	free(document->list);
}

static void skip_space(struct document *document)
{
	while (*document->at == ' ' || *document->at == '\t' || *document->at == '\r' ||
	       *document->at == '\n')
		document->at++;
}

/* Four hexadecimal digits; false when they are not there. */
static bool read_hex(unsigned *ret, const char *text)
{
	static const char digits[] = "0123456789abcdef";
	unsigned number = 0;

	for (int i = 0; i < 4; i++) {
		const char lower =
			text[i] >= 'A' && text[i] <= 'F' ? (char)(text[i] | 0x20) : text[i];
		const char *digit = lower ? strchr(digits, lower) : NULL;

		if (!digit)
			return false;
		number = number << 4 | (unsigned)(digit - digits);
	}
	*ret = number;
	return true;
}

static void add_utf8(struct buf *out, unsigned point)
{
	char bytes[4];
	size_t length = point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
	static const unsigned char leads[] = { 0, 0x00, 0xc0, 0xe0, 0xf0 };

	for (size_t i = length; i > 1; i--, point >>= 6)
		bytes[i - 1] = (char)(0x80 | (point & 0x3f));
	bytes[0] = (char)(leads[length] | point);
	buf_add(out, bytes, length);
	explicit_bzero(bytes, sizeof(bytes));
}

/* What follows "\u" and, for half a pair, the other half. out may be NULL. */
static const char *read_unicode(struct document *document, struct buf *out)
{
	unsigned point, low;

	if (!read_hex(&point, document->at))
		return "\\u is not followed by four hexadecimal digits";
	document->at += 4;
	if (point >= 0xdc00 && point <= 0xdfff)
		return "half of a surrogate pair";
	if (point >= 0xd800 && point <= 0xdbff) {
		if (!text_starts(document->at, "\\u") || !read_hex(&low, document->at + 2) ||
		    low < 0xdc00 || low > 0xdfff)
			return "half of a surrogate pair";
		document->at += 6;
		point = 0x10000 + ((point - 0xd800) << 10) + (low - 0xdc00);
	}
	if (out)
		add_utf8(out, point);
	return NULL;
}

/* Behind the backslash. */
static const char *read_escape(struct document *document, struct buf *out)
{
	static const char letters[] = "\"\\/bfnrt", meant[] = "\"\\/\b\f\n\r\t";
	char c = *document->at;
	const char *letter = c ? strchr(letters, c) : NULL;

	document->at += c != '\0';
	if (c == 'u')
		return read_unicode(document, out);
	if (!letter)
		return "a backslash is followed by none of \" \\ / b f n r t u";
	if (out)
		buf_add_char(out, meant[letter - letters]);
	return NULL;
}

/* Behind the opening quote. out gets the decoded text, unless it is NULL. */
static const char *read_string(struct document *document, struct buf *out)
{
	while (*document->at != '"') {
		const char *start = document->at, *wrong = NULL;

		while ((unsigned char)*document->at >= 0x20 && *document->at != '"' &&
		       *document->at != '\\')
			document->at++;
		if (out && document->at > start)
			buf_add(out, start, (size_t)(document->at - start));
		if (*document->at == '\\') {
			document->at++;
			wrong = read_escape(document, out);
		} else if (*document->at != '"') {
			wrong = *document->at ? "a string has a control character"
					      : "a string has no end";
		}
		if (wrong)
			return wrong;
	}
	document->at++;
	return NULL;
}

/* The name of a member, and the colon. */
static const char *read_name(struct document *document)
{
	struct name name = { .start = document->names.length };
	const char *wrong;

	skip_space(document);
	if (*document->at != '"')
		return "a member has no name in double quotes";
	document->at++;
	wrong = read_string(document, &document->names);
	if (wrong)
		return wrong;
	name.length = document->names.length - name.start;
	document->list =
		alloc_grow(document->list, &document->capacity, document->count + 1, sizeof(name));
	document->list[document->count++] = name;
	skip_space(document);
	if (*document->at != ':')
		return "a name is not followed by a colon";
	document->at++;
	return NULL;
}

static int compare_names(const void *a, const void *b, void *names)
{
	const struct name *first = a, *second = b;
	const char *bytes = names;

	if (first->length != second->length)
		return first->length < second->length ? -1 : 1;
	return first->length == 0
		       ? 0
		       : memcmp(bytes + first->start, bytes + second->start, first->length);
}

/* Closes the innermost array or object, whose names are compared and forgotten. */
static const char *close_value(struct document *document)
{
	size_t first = document->open[--document->depth].names;
	size_t count = document->count - first;
	struct name *list = document->list + first;
	char *bytes = document->names.bytes;

	document->at++;
	if (count == 0)
		return NULL;
	document->names.length = list[0].start;
	document->count = first;
	qsort_r(list, count, sizeof(*list), compare_names, bytes);
	for (size_t i = 1; i < count; i++) {
		if (compare_names(&list[i - 1], &list[i], bytes) == 0)
			return "an object has a name twice";
	}
	return NULL;
}

/* Opens an array or object; *ret says whether a value follows, and not its end. */
static const char *open_value(bool *ret, struct document *document)
{
	bool object = *document->at++ == '{';

	if (document->depth == GRAMMAR_JSON_DEPTH)
		return "nested deeper than 64 levels";
	document->open[document->depth].object = object;
	document->open[document->depth++].names = document->count;
	skip_space(document);
	*ret = *document->at != (object ? '}' : ']');
	if (!*ret)
		return close_value(document);
	return object ? read_name(document) : NULL;
}

static const char *read_literal(struct document *document)
{
	static const char *const words[] = { "true", "false", "null" };
	const char *end;

	for (size_t i = 0; i < ARRAY_LENGTH(words); i++) {
		if (*document->at == words[i][0] && text_starts(document->at, words[i])) {
			document->at += strlen(words[i]);
			return NULL;
		}
	}
	end = json_number_end(document->at);
	if (!end)
		return "not a value of JSON";
	document->at = end;
	return NULL;
}

/* What follows a value: commas and ends, up to the next value (*ret) or the end of the text. */
static const char *read_behind(bool *ret, struct document *document)
{
	*ret = false;
	while (document->depth > 0) {
		bool object = document->open[document->depth - 1].object;
		const char *wrong;

		skip_space(document);
		if (*document->at == ',') {
			document->at++;
			*ret = true;
			return object ? read_name(document) : NULL;
		}
		if (*document->at != (object ? '}' : ']'))
			return object ? "a member is followed by neither a comma nor }"
				      : "an element is followed by neither a comma nor ]";
		wrong = close_value(document);
		if (wrong)
			return wrong;
	}
	return NULL;
}

/* Behind a string that is a value. */
static void show_string(const struct document *document, const struct buf *text)
{
	const struct name *name = document->count > 0 ? &document->list[document->count - 1] : NULL;
	struct json_string string = { .bytes = text->length > 0 ? text->bytes : "",
				      .length = text->length };
	const char *behind = document->at + strspn(document->at, " \t\r\n");

	if (name) {
		string.name = name->length > 0 ? document->names.bytes + name->start : "";
		string.name_length = name->length;
	}
	string.listed = document->depth > 0 && !document->open[0].object;
	string.alone = document->depth == 1 && document->count == 1 && *behind == '}';
	document->visit(&string, document->context);
}

/* Behind the opening quote of a string that is a value. */
static const char *read_text(struct document *document)
{
	_cleanup_(buf_done) struct buf text = { 0 };
	const char *wrong = read_string(document, document->visit ? &text : NULL);

	if (!wrong && document->visit)
		show_string(document, &text);
	return wrong;
}

static const char *read_document(struct document *document)
{
	const char *wrong = NULL;
	bool more = true;

	while (more && !wrong) {
		skip_space(document);
		if (*document->at == '{' || *document->at == '[') {
			wrong = open_value(&more, document);
			if (wrong || more)
				continue;
		} else if (*document->at == '"') {
			document->at++;
			wrong = read_text(document);
		} else {
			wrong = read_literal(document);
		}
		if (!wrong)
			wrong = read_behind(&more, document);
	}
	return wrong;
}

const char *grammar_json(enum json_kind *ret, const char *text, size_t length)
{
	_cleanup_(document_done) struct document document = { .at = text };
	const char *wrong;
	char first;

	if (text_utf8_length(text, length) != length)
		return "not UTF-8";
	skip_space(&document);
	first = *document.at;
	wrong = read_document(&document);
	if (wrong)
		return wrong;
	skip_space(&document);
	if (document.at != text + length)
		return "something follows the value";
	*ret = first == '{'           ? JSON_KIND_OBJECT
	       : first == '['         ? JSON_KIND_ARRAY
	       : first == '"'         ? JSON_KIND_STRING
	       : strchr("tfn", first) ? JSON_KIND_LITERAL
				      : JSON_KIND_NUMBER;
	return NULL;
}

void grammar_json_strings(const char *text, size_t length,
			  void (*visit)(const struct json_string *string, void *context),
			  void *context)
{
	_cleanup_(document_done) struct document document = { .at = text,
							      .visit = visit,
							      .context = context };
	enum json_kind kind;

	if (!grammar_json(&kind, text, length))
		read_document(&document);
}
