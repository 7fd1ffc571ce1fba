/* SPDX-License-Identifier: Apache-2.0 */
#include "core/surroundings.h"

#include <sched.h>
#include <string.h>
#include <unistd.h>

#include "util/alloc.h"
#include "util/buf.h"
#include "util/io.h"
#include "util/text.h"

#define CGROUPS          "/sys/fs/cgroup"
#define MEMBER           "0::" /* the line of version 2 in /proc/self/cgroup */
#define MAX_FILE         4096
#define MAX_MICROSECONDS ((size_t)1000000000000)

/* "200000 100000": microseconds of each period; "max 100000": no quota. */
static size_t read_quota(const char *path)
{
	_cleanup_(buf_done) struct buf content = { .maximum = MAX_FILE };
	_cleanup_(text_list_freep) char **words = NULL;
	size_t quota, period;
	struct error err;

	if (!file_read(&content, path, FILE_ANY, &err))
		return 0;
	words = text_list(buf_text(&content));
	if (!words[0] || !words[1] || !text_to_size(&quota, words[0], MAX_MICROSECONDS) ||
	    !text_to_size(&period, words[1], MAX_MICROSECONDS) || quota == 0 || period == 0)
		return 0;
	return (quota + period - 1) / period;
}

static size_t least(size_t a, size_t b)
{
	if (a == 0 || b == 0)
		return a + b;
	return a < b ? a : b;
}

size_t surroundings_quota(const char *mount, const char *group)
{
	_cleanup_(freep) char *path = text_format("%s%s", mount, group);
	size_t root = strlen(mount), found = 0;

	for (char *slash = path + strlen(path); slash >= path + root; slash--) {
		_cleanup_(freep) char *file = NULL;

		if (*slash && *slash != '/')
			continue;
		*slash = '\0';
		file = text_format("%s/cpu.max", path);
		found = least(found, read_quota(file));
	}
	return found;
}

static size_t own_quota(void)
{
	_cleanup_(buf_done) struct buf content = { .maximum = MAX_FILE };
	_cleanup_(freep) char *group = NULL;
	const char *member;
	struct error err;

	if (!file_read(&content, "/proc/self/cgroup", FILE_ANY, &err))
		return 0;
	member = strstr(buf_text(&content), MEMBER "/");
	if (!member)
		return 0;
	member += strlen(MEMBER);
	group = text_slice(member, strcspn(member, "\n"));
	return surroundings_quota(CGROUPS, group);
}

void surroundings_find(struct surroundings *ret, char *const *argv)
{
	cpu_set_t set;

	*ret = (struct surroundings){ .is_root = geteuid() == 0, .argv = argv, .becomes = true };
	/* Machines with more than 1,024 processors refuse the set: then none are known. */
	if (sched_getaffinity(0, sizeof(set), &set) == 0)
		ret->processors = least((size_t)CPU_COUNT(&set), own_quota());
}
