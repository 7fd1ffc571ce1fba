/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/report.h"

#include <stdlib.h>
#include <string.h>

#include "util/alloc.h"
#include "util/text.h"

#define PLAIN "\033[0m"
#define BOLD  "\033[1m"
#define FAINT "\033[2m"

static const char *if_colour(const struct report_context *context, const char *sequence)
{
	return context->colour ? sequence : "";
}

static const char *colour_of(const struct finding *finding)
{
	static const char *const colours[] = { "", "\033[36m", "\033[33m", "\033[31m" };

	return finding->waiver ? FAINT : colours[finding->severity];
}

/* Names of fields and files come from elsewhere: nothing in them may steer the terminal. */
static void add_safe(struct buf *out, const char *text)
{
	_cleanup_(freep) char *safe = text_printable(text);

	buf_add_text(out, safe);
}

static size_t columns(const char *text, size_t length)
{
	size_t count = 0;

	for (size_t i = 0; i < length; i++)
		count += ((unsigned char)text[i] & 0xc0) != 0x80;
	return count;
}

/* Words until the line is full, then the rest below, indented; used are the columns taken. */
static void add_wrapped(struct buf *out, const struct report_context *context, size_t used,
			size_t indent, const char *text)
{
	_cleanup_(freep) char *safe = text_printable(text);
	const char *word = safe;

	while (*word) {
		size_t length = strcspn(word, " "), wide = columns(word, length);

		if (context->width > 0 && word > safe && used + 1 + wide > context->width) {
			buf_format(out, "\n%*s", (int)indent, "");
			used = indent;
		} else if (word > safe) {
			buf_add_char(out, ' ');
			used++;
		}
		buf_add(out, word, length);
		used += wide;
		word += length + (word[length] == ' ');
	}
}

static void add_place(struct buf *out, const struct place *place)
{
	if (!place->file)
		return;
	add_safe(out, place->file);
	if (place->line)
		buf_format(out, ":%u", place->line);
	buf_add_text(out, ": ");
}

static bool is_same_place(const struct place *first, const struct place *second)
{
	return first->line == second->line && text_same(first->file, second->file);
}

static const char *next_step(const struct finding *finding)
{
	return finding->waiver ? finding->waiver : finding->hint;
}

/* Whether a later finding of the group says the same: once is enough, and below all of them. */
static bool is_said_below(const struct report_group *group, size_t i)
{
	for (size_t j = i + 1; j < group->count; j++) {
		if (!group->findings[i]->waiver == !group->findings[j]->waiver &&
		    text_equal(next_step(group->findings[i]), next_step(group->findings[j])))
			return true;
	}
	return false;
}

/*
 * "  error: the key has fewer bytes ... [jwt-key-too-short]" and, on lines of their own so that
 * they can be copied whole, the hint or the waiver, if asked for. place: what was said above
 * already, or NULL.
 */
static void write_finding(struct buf *out, const struct report_context *context,
			  const struct finding *finding, const struct place *place, bool step)
{
	size_t indent = place ? 2 : 0;
	size_t start;
	_cleanup_(freep) char *message = report_message(finding);
	_cleanup_(freep) char *text = text_format("%s [%s]", message, finding->rule);

	buf_format(out, "%*s", (int)indent, "");
	start = out->length - indent;
	if (!place || !is_same_place(place, &finding->place))
		add_place(out, &finding->place);
	buf_format(out, "%s%s%s%s: ", if_colour(context, colour_of(finding)),
		   severity_names[finding->severity], finding->waiver ? " (waived)" : "",
		   if_colour(context, PLAIN));
	start = columns(out->bytes + start, out->length - start);
	if (context->colour)
		start -= strlen(colour_of(finding)) + strlen(PLAIN);
	add_wrapped(out, context, start, indent + 4, text);
	buf_format(out, "\n");
	if (step && next_step(finding)[0]) {
		buf_format(out, "%*s%s", (int)indent + 2, "",
			   finding->waiver ? "waived " : "hint: ");
		add_safe(out, next_step(finding));
		buf_add_char(out, '\n');
	}
}

static void write_group(struct buf *out, const struct report_context *context,
			const struct report_group *group)
{
	const struct place *place = &group->findings[0]->place;

	if (!group->variable) {
		for (size_t i = 0; i < group->count; i++)
			write_finding(out, context, group->findings[i], NULL, true);
		return;
	}
	add_place(out, place);
	buf_add_text(out, if_colour(context, BOLD));
	add_safe(out, group->variable);
	buf_format(out, "%s\n", if_colour(context, PLAIN));
	for (size_t i = 0; i < group->count; i++)
		write_finding(out, context, group->findings[i], place, !is_said_below(group, i));
}

/* What is about the whole comes first, then the worst, then as they stand in the files. */
static int compare(const void *a, const void *b)
{
	const struct report_group *first = a, *second = b;
	int order = (first->variable != NULL) - (second->variable != NULL);

	if (order == 0)
		order = (int)report_counted(second->findings[0]) -
			(int)report_counted(first->findings[0]);
	return order != 0 ? order
			  : (first->findings[0] > second->findings[0]) -
				    (first->findings[0] < second->findings[0]);
}

void report_write_text(struct buf *out, const struct report_context *context)
{
	_cleanup_(report_shown_done) struct report shown;
	_cleanup_(report_groups_done) struct report_groups groups = { 0 };
	_cleanup_(freep) char *lowered = report_lowered(context);

	report_shown(&shown, context);
	report_groups_make(&groups, &shown);
	qsort(groups.groups, groups.count, sizeof(struct report_group), compare);
	for (size_t i = 0; i < groups.count; i++)
		write_group(out, context, &groups.groups[i]);
	if (context->quiet)
		return;
	if (lowered) {
		add_wrapped(out, context, 0, 4, lowered);
		buf_add_char(out, '\n');
	}
	report_add_summary(out, context);
	buf_add_char(out, '\n');
}
