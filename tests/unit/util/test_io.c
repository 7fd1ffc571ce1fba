/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "util/alloc.h"
#include "util/io.h"

static char directory[] = "/tmp/keystrap-io-XXXXXX";

static char *path_of(const char *name)
{
	return text_format("%s/%s", directory, name);
}

static char *make(const char *name, const char *text, mode_t mode, uid_t owner, gid_t group)
{
	char *path = path_of(name);
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
	if (geteuid() == 0)
		assert_int_equal(fchown(fd, owner, group), 0);
	assert_int_equal(fchmod(fd, mode), 0);
	close(fd);
	return path;
}

static bool readable(const char *path, enum file_trust trust, struct error *err)
{
	_cleanup_(buf_done) struct buf content = { .maximum = 100 };
	bool good = file_read(&content, path, trust, err);

	if (good)
		assert_string_equal(buf_text(&content), "hello");
	else
		assert_int_equal(content.length, 0);
	return good;
}

static void trust_goes_by_owner_and_mode(void **state)
{
	static const struct {
		mode_t mode;
		uid_t owner;
		bool public, private;
	} rows[] = {
		{ 0600, 0, true, true },   { 0400, 0, true, true },    { 0640, 0, true, true },
		{ 0644, 0, true, false },  { 0604, 0, true, false },   { 0620, 0, false, false },
		{ 0602, 0, false, false }, { 0666, 0, false, false },  { 0777, 0, false, false },
		{ 0755, 0, true, false },  { 0600, 99, false, false }, { 0644, 99, false, false },
	};

	(void)state;
	if (geteuid() != 0)
		leave_out("needs root, to give files away");
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		_cleanup_(freep) char *path = make("f", "hello", rows[i].mode, rows[i].owner, 0);
		struct error err = { 0 };

		assert_int_equal(readable(path, FILE_PUBLIC, &err), rows[i].public);
		assert_int_equal(readable(path, FILE_PRIVATE, &err), rows[i].private);
		if (!rows[i].private) {
			assert_int_equal(err.code, ERR_MANIFEST);
			assert_non_null(strstr(err.text, path));
		}
		assert_int_equal(readable(path, FILE_OWN, &err),
				 rows[i].private && !(rows[i].mode & 077));
		assert_true(readable(path, FILE_REGULAR, &err));
		assert_true(readable(path, FILE_ANY, &err));
		unlink(path);
	}
}

static void a_link_must_be_ours_or_roots(void **state)
{
	_cleanup_(freep) char *target = make("target", "hello", 0600, 0, 0);
	_cleanup_(freep) char *link = path_of("link");
	struct error err = { 0 };

	(void)state;
	assert_int_equal(symlink(target, link), 0);
	assert_true(readable(link, FILE_PRIVATE, &err));
	if (geteuid() == 0) {
		assert_int_equal(lchown(link, 99, 99), 0);
		assert_false(readable(link, FILE_PUBLIC, &err));
		assert_false(readable(link, FILE_PRIVATE, &err));
		assert_true(readable(link, FILE_ANY, &err));
	}
	unlink(link);
	unlink(target);
}

/* Who writes into a pipe would be let in, and lose what it writes. */
static void a_pipe_that_is_refused_is_not_opened(void **state)
{
	_cleanup_(freep) char *fifo = path_of("watched");
	int watch = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
	struct error err = { 0 };
	char event[512];

	(void)state;
	assert_int_equal(mkfifo(fifo, 0600), 0);
	assert_true(watch >= 0 && inotify_add_watch(watch, fifo, IN_OPEN) >= 0);
	assert_false(readable(fifo, FILE_REGULAR, &err));
	assert_true(read(watch, event, sizeof(event)) < 0 && errno == EAGAIN);
	close(watch);
	unlink(fifo);
}

static void what_is_no_file_is_refused_without_waiting(void **state)
{
	_cleanup_(freep) char *fifo = path_of("fifo");
	_cleanup_(freep) char *nowhere = path_of("nowhere");
	_cleanup_(freep) char *below = path_of("nowhere/f");
	struct error err = { 0 };

	(void)state;
	assert_int_equal(mkfifo(fifo, 0600), 0);
	assert_false(readable(fifo, FILE_PUBLIC, &err));
	assert_false(readable(fifo, FILE_PRIVATE, &err));
	assert_false(readable(fifo, FILE_REGULAR, &err));
	assert_false(readable("/dev/zero", FILE_PRIVATE, &err));
	assert_false(readable("/dev/zero", FILE_REGULAR, &err));
	for (int trust = FILE_PUBLIC; trust <= FILE_ANY; trust++) {
		assert_false(readable(directory, (enum file_trust)trust, &err));
		assert_int_equal(err.code, ERR_MANIFEST);
		assert_false(readable(nowhere, (enum file_trust)trust, &err));
		assert_false(readable(below, (enum file_trust)trust, &err));
		assert_int_equal(err.code, ERR_MANIFEST);
		assert_non_null(strstr(err.text, "nowhere"));
	}
	unlink(fifo);
}

static void a_pipe_is_read_to_its_end(void **state)
{
	_cleanup_(buf_done) struct buf content = { .maximum = 200000 };
	_cleanup_(freep) char *name = NULL;
	struct error err;
	int ends[2];
	pid_t writer;

	(void)state;
	assert_int_equal(pipe(ends), 0);
	writer = fork();
	if (writer == 0) {
		char chunk[1000];

		memset(chunk, 'x', sizeof(chunk));
		close(ends[0]);
		usleep(50000); /* longer than an open that does not wait */
		for (int i = 0; i < 100; i++) {
			if (write(ends[1], chunk, sizeof(chunk)) != sizeof(chunk))
				_exit(1);
		}
		_exit(0);
	}
	close(ends[1]);
	name = text_format("/dev/fd/%d", ends[0]);
	assert_true(file_read(&content, name, FILE_ANY, &err));
	assert_int_equal(content.length, 100000);
	close(ends[0]);
	waitpid(writer, NULL, 0);
}

static void the_maximum_is_kept(void **state)
{
	_cleanup_(freep) char *path = make("f", "hello", 0600, 0, 0);
	struct error err = { 0 };

	(void)state;
	for (size_t maximum = 4; maximum <= 6; maximum++) {
		_cleanup_(buf_done) struct buf content = { .maximum = maximum };

		assert_int_equal(file_read(&content, path, FILE_ANY, &err), maximum >= 5);
		assert_int_equal(content.length, maximum >= 5 ? 5 : 0);
	}
	unlink(path);
}

/* How many names the directory has. */
static unsigned names(void)
{
	DIR *stream = opendir(directory);
	unsigned count = 0;

	assert_non_null(stream);
	for (const struct dirent *entry = readdir(stream); entry; entry = readdir(stream))
		count += entry->d_name[0] != '.';
	closedir(stream);
	return count;
}

static void a_file_is_replaced_whole_and_the_umask_has_no_say(void **state)
{
	static const mode_t masks[] = { 0000, 0022, 0077, 0777 };
	_cleanup_(freep) char *path = path_of("f");
	struct error err;

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(masks); i++) {
		for (int exclusive = 0; exclusive < 2; exclusive++) {
			mode_t before = umask(masks[i]);
			struct stat status;

			unlink(path);
			assert_true(file_write(path, "hello", 5, exclusive ? 0600 : 0644, exclusive,
					       &err));
			umask(before);
			assert_int_equal(stat(path, &status), 0);
			assert_int_equal(status.st_mode & 07777, exclusive ? 0600 : 0644);
			assert_int_equal(status.st_nlink, 1);
			assert_true(readable(path, FILE_ANY, &err));
			assert_int_equal(names(), 1);
		}
	}
	assert_true(file_write(path, "", 0, 0600, false, &err));
	unlink(path);
}

static void exclusive_leaves_what_is_there(void **state)
{
	_cleanup_(freep) char *path = make("f", "hello", 0600, 0, 0);
	_cleanup_(freep) char *link = path_of("link");
	struct error err = { 0 };

	(void)state;
	assert_false(file_write(path, "other", 5, 0600, true, &err));
	assert_int_equal(err.code, ERR_USAGE);
	assert_true(readable(path, FILE_ANY, &err));
	assert_int_equal(symlink("nowhere", link), 0);
	assert_false(file_write(link, "other", 5, 0600, true, &err));
	assert_int_equal(err.code, ERR_USAGE);
	assert_int_equal(names(), 2);
	unlink(link);
	unlink(path);
}

static void a_link_is_replaced_not_followed(void **state)
{
	_cleanup_(freep) char *target = make("target", "hello", 0600, 0, 0);
	_cleanup_(freep) char *link = path_of("link");
	struct error err = { 0 };
	struct stat status;

	(void)state;
	assert_int_equal(symlink(target, link), 0);
	assert_true(file_write(link, "other", 5, 0600, false, &err));
	assert_true(readable(target, FILE_ANY, &err));
	assert_int_equal(lstat(link, &status), 0);
	assert_true(S_ISREG(status.st_mode));
	unlink(link);
	unlink(target);
}

static void replacing_keeps_mode_and_owner_through_links(void **state)
{
	_cleanup_(freep) char *target = make("target", "other", 0640, 4711, 4712);
	_cleanup_(freep) char *link = path_of("link");
	_cleanup_(freep) char *nowhere = path_of("nowhere");
	struct error err = { 0 };
	struct stat status;
	mode_t before = umask(0077);

	(void)state;
	assert_int_equal(symlink("target", link), 0);
	assert_true(file_replace(link, "hello", 5, &err));
	umask(before);
	assert_int_equal(lstat(link, &status), 0);
	assert_true(S_ISLNK(status.st_mode));
	assert_int_equal(lstat(target, &status), 0);
	assert_int_equal(status.st_mode, S_IFREG | 0640);
	if (geteuid() == 0) {
		assert_int_equal(status.st_uid, 4711);
		assert_int_equal(status.st_gid, 4712);
	}
	assert_true(readable(target, FILE_ANY, &err));
	assert_int_equal(names(), 2);
	assert_false(file_replace(nowhere, "x", 1, &err));
	assert_int_equal(err.code, ERR_SYSTEM);
	assert_int_equal(names(), 2);
	unlink(link);
	unlink(target);
}

/* A child holds the file, replaces it and lets go: who waits gets the new one, not the old. */
static void who_holds_a_file_holds_the_newest(void **state)
{
	_cleanup_(freep) char *path = make("f", "other", 0600, 0, 0);
	_cleanup_(freep) char *nowhere = path_of("nowhere");
	_cleanup_(closep) int fd = -1;
	_cleanup_(buf_done) struct buf content = { .maximum = 100 };
	struct error err = { 0 };
	struct stat held, there;
	int ready[2], status;
	char byte;
	pid_t child;

	(void)state;
	assert_int_equal(pipe(ready), 0);
	child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		int own;

		if (!file_hold(&own, path, &err) || write(ready[1], "x", 1) != 1)
			_exit(1);
		usleep(200000);
		_exit(file_replace(path, "hello", 5, &err) ? 0 : 2);
	}
	assert_int_equal(read(ready[0], &byte, 1), 1);
	assert_true(file_hold(&fd, path, &err));
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	assert_int_equal(fstat(fd, &held), 0);
	assert_int_equal(stat(path, &there), 0);
	assert_int_equal(held.st_ino, there.st_ino);
	assert_true(file_read_fd(&content, fd, path, &err));
	assert_string_equal(buf_text(&content), "hello");
	close(ready[0]);
	close(ready[1]);
	unlink(path);
	assert_int_equal(fcntl(fd, F_GETFD), FD_CLOEXEC);
	close(fd);
	fd = -1;
	assert_false(file_hold(&fd, nowhere, &err));
	assert_int_equal(err.code, ERR_MANIFEST);
}

/* In a child: without root's rights, and with a limit on the size of files. */
static int status_without_rights(const char *path, rlim_t limit)
{
	int status = -1;
	pid_t child = fork();

	assert_true(child >= 0);
	if (child == 0) {
		const struct rlimit size = { limit, limit };
		struct error err = { 0 };
		struct sigaction ignored = { .sa_handler = SIG_IGN };

		sigaction(SIGXFSZ, &ignored, NULL);
		setrlimit(RLIMIT_FSIZE, &size);
		if (limit == RLIM_INFINITY && geteuid() == 0 && setuid(65534) != 0)
			_exit(9);
		if (file_write(path, "other", 5, 0600, false, &err))
			_exit(1);
		_exit(err.code == ERR_SYSTEM && strstr(err.text, path) && !strstr(err.text, "other")
			      ? 0
			      : 2);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	return status;
}

static void a_failure_leaves_the_old_file_and_nothing_else(void **state)
{
	_cleanup_(freep) char *path = make("f", "hello", 0600, 0, 0);
	_cleanup_(freep) char *below = path_of("nowhere/f");
	struct error err = { 0 };

	(void)state;
	/* the disk is full after three bytes */
	assert_int_equal(status_without_rights(path, 3), 0);
	/* the directory cannot be written */
	assert_int_equal(chmod(directory, 0555), 0);
	assert_int_equal(status_without_rights(path, RLIM_INFINITY), 0);
	assert_int_equal(chmod(directory, 0700), 0);
	assert_false(file_write(below, "x", 1, 0600, false, &err));
	assert_int_equal(err.code, ERR_SYSTEM);
	/* a directory is not replaced */
	assert_false(file_write(directory, "x", 1, 0600, false, &err));
	assert_int_equal(names(), 1);
	assert_true(readable(path, FILE_ANY, &err));
	unlink(path);
}

static void paths_are_beside_a_file(void **state)
{
	static const struct {
		const char *beside, *path, *expected;
	} rows[] = {
		{ "/etc/k/k.ini", "s.age", "/etc/k/s.age" },
		{ "/etc/k/k.ini", "/s.age", "/s.age" },
		{ "k.ini", "s.age", "s.age" },
		{ "d/k.ini", "../s", "d/../s" },
		{ "./k.ini", "s", "s" },
	};
	_cleanup_(freep) char *top = path_beside("/k.ini", "s");

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		_cleanup_(freep) char *path = path_beside(rows[i].beside, rows[i].path);

		assert_string_equal(path, rows[i].expected);
	}
	assert_int_equal(strspn(top, "/"), 1);
}

static void a_path_is_told_without_dots(void **state)
{
	static const struct {
		const char *path, *expected;
	} rows[] = {
		{ "", "" },
		{ "k.ini", "k.ini" },
		{ "./k.ini", "k.ini" },
		{ "nu/../nu/f/./../k.ini", "nu/k.ini" },
		{ "a//b/", "a/b" },
		{ "a/..", "" },
		{ "../a/../../b", "../../b" },
		{ "..a/...", "..a/..." },
		{ ".", "" },
		{ "/", "/" },
		{ "/a/../b", "/b" },
		{ "/../a/./", "/a" },
		{ "/a/b/../../c", "/c" },
		{ "//a", "/a" },
		{ ".../..", "" },
		{ ".a/../b", "b" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		_cleanup_(freep) char *path = path_normal(rows[i].path);

		assert_string_equal(path, rows[i].expected);
	}
}

static int set_up(void **state)
{
	(void)state;
	return mkdtemp(directory) ? 0 : -1;
}

static int tear_down(void **state)
{
	(void)state;
	return rmdir(directory);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(trust_goes_by_owner_and_mode),
		cmocka_unit_test(a_link_must_be_ours_or_roots),
		cmocka_unit_test(a_pipe_that_is_refused_is_not_opened),
		cmocka_unit_test(what_is_no_file_is_refused_without_waiting),
		cmocka_unit_test(a_pipe_is_read_to_its_end),
		cmocka_unit_test(the_maximum_is_kept),
		cmocka_unit_test(a_file_is_replaced_whole_and_the_umask_has_no_say),
		cmocka_unit_test(exclusive_leaves_what_is_there),
		cmocka_unit_test(a_link_is_replaced_not_followed),
		cmocka_unit_test(replacing_keeps_mode_and_owner_through_links),
		cmocka_unit_test(who_holds_a_file_holds_the_newest),
		cmocka_unit_test(a_failure_leaves_the_old_file_and_nothing_else),
		cmocka_unit_test(paths_are_beside_a_file),
		cmocka_unit_test(a_path_is_told_without_dots),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
