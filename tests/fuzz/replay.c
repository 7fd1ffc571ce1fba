/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Runs a fuzz target over every file of the directories in argv, and prints TAP: so that what was
 * once found stays found, with any compiler. A file that fails stops the process; the plan, which
 * comes last, is then missing.
 */

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#include "util/alloc.h"
#include "util/io.h"

#include "fuzz.h"

#define FILE_MAXIMUM ((size_t)16 * 1024 * 1024)

static int is_visible(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

static bool replay_file(const char *path, unsigned number)
{
	_cleanup_(buf_done) struct buf content = { .maximum = FILE_MAXIMUM };
	struct error err = { 0 };
	bool read = file_read(&content, path, FILE_ANY, &err);

	if (!read)
		printf("# %s\n", err.text);
	else
		LLVMFuzzerTestOneInput((const uint8_t *)buf_text(&content), content.length);
	printf("%s %u - %s\n", read ? "ok" : "not ok", number, path);
	fflush(stdout);
	return read;
}

/* Adds to *number; sorted, so that two runs can be compared. */
static bool replay_directory(const char *directory, unsigned *number)
{
	struct dirent **entries = NULL;
	int count = scandir(directory, &entries, is_visible, alphasort);
	bool good = count > 0;

	if (!good)
		printf("# %s: no files\n", directory);
	for (int i = 0; i < count; i++) {
		_cleanup_(freep) char *path = text_format("%s/%s", directory, entries[i]->d_name);

		good &= replay_file(path, ++*number);
		free(entries[i]);
	}
	free(entries);
	return good;
}

int main(int argc, char *argv[])
{
	unsigned number = 0;
	bool good = argc > 1;

	for (int i = 1; i < argc; i++)
		good &= replay_directory(argv[i], &number);
	printf("1..%u\n", number);
	return good ? 0 : 1;
}
