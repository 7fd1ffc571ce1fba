/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What may be read, and where TCP may go. All rights that the running kernel knows are taken away,
 * then those to read the listed files and to connect to the listed ports are given back. Source:
 * linux/landlock.h, of which the headers of Debian 12 know the first versions only, so names and
 * numbers are repeated here.
 */
#include "walls.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "util/io.h"

#define FS_READ_FILE    (UINT64_C(1) << 2)
#define FS_READ_DIR     (UINT64_C(1) << 3)
#define NET_CONNECT_TCP (UINT64_C(1) << 1)

#define CREATE_RULESET_VERSION 1U
#define RULE_PATH_BENEATH      1
#define RULE_NET_PORT          2
#define LAST_PORT              65535U
#define DNS_PORT               53U

struct ruleset_attributes {
	uint64_t files;
	uint64_t network;
	uint64_t scopes;
};

struct path_attributes {
	uint64_t allowed;
	int32_t parent;
} __attribute__((__packed__));

struct port_attributes {
	uint64_t allowed;
	uint64_t port;
};

/* What each version of the interface brought. A later one than the last is used as that one. */
/* clang-format off */
static const struct {
	unsigned abi;
	struct ruleset_attributes rights;
} versions[] = {
	{ 1, { .files   = 0x1fff } },            /* execute, write, read, remove, make */
	{ 2, { .files   = UINT64_C(1) << 13 } }, /* link or rename across directories */
	{ 3, { .files   = UINT64_C(1) << 14 } }, /* truncate */
	{ 4, { .network = 0x3 } },               /* bind and connect of TCP */
	{ 5, { .files   = UINT64_C(1) << 15 } }, /* ioctl of devices */
	{ 6, { .scopes  = 0x3 } },               /* abstract unix sockets, signals */
};
/* clang-format on */

static struct ruleset_attributes rights_of(unsigned abi)
{
	struct ruleset_attributes all = { 0 };

	for (size_t i = 0; i < ARRAY_LENGTH(versions) && versions[i].abi <= abi; i++) {
		all.files |= versions[i].rights.files;
		all.network |= versions[i].rights.network;
		all.scopes |= versions[i].rights.scopes;
	}
	return all;
}

/* Not compiled in, switched off at boot, or hidden by the filter of a container. */
static bool means_absent(int number)
{
	return number == ENOSYS || number == EOPNOTSUPP || number == EPERM || number == EACCES;
}

static bool means_missing(int number)
{
	return number == ENOENT || number == ENOTDIR || number == EACCES || number == ELOOP;
}

static bool allow_path(int ruleset, const char *path, struct error *err)
{
	struct path_attributes rule = { .allowed = FS_READ_FILE };
	_cleanup_(closep) int fd = open(path, O_PATH | O_CLOEXEC);
	struct stat file;

	if (fd < 0 && means_missing(errno))
		return true;
	if (fd < 0 || fstat(fd, &file) < 0)
		return error_errno(err, ERR_SYSTEM, errno, "%s: cannot open", path);
	if (S_ISDIR(file.st_mode))
		rule.allowed |= FS_READ_DIR;
	rule.parent = fd;
	if (syscall(SYS_landlock_add_rule, ruleset, RULE_PATH_BENEATH, &rule, 0U) < 0)
		return error_errno(err, ERR_SYSTEM, errno, "%s: no Landlock rule", path);
	return true;
}

static bool allow_paths(int ruleset, const struct sandbox_needs *needs, struct error *err)
{
	for (const char *const *path = sandbox_default_readable; *path; path++) {
		if (!allow_path(ruleset, *path, err))
			return false;
	}
	for (size_t i = 0; i < needs->readable_count; i++) {
		if (!allow_path(ruleset, needs->readable[i], err))
			return false;
	}
	return true;
}

static bool allow_port(int ruleset, unsigned port, struct error *err)
{
	struct port_attributes rule = { .allowed = NET_CONNECT_TCP, .port = port };

	if (port > LAST_PORT)
		return error_set(err, ERR_SYSTEM, "%u is no TCP port", port);
	if (syscall(SYS_landlock_add_rule, ruleset, RULE_NET_PORT, &rule, 0U) < 0)
		return error_errno(err, ERR_SYSTEM, errno, "port %u: no Landlock rule", port);
	return true;
}

static bool allow_ports(int ruleset, const struct sandbox_needs *needs, struct error *err)
{
	if (!allow_port(ruleset, DNS_PORT, err))
		return false;
	for (size_t i = 0; i < needs->tcp_ports_count; i++) {
		if (!allow_port(ruleset, needs->tcp_ports[i], err))
			return false;
	}
	return true;
}

bool enter_landlock(const struct sandbox_needs *needs, unsigned *ret_abi, struct error *err)
{
	long abi = syscall(SYS_landlock_create_ruleset, NULL, (size_t)0, CREATE_RULESET_VERSION);
	struct ruleset_attributes rights;
	_cleanup_(closep) int ruleset = -1;

	if (abi < 0 && !means_absent(errno))
		return error_errno(err, ERR_SYSTEM, errno, "cannot ask for Landlock");
	if (abi <= 0) {
		*ret_abi = 0;
		return true;
	}
	rights = rights_of((unsigned)abi);
	/* An older kernel takes the longer structure as long as what it does not know is zero. */
	ruleset = (int)syscall(SYS_landlock_create_ruleset, &rights, sizeof(rights), 0U);
	if (ruleset < 0)
		return error_errno(err, ERR_SYSTEM, errno, "cannot make a Landlock ruleset");
	if (!allow_paths(ruleset, needs, err) ||
	    (rights.network && !allow_ports(ruleset, needs, err)))
		return false;
	if (syscall(SYS_landlock_restrict_self, ruleset, 0U) < 0)
		return error_errno(err, ERR_SYSTEM, errno, "cannot enter the Landlock ruleset");
	*ret_abi = (unsigned)abi;
	return true;
}
