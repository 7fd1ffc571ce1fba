/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/options.h"

#include <string.h>

#include "cli/commands.h"
#include "util/alloc.h"
#include "util/buf.h"
#include "util/text.h"

/* Where reading stands. */
struct cursor {
	struct options *options;
	char *const *at; /* the next word */
	struct error *err;
};

static const struct option_spec *find(const struct option_spec *const *specs, const char *name,
				      size_t length, char letter)
{
	for (; *specs; specs++) {
		if (letter ? (*specs)->letter == letter
			   : strlen((*specs)->name) == length &&
				     strncmp((*specs)->name, name, length) == 0)
			return *specs;
	}
	return NULL;
}

static bool complain_unknown(const struct cursor *cursor, const char *word)
{
	const struct command *command = cursor->options->command;
	const char *names[64];
	size_t count = 0;
	const char *nearest;
	_cleanup_(freep) char *name = text_slice(word, strcspn(word, "="));

	for (const struct option_spec *const *spec = command->options; *spec; spec++)
		names[count++] = (*spec)->name;
	for (const struct option_spec *const *spec = common_options; *spec; spec++)
		names[count++] = (*spec)->name;
	names[count] = NULL;
	nearest = text_nearest(name + strspn(name, "-"), names);
	error_set(cursor->err, ERR_USAGE, "%s: unknown option %s", command->name, name);
	if (nearest)
		return error_hint(cursor->err, "did you mean --%s?", nearest);
	return error_hint(cursor->err, "keystrap %s --help lists the options", command->name);
}

char **option_words(const struct option_spec *spec)
{
	_cleanup_(buf_done) struct buf joined = { 0 };

	if (!spec->choices && !spec->names)
		return NULL;
	if (spec->choices)
		return text_list(spec->choices);
	for (const char *const *name = spec->names(); *name; name++)
		buf_format(&joined, "%s ", *name);
	return text_list(buf_text(&joined));
}

static bool check_choice(const struct cursor *cursor, const struct option_spec *spec,
			 const char *text)
{
	_cleanup_(text_list_freep) char **words = option_words(spec);
	_cleanup_(buf_done) struct buf joined = { 0 };

	if (!words || text_list_has(words, text))
		return true;
	error_set(cursor->err, ERR_USAGE, "--%s: unknown word %s", spec->name, text);
	for (char *const *word = words; *word; word++)
		buf_format(&joined, " %s", *word);
	return error_hint(cursor->err, "use one of:%s", buf_text(&joined));
}

static bool store(struct cursor *cursor, const struct option_spec *spec, const char *text)
{
	struct options *options = cursor->options;
	void *member = (char *)options + spec->offset;

	if (!spec->argument) {
		*(bool *)member = true;
		return true;
	}
	if (!text)
		text = *cursor->at ? *cursor->at++ : NULL;
	if (!text || !text[0]) {
		error_set(cursor->err, ERR_USAGE, "--%s needs %s", spec->name, spec->argument);
		return error_hint(cursor->err, "write --%s %s", spec->name, spec->argument);
	}
	if (!check_choice(cursor, spec, text))
		return false;
	if (spec->repeats) {
		if (options->recipients_count == ARRAY_LENGTH(options->recipients))
			return error_set(cursor->err, ERR_USAGE, "--%s: more than %zu", spec->name,
					 ARRAY_LENGTH(options->recipients));
		options->recipients[options->recipients_count++] = text;
	} else if (*(const char **)member) {
		return error_set(cursor->err, ERR_USAGE, "--%s is given twice", spec->name);
	} else {
		*(const char **)member = text;
	}
	return true;
}

static bool read_option(struct cursor *cursor, const char *word)
{
	const struct command *command = cursor->options->command;
	bool is_long = word[1] == '-';
	size_t length = is_long ? strcspn(word + 2, "=") : 0;
	const char *inner = is_long ? (word[2 + length] ? word + 3 + length : NULL)
				    : (word[2] ? word + 2 : NULL);
	const struct option_spec *spec =
		find(command->options, word + 2, length, is_long ? 0 : word[1]);

	if (!spec)
		spec = find(common_options, word + 2, length, is_long ? 0 : word[1]);
	if (!spec)
		return complain_unknown(cursor, word);
	if (!spec->argument && inner)
		return error_set(cursor->err, ERR_USAGE, "--%s takes no argument", spec->name);
	return store(cursor, spec, inner);
}

static bool find_command(struct cursor *cursor, const char *word)
{
	const char *names[32] = { "--version", "--help" };
	const char *nearest;

	cursor->options->command = command_find(word);
	if (cursor->options->command)
		return true;
	for (size_t i = 0; commands[i].name; i++)
		names[i + 2] = commands[i].name;
	nearest = text_nearest(word, names);
	error_set(cursor->err, ERR_USAGE, "unknown command %s", word);
	if (nearest)
		return error_hint(cursor->err, "did you mean keystrap %s?", nearest);
	return error_hint(cursor->err, "keystrap --help lists the commands");
}

/* Options come before the arguments of a command that runs a program, anywhere with the others. */
static bool read_words(struct cursor *cursor)
{
	struct options *options = cursor->options;
	char **arguments;
	size_t count = 0;

	while (options->command->runs_program) {
		if (!*cursor->at || (*cursor->at)[0] != '-' || !(*cursor->at)[1])
			break;
		if (text_equal(*cursor->at, "--")) {
			cursor->at++;
			break;
		}
		if (!read_option(cursor, *cursor->at++))
			return false;
	}
	if (options->command->runs_program) {
		options->arguments = cursor->at;
		while (cursor->at[options->arguments_count])
			options->arguments_count++;
		return true;
	}
	/* Filled in place: what is kept is never ahead of what is read. */
	arguments = (char **)cursor->at;
	options->arguments = arguments;
	for (bool literal = false; *cursor->at;) {
		char *word = *cursor->at++;

		if (!literal && text_equal(word, "--"))
			literal = true;
		else if (literal || word[0] != '-' || !word[1])
			arguments[count++] = word;
		else if (!read_option(cursor, word))
			return false;
	}
	arguments[count] = NULL;
	options->arguments_count = count;
	if (count <= options->command->arguments_max)
		return true;
	error_set(cursor->err, ERR_USAGE, "%s: more arguments than it takes",
		  options->command->name);
	return error_hint(cursor->err, "keystrap %s --help shows how it is called",
			  options->command->name);
}

bool options_read(struct options *ret, int argc, char *const *argv, struct error *err)
{
	struct options options = { .program = argc > 0 ? argv[0] : "keystrap" };
	struct cursor cursor = { &options, argv + (argc > 0), err };
	const char *word = argc > 1 ? argv[1] : NULL;

	if (!word || text_equal(word, "--help") || text_equal(word, "-h") ||
	    (text_equal(word, "help") && argc == 2)) {
		options.help = true;
	} else if (text_equal(word, "--version")) {
		options.version = true;
	} else if (text_equal(word, "help") && argc == 3) {
		options.help = true;
		if (!find_command(&cursor, argv[2]))
			return false;
	} else {
		cursor.at++;
		if (!find_command(&cursor, word) || !read_words(&cursor))
			return false;
	}
	*ret = options;
	return true;
}
