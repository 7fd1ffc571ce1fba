/* SPDX-License-Identifier: Apache-2.0 */
#include "model/report.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "util/alloc.h"
#include "util/text.h"
#include "util/text_set.h"

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

/* glibc's and musl's qsort differ in stability: where each finding was keeps equals in order. */
struct placed {
	struct finding finding;
	size_t order;
};

static int compare_placed(const void *a, const void *b)
{
	const struct placed *one = a, *other = b;
	int order = compare(&one->finding, &other->finding);

	return order ? order : (one->order > other->order) - (one->order < other->order);
}

void report_sort(struct report *report)
{
	struct placed *all = alloc_array(report->count + 1, sizeof(*all));

	for (size_t i = 0; i < report->count; i++)
		all[i] = (struct placed){ report->findings[i], i };
	qsort(all, report->count, sizeof(*all), compare_placed);
	for (size_t i = 0; i < report->count; i++)
		report->findings[i] = all[i].finding;
	free(all);
}

/* What two findings have in common that are one. */
static char *identity(const struct finding *finding)
{
	return text_format("%s %d %s %s:%u %s\n%s", finding->rule, (int)finding->severity,
			   finding->variable ? finding->variable : "",
			   finding->place.file ? finding->place.file : "", finding->place.line,
			   finding->waiver ? finding->waiver : "", finding->message);
}

static void finding_done(struct finding *finding)
{
	free(finding->variable);
	free(finding->message);
	free(finding->hint);
	free(finding->environments);
	free(finding->waiver);
}

/* identities has those of the report's findings, in their order. */
static void merge_finding(struct report *report, struct text_set *identities,
			  struct finding *finding, const char *environment)
{
	_cleanup_(freep) char *text = identity(finding);
	size_t there = text_set_put(identities, text);

	if (there < report->count) {
		char **environments = &report->findings[there].environments;
		char *both = text_format("%s, %s", *environments, environment);

		free(*environments);
		*environments = both;
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
	struct text_set identities = { .count = 0 };

	for (size_t i = 0; i < report->count; i++) {
		_cleanup_(freep) char *text = identity(&report->findings[i]);

		(void)text_set_put(&identities, text);
	}
	for (size_t i = 0; i < of_environment->count; i++)
		merge_finding(report, &identities, &of_environment->findings[i], environment);
	text_set_done(&identities);
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
