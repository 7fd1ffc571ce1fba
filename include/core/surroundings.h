/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* What the program will find around it: processors and the user that it runs as. */

#include "schema/subject.h"

/*
 * Of this process, which becomes the program. Processors are those that it may be scheduled on
 * (sched_getaffinity(2)), and no more than its cgroup's quota pays for (cpu.max of cgroup v2).
 */
struct surroundings surroundings_here(void);

/* The processors that a text of cpu.max pays for, rounded up; 0: it sets no limit. */
size_t surroundings_quota(const char *cpu_max);
