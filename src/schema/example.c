/* SPDX-License-Identifier: Apache-2.0 */
#include "schema/example.h"

#include <string.h>

#include "schema/judge.h"
#include "schema/probe.h"
#include "schema/provider_keys.h"
#include "schema/sensitive.h"
#include "schema/strength.h"
#include "schema/subject.h"
#include "schema/types.h"
#include "util/buf.h"
#include "util/text.h"
#include "util/url.h"

#define SECRET_BITS 128

static bool is_real(const char *text, size_t least, bool password)
{
	size_t length = strlen(text);
	struct strength strength;

	strength_measure(&strength, text, length);
	return !strength.flaws &&
	       (password ? password_bits(text, length) : strength.content_bits) >= least;
}

static bool is_secret_key(const struct provider_key *row, const char *text)
{
	return (row->kind == KEY_SECRET || row->kind == KEY_WEBHOOK) && row->mode != KEY_EXAMPLE &&
	       is_real(text, 0, false);
}

static bool has_login(const char *text)
{
	_cleanup_(buf_done) struct buf password = { 0 };

	return url_password(&password, text) &&
	       is_real(buf_text(&password), PASSWORD_LEAST_BITS, true);
}

bool example_looks_real(const struct variable *variable)
{
	const char *text = variable->text[TEXT_EXAMPLE];
	bool password = value_type_is(variable->type, "password");
	const struct provider_key *row;

	if (!text)
		return false;
	row = provider_key_of(variable->name, text, strlen(text));
	if (row)
		return is_secret_key(row, text);
	if (strstr(text, "://"))
		return has_login(text);
	return variable_is_sensitive(variable) &&
	       is_real(text, password ? PASSWORD_LEAST_BITS : SECRET_BITS, password);
}

/* Examples of secrets, and those that leave something out, cannot be of the form. */
static bool shows_a_value(const struct variable *variable)
{
	const char *text = variable->text[TEXT_EXAMPLE];

	return text && !variable_is_sensitive(variable) && !strpbrk(text, "<>") &&
	       !strstr(text, "...") && !strstr(text, "${");
}

static void check_form(const struct subject *subject)
{
	_cleanup_(report_done) struct report found = { 0 };
	const struct finding *wrong;

	if (!shows_a_value(subject->variable))
		return;
	wrong = probe_form(&found, subject->checking, subject->variable,
			   subject->variable->text[TEXT_EXAMPLE]);
	if (wrong)
		subject_find_at(subject, wrong->rule, SUBJECT_WARN, wrong->hint,
				"the example would be refused: %s", wrong->message);
}

void rule_check_examples(const struct checking *checking)
{
	const struct manifest *manifest = checking->manifest;

	for (size_t i = 0; i < manifest->variables_count; i++) {
		const struct variable *variable = &manifest->variables[i];
		const struct subject subject = { .checking = checking, .variable = variable };

		if (example_looks_real(variable))
			subject_find(&subject, "example-looks-real", NULL,
				     "the example passes as a real secret");
		check_form(&subject);
	}
}
