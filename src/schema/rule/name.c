/* SPDX-License-Identifier: Apache-2.0 */
#include "schema/rule/name.h"

#include <string.h>

#include "model/environment.h"
#include "util/text.h"

void rule_check_debug(const struct subject *subject)
{
	static const char *const names[] = { "DEBUG", "*_DEBUG", "DEBUG_*", "ENABLE_DEBUG",
					     "DEBUG_MODE" };
	/* Flask reads every word but these as true, "off" included. */
	static const char *const flask_false[] = { "0", "false", "no" };
	bool on = subject->length > 0 && subject_is_truthy(subject->bytes);

	if (subject->length == 0)
		return;
	if (text_equal_nocase(subject->variable->name, "FLASK_DEBUG")) {
		on = true;
		for (size_t i = 0; i < ARRAY_LENGTH(flask_false); i++)
			on = on && !text_equal_nocase(subject->bytes, flask_false[i]);
	}
	for (size_t i = 0; on && i < ARRAY_LENGTH(names); i++) {
		if (text_glob(names[i], subject->variable->name, true)) {
			subject_find(subject, "debug-enabled", NULL, "debugging is on");
			return;
		}
	}
}

/* Which words a mode variable may have in production. exact: in this very case. */
static const struct {
	const char *name;
	const char *words;
	bool exact;
} modes[] = {
	{ "ENVIRONMENT", "production prod prd live", false },
	{ "ENV", "production prod prd live", false },
	{ "APP_ENV", "production prod prd live", false },
	{ "DJANGO_ENV", "production prod prd live", false },
	{ "FLASK_ENV", "production", false },
	{ "NODE_ENV", "production", true },
	{ "RAILS_ENV", "production", true },
	{ "RACK_ENV", "production", true },
	{ "MIX_ENV", "prod", true },
	{ "GIN_MODE", "release", true },
	{ "CI_ENVIRONMENT", "production", true },
	{ "VAPOR_ENV", "production", false },
	{ "ASPNETCORE_ENVIRONMENT", "production", false },
	{ "DOTNET_ENVIRONMENT", "production", false },
};

void rule_check_mode(const struct subject *subject)
{
	enum environment_class class;

	if (subject->length == 0)
		return;
	/* In staging, the word for staging is no slip. */
	if (subject_in(subject, ENVIRONMENT_STAGING) &&
	    environment_classify(&class, subject->bytes) && class == ENVIRONMENT_STAGING)
		return;
	for (size_t i = 0; i < ARRAY_LENGTH(modes); i++) {
		char **words;
		bool fits = false;

		if (!text_equal(modes[i].name, subject->variable->name))
			continue;
		words = text_list(modes[i].words);
		for (char **word = words; *word; word++)
			fits = fits || (modes[i].exact ? text_equal(*word, subject->bytes)
						       : text_equal_nocase(*word, subject->bytes));
		if (!fits)
			subject_find(subject, "mode-not-production", NULL,
				     "does not say %s, and this is %s", words[0],
				     subject->checking->manifest->environment);
		text_list_free(words);
		return;
	}
}

void rule_check_provider_key(const struct subject *subject)
{
	(void)subject;
}

void rule_check_public_prefix(const struct subject *subject)
{
	(void)subject;
}

void rule_check_debug_mode(const struct checking *checking)
{
	(void)checking;
}

void rule_check_mode_conflict(const struct checking *checking)
{
	(void)checking;
}

void rule_check_payment_mode(const struct checking *checking)
{
	(void)checking;
}

void rule_check_root(const struct checking *checking)
{
	(void)checking;
}

void rule_check_own_logins(const struct checking *checking)
{
	(void)checking;
}
