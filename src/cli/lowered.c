/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/lowered.h"

#include <stdlib.h>

#include "schema/rules.h"
#include "util/alloc.h"
#include "util/text.h"

/*
 * What the rule is here without those words: the table's, or what our presets say; a preset of
 * one's own counts where it is sterner.
 */
static enum severity severity_before(const struct manifest *manifest, const struct override *words)
{
	const struct policy *policy = &manifest->policy;
	const struct rule *rule = rule_find(words->rule);
	enum severity severity = rule ? rule->severities[manifest->class] : SEVERITY_OFF;
	enum severity own = SEVERITY_OFF;
	bool said = false;

	for (size_t i = 0; i < policy->overrides_count; i++) {
		const struct override *says = &policy->overrides[i];

		if (!says->preset || says == words || !text_equal(says->rule, words->rule))
			continue;
		if (!says->built_in) {
			own = own > says->severity ? own : says->severity;
			continue;
		}
		severity = said && severity > says->severity ? severity : says->severity;
		said = true;
	}
	return own > severity ? own : severity;
}

/* variable: whose policy it is; NULL: the manifest's. */
static void add_policy(struct lowereds *lowereds, const struct manifest *manifest,
		       const char *variable, const struct policy *policy, const char *environment)
{
	for (size_t i = 0; i < policy->overrides_count; i++) {
		const struct override *says = &policy->overrides[i];
		enum severity was = severity_before(manifest, says);

		if (says->built_in || says->severity >= was ||
		    policy_find(policy, says->rule) != says)
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
