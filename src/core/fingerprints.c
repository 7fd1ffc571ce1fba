/* SPDX-License-Identifier: Apache-2.0 */
#include "core/fingerprints.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "core/marks.h"
#include "schema/canonical.h"
#include "util/alloc.h"
#include "util/io.h"
#include "util/text.h"

bool fingerprints_asked(const struct variable *variable)
{
	return text_equal(variable->text[TEXT_DIFFERS_BETWEEN_ENVIRONMENTS], "yes");
}

void shared_with(const struct subject *subject, const char *environment, bool in_url)
{
	subject_find(subject, "secret-shared-between-environments", NULL, "%sis the same in %s",
		     in_url ? "the password in it " : "", environment);
}

static bool read_marks(struct marks *ret, const char *path, struct error *err)
{
	_cleanup_(buf_done) struct buf content = { .maximum = MARKS_MAX_BYTES };

	if (access(path, F_OK) < 0 && errno == ENOENT)
		return true;
	return file_read(&content, path, FILE_OWN, err) &&
	       marks_parse(ret, buf_text(&content), content.length, path, err);
}

static bool write_marks(const struct marks *marks, const char *path, struct error *err)
{
	_cleanup_(buf_done) struct buf text = { 0 };

	return marks_write(&text, marks, path, err) &&
	       file_write(path, text.bytes, text.length, 0600, false, err);
}

static void check_value(const struct checking *checking, struct marks *marks,
			const struct value *value)
{
	const char *environment = checking->manifest->environment;
	const struct subject subject = checking_subject(checking, value);
	_cleanup_(buf_done) struct buf content = { 0 };
	unsigned char print[FINGERPRINT_SIZE];
	const struct mark *shared;
	char digits[MARK_DIGITS + 1];
	bool in_url;

	/* Unset is the same everywhere. */
	if (subject.length == 0)
		return;
	in_url = canonical_secret(&content, subject.bytes, subject.length);
	fingerprint_make(print, marks->key, buf_text(&content), content.length);
	fingerprint_text(digits, print, sizeof(print));
	shared = marks_find_shared(marks, environment, value->variable->name, digits);
	if (shared)
		shared_with(&subject, shared->environment, in_url);
	marks_leave(marks, environment, value->variable->name, digits);
	explicit_bzero(print, sizeof(print));
	explicit_bzero(digits, sizeof(digits));
}

/* A name that the manifest no longer has, or no longer compares, leaves the file. */
static bool is_alive(const char *name, const void *context)
{
	const struct value *value = values_find(context, name);

	return value && fingerprints_asked(value->variable);
}

static void compare(const struct checking *checking, struct marks *marks)
{
	if (!marks->has_key)
		fingerprint_key(marks->key);
	marks_filter(marks, checking->manifest->environment, is_alive, checking->values);
	for (size_t i = 0; i < checking->values->count; i++) {
		const struct value *value = &checking->values->items[i];

		if (value->secret && fingerprints_asked(value->variable))
			check_value(checking, marks, value);
	}
}

/*
 * Where nothing can be written there is still something to compare with, and when every mark is
 * there already nothing is wrong: trouble with the lock counts at the end, if then.
 */
static bool check_all(const struct checking *checking, const char *path, struct error *err)
{
	_cleanup_(freep) char *lock_path = text_format("%s.lock", path);
	_cleanup_(marks_done) struct marks marks = { .has_key = false };
	_cleanup_(closep) int lock = -1;
	struct error trouble;
	bool held = file_lock(&lock, lock_path, &trouble);

	if (!read_marks(&marks, path, err))
		return false;
	compare(checking, &marks);
	if (!marks.changed)
		return true;
	if (!held) {
		*err = trouble;
		return false;
	}
	return write_marks(&marks, path, err);
}

bool fingerprints_check(const struct checking *checking, struct error *err)
{
	const struct manifest *manifest = checking->manifest;
	_cleanup_(freep) char *path = NULL;
	bool asked = false;

	for (size_t i = 0; i < checking->values->count; i++)
		asked = asked || (checking->values->items[i].secret &&
				  fingerprints_asked(checking->values->items[i].variable));
	if (!manifest->state_file || !asked)
		return true;
	path = manifest->path ? path_beside(manifest->path, manifest->state_file)
			      : text_copy(manifest->state_file);
	if (check_all(checking, path, err))
		return true;
	if (!err->hint[0])
		error_hint(err, "state-file needs a directory in which uid %u may write",
			   (unsigned)geteuid());
	return false;
}
