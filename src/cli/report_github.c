/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/report.h"

#include <string.h>

#include "util/alloc.h"
#include "util/text.h"

/* A property ends at a comma or colon, a command at the line's end (actions/toolkit, command.ts).
 */
static void add_escaped(struct buf *out, const char *text, const char *special)
{
	_cleanup_(freep) char *safe = text_printable(text);

	for (const char *c = safe; *c; c++) {
		if (strchr(special, *c))
			buf_format(out, "%%%02X", (unsigned)(unsigned char)*c);
		else
			buf_add_char(out, *c);
	}
}

static void add_property(struct buf *out, const char *text)
{
	add_escaped(out, text, "%\r\n:,");
}

static void add_data(struct buf *out, const char *text)
{
	add_escaped(out, text, "%\r\n");
}

static void write_finding(struct buf *out, const struct report_context *context,
			  const struct finding *finding)
{
	static const char *const commands[] = { "debug", "notice", "warning", "error" };
	const char *severity = severity_names[finding->severity];
	_cleanup_(freep) char *message = report_message(finding);

	buf_format(out, "::%s ", finding->waiver ? "notice" : commands[finding->severity]);
	if (finding->place.file) {
		_cleanup_(freep) char *path = report_relative(context, finding->place.file);

		buf_add_text(out, "file=");
		add_property(out, path);
		if (finding->place.line)
			buf_format(out, ",line=%u", finding->place.line);
		buf_add_char(out, ',');
	}
	buf_add_text(out, "title=");
	add_property(out, finding->rule);
	buf_add_text(out, "::");
	if (finding->variable) {
		add_data(out, finding->variable);
		buf_add_text(out, ": ");
	}
	add_data(out, message);
	if (finding->waiver) {
		buf_format(out, " (%s, waived ", severity);
		add_data(out, finding->waiver);
		buf_add_char(out, ')');
	} else if (finding->hint[0]) {
		buf_add_text(out, "%0AHint: ");
		add_data(out, finding->hint);
	}
	buf_add_char(out, '\n');
}

/* One for all of them: a step shows ten annotations of a kind. */
static void write_lowered(struct buf *out, const struct report_context *context)
{
	_cleanup_(freep) char *lowered = report_lowered(context);

	if (!lowered)
		return;
	buf_add_text(out, "::notice title=lowered::");
	add_data(out, lowered);
	buf_add_char(out, '\n');
}

void report_write_github(struct buf *out, const struct report_context *context)
{
	_cleanup_(report_shown_done) struct report shown;

	report_shown(&shown, context);
	for (size_t i = 0; i < shown.count; i++)
		write_finding(out, context, &shown.findings[i]);
	if (context->quiet)
		return;
	write_lowered(out, context);
	report_add_summary(out, context);
	buf_add_char(out, '\n');
}
