/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/commands.h"

#include <string.h>
#include <unistd.h>

#include "cli/common.h"
#include "cli/sealing.h"
#include "model/dotenv.h"
#include "model/names.h"
#include "provider/age/sealed.h"
#include "util/alloc.h"
#include "util/io.h"
#include "util/log.h"
#include "util/text.h"

static bool add_recipients(struct age_recipients *recipients, char *const *texts, struct error *err)
{
	for (; *texts; texts++) {
		if (!age_recipients_add(recipients, *texts, err))
			return false;
	}
	return true;
}

static bool add_passphrase(struct age_recipients *recipients, const char *path, struct error *err)
{
	_cleanup_(buf_done) struct buf text = { 0 };

	return sealed_read_passphrase(&text, path, err) &&
	       age_recipients_set_passphrase(recipients, text.bytes, text.length, err);
}

static bool read_input(struct buf *content, const char *path, struct error *err)
{
	content->maximum = SEALED_MAX_BYTES;
	if (path && !text_equal(path, "-")) {
		if (file_read(content, path, FILE_ANY, err))
			return true;
		err->code = ERR_USAGE;
		return error_hint(err, "name the file to seal, or - for standard input");
	}
	if (isatty(STDIN_FILENO))
		log_notice("reading standard input; end it with Ctrl-D");
	return file_read_fd(content, STDIN_FILENO, "standard input", err);
}

static bool seal_file(const struct invocation *invocation, struct error *err)
{
	const struct options *options = invocation->options;
	const char *input = options->arguments[0];
	_cleanup_(sealing_place_done) struct sealing_place place = { 0 };
	_cleanup_(age_recipients_freep) struct age_recipients *recipients = age_recipients_new();
	_cleanup_(buf_done) struct buf plaintext = { 0 };

	if (!options->output) {
		error_set(err, ERR_USAGE, "seal: no --output");
		return error_hint(err,
				  "write keystrap seal --recipient age1... --output FILE INPUT");
	}
	if (!sealing_place_find(&place, invocation, err) ||
	    !add_recipients(recipients, place.recipients, err) ||
	    (options->passphrase_file &&
	     !add_passphrase(recipients, options->passphrase_file, err)) ||
	    !read_input(&plaintext, input, err))
		return false;
	return sealing_check(input ? input : "standard input", &plaintext, err) &&
	       sealing_write(options->output, recipients, &plaintext,
			     options->force ? SEALING_FORCE : SEALING_NEW, options->armor, err);
}

/* Copies all entries but key; what follows "=" in the file itself stays out of every message. */
static void copy_entries(struct buf *out, const struct dotenv *dotenv, const char *key,
			 const struct buf *value, bool *found)
{
	*found = false;
	for (size_t i = 0; i < dotenv->count; i++) {
		const struct dotenv_entry *entry = &dotenv->entries[i];
		const char *bytes;
		size_t length;

		bytes = secret_reveal(entry->secret, &length);
		if (!text_equal(entry->name, key)) {
			dotenv_write(out, entry->name, bytes, length);
			continue;
		}
		*found = true;
		if (value)
			dotenv_write(out, key, buf_text(value), value->length);
	}
	if (!*found && value)
		dotenv_write(out, key, buf_text(value), value->length);
}

/* One key in place of another; value NULL removes it. */
static bool edit(struct buf *out, const char *path, const struct buf *plaintext, const char *key,
		 const struct buf *value, struct error *err)
{
	_cleanup_(dotenv_freep) struct dotenv *dotenv = NULL;
	_cleanup_(report_done) struct report report = { 0 };
	bool found;

	if (sealed_is_json(plaintext)) {
		error_set(err, ERR_USAGE, "%s: holds JSON, which is not edited in place", path);
		return error_hint(err, "unseal it to a pipe, edit it, and seal it again");
	}
	dotenv = dotenv_parse(path, buf_text(plaintext), plaintext->length, &report);
	if (report.count > 0)
		return error_set(err, ERR_MANIFEST, "%s: line %u inside: %s", path,
				 report.findings[0].place.line, report.findings[0].message);
	copy_entries(out, dotenv, key, value, &found);
	if (found || value)
		return true;
	error_set(err, ERR_USAGE, "%s: has no key %s", path, key);
	return error_hint(err, "keystrap unseal shows what is in it");
}

/*
 * Whom to seal for again. A file does not tell for whom it was sealed; so only the simplest case is
 * guessed, one recipient whose identity is at hand, and nobody is locked out in silence.
 */
static bool choose_recipients(struct age_recipients *recipients, const struct sealing_place *place,
			      const struct age_summary *summary,
			      const struct age_identities *identities, struct error *err)
{
	char **own;
	bool good;

	if (place->recipients[0])
		return add_recipients(recipients, place->recipients, err);
	if (summary->scrypt > 0)
		return add_passphrase(recipients, place->passphrase_file, err);
	own = age_identities_recipients(identities);
	if (summary->x25519 + summary->other != 1 || !own[0] || own[1]) {
		text_list_free(own);
		error_set(err, ERR_USAGE,
			  "the file is sealed for %u recipients, and does not say whom",
			  summary->x25519 + summary->other);
		return error_hint(err, "name them all with --recipient, or with recipients in a "
				       "manifest and --source");
	}
	good = age_recipients_add(recipients, own[0], err);
	text_list_free(own);
	return good;
}

static bool read_value(struct buf *value, struct error *err)
{
	if (!read_input(value, NULL, err))
		return false;
	/* echo ends with a line end that nobody means; printf does not. */
	if (value->length > 0 && value->bytes[value->length - 1] == '\n')
		value->bytes[--value->length] = '\0';
	if (value->length == 0) {
		error_set(err, ERR_USAGE, "the value on standard input is empty");
		return error_hint(
			err, "did the command in front of the pipe fail? --unset removes a key");
	}
	if (!memchr(buf_text(value), '\0', value->length))
		return true;
	error_set(err, ERR_USAGE, "the value has a NUL byte");
	return error_hint(err, "encode binary values, as base64 does");
}

static bool edit_place(const struct sealing_place *place, const struct options *options,
		       const struct buf *value, struct error *err)
{
	const char *key = options->set ? options->set : options->unset;
	_cleanup_(age_identities_freep) struct age_identities *identities = NULL;
	_cleanup_(age_recipients_freep) struct age_recipients *recipients = age_recipients_new();
	_cleanup_(buf_done) struct buf plaintext = { 0 }, changed = { 0 };
	_cleanup_(closep) int held = -1;
	struct age_summary summary;

	/* Held from reading to writing, so that of two changes at once none is lost. */
	return file_hold(&held, place->path, err) &&
	       sealed_read_identities(&identities, place->identity, place->passphrase_file, err) &&
	       sealed_open(&plaintext, &summary, place->path, identities, err) &&
	       choose_recipients(recipients, place, &summary, identities, err) &&
	       edit(&changed, place->path, &plaintext, key, value, err) &&
	       sealing_write(place->path, recipients, &changed, SEALING_REPLACE,
			     options->armor || summary.armored, err);
}

static bool edit_file(const struct invocation *invocation, struct error *err)
{
	const struct options *options = invocation->options;
	const char *key = options->set ? options->set : options->unset;
	_cleanup_(sealing_place_done) struct sealing_place place = { 0 };
	_cleanup_(buf_done) struct buf value = { 0 };

	if (options->source && options->arguments[0]) {
		error_set(err, ERR_USAGE, "seal: --source names the file already");
		return error_hint(err, "leave out %s, or --source", options->arguments[0]);
	}
	if (options->output || (options->set && options->unset)) {
		error_set(err, ERR_USAGE, "seal: --set and --unset change one FILE in place");
		return error_hint(err, "write keystrap seal --identity age.key --set KEY FILE");
	}
	if (name_wrong(key)) {
		error_set(err, ERR_USAGE, "%s is not a name: %s", key, name_wrong(key));
		return error_hint(err, "write the name alone; the value comes from standard input");
	}
	if (!sealing_place_find(&place, invocation, err) ||
	    !sealing_place_check(&place, "seal --set",
				 "write keystrap seal --identity age.key --set KEY FILE, or "
				 "--source NAME",
				 err))
		return false;
	if (options->unset)
		return edit_place(&place, options, NULL, err);
	return read_value(&value, err) && edit_place(&place, options, &value, err);
}

bool cmd_seal(int *status, const struct invocation *invocation, struct error *err)
{
	const struct options *options = invocation->options;

	*status = 0;
	return options->set || options->unset ? edit_file(invocation, err)
					      : seal_file(invocation, err);
}
