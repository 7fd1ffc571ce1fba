/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/lowered.h"

#include <stdlib.h>

#include "schema/rules.h"
#include "util/alloc.h"
#include "util/text.h"

/* What the rule is here without the manifest's own words: the table's, or what presets say. */
static enum severity severity_before(const struct manifest *manifest, const char *id)
{
	const struct policy *policy = &manifest->policy;
	const struct rule *rule = rule_find(id);
	enum severity severity = rule ? rule->severities[manifest->class] : SEVERITY_OFF;
	bool said = false;

	for (size_t i = 0; i < policy->overrides_count; i++) {
		const struct override *says = &policy->overrides[i];

		if (!says->preset || !text_equal(says->rule, id))
			continue;
		severity = said && severity > says->severity ? severity : says->severity;
		said = true;
	}
	return severity;
}

/* Whether an earlier line of the same policy says it already: that one counts. */
static bool is_said_before(const struct policy *policy, size_t index)
{
	for (size_t i = 0; i < index; i++) {
		if (!policy->overrides[i].preset &&
		    text_equal(policy->overrides[i].rule, policy->overrides[index].rule))
			return true;
	}
	return false;
}

/* variable: whose policy it is; NULL: the manifest's. */
static void add_policy(struct lowereds *lowereds, const struct manifest *manifest,
		       const char *variable, const struct policy *policy, const char *environment)
{
	for (size_t i = 0; i < policy->overrides_count; i++) {
		const struct override *says = &policy->overrides[i];
		enum severity was = severity_before(manifest, says->rule);

		if (says->preset || says->severity >= was || is_said_before(policy, i))
			continue;
		lowereds->items = alloc_grow(lowereds->items, &lowereds->capacity,
					     lowereds->count + 1, sizeof(struct lowered));
		lowereds->items[lowereds->count++] = (struct lowered){
			.rule = says->rule,
			.variable = variable,
			.environment = environment,
			.was = was,
			.is = says->severity,
			.place = says->place,
		};
	}
}

void lowereds_add(struct lowereds *lowereds, const struct manifest *manifest,
		  const char *environment)
{
	add_policy(lowereds, manifest, NULL, &manifest->policy, environment);
	for (size_t i = 0; i < manifest->variables_count; i++)
		add_policy(lowereds, manifest, manifest->variables[i].name,
			   &manifest->variables[i].policy, environment);
}

void lowereds_done(struct lowereds *lowereds)
{
	free(lowereds->items);
	*lowereds = (struct lowereds){ 0 };
}
