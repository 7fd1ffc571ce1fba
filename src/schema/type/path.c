/* SPDX-License-Identifier: Apache-2.0 */
#include "schema/type/scalar.h"

#include <errno.h>
#include <sys/stat.h>

#include "schema/rules.h"
#include "util/text.h"

static void check_mode(const struct subject *subject, mode_t mode)
{
	const char *widest = subject->variable->text[TEXT_MAX_MODE];
	mode_t allowed = 0;

	/* A sticky directory such as /tmp is made for everybody. */
	if ((mode & S_IWOTH) && !(S_ISDIR(mode) && (mode & S_ISVTX)))
		subject_find_at(subject, "type-path",
				subject->sensitive ? SUBJECT_AT(ALWAYS) : SUBJECT_WARN,
				"take it away: chmod o-w", "everybody may write what is there");
	if (!widest)
		return;
	for (; *widest; widest++) /* octal digits, the manifest's reader has seen to it */
		allowed = allowed << 3 | (mode_t)(*widest - '0');
	if (mode & 07777 & ~allowed)
		subject_is_no(subject, "take permissions away with chmod, or change max-mode",
			      "what is there has wider permissions than max-mode = %s",
			      subject->variable->text[TEXT_MAX_MODE]);
}

void type_check_path(const struct subject *subject)
{
	const struct variable *variable = subject->variable;
	const char *wanted = variable->text[TEXT_MUST_EXIST];
	struct stat status;

	if (text_equal(variable->text[TEXT_ABSOLUTE], "yes") && subject->bytes[0] != '/')
		subject_is_no(subject, "write it from / on, or say absolute = no",
			      "not absolute, which absolute = yes wants");
	if (stat(subject->bytes, &status) != 0) {
		if (wanted)
			subject_is_no(subject, "create it, or mend the path",
				      errno == ENOENT || errno == ENOTDIR
					      ? "nothing is there, and must-exist = %s"
					      : "cannot be looked at, and must-exist = %s",
				      wanted);
		return;
	}
	if (text_equal(wanted, "file") && !S_ISREG(status.st_mode))
		subject_is_no(subject, NULL, "what is there is no file, and must-exist = file");
	if (text_equal(wanted, "dir") && !S_ISDIR(status.st_mode))
		subject_is_no(subject, NULL, "what is there is no directory, and must-exist = dir");
	check_mode(subject, status.st_mode);
}
