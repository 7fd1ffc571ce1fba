/* SPDX-License-Identifier: Apache-2.0 */
#include "schema/rule/value.h"

#include <regex.h>
#include <string.h>

#include "model/envblock.h"
#include "model/environment.h"
#include "schema/types.h"
#include "util/alloc.h"
#include "util/text.h"

static void check_secret_form(const struct subject *subject)
{
	const char *bytes = subject->bytes;
	char last = bytes[subject->length - 1];

	if (strchr(" \t\r\n", bytes[0]) || strchr(" \t\r\n", last))
		subject_find(subject, "secret-whitespace", NULL, "starts or ends with white space");
	else if (subject->length >= 2 && bytes[0] == last && strchr("\"'`", last))
		subject_find(subject, "secret-quoted", NULL, "is wrapped in quotes");
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
	for (size_t i = 0; i < subject->length; i++) {
		unsigned char c = (unsigned char)subject->bytes[i];

		if (c && ((c < 0x20 && !strchr("\n\t\r", c)) || c == 0x7f)) {
			subject_find(subject, "value-control-char", NULL,
				     "has a control character (0x%02x)", c);
			break;
		}
	}
	if (subject->sensitive)
		check_secret_form(subject);
}

/*
 * Anchored, so that a long value is not tried from each of its bytes. The manifest's reader has
 * compiled the pattern and refused what can take for ever.
 */
static void check_pattern(const struct subject *subject)
{
	_cleanup_(freep) char *anchored =
		text_format("^(%s)$", subject->variable->text[TEXT_PATTERN]);
	regex_t pattern;

	if (regcomp(&pattern, anchored, REG_EXTENDED | REG_NOSUB) != 0)
		return;
	if (regexec(&pattern, subject->bytes, 0, NULL, 0) != 0)
		subject_find(subject, "pattern-mismatch", NULL, "does not match its pattern");
	regfree(&pattern);
}

void rule_check_limits(const struct subject *subject)
{
	const struct variable *variable = subject->variable;
	size_t limit;

	if (subject->length == 0)
		return;
	if (variable->text[TEXT_MIN_LENGTH] &&
	    text_to_size(&limit, variable->text[TEXT_MIN_LENGTH], SIZE_MAX) &&
	    subject->length < limit)
		subject_find(subject, "length-range", NULL, "has fewer bytes than min-length = %zu",
			     limit);
	if (variable->text[TEXT_MAX_LENGTH] &&
	    text_to_size(&limit, variable->text[TEXT_MAX_LENGTH], SIZE_MAX) &&
	    subject->length > limit)
		subject_find(subject, "length-range", NULL, "has more bytes than max-length = %zu",
			     limit);
	if (variable->text[TEXT_PATTERN])
		check_pattern(subject);
}

static void check_inherited_case(const struct subject *subject)
{
	const char *name = subject->variable->name;
	size_t length = strlen(name);

	for (char *const *entry = subject->checking->inherited; entry && *entry; entry++) {
		_cleanup_(freep) char *other = text_slice(*entry, strcspn(*entry, "="));

		if (strlen(other) == length && text_equal_nocase(other, name) &&
		    !text_equal(other, name))
			subject_find(subject, "duplicate-name-case", NULL,
				     "the inherited environment has %s, which differs in case only",
				     other);
	}
}

/* Names that imports and files bring; those of sections were compared by the manifest's reader. */
static void check_other_case(const struct subject *subject)
{
	const struct values *values = subject->checking->values;
	const char *name = subject->variable->name;

	for (size_t i = 0; i < values->count; i++) {
		const struct variable *other = values->items[i].variable;

		if (other == subject->variable)
			return;
		if (value_is_exported(&values->items[i]) && text_equal_nocase(other->name, name) &&
		    !text_equal(other->name, name))
			subject_find(subject, "duplicate-name-case", NULL,
				     "%s is set too, and differs in case only", other->name);
	}
}

void rule_check_name_case(const struct subject *subject)
{
	if (!subject->bytes || subject->variable->deliver != DELIVER_ENV)
		return;
	check_inherited_case(subject);
	check_other_case(subject);
}
