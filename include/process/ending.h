/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * The signals that end keystrap: TERM, INT, QUIT and HUP. They do it at once, until a store begins
 * to make something for the program: from then on the first of them is noted, so that it can be
 * given back before it is obeyed. A second one ends at once in any case, and so does a time that is
 * up: five seconds for what is just being made, and five for giving it back.
 */

#include <stdbool.h>

/* Sets the handlers, except for what was ignored. Once, in startup_take. */
void ending_take(void);

/*
 * fd is the socket to the helper that may make something: it is shut down when a signal is noted
 * and nothing is being made any more, which ends the collection. -1: there is none.
 */
void ending_watch(int fd);

/* One thing more is being made, and one less. */
void ending_making(void);
void ending_made(void);

/* Whether a signal was noted: nothing may be started. */
bool ending_noted(void);

/*
 * Right before an exec of path: a signal empties it, and the exec finds no file; there is no moment
 * in which a signal is lost. The path must live until this is called with NULL.
 */
void ending_guard(char *path);

/* Ends the process with 128+n when a signal was noted. Last, when all is given back. */
void ending_obey(void);
