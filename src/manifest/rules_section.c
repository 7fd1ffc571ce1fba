/* SPDX-License-Identifier: Apache-2.0 */
#include "manifest/rules_section.h"

#include <stdlib.h>
#include <string.h>

#include "schema/rules.h"
#include "util/alloc.h"
#include "util/text.h"

static void complain(const struct reading *reading, const struct entry *entry, const char *hint,
		     const char *text)
{
	report_hint(report_add(reading->report, SEVERITY_ERROR, "manifest-error", NULL,
			       entry->place, "%s: %s", entry->key, text),
		    "%s", hint);
}

static const struct rule *find_rule(const struct reading *reading, const struct entry *entry)
{
	const struct rule *rule = rule_find(entry->key);
	const char *nearest;

	if (rule && rule->fixed) {
		complain(reading, entry, "mend what it finds",
			 "this rule cannot be changed or waived");
		return NULL;
	}
	if (rule)
		return rule;
	nearest = text_nearest(entry->key, rule_ids());
	if (nearest) {
		_cleanup_(freep) char *hint = text_format("did you mean %s?", nearest);

		complain(reading, entry, hint, "there is no such rule");
	} else {
		complain(reading, entry, "keystrap rules lists them", "there is no such rule");
	}
	return NULL;
}

/* 3: the very environment, 2: one of its class, 1: "*", 0: another one. */
static int fitness(const struct manifest *manifest, const char *environment)
{
	if (text_equal(environment, "*"))
		return 1;
	if (text_equal_nocase(environment, manifest->environment))
		return 3;
	return environment_covers(environment, manifest->environment) ? 2 : 0;
}

/*
 * The best fit of "production,staging"; -1 when a word is nearly an environment but is none, and
 * *ret_wrong is a copy of it then.
 */
static int fitness_of_list(const struct reading *reading, const char *environments,
			   char **ret_wrong)
{
	char **words = text_list(environments);
	int best = 0;

	for (char **word = words; best >= 0 && *word; word++) {
		enum environment_class class;
		bool known = environment_classify(&class, *word);
		int fits = fitness(reading->manifest, *word);

		if (environment_is_word(*word))
			reading_name_environment(reading, *word);
		if (fits == 0 && !known && text_nearest(*word, environment_words)) {
			best = -1;
			*ret_wrong = text_copy(*word);
		} else {
			best = fits > best ? fits : best;
		}
	}
	text_list_free(words);
	return best;
}

/* Whether two lists of environments name one and the same, or both have "*". */
static bool is_in_both(char *const *one, char *const *other)
{
	for (; *one; one++) {
		for (char *const *word = other; *word; word++) {
			if (environment_same(*one, *word))
				return true;
		}
	}
	return false;
}

/* "did you mean error?" for what is neither severity nor environment. */
static bool complain_of_word(struct severities *ret, const char *word)
{
	const char *nearest = text_nearest(word, severity_names);

	if (!nearest)
		nearest = text_nearest(word, environment_words);
	ret->unknown = text_copy(word);
	ret->hint = nearest ? text_format("did you mean %s?", nearest)
			    : text_copy("write severities: error, warning, info or off, each with "
					"@ENVIRONMENTS or without, as in: error@production,staging "
					"warn@*");
	return false;
}

/* One SEVERITY[@ENVIRONMENTS]. named: the environments of those before it. */
static bool read_one(struct severities *ret, const struct reading *reading, const char *text,
		     struct buf *named)
{
	size_t at = strcspn(text, "@");
	_cleanup_(freep) char *word = text_slice(text, at), *unknown = NULL;
	const char *where = text[at] ? text + at + 1 : "*";
	int fit = fitness_of_list(reading, where, &unknown);
	_cleanup_(text_list_freep) char **here = text_list(where);
	_cleanup_(text_list_freep) char **before = text_list(buf_text(named));
	enum severity severity;

	if (fit < 0 || !severity_parse(&severity, word))
		return complain_of_word(ret, fit < 0 ? unknown : word);
	/* Refused wherever it is read: which one counts would be a guess in some environment. */
	if (is_in_both(here, before)) {
		ret->wrong = text_format("a second severity for %s", text[at] ? where : "all");
		ret->hint = text_copy("keep one of the two");
		return false;
	}
	buf_format(named, " %s", where);
	if (fit > ret->fit) {
		ret->severity = severity;
		ret->fit = fit;
	}
	return true;
}

bool severities_read(struct severities *ret, const struct reading *reading, const char *text)
{
	_cleanup_(buf_done) struct buf named = { 0 };
	bool good = true;

	*ret = (struct severities){ .fit = 0 };
	text += strspn(text, " \t");
	if (!*text)
		good = complain_of_word(ret, "");
	while (good && *text) {
		size_t length = strcspn(text, " \t");
		_cleanup_(freep) char *one = text_slice(text, length);

		good = read_one(ret, reading, one, &named);
		text += length;
		text += strspn(text, " \t");
	}
	return good;
}

void severities_done(struct severities *severities)
{
	free(severities->unknown);
	free(severities->wrong);
	free(severities->hint);
}

static void complain_of(const struct reading *reading, const struct entry *entry,
			const struct severities *says)
{
	_cleanup_(freep) char *text =
		text_format("\"%s\" is neither a severity nor an environment", says->unknown);

	complain(reading, entry, says->hint,
		 says->wrong        ? says->wrong
		 : says->unknown[0] ? text
				    : "there is no severity");
}

void rules_section_apply(const struct reading *reading, const struct section *section,
			 const char *preset)
{
	for (size_t i = 0; i < section->count; i++) {
		const struct entry *entry = &section->entries[i];
		_cleanup_(freep) char *text = entry_text(entry, false);
		_cleanup_(severities_done) struct severities says = { .fit = 0 };
		bool counts = keys_counts(reading, section, entry);
		const struct rule *rule = find_rule(reading, entry);

		if (!rule)
			continue;
		if (!severities_read(&says, reading, text))
			complain_of(reading, entry, &says);
		else if (counts && says.fit > 0)
			policy_override(&reading->manifest->policy,
					&(struct override){ .rule = (char *)rule->id,
							    .severity = says.severity,
							    .place = entry->place,
							    .preset = preset,
							    .built_in = reading->built_in });
	}
}
