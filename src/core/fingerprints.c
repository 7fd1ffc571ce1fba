/* SPDX-License-Identifier: Apache-2.0 */
#include "core/fingerprints.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "crypto/codec.h"
#include "crypto/fingerprint.h"
#include "model/names.h"
#include "util/alloc.h"
#include "util/io.h"
#include "util/text.h"

#define MAX_FILE_BYTES (4 * 1024 * 1024)
#define DIGITS         (2 * (size_t)FINGERPRINT_SIZE)

struct mark {
	char *environment, *name;
	char digits[DIGITS + 1];
};

struct state {
	unsigned char key[FINGERPRINT_KEY_SIZE];
	bool has_key, changed;
	struct mark *marks;
	size_t count, capacity;
};

static void state_done(struct state *state)
{
	for (size_t i = 0; i < state->count; i++) {
		free(state->marks[i].environment);
		free(state->marks[i].name);
	}
	free(state->marks);
}

static bool read_key(struct state *state, const char *digits)
{
	_cleanup_(buf_done) struct buf key = { .maximum = FINGERPRINT_KEY_SIZE };

	if (state->has_key || !hex_decode(&key, digits, strlen(digits)) ||
	    key.length != FINGERPRINT_KEY_SIZE)
		return false;
	memcpy(state->key, key.bytes, key.length);
	state->has_key = true;
	return true;
}

static struct mark *add_mark(struct state *state, const char *environment, const char *name,
			     const char *digits)
{
	struct mark *mark;

	state->marks =
		alloc_grow(state->marks, &state->capacity, state->count + 1, sizeof(struct mark));
	mark = &state->marks[state->count++];
	mark->environment = text_copy(environment);
	mark->name = text_copy(name);
	memcpy(mark->digits, digits, DIGITS);
	return mark;
}

static bool read_line(struct state *state, const char *line)
{
	char **words = text_list(line);
	bool good = false;

	if (text_equal(words[0], "key") && words[1] && !words[2])
		good = read_key(state, words[1]);
	else if (state->has_key && words[0] && words[1] && words[2] && !words[3])
		good = !name_wrong(words[1]) && strlen(words[2]) == DIGITS &&
		       strspn(words[2], "0123456789abcdef") == DIGITS &&
		       add_mark(state, words[0], words[1], words[2]);
	text_list_free(words);
	return good;
}

static bool read_state(struct state *state, const char *path, struct error *err)
{
	_cleanup_(buf_done) struct buf content = { .maximum = MAX_FILE_BYTES };
	unsigned number = 0;

	if (!file_read(&content, path, FILE_PRIVATE, err))
		return false;
	for (const char *at = buf_text(&content); *at;) {
		size_t length = strcspn(at, "\n");
		_cleanup_(text_wipep) char *line = text_slice(at, length);

		number++;
		if (!read_line(state, line)) {
			error_set(err, ERR_MANIFEST, "%s:%u: not a line of a state file", path,
				  number);
			return error_hint(err, "remove the file; it is made anew");
		}
		at += length + (at[length] == '\n');
	}
	return true;
}

static bool write_state(const struct state *state, const char *path, struct error *err)
{
	_cleanup_(buf_done) struct buf text = { 0 };
	char digits[DIGITS + 1];

	fingerprint_text(digits, state->key, sizeof(state->key));
	buf_format(&text, "key %s\n", digits);
	for (size_t i = 0; i < state->count; i++)
		buf_format(&text, "%s %s %s\n", state->marks[i].environment, state->marks[i].name,
			   state->marks[i].digits);
	explicit_bzero(digits, sizeof(digits));
	return file_write(path, text.bytes, text.length, 0600, false, err);
}

static bool is_asked(const struct value *value)
{
	return value->secret &&
	       text_equal(value->variable->text[TEXT_DIFFERS_BETWEEN_ENVIRONMENTS], "yes");
}

/* The same variable in another environment with the same value; NULL when there is none. */
static const struct mark *find_shared(const struct state *state, const char *environment,
				      const char *name, const char *digits)
{
	for (size_t i = 0; i < state->count; i++) {
		const struct mark *mark = &state->marks[i];

		if (text_equal(mark->name, name) && text_equal(mark->digits, digits) &&
		    !environment_same(mark->environment, environment))
			return mark;
	}
	return NULL;
}

static void leave_mark(struct state *state, const char *environment, const char *name,
		       const char *digits)
{
	struct mark *mark = NULL;

	for (size_t i = 0; i < state->count && !mark; i++) {
		if (text_equal(state->marks[i].name, name) &&
		    environment_same(state->marks[i].environment, environment))
			mark = &state->marks[i];
	}
	if (mark && text_equal(mark->digits, digits))
		return;
	if (mark)
		memcpy(mark->digits, digits, DIGITS);
	else
		add_mark(state, environment, name, digits);
	state->changed = true;
}

static void check_value(const struct checking *checking, struct state *state,
			const struct value *value)
{
	const char *environment = checking->manifest->environment;
	const struct subject subject = checking_subject(checking, value);
	unsigned char print[FINGERPRINT_SIZE];
	const struct mark *shared;
	char digits[DIGITS + 1];

	fingerprint_make(print, state->key, subject.bytes, subject.length);
	fingerprint_text(digits, print, sizeof(print));
	shared = find_shared(state, environment, value->variable->name, digits);
	if (shared)
		subject_find(&subject, "secret-shared-between-environments", NULL,
			     "is the same in %s", shared->environment);
	leave_mark(state, environment, value->variable->name, digits);
}

static bool check_all(const struct checking *checking, const char *path, struct error *err)
{
	_cleanup_(state_done) struct state state = { .has_key = false };

	if (access(path, F_OK) == 0 && !read_state(&state, path, err))
		return false;
	if (!state.has_key)
		fingerprint_key(state.key);
	for (size_t i = 0; i < checking->values->count; i++) {
		if (is_asked(&checking->values->items[i]))
			check_value(checking, &state, &checking->values->items[i]);
	}
	return !state.changed || write_state(&state, path, err);
}

bool fingerprints_check(const struct checking *checking, struct error *err)
{
	const struct manifest *manifest = checking->manifest;
	_cleanup_(freep) char *path = NULL;
	bool asked = false;

	for (size_t i = 0; i < checking->values->count; i++)
		asked = asked || is_asked(&checking->values->items[i]);
	if (!manifest->state_file || !asked)
		return true;
	path = manifest->path ? path_beside(manifest->path, manifest->state_file)
			      : text_copy(manifest->state_file);
	return check_all(checking, path, err);
}
