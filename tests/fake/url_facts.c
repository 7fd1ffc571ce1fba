/* SPDX-License-Identifier: Apache-2.0 */

/*
 * What the readers of hosts and connection strings make of each line of standard input, for a
 * comparison with Python's own. A line is "host TEXT" or "dsn TEXT"; the answer is "wrong" or the
 * facts with unit separators (0x1f) between.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "schema/dsn/dsn.h"
#include "schema/host.h"
#include "util/text.h"

static void tell_host(const char *text)
{
	static const char *const kinds[] = { "name", "ipv4", "ipv6" };
	enum host_kind kind;

	if (host_parse(&kind, text, false))
		puts("wrong");
	else
		printf("%s\x1f%d\n", kinds[kind], host_is_local(text));
}

static void tell_dsn(const char *text)
{
	struct dsn dsn;

	if (dsn_parse(&dsn, text, strlen(text), DSN_ANY) || dsn.host_count != 1)
		puts("wrong");
	else
		printf("%s\x1f%s\x1f%s\x1f%s\x1f%u\x1f%s\n", dsn.unescaped ? "unescaped" : "plain",
		       dsn.user ? dsn.user : "\x1e", dsn.password ? dsn.password : "\x1e",
		       dsn.hosts[0].name, dsn.hosts[0].port, dsn.database ? dsn.database : "");
	dsn_done(&dsn);
}

int main(void)
{
	char *line = NULL;
	size_t capacity = 0;
	ssize_t length;

	while ((length = getline(&line, &capacity, stdin)) > 0) {
		if (line[length - 1] == '\n')
			line[length - 1] = '\0';
		if (text_starts(line, "host "))
			tell_host(line + 5);
		else if (text_starts(line, "dsn "))
			tell_dsn(line + 4);
		else
			return 1;
	}
	free(line);
	return 0;
}
