/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/report.h"

#include "util/jsonout.h"

static void write_text_or_null(struct jsonout *json, const char *name, const char *text)
{
	if (text)
		jsonout_text(json, name, text);
	else
		jsonout_null(json, name);
}

static void write_finding(struct jsonout *json, const struct finding *finding)
{
	jsonout_begin(json, NULL, '{');
	jsonout_text(json, "rule", finding->rule);
	jsonout_text(json, "severity", severity_names[finding->severity]);
	write_text_or_null(json, "variable", finding->variable);
	write_text_or_null(json, "file", finding->place.file);
	if (finding->place.line)
		jsonout_integer(json, "line", finding->place.line);
	else
		jsonout_null(json, "line");
	jsonout_text(json, "message", finding->message);
	jsonout_text(json, "hint", finding->hint);
	if (finding->environments)
		jsonout_text(json, "environments", finding->environments);
	if (finding->waiver)
		jsonout_text(json, "waived", finding->waiver);
	jsonout_end(json, '}');
}

static void write_lowered(struct jsonout *json, const struct lowered *lowered)
{
	jsonout_begin(json, NULL, '{');
	jsonout_text(json, "rule", lowered->rule);
	jsonout_text(json, "from", severity_names[lowered->was]);
	jsonout_text(json, "to", severity_names[lowered->is]);
	write_text_or_null(json, "variable", lowered->variable);
	write_text_or_null(json, "file", lowered->place.file);
	jsonout_integer(json, "line", lowered->place.line);
	if (lowered->environment)
		jsonout_text(json, "environments", lowered->environment);
	jsonout_end(json, '}');
}

void report_write_json(struct buf *out, const struct report_context *context)
{
	const struct report *report = context->report;
	struct jsonout json = { .out = out, .pretty = true };

	jsonout_begin(&json, NULL, '{');
	jsonout_text(&json, "format", "keystrap-check/1");
	jsonout_text(&json, "environment", context->environment);
	jsonout_begin(&json, "summary", '{');
	jsonout_integer(&json, "variables", (int64_t)context->variables);
	jsonout_integer(&json, "errors", (int64_t)report_count(report, SEVERITY_ERROR));
	jsonout_integer(&json, "warnings", (int64_t)report_count(report, SEVERITY_WARNING));
	jsonout_integer(&json, "infos", (int64_t)report_count(report, SEVERITY_INFO));
	jsonout_integer(&json, "waived", (int64_t)report_waived(report));
	jsonout_end(&json, '}');
	jsonout_begin(&json, "findings", '[');
	for (size_t i = 0; i < report->count; i++)
		write_finding(&json, &report->findings[i]);
	jsonout_end(&json, ']');
	if (context->lowered.count)
		jsonout_begin(&json, "lowered", '[');
	for (size_t i = 0; i < context->lowered.count; i++)
		write_lowered(&json, &context->lowered.items[i]);
	if (context->lowered.count)
		jsonout_end(&json, ']');
	jsonout_end(&json, '}');
	buf_add_char(out, '\n');
}
