/* SPDX-License-Identifier: Apache-2.0 */
#include "util/io.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "util/alloc.h"

void closep(const int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

static bool trusted_owner(uid_t owner)
{
	return owner == 0 || owner == geteuid();
}

/* A link in a directory that others can write could point anywhere: it must be ours or root's. */
static bool check_link(const char *path, struct error *err)
{
	struct stat link;

	if (lstat(path, &link) == 0 && S_ISLNK(link.st_mode) && !trusted_owner(link.st_uid)) {
		error_set(err, ERR_MANIFEST, "%s: the symbolic link belongs to another user", path);
		return error_hint(err, "chown -h root %s, or name the file itself", path);
	}
	return true;
}

static bool check_trust(const char *path, const struct stat *file, enum file_trust trust,
			struct error *err)
{
	if (trust == FILE_ANY)
		return true;
	if (!S_ISREG(file->st_mode))
		return error_set(err, ERR_MANIFEST, "%s: not a regular file", path);
	if (!trusted_owner(file->st_uid)) {
		error_set(err, ERR_MANIFEST, "%s: belongs to uid %u, neither root nor this user",
			  path, (unsigned)file->st_uid);
		return error_hint(err, "chown root %s", path);
	}
	if (file->st_mode & (S_IWGRP | S_IWOTH)) {
		error_set(err, ERR_MANIFEST, "%s: group or others may write it (mode %04o)", path,
			  (unsigned)file->st_mode & 07777);
		return error_hint(err, "chmod go-w %s", path);
	}
	if (trust == FILE_PRIVATE && (file->st_mode & S_IROTH)) {
		error_set(err, ERR_MANIFEST, "%s: everybody may read it (mode %04o)", path,
			  (unsigned)file->st_mode & 07777);
		return error_hint(err, "chmod o-r %s", path);
	}
	return check_link(path, err);
}

bool file_read_fd(struct buf *content, int fd, const char *what, struct error *err)
{
	char chunk[16384];

	for (;;) {
		ssize_t got = read(fd, chunk, sizeof(chunk));

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0) {
			int number = errno;

			explicit_bzero(chunk, sizeof(chunk));
			if (got == 0)
				return true;
			buf_done(content);
			return error_errno(err, ERR_MANIFEST, number, "%s: cannot read", what);
		}
		buf_add(content, chunk, (size_t)got);
		if (content->overflow) {
			explicit_bzero(chunk, sizeof(chunk));
			buf_done(content);
			return error_set(err, ERR_MANIFEST, "%s: larger than %zu bytes", what,
					 content->maximum);
		}
	}
}

bool file_read(struct buf *content, const char *path, enum file_trust trust, struct error *err)
{
	_cleanup_(closep) int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	struct stat file;

	if (fd < 0 || fstat(fd, &file) < 0)
		return error_errno(err, ERR_MANIFEST, errno, "%s: cannot open", path);
	if (S_ISDIR(file.st_mode))
		return error_set(err, ERR_MANIFEST, "%s: is a directory", path);
	if (!check_trust(path, &file, trust, err))
		return false;
	/* A pipe that was just opened without blocking would read as empty. */
	if (!S_ISREG(file.st_mode) && fcntl(fd, F_SETFL, 0) < 0)
		return error_errno(err, ERR_SYSTEM, errno, "%s: cannot read", path);
	return file_read_fd(content, fd, path, err);
}

bool file_write_fd(int fd, const void *bytes, size_t length, const char *what, struct error *err)
{
	const char *rest = bytes;

	while (length > 0) {
		ssize_t written = write(fd, rest, length);

		if (written < 0 && errno == EINTR)
			continue;
		if (written < 0)
			return error_errno(err, ERR_SYSTEM, errno, "%s: cannot write", what);
		rest += written;
		length -= (size_t)written;
	}
	return true;
}

static char *directory_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	if (!slash)
		return text_copy(".");
	return slash == path ? text_copy("/") : text_slice(path, (size_t)(slash - path));
}

/* Writes and syncs the new file, then puts it in place. temporary is removed by the caller. */
static bool write_and_rename(int fd, const char *temporary, const char *path, const void *bytes,
			     size_t length, mode_t mode, bool exclusive, struct error *err)
{
	_cleanup_(freep) char *parent = directory_of(path);
	_cleanup_(closep) int directory = open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (directory < 0)
		return error_errno(err, ERR_SYSTEM, errno, "%s: cannot open", parent);
	if (fchmod(fd, mode) < 0)
		return error_errno(err, ERR_SYSTEM, errno, "%s: cannot set its mode", path);
	if (!file_write_fd(fd, bytes, length, path, err))
		return false;
	if (fsync(fd) < 0)
		return error_errno(err, ERR_SYSTEM, errno, "%s: cannot sync", path);
	if (exclusive ? link(temporary, path) < 0 : rename(temporary, path) < 0) {
		if (errno != EEXIST)
			return error_errno(err, ERR_SYSTEM, errno, "%s: cannot put in place", path);
		error_set(err, ERR_USAGE, "%s: is there already, and is left as it is", path);
		return error_hint(err, "move it away first, or name another file");
	}
	if (fsync(directory) < 0)
		return error_errno(err, ERR_SYSTEM, errno, "%s: cannot sync", parent);
	return true;
}

bool file_write(const char *path, const void *bytes, size_t length, mode_t mode, bool exclusive,
		struct error *err)
{
	_cleanup_(freep) char *temporary = NULL;
	_cleanup_(closep) int fd = -1;
	uint64_t unique;
	bool done;

	if (getrandom(&unique, sizeof(unique), 0) != sizeof(unique))
		return error_errno(err, ERR_SYSTEM, errno, "no random numbers");
	temporary = text_format("%s.%016llx.new", path, (unsigned long long)unique);
	fd = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd < 0)
		return error_errno(err, ERR_SYSTEM, errno, "%s: cannot create", path);
	done = write_and_rename(fd, temporary, path, bytes, length, mode, exclusive, err);
	if (!done || exclusive)
		unlink(temporary);
	return done;
}

char *path_beside(const char *beside, const char *path)
{
	_cleanup_(freep) char *directory = NULL;

	if (path[0] == '/')
		return text_copy(path);
	directory = directory_of(beside);
	if (strcmp(directory, ".") == 0)
		return text_copy(path);
	return text_format("%s/%s", strcmp(directory, "/") == 0 ? "" : directory, path);
}
