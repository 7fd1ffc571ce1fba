/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* Where something was written. The file name belongs to whoever read the file. */
struct place {
	const char *file; /* NULL: nowhere in a file (a built-in row, the command line) */
	unsigned line;    /* from 1 */
};
