/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* --help, from the same rows that the options are read by. */

struct command;
struct buf;

/* All commands; or, with a command, its synopsis and options. */
void help_write(struct buf *out, const struct command *command);
