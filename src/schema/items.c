/* SPDX-License-Identifier: Apache-2.0 */
#include "schema/items.h"

#include <string.h>

#include "schema/look.h"
#include "schema/sensitive.h"
#include "schema/strength.h"
#include "schema/value_list.h"
#include "schema/words.h"
#include "util/ascii.h"
#include "util/jsondoc.h"
#include "util/text.h"

/* What the strings of an object are judged for: all of them, passwords, secrets. */
#define BLANKS    (1u << STRENGTH_KNOWN | 1u << STRENGTH_TEMPLATE)
#define PASSWORDS (BLANKS | 1u << STRENGTH_COMMAND | 1u << STRENGTH_PLACEHOLDER)
#define SECRETS   UINT32_MAX

/* Longer names of members say nothing. */
#define MEMBER_LONGEST 64

struct walk {
	void (*visit)(const struct secret_item *item, void *context);
	void *context;
	uint32_t judged; /* of strings here */
	bool listed;
};

static void visit_list(const struct subject *subject, const struct walk *walk)
{
	const char *separator = strchr(subject->bytes, ',') ? "," : ";";
	_cleanup_(value_list_freep) char **list = NULL;

	if (value_list_parse(&list, subject->bytes, subject->length, separator) || !list[1])
		return;
	for (char **text = list; *text; text++) {
		if (**text)
			walk->visit(&(struct secret_item){ *text, strlen(*text), SECRETS, true },
				    walk->context);
	}
}

/* As a variable would be called: CLIENT_SECRET for clientSecret. */
static bool make_name(char ret[static MEMBER_LONGEST], const char *member)
{
	size_t used = 0;

	for (const char *c = member; *c; c++) {
		if (used + 2 >= MEMBER_LONGEST)
			return false;
		if (is_capital(*c) && c > member && is_small(c[-1]))
			ret[used++] = '_';
		ret[used++] = is_letter(*c) || is_digit(*c) ? to_capital(*c) : '_';
	}
	ret[used] = '\0';
	return used > 0;
}

static uint32_t judged_of(const char *member)
{
	char name[MEMBER_LONGEST];

	if (!make_name(name, member) || !name_is_sensitive(name))
		return BLANKS;
	return name_has_word(name, "PASSWORD PASSWD PASS PWD PASSPHRASE") ? PASSWORDS : SECRETS;
}

static void visit_json(const struct jsondoc *value, const struct walk *walk);

static bool visit_member(const char *name, const struct jsondoc *value, void *context)
{
	struct walk inner = *(const struct walk *)context;

	inner.judged = judged_of(name);
	visit_json(value, &inner);
	return true;
}

static void visit_json(const struct jsondoc *value, const struct walk *walk)
{
	struct secret_item item = { .judged = walk->judged, .listed = walk->listed };

	item.bytes = jsondoc_string(value, &item.length);
	if (item.bytes && item.length > 0)
		walk->visit(&item, walk->context);
	else if (jsondoc_kind(value) == JSONDOC_IS_ARRAY)
		for (size_t i = 0; i < jsondoc_length(value); i++)
			visit_json(jsondoc_element(value, i), walk);
	else
		jsondoc_each(value, visit_member, (void *)walk);
}

static bool visit_alone(const char *name, const struct jsondoc *value, void *context)
{
	(void)name;
	if (jsondoc_kind(value) == JSONDOC_IS_STRING)
		visit_json(value, context);
	else
		visit_member(name, value, context);
	return true;
}

static void visit_document(const struct subject *subject, struct walk *walk)
{
	_cleanup_(jsondoc_freep) struct jsondoc *root = NULL;
	struct error err;

	if (!jsondoc_parse(&root, subject->bytes, subject->length, &err))
		return;
	walk->judged = SECRETS;
	walk->listed = jsondoc_kind(root) == JSONDOC_IS_ARRAY;
	if (jsondoc_kind(root) == JSONDOC_IS_OBJECT && jsondoc_length(root) == 1)
		jsondoc_each(root, visit_alone, walk);
	else
		visit_json(root, walk);
}

static bool is_plural(const char *name)
{
	static const char plural[] = "KEYS SECRETS TOKENS PASSPHRASES SALTS FALLBACKS";
	const char *last = strrchr(name, '_');

	return name_has_word(last ? last + 1 : name, plural);
}

/* Its type judges the members of a key. */
static bool is_jwk(const struct subject *subject)
{
	return subject->type && looks_like_jwk(subject->bytes) &&
	       name_fits("jwk jwks jwt-hmac-key", subject->type->name);
}

void secret_items(const struct subject *subject,
		  void (*visit)(const struct secret_item *item, void *context), void *context)
{
	struct walk walk = { .visit = visit, .context = context };
	char first = subject->bytes[strspn(subject->bytes, " \t\r\n")];

	if (is_jwk(subject))
		return;
	if (first == '{' || first == '[')
		visit_document(subject, &walk);
	else if (first != '-' && is_plural(subject->variable->name) &&
		 strpbrk(subject->bytes, ",; \t\n"))
		visit_list(subject, &walk);
}
