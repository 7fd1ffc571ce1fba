/* SPDX-License-Identifier: Apache-2.0 */
#include "manifest/rules_section.h"

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

		reading->manifest->environments_named |= known ? 1u << class : 0;
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

bool severities_read(const struct reading *reading, const char *text, enum severity *ret,
		     bool *ret_here, char **ret_wrong)
{
	int best = 0;

	for (text += strspn(text, " \t"); *text; text += strspn(text, " \t")) {
		size_t length = strcspn(text, " \t"), at = strcspn(text, "@ \t");
		_cleanup_(freep) char *word = text_slice(text, at);
		_cleanup_(freep) char *where =
			at < length ? text_slice(text + at + 1, length - at - 1) : text_copy("*");
		enum severity severity;
		int fit = fitness_of_list(reading, where, ret_wrong);

		if (fit >= 0 && !severity_parse(&severity, word))
			*ret_wrong = text_copy(word);
		if (*ret_wrong)
			return false;
		if (fit > best) {
			*ret = severity;
			best = fit;
		}
		text += length;
	}
	*ret_here = best > 0;
	return true;
}

char *severities_hint(const char *word)
{
	const char *nearest = text_nearest(word, severity_names);

	if (!nearest)
		nearest = text_nearest(word, environment_words);
	return nearest ? text_format("did you mean %s?", nearest)
		       : text_copy("write severities: error, warning, info or off, each with "
				   "@ENVIRONMENTS or without, as in: error@production,staging "
				   "warn@*");
}

static void complain_of_word(const struct reading *reading, const struct entry *entry,
			     const char *word)
{
	_cleanup_(freep) char *text =
		text_format("\"%s\" is neither a severity nor an environment", word);
	_cleanup_(freep) char *hint = severities_hint(word);

	complain(reading, entry, hint, word[0] ? text : "there is no severity");
}

void rules_section_apply(const struct reading *reading, const struct section *section,
			 const char *preset)
{
	for (size_t i = 0; i < section->count; i++) {
		const struct entry *entry = &section->entries[i];
		_cleanup_(freep) char *text = entry_text(entry, false), *wrong = NULL;
		bool counts = keys_counts(reading, section, entry);
		const struct rule *rule = find_rule(reading, entry);
		enum severity severity = SEVERITY_OFF;
		bool here;

		if (!rule)
			continue;
		if (!text[0] || !severities_read(reading, text, &severity, &here, &wrong)) {
			complain_of_word(reading, entry, wrong ? wrong : "");
			continue;
		}
		if (counts && here)
			policy_override(&reading->manifest->policy,
					&(struct override){ .rule = (char *)rule->id,
							    .severity = severity,
							    .place = entry->place,
							    .preset = preset });
	}
}
