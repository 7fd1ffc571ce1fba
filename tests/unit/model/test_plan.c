/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <stdlib.h>
#include <string.h>

#include "model/manifest.h"
#include "model/plan.h"
#include "util/alloc.h"
#include "util/text.h"

static struct manifest *manifest_of(const char *const *references, const size_t *sources,
				    size_t variables)
{
	struct manifest *manifest = alloc_new(struct manifest);

	manifest->variables = alloc_array(variables, sizeof(struct variable));
	manifest->variables_count = variables;
	for (size_t i = 0; i < variables; i++) {
		struct variable *variable = &manifest->variables[i];

		variable->name = text_format("V%zu", i);
		variable->source = sources[i];
		if (references[i])
			assert_null(reference_parse(&variable->from, references[i]));
	}
	return manifest;
}

static void each_secret_is_wanted_once(void **state)
{
	static const char *const references[] = {
		"v:app#a", "v:app#b", "v:app#a", "v:app#a@2", "v:other#a", "w:app#a", NULL, "v:app",
	};
	static const size_t sources[] = { 0, 0, 0, 0, 0, 1, 0, 0 };
	_cleanup_(manifest_freep) struct manifest *manifest =
		manifest_of(references, sources, ARRAY_LENGTH(references));
	_cleanup_(plan_freep) struct plan *plan = plan_new(manifest);

	(void)state;
	assert_int_equal(plan->count, 4);
	assert_int_equal(plan_find(plan, 0, "app", NULL), 0);
	assert_int_equal(plan_find(plan, 0, "app", "2"), 1);
	assert_int_equal(plan_find(plan, 0, "other", NULL), 2);
	assert_int_equal(plan_find(plan, 1, "app", NULL), 3);
	assert_int_equal(plan_find(plan, 1, "app", "2"), (size_t)-1);
	assert_int_equal(plan_find(plan, 0, "ap", NULL), (size_t)-1);
	assert_int_equal(plan->items[0].fields_count, 3);
	assert_string_equal(plan->items[0].fields[0], "a");
	assert_string_equal(plan->items[0].fields[1], "b");
	assert_null(plan->items[0].fields[2]);
	assert_int_equal(plan->items[1].fields_count, 1);
	for (size_t i = 0; i < plan->count; i++)
		assert_false(plan->items[i].whole);
}

static void an_import_wants_the_whole(void **state)
{
	static const char *const references[] = { "v:app#a" };
	static const size_t sources[] = { 0 };
	_cleanup_(manifest_freep) struct manifest *manifest = manifest_of(references, sources, 1);
	_cleanup_(plan_freep) struct plan *plan = NULL;

	(void)state;
	manifest->imports = alloc_array(2, sizeof(struct import));
	manifest->imports_count = 2;
	assert_null(reference_parse(&manifest->imports[0].from, "v:app"));
	assert_null(reference_parse(&manifest->imports[1].from, "v:more@4"));
	plan = plan_new(manifest);
	assert_int_equal(plan->count, 2);
	assert_true(plan->items[0].whole);
	assert_int_equal(plan->items[0].fields_count, 1);
	assert_true(plan->items[1].whole);
	assert_int_equal(plan->items[1].fields_count, 0);
	assert_string_equal(plan->items[1].version, "4");
}

static void nothing_to_fetch_is_an_empty_plan(void **state)
{
	const struct manifest manifest = { 0 };
	_cleanup_(plan_freep) struct plan *plan = plan_new(&manifest);

	(void)state;
	assert_int_equal(plan->count, 0);
	assert_int_equal(plan_find(plan, 0, "x", NULL), (size_t)-1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_secret_is_wanted_once),
		cmocka_unit_test(an_import_wants_the_whole),
		cmocka_unit_test(nothing_to_fetch_is_an_empty_plan),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
