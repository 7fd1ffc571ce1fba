/* SPDX-License-Identifier: Apache-2.0 */
#include "schema/items.h"

#include <string.h>

#include "schema/grammar.h"
#include "schema/look.h"
#include "schema/sensitive.h"
#include "schema/strength.h"
#include "schema/value_list.h"
#include "schema/words.h"
#include "util/ascii.h"
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
static bool make_name(char ret[static MEMBER_LONGEST], const char *member, size_t length)
{
	size_t used = 0;

	for (size_t i = 0; i < length; i++) {
		char c = member[i];

		if (used + 2 >= MEMBER_LONGEST)
			return false;
		if (is_capital(c) && i > 0 && is_small(member[i - 1]))
			ret[used++] = '_';
		ret[used++] = is_letter(c) || is_digit(c) ? to_capital(c) : '_';
	}
	ret[used] = '\0';
	return used > 0;
}

static uint32_t judged_of(const struct json_string *string)
{
	char name[MEMBER_LONGEST];

	if (!string->name || string->alone)
		return SECRETS;
	if (!make_name(name, string->name, string->name_length) || !name_is_sensitive(name))
		return BLANKS;
	return name_has_word(name, "PASSWORD PASSWD PASS PWD PASSPHRASE") ? PASSWORDS : SECRETS;
}

static void visit_string(const struct json_string *string, void *context)
{
	const struct walk *walk = context;

	if (string->length > 0)
		walk->visit(&(struct secret_item){ string->bytes, string->length, judged_of(string),
						   string->listed },
			    walk->context);
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
		grammar_json_strings(subject->bytes, subject->length, visit_string, &walk);
	else if (first != '-' && is_plural(subject->variable->name) &&
		 strpbrk(subject->bytes, ",; \t\n"))
		visit_list(subject, &walk);
}
