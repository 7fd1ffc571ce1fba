/* SPDX-License-Identifier: Apache-2.0 */
#include "model/report.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "util/alloc.h"
#include "util/text.h"

const char *const severity_names[] = { "off", "info", "warning", "error", NULL };

bool severity_parse(enum severity *ret, const char *text)
{
	if (text_equal(text, "warn"))
		text = severity_names[SEVERITY_WARNING];
	for (int i = 0; severity_names[i]; i++) {
		if (text_equal(severity_names[i], text)) {
			*ret = (enum severity)i;
			return true;
		}
	}
	return false;
}

struct finding *report_add(struct report *report, enum severity severity, const char *rule,
			   const char *variable, struct place place, const char *format, ...)
{
	struct finding *finding;
	va_list args;

	report->findings = alloc_grow(report->findings, &report->capacity, report->count + 1,
				      sizeof(struct finding));
	finding = &report->findings[report->count++];
	*finding = (struct finding){
		.rule = rule,
		.severity = severity,
		.variable = text_copy(variable),
		.place = place,
		.hint = text_copy(""),
	};
	va_start(args, format);
	finding->message = text_vformat(format, args);
	va_end(args);
	return finding;
}

void report_hint(struct finding *finding, const char *format, ...)
{
	va_list args;

	free(finding->hint);
	va_start(args, format);
	finding->hint = text_vformat(format, args);
	va_end(args);
}

size_t report_count(const struct report *report, enum severity severity)
{
	size_t count = 0;

	for (size_t i = 0; i < report->count; i++) {
		const struct finding *finding = &report->findings[i];

		count += finding->severity == severity && !finding->waiver;
	}
	return count;
}

size_t report_waived(const struct report *report)
{
	size_t count = 0;

	for (size_t i = 0; i < report->count; i++)
		count += report->findings[i].waiver != NULL;
	return count;
}

enum severity report_worst(const struct report *report)
{
	enum severity worst = SEVERITY_OFF;

	for (size_t i = 0; i < report->count; i++) {
		const struct finding *finding = &report->findings[i];

		if (!finding->waiver && finding->severity > worst)
			worst = finding->severity;
	}
	return worst;
}

static int compare(const struct finding *first, const struct finding *second)
{
	const char *one = first->place.file ? first->place.file : "";
	const char *other = second->place.file ? second->place.file : "";
	int files = strcmp(one, other);

	if (files != 0)
		return files;
	return (first->place.line > second->place.line) - (first->place.line < second->place.line);
}

void report_sort(struct report *report)
{
	/* glibc's and musl's qsort differ in stability: an insertion sort keeps equals in order. */
	for (size_t i = 1; i < report->count; i++) {
		struct finding moved = report->findings[i];
		size_t j = i;

		for (; j > 0 && compare(&report->findings[j - 1], &moved) > 0; j--)
			report->findings[j] = report->findings[j - 1];
		report->findings[j] = moved;
	}
}

static bool is_same(const struct finding *a, const struct finding *b)
{
	return text_equal(a->rule, b->rule) && a->severity == b->severity &&
	       text_same(a->variable, b->variable) && text_same(a->place.file, b->place.file) &&
	       a->place.line == b->place.line && text_equal(a->message, b->message) &&
	       text_same(a->waiver, b->waiver);
}

static void finding_done(struct finding *finding)
{
	free(finding->variable);
	free(finding->message);
	free(finding->hint);
	free(finding->environments);
	free(finding->waiver);
}

static void merge_finding(struct report *report, struct finding *finding, const char *environment)
{
	for (size_t i = 0; i < report->count; i++) {
		struct finding *there = &report->findings[i];
		char *both;

		if (!is_same(there, finding))
			continue;
		both = text_format("%s, %s", there->environments, environment);
		free(there->environments);
		there->environments = both;
		finding_done(finding);
		return;
	}
	finding->environments = text_copy(environment);
	report->findings = alloc_grow(report->findings, &report->capacity, report->count + 1,
				      sizeof(struct finding));
	report->findings[report->count++] = *finding;
}

void report_merge(struct report *report, struct report *of_environment, const char *environment)
{
	for (size_t i = 0; i < of_environment->count; i++)
		merge_finding(report, &of_environment->findings[i], environment);
	free(of_environment->findings);
	*of_environment = (struct report){ 0 };
}

void report_done(struct report *report)
{
	for (size_t i = 0; i < report->count; i++)
		finding_done(&report->findings[i]);
	free(report->findings);
	*report = (struct report){ 0 };
}
