/* SPDX-License-Identifier: Apache-2.0 */
#include "provider/age/sealed.h"

#include <string.h>

#include "provider/document.h"
#include "util/io.h"

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
	return document_is_json(plaintext);
}

bool sealed_collect(struct bundle *bundle, const struct manifest *manifest, size_t index,
		    const struct plan *plan, struct error *err)
{
	const struct source *source = &manifest->sources[index];
	const struct taking taking = { bundle, manifest, plan, index };
	_cleanup_(age_identities_freep) struct age_identities *identities = NULL;
	_cleanup_(buf_done) struct buf plaintext = { 0 };
	const char *path = source_option(source, "file");

	return sealed_read_identities(&identities, source_option(source, "identity"),
				      source_option(source, "passphrase-file"), err) &&
	       sealed_open(&plaintext, NULL, path, identities, err) &&
	       document_take(&taking, path, DOCUMENT_AUTO, &plaintext, err);
}
