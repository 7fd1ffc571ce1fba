/* SPDX-License-Identifier: Apache-2.0 */
#include "schema/rule/name.h"

#include "schema/types.h"
#include "util/text.h"

void rule_check_log_level(const struct subject *subject)
{
	static const char *const low[] = { "trace", "debug", "verbose", "silly", "all", "notset" };
	const struct variable *variable = subject->variable;

	if (subject->length == 0 || !value_type_is(variable->type, "log-level"))
		return;
	for (size_t i = 0; i < ARRAY_LENGTH(low); i++) {
		/* In staging, debug is a choice; only trace is too much. */
		if (text_equal_nocase(subject->bytes, low[i]) &&
		    (!subject_in(subject, ENVIRONMENT_STAGING) || i == 0))
			subject_find(subject, "log-level", NULL, "is below info");
	}
}
