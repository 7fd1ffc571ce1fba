/* SPDX-License-Identifier: Apache-2.0 */
#include "schema/rule/value.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "util/alloc.h"
#include "util/cleanup.h"
#include "util/text.h"

#define SHOWN_MAX 20 /* findings for one group of names; the others are counted */

/* A name that the program will have: of a value, or inherited. */
struct held {
	const char *name;
	size_t length;
	const struct value *value; /* NULL: inherited */
	size_t order;
};

/* By letters without regard to case, inherited names last, then in the order of the values. */
static int compare(const void *a, const void *b)
{
	const struct held *one = a, *other = b;
	size_t shorter = one->length < other->length ? one->length : other->length;
	int order = strncasecmp(one->name, other->name, shorter);

	if (order != 0)
		return order;
	if (one->length != other->length)
		return one->length < other->length ? -1 : 1;
	return (one->order > other->order) - (one->order < other->order);
}

static bool is_one_name(const struct held *one, const struct held *other)
{
	return one->length == other->length &&
	       strncasecmp(one->name, other->name, one->length) == 0;
}

/* curl reads the small ones and others the capitals: hosts set both. */
static bool is_proxy(const struct held *held)
{
	static const char *const names[] = { "http_proxy", "https_proxy", "ftp_proxy", "all_proxy",
					     "no_proxy" };

	for (size_t i = 0; i < ARRAY_LENGTH(names); i++) {
		if (strlen(names[i]) == held->length &&
		    strncasecmp(names[i], held->name, held->length) == 0)
			return true;
	}
	return false;
}

static bool is_spelt_alike(const struct held *one, const struct held *other)
{
	return memcmp(one->name, other->name, one->length) == 0;
}

static size_t add_values(struct held *held, const struct values *values)
{
	size_t count = 0;

	for (size_t i = 0; i < values->count; i++) {
		const struct value *value = &values->items[i];

		if (value_is_exported(value))
			held[count++] = (struct held){ value->variable->name,
						       strlen(value->variable->name), value, i };
	}
	return count;
}

static size_t count_inherited(const struct checking *checking)
{
	size_t count = 0;

	while (checking->inherited && checking->inherited[count])
		count++;
	return count;
}

/* What a name is reported against: the group's first, and that one against an inherited name. */
static const struct held *rival_of(const struct held *held, size_t count, size_t i)
{
	if (i > 0)
		return &held[0];
	for (size_t j = 1; j < count; j++) {
		if (!held[j].value && !is_spelt_alike(&held[j], &held[0]))
			return &held[j];
	}
	return NULL;
}

/* About the whole, so that no variable's waiver speaks for the others. */
static void complain_of_more(const struct checking *checking, const struct held *first, size_t more)
{
	const struct subject whole = { .checking = checking };

	subject_find(&whole, "duplicate-name-case", NULL,
		     "%zu more names differ from %.*s in case only", more, (int)first->length,
		     first->name);
}

/* The names of one group, of which each differs from another in case only. */
static void check_group(const struct checking *checking, const struct held *held, size_t count)
{
	size_t shown = 0, more = 0;

	for (size_t i = 0; i < count && held[i].value; i++) {
		const struct held *rival = rival_of(held, count, i);
		struct subject subject;

		if (!rival)
			continue;
		if (shown == SHOWN_MAX) {
			more++;
			continue;
		}
		subject = checking_subject(checking, held[i].value);
		shown += subject_find(&subject, "duplicate-name-case", NULL,
				      rival->value ? "%.*s is set too, and differs in case only"
						   : "the inherited environment has %.*s, which "
						     "differs in case only",
				      (int)rival->length, rival->name);
	}
	if (more > 0)
		complain_of_more(checking, held, more);
}

/* What the manifest's own sections say was compared by its reader. */
void rule_check_name_case(const struct checking *checking)
{
	size_t inherited = count_inherited(checking), count;
	_cleanup_(freep) struct held *held =
		alloc_array(checking->values->count + inherited + 1, sizeof(*held));

	count = add_values(held, checking->values);
	for (size_t i = 0; i < inherited; i++) {
		const char *entry = checking->inherited[i];

		held[count++] = (struct held){ entry, strcspn(entry, "="), NULL,
					       checking->values->count + i };
	}
	qsort(held, count, sizeof(*held), compare);
	for (size_t start = 0, end; start < count; start = end) {
		for (end = start + 1; end < count && is_one_name(&held[start], &held[end]);)
			end++;
		if (end - start > 1 && !is_proxy(&held[start]))
			check_group(checking, held + start, end - start);
	}
}
