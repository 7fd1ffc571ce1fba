/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/report.h"

#include <string.h>

#include "util/alloc.h"
#include "util/text.h"

#define HEAD "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"

/*
 * Control characters, which XML 1.0 has no way to write, and bytes that are not UTF-8 are spelled
 * out by text_printable; U+FFFE and U+FFFF are left to here.
 */
static void add_xml(struct buf *out, const char *text)
{
	static const char *const names[][2] = {
		{ "&", "&amp;" },
		{ "<", "&lt;" },
		{ ">", "&gt;" },
		{ "\"", "&quot;" },
		{ "\xef\xbf\xbe", "\\u{fffe}" },
		{ "\xef\xbf\xbf", "\\u{ffff}" },
	};
	_cleanup_(freep) char *safe = text_printable(text);
	const char *c = safe;

	while (*c) {
		size_t i = 0;

		while (i < ARRAY_LENGTH(names) && !text_starts(c, names[i][0]))
			i++;
		if (i < ARRAY_LENGTH(names)) {
			buf_add_text(out, names[i][1]);
			c += strlen(names[i][0]);
		} else {
			buf_add_char(out, *c++);
		}
	}
}

/* A line end in an attribute would be read as a space; here it is one. */
static void add_attribute(struct buf *out, const char *name, const char *text)
{
	buf_format(out, " %s=\"", name);
	add_xml(out, text);
	buf_add_char(out, '"');
}

static bool is_failure(const struct report_context *context, const struct finding *finding)
{
	/* With --fail-on never nothing fails the run, but an error is one all the same. */
	enum severity limit = context->fail_on == SEVERITY_OFF ? SEVERITY_ERROR : context->fail_on;

	return report_counted(finding) >= limit;
}

/* What becomes of a test case. */
struct outcome {
	const struct finding *failed; /* the worst failure, or NULL */
	size_t failures;
	const struct finding *waived; /* the first of the waived ones, or NULL */
	size_t others;                /* neither failed nor waived */
	bool unread;                  /* its value was not looked at */
};

static struct outcome outcome_of(const struct report_context *context,
				 const struct report_group *group, bool unread)
{
	struct outcome outcome = { .unread = unread };

	for (size_t i = 0; group && i < group->count; i++) {
		const struct finding *finding = group->findings[i];

		if (is_failure(context, finding)) {
			outcome.failed = outcome.failed ? outcome.failed : finding;
			outcome.failures++;
		} else if (finding->waiver) {
			outcome.waived = outcome.waived ? outcome.waived : finding;
		} else {
			outcome.others++;
		}
	}
	return outcome;
}

static bool is_skipped(const struct outcome *outcome)
{
	return !outcome->failed && (outcome->unread || (outcome->waived && outcome->others == 0));
}

static void add_finding(struct buf *out, const struct finding *finding)
{
	_cleanup_(buf_done) struct buf line = { 0 };

	report_add_line(&line, finding);
	if (finding->waiver)
		buf_format(&line, "  waived %s\n", finding->waiver);
	else if (finding->hint[0])
		buf_format(&line, "  hint: %s\n", finding->hint);
	add_xml(out, buf_text(&line));
}

/* The lines of the group's findings that are failures, or of all others. */
static void add_findings(struct buf *out, const struct report_context *context,
			 const struct report_group *group, bool failures)
{
	for (size_t i = 0; i < group->count; i++) {
		if (is_failure(context, group->findings[i]) == failures)
			add_finding(out, group->findings[i]);
	}
}

/* Readers show one failure a test case, so all that is wrong stands in one. */
static void write_failure(struct buf *out, const struct report_context *context,
			  const struct report_group *group, const struct outcome *outcome)
{
	_cleanup_(freep) char *first = report_message(outcome->failed);
	_cleanup_(freep) char *message =
		outcome->failures == 1
			? text_copy(first)
			: text_format("%s (and %zu more)", first, outcome->failures - 1);

	buf_add_text(out, "      <failure");
	add_attribute(out, "type", outcome->failed->rule);
	add_attribute(out, "message", message);
	buf_add_char(out, '>');
	add_findings(out, context, group, true);
	buf_add_text(out, "</failure>\n");
}

static void write_skipped(struct buf *out, const struct outcome *outcome)
{
	_cleanup_(freep) char *message =
		outcome->unread ? text_copy("its value was not looked at")
				: text_format("waived %s", outcome->waived->waiver);

	buf_add_text(out, "      <skipped");
	add_attribute(out, "message", message);
	buf_add_text(out, "/>\n");
}

/* What does not fail the case; lowered: what belongs to the case of the whole, or NULL. */
static void write_others(struct buf *out, const struct report_context *context,
			 const struct report_group *group, const char *lowered)
{
	buf_add_text(out, "      <system-out>");
	if (group)
		add_findings(out, context, group, false);
	if (lowered) {
		add_xml(out, lowered);
		buf_add_char(out, '\n');
	}
	buf_add_text(out, "</system-out>\n");
}

/* name: NULL is the case of the whole. */
static void write_case(struct buf *out, const struct report_context *context, const char *name,
		       const struct report_group *group, bool unread)
{
	struct outcome outcome = outcome_of(context, group, unread);
	_cleanup_(freep) char *class = text_format("keystrap.%s", context->environment);
	_cleanup_(freep) char *lowered = name ? NULL : report_lowered(context);

	buf_add_text(out, "    <testcase");
	add_attribute(out, "classname", class);
	add_attribute(out, "name", name ? name : "the whole");
	add_attribute(out, "time", "0");
	if (!group && !unread && !lowered) {
		buf_add_text(out, "/>\n");
		return;
	}
	buf_add_text(out, ">\n");
	if (outcome.failed)
		write_failure(out, context, group, &outcome);
	if (is_skipped(&outcome))
		write_skipped(out, &outcome);
	if (outcome.waived || outcome.others || lowered)
		write_others(out, context, group, lowered);
	buf_add_text(out, "    </testcase>\n");
}

struct totals {
	size_t tests, failures, skipped;
};

static void count(struct totals *totals, const struct report_context *context,
		  const struct report_group *group, bool unread)
{
	struct outcome outcome = outcome_of(context, group, unread);

	totals->tests++;
	totals->failures += outcome.failed != NULL;
	totals->skipped += is_skipped(&outcome);
}

/*
 * The case of the whole, then one a variable. What stands in an import or could not be read is
 * found under names that are no variables of the run: they come last.
 */
static void write_cases(struct buf *out, struct totals *totals,
			const struct report_context *context, const struct report_groups *groups)
{
	bool *written = alloc_array(groups->count + 1, sizeof(bool));
	const struct report_group *group = report_groups_find(groups, NULL);

	write_case(out, context, NULL, group, false);
	count(totals, context, group, false);
	for (size_t i = 0; context->names[i]; i++) {
		bool unread = context->unread && context->unread[i];

		group = report_groups_find(groups, context->names[i]);
		if (group)
			written[group - groups->groups] = true;
		write_case(out, context, context->names[i], group, unread);
		count(totals, context, group, unread);
	}
	for (size_t i = 0; i < groups->count; i++) {
		group = &groups->groups[i];
		if (!group->variable || written[i])
			continue;
		write_case(out, context, group->variable, group, false);
		count(totals, context, group, false);
	}
	freep(&written);
}

void report_write_junit(struct buf *out, const struct report_context *context)
{
	_cleanup_(report_groups_done) struct report_groups groups = { 0 };
	_cleanup_(buf_done) struct buf cases = { 0 };
	struct totals totals = { 0 };

	report_groups_make(&groups, context->report);
	write_cases(&cases, &totals, context, &groups);
	buf_format(out,
		   HEAD "<testsuites name=\"keystrap check\" tests=\"%zu\" failures=\"%zu\""
			" errors=\"0\">\n  <testsuite",
		   totals.tests, totals.failures);
	add_attribute(out, "name", context->environment);
	buf_format(out,
		   " tests=\"%zu\" failures=\"%zu\" errors=\"0\" skipped=\"%zu\" time=\"0\">\n",
		   totals.tests, totals.failures, totals.skipped);
	buf_add(out, cases.bytes, cases.length);
	buf_add_text(out, "  </testsuite>\n</testsuites>\n");
}
