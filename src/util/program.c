/* SPDX-License-Identifier: Apache-2.0 */
#include "util/program.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "util/alloc.h"

#define DEFAULT_PATH "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

static bool fail(const char *name, int number, struct error *err)
{
	enum err_code code = ERR_NOT_EXECUTABLE;

	if (number == ENOENT || number == ENOTDIR)
		code = ERR_NOT_FOUND;
	else if (number == ENOMEM || number == E2BIG || number == EAGAIN)
		code = ERR_SYSTEM;
	error_errno(err, code, number, "cannot execute %s", name);
	if (number == ENOEXEC)
		error_hint(err, "a script needs a #! line: no shell is asked to guess");
	return false;
}

/* 0, or why the file cannot be executed. */
static int why_not(const char *file)
{
	struct stat status;

	if (stat(file, &status) < 0)
		return errno;
	if (!S_ISREG(status.st_mode))
		return EACCES;
	return faccessat(AT_FDCWD, file, X_OK, AT_EACCESS) < 0 ? errno : 0;
}

bool program_find(char **ret, const char *name, const char *path, struct error *err)
{
	int number = ENOENT;

	if (strchr(name, '/')) {
		number = why_not(name);
		if (number != 0)
			return fail(name, number, err);
		*ret = text_copy(name);
		return true;
	}
	for (path = path ? path : DEFAULT_PATH; name[0];) {
		size_t length = strcspn(path, ":");
		_cleanup_(freep) char *file =
			text_format("%.*s%s%s", (int)length, path, length ? "/" : "./", name);
		int why = why_not(file);

		if (why == 0) {
			*ret = TAKE(file);
			return true;
		}
		/* A file that is there but forbidden tells more than one that is not there. */
		if (why == EACCES)
			number = why;
		if (!path[length])
			break;
		path += length + 1;
	}
	fail(name, number, err);
	if (number == ENOENT)
		error_hint(err, "%s is not in PATH; name it with its whole path", name);
	return false;
}

bool program_refused(const char *file, int number, struct error *err)
{
	/* The file was found: what is missing now is what its first line names. */
	if (number == ENOENT) {
		error_set(err, ERR_NOT_EXECUTABLE,
			  "cannot execute %s: its interpreter is not there", file);
		return error_hint(err, "check its #! line, for a carriage return too");
	}
	return fail(file, number, err);
}
