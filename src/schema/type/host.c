/* SPDX-License-Identifier: Apache-2.0 */
#include "schema/type/url.h"

#include <string.h>

#include "schema/host.h"
#include "schema/rules.h"
#include "schema/value_list.h"
#include "util/text.h"

static bool underscore(const struct subject *subject)
{
	return text_equal(subject->variable->text[TEXT_UNDERSCORE], "allow");
}

/* underscore = allow takes such a name, which many resolvers and all certificates do not. */
static void check_underscore(const struct subject *subject, const char *text)
{
	if (strchr(text, '_'))
		subject_find_at(subject, rule_of_type(subject->type)->id, SUBJECT_WARN,
				"use a name without it where you can",
				"a host name with an underscore, which not everything resolves");
}

void type_check_host(const struct subject *subject)
{
	enum host_kind kind;
	const char *wrong = host_parse(&kind, subject->bytes, underscore(subject));

	if (wrong)
		subject_is_no(subject, NULL, "not a host: %s", wrong);
	else
		check_underscore(subject, subject->bytes);
}

void type_check_host_port(const struct subject *subject)
{
	unsigned port;
	const char *wrong = host_port_parse(&port, subject->bytes, underscore(subject));

	if (wrong)
		subject_is_no(subject, NULL, "not a host and port: %s", wrong);
	else
		check_underscore(subject, subject->bytes);
}

void type_check_host_list(const struct subject *subject)
{
	_cleanup_(value_list_freep) char **items = NULL;
	const char *wrong = value_list_parse(&items, subject->bytes, subject->length,
					     subject->variable->text[TEXT_SEPARATOR]);

	if (wrong) {
		subject_is_no(subject, NULL, "not a list of hosts: %s", wrong);
		return;
	}
	for (size_t i = 0; items[i]; i++) {
		/* A dot in front stands for all that is under the name. */
		const char *item = items[i] + (items[i][0] == '.' && items[i][1] != '\0');
		enum host_kind kind;

		if (strchr(item, '*')) {
			subject_find(subject, "hosts-wildcard", NULL, "item %zu has a *", i + 1);
			continue;
		}
		wrong = host_parse(&kind, item, underscore(subject));
		if (wrong)
			subject_is_no(subject, NULL, "item %zu is not a host: %s", i + 1, wrong);
		else
			check_underscore(subject, item);
	}
}
