/* SPDX-License-Identifier: Apache-2.0 */
#include "schema/words.h"

#include <string.h>

#include "util/ascii.h"
#include "util/text.h"

#define BLANK       " \t\r\n"
#define PATTERN_MAX 128

static bool same(const char *a, const char *b, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		if (to_small(a[i]) != to_small(b[i]))
			return false;
	}
	return true;
}

/* As strspn and strcspn would tell, without what they cost for the few letters of a word. */
static size_t span(const char *text, const char *separators, bool wanted)
{
	size_t length = 0;

	while (text[length] &&
	       (text[length] == separators[0] ||
		(separators[0] && separators[1] && strchr(separators, text[length]))) == wanted)
		length++;
	return length;
}

bool word_next(struct word *ret, const char **at, const char *separators)
{
	*at += span(*at, separators, true);
	if (!**at)
		return false;
	ret->start = *at;
	ret->length = span(*at, separators, false);
	*at += ret->length;
	return true;
}

bool word_same(struct word a, struct word b)
{
	return a.length == b.length && same(a.start, b.start, a.length);
}

bool word_is(struct word word, const char *text)
{
	return word_same(word, (struct word){ text, strlen(text) });
}

/* Lists are gone through for every name and value: most words end at their first letter. */
bool word_among(struct word word, const char *words)
{
	for (const char *at = words; *at; at++) {
		size_t length = 0;

		while (length < word.length && at[length] && at[length] != ' ' &&
		       to_small(at[length]) == to_small(word.start[length]))
			length++;
		if (length == word.length && length > 0 && (!at[length] || at[length] == ' '))
			return true;
		at = strchrnul(at + length, ' ');
		if (!*at)
			break;
	}
	return false;
}

struct word word_of(const char *text)
{
	struct word word = { text + strspn(text, BLANK), 0 };

	word.length = strlen(word.start);
	while (word.length > 0 && strchr(BLANK, word.start[word.length - 1]))
		word.length--;
	if (word.length > 2 && word.start[0] == '(' && word.start[word.length - 1] == ')')
		word = (struct word){ word.start + 1, word.length - 2 };
	return word;
}

bool word_within(const char *text, struct word part)
{
	for (size_t left = strlen(text); left >= part.length; left--, text++) {
		if (same(text, part.start, part.length))
			return true;
	}
	return false;
}

bool name_has_word(const char *name, const char *words)
{
	struct word word;

	while (word_next(&word, &name, "_")) {
		if (word_among(word, words))
			return true;
	}
	return false;
}

bool name_fits(const char *patterns, const char *name)
{
	struct word word;

	while (patterns && word_next(&word, &patterns, " ")) {
		char pattern[PATTERN_MAX];

		if (word.length >= sizeof(pattern))
			continue;
		memcpy(pattern, word.start, word.length);
		pattern[word.length] = '\0';
		if (text_glob(pattern, name, true))
			return true;
	}
	return false;
}

bool word_number(size_t *ret, struct word word, size_t maximum)
{
	size_t number = 0;

	for (size_t i = 0; i < word.length; i++) {
		size_t digit = (size_t)(word.start[i] - '0');

		if (digit > 9 || digit > maximum || number > (maximum - digit) / 10)
			return false;
		number = number * 10 + digit;
	}
	*ret = number;
	return word.length > 0;
}

/* The next run of letters, cut where a capital follows a small letter. */
static bool next_part(struct word *ret, const char **at)
{
	const char *text =
		*at + strcspn(*at, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");
	size_t length = 0;

	if (!*text)
		return false;
	do {
		length++;
	} while (is_small(text[length]) ||
		 (is_capital(text[length]) && !is_small(text[length - 1])));
	*ret = (struct word){ text, length };
	*at = text + length;
	return true;
}

bool name_is_of_other_environments(const char *text)
{
	struct word part;
	bool other = false;

	while (next_part(&part, &text)) {
		if (word_among(part, "prod production prd live"))
			return false;
		other = other || word_among(part, "dev develop development test tests testing "
						  "staging stage stg qa uat preprod local");
	}
	return other;
}
