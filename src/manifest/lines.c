/* SPDX-License-Identifier: Apache-2.0 */
#include "manifest/lines.h"

#include <ini.h>
#include <stdlib.h>
#include <string.h>

#include "manifest/keys.h"
#include "util/alloc.h"
#include "util/text.h"

#define RULE   "manifest-error"
#define BLANKS " \t"

/* Stands in for ';' while a line goes through inih. It cannot occur: control bytes are refused. */
#define SEMICOLON '\001'

enum kind { LINE_EMPTY, LINE_SECTION, LINE_KEY, LINE_MORE };

struct feeder {
	const char *file;
	const char *at, *end;
	unsigned number;
	enum kind kind; /* of the line that inih has now */
	bool lost;      /* the section above was refused */
	bool has_key;   /* a key stands above in this section: an indented line continues it */
	const struct lines_visitor *visitor;
	struct report *report;
};

static struct finding *complain(struct feeder *feeder, const char *wrong)
{
	struct place place = { feeder->file, feeder->number };

	return report_add(feeder->report, SEVERITY_ERROR, RULE, NULL, place, "%s", wrong);
}

static bool is_sound(struct feeder *feeder, const char *line, size_t length)
{
	if (length > LINES_MAX_LENGTH) {
		report_hint(complain(feeder, "the line is longer than 197 bytes"),
			    "continue the value on indented lines");
		return false;
	}
	if (text_utf8_length(line, length) != length) {
		complain(feeder, "the line is not UTF-8");
		return false;
	}
	for (size_t i = 0; i < length; i++) {
		if (((unsigned char)line[i] < 0x20 && line[i] != '\t') || line[i] == 0x7f) {
			complain(feeder, "the line has a control character");
			return false;
		}
	}
	return true;
}

/*
 * "[name]" and nothing else but a comment. The visitor gets the name; inih gets "[]", because it
 * cuts names at 49 characters. Keys below a section that was refused belong to nobody: they are
 * left out.
 */
static enum kind classify_section(struct feeder *feeder, char *line)
{
	char *close = strchr(line, ']');
	const char *after;

	feeder->has_key = false;
	feeder->lost = true;
	if (!close) {
		report_hint(complain(feeder, "the section's name has no closing ']'"),
			    "write [NAME] on a line of its own");
		return LINE_EMPTY;
	}
	after = close + 1 + strspn(close + 1, BLANKS);
	if (*after && *after != ';' && *after != '#') {
		report_hint(complain(feeder, "something follows the section's name"),
			    "a comment starts with ;");
		return LINE_EMPTY;
	}
	if (close - line - 1 > LINES_MAX_SECTION) {
		report_hint(complain(feeder, "the section's name is longer than 140 characters"),
			    "a variable's name has at most 128");
		return LINE_EMPTY;
	}
	*close = '\0';
	feeder->lost = false;
	feeder->visitor->section(feeder->visitor->context, line + 1, feeder->number);
	memcpy(line, "[]", 3);
	return LINE_SECTION;
}

/*
 * People indent keys; inih would take such a line as more of the value above, silently. Right
 * before a '=' only a key that there is: "sslmode=require" continues a connection string.
 */
static bool looks_like_key(const char *text)
{
	size_t length = strspn(text, "abcdefghijklmnopqrstuvwxyz-.");
	size_t at = length + (text[length] == '@' ? strcspn(text + length, "= \t") : 0);
	_cleanup_(freep) char *word = text_slice(text, length);

	return length > 1 && text[at + strspn(text + at, BLANKS)] == '=' &&
	       (strchr(BLANKS, text[at]) || key_is_known(word));
}

static enum kind classify_key(struct feeder *feeder, char *line)
{
	size_t name = strcspn(line, "=:");
	size_t trimmed = name;

	if (line[name] != '=') {
		report_hint(complain(feeder, line[name] ? "a ':' where '=' is expected"
							: "the line has no '='"),
			    "write KEY = VALUE, [SECTION], or ; for a comment");
		return LINE_EMPTY;
	}
	while (trimmed > 0 && strchr(BLANKS, line[trimmed - 1]))
		trimmed--;
	if (trimmed == 0 || trimmed > LINES_MAX_NAME) {
		complain(feeder, trimmed ? "the key is longer than 48 characters"
					 : "there is no key in front of the '='");
		return LINE_EMPTY;
	}
	feeder->has_key = true;
	return LINE_KEY;
}

static enum kind classify(struct feeder *feeder, char *line)
{
	size_t indent = strspn(line, BLANKS);
	char *start = line + indent;

	if (!*start || *start == ';' || *start == '#')
		return LINE_EMPTY;
	if (feeder->lost && *start != '[')
		return LINE_EMPTY;
	if (indent > 0 && feeder->has_key) {
		if (!looks_like_key(start))
			return LINE_MORE;
		report_hint(complain(feeder, "an indented line that looks like a key"),
			    "start keys in the first column; an indented line continues the value "
			    "above");
		return LINE_EMPTY;
	}
	memmove(line, start, strlen(start) + 1);
	return line[0] == '[' ? classify_section(feeder, line) : classify_key(feeder, line);
}

/* inih's reader: like fgets. */
static char *next_line(char *line, int size, void *context)
{
	struct feeder *feeder = context;
	const char *newline;
	size_t length;

	if (feeder->at == feeder->end || size < LINES_MAX_LENGTH + 2)
		return NULL;
	newline = memchr(feeder->at, '\n', (size_t)(feeder->end - feeder->at));
	length = (size_t)((newline ? newline : feeder->end) - feeder->at);
	feeder->number++;
	feeder->kind = LINE_EMPTY;
	line[0] = '\0';
	if (length > 0 && feeder->at[length - 1] == '\r')
		length--;
	if (is_sound(feeder, feeder->at, length)) {
		memcpy(line, feeder->at, length);
		line[length] = '\0';
		feeder->kind = classify(feeder, line);
	}
	if (feeder->kind == LINE_EMPTY)
		line[0] = '\0';
	for (char *c = line; *c; c++) {
		if (*c == ';')
			*c = SEMICOLON;
	}
	length = strlen(line);
	memcpy(line + length, "\n", 2);
	feeder->at = newline ? newline + 1 : feeder->end;
	return line;
}

static char *with_semicolons(const char *text)
{
	char *restored = text_copy(text);

	for (char *c = restored; *c; c++) {
		if (*c == SEMICOLON)
			*c = ';';
	}
	return restored;
}

static int take(void *context, const char *section, const char *name, const char *value)
{
	struct feeder *feeder = context;
	_cleanup_(freep) char *whole_name = with_semicolons(name);
	_cleanup_(text_wipep) char *whole_value = with_semicolons(value);
	struct line line = {
		.key = whole_name,
		.value = whole_value,
		.continues = feeder->kind == LINE_MORE,
		.number = feeder->number,
	};

	(void)section; /* the visitor has it already */
	feeder->visitor->line(feeder->visitor->context, &line);
	return 1;
}

void lines_read(const char *file, const char *bytes, size_t length,
		const struct lines_visitor *visitor, struct report *report)
{
	struct feeder feeder = {
		.file = file,
		.at = bytes,
		.end = bytes + length,
		.visitor = visitor,
		.report = report,
	};

	if (length >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0)
		feeder.at += 3;
	/* Whatever inih would call an error was refused, with its place, before inih saw it. */
	if (ini_parse_stream(next_line, &feeder, take, &feeder) != 0)
		complain(&feeder, "the file could not be read to its end");
}
