/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/sealing.h"

#include <errno.h>
#include <unistd.h>

#include "cli/common.h"
#include "model/dotenv.h"
#include "model/names.h"
#include "provider/age/sealed.h"
#include "provider/age/source.h"
#include "util/alloc.h"
#include "util/io.h"
#include "util/jsondoc.h"
#include "util/text.h"

static const struct source *find_source(const struct manifest *manifest, const char *name)
{
	for (size_t i = 0; i < manifest->sources_count; i++) {
		const struct source *source = &manifest->sources[i];

		if (text_equal(source->name, name) && source->type == &source_type_age)
			return source;
	}
	return NULL;
}

static const char *either(const char *said, const struct source *source, const char *option)
{
	return said ? said : source_option(source, option);
}

/* What the command line leaves out, from the manifest. */
static bool complete(struct sealing_place *place, const struct invocation *invocation,
		     struct error *err)
{
	const char *name = invocation->options->source;
	const struct manifest_request request = { .path = common_manifest_path(invocation),
						  .environ = invocation->environ };
	_cleanup_(report_done) struct report report = { 0 };
	const struct source *source;
	const char *recipients;

	place->manifest = manifest_read(&request, &report);
	source = find_source(place->manifest, name);
	if (report_worst(&report) == SEVERITY_ERROR) {
		error_set(err, ERR_MANIFEST, "%s has errors", request.path);
		return error_hint(err, "keystrap check --offline -c %s shows them", request.path);
	}
	if (!source) {
		error_set(err, ERR_USAGE, "%s has no [source %s] with type = age", request.path,
			  name);
		return error_hint(err, "name the sealed file itself");
	}
	place->path = either(place->path, source, "file");
	place->identity = either(place->identity, source, "identity");
	place->passphrase_file = either(place->passphrase_file, source, "passphrase-file");
	recipients = source_option(source, "recipients");
	if (!place->recipients[0] && recipients) {
		text_list_free(place->recipients);
		place->recipients = text_list(recipients);
	}
	return true;
}

bool sealing_place_find(struct sealing_place *ret, const struct invocation *invocation,
			struct error *err)
{
	const struct options *options = invocation->options;
	struct sealing_place place = {
		.path = options->source ? NULL : options->arguments[0],
		.identity = options->identity,
		.passphrase_file = options->passphrase_file,
		.recipients = alloc_array(options->recipients_count + 1, sizeof(char *)),
	};

	for (size_t i = 0; i < options->recipients_count; i++)
		place.recipients[i] = text_copy(options->recipients[i]);
	if (options->source && !complete(&place, invocation, err)) {
		sealing_place_done(&place);
		return false;
	}
	*ret = place;
	return true;
}

bool sealing_place_check(const struct sealing_place *place, const char *command, const char *usage,
			 struct error *err)
{
	if (!place->path || (!place->identity && !place->passphrase_file)) {
		error_set(err, ERR_USAGE, "%s needs a file and a key to open it with", command);
		return error_hint(err, "%s", usage);
	}
	if (access(place->path, F_OK) < 0)
		return error_errno(err, ERR_USAGE, errno, "%s: cannot open", place->path);
	return true;
}

void sealing_place_done(struct sealing_place *place)
{
	text_list_free(place->recipients);
	manifest_free(place->manifest);
	*place = (struct sealing_place){ 0 };
}

/* Dotted names are read where others set them; no section of a manifest can be called so. */
static bool check_names(const char *file, const struct dotenv *dotenv, struct error *err)
{
	for (size_t i = 0; i < dotenv->count; i++) {
		const struct dotenv_entry *entry = &dotenv->entries[i];

		if (!name_wrong(entry->name))
			continue;
		error_set(err, ERR_USAGE, "%s:%u: %s: %s", file, entry->line, entry->name,
			  name_wrong(entry->name));
		return error_hint(err, "rename it, or leave it in the program's environment: "
				       "what is inherited may have dots");
	}
	return true;
}

bool sealing_check(const char *file, const struct buf *plaintext, struct error *err)
{
	_cleanup_(jsondoc_freep) struct jsondoc *root = NULL;
	_cleanup_(dotenv_freep) struct dotenv *dotenv = NULL;
	_cleanup_(report_done) struct report report = { 0 };

	if (sealed_is_json(plaintext)) {
		if (jsondoc_parse(&root, plaintext->bytes, plaintext->length, err))
			return true;
		err->code = ERR_USAGE;
		error_wrap(err, "%s", file);
		return error_hint(err, "mend it; what begins with { is taken for JSON");
	}
	dotenv = dotenv_parse(file, buf_text(plaintext), plaintext->length, &report);
	if (report.count == 0)
		return check_names(file, dotenv, err);
	error_set(err, ERR_USAGE, "%s:%u: %s%s%s", file, report.findings[0].place.line,
		  report.findings[0].variable ? report.findings[0].variable : "",
		  report.findings[0].variable ? ": " : "", report.findings[0].message);
	return error_hint(err, "%s", report.findings[0].hint);
}

bool sealing_write(const char *path, const struct age_recipients *recipients,
		   const struct buf *plaintext, enum sealing_mode mode, bool armor,
		   struct error *err)
{
	_cleanup_(buf_done) struct buf sealed = { 0 };

	if (!age_seal(&sealed, recipients, buf_text(plaintext), plaintext->length, armor, err))
		return false;
	if (mode == SEALING_REPLACE)
		return file_replace(path, sealed.bytes, sealed.length, err);
	return file_write(path, sealed.bytes, sealed.length, 0600, mode == SEALING_NEW, err);
}
