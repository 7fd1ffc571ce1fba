/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* What a program that is started here will find: its user, and the processors that it may use. */

#include "schema/subject.h"

/* Of a program that is started by this process, in its place, with this command line (borrowed). */
void surroundings_find(struct surroundings *ret, char *const *argv);

/*
 * How many processors the quotas of a group and of all above it leave, rounded up (cgroups(7),
 * cpu.max of version 2); 0 when there is no quota, or none that can be read. mount: where the
 * groups are, /sys/fs/cgroup; group: as /proc/self/cgroup has it, with a slash in front.
 */
size_t surroundings_quota(const char *mount, const char *group);
