/* SPDX-License-Identifier: Apache-2.0 */
#include "schema/rule/value.h"

#include <string.h>

/* Shorter texts stand on a command line by chance. */
#define SHORTEST 8

/* Everybody on the machine can read a command line (proc(5), /proc/PID/cmdline). */
static void check_secret(const struct checking *checking, const struct value *value)
{
	const struct subject subject = checking_subject(checking, value);

	if (!subject.sensitive || subject.length < SHORTEST || subject.bytes[0] == '/')
		return;
	for (char *const *word = checking->around->argv; *word; word++) {
		if (strstr(*word, subject.bytes)) {
			subject_find(&subject, "secret-in-argv", NULL,
				     "stands on the program's command line, which everybody can "
				     "read");
			return;
		}
	}
}

void rule_check_argv(const struct checking *checking)
{
	if (!checking->around || !checking->around->argv)
		return;
	for (size_t i = 0; i < checking->values->count; i++)
		check_secret(checking, &checking->values->items[i]);
}
