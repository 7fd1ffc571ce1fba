/* SPDX-License-Identifier: Apache-2.0 */
#include "core/surroundings.h"

#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "util/alloc.h"
#include "util/io.h"
#include "util/text.h"

#define CPU_MAX "/sys/fs/cgroup/cpu.max"

size_t surroundings_quota(const char *cpu_max)
{
	_cleanup_(freep) char *trimmed = text_trimmed(cpu_max);
	size_t length = strcspn(trimmed, " ");
	_cleanup_(freep) char *first = text_slice(trimmed, length);
	size_t quota, period;

	if (!trimmed[length] || !text_to_size(&quota, first, SIZE_MAX / 2) ||
	    !text_to_size(&period, trimmed + length + 1, SIZE_MAX / 2) || period == 0)
		return 0;
	return quota / period + (quota % period != 0);
}

static size_t processors(void)
{
	_cleanup_(buf_done) struct buf text = { .maximum = 128 };
	size_t count, quota = 0;
	struct error err;
	cpu_set_t set;

	count = sched_getaffinity(0, sizeof(set), &set) == 0 ? (size_t)CPU_COUNT(&set) : 0;
	if (access(CPU_MAX, R_OK) == 0 && file_read(&text, CPU_MAX, FILE_ANY, &err))
		quota = surroundings_quota(buf_text(&text));
	return quota > 0 && quota < count ? quota : count;
}

struct surroundings surroundings_here(void)
{
	return (struct surroundings){
		.processors = processors(),
		.is_root = geteuid() == 0,
		.becomes = true,
	};
}
