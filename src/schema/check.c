/* SPDX-License-Identifier: Apache-2.0 */
#include "schema/check.h"

#include "schema/rules.h"
#include "schema/types.h"

static void check_value(const struct checking *checking, const struct value *value)
{
	const struct variable *variable = value->variable;
	struct subject subject = {
		.checking = checking,
		.variable = variable,
		.origin = value->origin,
	};

	if (value->secret)
		subject.bytes = secret_reveal(value->secret, &subject.length);
	for (const struct rule *rule = rules; rule->id; rule++) {
		if (rule->check)
			rule->check(&subject);
	}
	/* An empty value counts as unset: var-missing and secret-empty speak about it. */
	if (subject.length > 0 && variable->type && variable->type->check)
		variable->type->check(&subject);
}

void schema_check(const struct checking *checking)
{
	for (size_t i = 0; i < checking->values->count; i++)
		check_value(checking, &checking->values->items[i]);
}
