/* SPDX-License-Identifier: Apache-2.0 */
#include "schema/rule/secret.h"

#include <string.h>

#include "schema/judge.h"
#include "schema/rule/name.h"
#include "schema/sensitive.h"
#include "schema/types.h"
#include "util/text.h"

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

void judge_flaws(const struct subject *subject, uint32_t flaws, const char *what, const char *hint)
{
	bool enough = false;

	for (size_t i = 0; i < STRENGTH_FLAWS; i++) {
		if (!(flaws >> i & 1) || !rows[i].rule ||
		    (enough && !rows[i].enough && i != STRENGTH_HUMAN_TEXT &&
		     i != STRENGTH_ENCODED_TEXT))
			continue;
		/* Neither a command nor a template is mended by a new random value. */
		subject_find(subject, rows[i].rule,
			     i == STRENGTH_TEMPLATE || i == STRENGTH_COMMAND ? NULL : hint, "%s%s",
			     what, rows[i].message);
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

void rule_check_strength(const struct subject *subject)
{
	const struct value_type *type = subject->type;
	struct strength strength;

	if (subject->length == 0 || !subject->sensitive)
		return;
	/* The type's own check judges passwords, which need not be random. */
	if (type && value_type_is(type, "password"))
		return;
	if (has_form(subject)) {
		uint32_t flaws = 0;

		if (strength_is_known(subject->bytes, subject->length))
			flaws |= 1u << STRENGTH_KNOWN;
		if (strength_is_template(subject->bytes, subject->length))
			flaws |= 1u << STRENGTH_TEMPLATE;
		if (strength_is_command(subject->bytes, subject->length))
			flaws |= 1u << STRENGTH_COMMAND;
		judge_flaws(subject, flaws, "", NULL);
		return;
	}
	/* Its type speaks about it. */
	if (type && text_equal(type->name, "django-secret-key") &&
	    text_starts(subject->bytes, "django-insecure-"))
		return;
	strength_measure(&strength, subject->bytes, subject->length);
	/* Of a template, that it is one is enough; behind a public prefix, that matters more. */
	if (STRENGTH_HAS(&strength, STRENGTH_TEMPLATE))
		strength.flaws =
			name_public_prefix(subject->variable->name) ? 0 : 1u << STRENGTH_TEMPLATE;
	judge_flaws(subject, strength.flaws, "",
		    name_is_of_vendor(subject->variable->name) ? HINT_PROVIDER : NULL);
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
