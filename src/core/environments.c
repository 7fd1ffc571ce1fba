/* SPDX-License-Identifier: Apache-2.0 */
#include "core/environments.h"

#include <stdlib.h>
#include <string.h>

#include "core/fingerprints.h"
#include "model/environment.h"
#include "schema/canonical.h"
#include "schema/subject.h"
#include "util/alloc.h"
#include "util/buf.h"
#include "util/text.h"

static bool has_source(const struct variable *variable)
{
	return variable->from_text || variable->value_text || variable->fallback;
}

/* Whether the variable has a source elsewhere and none here, and nobody says that this is meant. */
static bool is_missing(const struct variable *here, const struct variable *elsewhere,
		       const char *environment)
{
	return has_source(elsewhere) && !has_source(here) && here->required != PRESENCE_OPTIONAL &&
	       !environment_listed(here->list[LIST_OPTIONAL_IN], environment) &&
	       !environment_listed(here->list[LIST_FORBIDDEN_IN], environment);
}

static void compare(struct prepared *here, const struct prepared *elsewhere)
{
	const struct checking checking = { .manifest = here->manifest,
					   .clock = &system_clock,
					   .report = &here->report };

	for (size_t i = 0; i < here->manifest->variables_count; i++) {
		const struct variable *variable = &here->manifest->variables[i];
		const struct variable *other =
			manifest_find_variable(elsewhere->manifest, variable->name);
		const struct subject subject = { .checking = &checking, .variable = variable };

		if (other && !variable->implied_by &&
		    is_missing(variable, other, here->manifest->environment))
			subject_find(&subject, "var-missing-in-environment", NULL,
				     "has a source in %s, and none here",
				     elsewhere->manifest->environment);
	}
}

/* Where a manifest does not speak of staging, its values there are nobody's but production's. */
static bool is_named(const struct prepared *prepared)
{
	return manifest_names_environment(prepared->manifest, prepared->manifest->environment);
}

/* Servers in URLs differ between environments: what counts is the password. */
static void compare_secret(const struct subject *here, const struct subject *elsewhere)
{
	_cleanup_(buf_done) struct buf one = { 0 }, other = { 0 };
	bool in_url = canonical_secret(&one, here->bytes, here->length);

	canonical_secret(&other, elsewhere->bytes, elsewhere->length);
	if (one.length == other.length && memcmp(buf_text(&one), buf_text(&other), one.length) == 0)
		shared_with(here, elsewhere->checking->manifest->environment, in_url);
}

/* What must differ, and is the same. */
static void compare_values(struct prepared *here, const struct prepared *elsewhere)
{
	const struct checking checking = { .manifest = here->manifest,
					   .values = here->values,
					   .clock = &system_clock,
					   .report = &here->report };
	const struct checking there = { .manifest = elsewhere->manifest,
					.values = elsewhere->values };

	for (size_t i = 0; here->values && elsewhere->values && i < here->values->count; i++) {
		const struct subject subject = checking_subject(&checking, &here->values->items[i]);
		struct subject other;

		/* What this process has says nothing of another environment's. */
		if (fingerprints_asked(subject.variable) && subject.length > 0 &&
		    subject.origin != ORIGIN_INHERITED &&
		    checking_find(&other, &there, subject.variable->name))
			compare_secret(&subject, &other);
	}
}

static bool prepare(struct environments *ret, const struct preparation *preparation,
		    const char *word, struct error *err)
{
	struct preparation one = *preparation;
	struct prepared *prepared;

	ret->prepared =
		alloc_grow(ret->prepared, &ret->capacity, ret->count + 1, sizeof(struct prepared));
	prepared = &ret->prepared[ret->count++];
	one.manifest.environment = word;
	if (!run_prepare(prepared, &one, err))
		return false;
	if (ret->code == ERR_NONE || (ret->code == ERR_REFUSED && prepared->code != ERR_NONE))
		ret->code = prepared->code;
	return true;
}

/* Production and staging, whatever the manifest says; the others as it names them. */
static bool prepare_all(struct environments *ret, const struct preparation *preparation,
			struct error *err)
{
	const struct manifest *manifest;
	enum environment_class class;

	if (!prepare(ret, preparation, environment_class_names[ENVIRONMENT_PRODUCTION], err))
		return false;
	manifest = ret->prepared[0].manifest;
	for (size_t i = ENVIRONMENT_STAGING; i < ENVIRONMENT_CLASSES; i++) {
		const char *word = environment_class_names[i];

		if ((i == ENVIRONMENT_STAGING || manifest_names_environment(manifest, word)) &&
		    !prepare(ret, preparation, word, err))
			return false;
	}
	for (size_t i = 0; i < manifest->environments_count; i++) {
		const char *word = manifest->environments[i];

		if (!environment_classify(&class, word) && !prepare(ret, preparation, word, err))
			return false;
	}
	return true;
}

static char *join_names(const struct environments *environments)
{
	_cleanup_(buf_done) struct buf names = { 0 };

	for (size_t i = 0; i < environments->count; i++)
		buf_format(&names, "%s%s", i ? ", " : "",
			   environments->prepared[i].manifest->environment);
	return text_copy(buf_text(&names));
}

bool environments_prepare(struct environments *ret, const struct preparation *preparation,
			  struct error *err)
{
	*ret = (struct environments){ .count = 0 };
	if (!prepare_all(ret, preparation, err))
		return false;
	for (size_t i = 0; i < ret->count; i++) {
		for (size_t j = 0; j < ret->count; j++) {
			compare(&ret->prepared[i], &ret->prepared[j]);
			/* One file has the same values whatever the environment is called. */
			if (i != j && preparation->from == VALUES_FETCHED &&
			    is_named(&ret->prepared[i]) && is_named(&ret->prepared[j]))
				compare_values(&ret->prepared[i], &ret->prepared[j]);
		}
	}
	for (size_t i = 0; i < ret->count; i++)
		report_merge(&ret->report, &ret->prepared[i].report,
			     ret->prepared[i].manifest->environment);
	report_sort(&ret->report);
	ret->names = join_names(ret);
	return true;
}

void environments_done(struct environments *environments)
{
	report_done(&environments->report);
	free(environments->names);
	for (size_t i = 0; i < environments->count; i++)
		prepared_done(&environments->prepared[i]);
	free(environments->prepared);
}
