/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/catalogue.h"

#include <string.h>

#include "manifest/keys.h"
#include "manifest/presets.h"
#include "util/alloc.h"
#include "util/ascii.h"
#include "util/text.h"

#define WIDTH 96

/* clang-format off */
#define HEAD                                                                                       \
	".\\\" SPDX-License-Identifier: Apache-2.0\n"                                              \
	".\\\" Written by: keystrap rules --format mdoc\n"                                         \
	".Dd November 21, 2026\n"                                                                  \
	".Dt KEYSTRAP-RULES 7\n"                                                                   \
	".Os\n"                                                                                    \
	".Sh NAME\n"                                                                               \
	".Nm keystrap-rules\n"                                                                     \
	".Nd types, keys, rules and presets of keystrap manifests\n"                               \
	".Sh DESCRIPTION\n"                                                                        \
	".Xr keystrap 1\n"                                                                         \
	"checks every value before a program gets it: by the type of its variable, by the keys that\n" \
	"its section in\n"                                                                         \
	".Xr keystrap.ini 5\n"                                                                     \
	"has, and by rules that look at its name, its bytes, or at several variables together.\n"  \
	"What was found carries the name of a rule, by which its severity can be changed or a waiver\n" \
	"given:\n"                                                                                 \
	".Bd -literal -offset indent\n"                                                            \
	"[LOG_LEVEL]\n"                                                                            \
	"severity.log-level = warning\n"                                                           \
	"waive.log-level    = until 2099-12-31 reason the support asked for it\n"                  \
	".Ed\n"                                                                                    \
	".Pp\n"                                                                                    \
	".Ic keystrap explain Ar NAME\n"                                                           \
	"tells which rules apply to a variable, at which severity and limit.\n"                    \
	".Pp\n"                                                                                    \
	"Each type and rule names where it comes from.\n"                                                   \
	"S0 to S4 and a number are a line of one of the five production checklists that the rules\n" \
	"were drawn from; capitals and a number, as in PAR-01, are a requirement of keystrap's own.\n" \
	"ASVS is version 5.0 of the OWASP Application Security Verification Standard.\n"

#define TAIL                                                                                       \
	".Sh SEE ALSO\n"                                                                           \
	".Xr keystrap 1 ,\n"                                                                       \
	".Xr keystrap.ini 5 ,\n"                                                                   \
	".Xr keystrap-references 7 ,\n"                                                            \
	".Xr keystrap-security 7\n"
/* clang-format on */

static void add_escaped(struct buf *out, const char *text, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		if (text[i] == '\\')
			buf_add_text(out, "\\e");
		else
			buf_add_char(out, text[i]);
	}
}

/* Lines of text: one that starts with a dot or an apostrophe would be a macro. */
static void add_filled(struct buf *out, const char *text)
{
	size_t used = 0;

	while (*text) {
		size_t length = strcspn(text, " ");

		if (used > 0 && used + 1 + length > WIDTH) {
			buf_add_char(out, '\n');
			used = 0;
		} else if (used > 0) {
			buf_add_char(out, ' ');
			used++;
		}
		if (used == 0 && (text[0] == '.' || text[0] == '\''))
			buf_add_text(out, "\\&");
		add_escaped(out, text, length);
		if (length > 0 && text[length - 1] == '.' && text[length])
			buf_add_text(out, "\\&"); /* no end of a sentence */
		used += length;
		text += length + (text[length] == ' ');
	}
	buf_add_char(out, '\n');
}

/* "text" with a capital and a full stop. */
static void add_sentence(struct buf *out, const char *before, const char *text)
{
	_cleanup_(freep) char *sentence = text_format("%s%s.", before, text);

	if (!text[0])
		return;
	sentence[0] = to_capital(sentence[0]);
	add_filled(out, sentence);
}

/* ".Cm one , two" */
static void add_words(struct buf *out, const char *before, const char *macro, const char *text)
{
	_cleanup_(text_list_freep) char **words = text_list(text);

	if (words[0])
		add_filled(out, before);
	for (char *const *word = words; *word; word++)
		buf_format(out, ".%s %s%s\n", macro, *word, word[1] ? " ," : " .");
}

static void add_example(struct buf *out, const char *before, const char *text)
{
	if (!text[0])
		return;
	buf_format(out, "%s\n.Dl ", before);
	if (text[0] == '.' || text[0] == '\'')
		buf_add_text(out, "\\&");
	add_escaped(out, text, strlen(text));
	buf_add_char(out, '\n');
}

static void write_types(struct buf *out)
{
	buf_add_text(out, ".Sh TYPES\nAn empty value counts as unset, and no type looks at it.\n"
			  "What is not of its type is found by a rule named after it, as in\n"
			  ".Cm type-port ,\nan error in every environment.\n"
			  ".Bl -tag -width Ds\n");
	for (const struct value_type *type = value_types; type->name; type++) {
		buf_format(out, ".It Cm %s\n", type->name);
		add_sentence(out, "", type->summary);
		if (type->sensitive)
			buf_add_text(out, "Holds a secret.\n");
		if (type->refines)
			buf_format(out, "A kind of\n.Cm %s .\n", type->refines);
		add_words(out, "Takes", "Ic", type->takes);
		add_example(out, "Good is, for instance,", type->accepts);
		add_example(out, "Wrong is, for instance,", type->rejects);
		add_sentence(out, "Source: ", type->source);
	}
	buf_add_text(out, ".El\n");
}

/* Keys that say what the value must be; the others are the business of keystrap.ini(5). */
static void write_keys(struct buf *out)
{
	buf_add_text(out, ".Sh KEYS\nThese keys of a variable's section mean something to some "
			  "types only, and are refused\nwith the others.\n"
			  ".Bl -tag -width Ds\n");
	for (const struct key_row *row = variable_keys; row->name; row++) {
		bool first = true;

		if (!row->typed)
			continue;
		buf_format(out, ".It Ic %s\n", row->name);
		add_sentence(out, "", row->help);
		add_words(out, "One of", "Cm", row->choices ? row->choices : "");
		for (const struct value_type *type = value_types; type->name; type++) {
			if (!value_type_takes(type, row->name))
				continue;
			buf_format(out, "%s.Cm %s\n", first ? "For\n" : "", type->name);
			first = false;
		}
	}
	buf_add_text(out, ".El\n");
}

static void write_rule(struct buf *out, const struct rule *rule)
{
	_cleanup_(freep) char *severities = catalogue_severities(rule);

	buf_format(out, ".It Cm %s\n", rule->id);
	add_sentence(out, "", rule->summary);
	add_sentence(out, "", severities);
	if (rule->fixed)
		buf_add_text(out, "Neither its severity nor a waiver changes that.\n");
	if (rule->names)
		add_sentence(out, "Looks at ", rule->names);
	add_sentence(out, "What to do: ", rule->hint);
	add_sentence(out, "Source: ", rule->source);
}

void catalogue_write_mdoc(struct buf *out, char *const *names)
{
	(void)names;
	buf_add_text(out, HEAD);
	write_types(out);
	write_keys(out);
	buf_add_text(out, ".Sh RULES\n.Bl -tag -width Ds\n");
	for (const struct rule *rule = rules; rule->id; rule++)
		write_rule(out, rule);
	buf_add_text(out, ".El\n.Sh PRESETS\n.Ic keystrap rules Ar NAME\nshows what a preset asks "
			  "of which variables.\n.Bl -tag -width Ds\n");
	for (const struct preset *preset = preset_list(); preset->name; preset++) {
		buf_format(out, ".It Cm %s\n", preset->name);
		add_sentence(out, "", preset->summary);
	}
	buf_add_text(out, ".El\n" TAIL);
}
