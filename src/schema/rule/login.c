/* SPDX-License-Identifier: Apache-2.0 */
#include "schema/rule/name.h"

#include <string.h>

#include "model/source.h"
#include "schema/judge.h"
#include "schema/rules.h"
#include "schema/words.h"
#include "util/alloc.h"
#include "util/text.h"

/* The option of a source that took its text from the variable of that name. */
static const char *taken_from(const struct source *source, const char *name)
{
	for (size_t i = 0; i < SOURCE_MAX_OPTIONS; i++) {
		if (text_equal(source->option_origins[i], name))
			return source->options[i];
	}
	return NULL;
}

/* What another login than the source's own would take is none. */
static bool is_wanted(const struct source *source, const char *option)
{
	return !source->type->wants || source->type->wants(source, option);
}

static bool is_login_of_a_source(const struct manifest *manifest, const char *name)
{
	for (size_t i = 0; i < manifest->sources_count; i++) {
		const struct option_row *row = manifest->sources[i].type->options;

		for (size_t j = 0; row[j].name; j++) {
			if (row[j].kind == OPTION_LOGIN &&
			    text_equal(manifest->sources[i].option_origins[j], name) &&
			    is_wanted(&manifest->sources[i], row[j].name))
				return true;
		}
	}
	return false;
}

static void check_root_tokens(const struct checking *checking)
{
	const struct manifest *manifest = checking->manifest;
	const struct subject whole = { .checking = checking };

	for (size_t i = 0; i < manifest->sources_count; i++) {
		const char *token = taken_from(&manifest->sources[i], "VAULT_TOKEN");

		if (!token)
			token = taken_from(&manifest->sources[i], "BAO_TOKEN");
		if (token && word_among(word_of(token), "root myroot root-token dev-root-token"))
			subject_find(&whole, "vault-root-token", NULL,
				     "source %s logs in with the root token of a development "
				     "server",
				     manifest->sources[i].name);
	}
}

void rule_check_own_logins(const struct checking *checking)
{
	for (size_t i = 0; i < checking->values->count; i++) {
		const struct value *value = &checking->values->items[i];
		struct subject subject;

		if (value->origin != ORIGIN_INHERITED || !value_is_exported(value) ||
		    !is_login_of_a_source(checking->manifest, value->variable->name))
			continue;
		subject = checking_subject(checking, value);
		subject_find(&subject, "secret-zero-leak", NULL,
			     "is a login of keystrap's own, and the program would get it");
	}
	check_root_tokens(checking);
}

/* Of what is there and empty, which counts as unset elsewhere. */
static void complain_of_empty(const struct checking *checking, const char *names,
			      const enum severity *severities, const char *hint,
			      const char *message)
{
	struct word name;

	while (word_next(&name, &names, " ")) {
		_cleanup_(freep) char *text = text_slice(name.start, name.length);
		const struct value *value = values_find(checking->values, text);
		struct subject subject;

		if (!value || !value->secret)
			continue;
		subject = checking_subject(checking, value);
		if (subject.length == 0)
			subject_find_at(&subject, "tls-verification-disabled", severities, hint,
					"%s", message);
	}
}

/* Empty on purpose: with an empty bundle some clients trust nothing, others everything. */
void rule_check_trust(const struct checking *checking)
{
	complain_of_empty(checking, CA_BUNDLE_NAMES, SUBJECT_WARN,
			  "unset it, or name the file of the CA",
			  "is empty: some clients then verify no certificate");
	complain_of_empty(checking, NAME_CHECK_NAMES, SUBJECT_AT(DEPLOYED), "set it to https",
			  "is empty: certificates are compared with no host name");
}

void rule_check_root(const struct checking *checking)
{
	const struct subject whole = { .checking = checking };

	if (checking->around && checking->around->becomes && checking->around->is_root)
		subject_find(&whole, "run-as-root", NULL, "the program will run as root");
}

/* USER/PASSWORD, as Neo4j's image takes it. */
void rule_check_neo4j_login(const struct subject *subject)
{
	const char *slash = memchr(subject->bytes, '/', subject->length);
	_cleanup_(freep) char *user = NULL;

	if (!slash)
		return;
	user = text_slice(subject->bytes, (size_t)(slash - subject->bytes));
	judge_password(subject, slash + 1, subject->length - (size_t)(slash + 1 - subject->bytes),
		       user);
}
