/* SPDX-License-Identifier: Apache-2.0 */
#include "provider/files/tree.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "util/alloc.h"
#include "util/io.h"
#include "util/text.h"

#define GENERATION "..data"
#define MAX_LINKS  16
#define MAX_TARGET 4096

/* A walk to one file or directory; path is where it leads, without links so far. */
struct walk {
	const struct tree *tree;
	const char *asked; /* the path that was asked for */
	char *path;
	unsigned links;
};

static bool read_link(char **ret, int directory, const char *name)
{
	char target[MAX_TARGET];
	ssize_t length = readlinkat(directory, name, target, sizeof(target));

	if (length <= 0 || length == sizeof(target))
		return false;
	*ret = text_slice(target, (size_t)length);
	return true;
}

static bool refused(const char *path, int number, struct error *err)
{
	enum err_code code = number == EACCES || number == EPERM ? ERR_AUTH : ERR_MANIFEST;

	error_errno(err, code, number, "%s: cannot open", path);
	if (code == ERR_AUTH)
		error_hint(err, "let the user that runs keystrap read it");
	return false;
}

bool tree_open(struct tree *ret, const char *path, struct error *err)
{
	struct tree tree = { .path = path };

	tree.fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (tree.fd < 0 && errno == ENOENT) {
		error_set(err, ERR_MANIFEST, "there is no such directory");
		return error_hint(err, "set directory in the source's section, or mount it");
	}
	if (tree.fd < 0)
		return refused(path, errno, err);
	if (!read_link(&tree.generation, tree.fd, GENERATION))
		tree.generation = NULL;
	*ret = tree;
	return true;
}

void tree_done(struct tree *tree)
{
	if (tree->path)
		close(tree->fd);
	free(tree->generation);
	*tree = (struct tree){ 0 };
}

bool tree_has_moved(const struct tree *tree)
{
	_cleanup_(freep) char *now = NULL;

	if (!read_link(&now, tree->fd, GENERATION))
		return tree->generation != NULL;
	return !text_same(now, tree->generation);
}

static enum tree_entry absent(const struct walk *walk, struct error *err)
{
	error_set(err, ERR_UNAVAILABLE, "%s/%s: there is no such file", walk->tree->path,
		  walk->asked);
	error_hint(err, "check the name; each value is a file of its own");
	return TREE_ABSENT;
}

static enum tree_entry failed(const struct walk *walk, int number, struct error *err)
{
	_cleanup_(freep) char *path = text_format("%s/%s", walk->tree->path, walk->asked);

	if (number == ENOENT || number == ENOTDIR)
		return absent(walk, err);
	refused(path, number, err);
	return TREE_WRONG;
}

static enum tree_entry wrong(const struct walk *walk, const char *why, struct error *err)
{
	error_set(err, ERR_MANIFEST, "%s/%s: %s", walk->tree->path, walk->asked, why);
	return TREE_WRONG;
}

/* Where a link leads. The one of the generation leads where it led when the tree was opened. */
static bool follow_text(char **ret, const struct walk *walk, int directory, const char *name,
			bool first)
{
	if (first && walk->tree->generation && text_equal(name, GENERATION)) {
		*ret = text_copy(walk->tree->generation);
		return true;
	}
	return read_link(ret, directory, name);
}

/*
 * The path from the link at offset on is replaced by what the link says. What stands before it has
 * no links, so ".." is the directory before.
 */
static enum tree_entry follow(struct walk *walk, int directory, const char *name, size_t offset,
			      struct error *err)
{
	_cleanup_(freep) char *target = NULL, *joined = NULL;
	const char *rest = walk->path + offset + strlen(name);

	if (++walk->links > MAX_LINKS)
		return wrong(walk, "too many symbolic links", err);
	if (!follow_text(&target, walk, directory, name, offset == 0))
		return absent(walk, err);
	joined = text_format("%.*s%s%s", (int)offset, walk->path, target, rest);
	free(walk->path);
	walk->path = path_normal(joined);
	if (target[0] == '/' || text_equal(walk->path, "..") || text_starts(walk->path, "../")) {
		wrong(walk, "a symbolic link leads out of the directory", err);
		error_hint(err, "put the file itself there, or set directory to where it is");
		return TREE_WRONG;
	}
	return TREE_FILE;
}

/*
 * Opens where the path leads, segment by segment, with links followed by hand: nothing that is put
 * in their place meanwhile leads elsewhere.
 */
static enum tree_entry open_last(int *ret, struct walk *walk, int flags, struct error *err)
{
	_cleanup_(closep) int directory = fcntl(walk->tree->fd, F_DUPFD_CLOEXEC, 0);

	for (size_t offset = 0;;) {
		size_t size = strcspn(walk->path + offset, "/");
		_cleanup_(freep) char *name = text_slice(walk->path + offset, size);
		bool last = !walk->path[offset + size];
		struct stat status;
		int next;

		if (fstatat(directory, size ? name : ".", &status, AT_SYMLINK_NOFOLLOW) < 0)
			return failed(walk, errno, err);
		if (S_ISLNK(status.st_mode)) {
			enum tree_entry entry = follow(walk, directory, name, offset, err);

			if (entry != TREE_FILE)
				return entry;
			close(directory);
			directory = fcntl(walk->tree->fd, F_DUPFD_CLOEXEC, 0);
			offset = 0;
			continue;
		}
		/* To open a pipe lets its writer in, and a device may act on it. */
		if (last && !(flags & O_DIRECTORY) && !S_ISREG(status.st_mode)) {
			wrong(walk, "not a regular file", err);
			return S_ISDIR(status.st_mode) ? TREE_DIRECTORY : TREE_WRONG;
		}
		next = openat(directory, size ? name : ".",
			      O_CLOEXEC | O_NOFOLLOW | (last ? flags : O_PATH | O_DIRECTORY));
		if (next < 0)
			return failed(walk, errno, err);
		if (last) {
			*ret = next;
			return TREE_FILE;
		}
		close(directory);
		directory = next;
		offset += size + 1;
	}
}

static enum tree_entry open_path(int *ret, const struct tree *tree, const char *path, int flags,
				 struct error *err)
{
	struct walk walk = { .tree = tree, .asked = path, .path = text_copy(path) };
	enum tree_entry entry = open_last(ret, &walk, flags, err);

	free(walk.path);
	return entry;
}

static bool is_in_memory(int fd)
{
	struct statfs status;

	return fstatfs(fd, &status) == 0 &&
	       (status.f_type == TMPFS_MAGIC || status.f_type == RAMFS_MAGIC);
}

enum tree_entry tree_read(struct buf *content, bool *ret_open, const struct tree *tree,
			  const char *path, struct error *err)
{
	_cleanup_(freep) char *whole = text_format("%s/%s", tree->path, path);
	_cleanup_(closep) int fd = -1;
	struct stat status;
	enum tree_entry entry = open_path(&fd, tree, path, O_RDONLY | O_NONBLOCK | O_NOCTTY, err);

	if (entry != TREE_FILE)
		return entry;
	content->maximum = TREE_MAX_BYTES;
	if (!file_check(fd, whole, FILE_PUBLIC, err) || !file_read_fd(content, fd, whole, err))
		return TREE_WRONG;
	*ret_open = fstat(fd, &status) == 0 && (status.st_mode & S_IROTH) && !is_in_memory(fd);
	return TREE_FILE;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static size_t take_names(char **list, DIR *directory)
{
	size_t count = 0;

	for (struct dirent *entry; (entry = readdir(directory));) {
		if (entry->d_name[0] == '.')
			continue;
		if (count == TREE_MAX_ENTRIES)
			return count + 1;
		list[count++] = text_copy(entry->d_name);
	}
	qsort(list, count, sizeof(char *), by_name);
	return count;
}

enum tree_entry tree_list(char ***ret, const struct tree *tree, const char *path, struct error *err)
{
	const struct walk walk = { .tree = tree, .asked = path };
	char **list;
	DIR *directory;
	size_t count;
	int fd = -1;
	enum tree_entry entry = open_path(&fd, tree, path, O_RDONLY | O_DIRECTORY, err);

	if (entry != TREE_FILE)
		return entry;
	directory = fdopendir(fd);
	if (!directory) {
		close(fd);
		return wrong(&walk, "cannot be listed", err);
	}
	list = alloc_array(TREE_MAX_ENTRIES + 1, sizeof(char *));
	count = take_names(list, directory);
	closedir(directory);
	if (count > TREE_MAX_ENTRIES) {
		text_list_free(list);
		return wrong(&walk, "more than 4096 files in it", err);
	}
	*ret = list;
	return TREE_FILE;
}
