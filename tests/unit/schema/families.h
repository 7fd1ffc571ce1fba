/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* Findings of a family of rules that a test is not about. */

#include <string.h>

/* Takes the rules of a family out of what rules_of returned: "password-", "secret-". */
static inline void leave_out_rules(char *found, const char *family)
{
	char *to = found;

	for (const char *rule = found; *rule;) {
		size_t length = strcspn(rule, " ");

		if (strncmp(rule, family, strlen(family)) != 0) {
			if (to > found)
				*to++ = ' ';
			memmove(to, rule, length);
			to += length;
		}
		rule += length + (rule[length] == ' ');
	}
	*to = '\0';
}
