/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <stdlib.h>
#include <string.h>

#include "model/report.h"
#include "util/alloc.h"

static void severities_have_names(void **state)
{
	enum severity severity = SEVERITY_INFO;

	(void)state;
	for (int i = 0; severity_names[i]; i++) {
		assert_true(severity_parse(&severity, severity_names[i]));
		assert_int_equal(severity, i);
	}
	assert_true(severity_parse(&severity, "error"));
	assert_int_equal(severity, SEVERITY_ERROR);
	assert_false(severity_parse(&severity, "Error"));
	assert_false(severity_parse(&severity, ""));
	assert_false(severity_parse(&severity, "fatal"));
	assert_int_equal(severity, SEVERITY_ERROR);
}

static void a_finding_holds_copies(void **state)
{
	char name[] = "NAME";
	struct report report = { 0 };
	struct finding *finding = report_add(&report, SEVERITY_ERROR, "rule", name,
					     (struct place){ "f", 3 }, "number %d", 7);

	(void)state;
	assert_string_equal(finding->hint, "");
	report_hint(finding, "do %s", "that");
	name[0] = 'X';
	assert_string_equal(finding->variable, "NAME");
	assert_string_equal(finding->message, "number 7");
	assert_string_equal(finding->hint, "do that");
	assert_null(finding->waiver);
	report_done(&report);
	assert_int_equal(report.count, 0);
	assert_null(report.findings);
}

static void what_is_waived_does_not_count(void **state)
{
	struct report report = { 0 };
	struct place place = { "f", 1 };

	(void)state;
	assert_int_equal(report_worst(&report), SEVERITY_OFF);
	report_add(&report, SEVERITY_INFO, "a", NULL, place, "x");
	assert_int_equal(report_worst(&report), SEVERITY_INFO);
	report_add(&report, SEVERITY_WARNING, "a", NULL, place, "x");
	report_add(&report, SEVERITY_WARNING, "a", NULL, place, "x");
	report_add(&report, SEVERITY_ERROR, "a", NULL, place, "x")->waiver = text_copy("why");
	assert_int_equal(report_worst(&report), SEVERITY_WARNING);
	assert_int_equal(report_count(&report, SEVERITY_ERROR), 0);
	assert_int_equal(report_count(&report, SEVERITY_WARNING), 2);
	assert_int_equal(report_waived(&report), 1);
	report_done(&report);
}

static void sorting_goes_by_file_and_line_and_keeps_the_order(void **state)
{
	static const struct {
		struct place place;
		const char *message;
	} rows[] = {
		{ { "b", 2 }, "6" }, { { "a", 9 }, "4" }, { { NULL, 0 }, "1" }, { { "b", 1 }, "5" },
		{ { "a", 2 }, "2" }, { { "a", 2 }, "3" }, { { "b", 2 }, "7" },
	};
	struct report report = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++)
		report_add(&report, SEVERITY_ERROR, "r", NULL, rows[i].place, "%s",
			   rows[i].message);
	report_sort(&report);
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++)
		assert_int_equal(report.findings[i].message[0], '1' + (int)i);
	report_done(&report);
}

#define MANY 60000

/* Looking at each finding for each other would take longer than a test may. */
static void many_findings_are_sorted_and_merged(void **state)
{
	struct report all = { 0 };

	(void)state;
	for (int environment = 0; environment < 2; environment++) {
		struct report one = { 0 };

		for (unsigned i = 0; i < MANY; i++)
			report_add(&one, SEVERITY_ERROR, "r", "NAME",
				   (struct place){ "f", MANY - i }, "x");
		report_sort(&one);
		assert_int_equal(one.findings[MANY - 1].place.line, MANY);
		report_merge(&all, &one, environment ? "staging" : "production");
	}
	assert_int_equal(all.count, MANY);
	assert_string_equal(all.findings[MANY / 2].environments, "production, staging");
	report_done(&all);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(severities_have_names),
		cmocka_unit_test(a_finding_holds_copies),
		cmocka_unit_test(what_is_waived_does_not_count),
		cmocka_unit_test(sorting_goes_by_file_and_line_and_keeps_the_order),
		cmocka_unit_test(many_findings_are_sorted_and_merged),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
