/* SPDX-License-Identifier: Apache-2.0 */
#include "provider/vault/helper.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "util/alloc.h"
#include "util/command.h"
#include "util/io.h"
#include "util/text.h"

/*
 * A token helper is a program that keeps the token for the stores' own tools
 * (https://developer.hashicorp.com/vault/docs/commands/token-helper): "get" prints it. They run it
 * through a shell; here its words are split and nothing is expanded.
 */

#define MAX_CONFIG (64 * 1024)
#define MAX_TOKEN  (16 * 1024)
#define MOST_MS    10000
#define KEY        "token_helper"

extern char **environ;

static const char *past_space(const char *text)
{
	return text + strspn(text, " \t");
}

/*
 * token_helper = "PATH" in HCL, on a line of its own; everything else there is for other tools.
 * NULL: there is none. New.
 */
static char *find_helper(const char *config, const char **wrong)
{
	for (const char *line = config, *next; line; line = next) {
		const char *at = past_space(line);
		size_t length;

		next = strchr(line, '\n');
		next = next ? next + 1 : NULL;
		if (!text_starts(at, KEY))
			continue;
		at = past_space(at + strlen(KEY));
		if (*at != '=')
			continue;
		at = past_space(at + 1);
		length = *at == '"' ? strcspn(at + 1, "\"\\\n") : 0;
		if (*at == '"' && at[1 + length] == '"')
			return length > 0 ? text_slice(at + 1, length) : NULL;
		*wrong = KEY " there is no text in double quotes without a backslash";
		return NULL;
	}
	return NULL;
}

/* What the configuration of the tools says; true with NULL in *ret when it says nothing. */
static bool helper_of_config(char **ret, const char *path, struct error *err)
{
	_cleanup_(buf_done) struct buf content = { .maximum = MAX_CONFIG };
	const char *wrong = NULL;
	struct stat status;

	if (stat(path, &status) < 0 || !S_ISREG(status.st_mode))
		return true;
	if (!file_read(&content, path, FILE_PUBLIC, err))
		return false;
	*ret = find_helper(buf_text(&content), &wrong);
	return wrong ? error_set(err, ERR_MANIFEST, "%s: %s", path, wrong) : true;
}

/* The command line of the helper, from the manifest or the tools' configuration. New. */
static bool find_command(char **ret, const struct source *source, struct error *err)
{
	const char *written = source_option(source, "token-helper");
	const char *config = source_option(source, "tool-config");
	_cleanup_(freep) char *beside = NULL;

	if (written) {
		*ret = text_copy(written);
		return true;
	}
	if (!config)
		return true;
	/* OpenBao's own comes first where only convention names one. */
	if (!source_is_written(source, "tool-config") &&
	    !source->option_origins[source_row(source, "tool-config")]) {
		beside = path_beside(config, ".bao");
		if (!helper_of_config(ret, beside, err))
			return false;
	}
	return *ret || helper_of_config(ret, config, err);
}

/* Its environment is ours, and says which server it is about. New; the texts are borrowed. */
static char **environment_of_helper(char *vault, char *bao)
{
	size_t count = 0, kept = 0;
	char **list;

	while (environ[count])
		count++;
	list = alloc_array(count + 3, sizeof(char *));
	for (size_t i = 0; i < count; i++) {
		if (!text_starts(environ[i], "VAULT_ADDR=") &&
		    !text_starts(environ[i], "BAO_ADDR="))
			list[kept++] = environ[i];
	}
	list[kept++] = vault;
	list[kept] = bao;
	return list;
}

static bool run(struct buf *output, const struct source *source, const char *line,
		struct error *err)
{
	_cleanup_(text_list_freep) char **words = NULL;
	_cleanup_(freep) char *vault =
		text_format("VAULT_ADDR=%s", source_option(source, "address"));
	_cleanup_(freep) char *bao = text_format("BAO_ADDR=%s", source_option(source, "address"));
	const char *wrong = command_words(&words, line);
	char *argv[COMMAND_MAX_WORDS + 2] = { 0 };
	char **list;
	size_t count = 0;
	bool good;

	if (wrong)
		return error_set(err, ERR_MANIFEST, "the token helper: %s", wrong);
	if (!words[0] || words[0][0] != '/')
		return error_set(err, ERR_MANIFEST, "the token helper has no absolute path");
	for (; words[count] && count < COMMAND_MAX_WORDS; count++)
		argv[count] = words[count];
	argv[count] = (char[]){ "get" };
	list = environment_of_helper(vault, bao);
	good = command_run(output,
			   &(struct command){
				   .argv = argv,
				   .environ = list,
				   .deadline_ms = source_helper_time(source, MOST_MS),
				   .trusted = true,
			   },
			   err);
	free(list);
	return good;
}

bool vault_ask_helper(bool *ret_named, const struct source *source, const struct option_sink *sink,
		      struct error *err)
{
	_cleanup_(buf_done) struct buf output = { .maximum = MAX_TOKEN };
	_cleanup_(freep) char *line = NULL;

	if (!find_command(&line, source, err))
		return false;
	*ret_named = line;
	if (!line)
		return true;
	if (!run(&output, source, line, err)) {
		/* Of a value that is not there these would say something else. */
		if (err->code == ERR_NOT_FOUND || err->code == ERR_NOT_EXECUTABLE)
			err->code = ERR_MANIFEST;
		error_wrap(err, "the token helper");
		if (err->code == ERR_DEADLINE && source_helper_time(source, MOST_MS) == MOST_MS)
			return error_hint(err, "run it with the word get: it may take %d s at most",
					  MOST_MS / 1000);
		return err->hint[0] ? false
				    : error_hint(err, "run it with the word get, and see what it "
						      "says");
	}
	/* When it has none, no other place is looked at. */
	sink->add(sink->context, "token", buf_text(&output));
	return true;
}
