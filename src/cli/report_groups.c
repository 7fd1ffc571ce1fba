/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/report.h"

#include <stdlib.h>
#include <string.h>

#include "util/alloc.h"
#include "util/text.h"

static int compare_names(const char *first, const char *second)
{
	if (!first || !second)
		return (first != NULL) - (second != NULL);
	return strcmp(first, second);
}

/* The report is sorted by place, so what comes first there has the lower address. */
static int compare(const void *a, const void *b)
{
	const struct finding *first = *(const struct finding *const *)a;
	const struct finding *second = *(const struct finding *const *)b;
	int order = compare_names(first->variable, second->variable);

	if (order == 0)
		order = (int)report_counted(second) - (int)report_counted(first);
	return order != 0 ? order : (first > second) - (first < second);
}

void report_groups_make(struct report_groups *ret, const struct report *report)
{
	struct report_groups groups = {
		.groups = alloc_array(report->count + 1, sizeof(struct report_group)),
		.findings = alloc_array(report->count + 1, sizeof(struct finding *)),
	};

	for (size_t i = 0; i < report->count; i++)
		groups.findings[i] = &report->findings[i];
	qsort(groups.findings, report->count, sizeof(struct finding *), compare);
	for (size_t i = 0; i < report->count; i++) {
		const char *variable = groups.findings[i]->variable;
		struct report_group *group = &groups.groups[groups.count];

		if (groups.count == 0 || !text_same(group[-1].variable, variable)) {
			*group = (struct report_group){ variable, groups.findings + i, 1 };
			groups.count++;
		} else {
			group[-1].count++;
		}
	}
	*ret = groups;
}

void report_groups_done(struct report_groups *groups)
{
	free(groups->groups);
	free(groups->findings);
	*groups = (struct report_groups){ 0 };
}

static int compare_groups(const void *a, const void *b)
{
	const struct report_group *first = a, *second = b;

	return compare_names(first->variable, second->variable);
}

const struct report_group *report_groups_find(const struct report_groups *groups,
					      const char *variable)
{
	const struct report_group wanted = { .variable = variable };

	return bsearch(&wanted, groups->groups, groups->count, sizeof(struct report_group),
		       compare_groups);
}
