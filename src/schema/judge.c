/* SPDX-License-Identifier: Apache-2.0 */
#include "schema/judge.h"

#include <stdio.h>
#include <string.h>

#include "schema/rules.h"
#include "util/alloc.h"
#include "util/text.h"
#include "util/url.h"

/* What is still worth a warning. */
#define ENOUGH_BITS 80

/* Names are short; what is longer is no word of a password. */
#define NAME_LONGEST 128

/* Whether one of the words of the text is what the password is made of. */
static bool is_made_of_words(const char *bytes, size_t length, const char *text)
{
	char word[NAME_LONGEST];

	while (text && *text) {
		size_t end = strcspn(text, "_-./:@");

		if (end > 0 && end < sizeof(word)) {
			memcpy(word, text, end);
			word[end] = 0;
			if (password_is_made_of(bytes, length, word))
				return true;
		}
		text += end + (text[end] != 0);
	}
	return false;
}

/* The value of the variable that goes with this one: DB_USER for DB_PASSWORD. */
static bool is_made_of_sibling(const struct subject *subject, const char *bytes, size_t length)
{
	static const char *const others[] = { "USER", "USERNAME", "LOGIN", "NAME",
					      "DB",   "DATABASE", "HOST",  "DB_NAME" };
	const char *name = subject->variable->name;
	const char *end = strrchr(name, '_');
	size_t prefix = end ? (size_t)(end + 1 - name) : 0;
	char sibling[NAME_LONGEST + 16];

	if (prefix >= NAME_LONGEST)
		return false;
	memcpy(sibling, name, prefix);
	for (size_t i = 0; i < ARRAY_LENGTH(others); i++) {
		struct subject found;

		snprintf(sibling + prefix, sizeof(sibling) - prefix, "%s", others[i]);
		if (strcmp(sibling, name) == 0 ||
		    !checking_find(&found, subject->checking, sibling))
			continue;
		if (password_is_made_of(bytes, length, found.bytes) ||
		    is_made_of_words(bytes, length, found.bytes))
			return true;
	}
	return false;
}

/* Host and database of the URL that the password is in. */
static bool is_made_of_url(const struct subject *subject, const char *bytes, size_t length)
{
	struct url url;
	bool made;

	if (!strstr(subject->bytes, "://") || url_parse(&url, subject->bytes))
		return false;
	made = is_made_of_words(bytes, length, url.host) ||
	       is_made_of_words(bytes, length, url.path);
	url_done(&url);
	return made;
}

static bool is_made_of_context(const struct subject *subject, const char *bytes, size_t length,
			       const char *user)
{
	const char *name = subject->variable->name;

	return (user && (password_is_made_of(bytes, length, user) ||
			 is_made_of_words(bytes, length, user))) ||
	       password_is_made_of(bytes, length, name) || is_made_of_words(bytes, length, name) ||
	       is_made_of_sibling(subject, bytes, length) || is_made_of_url(subject, bytes, length);
}

/* Next to nothing is lost to words and patterns: a random one of this length has no more. */
static bool is_mere_length(unsigned bits, const char *bytes, size_t length)
{
	return length < 20 && bits * 5 >= strength_bits(bytes, length) * 3;
}

/* Nobody made it up: nine tenths of what its length and alphabet can have. */
static bool is_chance(unsigned bits, const char *bytes, size_t length)
{
	unsigned most = strength_bits(bytes, length);

	return most >= ENOUGH_BITS && bits * 10 >= most * 9;
}

static void judge_bits(const struct subject *subject, const char *what, const char *bytes,
		       size_t length)
{
	const char *said = subject->variable->text[TEXT_MIN_ENTROPY_BITS];
	unsigned bits = password_bits(bytes, length);
	size_t least = PASSWORD_LEAST_BITS;

	if (said)
		text_to_size(&least, said, SIZE_MAX);
	if (bits < least && is_mere_length(bits, bytes, length))
		subject_find(subject, "password-low-entropy", NULL,
			     "%sis too short to be hard to guess: 20 random letters and digits "
			     "pass",
			     what);
	else if (bits < least)
		subject_find(subject, "password-low-entropy", NULL,
			     "%scan be guessed: it is made of what people make passwords of", what);
	else if (bits < ENOUGH_BITS && !said && !is_chance(bits, bytes, length))
		subject_find_at(subject, "password-low-entropy", SUBJECT_AT(PRODUCTION_WARN), NULL,
				"%sis not hard enough to guess for a machine's password", what);
}

void judge_password(const struct subject *subject, const char *bytes, size_t length,
		    const char *user)
{
	const uint32_t written = 1u << STRENGTH_KNOWN | 1u << STRENGTH_TEMPLATE |
				 1u << STRENGTH_COMMAND | 1u << STRENGTH_PLACEHOLDER;
	const uint32_t made_up = 1u << STRENGTH_REPETITION | 1u << STRENGTH_SEQUENCE |
				 1u << STRENGTH_KEYBOARD | 1u << STRENGTH_STEP |
				 1u << STRENGTH_CLASS;
	/* Of a URL it would read as if the URL were meant. */
	const char *what = bytes == subject->bytes ? "" : "the password in it ";
	struct strength strength;
	bool common;

	if (length == 0)
		return;
	strength_measure(&strength, bytes, length);
	if (STRENGTH_HAS(&strength, STRENGTH_TEMPLATE))
		strength.flaws = 1u << STRENGTH_TEMPLATE;
	common = password_is_common(bytes, length);
	judge_flaws(subject, strength.flaws & written, what);
	if (strength.flaws & (1u << STRENGTH_TEMPLATE | 1u << STRENGTH_COMMAND))
		return;
	if (common)
		subject_find(subject, "password-common", NULL, "%sis one that everybody tries",
			     what);
	if (is_made_of_context(subject, bytes, length, user))
		subject_find(subject, "password-equals-context", NULL,
			     "%sis made of the name of its user, database, host or variable", what);
	if (length < PASSWORD_LEAST_LENGTH)
		subject_find(subject, "password-too-short", NULL,
			     "%shas fewer than %d characters (PCI DSS 8.3.6)", what,
			     PASSWORD_LEAST_LENGTH);
	/* Of what is no secret at all that goes without saying. */
	if (strength.flaws & written)
		return;
	judge_bits(subject, what, bytes, length);
	/* Passwords may be words, but not the same again, nor a row of keys. */
	if (!common)
		judge_flaws(subject, strength.flaws & made_up, what);
}
