/* SPDX-License-Identifier: Apache-2.0 */
#include "schema/rule_scope.h"

#include <string.h>

#include "schema/look.h"
#include "schema/switches.h"
#include "schema/types.h"
#include "schema/words.h"
#include "util/alloc.h"
#include "util/text.h"

#define TYPE_PREFIX "type-"

/* Whether one of the ids is the rule's; a star stands at the end only: this is asked often. */
static bool has_id(const char *ids, const char *id)
{
	struct word word;

	while (ids && word_next(&word, &ids, " ")) {
		bool open = word.start[word.length - 1] == '*';

		if (strncmp(word.start, id, word.length - open) == 0 && (open || !id[word.length]))
			return true;
	}
	return false;
}

bool rule_concerns(const struct rule *rule, const struct variable *variable)
{
	const struct value_type *type = variable->type;

	if (rule->fixed)
		return false;
	if ((rule == rule_of_type(type) && type->check) || has_id(type->raises, rule->id) ||
	    name_fits(rule->also, variable->name) || switches_raise(rule->id, variable->name) ||
	    (text_starts(rule->id, TYPE_PREFIX) &&
	     value_type_may_be(variable, rule->id + strlen(TYPE_PREFIX))))
		return true;
	if (rule->names && !name_fits(rule->names, variable->name))
		return false;
	return rule->concerns ? rule->concerns(variable) : rule->names != NULL;
}

char *rule_limit(const struct rule *rule, const char *said)
{
	if (said && rule->limit.table)
		return text_format("%s: %s", said, rule->limit.unsaid);
	return text_copy(said ? said : rule->limit.unsaid);
}
