/* SPDX-License-Identifier: Apache-2.0 */
#include "schema/rule/value.h"

#include <string.h>

#include "model/envblock.h"
#include "model/environment.h"
#include "schema/types.h"
#include "util/alloc.h"
#include "util/pattern.h"
#include "util/text.h"

static bool among(char *const *environments, const char *environment)
{
	for (; environments && *environments; environments++) {
		if (environment_same(*environments, environment))
			return true;
	}
	return false;
}

static bool is_required(const struct subject *subject)
{
	const struct variable *variable = subject->variable;

	if (variable->list[LIST_REQUIRED_IN])
		return among(variable->list[LIST_REQUIRED_IN],
			     subject->checking->manifest->environment);
	return variable_is_needed(variable);
}

void rule_check_presence(const struct subject *subject)
{
	const char *environment = subject->checking->manifest->environment;

	if (subject->length > 0) {
		if (among(subject->variable->list[LIST_FORBIDDEN_IN], environment))
			subject_find(subject, "var-forbidden", NULL, "must not be set in %s",
				     environment);
		return;
	}
	if (subject->bytes && subject->sensitive)
		subject_find(subject, "secret-empty", NULL, "is set, and empty");
	if (is_required(subject))
		subject_find(subject, "var-missing", NULL, "%s",
			     subject->bytes ? "is required, and empty"
					    : "is required, and not set");
}

void rule_check_provenance(const struct subject *subject)
{
	if (subject->length == 0 || !subject->sensitive)
		return;
	if (subject->origin == ORIGIN_LITERAL)
		subject_find(subject, "secret-source-not-allowed", NULL,
			     "is written in the manifest");
	if (subject->origin == ORIGIN_DEFAULT)
		subject_find(subject, "default-on-sensitive", NULL, "is taken from default");
}

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

static void check_pattern(const struct subject *subject)
{
	switch (pattern_match(subject->variable->pattern, subject->bytes, subject->length)) {
	case PATTERN_MATCHES: return;
	case PATTERN_DIFFERS:
		subject_find(subject, "pattern-mismatch", NULL, "does not match its pattern");
		return;
	case PATTERN_GAVE_UP:
		subject_find(subject, "pattern-mismatch",
			     "simplify pattern: repetitions inside repetitions, as in (a+)+, take "
			     "very many steps",
			     "cannot be compared with its pattern in a reasonable time");
		return;
	}
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

void rule_check_unknown(const struct subject *subject)
{
	(void)subject;
}

void rule_check_deprecated(const struct subject *subject)
{
	(void)subject;
}

void rule_check_rotation(const struct subject *subject)
{
	(void)subject;
}
