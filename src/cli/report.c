/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/report.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "util/alloc.h"
#include "util/io.h"
#include "util/text.h"

const struct report_format report_formats[] = {
	{ "text", report_write_text },     { "json", report_write_json },
	{ "sarif", report_write_sarif },   { "junit", report_write_junit },
	{ "github", report_write_github }, { 0 },
};

const char *const *report_format_names(void)
{
	static const char *names[ARRAY_LENGTH(report_formats)];

	for (size_t i = 0; report_formats[i].name; i++)
		names[i] = report_formats[i].name;
	return names;
}

const struct report_format *report_format_find(const char *name)
{
	const struct report_format *format = report_formats;

	while (name && format->name && !text_equal(format->name, name))
		format++;
	assert(format->name);
	return format;
}

enum severity report_counted(const struct finding *finding)
{
	return finding->waiver ? SEVERITY_OFF : finding->severity;
}

void report_shown(struct report *ret, const struct report_context *context)
{
	const struct report *all = context->report;
	enum severity least = context->fail_on == SEVERITY_OFF ? SEVERITY_ERROR : context->fail_on;

	*ret = (struct report){ .findings = alloc_array(all->count + 1, sizeof(*ret->findings)) };
	for (size_t i = 0; i < all->count; i++) {
		if (!context->quiet || report_counted(&all->findings[i]) >= least)
			ret->findings[ret->count++] = all->findings[i];
	}
}

void report_shown_done(struct report *shown)
{
	free(shown->findings);
}

/* Names of fields and files come from elsewhere: nothing in them may begin a line of its own. */
static void add_flat(struct buf *out, const char *text)
{
	_cleanup_(freep) char *safe = text_printable(text);

	for (const char *c = safe; *c; c++)
		buf_add_char(out, *c == '\n' ? ' ' : *c);
}

char *report_message(const struct finding *finding)
{
	return finding->environments
		       ? text_format("%s (in %s)", finding->message, finding->environments)
		       : text_copy(finding->message);
}

void report_add_line(struct buf *out, const struct finding *finding)
{
	_cleanup_(freep) char *message = report_message(finding);

	if (finding->place.file) {
		add_flat(out, finding->place.file);
		if (finding->place.line)
			buf_format(out, ":%u", finding->place.line);
		buf_add_text(out, ": ");
	}
	buf_format(out, "%s%s: ", severity_names[finding->severity],
		   finding->waiver ? " (waived)" : "");
	if (finding->variable) {
		add_flat(out, finding->variable);
		buf_add_text(out, ": ");
	}
	add_flat(out, message);
	buf_format(out, " [%s]\n", finding->rule);
}

static void add_count(struct buf *out, size_t count, const char *noun)
{
	buf_format(out, "%zu %s%s", count, noun, count == 1 ? "" : "s");
}

void report_add_summary(struct buf *out, const struct report_context *context)
{
	const struct report *report = context->report;
	size_t infos = report_count(report, SEVERITY_INFO), waived = report_waived(report);

	add_flat(out, context->environment);
	buf_add_text(out, ": ");
	add_count(out, context->variables, "variable");
	buf_add_text(out, ", ");
	add_count(out, report_count(report, SEVERITY_ERROR), "error");
	buf_add_text(out, ", ");
	add_count(out, report_count(report, SEVERITY_WARNING), "warning");
	if (infos)
		buf_format(out, ", %zu for information", infos);
	if (waived)
		buf_format(out, ", %zu waived", waived);
}

#define LOWERED_SHOWN 8 /* JSON and SARIF have all of them */

static void add_lowered(struct buf *out, const struct lowered *lowered)
{
	buf_format(out, "%s to %s", lowered->rule, severity_names[lowered->is]);
	if (lowered->variable)
		buf_format(out, " for %s", lowered->variable);
	if (lowered->environment)
		buf_format(out, " in %s", lowered->environment);
	if (lowered->place.file)
		buf_format(out, " (%s:%u)", lowered->place.file, lowered->place.line);
}

char *report_lowered(const struct report_context *context)
{
	const struct lowereds *lowered = &context->lowered;
	_cleanup_(buf_done) struct buf text = { 0 }, line = { 0 };

	if (lowered->count == 0)
		return NULL;
	buf_add_text(&text, "lowered in the manifest: ");
	for (size_t i = 0; i < lowered->count && i < LOWERED_SHOWN; i++) {
		buf_add_text(&text, i ? ", " : "");
		add_lowered(&text, &lowered->items[i]);
	}
	if (lowered->count > LOWERED_SHOWN)
		buf_format(&text, ", and %zu more", lowered->count - LOWERED_SHOWN);
	add_flat(&line, buf_text(&text));
	return text_copy(buf_text(&line));
}

char *report_relative(const struct report_context *context, const char *file)
{
	_cleanup_(freep) char *path = path_normal(file);
	size_t length = context->directory ? strlen(context->directory) : 0;
	bool below =
		length > 0 && strncmp(path, context->directory, length) == 0 && path[length] == '/';

	return text_copy(below ? path + length + 1 : path);
}
