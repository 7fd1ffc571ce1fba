/* SPDX-License-Identifier: Apache-2.0 */
#include "schema/switches.h"

#include <string.h>

#include "util/alloc.h"
#include "util/name_index.h"
#include "schema/command_line.h"
#include "schema/neighbours.h"
#include "schema/rules.h"
#include "schema/words.h"
#include "util/text.h"

#define LIST_SEPARATORS ", ;\t\r\n"
#define SPOKEN_MAX      8
#define WORD_MAX        32 /* no boolean word is longer */

/* The rows by name, built once. */
static const struct name_index *row_index(void)
{
	static struct name_index *index;

	if (!index) {
		index = name_index_new();
		for (const struct switch_row *row = switch_rows; row->rule; row++)
			name_index_add(index, row->names, row);
	}
	return index;
}

/* Rails reads every text but these as true, "no" and "False" included. */
static bool rails_reads_true(const char *text)
{
	static const char *const no[] = { "", "0", "f", "F", "false", "FALSE", "off", "OFF" };

	for (size_t i = 0; i < ARRAY_LENGTH(no); i++) {
		if (text_equal(text, no[i]))
			return false;
	}
	return true;
}

/* A short word as a text of its own, for functions that take one. */
static const char *as_text(char room[static WORD_MAX], struct word word)
{
	if (word.length >= WORD_MAX)
		return "";
	memcpy(room, word.start, word.length);
	room[word.length] = '\0';
	return room;
}

bool switch_is_on(const struct subject *subject)
{
	char room[WORD_MAX];

	return subject_is_truthy(as_text(room, word_of(subject->bytes))) ||
	       (checking_has_preset(subject->checking, "rails") &&
		rails_reads_true(subject->bytes));
}

static bool is_off(const struct subject *subject)
{
	char room[WORD_MAX];

	return subject_is_falsy(as_text(room, word_of(subject->bytes)));
}

/* Whether an item of the list is among words, or is not. */
static bool has_item(const char *text, const char *words, bool among)
{
	struct word item;

	while (word_next(&item, &text, LIST_SEPARATORS)) {
		if (word_among(item, words) == among)
			return true;
	}
	return false;
}

static bool has_part(const char *text, const char *words)
{
	struct word word;

	while (word_next(&word, &words, " ")) {
		if (word_within(text, word))
			return true;
	}
	return false;
}

static bool has_option(const char *text, const char *words)
{
	_cleanup_(text_wipep) char *plain = command_line_plain(text);

	return command_line_has(plain, words);
}

static bool is_below(const char *text, const char *limit)
{
	size_t number, least;

	return !word_number(&number, word_of(text), SIZE_MAX) ||
	       (text_to_size(&least, limit, SIZE_MAX) && number < least);
}

static bool has_bad_value(const struct switch_row *row, const struct subject *subject)
{
	const char *text = subject->bytes;

	switch (row->bad) {
	case SWITCH_TRUE: return switch_is_on(subject);
	case SWITCH_FALSE: return is_off(subject);
	case SWITCH_NOT_FALSE: return !is_off(subject);
	case SWITCH_SET: return true;
	case SWITCH_WORD: return word_among(word_of(text), row->words);
	case SWITCH_NOT_WORD: return !word_among(word_of(text), row->words);
	case SWITCH_ITEM: return has_item(text, row->words, true);
	case SWITCH_FOREIGN: return has_item(text, row->words, false);
	case SWITCH_PART: return has_part(text, row->words);
	case SWITCH_OPTION: return has_option(text, row->words);
	case SWITCH_BELOW: return is_below(text, row->words);
	case SWITCH_CUSTOM: return row->is_bad(subject);
	}
	return false;
}

static bool counts_here(const struct switch_row *row, const struct subject *subject)
{
	const struct checking *checking = subject->checking;

	if (!row->preset)
		return true;
	for (char *const *preset = checking->manifest->presets; preset && *preset; preset++) {
		if (word_among((struct word){ *preset, strlen(*preset) }, row->preset))
			return true;
	}
	return false;
}

bool switch_row_is_bad(const struct switch_row *row, const struct subject *subject)
{
	return counts_here(row, subject) && !name_fits(row->except, subject->variable->name) &&
	       has_bad_value(row, subject) && !(row->pardons && row->pardons(subject));
}

struct looking {
	const struct subject *subject;
	bool passing;
	const char *spoken[SPOKEN_MAX]; /* rules that have found something */
	size_t count;
};

static bool has_spoken(const struct looking *looking, const char *rule)
{
	for (size_t i = 0; i < looking->count; i++) {
		if (text_equal(looking->spoken[i], rule))
			return true;
	}
	return false;
}

static void look(const void *item, void *context)
{
	const struct switch_row *row = item;
	struct looking *looking = context;

	if ((looking->passing && !row->inherited) || looking->count == SPOKEN_MAX ||
	    has_spoken(looking, row->rule) || !switch_row_is_bad(row, looking->subject))
		return;
	looking->spoken[looking->count++] = row->rule;
	if (row->at)
		subject_find_at(looking->subject, row->rule, row->at, row->hint, "%s",
				row->message);
	else
		subject_find(looking->subject, row->rule, row->hint, "%s", row->message);
}

void switches_check(const struct subject *subject, bool passing)
{
	struct looking looking = { .subject = subject, .passing = passing };

	name_index_visit(row_index(), subject->variable->name, look, &looking);
}

bool switches_raise(const char *rule, const char *name)
{
	for (const struct switch_row *row = switch_rows; row->rule; row++) {
		if (text_equal(row->rule, rule) && name_fits(row->names, name) &&
		    !name_fits(row->except, name))
			return true;
	}
	return false;
}

static void note(const void *item, void *context)
{
	const struct switch_row *row = item;
	bool *known = context;

	*known = *known || row->inherited;
}

bool switches_know(const char *name)
{
	bool known = false;

	name_index_visit(row_index(), name, note, &known);
	return known;
}
