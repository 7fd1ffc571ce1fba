/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* The command line: options as rows, read into one struct. */

#include <stdbool.h>
#include <stddef.h>

#include "util/error.h"

struct command;

/* What the command line said. Texts are borrowed from argv. */
struct options {
	const struct command *command;
	const char *program; /* argv[0], or "keystrap" */
	bool help, version;

	const char *config, *environment, *presets;
	const char *log_format;
	bool quiet, verbose;

	const char *format, *fail_on;
	const char *dotenv, *environ_file;
	const char *from, *directory;
	const char *output, *identity, *passphrase_file;
	const char *set, *unset, *source;
	const char *recipients[32];
	size_t recipients_count;
	bool all_environments;
	bool offline, online, reveal, terminal, armor, keys, force, exec;

	char *const *arguments; /* what is left, ends with NULL */
	size_t arguments_count;
};

struct option_spec {
	const char *name;     /* without the dashes */
	char letter;          /* a short form, or 0 */
	const char *argument; /* "FILE"; NULL: a switch */
	size_t offset;        /* of a const char * or, for a switch, a bool */
	bool repeats;         /* goes to recipients */
	const char *choices;  /* words, with spaces between; or NULL */
	/* The same from the table that acts on them; ends with NULL. Or NULL. */
	const char *const *(*names)(void);
	const char *help; /* choices and names are added to it */
};

/* The words that an option takes; new, as text_list. NULL: any. */
char **option_words(const struct option_spec *spec);

/*
 * Reads argv into *ret. Everything behind "--" or behind the first word that is no option of a
 * command that runs a program is left as it is. Errors: ERR_USAGE, with the nearest spelling.
 */
bool options_read(struct options *ret, int argc, char *const *argv, struct error *err) _must_check_;
