/* SPDX-License-Identifier: Apache-2.0 */
/*
 * RLIMIT_NPROC is missing on purpose. It counts all tasks of the user, not those of this process:
 * for an ordinary user with many of them any small number makes the resolver's pthread_create fail,
 * and for root the kernel ignores it. What it is for is done elsewhere: the filter's rule for clone
 * lets no process be made, and threads end where the address space does.
 */
#include "walls.h"

#include <errno.h>
#include <malloc.h>
#include <pthread.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#define MIB (UINT64_C(1024) * 1024)

/* getaddrinfo needs some 100 KiB; a user's own 8 MiB, or 1 GiB, a thread would not fit. */
#define THREAD_STACK ((size_t)1024 * 1024)

/* As the kernel takes it: setrlimit's own types differ between the C libraries. */
struct pair {
	uint64_t soft;
	uint64_t hard;
};

struct limit {
	int resource;
	const char *name;
	struct pair value;
};

/* clang-format off */
static const struct limit limits[] = {
	{ RLIMIT_AS,     "memory",     { 256 * MIB, 256 * MIB } },
	{ RLIMIT_CPU,    "CPU",        { 10,        11 } },     /* SIGXCPU first: the parent can tell */
	{ RLIMIT_FSIZE,  "file size",  { 0,         0 } },
	{ RLIMIT_NOFILE, "descriptor", { 512,       512 } },    /* poll takes as many as this; libcurl gives it one a request */
	{ RLIMIT_CORE,   "core",       { 0,         0 } },
};
/* clang-format on */

static uint64_t smaller(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

/* Never raises one: a limit that the user made lower stays. */
static bool set_limit(const struct limit *limit, struct error *err)
{
	struct pair value;

	if (syscall(SYS_prlimit64, 0, limit->resource, NULL, &value) < 0)
		return error_errno(err, ERR_SYSTEM, errno, "cannot read the %s limit", limit->name);
	value.soft = smaller(value.soft, limit->value.soft);
	value.hard = smaller(value.hard, limit->value.hard);
	if (syscall(SYS_prlimit64, 0, limit->resource, &value, NULL) < 0)
		return error_errno(err, ERR_SYSTEM, errno, "cannot set the %s limit", limit->name);
	return true;
}

static bool shrink_threads(struct error *err)
{
	pthread_attr_t attributes;
	int number = pthread_attr_init(&attributes);

	if (number == 0)
		number = pthread_attr_setstacksize(&attributes, THREAD_STACK);
	if (number == 0)
		number = pthread_setattr_default_np(&attributes);
	pthread_attr_destroy(&attributes);
	if (number != 0)
		return error_errno(err, ERR_SYSTEM, number, "cannot set the size of threads");
#ifdef M_ARENA_MAX
	/* glibc reserves 64 MiB of address space for each thread that allocates; musl does not. */
	if (!mallopt(M_ARENA_MAX, 1))
		return error_set(err, ERR_SYSTEM, "cannot limit the allocator to one arena");
#endif
	return true;
}

bool limit_resources(struct error *err)
{
	if (!shrink_threads(err))
		return false;
	for (size_t i = 0; i < ARRAY_LENGTH(limits); i++) {
		if (!set_limit(&limits[i], err))
			return false;
	}
	return true;
}
