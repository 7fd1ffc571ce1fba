/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* Options that a runtime takes from a variable: NODE_OPTIONS, JAVA_TOOL_OPTIONS. */

#include <stdbool.h>

/*
 * The options as their programs read them, one a line: quotes and backslashes are gone, and
 * underscores in the name of a --long_option are hyphens. New; wipe it with text_wipe.
 */
char *command_line_plain(const char *text);

/* Whether one of the options starts with one of words (spaces between); plain as from above. */
bool command_line_has(const char *plain, const char *words);
