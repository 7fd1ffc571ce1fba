/* SPDX-License-Identifier: Apache-2.0 */
#include "schema/rule/name.h"

#include <string.h>

#include "model/environment.h"
#include "util/alloc.h"
#include "util/name_index.h"
#include "schema/neighbours.h"
#include "schema/rules.h"
#include "schema/switches.h"
#include "schema/words.h"
#include "util/text.h"

enum mode_form {
	MODE_WORDS,    /* one of words, in any case */
	MODE_EXACT,    /* letter by letter */
	MODE_PROFILES, /* a list, of which no item is one of words */
	MODE_UNKNOWN,  /* an environment only if the value is a known word for one */
};

/* What a variable tells of the environment that is checked. */
enum mode_tells {
	TELLS_MODE,        /* how a library works; staging runs as production does */
	TELLS_ENVIRONMENT, /* most often its name */
	TELLS_RUN,         /* its name, which keystrap was told too */
	TELLS_OTHERS,      /* that of another system, which may well be a real one */
};

/* Variables that say which mode a program or framework runs in. */
struct mode_row {
	const char *names;
	const char *words; /* those for production; MODE_PROFILES: those that are not */
	enum mode_form form;
	const char *preset; /* the row counts with this one only; or NULL */
	enum mode_tells tells;
};

#define PRODUCTION  "production prod prd live"
#define DEVELOPMENT "dev devel develop development test testing tests local default debug"

/* clang-format off */
static const struct mode_row modes[] = {
	{ "ENVIRONMENT ENV ENVIRONMENT_NAME ENV_NAME DEPLOY_ENV DEPLOY_ENVIRONMENT DEPLOYMENT_ENV DEPLOYMENT_ENVIRONMENT",
	  PRODUCTION, MODE_WORDS, .tells = TELLS_RUN },
	{ "APP_ENV", "production", MODE_EXACT, .preset = "laravel", .tells = TELLS_ENVIRONMENT },
	{ "APP_ENV", "prod", MODE_EXACT, .preset = "symfony" },
	{ "APP_ENV APP_ENVIRONMENT DJANGO_ENV PYTHON_ENV FASTAPI_ENV GO_ENV NEST_ENV",
	  PRODUCTION, MODE_WORDS, .tells = TELLS_ENVIRONMENT },
	{ "FLASK_ENV VAPOR_ENV ROCKET_ENV", "production prod", MODE_WORDS },
	{ "NODE_ENV RAILS_ENV HANAMI_ENV CI_ENVIRONMENT WP_ENV CRAFT_ENVIRONMENT", "production", MODE_EXACT },
	{ "RACK_ENV", "production deployment", MODE_EXACT },
	{ "MIX_ENV YII_ENV", "prod", MODE_EXACT },
	{ "GIN_MODE ROCKET_PROFILE", "release", MODE_EXACT },
	{ "ASPNETCORE_ENVIRONMENT DOTNET_ENVIRONMENT", "production", MODE_WORDS, .tells = TELLS_ENVIRONMENT },
	{ "SPRING_PROFILES_ACTIVE MICRONAUT_ENVIRONMENTS QUARKUS_PROFILE", DEVELOPMENT, MODE_PROFILES },
	/* The modes of payment providers are api-key-test-mode's. */
	{ "PAYPAL_ENV* BRAINTREE_ENV* PLAID_ENV* SQUARE_ENV* ADYEN_ENV* CHECKOUT_ENV* KLARNA_ENV* WORLDPAY_ENV* GOCARDLESS_ENV*",
	  NULL, MODE_UNKNOWN },
	/* Where events are filed under. */
	{ "SENTRY_ENVIRONMENT *_SENTRY_ENVIRONMENT DD_ENV ELASTIC_APM_ENVIRONMENT NEW_RELIC_ENVIRONMENT ROLLBAR_ENV ROLLBAR_ENVIRONMENT HONEYBADGER_ENV BUGSNAG_RELEASE_STAGE",
	  PRODUCTION, MODE_UNKNOWN, .tells = TELLS_ENVIRONMENT },
	{ "*_ENV *_ENVIRONMENT", PRODUCTION, MODE_UNKNOWN, .tells = TELLS_OTHERS },
};
/* clang-format on */

struct search {
	const struct checking *checking;
	const struct mode_row *found; /* the first that counts here */
};

static void choose(const void *item, void *context)
{
	const struct mode_row *row = item;
	struct search *search = context;

	if (!search->found && (!row->preset || checking_has_preset(search->checking, row->preset)))
		search->found = row;
}

/* The row of a name; NULL when it is no mode variable. */
static const struct mode_row *mode_of(const struct checking *checking, const char *name)
{
	static struct name_index *index;
	struct search search = { .checking = checking };

	if (!index) {
		index = name_index_new();
		for (size_t i = 0; i < ARRAY_LENGTH(modes); i++)
			name_index_add(index, modes[i].names, &modes[i]);
	}
	name_index_visit(index, name, choose, &search);
	return search.found && search.found->words ? search.found : NULL;
}

static bool is_exactly_among(struct word word, const char *words)
{
	struct word other;

	while (word_next(&other, &words, " ")) {
		if (other.length == word.length &&
		    memcmp(other.start, word.start, word.length) == 0)
			return true;
	}
	return false;
}

/* Environments of others, in production and out of it. */
static bool is_profile_of_others(const struct mode_row *row, struct word profile,
				 enum environment_class here)
{
	static const char staging[] = "staging stage stg preprod uat qa";
	size_t length = profile.length;

	if (word_among(profile, row->words) ||
	    (here != ENVIRONMENT_STAGING && word_among(profile, staging)))
		return true;
	return (length > 4 && (word_is((struct word){ profile.start + length - 4, 4 }, "-dev") ||
			       word_is((struct word){ profile.start, 4 }, "dev-")));
}

/* Whether the value is what the row wants in production. */
static bool says_production(const struct mode_row *row, const struct subject *subject)
{
	struct word word = word_of(subject->bytes);
	const char *text = subject->bytes;

	switch (row->form) {
	case MODE_EXACT:
		return is_exactly_among((struct word){ text, subject->length }, row->words);
	case MODE_WORDS:
	case MODE_UNKNOWN: return word_among(word, row->words);
	case MODE_PROFILES: break;
	}
	while (word_next(&word, &text, ", \t")) {
		if (is_profile_of_others(row, word, subject->checking->manifest->class))
			return false;
	}
	return true;
}

/* ENV is the start-up file of shells, too, and many a name ends with _ENV. */
static bool is_mode(const struct mode_row *row, const struct subject *subject)
{
	enum environment_class class;

	if (row->form == MODE_UNKNOWN)
		return environment_classify(&class, subject->bytes);
	return !strchr(subject->bytes, '/');
}

/* An inherited name that no section declares. */
static bool is_passing(const struct subject *subject)
{
	const struct value *value = values_find(subject->checking->values, subject->variable->name);

	return value && value->passing;
}

static void complain_of_word(const struct subject *subject, const struct mode_row *row)
{
	_cleanup_(freep) char *word = text_slice(row->words, strcspn(row->words, " "));
	_cleanup_(freep) char *hint = text_format("set it to %s", word);

	subject_find(subject, "mode-not-production", hint, "does not say %s, and this is %s", word,
		     subject->checking->manifest->environment);
}

/* Out of production, where mode-not-production says all that there is to say. */
static bool is_above(enum mode_tells tells, enum environment_class said,
		     enum environment_class here)
{
	if (here == ENVIRONMENT_STAGING)
		return tells == TELLS_ENVIRONMENT && said == ENVIRONMENT_PRODUCTION;
	return here != ENVIRONMENT_PRODUCTION && tells != TELLS_OTHERS &&
	       (said == ENVIRONMENT_PRODUCTION || said == ENVIRONMENT_STAGING);
}

/* The row of the subject, where its value is one of a mode. */
static const struct mode_row *row_of(const struct subject *subject)
{
	const struct mode_row *row = mode_of(subject->checking, subject->variable->name);

	if (!row || !is_mode(row, subject) || (row->form == MODE_UNKNOWN && is_passing(subject)))
		return NULL;
	return row;
}

void rule_check_mode_mismatch(const struct subject *subject)
{
	static const char message[] = "names another environment than the %s that is checked";
	const struct manifest *manifest = subject->checking->manifest;
	const struct mode_row *row = row_of(subject);
	enum environment_class said;

	if (!row || !environment_classify(&said, subject->bytes))
		return;
	if (row->tells == TELLS_RUN && said != manifest->class)
		subject_find(subject, "mode-mismatch", NULL, message, manifest->environment);
	else if (is_above(row->tells, said, manifest->class))
		subject_find_at(subject, "mode-mismatch", SUBJECT_WARN, NULL, message,
				manifest->environment);
}

void rule_check_mode(const struct subject *subject)
{
	const char *environment = subject->checking->manifest->environment;
	const struct mode_row *row = row_of(subject);
	enum environment_class class;

	/* In staging, the word for staging is no slip. */
	if (!row || says_production(row, subject) ||
	    (subject_in(subject, ENVIRONMENT_STAGING) &&
	     environment_classify(&class, subject->bytes) && class == ENVIRONMENT_STAGING))
		return;
	if (row->form == MODE_PROFILES)
		subject_find(subject, "mode-not-production", "leave the profile out",
			     "has a profile for development or tests, and this is %s", environment);
	else if (row->form == MODE_UNKNOWN)
		subject_find_at(subject, "mode-not-production", SUBJECT_AT(PRODUCTION_WARN), NULL,
				"names another environment, and this is %s", environment);
	else
		complain_of_word(subject, row);
}

/* The next value from *at on that says a mode; false at the end. */
static bool next_mode(struct subject *ret, bool *production, const struct checking *checking,
		      size_t *at)
{
	while (*at < checking->values->count) {
		const struct value *value = &checking->values->items[(*at)++];
		const struct mode_row *row = mode_of(checking, value->variable->name);

		if (!row || row->form == MODE_UNKNOWN)
			continue;
		*ret = checking_subject(checking, value);
		if (ret->length == 0 || !is_mode(row, ret))
			continue;
		*production = says_production(row, ret) && row->form != MODE_PROFILES;
		if (*production || !says_production(row, ret))
			return true;
	}
	return false;
}

/* The first mode variable that says production. */
static bool find_production(struct subject *ret, const struct checking *checking)
{
	size_t at = 0;
	bool production;

	while (next_mode(ret, &production, checking, &at)) {
		if (production)
			return true;
	}
	return false;
}

void rule_check_mode_conflict(const struct checking *checking)
{
	struct subject one, other;
	size_t at = 0;
	bool production;

	if (!find_production(&one, checking))
		return;
	while (next_mode(&other, &production, checking, &at)) {
		if (!production)
			subject_find(&other, "mode-conflict", NULL,
				     "says otherwise than %s, which says production",
				     one.variable->name);
	}
}

void rule_check_debug_mode(const struct checking *checking)
{
	static const char *const names[] = { "DEBUG",     "FLASK_DEBUG", "DJANGO_DEBUG",
					     "APP_DEBUG", "DEBUG_MODE",  "ENABLE_DEBUG" };
	struct subject debug, mode;

	for (size_t i = 0; i < ARRAY_LENGTH(names); i++) {
		bool flask = text_equal(names[i], "FLASK_DEBUG");

		if (!checking_find(&debug, checking, names[i]) ||
		    (flask ? word_among(word_of(debug.bytes), "0 false no")
			   : !switch_is_on(&debug)) ||
		    !find_production(&mode, checking))
			continue;
		subject_find(&debug, "debug-vs-mode", NULL,
			     "debugging is on, and %s says production", mode.variable->name);
	}
}
