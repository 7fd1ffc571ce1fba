/* SPDX-License-Identifier: Apache-2.0 */
#include "util/name_index.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "util/alloc.h"
#include "util/ascii.h"
#include "util/text.h"

#define BUCKETS    256
#define FOUND_FEW  64
#define NO_PATTERN ((size_t)-1)

/* A pattern hangs in the bucket of a word that each name that fits it must have. */
struct pattern {
	char *text;
	const void *row;
	uint32_t letters; /* those that a name must have to fit */
	size_t order;     /* of its row */
	size_t next;      /* in the bucket */
};

struct name_index {
	struct pattern *patterns;
	size_t count, capacity;
	size_t rows;
	size_t by_first[BUCKETS], by_last[BUCKETS];
	size_t others; /* patterns without a first or last word */
};

static size_t bucket_of(const char *word, size_t length)
{
	uint32_t hash = 2166136261u;

	for (size_t i = 0; i < length; i++)
		hash = (hash ^ (unsigned char)to_capital(word[i])) * 16777619u;
	return (hash ^ hash >> 16) % BUCKETS;
}

/* Which of A to Z occur, and in the bits above: digits, the underscore, anything else. */
static uint32_t letters_of(const char *text)
{
	uint32_t letters = 0;

	for (; *text; text++) {
		if (is_letter(*text))
			letters |= 1u << (to_small(*text) - 'a');
		else if (is_digit(*text))
			letters |= 1u << 26;
		else if (*text != '*' && *text != '?')
			letters |= *text == '_' ? 1u << 27 : 1u << 28;
	}
	return letters;
}

static const char *last_word(const char *name)
{
	const char *under = strrchr(name, '_');

	return under ? under + 1 : name;
}

/* Where a pattern hangs: by its first word when it stands alone, else by its last, else apart. */
static size_t *place_of(struct name_index *index, const char *pattern)
{
	size_t first = strcspn(pattern, "_*?");
	const char *last = last_word(pattern);

	if (first > 0 && (pattern[first] == '_' || pattern[first] == '\0'))
		return &index->by_first[bucket_of(pattern, first)];
	if (last[0] && last != pattern && !last[strcspn(last, "*?")])
		return &index->by_last[bucket_of(last, strlen(last))];
	return &index->others;
}

struct name_index *name_index_new(void)
{
	struct name_index *index = alloc_new(struct name_index);

	for (size_t i = 0; i < BUCKETS; i++)
		index->by_first[i] = index->by_last[i] = NO_PATTERN;
	index->others = NO_PATTERN;
	return index;
}

void name_index_free(struct name_index *index)
{
	if (!index)
		return;
	for (size_t i = 0; i < index->count; i++)
		free(index->patterns[i].text);
	free(index->patterns);
	free(index);
}

static void add(struct name_index *index, char *text, const void *row)
{
	size_t *place = place_of(index, text);

	index->patterns = alloc_grow(index->patterns, &index->capacity, index->count + 1,
				     sizeof(struct pattern));
	index->patterns[index->count] = (struct pattern){ .text = text,
							  .row = row,
							  .letters = letters_of(text),
							  .order = index->rows,
							  .next = *place };
	*place = index->count++;
}

void name_index_add(struct name_index *index, const char *patterns, const void *row)
{
	for (patterns += strspn(patterns, " "); *patterns; patterns += strspn(patterns, " ")) {
		size_t length = strcspn(patterns, " ");

		add(index, text_slice(patterns, length), row);
		patterns += length;
	}
	index->rows++;
}

/* The patterns that fit: hardly ever more than a few, and then no memory is allocated. */
struct found {
	const struct pattern *few[FOUND_FEW];
	const struct pattern **many; /* few, or new */
	size_t count, capacity;
};

static void add_found(struct found *found, const struct pattern *pattern)
{
	if (found->count == found->capacity) {
		const struct pattern **more =
			alloc_array(found->capacity * 2, sizeof(*found->many));

		memcpy(more, found->many, found->count * sizeof(*found->many));
		if (found->many != found->few)
			free(found->many);
		found->many = more;
		found->capacity *= 2;
	}
	found->many[found->count++] = pattern;
}

static int compare_order(const void *a, const void *b)
{
	const struct pattern *const *one = a, *const *other = b;

	return ((*one)->order > (*other)->order) - ((*one)->order < (*other)->order);
}

/* The letters sort out most patterns before their text is looked at. */
static void search(struct found *found, const struct name_index *index, size_t at, const char *name,
		   uint32_t letters)
{
	for (; at != NO_PATTERN; at = index->patterns[at].next) {
		const struct pattern *pattern = &index->patterns[at];

		if (!(pattern->letters & ~letters) && text_glob(pattern->text, name, true))
			add_found(found, pattern);
	}
}

void name_index_visit(const struct name_index *index, const char *name,
		      void (*use)(const void *row, void *context), void *context)
{
	const char *last = last_word(name);
	uint32_t letters = letters_of(name);
	struct found found;

	found.many = found.few; /* which need not be cleared each time */
	found.count = 0;
	found.capacity = FOUND_FEW;
	search(&found, index, index->by_first[bucket_of(name, strcspn(name, "_"))], name, letters);
	search(&found, index, index->by_last[bucket_of(last, strlen(last))], name, letters);
	search(&found, index, index->others, name, letters);
	if (found.count > 1)
		qsort(found.many, found.count, sizeof(*found.many), compare_order);
	for (size_t i = 0; i < found.count; i++) {
		if (i == 0 || found.many[i]->order != found.many[i - 1]->order)
			use(found.many[i]->row, context);
	}
	if (found.many != found.few)
		free(found.many);
}
