/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * A directory with one value a file. A symbolic link in it may lead anywhere inside, and nowhere
 * else. Kubernetes changes all files at once: ..data is a link to the directory of the newest
 * generation, and the names beside it are links through ..data (its atomic writer). Everything is
 * read from the generation that ..data led to when the tree was opened.
 */

#include <stdbool.h>

#include "util/buf.h"
#include "util/error.h"

#define TREE_MAX_BYTES   (1024 * 1024) /* of a file */
#define TREE_MAX_ENTRIES 4096          /* of a directory that is listed */

struct tree {
	const char *path; /* borrowed */
	int fd;
	char *generation; /* what ..data leads to; NULL: there is no such link */
};

/* Released with tree_done, which does nothing to a zeroed one. Errors: ERR_MANIFEST, ERR_AUTH. */
bool tree_open(struct tree *ret, const char *path, struct error *err) _must_check_;
void tree_done(struct tree *tree);

/* Whether another generation has taken the place of the one that is read. */
bool tree_has_moved(const struct tree *tree);

enum tree_entry { TREE_ABSENT, TREE_FILE, TREE_DIRECTORY, TREE_WRONG };

/*
 * Reads a file below the directory into *content (given empty), by a path as references have it.
 * It must be regular, belong to root or the effective user, and be written by nobody else.
 * *ret_open becomes true when everybody may read it, on a disk: what is mounted for one container
 * or service is in memory. Whatever is no file sets err: TREE_ABSENT ERR_UNAVAILABLE, the others
 * ERR_MANIFEST or ERR_AUTH.
 */
enum tree_entry tree_read(struct buf *content, bool *ret_open, const struct tree *tree,
			  const char *path, struct error *err);

/*
 * The names of what lies in a directory below (path "": the directory itself), but for those that
 * begin with a dot; sorted. A new list, release it with text_list_free. Errors: as tree_read.
 */
enum tree_entry tree_list(char ***ret, const struct tree *tree, const char *path,
			  struct error *err);
