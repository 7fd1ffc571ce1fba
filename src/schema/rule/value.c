/* SPDX-License-Identifier: Apache-2.0 */
#include "schema/rule/value.h"

#include <string.h>

#include "model/envblock.h"
#include "model/environment.h"
#include "schema/rule/paste.h"
#include "schema/rules.h"
#include "schema/types.h"
#include "schema/words.h"
#include "util/alloc.h"
#include "util/pattern.h"
#include "util/text.h"

#define SPACES " \t\r\n"

/* Of a pattern, so many bytes fit into a hint. */
#define PATTERN_SHOWN 96

/* Whether the value is written on lines: by its type, or where none was said, by its looks. */
static bool is_document(const struct subject *subject)
{
	const struct variable *variable = subject->variable;

	if (!variable->type)
		return false;
	return variable->type->multiline ||
	       (variable->type_by &&
		(text_starts(subject->bytes, "-----BEGIN ") || subject->bytes[0] == '{'));
}

static bool may_have_lines(const struct subject *subject)
{
	const struct variable *variable = subject->variable;

	/* Where only the name was asked, and knew nothing, more than one line may well be meant. */
	return is_document(subject) || !variable->type ||
	       (variable->type_by && text_equal(variable->type->name, "string"));
}

/* What stands in front of other words has a blank of its own at its end: "[Shop] ". */
static bool may_have_edges(const struct subject *subject)
{
	const char *end = subject->bytes + subject->length - 1;

	return !subject->sensitive && subject->variable->type_by &&
	       name_fits("*_PREFIX *_PROMPT *_DELIMITER *_SEPARATOR *_SUFFIX *_GREETING",
			 subject->variable->name) &&
	       (*end == ' ' || subject->bytes[0] == ' ') && !strpbrk(subject->bytes, "\t\r\n");
}

/* By quotes that match: where one more stands between them, they were drawn with the rest. */
static bool is_quoted(const struct subject *subject)
{
	const char *bytes = subject->bytes;
	char first = bytes[0];

	if (subject->length < 2 || !first || !strchr("\"'`", first) ||
	    bytes[subject->length - 1] != first)
		return false;
	/* Those of JSON are its own. */
	for (size_t i = 1; i + 1 < subject->length && !strchr("{[", bytes[1]); i++) {
		if (bytes[i] == first && bytes[i - 1] != '\\')
			return false;
	}
	/* There, quotes make a string. */
	return !(subject->type && text_equal(subject->type->name, "json"));
}

/* White space around the value: what echo adds, what a copy from a page brings. */
static void check_edges(const struct subject *subject)
{
	const char *bytes = subject->bytes;
	char first = bytes[0], last = bytes[subject->length - 1];
	const enum severity *severities = subject->sensitive ? SUBJECT_AT(ALWAYS) : SUBJECT_WARN;

	if ((first && strchr(SPACES, first)) || (last && strchr(SPACES, last))) {
		bool told = !subject->sensitive && !may_have_lines(subject) && first != ' ' &&
			    last != ' '; /* by value-control-char */

		if (!told && !is_document(subject) && !may_have_edges(subject))
			subject_find_at(subject, "secret-whitespace", severities,
					subject->sensitive ? NULL
							   : "write it without, or say trim = yes",
					"starts or ends with white space");
	} else if (is_quoted(subject)) {
		subject_find_at(subject, "secret-quoted", severities, NULL, "is wrapped in quotes");
	} else if (subject->sensitive) {
		rule_check_paste(subject);
	}
}

/* The character's own number would be a part of the value. */
static const char *control_class(unsigned char c)
{
	switch (c) {
	case '\n':
	case '\r': return "line end";
	case '\t': return "tab";
	default: return "neither tab nor line end";
	}
}

static void check_control(const struct subject *subject)
{
	const bool multiline = may_have_lines(subject);
	size_t start = 0, end = subject->length;

	/* Of a secret's edges, secret-whitespace speaks. */
	if (subject->sensitive) {
		start = strspn(subject->bytes, SPACES);
		while (end > start && subject->bytes[end - 1] &&
		       strchr(SPACES, subject->bytes[end - 1]))
			end--;
	}
	for (size_t i = start; i < end; i++) {
		unsigned char c = (unsigned char)subject->bytes[i];
		bool line_end = c == '\n' || (c == '\r' && subject->bytes[i + 1] == '\n');

		if (c == 0 || (c >= 0x20 && c != 0x7f) || (multiline && (line_end || c == '\t')))
			continue;
		subject_find(subject, "value-control-char",
			     line_end ? "remove the line end, or say type = text where lines are "
					"meant"
				      : NULL,
			     "has a control character (%s)", control_class(c));
		return;
	}
}

/* U+00A0, U+200B to U+200F, U+FEFF. */
static bool is_invisible(const char *bytes)
{
	const unsigned char *b = (const unsigned char *)bytes;

	return (b[0] == 0xc2 && b[1] == 0xa0) ||
	       (b[0] == 0xe2 && b[1] == 0x80 && b[2] >= 0x8b && b[2] <= 0x8f) ||
	       (b[0] == 0xef && b[1] == 0xbb && b[2] == 0xbf);
}

static void check_invisible(const struct subject *subject)
{
	for (size_t i = 0; i < subject->length; i++) {
		if (!is_invisible(subject->bytes + i)) /* a NUL follows the last byte */
			continue;
		subject_find_at(subject, "value-invisible-char",
				subject->sensitive ? SUBJECT_AT(ALWAYS) : SUBJECT_WARN, NULL,
				"has a space or mark that cannot be seen");
		return;
	}
}

void rule_check_bytes(const struct subject *subject)
{
	if (subject->length == 0)
		return;
	if (memchr(subject->bytes, '\0', subject->length))
		subject_find(subject, "value-control-char", NULL,
			     "has a NUL byte, which no environment can carry");
	if (subject->variable->deliver == DELIVER_ENV &&
	    strlen(subject->variable->name) + 1 + subject->length > ENVBLOCK_STRING_LIMIT)
		subject_find(subject, "env-too-large", NULL,
			     "name and value together have more than the %zu bytes that the kernel "
			     "takes",
			     ENVBLOCK_STRING_LIMIT);
	if (text_starts(subject->bytes, "() {"))
		subject_find(subject, "loader-variable", "no value may start with \"() {\"",
			     "starts as an exported shell function does");
	if (text_utf8_length(subject->bytes, subject->length) != subject->length)
		subject_find(subject, "value-not-utf8", NULL, "is not well-formed UTF-8");
	check_control(subject);
	check_invisible(subject);
	check_edges(subject);
}

/* The pattern may be a preset's, which the manifest does not show. New; NULL: it is too long. */
static char *pattern_hint(const struct subject *subject)
{
	const char *text = pattern_text(subject->variable->pattern);

	return strlen(text) <= PATTERN_SHOWN ? text_format("the whole value must match %s", text)
					     : NULL;
}

static void complain_of_pattern(const struct subject *subject)
{
	const char *preset = subject->variable->pattern_by;
	_cleanup_(freep) char *hint = pattern_hint(subject);

	if (preset)
		subject_find(subject, "pattern-mismatch", hint,
			     "does not match the pattern of the preset %s", preset);
	else
		subject_find(subject, "pattern-mismatch", hint, "does not match its pattern");
}

static void check_pattern(const struct subject *subject)
{
	switch (pattern_match(subject->variable->pattern, subject->bytes, subject->length,
			      subject->checking->pattern_steps)) {
	case PATTERN_MATCHES: return;
	case PATTERN_DIFFERS: complain_of_pattern(subject); return;
	case PATTERN_GAVE_UP:
		subject_find(subject, "pattern-mismatch",
			     "simplify pattern: repetitions inside repetitions, as in (a+)+, take "
			     "very many steps",
			     "cannot be compared with its pattern in a reasonable time");
		return;
	}
}

static void complain_of_length(const struct subject *subject, const char *says, const char *key,
			       size_t limit)
{
	_cleanup_(freep) char *hint = text_format("mend the value, or change %s", key);

	subject_find(subject, "length-range", hint, "%s %s = %zu", says, key, limit);
}

void rule_check_limits(const struct subject *subject)
{
	const struct variable *variable = subject->variable;
	size_t length = subject->length, limit;

	if (length == 0)
		return;
	if (variable->text[TEXT_LENGTH] &&
	    text_to_size(&limit, variable->text[TEXT_LENGTH], SIZE_MAX) && length != limit)
		complain_of_length(subject, "has not as many bytes as", "length", limit);
	if (variable->text[TEXT_MIN_LENGTH] &&
	    text_to_size(&limit, variable->text[TEXT_MIN_LENGTH], SIZE_MAX) && length < limit)
		complain_of_length(subject, "has fewer bytes than", "min-length", limit);
	if (variable->text[TEXT_MAX_LENGTH] &&
	    text_to_size(&limit, variable->text[TEXT_MAX_LENGTH], SIZE_MAX) && length > limit)
		complain_of_length(subject, "has more bytes than", "max-length", limit);
	if (variable->pattern)
		check_pattern(subject);
}

bool rule_concerns_all(const struct variable *variable)
{
	(void)variable;
	return true;
}
