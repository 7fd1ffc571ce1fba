/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/report.h"

#include "util/alloc.h"
#include "util/buf.h"
#include "util/text.h"

static const char *colour_of(const struct report_context *context, const struct finding *finding)
{
	static const char *const colours[] = { "", "\033[36m", "\033[33m", "\033[31m" };

	if (!context->colour)
		return "";
	return finding->waiver ? "\033[2m" : colours[finding->severity];
}

/* Names of fields and files come from elsewhere: nothing in them may steer the terminal. */
static void add_safe(struct buf *out, const char *text, const char *after)
{
	_cleanup_(freep) char *safe = text_printable(text);

	buf_add_text(out, safe);
	buf_add_text(out, after);
}

static void add_place(struct buf *out, const struct place *place)
{
	if (!place->file)
		return;
	add_safe(out, place->file, ":");
	if (place->line)
		buf_format(out, "%u:", place->line);
	buf_add_char(out, ' ');
}

/* "keystrap.ini:31: error: JWT_SECRET_KEY: the key has fewer bytes ... [jwt-key-too-short]" */
static void write_finding(struct buf *out, const struct report_context *context,
			  const struct finding *finding)
{
	const char *end = context->colour ? "\033[0m" : "";

	add_place(out, &finding->place);
	buf_format(out, "%s%s%s%s: ", colour_of(context, finding),
		   severity_names[finding->severity], finding->waiver ? " (waived)" : "", end);
	if (finding->variable)
		add_safe(out, finding->variable, ": ");
	add_safe(out, finding->message, "");
	buf_format(out, " [%s]\n", finding->rule);
	if (finding->waiver) {
		buf_add_text(out, "  waived ");
		add_safe(out, finding->waiver, "\n");
	} else if (finding->hint[0]) {
		buf_add_text(out, "  hint: ");
		add_safe(out, finding->hint, "\n");
	}
}

static void write_count(struct buf *out, size_t count, const char *noun, const char *separator)
{
	buf_format(out, "%zu %s%s%s", count, noun, count == 1 ? "" : "s", separator);
}

void report_write_text(struct buf *out, const struct report_context *context)
{
	const struct report *report = context->report;
	size_t waived = report_waived(report);

	for (size_t i = 0; i < report->count; i++)
		write_finding(out, context, &report->findings[i]);
	buf_format(out, "%s: ", context->environment);
	write_count(out, context->variables, "variable", ", ");
	write_count(out, report_count(report, SEVERITY_ERROR), "error", ", ");
	write_count(out, report_count(report, SEVERITY_WARNING), "warning", "");
	if (report_count(report, SEVERITY_INFO))
		buf_format(out, ", %zu for information", report_count(report, SEVERITY_INFO));
	if (waived)
		buf_format(out, ", %zu waived", waived);
	buf_add_char(out, '\n');
}
