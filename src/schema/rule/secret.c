/* SPDX-License-Identifier: Apache-2.0 */
#include "schema/rule/secret.h"

#include <string.h>

#include "util/alloc.h"
#include "util/buf.h"
#include "util/text.h"

/*
 * Placeholders. Word lists alone reject strong random keys, so a short word counts only when such
 * words make up most of the value, and a long one only because random keys do not contain it: seven
 * letters and more were found in none of a million random keys.
 */
static const char *const long_words[] = {
	"changeme",    "changethis",   "changeit",       "tobechanged",  "replaceme",
	"replacethis", "replacewith",  "placeholder",    "inproduction", "notasecret",
	"insecure",    "supersecret",  "mysecret",       "secretkey",    "yoursecret",
	"yourapikey",  "jwtsecret",    "samplesecret",   "topsecret",    "password",
	"keyboardcat", "userprovided", "insertyour",     "insertrandom", "tobemodified",
	"redacted",    "letmein",      "djangoinsecure", NULL,
};

static const char *const short_words[] = {
	"your",    "my",      "key",     "secret", "test",  "dev",   "demo",      "foo",   "bar",
	"dummy",   "sample",  "todo",    "fixme",  "none",  "null",  "undefined", "admin", "root",
	"user",    "default", "example", "here",   "token", "jwt",   "api",       "app",   "change",
	"replace", "insert",  "get",     "the",    "goes",  "value", "session",   NULL,
};

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Digits and signs that stand for letters. */
static char unleet(char c)
{
	static const char from[] = "013457@$!", to[] = "oleastasi";
	const char *found = c ? strchr(from, c) : NULL;

	return found ? to[found - from] : c;
}

/* Lower case, without separators; leet: with digits and signs read as letters. */
static void normalise(struct buf *out, const struct subject *subject, bool leet)
{
	for (size_t i = 0; i < subject->length; i++) {
		char c = leet ? unleet(subject->bytes[i]) : subject->bytes[i];

		if (c >= 'A' && c <= 'Z')
			c = (char)(c - 'A' + 'a');
		if (c && !strchr("-_. ", c))
			buf_add_char(out, c);
	}
}

static bool has_long_word(const struct subject *subject, bool leet)
{
	_cleanup_(buf_done) struct buf text = { 0 };

	normalise(&text, subject, leet);
	for (size_t i = 0; long_words[i]; i++) {
		if (strstr(buf_text(&text), long_words[i]))
			return true;
	}
	return false;
}

/* Where the token that starts at i ends: at a separator, a digit, or a capital after a small
 * letter. */
static size_t token_end(const struct subject *subject, size_t i)
{
	const char *s = subject->bytes;

	for (i++; i < subject->length && is_letter(s[i]); i++) {
		if (s[i] >= 'A' && s[i] <= 'Z' && s[i - 1] >= 'a' && s[i - 1] <= 'z')
			break;
	}
	return i;
}

static bool is_short_word(const char *bytes, size_t length)
{
	_cleanup_(text_wipep) char *token = text_slice(bytes, length);

	for (size_t i = 0; short_words[i]; i++) {
		if (text_equal_nocase(token, short_words[i]))
			return true;
	}
	return false;
}

/* Whether short words make up at least 60 % of the letters. */
static bool is_made_of_short_words(const struct subject *subject)
{
	size_t letters = 0, covered = 0;

	for (size_t i = 0; i < subject->length;) {
		size_t end;

		if (!is_letter(subject->bytes[i])) {
			i++;
			continue;
		}
		end = token_end(subject, i);
		letters += end - i;
		if (is_short_word(subject->bytes + i, end - i))
			covered += end - i;
		i = end;
	}
	return letters > 0 && letters * 2 >= subject->length && covered * 10 >= letters * 6;
}

/* A run of one repeated marker: xxxxxx, XXXXXX, ****** or twelve zeros. */
static bool has_marker_run(const struct subject *subject)
{
	size_t run = 0;

	for (size_t i = 0; i < subject->length; i++) {
		char c = subject->bytes[i];

		run = i > 0 && c == subject->bytes[i - 1] ? run + 1 : 1;
		if ((c == 'x' || c == 'X' || c == '*') ? run >= 6 : c == '0' && run >= 12)
			return true;
	}
	return false;
}

static bool wrapped(const struct subject *subject, const char *open, const char *close,
		    const char *inner)
{
	size_t left = strlen(open), right = strlen(close);

	if (subject->length <= left + right || strncmp(subject->bytes, open, left) != 0 ||
	    strcmp(subject->bytes + subject->length - right, close) != 0)
		return false;
	return !inner || strspn(subject->bytes + left, inner) >= subject->length - left - right;
}

/* Whole values only: "$(" inside a random key is not rare. */
static bool is_template(const struct subject *subject)
{
#define NAME "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"
	bool repeated = subject->length >= 4;

	for (size_t i = 1; i < subject->length; i++)
		repeated = repeated && subject->bytes[i] == subject->bytes[0];
	return repeated || wrapped(subject, "<", ">", NAME "-. ") ||
	       wrapped(subject, "${", "}", NULL) || wrapped(subject, "$(", ")", NULL) ||
	       wrapped(subject, "{{", "}}", NULL) || wrapped(subject, "{", "}", NAME "- ") ||
	       wrapped(subject, "[", "]", NAME "- ") || wrapped(subject, "%", "%", NAME) ||
	       wrapped(subject, "__", "__", NAME) || wrapped(subject, "@", "@", NAME "-") ||
	       wrapped(subject, "`", "`", NULL) ||
	       (subject->bytes[0] == '$' &&
		strspn(subject->bytes + 1, NAME) + 1 == subject->length) ||
	       strcmp(subject->bytes, "...") == 0;
#undef NAME
}

void rule_check_strength(const struct subject *subject)
{
	if (subject->length == 0 || !subject->sensitive)
		return;
	if (is_template(subject))
		subject_find(subject, "secret-template", NULL,
			     "is a template that nobody filled in");
	else if (has_long_word(subject, false) || has_long_word(subject, true) ||
		 is_made_of_short_words(subject) || has_marker_run(subject))
		subject_find(subject, "secret-placeholder", NULL, "is a placeholder, not a secret");
}
