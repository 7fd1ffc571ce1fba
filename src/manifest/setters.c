/* SPDX-License-Identifier: Apache-2.0 */
#include "manifest/setters.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "manifest/presets.h"
#include "manifest/rules_section.h"
#include "model/names.h"
#include "schema/rules.h"
#include "schema/type/api_key.h"
#include "schema/types.h"
#include "util/alloc.h"
#include "util/clock.h"
#include "util/pattern.h"
#include "util/text.h"

static void *member(const struct setting *setting)
{
	return (char *)setting->object + setting->row->offset;
}

static bool store(const struct setting *setting, char *text)
{
	char **stored = member(setting);

	free(*stored);
	*stored = text;
	return true;
}

static bool store_list(const struct setting *setting, char **list)
{
	char ***stored = member(setting);

	text_list_free(*stored);
	*stored = list;
	return true;
}

/* "did you mean X?" for a word that is nearly one of the candidates, else a list of the choices. */
static bool unknown_word(const struct setting *setting, const char *word, const char *what,
			 const char *const *candidates)
{
	const char *nearest = text_nearest(word, candidates);
	_cleanup_(freep) char *hint = NULL;

	if (nearest)
		hint = text_format("did you mean %s?", nearest);
	else if (text_equal(what, "word"))
		hint = text_format("use one of: %s", setting->row->choices);
	else
		hint = text_format("keystrap rules lists them");
	return setting_wrong(setting, hint, "unknown %s %s", what, word);
}

bool set_text(const struct setting *setting)
{
	return store(setting, text_copy(setting->text));
}

/* A ';' is one too, if it comes first; behind another it starts a comment. */
bool set_separator(const struct setting *setting)
{
	size_t length = strcspn(setting->text, " \t");

	return length > 0 ? store(setting, text_slice(setting->text, length))
			  : setting_wrong(setting, "write the character, as in separator = ;",
					  "the separator is empty");
}

/* Parameters are long, as ciphertext is: lines end anywhere in them. Their own spaces are %20. */
static bool set_reference(const struct setting *setting)
{
	_cleanup_(freep) char *text = text_copy(setting->text);
	struct setting joined = *setting;
	char *to = strchr(text, '?');

	for (const char *from = to; from; from++) {
		if (*from == '#') {
			memmove(to, from, strlen(from) + 1);
			break;
		}
		if (*from != ' ')
			*to++ = *from;
		if (!*from)
			break;
	}
	joined.text = text;
	return set_text(&joined);
}

bool set_from(const struct setting *setting)
{
	((struct variable *)setting->object)->from_place = setting->place;
	return set_reference(setting);
}

bool set_value(const struct setting *setting)
{
	((struct variable *)setting->object)->value_place = setting->place;
	return set_text(setting);
}

bool set_import_from(const struct setting *setting)
{
	((struct import *)setting->object)->from_place = setting->place;
	return set_reference(setting);
}

static bool check_choice(const struct setting *setting, const char *word)
{
	char **words = text_list(setting->row->choices);
	bool known = text_list_has(words, word) ||
		     unknown_word(setting, word, "word", (const char *const *)words);

	text_list_free(words);
	return known;
}

bool set_word(const struct setting *setting)
{
	return check_choice(setting, setting->text) && set_text(setting);
}

bool set_list(const struct setting *setting)
{
	char **list = text_list(setting->text);

	if (!list[0]) {
		text_list_free(list);
		return setting_wrong(setting, NULL, "the list is empty");
	}
	return store_list(setting, list);
}

/* A slip of the two that most URLs have would refuse every good value, and let the slip pass. */
bool set_schemes(const struct setting *setting)
{
	static const char *const web[] = { "http", "https", NULL };
	_cleanup_(text_list_freep) char **list = text_list(setting->text);

	for (char **word = list; *word; word++) {
		if (text_starts(*word, "ht") && !text_list_has((char *const *)web, *word) &&
		    text_nearest(*word, web))
			return unknown_word(setting, *word, "scheme", web);
	}
	return set_list(setting);
}

static bool read_bool(bool *ret, const struct setting *setting)
{
	return text_to_bool(ret, setting->text) ||
	       setting_wrong(setting, "write yes or no", "neither yes nor no");
}

bool set_bool(const struct setting *setting)
{
	return read_bool(member(setting), setting);
}

bool set_presence(const struct setting *setting)
{
	bool yes;

	if (!read_bool(&yes, setting))
		return false;
	*(enum presence *)member(setting) = yes ? PRESENCE_REQUIRED : PRESENCE_OPTIONAL;
	return true;
}

bool set_memory_lock(const struct setting *setting)
{
	struct manifest *manifest = setting->object;

	if (!check_choice(setting, setting->text))
		return false;
	manifest->require_locked_memory = text_equal(setting->text, "require");
	return true;
}

bool set_switch(const struct setting *setting)
{
	bool yes;

	return read_bool(&yes, setting) && store(setting, text_copy(yes ? "yes" : "no"));
}

bool set_name(const struct setting *setting)
{
	const char *wrong = name_wrong(setting->text);

	return wrong ? setting_wrong(setting, "write the name of one variable",
				     "not the name of a variable: %s", wrong)
		     : set_text(setting);
}

bool set_condition(const struct setting *setting)
{
	bool negated = setting->text[0] == '!';
	size_t length = strcspn(setting->text, "=");
	const char *word = setting->text + length;
	_cleanup_(freep) char *left = text_slice(setting->text, length);
	_cleanup_(freep) char *name = text_trimmed(left + negated);

	if (name_wrong(name) || (negated && word[0]) || strpbrk(setting->text, ", \t") ||
	    text_equal(word, "=") || text_starts(word, "=="))
		return setting_wrong(setting, "write NAME, NAME=WORD or !NAME",
				     "not one condition about a variable");
	return set_text(setting);
}

bool set_distinct(const struct setting *setting)
{
	return text_equal(setting->text, "*") ? set_list(setting) : set_names(setting);
}

bool set_origins(const struct setting *setting)
{
	char **list = text_list(setting->text);
	bool good = true;

	for (char **word = list; good && *word; word++)
		good = check_choice(setting, *word);
	text_list_free(list);
	return good && set_list(setting);
}

bool set_bits(const struct setting *setting)
{
	size_t number;

	return text_to_size(&number, setting->text, 65536) && number > 0 && number % 8 == 0
		       ? set_text(setting)
		       : setting_wrong(setting, "keys are made of whole bytes, as in 128 or 256",
				       "not a number of bits: a multiple of 8 up to 65536");
}

bool set_entropy(const struct setting *setting)
{
	size_t number;

	return text_to_size(&number, setting->text, 4096)
		       ? set_text(setting)
		       : setting_wrong(setting, "128 is what nobody can guess",
				       "not a number of bits from 0 to 4096");
}

bool set_mode(const struct setting *setting)
{
	size_t length = strlen(setting->text);

	return length >= 3 && length <= 5 && strspn(setting->text, "01234567") == length
		       ? set_text(setting)
		       : setting_wrong(setting, "write it as chmod does, as in 0600",
				       "not permissions in octal");
}

static bool check_period(const struct setting *setting, bool zero)
{
	static const char how[] = "write a number with s, m, h, d or w, as in 15m or 90d";
	size_t digits = strspn(setting->text, "0123456789");
	uint64_t ms;

	if (!text_to_duration(&ms, setting->text))
		return setting_wrong(setting, how, "not a duration");
	if (ms == 0)
		return zero || setting_wrong(setting, how, "no value is that young");
	/* Seconds, as elsewhere, is hardly what "rotate-every = 90" means. */
	return !!setting->text[digits] ||
	       setting_wrong(setting, how, "a duration needs its unit here");
}

bool set_period(const struct setting *setting)
{
	return check_period(setting, true) && set_text(setting);
}

bool set_age(const struct setting *setting)
{
	return check_period(setting, false) && set_text(setting);
}

bool set_provider(const struct setting *setting)
{
	const char *const *names = api_key_providers();

	return text_list_has((char *const *)names, setting->text)
		       ? set_text(setting)
		       : unknown_word(setting, setting->text, "provider", names);
}

bool set_rotation(const struct setting *setting)
{
	return text_equal(setting->text, "never") ? set_text(setting) : set_age(setting);
}

bool set_length(const struct setting *setting)
{
	size_t number;

	return text_to_size(&number, setting->text, 1 << 20)
		       ? set_text(setting)
		       : setting_wrong(setting, NULL, "not a number of bytes from 0 to 1048576");
}

bool set_duration(const struct setting *setting)
{
	return text_to_duration(member(setting), setting->text) ||
	       setting_wrong(setting, "write a number with s, m, h, d or w, as in 15m or 90d",
			     "not a duration");
}

bool set_pattern(const struct setting *setting)
{
	struct variable *variable = setting->object;
	struct pattern *pattern;
	struct error err = { 0 };

	if (!pattern_compile(&pattern, setting->text, &err))
		return setting_wrong(setting, "see PATTERNS in keystrap.ini(5)",
				     "not a regular expression: %s", err.text);
	pattern_free(variable->pattern);
	variable->pattern = pattern;
	return set_text(setting);
}

bool set_environments(const struct setting *setting)
{
	char **list = text_list(setting->text);

	for (char **word = list; *word; word++) {
		enum environment_class class;

		if (!environment_is_word(*word)) {
			setting_wrong(setting, "write environments, with commas or spaces between",
				      "%s is no environment: letters, digits, - _ and . make one",
				      *word);
			text_list_free(list);
			return false;
		}
		reading_name_environment(setting->reading, *word);
		if (!environment_classify(&class, *word) &&
		    !text_equal_nocase(*word, setting->reading->manifest->environment) &&
		    text_nearest(*word, environment_words)) {
			unknown_word(setting, *word, "environment", environment_words);
			text_list_free(list);
			return false;
		}
	}
	return store_list(setting, list);
}

bool set_type(const struct setting *setting)
{
	const struct value_type *type = value_type_find(setting->text);

	if (!type)
		return unknown_word(setting, setting->text, "type", value_type_names());
	*(const struct value_type **)member(setting) = type;
	return true;
}

bool set_presets(const struct setting *setting)
{
	char **list = text_list(setting->text);

	for (char **word = list; *word; word++) {
		if (strchr(*word, '/') || strstr(*word, ".ini") ||
		    text_list_has((char *const *)preset_names(), *word))
			continue;
		unknown_word(setting, *word, "preset", preset_names());
		text_list_free(list);
		return false;
	}
	return store_list(setting, list);
}

/* Whether every word is a name, or a glob that is one once its stars and question marks are
 * letters. */
static bool check_names(const struct setting *setting, char *const *list)
{
	for (; *list; list++) {
		_cleanup_(freep) char *plain = text_copy(*list);

		for (char *c = plain; *c; c++)
			*c = strchr("*?", *c) ? 'X' : *c;
		if (name_wrong(plain))
			return setting_wrong(setting, "write names and globs, as in SMTP_* or PATH",
					     "%s is neither a name nor a glob of names", *list);
	}
	return true;
}

bool set_names(const struct setting *setting)
{
	char **list = text_list(setting->text);

	if (!check_names(setting, list)) {
		store_list(setting, list); /* it is there, if wrong */
		return false;
	}
	text_list_free(list);
	return set_list(setting);
}

bool set_inherit(const struct setting *setting)
{
	static const char *const words[] = { "all", "none", NULL };
	struct manifest *manifest = setting->object;
	const char *nearest = text_nearest(setting->text, words);
	char **list;

	if (text_equal(setting->text, "all") || text_equal(setting->text, "none")) {
		manifest->inherit = setting->text[0] == 'a' ? INHERIT_ALL : INHERIT_NONE;
		return true;
	}
	if (nearest)
		return unknown_word(setting, setting->text, "word", words);
	list = text_list(setting->text);
	if (!check_names(setting, list)) {
		text_list_free(list);
		return false;
	}
	manifest->inherit = INHERIT_LIST;
	text_list_free(manifest->inherit_names);
	manifest->inherit_names = list;
	return true;
}

bool set_delivery(const struct setting *setting)
{
	if (!check_choice(setting, setting->text))
		return false;
	*(enum delivery *)member(setting) =
		text_equal(setting->text, "none") ? DELIVER_NONE : DELIVER_ENV;
	return true;
}

static bool is_signal(const char *name)
{
	if (text_starts(name, "SIG"))
		name += 3;
	for (int number = 1; number < SIGRTMIN; number++) {
		if (text_equal(name, sigabbrev_np(number)))
			return number != SIGKILL && number != SIGSTOP;
	}
	return false;
}

bool set_change(const struct setting *setting)
{
	static const enum change_action actions[] = { CHANGE_RESTART, CHANGE_SIGNAL, CHANGE_EXEC,
						      CHANGE_FILE, CHANGE_NONE };
	static const char *const words[] = { "restart", "signal", "exec", "file", "none" };
	struct variable *variable = setting->object;
	size_t length = strcspn(setting->text, " \t");
	_cleanup_(freep) char *word = text_slice(setting->text, length);
	_cleanup_(freep) char *argument = text_trimmed(setting->text + length);
	enum change_action action = CHANGE_DEFAULT;
	bool wants;

	if (!check_choice(setting, word))
		return false;
	for (size_t i = 0; i < ARRAY_LENGTH(words); i++)
		action = text_equal(words[i], word) ? actions[i] : action;
	wants = action == CHANGE_SIGNAL || action == CHANGE_EXEC;
	if (wants && !argument[0])
		return setting_wrong(setting, "write signal HUP, or exec /path/to/hook ARGUMENTS",
				     "%s needs an argument", word);
	if (!wants && argument[0])
		return setting_wrong(setting, NULL, "%s takes no argument", word);
	if (action == CHANGE_SIGNAL && !is_signal(argument))
		return setting_wrong(setting, "use a name such as HUP, USR1 or TERM",
				     "not a signal that can be sent");
	variable->on_change = action;
	free(variable->on_change_argument);
	variable->on_change_argument = TAKE(argument);
	return true;
}

static bool check_rule(const struct setting *setting)
{
	const struct rule *rule = rule_find(setting->suffix);

	if (!rule)
		return unknown_word(setting, setting->suffix, "rule", rule_ids());
	return !rule->fixed || setting_wrong(setting, "mend what it finds",
					     "this rule cannot be changed or waived");
}

bool set_severity(const struct setting *setting)
{
	_cleanup_(severities_done) struct severities says = { .fit = 0 };

	if (!check_rule(setting))
		return false;
	if (!severities_read(&says, setting->reading, setting->text))
		return setting_wrong(setting, says.hint, "%s%s",
				     says.wrong ? says.wrong : "unknown word ",
				     says.wrong ? "" : says.unknown);
	if (says.fit > 0)
		policy_override(member(setting),
				&(struct override){ .rule = (char *)setting->suffix,
						    .severity = says.severity,
						    .place = setting->place });
	return true;
}

/* "until YYYY-MM-DD reason TEXT": the day's end, and where TEXT starts; NULL when it is not so. */
static const char *read_waiver(time_t *until, const char *text)
{
	_cleanup_(freep) char *day = NULL;

	if (!text_starts(text, "until ") || strlen(text) < strlen("until 2026-12-31"))
		return NULL;
	text += strlen("until ");
	day = text_slice(text, strlen("2026-12-31"));
	text += strlen(day);
	if (!text_starts(text, " reason ") || !clock_parse_day_end(until, day))
		return NULL;
	text += strlen(" reason ");
	return text[strspn(text, " \t")] ? text : NULL;
}

bool set_waiver(const struct setting *setting)
{
	struct policy *policy = member(setting);
	const char *reason;
	time_t until;

	if (!check_rule(setting))
		return false;
	reason = read_waiver(&until, setting->text);
	if (!reason)
		return setting_wrong(setting, "write: until 2026-12-31 reason why it is all right",
				     "not a waiver with a date and a reason");
	policy->waivers = alloc_grow(policy->waivers, &policy->waivers_capacity,
				     policy->waivers_count + 1, sizeof(struct waiver));
	policy->waivers[policy->waivers_count++] = (struct waiver){
		.rule = text_copy(setting->suffix),
		.until = until,
		.text = text_format("%.16s: %s", setting->text, reason),
		.place = setting->place,
	};
	return true;
}

bool set_elsewhere(const struct setting *setting)
{
	(void)setting;
	return true;
}
