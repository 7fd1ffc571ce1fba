/* SPDX-License-Identifier: Apache-2.0 */
#include "util/io.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <time.h>
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
	if (trust == FILE_REGULAR)
		return true;
	if (!trusted_owner(file->st_uid)) {
		error_set(err, ERR_MANIFEST, "%s: belongs to uid %u, neither root nor this user",
			  path, (unsigned)file->st_uid);
		return error_hint(err,
				  "run keystrap as its owner, or chown it to the user that does");
	}
	if (trust == FILE_OWN && (file->st_mode & 077)) {
		error_set(err, ERR_MANIFEST, "%s: others than its owner may use it (mode %04o)",
			  path, (unsigned)file->st_mode & 07777);
		return error_hint(err, "chmod 600 %s", path);
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

bool file_check(int fd, const char *path, enum file_trust trust, struct error *err)
{
	struct stat file;

	if (fstat(fd, &file) < 0)
		return error_errno(err, ERR_MANIFEST, errno, "%s: cannot open", path);
	return check_trust(path, &file, trust, err);
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
	_cleanup_(closep) int fd = -1;
	struct stat file;

	/* To open a pipe lets its writer in, and a device may act on it. */
	if (trust == FILE_REGULAR && stat(path, &file) == 0 && !S_ISREG(file.st_mode))
		return error_set(err, ERR_MANIFEST, "%s: not a regular file", path);
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (fd < 0 || fstat(fd, &file) < 0)
		return error_errno(err, ERR_MANIFEST, errno, "%s: cannot open", path);
	if (S_ISDIR(file.st_mode))
		return error_set(err, ERR_MANIFEST, "%s: is a directory", path);
	if (!check_trust(path, &file, trust, err))
		return false;
	/* A pipe without a writer would read as empty: it is waited for. */
	if (!S_ISREG(file.st_mode) &&
	    (fcntl(fd, F_SETFL, 0) < 0 ||
	     poll(&(struct pollfd){ .fd = fd, .events = POLLIN }, 1, -1) < 0))
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

/* A file to be. */
struct target {
	const char *path;
	mode_t mode;
	bool exclusive;
	bool owned; /* uid and gid are wanted */
	uid_t uid;
	gid_t gid;
};

/* Writes and syncs the new file, then puts it in place. temporary is removed by the caller. */
static bool write_and_rename(int fd, const char *temporary, const struct target *target,
			     const void *bytes, size_t length, struct error *err)
{
	const char *path = target->path;
	_cleanup_(freep) char *parent = directory_of(path);
	_cleanup_(closep) int directory = open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (directory < 0)
		return error_errno(err, ERR_SYSTEM, errno, "%s: cannot open", parent);
	if ((target->owned && fchown(fd, target->uid, target->gid) < 0) ||
	    fchmod(fd, target->mode) < 0)
		return error_errno(err, ERR_SYSTEM, errno, "%s: cannot set its owner and mode",
				   path);
	if (!file_write_fd(fd, bytes, length, path, err))
		return false;
	if (fsync(fd) < 0)
		return error_errno(err, ERR_SYSTEM, errno, "%s: cannot sync", path);
	if (target->exclusive ? link(temporary, path) < 0 : rename(temporary, path) < 0) {
		if (errno != EEXIST)
			return error_errno(err, ERR_SYSTEM, errno, "%s: cannot put in place", path);
		error_set(err, ERR_USAGE, "%s: is there already, and is left as it is", path);
		return error_hint(err,
				  "move it away first, name another file, or say --force where it "
				  "is known");
	}
	if (fsync(directory) < 0)
		return error_errno(err, ERR_SYSTEM, errno, "%s: cannot sync", parent);
	return true;
}

static bool write_target(const struct target *target, const void *bytes, size_t length,
			 struct error *err)
{
	_cleanup_(freep) char *temporary = NULL;
	_cleanup_(closep) int fd = -1;
	struct stat there;
	sigset_t ending, before;
	uint64_t unique;
	bool done;

	/* A link is replaced; a device or a directory stays what it is. */
	if (!target->exclusive && lstat(target->path, &there) == 0 && !S_ISREG(there.st_mode) &&
	    !S_ISLNK(there.st_mode))
		return error_set(err, ERR_USAGE, "%s: is there, and no regular file", target->path);
	if (getrandom(&unique, sizeof(unique), 0) != sizeof(unique))
		return error_errno(err, ERR_SYSTEM, errno, "no random numbers");
	temporary = text_format("%s.%016llx.new", target->path, (unsigned long long)unique);
	/* A signal that ends the process waits until nothing half-written is left. */
	sigemptyset(&ending);
	sigaddset(&ending, SIGTERM);
	sigaddset(&ending, SIGINT);
	sigaddset(&ending, SIGQUIT);
	sigaddset(&ending, SIGHUP);
	sigprocmask(SIG_BLOCK, &ending, &before);
	fd = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	done = fd < 0 ? error_errno(err, ERR_SYSTEM, errno, "%s: cannot create", target->path)
		      : write_and_rename(fd, temporary, target, bytes, length, err);
	if (fd >= 0 && (!done || target->exclusive))
		unlink(temporary);
	sigprocmask(SIG_SETMASK, &before, NULL);
	return done;
}

bool file_write(const char *path, const void *bytes, size_t length, mode_t mode, bool exclusive,
		struct error *err)
{
	const struct target target = { .path = path, .mode = mode, .exclusive = exclusive };

	return write_target(&target, bytes, length, err);
}

bool file_replace(const char *path, const void *bytes, size_t length, struct error *err)
{
	_cleanup_(freep) char *real = realpath(path, NULL);
	struct target target = { .path = real, .owned = true };
	struct stat file;

	if (!real || stat(real, &file) < 0)
		return error_errno(err, ERR_SYSTEM, errno, "%s: cannot open", path);
	target.mode = file.st_mode & 0777;
	target.uid = file.st_uid;
	target.gid = file.st_gid;
	return write_target(&target, bytes, length, err);
}

/* Whether path still leads to the file that was opened: another holder may have replaced it. */
static bool is_same_file(int fd, const char *path)
{
	struct stat held, there;

	return fstat(fd, &held) == 0 && stat(path, &there) == 0 && held.st_dev == there.st_dev &&
	       held.st_ino == there.st_ino;
}

bool file_hold(int *ret_fd, const char *path, struct error *err)
{
	for (;;) {
		int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);

		if (fd < 0)
			return error_errno(err, ERR_MANIFEST, errno, "%s: cannot open", path);
		while (flock(fd, LOCK_EX) < 0) {
			int number = errno;

			if (number == EINTR)
				continue;
			close(fd);
			return error_errno(err, ERR_MANIFEST, number, "%s: cannot lock", path);
		}
		if (is_same_file(fd, path)) {
			*ret_fd = fd;
			return true;
		}
		close(fd);
	}
}

/* Ten tries a second. */
#define LOCK_TRIES    50
#define LOCK_PAUSE_NS 100000000L

static bool wait_for_lock(int fd, const char *path, struct error *err)
{
	const struct timespec pause = { .tv_nsec = LOCK_PAUSE_NS };

	for (unsigned tries = 0; flock(fd, LOCK_EX | LOCK_NB) < 0; tries++) {
		if (errno != EWOULDBLOCK && errno != EINTR)
			return error_errno(err, ERR_SYSTEM, errno, "%s: cannot lock", path);
		if (tries == LOCK_TRIES) {
			error_set(err, ERR_SYSTEM, "%s: another process has held it for long",
				  path);
			return error_hint(err, "fuser -v %s says which; end it or wait for it",
					  path);
		}
		nanosleep(&pause, NULL);
	}
	return true;
}

bool file_lock(int *ret_fd, const char *path, struct error *err)
{
	_cleanup_(closep) int fd =
		open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC | O_NOCTTY | O_NONBLOCK, 0600);
	struct stat file;

	if (fd < 0 || fstat(fd, &file) < 0)
		return error_errno(err, ERR_SYSTEM, errno, "%s: cannot open", path);
	/* Who may open another one's lock could hold it for ever. */
	if (!check_trust(path, &file, FILE_OWN, err) || !wait_for_lock(fd, path, err))
		return false;
	*ret_fd = fd;
	fd = -1;
	return true;
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

/* Where the last segment of the path that begins at root starts. */
static size_t last_segment(const char *path, size_t root, size_t length)
{
	while (length > root && path[length - 1] != '/')
		length--;
	return length;
}

char *path_normal(const char *path)
{
	size_t root = path[0] == '/', length = root;
	char *normal = text_copy(path);

	/* What is kept is never ahead of what is read. */
	while (*path) {
		size_t size = strcspn(path, "/"), last = last_segment(normal, root, length);
		bool up = size == 2 && strncmp(path, "..", 2) == 0;

		if (up && length > root &&
		    !(length - last == 2 && strncmp(normal + last, "..", 2) == 0)) {
			length = last > root ? last - 1 : root;
		} else if (size > 0 && !(size == 1 && *path == '.') && !(up && root)) {
			if (length > root)
				normal[length++] = '/';
			memmove(normal + length, path, size);
			length += size;
		}
		path += size + (path[size] == '/');
	}
	normal[length] = '\0';
	return normal;
}
