/* SPDX-License-Identifier: Apache-2.0 */
#include "util/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "util/alloc.h"
#include "util/ascii.h"
#include "util/buf.h"

#define SPACES " \t\r\n"

bool text_equal(const char *a, const char *b)
{
	return a && b && strcmp(a, b) == 0;
}

bool text_same(const char *a, const char *b)
{
	return (!a && !b) || text_equal(a, b);
}

bool text_equal_nocase(const char *a, const char *b)
{
	if (!a || !b)
		return false;
	while (*a && to_small(*a) == to_small(*b)) {
		a++;
		b++;
	}
	return to_small(*a) == to_small(*b);
}

bool text_starts(const char *text, const char *prefix)
{
	return text && strncmp(text, prefix, strlen(prefix)) == 0;
}

bool text_to_int(int64_t *ret, const char *text)
{
	const char *digits = text[0] == '-' ? text + 1 : text;
	uint64_t limit = text[0] == '-' ? (uint64_t)INT64_MAX + 1 : INT64_MAX;
	uint64_t number = 0;

	if (!digits[0] || (digits[0] == '0' && (digits[1] || digits != text)))
		return false;
	for (; *digits; digits++) {
		unsigned digit = (unsigned char)*digits - (unsigned)'0';

		if (digit > 9 || number > (limit - digit) / 10)
			return false;
		number = number * 10 + digit;
	}
	*ret = text[0] == '-' ? (int64_t)(0 - number) : (int64_t)number;
	return true;
}

bool text_to_size(size_t *ret, const char *text, size_t maximum)
{
	int64_t number;

	if (!text_to_int(&number, text) || number < 0 || (uint64_t)number > maximum)
		return false;
	*ret = (size_t)number;
	return true;
}

bool text_to_real(double *ret, const char *text)
{
	char *end;
	double number;

	if (!text[0] || text[strspn(text, "0123456789+-.eE")])
		return false;
	number = strtod(text, &end); /* in the C locale: nobody calls setlocale() */
	if (*end || !isfinite(number))
		return false;
	*ret = number;
	return true;
}

bool text_to_duration(uint64_t *ret_ms, const char *text)
{
	static const struct {
		const char *suffix;
		uint64_t ms;
	} units[] = {
		{ "", 1000 },     { "s", 1000 },     { "ms", 1 },           { "m", 60000 },
		{ "h", 3600000 }, { "d", 86400000 }, { "w", 7 * 86400000 },
	};
	size_t digits = strspn(text, "0123456789");
	_cleanup_(freep) char *number = text_slice(text, digits);
	int64_t count;

	if (!text_to_int(&count, number))
		return false;
	for (size_t i = 0; i < ARRAY_LENGTH(units); i++) {
		const uint64_t century = UINT64_C(36525) * 86400000;

		if (!text_equal(units[i].suffix, text + digits))
			continue;
		if ((uint64_t)count > century / units[i].ms)
			return false;
		*ret_ms = (uint64_t)count * units[i].ms;
		return true;
	}
	return false;
}

bool text_to_bool(bool *ret, const char *text)
{
	static const char *const words[] = { "no", "yes", "false", "true", "off", "on", "0", "1" };

	for (size_t i = 0; i < ARRAY_LENGTH(words); i++) {
		if (text_equal_nocase(text, words[i])) {
			*ret = i % 2;
			return true;
		}
	}
	return false;
}

/* How many bytes the well-formed sequence at s has, of at most length; 0 when it is none. */
static size_t utf8_sequence(const unsigned char *s, size_t length)
{
	size_t size = s[0] < 0x80 ? 1 : s[0] < 0xc2 ? 0 : s[0] < 0xe0 ? 2 : s[0] < 0xf0 ? 3 : 4;

	if (size == 0 || s[0] > 0xf4 || size > length)
		return 0;
	for (size_t i = 1; i < size; i++) {
		if ((s[i] & 0xc0) != 0x80)
			return 0;
	}
	if ((s[0] == 0xe0 && s[1] < 0xa0) || (s[0] == 0xed && s[1] > 0x9f) ||
	    (s[0] == 0xf0 && s[1] < 0x90) || (s[0] == 0xf4 && s[1] > 0x8f))
		return 0;
	return size;
}

size_t text_utf8_length(const char *bytes, size_t length)
{
	size_t done = 0;

	while (done < length) {
		size_t size = utf8_sequence((const unsigned char *)bytes + done, length - done);

		if (size == 0)
			break;
		done += size;
	}
	return done;
}

/* Most patterns are a star and an end, "*_URL", which need no search. */
static bool ends_with(const char *text, size_t length, const char *end, size_t end_length,
		      bool nocase)
{
	if (end_length > length)
		return false;
	text += length - end_length;
	while (end_length > 0) {
		char a = text[--end_length], b = end[end_length];

		if (a != b && !(nocase && to_small(a) == to_small(b)))
			return false;
	}
	return true;
}

bool text_glob(const char *pattern, const char *text, bool nocase)
{
	const char *star = NULL, *retry = NULL;
	size_t plain = *pattern == '*' ? strcspn(pattern + 1, "*?") : 0;

	if (plain > 0 && !pattern[1 + plain])
		return ends_with(text, strlen(text), pattern + 1, plain, nocase);

	while (*text) {
		if (*pattern == '*') {
			star = pattern++;
			retry = text;
		} else if (*pattern == '?' || *pattern == *text ||
			   (nocase && to_small(*pattern) == to_small(*text))) {
			pattern++;
			text++;
		} else if (star) {
			pattern = star + 1;
			text = ++retry;
		} else {
			return false;
		}
	}
	while (*pattern == '*')
		pattern++;
	return *pattern == '\0';
}

#define WORD_MAX 64 /* characters of the words that are compared, and one */

/*
 * Row i of the distances between the beginnings of two words; returns the least of them. Farther
 * than limit from the diagonal they are all above it, and none is worked out.
 */
static size_t fill_row(size_t rows[3][WORD_MAX], size_t i, const char *a, const char *b, size_t n,
		       size_t limit)
{
	size_t *row = rows[i % 3], *up = rows[(i + 2) % 3], *upup = rows[(i + 1) % 3];
	size_t first = i > limit ? i - limit : 1, last = i + limit < n ? i + limit : n;
	size_t least = row[first - 1] = first > 1 ? limit + 1 : i;

	for (size_t j = first; j <= last; j++) {
		size_t best = up[j - 1] + (to_small(a[i - 1]) != to_small(b[j - 1]));

		if (up[j] + 1 < best)
			best = up[j] + 1;
		if (row[j - 1] + 1 < best)
			best = row[j - 1] + 1;
		if (i > 1 && j > 1 && to_small(a[i - 1]) == to_small(b[j - 2]) &&
		    to_small(a[i - 2]) == to_small(b[j - 1]) && upup[j - 2] + 1 < best)
			best = upup[j - 2] + 1;
		row[j] = best;
		least = best < least ? best : least;
	}
	if (last < n)
		row[last + 1] = limit + 1;
	return least;
}

/*
 * Edits (insert, delete, replace, swap neighbours) between two words of at most 63 characters;
 * more than limit, whatever their number, when there are more.
 */
static size_t distance(const char *a, const char *b, size_t limit)
{
	size_t rows[3][WORD_MAX];
	size_t m = strlen(a), n = strlen(b);

	if (m >= WORD_MAX || n >= WORD_MAX || m > n + limit || n > m + limit)
		return limit + 1;
	for (size_t j = 0; j <= n; j++)
		rows[0][j] = j;
	for (size_t i = 1; i <= m; i++) {
		if (fill_row(rows, i, a, b, n, limit) > limit)
			return limit + 1;
	}
	return rows[m % 3][n];
}

const char *text_nearest(const char *word, const char *const *candidates)
{
	size_t length = strlen(word), limit = length < 4 ? 1 : length < 8 ? 2 : 3;
	const char *nearest = NULL;

	for (; *candidates; candidates++) {
		size_t edits = distance(word, *candidates, limit);

		if (edits <= limit && edits < length) {
			nearest = *candidates;
			if (edits == 0)
				break;
			limit = edits - 1;
		}
	}
	return nearest;
}

char **text_list(const char *text)
{
	static const char separators[] = SPACES ",";
	char **list = NULL;
	size_t capacity = 0, count = 0;

	for (;;) {
		size_t length;

		text += strspn(text, separators);
		length = strcspn(text, separators);
		list = alloc_grow(list, &capacity, count + 2, sizeof(char *));
		if (length == 0)
			return list;
		list[count++] = text_slice(text, length);
		text += length;
	}
}

void text_list_free(char **list)
{
	if (!list)
		return;
	for (char **word = list; *word; word++)
		free(*word);
	free(list);
}

void text_list_freep(char ***list)
{
	text_list_free(*list);
}

bool text_list_has(char *const *list, const char *word)
{
	for (; list && *list; list++) {
		if (text_equal(*list, word))
			return true;
	}
	return false;
}

bool text_has_control(const char *bytes, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		if ((unsigned char)bytes[i] < 0x20 || bytes[i] == 0x7f)
			return true;
	}
	return false;
}

static unsigned long decode(const char *bytes, size_t length)
{
	static const unsigned char masks[] = { 0, 0x7f, 0x1f, 0x0f, 0x07 };
	unsigned long point = (unsigned char)bytes[0] & masks[length];

	for (size_t i = 1; i < length; i++)
		point = point << 6 | ((unsigned char)bytes[i] & 0x3f);
	return point;
}

static bool steers_terminal(unsigned long point)
{
	return (point < 0x20 && point != '\n') || (point >= 0x7f && point < 0xa0) ||
	       point == 0x200e || point == 0x200f || (point >= 0x2028 && point <= 0x202e) ||
	       (point >= 0x2066 && point <= 0x2069) || point == 0x061c;
}

char *text_printable(const char *text)
{
	_cleanup_(buf_done) struct buf out = { 0 };
	size_t left = strlen(text);

	while (left > 0) {
		size_t size = utf8_sequence((const unsigned char *)text, left);
		unsigned long point = size ? decode(text, size) : (unsigned char)*text;

		if (!size)
			buf_format(&out, "\\x%02lx", point);
		else if (steers_terminal(point))
			buf_format(&out, "\\u{%lx}", point);
		else
			buf_add(&out, text, size);
		size = size ? size : 1;
		text += size;
		left -= size;
	}
	return text_copy(buf_text(&out));
}

bool text_is_token(const char *text, size_t maximum)
{
	size_t length = strnlen(text, maximum + 1);

	for (size_t i = 0; i < length; i++) {
		if (text[i] < 0x21 || text[i] > 0x7e)
			return false;
	}
	return length > 0 && length <= maximum;
}

const char *text_environ(char *const *environ, const char *name)
{
	size_t length = strlen(name);

	for (; environ && *environ; environ++) {
		if (strncmp(*environ, name, length) == 0 && (*environ)[length] == '=')
			return *environ + length + 1;
	}
	return NULL;
}

char *text_trimmed(const char *text)
{
	size_t length;

	text += strspn(text, SPACES);
	length = strlen(text);
	while (length > 0 && strchr(SPACES, text[length - 1]))
		length--;
	return text_slice(text, length);
}
