/* SPDX-License-Identifier: Apache-2.0 */
#include "provider/exec/source.h"

#include <stdlib.h>
#include <string.h>

#include "provider/document.h"
#include "util/alloc.h"
#include "util/command.h"
#include "util/io.h"
#include "util/text.h"

#define OUTPUT_MAX_BYTES (1024 * 1024)
/* What the helper's output is called in a reference when it is one value. */
#define ONE_VALUE        "value"

extern char **environ;

/* clang-format off */
static const struct option_row options[] = {
	{ "command",     OPTION_TEXT,     NULL, NULL, NULL, NULL, "the program and its arguments; no shell is asked" },
	{ "format",      OPTION_WORD,     "value dotenv json", NULL, "value", NULL, "what it prints: one value, dotenv lines or one JSON object" },
	{ "trim",        OPTION_WORD,     "yes no", NULL, "yes", NULL, "whether one line end at the end is no part of the one value" },
	{ "inherit",     OPTION_LIST,     NULL, NULL, NULL, NULL, "more names of the environment that it gets; names and globs" },
	{ "show-errors", OPTION_WORD,     "yes no", NULL, "no", NULL, "whether what it says on its stderr is shown" },
	{ "deadline",    OPTION_DURATION, NULL, NULL, "30s", NULL, "how long it may take; then it is killed" },
	{ 0 },
};
/* clang-format on */

/* What nearly every program needs to find its files and to speak its user's language. */
static const char *const usual_names[] = { "PATH", "HOME",   "USER", "LOGNAME",        "LANG",
					   "LC_*", "TMPDIR", "TZ",   "XDG_RUNTIME_DIR" };

static bool prints_one_value(const struct source *source)
{
	return text_equal(source_option(source, "format"), "value");
}

static const char *reference_wrong(const struct source *source, const struct reference *reference)
{
	if (reference->version)
		return "a helper's output has no versions: write it without @VERSION";
	if (strchr(reference->path, '/'))
		return "a helper's output is flat: write SOURCE:KEY, or SOURCE:KEY#FIELD for JSON";
	if (prints_one_value(source) &&
	    (reference->field || !text_equal(reference->path, ONE_VALUE)))
		return "the helper prints one value: write SOURCE:value, or say format = json or "
		       "dotenv";
	return NULL;
}

static const char *options_wrong(const struct source *source)
{
	const char *text = source_option(source, "command"), *wrong;
	char **words;

	if (!text)
		return "a helper needs command";
	wrong = command_words(&words, text);
	if (!wrong)
		text_list_free(words);
	return wrong;
}

static bool is_passed(char *const *names, const char *name)
{
	for (size_t i = 0; i < ARRAY_LENGTH(usual_names); i++) {
		if (text_glob(usual_names[i], name, false))
			return true;
	}
	for (; *names; names++) {
		if (text_glob(*names, name, false))
			return true;
	}
	return false;
}

/* The entries of our environment that the helper gets; a new list of borrowed entries. */
static char **environment_of(const struct source *source)
{
	const char *text = source_option(source, "inherit");
	_cleanup_(text_list_freep) char **names = text_list(text ? text : "");
	size_t count = 0;
	char **kept;

	for (char **entry = environ; *entry; entry++)
		count++;
	kept = alloc_array(count + 1, sizeof(char *));
	count = 0;
	for (char **entry = environ; *entry; entry++) {
		_cleanup_(freep) char *name = text_slice(*entry, strcspn(*entry, "="));

		if (is_passed(names, name))
			kept[count++] = *entry;
	}
	return kept;
}

/* A program with a slash in its name is beside the file that says so, unless its path is whole. */
static char **words_of(const struct source *source)
{
	size_t row = source_row(source, "command");
	const char *file = source->option_places[row].file;
	char **words = NULL;

	if (command_words(&words, source->options[row]))
		return NULL;
	if (file && strchr(words[0], '/')) {
		char *beside = path_beside(file, words[0]);

		free(words[0]);
		words[0] = beside;
	}
	return words;
}

static bool run(struct buf *output, const struct source *source, char *const *words,
		struct error *err)
{
	_cleanup_(freep) char **environment = environment_of(source);
	struct command command = {
		.argv = words,
		.environ = environment,
		.show_errors = text_equal(source_option(source, "show-errors"), "yes"),
	};

	text_to_duration(&command.deadline_ms, source_option(source, "deadline"));
	if (command_run(output, &command, err))
		return true;
	/* These two are the exit status of a program that keystrap was asked to become. */
	if (err->code == ERR_NOT_FOUND || err->code == ERR_NOT_EXECUTABLE)
		err->code = ERR_MANIFEST;
	if (!command.show_errors && err->code == ERR_MANIFEST && !err->hint[0])
		error_hint(err, "say show-errors = yes to see what it says");
	return false;
}

static bool take_value(const struct taking *taking, const char *name, const struct buf *output,
		       struct error *err)
{
	const struct source *source = &taking->manifest->sources[taking->source];
	size_t item = plan_find(taking->plan, taking->source, ONE_VALUE, NULL);
	bool trim = text_equal(source_option(source, "trim"), "yes");
	size_t length = trim ? document_trimmed(output) : output->length;

	if (!document_is_text(output, length)) {
		error_set(err, ERR_MANIFEST,
			  "%s: what it printed is no text (a NUL byte, or not UTF-8)", name);
		return error_hint(err, "have it print text: base64 or hexadecimal");
	}
	bundle_add(taking->bundle, taking->source, item, NULL, buf_text(output), length);
	return true;
}

static bool collect(struct bundle *bundle, const struct manifest *manifest, size_t index,
		    const struct plan *plan, struct error *err)
{
	const struct source *source = &manifest->sources[index];
	const struct taking taking = { bundle, manifest, plan, index };
	_cleanup_(buf_done) struct buf output = { .maximum = OUTPUT_MAX_BYTES };
	_cleanup_(text_list_freep) char **words = words_of(source);

	if (!words || !run(&output, source, words, err))
		return words ? false : error_set(err, ERR_MANIFEST, "its command is wrong");
	if (prints_one_value(source))
		return take_value(&taking, words[0], &output, err);
	return document_take(&taking, words[0],
			     text_equal(source_option(source, "format"), "json") ? DOCUMENT_JSON
										 : DOCUMENT_DOTENV,
			     &output, err);
}

const struct source_type source_type_exec = {
	.name = "exec",
	.noun = "helper program",
	.summary = "what a helper program prints: one value, dotenv lines or one JSON object",
	.provenance = "exec",
	.options = options,
	.remote = false,
	.reference_wrong = reference_wrong,
	.options_wrong = options_wrong,
	.collect = collect,
};

_Static_assert(ARRAY_LENGTH(options) <= SOURCE_MAX_OPTIONS, "room for every option");
