/* SPDX-License-Identifier: Apache-2.0 */
#include "schema/grammar.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "util/ascii.h"
#include "util/io.h"
#include "util/text.h"

#include "zones.h"

#define ZONE_LONGEST 64
#define ZONEINFO     "/usr/share/zoneinfo"

static int compare(const void *name, const void *zone)
{
	return strcmp(name, *(const char *const *)zone);
}

/* Letters, digits, "_", "+", "-" and "." inside, in parts with a slash between: no way out. */
static bool is_name(const char *text)
{
	bool starts = true;

	for (; *text; text++) {
		bool letter = is_letter(*text);

		if (!letter && (starts || !strchr("0123456789_+-./", *text)))
			return false;
		starts = *text == '/';
	}
	return !starts;
}

static bool has_file(const char *name)
{
	_cleanup_(closep) int directory = open(ZONEINFO, O_PATH | O_DIRECTORY | O_CLOEXEC);
	_cleanup_(closep) int file = -1;
	char magic[4];
	struct stat status;

	if (directory == -1)
		return false;
	file = openat(directory, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	return file != -1 && fstat(file, &status) == 0 && S_ISREG(status.st_mode) &&
	       read(file, magic, sizeof(magic)) == sizeof(magic) &&
	       memcmp(magic, "TZif", sizeof(magic)) == 0; /* RFC 9636 */
}

const char *grammar_timezone(const char *text, size_t length)
{
	if (strlen(text) != length || length > ZONE_LONGEST || !is_name(text))
		return "not of the form Area/City";
	if (bsearch(text, grammar_timezones, zones_count, sizeof(char *), compare) ||
	    has_file(text))
		return NULL;
	return "no such time zone";
}
