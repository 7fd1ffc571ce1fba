/* SPDX-License-Identifier: Apache-2.0 */
#include "util/hashed.h"

#include <dirent.h>
#include <string.h>

#include "util/cleanup.h"

#define HEX "0123456789abcdef"

static void close_directory(DIR *directory)
{
	if (directory)
		closedir(directory);
}
DEFINE_CLEANUP(DIR, close_directory)

bool hashed_directory(const char *path)
{
	_cleanup_(close_directoryp) DIR *directory = opendir(path);
	const struct dirent *entry;

	while (directory && (entry = readdir(directory))) {
		const char *name = entry->d_name;

		if (strspn(name, HEX) == 8 && name[8] == '.' && name[9] >= '0' && name[9] <= '9')
			return true;
	}
	return false;
}

bool hashed_check(const char *path, struct error *err)
{
	if (hashed_directory(path))
		return true;
	error_set(err, ERR_MANIFEST, "%s: no directory of CA files with hashed names", path);
	return error_hint(err, "openssl rehash %s", path);
}
