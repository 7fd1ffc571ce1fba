/* SPDX-License-Identifier: Apache-2.0 */
#include "schema/type/scalar.h"

#include "model/environment.h"
#include "schema/grammar.h"
#include "schema/rules.h"
#include "util/alloc.h"
#include "util/buf.h"
#include "util/text.h"

/* Of the words of one-of, so many are shown. */
#define CHOICES_SHOWN 12

/* "did you mean X?"; NULL when nothing is near, or the value is a secret. New. */
static char *suggestion(const struct subject *subject, const char *const *words)
{
	const char *nearest = subject->sensitive ? NULL : text_nearest(subject->bytes, words);

	return nearest ? text_format("did you mean %s?", nearest) : NULL;
}

void type_check_bool(const struct subject *subject)
{
	static const char *const words[] = { "1",   "t",   "true",    "y",
					     "yes", "on",  "enable",  "enabled",
					     "0",   "f",   "false",   "n",
					     "no",  "off", "disable", "disabled" };

	for (size_t i = 0; i < ARRAY_LENGTH(words); i++) {
		if (text_equal_nocase(subject->bytes, words[i]))
			return;
	}
	subject_is_no(subject, NULL, "not a boolean word");
}

/* The words themselves, unless they are many. New. */
static char *choices(char *const *words)
{
	_cleanup_(buf_done) struct buf list = { 0 };

	for (size_t i = 0; words[i]; i++) {
		if (i == CHOICES_SHOWN) {
			buf_add_text(&list, ", ...");
			break;
		}
		buf_format(&list, "%s%s", i > 0 ? ", " : "", words[i]);
	}
	return text_format("use one of: %s", buf_text(&list));
}

void type_check_enum(const struct subject *subject)
{
	char *const *words = subject->variable->list[LIST_ONE_OF];
	bool nocase = text_equal(subject->variable->text[TEXT_CASE], "insensitive");
	_cleanup_(freep) char *hint = NULL;

	if (!words)
		return; /* the manifest's reader has said so */
	for (char *const *word = words; *word; word++) {
		if (nocase ? text_equal_nocase(*word, subject->bytes)
			   : text_equal(*word, subject->bytes))
			return;
	}
	hint = suggestion(subject, (const char *const *)words);
	hint = hint ? hint : choices(words);
	subject_is_no(subject, hint, "not one of the words of one-of");
}

void type_check_environment(const struct subject *subject)
{
	_cleanup_(freep) char *hint = NULL;
	enum environment_class class;

	if (environment_classify(&class, subject->bytes))
		return;
	hint = suggestion(subject, environment_words);
	subject_find_at(subject, "type-environment", SUBJECT_WARN, hint,
			"not the name of an environment that keystrap knows");
}

void type_check_log_level(const struct subject *subject)
{
	static const char *const words[] = { "trace", "debug",    "info",    "notice", "warn",
					     "error", "critical", "verbose", NULL };
	enum log_level level;
	const char *wrong = grammar_log_level(&level, subject->bytes, subject->length);
	_cleanup_(freep) char *hint = wrong ? suggestion(subject, words) : NULL;

	if (wrong)
		subject_is_no(subject, hint, "%s", wrong);
}

void type_check_timezone(const struct subject *subject)
{
	const char *wrong = grammar_timezone(subject->bytes, subject->length);
	_cleanup_(freep) char *hint = wrong ? suggestion(subject, grammar_timezones) : NULL;

	if (wrong)
		subject_is_no(subject, hint, "not a time zone: %s", wrong);
}

void type_check_cron(const struct subject *subject)
{
	const char *wrong = grammar_cron(subject->bytes, subject->length);

	if (wrong)
		subject_is_no(subject, NULL, "not a schedule: %s", wrong);
}
