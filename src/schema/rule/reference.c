/* SPDX-License-Identifier: Apache-2.0 */
#include "schema/rule/value.h"

#include <string.h>

#include "schema/neighbours.h"
#include "schema/types.h"
#include "schema/words.h"
#include "util/text.h"

#define SMALL     "abcdefghijklmnopqrstuvwxyz"
#define LETTERS   "ABCDEFGHIJKLMNOPQRSTUVWXYZ_" SMALL
#define DIGITS    "0123456789"
#define NAME_ROOM 160

/* What the program fills in itself, or hands on to a language that has such marks. */
static const char of_program[] =
	"*TEMPLATE* *_TPL *PATTERN* *REGEX* *_RE *FORMAT* *_FMT *LAYOUT* *_GLOB *_QUERY *_SQL "
	"*_SCRIPT *_CMD *_COMMAND *PROMPT* PS1 PS2 PS4 *_OPTS *_OPTIONS *_ARGS *_ARGUMENTS *_FLAGS "
	"*FILTER* *_RULE *_RULES *_EXPR *_EXPRESSION *_MESSAGE *_SUBJECT *_BODY *_TEXT *_HTML "
	"SPRING_* QUARKUS_* MICRONAUT_*";

static bool is_of_program(const struct subject *subject)
{
	const struct value_type *type = subject->type;

	if (type && !value_type_is(type, "string") && !value_type_is(type, "url") &&
	    !value_type_is(type, "host"))
		return true; /* the type says that it is none, or its value may be anything */
	/* Spring and Micronaut put in ${NAME} wherever a property has it. */
	return name_fits(of_program, subject->variable->name) ||
	       checking_has_preset(subject->checking, "spring") ||
	       checking_has_preset(subject->checking, "micronaut") ||
	       memchr(subject->bytes, '\n', subject->length);
}

/*
 * Whether whoever reads the file may put in what stands behind "${": the name is in the file too,
 * or has a default behind it. What comes from elsewhere reaches the program as it is.
 */
static bool may_be_filled(const struct subject *subject, struct word name)
{
	char other[NAME_ROOM];

	/* In a manifest's own values it was written with $${. */
	if (subject->origin == ORIGIN_LITERAL || subject->origin == ORIGIN_TEMPLATE ||
	    subject->origin == ORIGIN_DEFAULT)
		return true;
	if (subject->origin != ORIGIN_FILE)
		return false;
	if (name.start[name.length] != '}')
		return true;
	if (name.length >= sizeof(other))
		return false;
	memcpy(other, name.start, name.length);
	other[name.length] = '\0';
	return neighbour_is_set(subject->checking, other);
}

/*
 * "${NAME}" and "${NAME:-default}"; in prose only names in capitals, and in a
 * file: text from elsewhere may well be about shells.
 */
static bool has_variable(const struct subject *subject, bool is_text)
{
	const char *mark = subject->bytes;

	while ((mark = strstr(mark, "${"))) {
		struct word name = { mark + 2, strspn(mark + 2, LETTERS DIGITS) };
		char next = name.start[name.length];
		bool small = strcspn(name.start, SMALL) < name.length;

		mark += 2;
		if (name.length > 0 && !strchr(DIGITS, name.start[0]) && next &&
		    strchr("}:-?", next) &&
		    !(is_text && (small || subject->origin != ORIGIN_FILE)) &&
		    !may_be_filled(subject, name))
			return true;
	}
	return false;
}

/* Two marks of templates with something between. */
static bool has_mark(const char *text, const char *open, const char *close)
{
	const char *from = strstr(text, open);
	const char *to = from ? strstr(from + strlen(open), close) : NULL;

	return to && to > from + strlen(open);
}

/* "<your-domain>" is somebody's to fill in; "<b>" in prose is not. */
static bool has_blank(const char *text)
{
	const char *from = strchr(text, '<');
	size_t length = from ? strspn(from + 1, LETTERS DIGITS "-. ") : 0;

	return length > 0 && from[1 + length] == '>';
}

void rule_check_reference(const struct subject *subject)
{
	const char *text = subject->bytes;
	bool is_text;

	/* Of a secret, secret-template says so. */
	if (subject->length == 0 || subject->sensitive || !strpbrk(text, "{<") ||
	    is_of_program(subject))
		return;
	is_text = !strstr(text, "://") && strpbrk(text, " \t");
	if (has_variable(subject, is_text))
		subject_find(subject, "reference-unresolved", NULL,
			     "has a reference to a variable in it that nobody put in");
	else if (!is_text && has_mark(text, "{{", "}}"))
		subject_find(subject, "reference-unresolved", "put in what it stands for",
			     "has the marks of a template in it that nobody filled in");
	/* A value that must be a URL is none with these in it: its type says so. */
	else if (!(subject->type && value_type_is(subject->type, "url")) && strstr(text, "://") &&
		 has_blank(text))
		subject_find(subject, "reference-unresolved", "put in what it stands for",
			     "has a blank in it that nobody filled in");
}
