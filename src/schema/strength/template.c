/* SPDX-License-Identifier: Apache-2.0 */
#include "schema/strength.h"

#include <string.h>

#include "checks.h"
#include "util/cleanup.h"

static bool is_mark(char c)
{
	return c && strchr("_-. ", c);
}

static bool is_inside(char c)
{
	return is_letter(c) || is_digit(c);
}

/*
 * How often a text changes class inside a word. Random letters and digits do at every other place,
 * so this is what keeps templates whose marks are one character long from being found in random
 * passwords.
 */
static bool changes_seldom(struct text text)
{
	size_t letters = 0, changes = 0;

	for (size_t i = 0; i < text.length; i++) {
		char c = text.bytes[i], last = i > 0 ? text.bytes[i - 1] : ' ';

		letters += is_letter(c);
		if (!is_inside(c) || !is_inside(last))
			continue;
		changes += is_digit(c) != is_digit(last) || (is_capital(c) && is_small(last));
		/* A capital before small letters starts a word; after a capital it ends another. */
		changes += is_small(c) && is_capital(last) && i > 1 &&
			   is_letter(text.bytes[i - 2]) && is_capital(text.bytes[i - 2]);
	}
	return letters > 0 && changes * 4 <= letters;
}

/* Whether the text could be a name: YOUR_API_KEY, your token here, secretKey, your-256-bit-key. */
static bool is_name(struct text text)
{
	for (size_t i = 0; i < text.length; i++) {
		if (!is_inside(text.bytes[i]) && !is_mark(text.bytes[i]))
			return false;
	}
	return changes_seldom(text);
}

/* The letters, digits and _ of a variable's name. */
static bool is_identifier(struct text text)
{
	for (size_t i = 0; i < text.length; i++) {
		if (!is_letter(text.bytes[i]) && !is_digit(text.bytes[i]) && text.bytes[i] != '_')
			return false;
	}
	return text.length > 0 && !is_digit(text.bytes[0]) && is_name(text);
}

static bool is_anything(struct text text)
{
	return text.length > 0;
}

/*
 * A name, and what an operator puts behind it, as in ${KEY:-default}, ${{ secrets.KEY }},
 * ${KEY?not set}: random text between the braces has no name of two letters and an operator.
 */
static bool is_expression(struct text text)
{
	size_t i = 0, start;

	while (i < text.length && text.bytes[i] && strchr(" .#^&{", text.bytes[i]))
		i++;
	start = i;
	while (i < text.length && (is_letter(text.bytes[i]) || is_digit(text.bytes[i]) ||
				   (text.bytes[i] && strchr("_.-", text.bytes[i]))))
		i++;
	if (i < text.length && !(text.bytes[i] && strchr(":|?+=/ }", text.bytes[i])))
		return false;
	return is_name((struct text){ text.bytes + start, i - start }) &&
	       (i == text.length || i - start >= 2 || text.length < 12);
}

bool text_is_phrase(struct text text)
{
	size_t blanks = 0, signs = 0;

	for (size_t i = 0; i < text.length; i++) {
		blanks += text.bytes[i] == ' ';
		signs += !is_inside(text.bytes[i]) && !is_mark(text.bytes[i]);
	}
	/* Of the characters that print, a third are signs. */
	return blanks > 0 ? signs * 5 <= text.length && changes_seldom(text) : is_name(text);
}

static const struct {
	const char *open, *close;
	bool (*inside)(struct text text);
} templates[] = {
	{ "<", ">", text_is_phrase },  { "${", "}", is_expression },  { "{{", "}}", is_anything },
	{ "{", "}", is_name },         { "[", "]", is_name },         { "%", "%", is_name },
	{ "__", "__", is_name },       { "@", "@", is_name },         { "@@", "@@", is_name },
	{ "!!!", "!!!", is_anything }, { "$", "", is_identifier },    { "$(", ")", is_identifier },
	{ "%", "%", is_identifier },   { "***", "***", is_anything }, { "<%", "%>", is_anything },
	{ "#{", "}#", is_anything },   { "#{", "}", is_expression },  { "(", ")", is_name },
	{ "%(", ")s", is_name },       { "(((", ")))", is_anything }, { "((", "))", is_name },
	{ "<<", ">>", is_anything },   { "===", "===", is_anything }, { "|", "|", is_name },
	{ "###", "###", is_anything }, { "xxx", "xxx", is_anything }, { "$[", "]", is_expression },
	{ "{%", "%}", is_anything },
};

/* In either case: the mark is in small letters. */
static bool is_same(const char *bytes, const char *mark, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		if (to_small(bytes[i]) != mark[i])
			return false;
	}
	return true;
}

bool text_is_wrapped(struct text text, const char *open, const char *close,
		     bool (*inside)(struct text text))
{
	size_t left = strlen(open), right = strlen(close);

	return text.length > left + right && is_same(text.bytes, open, left) &&
	       is_same(text.bytes + text.length - right, close, right) &&
	       inside((struct text){ text.bytes + left, text.length - left - right });
}

/* One character three times or more, or an ellipsis, alone or behind the beginning of a key. */
static bool is_left_out(struct text text)
{
	static const char *const dots[] = { "[...]", "...", "\xe2\x80\xa6" };
	bool repeated = text.length >= 3;

	for (size_t i = 1; i < text.length; i++)
		repeated = repeated && text.bytes[i] == text.bytes[0];
	for (size_t i = 0; i < ARRAY_LENGTH(dots); i++) {
		size_t length = strlen(dots[i]);
		struct text before = { text.bytes, text.length - length };

		if (text.length >= length &&
		    memcmp(text.bytes + before.length, dots[i], length) == 0)
			return before.length < 8 || is_name(before);
	}
	return repeated;
}

bool text_is_template(struct text text)
{
	if (text.length == 0)
		return false;
	for (size_t i = 0; i < ARRAY_LENGTH(templates); i++) {
		if (to_small(text.bytes[0]) == templates[i].open[0] &&
		    text_is_wrapped(text, templates[i].open, templates[i].close,
				    templates[i].inside))
			return true;
	}
	return is_left_out(text);
}

bool strength_is_template(const char *bytes, size_t length)
{
	return text_is_template((struct text){ bytes, length });
}
