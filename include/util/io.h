/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* Files: read whole with their owner and mode checked, written whole or not at all. */

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "util/buf.h"
#include "util/error.h"

/* Closes *fd when it is not -1; for _cleanup_(closep). */
void closep(const int *fd);

enum file_trust {
	FILE_PUBLIC,  /* anyone may read it, only its owner (root or us) may write it */
	FILE_PRIVATE, /* besides, nobody but the owner and a group that root set may read it */
	FILE_OWN,     /* nobody but the owner (root or us) may do anything with it */
	FILE_REGULAR, /* whoever owns it; but no pipe, which would be waited for */
	FILE_ANY,     /* content that is checked otherwise: a pipe, a sealed file, a .env */
};

/*
 * Reads a whole file into *content (given empty, with content->maximum set). Opened without
 * blocking; must be a regular file unless trust is FILE_ANY. Unless it is, the
 * owner must be root or the effective user, neither group nor others may write it, and a symbolic
 * link must belong to root or the effective user. FILE_PRIVATE also wants that others cannot read,
 * FILE_OWN that group and others can do nothing.
 * Errors: ERR_MANIFEST, named with the path. content is empty on failure.
 */
bool file_read(struct buf *content, const char *path, enum file_trust trust,
	       struct error *err) _must_check_;

/*
 * Checks the owner and mode of an opened file, and of the symbolic link that path may be, as
 * file_read does. Errors: ERR_MANIFEST, named with the path.
 */
bool file_check(int fd, const char *path, enum file_trust trust, struct error *err) _must_check_;

/* Reads a descriptor to its end. what names it in errors. */
bool file_read_fd(struct buf *content, int fd, const char *what, struct error *err) _must_check_;

/*
 * Replaces the file at path by length bytes, or leaves it as it was: a new file in the same
 * directory, written, synced, renamed over the old one, the directory synced. The umask has no say.
 * Errors: ERR_SYSTEM, or ERR_USAGE when exclusive and the file is there.
 */
bool file_write(const char *path, const void *bytes, size_t length, mode_t mode, bool exclusive,
		struct error *err) _must_check_;

/*
 * Replaces the file that path leads to, through symbolic links, in the same way; mode and owner
 * stay as they are. Errors: ERR_SYSTEM.
 */
bool file_replace(const char *path, const void *bytes, size_t length,
		  struct error *err) _must_check_;

/*
 * Waits until nobody else holds the file at path, and holds it until *ret_fd is closed: for
 * reading, changing and replacing it without losing what another process writes meanwhile. Errors:
 * ERR_MANIFEST.
 */
bool file_hold(int *ret_fd, const char *path, struct error *err) _must_check_;

/*
 * The same by a file of its own, for one that may not be there yet: it is made with mode 0600 and
 * never removed. Waits five seconds and no longer. Errors: ERR_MANIFEST (the file is not ours
 * alone), ERR_SYSTEM.
 */
bool file_lock(int *ret_fd, const char *path, struct error *err) _must_check_;

/* Writes all of it to a descriptor, through short writes and EINTR. Errors: ERR_SYSTEM. */
bool file_write_fd(int fd, const void *bytes, size_t length, const char *what,
		   struct error *err) _must_check_;

/* path, or, when it is relative, the directory of beside joined with it; new. */
char *path_beside(const char *beside, const char *path);

/* The path without ".", "..", and slashes that say nothing, as RFC 3986, 5.2.4, has it; new. */
char *path_normal(const char *path);
