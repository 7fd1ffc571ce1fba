/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * What people read on stderr: "keystrap: warning: text", or one JSON object a line. Called by main,
 * cli, core and process; everything below returns errors instead. No value may be handed to it.
 */

#include <stdbool.h>

#include "util/error.h"

enum log_level { LOG_ERROR, LOG_WARNING, LOG_NOTICE, LOG_VERBOSE };
enum log_format { LOG_TEXT, LOG_JSON };

/* Sets what is shown and how. Each JSON line carries run_id, 16 hex digits made at first use. */
void log_setup(enum log_level shown, enum log_format format);

void log_print(enum log_level level, const char *format, ...) _printf_(2, 3);
void log_hint(enum log_level level, const char *hint, const char *format, ...) _printf_(3, 4);
void log_error(const struct error *err);

#define log_warning(...) log_print(LOG_WARNING, __VA_ARGS__)
#define log_notice(...)  log_print(LOG_NOTICE, __VA_ARGS__)
#define log_verbose(...) log_print(LOG_VERBOSE, __VA_ARGS__)

/* Whether colour is wanted on a descriptor: a terminal, NO_COLOR unset or empty, TERM not dumb. */
bool log_wants_colour(int fd);

/* How wide the terminal of a descriptor is; 0 when it is none, does not say, or is too narrow. */
unsigned log_columns(int fd);
