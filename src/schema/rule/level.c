/* SPDX-License-Identifier: Apache-2.0 */
#include "schema/rule/level.h"

#include <string.h>

#include "schema/grammar.h"
#include "schema/rules.h"
#include "schema/types.h"
#include "util/cleanup.h"
#include "util/text.h"

/* Words that are no level of the type, and let everything through */
static bool means_all(const char *text)
{
	static const char *const words[] = { "all", "notset" };

	for (size_t i = 0; i < ARRAY_LENGTH(words); i++) {
		if (text_equal_nocase(words[i], text))
			return true;
	}
	return false;
}

bool rule_concerns_log_level(const struct variable *variable)
{
	static const char *const names[] = { "LOG_LEVEL",  "LOGLEVEL",       "*_LOG_LEVEL",
					     "*_LOGLEVEL", "LOGGING_LEVEL",  "LOGGING_LEVEL_*",
					     "RUST_LOG",   "*_LOGGING_LEVEL" };

	if (variable->type && value_type_is(variable->type, "log-level"))
		return true;
	for (size_t i = 0; i < ARRAY_LENGTH(names); i++) {
		if (text_glob(names[i], variable->name, true))
			return true;
	}
	return false;
}

/* info,my_crate=debug: a part of the program says more, and all the rest no more than it should. */
static bool is_quiet_by_default(const char *text)
{
	bool quiet = false;

	for (;; text++) {
		size_t length = strcspn(text, ",/");
		enum log_level level;
		char word[16];

		if (length < sizeof(word) && !memchr(text, '=', length) &&
		    !memchr(text, ':', length)) {
			memcpy(word, text, length);
			word[length] = '\0';
			if (!grammar_log_level(&level, word, length) && level < LEVEL_INFO)
				return false;
			quiet |= !grammar_log_level(&level, word, length);
		}
		text += length;
		if (*text != ',')
			return quiet;
	}
}

void rule_check_log_level(const struct subject *subject)
{
	const char *least = subject->variable->text[TEXT_MIN_LEVEL];
	enum log_level level = LEVEL_TRACE, limit;

	if (subject->length == 0 || !rule_concerns_log_level(subject->variable))
		return;
	if (grammar_log_level(&level, subject->bytes, subject->length) &&
	    !means_all(subject->bytes))
		return; /* the type speaks about it */
	if (least) {
		if (!grammar_log_level(&limit, least, strlen(least)) && level < limit)
			subject_find_at(subject, "log-level", SUBJECT_AT(ALWAYS),
					"raise the level, or change min-level",
					"is below min-level = %s", least);
	} else if (level == LEVEL_TRACE ||
		   (level == LEVEL_DEBUG && !subject_in(subject, ENVIRONMENT_STAGING))) {
		/* In staging, debug is a choice; only trace is too much. */
		if (is_quiet_by_default(subject->bytes))
			subject_find_at(subject, "log-level", SUBJECT_AT(PRODUCTION_WARN), NULL,
					"is below info for a part of the program");
		else
			subject_find(subject, "log-level", NULL, "is below info");
	}
}
