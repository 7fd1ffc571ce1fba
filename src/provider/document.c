/* SPDX-License-Identifier: Apache-2.0 */
#include "provider/document.h"

#include <string.h>

#include "model/dotenv.h"
#include "provider/field.h"
#include "util/alloc.h"
#include "util/text.h"

/* The entry whose name is nearest to one that is not there; NULL when none is near. */
static const char *nearest_key(const struct dotenv *dotenv, const char *name)
{
	_cleanup_(freep) const char **names = alloc_array(dotenv->count + 1, sizeof(char *));

	for (size_t i = 0; i < dotenv->count; i++)
		names[i] = dotenv->entries[i].name;
	return text_nearest(name, names);
}

static void miss_field(const struct taking *taking, size_t item, const char *field,
		       enum failure_class class)
{
	bundle_fail_field(taking->bundle, taking->source, item, field,
			  (struct failure){ .class = class });
}

static void take_entry(const struct taking *taking, size_t item, const char *field,
		       const struct dotenv_entry *entry)
{
	size_t length;
	const char *bytes = secret_reveal(entry->secret, &length);

	bundle_add(taking->bundle, item, field, bytes, length);
}

/* All lines: each is a field. */
static void take_lines(const struct taking *taking, size_t index, const struct dotenv *dotenv)
{
	const struct plan_item *item = &taking->plan->items[index];

	for (size_t i = 0; i < dotenv->count; i++) {
		const struct dotenv_entry *entry = &dotenv->entries[i];

		if (plan_wants(taking->plan, taking->manifest, index, entry->name))
			take_entry(taking, index, entry->name, entry);
	}
	for (size_t i = 0; i < item->fields_count; i++) {
		if (!item->fields[i] || !dotenv_find(dotenv, item->fields[i]))
			miss_field(taking, index, item->fields[i], FAILURE_FIELD);
	}
}

static void take_dotenv(const struct taking *taking, size_t index, const struct dotenv *dotenv)
{
	const struct plan_item *item = &taking->plan->items[index];
	const struct dotenv_entry *entry;

	if (text_equal(item->path, DOCUMENT_ALL)) {
		take_lines(taking, index, dotenv);
		return;
	}
	entry = dotenv_find(dotenv, item->path);
	if (!entry) {
		bundle_miss_key(taking->bundle, taking->source, index,
				nearest_key(dotenv, item->path));
		return;
	}
	for (size_t i = 0; i < item->fields_count; i++) {
		if (item->fields[i])
			miss_field(taking, index, item->fields[i], FAILURE_FIELD);
		else
			take_entry(taking, index, NULL, entry);
	}
}

static void take_value(const struct taking *taking, size_t item, const char *name,
		       const struct jsondoc *value)
{
	_cleanup_(buf_done) struct buf scratch = { 0 };
	struct field field = { .name = name };
	enum failure_class class = field_from_json(&field, &scratch, value);

	if (class == FAILURE_NONE)
		bundle_add(taking->bundle, item, name, field.bytes, field.length);
	else
		miss_field(taking, item, name, class);
}

struct member {
	const struct taking *taking;
	size_t item;
};

/* A member that only an import wants. */
static bool take_member(const char *name, const struct jsondoc *value, void *context)
{
	const struct member *member = context;
	const struct taking *taking = member->taking;

	if (!plan_item_names(&taking->plan->items[member->item], name) &&
	    plan_wants(taking->plan, taking->manifest, member->item, name))
		take_value(taking, member->item, name, value);
	return true;
}

void taking_object(const struct taking *taking, size_t index, const struct jsondoc *object)
{
	const struct plan_item *item = &taking->plan->items[index];
	struct member member = { taking, index };

	for (size_t i = 0; i < item->fields_count; i++) {
		if (item->fields[i])
			take_value(taking, index, item->fields[i],
				   jsondoc_member(object, item->fields[i]));
	}
	if (item->whole)
		jsondoc_each(object, take_member, &member);
}

static void take_json(const struct taking *taking, size_t index, const struct jsondoc *root)
{
	const struct plan_item *item = &taking->plan->items[index];
	const struct jsondoc *key =
		text_equal(item->path, DOCUMENT_ALL) ? root : jsondoc_member(root, item->path);

	if (!key) {
		bundle_miss_key(taking->bundle, taking->source, index, NULL);
		return;
	}
	if (plan_item_names(item, NULL))
		take_value(taking, index, NULL, key);
	taking_object(taking, index, key);
}

static bool parse_dotenv(struct dotenv **ret, const char *what, const struct buf *text,
			 struct error *err)
{
	_cleanup_(report_done) struct report report = { 0 };
	_cleanup_(dotenv_freep) struct dotenv *dotenv =
		dotenv_parse(what, buf_text(text), text->length, &report);

	if (report.count > 0)
		return error_set(err, ERR_MANIFEST, "%s: line %u inside: %s", what,
				 report.findings[0].place.line, report.findings[0].message);
	*ret = TAKE(dotenv);
	return true;
}

static bool parse_json(struct jsondoc **ret, const char *what, const struct buf *text,
		       struct error *err)
{
	_cleanup_(jsondoc_freep) struct jsondoc *root = NULL;

	if (!jsondoc_parse(&root, buf_text(text), text->length, err)) {
		err->code = ERR_MANIFEST;
		return error_wrap(err, "%s: inside", what);
	}
	if (jsondoc_kind(root) != JSONDOC_IS_OBJECT)
		return error_set(err, ERR_MANIFEST, "%s: inside: not a JSON object", what);
	*ret = TAKE(root);
	return true;
}

size_t document_trimmed(const struct buf *text)
{
	size_t length = text->length;

	if (length == 0 || text->bytes[length - 1] != '\n')
		return length;
	length--;
	return length > 0 && text->bytes[length - 1] == '\r' ? length - 1 : length;
}

bool document_is_text(const struct buf *text, size_t length)
{
	return !memchr(buf_text(text), '\0', length) &&
	       text_utf8_length(buf_text(text), length) == length;
}

bool document_is_json(const struct buf *text)
{
	const char *bytes = buf_text(text);

	return bytes[strspn(bytes, " \t\r\n")] == '{';
}

bool document_take(const struct taking *taking, const char *what, enum document_format format,
		   const struct buf *text, struct error *err)
{
	_cleanup_(jsondoc_freep) struct jsondoc *root = NULL;
	_cleanup_(dotenv_freep) struct dotenv *dotenv = NULL;
	bool is_json =
		format == DOCUMENT_JSON || (format == DOCUMENT_AUTO && document_is_json(text));

	if (is_json ? !parse_json(&root, what, text, err) : !parse_dotenv(&dotenv, what, text, err))
		return false;
	for (size_t i = 0; i < taking->plan->count; i++) {
		if (taking->plan->items[i].source != taking->source)
			continue;
		if (root)
			take_json(taking, i, root);
		else
			take_dotenv(taking, i, dotenv);
	}
	return true;
}
