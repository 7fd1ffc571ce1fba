/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/commands.h"

#include "cli/common.h"
#include "cli/sealing.h"
#include "model/dotenv.h"
#include "provider/age/sealed.h"

/* The value of one key, and nothing else: no name, no line end. */
static bool pick(struct buf *out, const char *path, const struct buf *plaintext, const char *key,
		 struct error *err)
{
	_cleanup_(dotenv_freep) struct dotenv *dotenv = NULL;
	_cleanup_(report_done) struct report report = { 0 };
	const struct dotenv_entry *entry;
	const char *bytes;
	size_t length;

	if (sealed_is_json(plaintext)) {
		error_set(err, ERR_USAGE, "%s: holds JSON, which has no keys of this kind", path);
		return error_hint(err, "leave out the key to unseal it whole");
	}
	dotenv = dotenv_parse(path, buf_text(plaintext), plaintext->length, &report);
	entry = dotenv_find(dotenv, key);
	if (!entry) {
		error_set(err, ERR_USAGE, "%s: has no key %s", path, key);
		return error_hint(err, "leave out the key to unseal them all");
	}
	bytes = secret_reveal(entry->secret, &length);
	buf_add(out, bytes, length);
	return true;
}

bool cmd_unseal(int *status, const struct invocation *invocation, struct error *err)
{
	const struct options *options = invocation->options;
	/* With --source the file is known, and the only argument is a key. */
	const char *key = options->source                ? options->arguments[0]
			  : options->arguments_count > 1 ? options->arguments[1]
							 : NULL;
	_cleanup_(sealing_place_done) struct sealing_place place = { 0 };
	_cleanup_(age_identities_freep) struct age_identities *identities = NULL;
	_cleanup_(buf_done) struct buf plaintext = { 0 }, value = { 0 };

	if (!sealing_place_find(&place, invocation, err) ||
	    !sealing_place_check(&place, "unseal",
				 "write keystrap unseal --identity age.key FILE [KEY], or "
				 "--source NAME [KEY]",
				 err))
		return false;
	*status = 0;
	return sealed_read_identities(&identities, place.identity, place.passphrase_file, err) &&
	       sealed_open(&plaintext, NULL, place.path, identities, err) &&
	       (!key || pick(&value, place.path, &plaintext, key, err)) &&
	       common_write_values(invocation, key ? &value : &plaintext, err);
}
