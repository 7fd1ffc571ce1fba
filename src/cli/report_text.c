/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/report.h"

#include "util/buf.h"

static const char *colour_of(const struct report_context *context, const struct finding *finding)
{
	static const char *const colours[] = { "", "\033[36m", "\033[33m", "\033[31m" };

	if (!context->colour)
		return "";
	return finding->waiver ? "\033[2m" : colours[finding->severity];
}

/* "keystrap.ini:31: error: JWT_SECRET_KEY: the key has fewer bytes ... [jwt-key-too-short]" */
static void write_finding(struct buf *out, const struct report_context *context,
			  const struct finding *finding)
{
	const char *end = context->colour ? "\033[0m" : "";

	if (finding->place.file && finding->place.line)
		buf_format(out, "%s:%u: ", finding->place.file, finding->place.line);
	else if (finding->place.file)
		buf_format(out, "%s: ", finding->place.file);
	buf_format(out, "%s%s%s%s: ", colour_of(context, finding),
		   severity_names[finding->severity], finding->waiver ? " (waived)" : "", end);
	if (finding->variable)
		buf_format(out, "%s: ", finding->variable);
	buf_format(out, "%s [%s]\n", finding->message, finding->rule);
	if (finding->waiver)
		buf_format(out, "  waived %s\n", finding->waiver);
	else if (finding->hint[0])
		buf_format(out, "  hint: %s\n", finding->hint);
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
