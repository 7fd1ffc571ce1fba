/* SPDX-License-Identifier: Apache-2.0 */
#include "schema/rule/together.h"

#include <stdlib.h>
#include <string.h>

#include "crypto/fingerprint.h"
#include "schema/canonical.h"
#include "schema/judge.h"
#include "schema/neighbours.h"
#include "schema/one_secret.h"
#include "schema/sensitive.h"
#include "schema/types.h"
#include "schema/words.h"
#include "util/alloc.h"
#include "util/buf.h"
#include "util/text.h"
#include "util/url.h"

struct member {
	struct subject subject;
	unsigned char print[FINGERPRINT_SHORT];
	size_t order;
	bool from_all; /* it must differ from all others */
	bool in_url;   /* its password is meant */
	bool said;     /* that it is the same as another */
};

static void print_value(unsigned char ret[static FINGERPRINT_SHORT],
			const unsigned char key[static FINGERPRINT_KEY_SIZE],
			const struct subject *subject)
{
	_cleanup_(buf_done) struct buf content = { 0 };

	canonical_form(&content, subject->bytes, subject->length);
	fingerprint_short(ret, key, buf_text(&content), content.length);
}

/* As print_value, of the password in a URL; false when there is none. */
static bool print_password(unsigned char ret[static FINGERPRINT_SHORT],
			   const unsigned char key[static FINGERPRINT_KEY_SIZE],
			   const struct subject *subject)
{
	_cleanup_(buf_done) struct buf content = { 0 };

	if (!canonical_secret(&content, subject->bytes, subject->length))
		return false;
	fingerprint_short(ret, key, buf_text(&content), content.length);
	return true;
}

/* distinct-from = * */
static bool wants_all(const struct subject *subject)
{
	char *const *list = subject->variable->list[LIST_DISTINCT_FROM];

	return list && text_list_has(list, "*");
}

static bool may_be_compared(const char *name)
{
	return !name_has_word(name, "dsn public publishable");
}

bool rule_concerns_distinct(const struct variable *variable)
{
	return variable->list[LIST_DISTINCT_FROM] ||
	       (variable_is_sensitive(variable) && may_be_compared(variable->name));
}

/* Not logins as URLs, nor what browsers get, nor what is not secret at all. */
static bool is_comparable(const struct subject *subject)
{
	if (subject->length == 0 || !subject->sensitive)
		return false;
	return (!strstr(subject->bytes, "://") && may_be_compared(subject->variable->name)) ||
	       subject_is_own_key(subject);
}

static bool says_same_as(const struct subject *subject, const struct subject *other)
{
	return text_equal(subject->variable->text[TEXT_SAME_AS], other->variable->name);
}

/* Whether the two may be equal. said: distinct-from names the one in the other. */
static bool may_be_equal(const struct subject *one, const struct subject *other, bool said)
{
	if (says_same_as(one, other) || says_same_as(other, one))
		return true;
	return !said && names_are_of_one_secret(one->variable->name, other->variable->name);
}

/* Nobody has said that they must differ, and what they are called does not excuse them. */
static bool look_reused(const struct subject *one, const struct subject *other)
{
	return !may_be_equal(one, other, false) &&
	       !names_are_likely_of_one_secret(one->variable->name, other->variable->name);
}

static void complain(const struct subject *subject, const struct subject *other)
{
	subject_find(subject, "secret-not-distinct", NULL, "is the same secret as %s",
		     other->variable->name);
}

static void complain_of_member(struct member *member, const struct subject *other)
{
	member->said = true;
	if (member->in_url)
		subject_find(&member->subject, "secret-not-distinct", NULL,
			     "the password in it is the same secret as %s", other->variable->name);
	else
		complain(&member->subject, other);
}

static int compare_members(const void *a, const void *b)
{
	const struct member *one = a, *other = b;
	int order = memcmp(one->print, other->print, FINGERPRINT_SHORT);

	return order ? order : (one->order > other->order) - (one->order < other->order);
}

/* It must differ from the program's other keys. */
static bool is_own_key(const struct member *member)
{
	return !member->in_url && subject_is_own_key(&member->subject);
}

/*
 * Nobody has said that they must differ. Still a key of the program is neither another one nor a
 * password. What is no secret at all says enough.
 */
static void check_keys(struct member *members, size_t count, bool urls_only)
{
	size_t key = 0;

	while (key < count &&
	       (!is_own_key(&members[key]) || judge_says_enough(&members[key].subject)))
		key++;
	for (size_t i = 0; key < count && i < count; i++) {
		const struct subject *subject = &members[i].subject, *first = &members[key].subject;
		bool counts = members[i].in_url ||
			      (!urls_only && (is_own_key(&members[i]) ||
					      value_type_is(subject->type, "password")));

		if (i != key && counts && look_reused(subject, first))
			complain_of_member(&members[i], first);
	}
}

/*
 * What logs in to one service logs in to another, too: whoever has the one has both. Names that
 * tell of no service that is known may be others for the same.
 */
static void check_services(struct member *members, size_t count)
{
	uint32_t first = 0;
	size_t known = 0;

	while (known < count && ((first = services_of(&members[known].subject)) == 0 ||
				 judge_says_enough(&members[known].subject)))
		known++;
	for (size_t i = known + 1; i < count; i++) {
		uint32_t here = services_of(&members[i].subject);

		if (here != 0 && !(here & first) && !members[i].said &&
		    !may_be_equal(&members[i].subject, &members[known].subject, false))
			complain_of_member(&members[i], &members[known].subject);
	}
}

static bool is_password(const struct member *member)
{
	return !member->in_url && value_type_is(member->subject.type, "password");
}

/*
 * One password for two logins: a warning, since programs call one login by many names, as
 * SPRING_DATASOURCE_PASSWORD and DB_PASSWORD.
 */
static void check_passwords(struct member *members, size_t count)
{
	size_t first = 0;

	while (first < count &&
	       (!is_password(&members[first]) || judge_says_enough(&members[first].subject)))
		first++;
	for (size_t i = first + 1; i < count; i++) {
		const struct subject *subject = &members[i].subject;
		const struct subject *other = &members[first].subject;

		if (is_password(&members[i]) && !members[i].said && look_reused(subject, other))
			subject_find_at(subject, "secret-not-distinct", SUBJECT_AT(PRODUCTION_WARN),
					NULL, "is the same password as %s", other->variable->name);
	}
}

/* Members of one digest: one that must differ from all stands against each of the others. */
static void check_group(struct member *members, size_t count)
{
	size_t anchor = 0;

	while (anchor < count && !members[anchor].from_all)
		anchor++;
	check_keys(members, count, anchor < count);
	if (anchor == count) {
		check_services(members, count);
		check_passwords(members, count);
	}
	for (size_t i = 0; anchor < count && i < count; i++) {
		if (i != anchor && !members[i].in_url &&
		    !may_be_equal(&members[i].subject, &members[anchor].subject, false))
			complain(&members[i].subject, &members[anchor].subject);
	}
}

static void check_against(const struct subject *subject, const char *name,
			  const unsigned char key[static FINGERPRINT_KEY_SIZE])
{
	unsigned char own[FINGERPRINT_SHORT], others[FINGERPRINT_SHORT];
	struct subject other;

	if (!checking_find(&other, subject->checking, name) ||
	    other.variable == subject->variable || may_be_equal(subject, &other, true))
		return;
	print_value(own, key, subject);
	print_value(others, key, &other);
	if (memcmp(own, others, FINGERPRINT_SHORT) == 0)
		complain(subject, &other);
}

/* distinct-from = NAMES */
static void check_lists(const struct checking *checking,
			const unsigned char key[static FINGERPRINT_KEY_SIZE])
{
	for (size_t i = 0; i < checking->values->count; i++) {
		const struct subject subject =
			checking_subject(checking, &checking->values->items[i]);
		char *const *list = subject.variable->list[LIST_DISTINCT_FROM];

		for (; subject.length > 0 && list && *list; list++) {
			if (!text_equal(*list, "*"))
				check_against(&subject, *list, key);
		}
	}
}

/* False for what is not compared. */
static bool fill_member(struct member *member, const struct subject *subject,
			const unsigned char key[static FINGERPRINT_KEY_SIZE])
{
	*member = (struct member){ .subject = *subject };
	if (subject->length == 0)
		return false;
	if (!is_comparable(subject)) {
		member->in_url = print_password(member->print, key, subject);
		return member->in_url;
	}
	member->from_all = wants_all(subject);
	print_value(member->print, key, subject);
	return true;
}

static void check_all(const struct checking *checking,
		      const unsigned char key[static FINGERPRINT_KEY_SIZE])
{
	_cleanup_(freep) struct member *members =
		alloc_array(checking->values->count + 1, sizeof(*members));
	size_t count = 0;

	for (size_t i = 0; i < checking->values->count; i++) {
		const struct subject subject =
			checking_subject(checking, &checking->values->items[i]);

		if (!checking->values->items[i].passing &&
		    fill_member(&members[count], &subject, key)) {
			members[count].order = count;
			count++;
		}
	}
	qsort(members, count, sizeof(*members), compare_members);
	for (size_t start = 0, end; start < count; start = end) {
		for (end = start + 1;
		     end < count &&
		     memcmp(members[end].print, members[start].print, FINGERPRINT_SHORT) == 0;)
			end++;
		if (end - start > 1)
			check_group(members + start, end - start);
	}
}

static bool is_same(const struct subject *subject, const struct subject *other)
{
	_cleanup_(buf_done) struct buf password = { 0 };

	/* A password may be compared with the URL that it is a part of. */
	if (!strstr(subject->bytes, "://") && url_password(&password, other->bytes))
		return text_equal(subject->bytes, buf_text(&password));
	return canonical_same(subject->bytes, subject->length, other->bytes, other->length);
}

static void check_same_as(const struct checking *checking)
{
	for (size_t i = 0; i < checking->values->count; i++) {
		const struct subject subject =
			checking_subject(checking, &checking->values->items[i]);
		const char *name = subject.variable->text[TEXT_SAME_AS];
		struct subject other;

		if (name && subject.length > 0 && checking_find(&other, checking, name) &&
		    !is_same(&subject, &other))
			subject_find(&subject, "secret-not-same", NULL, "differs from %s", name);
	}
}

void rule_check_distinct(const struct checking *checking)
{
	unsigned char key[FINGERPRINT_KEY_SIZE];

	fingerprint_key(key);
	check_all(checking, key);
	check_lists(checking, key);
	explicit_bzero(key, sizeof(key));
	check_same_as(checking);
}
