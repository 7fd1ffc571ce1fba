/* SPDX-License-Identifier: Apache-2.0 */
#include "schema/type/url.h"

#include <string.h>

#include "schema/rules.h"
#include "schema/value_list.h"
#include "schema/web_origin.h"
#include "util/alloc.h"
#include "util/text.h"

/* "item 2 " in a list, nothing for a single value; new. */
static char *place_of(size_t item)
{
	return item ? text_format("item %zu: ", item) : text_copy("");
}

/* Django 4 takes a star for the hosts of one domain there. */
static bool takes_subdomains(const char *name, const char *text)
{
	static const char start[] = "https://*.";

	return text_glob("*CSRF_TRUSTED_ORIGINS", name, true) && text_starts(text, start) &&
	       strchr(text + strlen(start), '.') && !strchr(text + strlen(start), '*');
}

/* One origin; item: which of a list, counted from 1, or 0. */
static void check_one(const struct subject *subject, const char *text, size_t item)
{
	_cleanup_(freep) char *place = place_of(item);
	struct web_origin origin = { 0 };
	const char *wrong = web_origin_parse(&origin, text, subject->variable->list[LIST_SCHEMES]);

	if (wrong) {
		subject_find(subject, "origin-invalid", NULL, "%snot an origin: %s", place, wrong);
		return;
	}
	if (origin.wildcard && !takes_subdomains(subject->variable->name, text))
		subject_find(subject, "origin-wildcard", NULL, "%sthere is a * in it", place);
	if (origin.null)
		subject_find(subject, "origin-null", NULL, "%sthe origin is null", place);
	if (origin.local)
		subject_find(subject, "origin-localhost", NULL, "%sthe origin is on this machine",
			     place);
	else if (origin.http)
		subject_find(subject, "origin-http", NULL, "%sthe origin is not encrypted", place);
	if (origin.default_port)
		subject_find_at(subject, "origin-invalid", SUBJECT_WARN, "leave the port out",
				"%sbrowsers never send the port that the scheme has anyway", place);
}

void type_check_origin(const struct subject *subject)
{
	check_one(subject, subject->bytes, 0);
}

void type_check_origin_list(const struct subject *subject)
{
	_cleanup_(value_list_freep) char **items = NULL;
	const char *wrong = value_list_parse(&items, subject->bytes, subject->length,
					     subject->variable->text[TEXT_SEPARATOR]);

	if (wrong) {
		subject_find(subject, "origin-invalid", NULL, "not a list of origins: %s", wrong);
		return;
	}
	for (size_t i = 0; items[i]; i++) {
		size_t before = 0;

		while (before < i && !text_equal(items[before], items[i]))
			before++;
		if (before < i)
			subject_find_at(subject, "origin-invalid", SUBJECT_WARN, "name it once",
					"item %zu is the same as item %zu", i + 1, before + 1);
		else
			check_one(subject, items[i], i + 1);
	}
}
