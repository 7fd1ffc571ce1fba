/* SPDX-License-Identifier: Apache-2.0 */
#include "schema/rule/secret.h"

#include <string.h>

#include "schema/judge.h"
#include "schema/maker.h"
#include "schema/types.h"

/*
 * One row a flaw. The first ones say what a value is: of the others only that it is made of words,
 * or hides them, is worth saying beside.
 */
static const struct {
	const char *rule, *message;
	bool enough;
} rows[STRENGTH_FLAWS] = {
	[STRENGTH_KNOWN] = { "secret-known-leaked",
			     "is published in a list, an example or a standard", true },
	[STRENGTH_TEMPLATE] = { "secret-template", "is a template that nobody filled in", true },
	[STRENGTH_COMMAND] = { "secret-unexpanded-command",
			       "is a command or a reference that nobody ran", true },
	[STRENGTH_PLACEHOLDER] = { "secret-placeholder", "is a placeholder, not a secret", true },
	[STRENGTH_HUMAN_TEXT] = { "secret-human-text", "is made of words, not of random bytes",
				  false },
	[STRENGTH_KEYBOARD] = { "secret-keyboard", "was typed on a keyboard without aim", false },
	[STRENGTH_STEP] = { "secret-step-pattern",
			    "was made up by hand: its letters or digits step, or never come twice",
			    false },
	[STRENGTH_CLASS] = { "secret-class-pattern",
			     "was made up by hand: letters and digits take turns", false },
	[STRENGTH_REPETITION] = { "secret-repetition", "repeats itself", false },
	[STRENGTH_SEQUENCE] = { "secret-sequence", "is a sequence of neighbours", false },
	[STRENGTH_DISTINCT] = { "secret-distinct", "has too few different characters", false },
	[STRENGTH_ENCODED_TEXT] = { "secret-encoded-text", "is encoded text, not random bytes",
				    false },
};

void judge_flaws(const struct subject *subject, uint32_t flaws, const char *what)
{
	bool enough = false;

	for (size_t i = 0; i < STRENGTH_FLAWS; i++) {
		if (!(flaws >> i & 1) || !rows[i].rule ||
		    (enough && !rows[i].enough && i != STRENGTH_HUMAN_TEXT &&
		     i != STRENGTH_ENCODED_TEXT))
			continue;
		/* xxxxxxxx and sk-... name nothing that could be put in. */
		if (i == STRENGTH_TEMPLATE && !strpbrk(subject->bytes, "${"))
			subject_find(subject, rows[i].rule, MAKE_ONE,
				     "%sis a blank that nobody filled in", what);
		else
			subject_find(subject, rows[i].rule, NULL, "%s%s", what, rows[i].message);
		enough |= rows[i].enough;
	}
}

/* /run/secrets/key: two slashes or more, and nothing that only base64 has. */
static bool is_path(const char *s)
{
	const char *second = s[0] == '/' ? strchr(s + 1, '/') : NULL;

	return second && second > s + 1 && !strpbrk(s, "+=");
}

/*
 * Values with a form of their own, as URLs, keys in PEM, JSON and hashes, have words in them that
 * belong there.
 */
static bool has_form(const struct subject *subject)
{
	const struct value_type *type = subject->type;
	const char *s = subject->bytes;

	if (type && !value_type_is(type, "secret") && strcmp(type->name, "string") != 0 &&
	    strcmp(type->name, "text") != 0)
		return true;
	return strstr(s, "://") || is_path(s) || strncmp(s, "-----BEGIN ", 11) == 0 ||
	       ((s[0] == '{' || s[0] == '[') && strchr(s, '"')) ||
	       memchr(s, '\n', subject->length) || strncmp(s, "$2", 2) == 0 ||
	       strncmp(s, "$argon2", 7) == 0;
}

static uint32_t flaws_of(const struct subject *subject)
{
	struct strength strength;

	if (!has_form(subject)) {
		strength_measure(&strength, subject->bytes, subject->length);
		return strength.flaws;
	}
	return (uint32_t)strength_is_known(subject->bytes, subject->length) << STRENGTH_KNOWN |
	       (uint32_t)strength_is_template(subject->bytes, subject->length)
		       << STRENGTH_TEMPLATE |
	       (uint32_t)strength_is_command(subject->bytes, subject->length) << STRENGTH_COMMAND;
}

/* The type's own check judges passwords, which need not be random. */
static bool is_judged_here(const struct subject *subject)
{
	return subject->length > 0 && subject->sensitive &&
	       !(subject->type && value_type_is(subject->type, "password"));
}

bool judge_says_enough(const struct subject *subject)
{
	uint32_t flaws = is_judged_here(subject) ? flaws_of(subject) : 0;

	for (size_t i = 0; i < STRENGTH_FLAWS; i++) {
		if ((flaws >> i & 1) && rows[i].enough)
			return true;
	}
	return false;
}

void rule_check_strength(const struct subject *subject)
{
	if (is_judged_here(subject))
		judge_flaws(subject, flaws_of(subject), "");
}

/* A strong example is likely to be somebody's real secret, and a manifest is kept with the program.
 */
void rule_check_example(const struct subject *subject)
{
	const char *example = subject->variable->text[TEXT_EXAMPLE];
	struct strength strength;

	if (!example || !subject->sensitive)
		return;
	strength_measure(&strength, example, strlen(example));
	if (!strength.flaws && strength.content_bits >= 128)
		subject_find(subject, "example-looks-real", NULL,
			     "the example passes as a strong secret");
}
