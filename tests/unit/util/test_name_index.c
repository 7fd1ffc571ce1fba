/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "util/name_index.h"

#define ROWS 1000

struct visit {
	const size_t *rows;
	size_t count;
};

static void visit_in_order(const void *row, void *context)
{
	struct visit *visit = context;

	assert_ptr_equal(row, &visit->rows[visit->count]);
	visit->count++;
}

static void all_rows_that_fit_are_visited_in_order(void **state)
{
	/* By the first word, by the last one, and by neither; some fit twice. */
	static const char *const patterns[] = { "DB_*", "*_URL", "*B*", "DB_URL *_URL db*",
						"DB_?RL" };
	static size_t rows[ROWS];
	_cleanup_(name_index_freep) struct name_index *index = name_index_new();
	struct visit visit = { .rows = rows };

	(void)state;
	for (size_t i = 0; i < ROWS; i++)
		name_index_add(index, patterns[i % (sizeof(patterns) / sizeof(patterns[0]))],
			       &rows[i]);
	name_index_visit(index, "DB_URL", visit_in_order, &visit);
	assert_int_equal(visit.count, ROWS);
	visit.count = 0;
	name_index_visit(index, "OTHER", visit_in_order, &visit);
	assert_int_equal(visit.count, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_rows_that_fit_are_visited_in_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
