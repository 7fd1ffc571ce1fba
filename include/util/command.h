/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* Programs that print one thing: helpers for logins and values. No shell is ever in between. */

#include <stdbool.h>
#include <stdint.h>

#include "util/buf.h"
#include "util/error.h"

struct command {
	char *const *argv;    /* ends with NULL; argv[0] has a slash, or is looked for in PATH */
	char *const *environ; /* what it gets; NULL: this process's own */
	uint64_t deadline_ms; /* from now; then it is killed, and all of its process group */
	bool show_errors;     /* its stderr is ours; otherwise /dev/null */
	/*
	 * It hands out keys: argv[0] is a whole path, or is found in PATH under one, and its file
	 * must be as file_check wants it with FILE_PUBLIC.
	 */
	bool trusted;
};

/*
 * Runs it in a process group of its own, with an empty stdin and no descriptor of ours, and appends
 * what it prints to *output, at most output->maximum bytes in all. What counts ends with the
 * program: processes that it leaves behind in its group are killed, whether they hold its stdout
 * or not. A signal that would end this process kills the group first. Nothing else may wait for
 * children that it does not know meanwhile. Returns true when it exited with 0; otherwise *output
 * is as it was. What it printed is never part of an error, nor are its arguments. PATH is the one
 * of its own environment. Errors: ERR_NOT_FOUND, ERR_NOT_EXECUTABLE, ERR_DEADLINE, ERR_SYSTEM,
 * ERR_MANIFEST (it failed, was killed, or printed too much).
 */
bool command_run(struct buf *output, const struct command *command, struct error *err) _must_check_;

#define COMMAND_MAX_WORDS 256

/*
 * The words of a command line as a shell would take them that expands nothing: white space between;
 * 'single quotes' keep every character; in "double quotes" a backslash in front of \ or " is taken
 * off, outside of quotes one in front of any character. On success *ret is a new list that ends
 * with NULL, release it with text_list_free. Otherwise a constant phrase that says what is wrong.
 */
const char *command_words(char ***ret, const char *text);
