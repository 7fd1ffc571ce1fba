/* SPDX-License-Identifier: Apache-2.0 */
#include "provider/age/sealed.h"

#include <string.h>

#include "model/dotenv.h"
#include "provider/field.h"
#include "util/alloc.h"
#include "util/io.h"
#include "util/jsondoc.h"
#include "util/text.h"

#define MAX_KEY_FILE (64 * 1024)

bool sealed_read_passphrase(struct buf *ret, const char *path, struct error *err)
{
	ret->maximum = MAX_KEY_FILE;
	if (!file_read(ret, path, FILE_PRIVATE, err))
		return false;
	while (ret->length > 0 && strchr("\r\n", ret->bytes[ret->length - 1]))
		ret->bytes[--ret->length] = '\0';
	return ret->length > 0 ||
	       error_set(err, ERR_MANIFEST, "%s: there is no passphrase in it", path);
}

bool sealed_read_identities(struct age_identities **ret, const char *identity_file,
			    const char *passphrase_file, struct error *err)
{
	_cleanup_(age_identities_freep) struct age_identities *identities = age_identities_new();
	_cleanup_(buf_done) struct buf text = { .maximum = MAX_KEY_FILE };
	_cleanup_(buf_done) struct buf passphrase = { 0 };

	if (identity_file &&
	    (!file_read(&text, identity_file, FILE_PRIVATE, err) ||
	     !age_identities_parse(identities, identity_file, buf_text(&text), text.length, err)))
		return false;
	if (passphrase_file) {
		if (!sealed_read_passphrase(&passphrase, passphrase_file, err))
			return false;
		age_identities_add_passphrase(identities, passphrase.bytes, passphrase.length);
	}
	*ret = TAKE(identities);
	return true;
}

bool sealed_open(struct buf *plaintext, struct age_summary *summary, const char *path,
		 const struct age_identities *identities, struct error *err)
{
	_cleanup_(buf_done) struct buf sealed = { .maximum = SEALED_MAX_BYTES };

	plaintext->maximum = SEALED_MAX_BYTES;
	if (!file_read(&sealed, path, FILE_PUBLIC, err))
		return false;
	if (!age_is_sealed(buf_text(&sealed), sealed.length)) {
		error_set(err, ERR_MANIFEST, "%s: not a sealed file", path);
		return error_hint(
			err, "seal it: keystrap seal --recipient age1... --output SEALED-FILE %s",
			path);
	}
	return ((!summary || age_summarize(summary, sealed.bytes, sealed.length, err)) &&
		age_open(plaintext, identities, sealed.bytes, sealed.length, err)) ||
	       error_wrap(err, "%s", path);
}

bool sealed_is_json(const struct buf *plaintext)
{
	const char *text = buf_text(plaintext);

	return text[strspn(text, " \t\r\n")] == '{';
}

/* Where the values of one source go. */
struct taking {
	struct bundle *bundle;
	const struct plan *plan;
	size_t source;
};

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

static void take_dotenv(const struct taking *taking, size_t index, const struct dotenv *dotenv)
{
	const struct plan_item *item = &taking->plan->items[index];
	const struct dotenv_entry *entry = dotenv_find(dotenv, item->path);

	if (!entry) {
		bundle_miss_key(taking->bundle, taking->source, index,
				nearest_key(dotenv, item->path));
		return;
	}
	for (size_t i = 0; i < item->fields_count; i++) {
		const char *bytes;
		size_t length;

		if (item->fields[i]) {
			miss_field(taking, index, item->fields[i], FAILURE_FIELD);
			continue;
		}
		bytes = secret_reveal(entry->secret, &length);
		bundle_add(taking->bundle, index, NULL, bytes, length);
	}
}

static void take_json(const struct taking *taking, size_t index, const struct jsondoc *root)
{
	const struct plan_item *item = &taking->plan->items[index];
	const struct jsondoc *key = jsondoc_member(root, item->path);

	if (!key) {
		bundle_miss_key(taking->bundle, taking->source, index, NULL);
		return;
	}
	for (size_t i = 0; i < item->fields_count; i++) {
		_cleanup_(buf_done) struct buf scratch = { 0 };
		struct field field = { .name = item->fields[i] };
		enum failure_class class = field_from_json(
			&field, &scratch, field.name ? jsondoc_member(key, field.name) : key);

		if (class == FAILURE_NONE)
			bundle_add(taking->bundle, index, field.name, field.bytes, field.length);
		else
			miss_field(taking, index, field.name, class);
	}
}

static bool check_dotenv(const char *path, const struct report *report, struct error *err)
{
	if (report->count == 0)
		return true;
	return error_set(err, ERR_MANIFEST, "%s: line %u inside: %s", path,
			 report->findings[0].place.line, report->findings[0].message);
}

static bool take_all(const struct taking *taking, const char *path, const struct buf *plaintext,
		     struct error *err)
{
	_cleanup_(jsondoc_freep) struct jsondoc *root = NULL;
	_cleanup_(dotenv_freep) struct dotenv *dotenv = NULL;
	_cleanup_(report_done) struct report report = { 0 };

	if (sealed_is_json(plaintext)) {
		if (!jsondoc_parse(&root, plaintext->bytes, plaintext->length, err)) {
			err->code = ERR_MANIFEST;
			return error_wrap(err, "%s: inside", path);
		}
	} else {
		dotenv = dotenv_parse(path, buf_text(plaintext), plaintext->length, &report);
		if (!check_dotenv(path, &report, err))
			return false;
	}
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

bool sealed_collect(struct bundle *bundle, const struct manifest *manifest, size_t index,
		    const struct plan *plan, struct error *err)
{
	const struct source *source = &manifest->sources[index];
	const struct taking taking = { bundle, plan, index };
	_cleanup_(age_identities_freep) struct age_identities *identities = NULL;
	_cleanup_(buf_done) struct buf plaintext = { 0 };
	const char *path = source_option(source, "file");

	return sealed_read_identities(&identities, source_option(source, "identity"),
				      source_option(source, "passphrase-file"), err) &&
	       sealed_open(&plaintext, NULL, path, identities, err) &&
	       take_all(&taking, path, &plaintext, err);
}
