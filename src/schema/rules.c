/* SPDX-License-Identifier: Apache-2.0 */
#include "schema/rules.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "schema/switches.h"
#include "schema/types.h"
#include "util/alloc.h"
#include "util/name_index.h"
#include "util/text.h"

#define TYPES_MAX 128
#define ID_PREFIX "type-"
#define RULES_MAX 512
#define ID_MAX    48

#define SUMMARY_MAX 160

/* The tables in the forms that lookups want, built once from the rows. */
static struct {
	bool ready;
	struct rule of_types[TYPES_MAX];
	char type_ids[TYPES_MAX][ID_MAX];
	char type_summaries[TYPES_MAX][SUMMARY_MAX];
	const struct rule *sorted[RULES_MAX]; /* by id */
	size_t count;
	const char *ids[RULES_MAX + 1];
	struct name_index *names;
} tables;

static int compare_ids(const void *a, const void *b)
{
	return strcmp((*(const struct rule *const *)a)->id, (*(const struct rule *const *)b)->id);
}

static void add_rule(const struct rule *rule)
{
	if (tables.count == RULES_MAX)
		abort();
	tables.ids[tables.count] = rule->id;
	tables.sorted[tables.count++] = rule;
}

static void add_type(size_t index)
{
	static const struct rule always = { .severities = SEVERITIES_ALWAYS };
	const struct value_type *type = &value_types[index];
	struct rule *rule = &tables.of_types[index];

	if (index >= TYPES_MAX)
		abort();
	snprintf(tables.type_ids[index], ID_MAX, ID_PREFIX "%s", type->name);
	*rule = always;
	rule->id = tables.type_ids[index];
	snprintf(tables.type_summaries[index], SUMMARY_MAX, "not %s", type->summary);
	rule->summary = tables.type_summaries[index];
	rule->hint = type->hint;
	rule->source = type->source;
	add_rule(rule);
}

static void build(void)
{
	if (tables.ready)
		return;
	tables.names = name_index_new();
	for (const struct rule *rule = rules; rule->id; rule++) {
		add_rule(rule);
		if (rule->check_named)
			name_index_add(tables.names, rule->names, rule);
	}
	for (size_t i = 0; value_types[i].name; i++)
		add_type(i);
	qsort(tables.sorted, tables.count, sizeof(tables.sorted[0]), compare_ids);
	tables.ready = true;
}

const struct rule *rule_find(const char *id)
{
	const struct rule wanted = { .id = id }, *key = &wanted;
	const struct rule **found;

	build();
	found = bsearch(&key, tables.sorted, tables.count, sizeof(tables.sorted[0]), compare_ids);
	return found ? *found : NULL;
}

const struct rule *rule_of_type(const struct value_type *type)
{
	build();
	return &tables.of_types[type - value_types];
}

const char *const *rule_ids(void)
{
	build();
	return tables.ids;
}

enum severity rule_severity(const struct manifest *manifest, const struct variable *variable,
			    const struct rule *rule)
{
	enum severity severity = rule->severities[manifest->class];

	manifest_severity(&severity, manifest, variable, rule->id);
	return severity;
}

struct use {
	void (*use)(const struct rule *rule, void *context);
	void *context;
};

static void use_row(const void *row, void *context)
{
	const struct use *use = context;

	use->use(row, use->context);
}

void rules_for_name(const char *name, void (*use)(const struct rule *rule, void *context),
		    void *context)
{
	struct use with = { use, context };

	build();
	name_index_visit(tables.names, name, use_row, &with);
}

static void note_switch(const struct rule *rule, void *context)
{
	bool *known = context;

	*known = *known || rule->switches;
}

bool rules_know_switch(const char *name)
{
	bool known = false;

	rules_for_name(name, note_switch, &known);
	return known || switches_know(name);
}
