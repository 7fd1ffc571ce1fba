/* SPDX-License-Identifier: Apache-2.0 */
#include "provider/files/collect.h"

#include <string.h>

#include "provider/document.h"
#include "provider/files/tree.h"
#include "util/alloc.h"
#include "util/jsondoc.h"
#include "util/text.h"

/*
 * How often all is read again when it changes meanwhile. The newest is wanted; but what was read
 * whole is of one generation, and after some tries that is good enough.
 */
#define TRIES_NEWEST 10
#define TRIES        200

/* One reading of the directory. */
struct reading {
	struct taking taking;
	const struct source *source;
	const struct tree *tree;
	bool trim;
	char *open; /* a file that everybody may read; or NULL */
};

static void note_open(struct reading *reading, const char *path, bool is_open)
{
	if (is_open && !reading->open)
		reading->open = text_copy(path);
}

static void fail(const struct reading *reading, size_t item, const char *field,
		 enum tree_entry entry, const struct error *err)
{
	bundle_fail_own(reading->taking.bundle, reading->taking.source, item, field,
			entry == TREE_ABSENT ? FAILURE_KEY : FAILURE_OWN_VALUE, err);
}

static void add(const struct reading *reading, size_t item, const char *field, const char *path,
		const struct buf *content)
{
	size_t length = reading->trim ? document_trimmed(content) : content->length;
	struct error err;

	if (!document_is_text(content, length)) {
		error_set(&err, ERR_MANIFEST, "%s/%s: it is no text (a NUL byte, or not UTF-8)",
			  reading->tree->path, path);
		error_hint(&err, "store it as text, in base64; or have the program read the file");
		fail(reading, item, field, TREE_WRONG, &err);
		return;
	}
	bundle_add(reading->taking.bundle, item, field, buf_text(content), length);
}

/* Values inside of the file: it is one JSON object. */
static void add_fields(const struct reading *reading, size_t index, const char *path,
		       const struct buf *content)
{
	_cleanup_(jsondoc_freep) struct jsondoc *root = NULL;
	struct error err;

	if (!jsondoc_parse(&root, buf_text(content), content->length, &err)) {
		err.code = ERR_MANIFEST;
		error_wrap(&err, "%s/%s: fields are wanted, and it is no JSON", reading->tree->path,
			   path);
		error_hint(&err, "without #FIELD the whole file is the value");
		fail(reading, index, NULL, TREE_WRONG, &err);
		return;
	}
	taking_object(&reading->taking, index, root);
}

static bool wants_whole_file(const struct plan_item *item)
{
	for (size_t i = 0; i < item->fields_count; i++) {
		if (!item->fields[i])
			return true;
	}
	return false;
}

static void read_file(struct reading *reading, size_t index)
{
	const struct plan_item *item = &reading->taking.plan->items[index];
	_cleanup_(buf_done) struct buf content = { 0 };
	bool is_open = false, value = wants_whole_file(item);
	struct error err;
	enum tree_entry entry = tree_read(&content, &is_open, reading->tree, item->path, &err);

	if (entry != TREE_FILE) {
		fail(reading, index, NULL, entry, &err);
		return;
	}
	note_open(reading, item->path, is_open);
	if (value)
		add(reading, index, NULL, item->path, &content);
	if (item->whole || item->fields_count > value)
		add_fields(reading, index, item->path, &content);
}

/* A file of a directory that is taken as a whole: a field of it. */
static void read_entry(struct reading *reading, size_t item, const char *folder, const char *name)
{
	_cleanup_(freep) char *path = text_format("%s%s%s", folder, folder[0] ? "/" : "", name);
	_cleanup_(buf_done) struct buf content = { 0 };
	bool is_open = false;
	struct error err;
	enum tree_entry entry = tree_read(&content, &is_open, reading->tree, path, &err);

	if (entry == TREE_DIRECTORY)
		return;
	if (entry != TREE_FILE) {
		fail(reading, item, name, entry, &err);
		return;
	}
	note_open(reading, path, is_open);
	add(reading, item, name, path, &content);
}

static void miss_others(const struct reading *reading, size_t index, char *const *names)
{
	const struct plan_item *item = &reading->taking.plan->items[index];

	for (size_t i = 0; i < item->fields_count; i++) {
		if (!item->fields[i] || !text_list_has(names, item->fields[i]))
			bundle_fail_field(reading->taking.bundle, reading->taking.source, index,
					  item->fields[i],
					  (struct failure){ .class = FAILURE_FIELD });
	}
}

static void read_folder(struct reading *reading, size_t item, const char *folder)
{
	_cleanup_(text_list_freep) char **names = NULL;
	struct error err;
	enum tree_entry entry = tree_list(&names, reading->tree, folder, &err);

	if (entry != TREE_FILE) {
		fail(reading, item, NULL, entry, &err);
		return;
	}
	for (char **name = names; *name; name++) {
		if (plan_wants(reading->taking.plan, reading->taking.manifest, item, *name))
			read_entry(reading, item, folder, *name);
	}
	miss_others(reading, item, names);
}

/* "app/" DOCUMENT_ALL: all files of a folder. New: its path; NULL when path is none. */
static char *folder_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	if (!text_equal(slash ? slash + 1 : path, DOCUMENT_ALL))
		return NULL;
	return slash ? text_slice(path, (size_t)(slash - path)) : text_copy("");
}

static void read_all(struct reading *reading)
{
	const struct plan *plan = reading->taking.plan;

	for (size_t i = 0; i < plan->count; i++) {
		_cleanup_(freep) char *folder = folder_of(plan->items[i].path);

		if (plan->items[i].source != reading->taking.source)
			continue;
		if (folder)
			read_folder(reading, i, folder);
		else
			read_file(reading, i);
	}
	if (reading->open)
		bundle_warn(reading->taking.bundle,
			    "source %s: %s/%s: everybody on this machine may read it",
			    reading->source->name, reading->tree->path, reading->open);
}

/* False only when the directory cannot be opened; *ret_moved: another generation came meanwhile. */
static bool read_once(bool *ret_moved, const struct taking *taking, struct error *err)
{
	const struct source *source = &taking->manifest->sources[taking->source];
	_cleanup_(tree_done) struct tree tree = { 0 };
	struct reading reading = { .taking = *taking, .source = source, .tree = &tree };

	if (!tree_open(&tree, source_option(source, "directory"), err))
		return false;
	reading.trim = text_equal(source_option(source, "trim"), "yes");
	read_all(&reading);
	freep(&reading.open);
	*ret_moved = tree_has_moved(&tree);
	return true;
}

bool files_collect(struct bundle *bundle, const struct manifest *manifest, size_t source,
		   const struct plan *plan, struct error *err)
{
	const struct taking taking = { bundle, manifest, plan, source };
	struct bundle_mark mark = bundle_mark(bundle);

	for (unsigned i = 0; i < TRIES; i++) {
		bool moved = false;

		bundle_rewind(bundle, mark);
		if (!read_once(&moved, &taking, err))
			return false;
		if (!moved || (i >= TRIES_NEWEST && bundle->failures_count == mark.failures_count))
			return true;
	}
	bundle_rewind(bundle, mark);
	error_set(err, ERR_UNAVAILABLE, "its files change faster than they can be read");
	return error_hint(err, "see what writes there");
}
