/* SPDX-License-Identifier: Apache-2.0 */
#include "core/marks.h"

#include <stdlib.h>
#include <string.h>

#include "crypto/codec.h"
#include "model/environment.h"
#include "model/names.h"
#include "util/alloc.h"
#include "util/text.h"

#define VERSION             "keystrap-state/1"
#define ENVIRONMENT_LONGEST 48 /* as the manifest's */
#define WORDS               3

_Static_assert(FINGERPRINT_SIZE == FINGERPRINT_KEY_SIZE, "the key has as many digits as a mark");

static void mark_done(struct mark *mark)
{
	free(mark->environment);
	free(mark->name);
	explicit_bzero(mark, sizeof(*mark));
}

void marks_done(struct marks *marks)
{
	for (size_t i = 0; i < marks->count; i++)
		mark_done(&marks->items[i]);
	free(marks->items);
	explicit_bzero(marks, sizeof(*marks));
}

/* A piece of the file's text: nothing of a line is copied but what a mark keeps. */
struct word {
	const char *bytes;
	size_t length;
};

static bool is_word(const struct word *word, const char *text)
{
	return word->length == strlen(text) && memcmp(word->bytes, text, word->length) == 0;
}

static bool is_digits(const struct word *word)
{
	if (word->length != MARK_DIGITS)
		return false;
	for (size_t i = 0; i < word->length; i++) {
		if (!word->bytes[i] || !strchr("0123456789abcdef", word->bytes[i]))
			return false;
	}
	return true;
}

/* How many words the line has, with one space between; 0 when it is none of ours. */
static size_t split(struct word ret[static WORDS], const char *line, size_t length)
{
	size_t count = 0;

	for (size_t at = 0, start = 0; at <= length; at++) {
		if (at < length && line[at] > ' ' && line[at] <= '~')
			continue;
		if ((at < length && line[at] != ' ') || at == start || count == WORDS)
			return 0;
		ret[count++] = (struct word){ line + start, at - start };
		start = at + 1;
	}
	return count;
}

static bool read_key(struct marks *marks, const struct word *digits)
{
	_cleanup_(buf_done) struct buf key = { .maximum = FINGERPRINT_KEY_SIZE };

	if (marks->has_key || !is_digits(digits) ||
	    !hex_decode(&key, digits->bytes, digits->length))
		return false;
	memcpy(marks->key, key.bytes, sizeof(marks->key));
	marks->has_key = true;
	return true;
}

/* Steals the two names. */
static void add(struct marks *marks, char *environment, char *name, const char *digits)
{
	struct mark *mark;

	marks->items =
		alloc_grow(marks->items, &marks->capacity, marks->count + 1, sizeof(struct mark));
	mark = &marks->items[marks->count++];
	mark->environment = environment;
	mark->name = name;
	memcpy(mark->digits, digits, MARK_DIGITS);
}

static bool read_mark(struct marks *marks, const struct word words[static WORDS])
{
	_cleanup_(freep) char *name = NULL;

	if (!marks->has_key || words[0].length > ENVIRONMENT_LONGEST || !is_digits(&words[2]))
		return false;
	name = text_slice(words[1].bytes, words[1].length);
	if (name_wrong(name))
		return false;
	add(marks, text_slice(words[0].bytes, words[0].length), name, words[2].bytes);
	name = NULL;
	return true;
}

/* The first line says the version; a file without one is of the time before there were any. */
static bool read_line(struct marks *marks, unsigned number, const char *line, size_t length)
{
	struct word words[WORDS];

	switch (split(words, line, length)) {
	case 1: return number == 1 && is_word(&words[0], VERSION);
	case 2: return is_word(&words[0], "key") && read_key(marks, &words[1]);
	case 3: return read_mark(marks, words);
	default: return false;
	}
}

static int compare(const void *a, const void *b)
{
	const struct mark *one = a, *other = b;

	return strcmp(one->name, other->name);
}

static void sort(struct marks *marks)
{
	if (marks->count > 1)
		qsort(marks->items, marks->count, sizeof(struct mark), compare);
	marks->sorted = marks->count;
}

bool marks_parse(struct marks *ret, const char *text, size_t length, const char *path,
		 struct error *err)
{
	const char *end = text + length;
	unsigned number = 0;

	*ret = (struct marks){ 0 };
	for (const char *at = text; at < end;) {
		const char *newline = memchr(at, '\n', (size_t)(end - at));
		const char *stop = newline ? newline : end;

		if (!read_line(ret, ++number, at, (size_t)(stop - at))) {
			error_set(err, ERR_MANIFEST, "%s:%u: not a line of a state file", path,
				  number);
			return error_hint(err, "remove the file; it is made anew");
		}
		at = newline ? newline + 1 : end;
	}
	sort(ret);
	return true;
}

bool marks_write(struct buf *ret, const struct marks *marks, const char *path, struct error *err)
{
	char digits[MARK_DIGITS + 1];

	ret->maximum = MARKS_MAX_BYTES;
	fingerprint_text(digits, marks->key, sizeof(marks->key));
	buf_format(ret, VERSION "\nkey %s\n", digits);
	explicit_bzero(digits, sizeof(digits));
	for (size_t i = 0; i < marks->count; i++)
		buf_format(ret, "%s %s %s\n", marks->items[i].environment, marks->items[i].name,
			   marks->items[i].digits);
	if (!ret->overflow)
		return true;
	error_set(err, ERR_MANIFEST, "%s: would be larger than %d bytes, and is left as it is",
		  path, MARKS_MAX_BYTES);
	return error_hint(err, "remove the lines of environments that are no more, or the file");
}

/* The first of the name's marks, which lie side by side; the number of all sorted: none. */
static size_t first_of(const struct marks *marks, const char *name)
{
	size_t low = 0, high = marks->sorted;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(marks->items[middle].name, name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

const struct mark *marks_find_shared(const struct marks *marks, const char *environment,
				     const char *name, const char *digits)
{
	for (size_t i = first_of(marks, name);
	     i < marks->sorted && text_equal(marks->items[i].name, name); i++) {
		if (text_equal(marks->items[i].digits, digits) &&
		    !environment_same(marks->items[i].environment, environment))
			return &marks->items[i];
	}
	return NULL;
}

void marks_leave(struct marks *marks, const char *environment, const char *name, const char *digits)
{
	for (size_t i = first_of(marks, name);
	     i < marks->sorted && text_equal(marks->items[i].name, name); i++) {
		if (!environment_same(marks->items[i].environment, environment))
			continue;
		if (!text_equal(marks->items[i].digits, digits)) {
			memcpy(marks->items[i].digits, digits, MARK_DIGITS);
			marks->changed = true;
		}
		return;
	}
	add(marks, text_copy(environment), text_copy(name), digits);
	marks->changed = true;
}

void marks_filter(struct marks *marks, const char *environment,
		  bool (*keep)(const char *name, const void *context), const void *context)
{
	size_t kept = 0;

	for (size_t i = 0; i < marks->count; i++) {
		struct mark *mark = &marks->items[i];

		if (!environment_same(mark->environment, environment) || keep(mark->name, context))
			marks->items[kept++] = *mark;
		else
			mark_done(mark);
	}
	marks->changed = marks->changed || kept < marks->count;
	marks->count = marks->sorted = kept;
}
