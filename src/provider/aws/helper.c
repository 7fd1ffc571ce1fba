/* SPDX-License-Identifier: Apache-2.0 */
#include "provider/aws/chain.h"

#include "provider/aws/login.h"
#include "util/alloc.h"
#include "util/command.h"
#include "util/text.h"

/*
 * credential_process: a program that prints keys as JSON, version 1 ("Process credential provider",
 * AWS SDKs and Tools Reference Guide). Its words are split as a shell would, and no shell is asked.
 */

#define MAX_OUTPUT ((size_t)64 * 1024)
#define MOST_MS    60000

static const struct aws_key_names names = { "AccessKeyId", "SecretAccessKey", "SessionToken",
					    "Expiration", false };

static bool refuse(const struct aws_entry *entry, const char *wrong, struct error *err)
{
	error_set(err, ERR_AUTH, "%s:%u: credential_process: %s", entry->file, entry->line, wrong);
	return error_hint(err, "run it by hand: it must print one JSON object with Version, "
			       "AccessKeyId and SecretAccessKey");
}

static bool read_output(struct aws_credentials *ret, const struct aws_search *search,
			const struct aws_entry *entry, const struct buf *output, struct error *err)
{
	_cleanup_(jsondoc_freep) struct jsondoc *document = NULL;
	struct error ignored;
	int64_t version;

	if (!jsondoc_parse(&document, buf_text(output), output->length, &ignored))
		return refuse(entry, "what it printed is no JSON document", err);
	if (!jsondoc_int(&version, jsondoc_member(document, "Version")) || version != 1)
		return refuse(entry, "what it printed has not \"Version\": 1", err);
	if (!aws_credentials_read(ret, document, &names))
		return refuse(entry,
			      "what it printed has no sound AccessKeyId, SecretAccessKey, "
			      "SessionToken and Expiration",
			      err);
	if (ret->expires > 0 && ret->expires <= clock_wall(search->clock))
		return refuse(entry, "the keys that it printed are expired", err);
	return true;
}

static bool run(struct buf *output, const struct aws_search *search, char *const *argv,
		struct error *err)
{
	const struct command command = {
		.argv = argv,
		.environ = search->environ,
		.deadline_ms = source_helper_time(search->source, MOST_MS),
		.trusted = true,
	};

	if (command_run(output, &command, err))
		return true;
	/* Of a value that is not there these would say something else. */
	if (err->code == ERR_NOT_FOUND || err->code == ERR_NOT_EXECUTABLE)
		err->code = ERR_MANIFEST;
	if (err->code == ERR_DEADLINE && command.deadline_ms == MOST_MS)
		error_hint(err,
			   "run it by hand: it may wait for something that is not there; %d s "
			   "are the most that a helper may take",
			   MOST_MS / 1000);
	return false;
}

enum aws_found aws_run_helper(struct aws_search *search, const struct aws_entry *entry,
			      struct error *err)
{
	_cleanup_(text_list_freep) char **argv = NULL;
	const char *wrong = command_words(&argv, entry->value);
	_cleanup_(buf_done) struct buf output = { .maximum = MAX_OUTPUT };
	struct aws_credentials made = { 0 };
	bool good;

	if (wrong) {
		refuse(entry, wrong, err);
		return AWS_WRONG;
	}
	if (!run(&output, search, argv, err)) {
		error_wrap(err, "%s:%u: credential_process", entry->file, entry->line);
		return AWS_WRONG;
	}
	good = read_output(&made, search, entry, &output, err);
	if (good)
		aws_step_static(search, &made);
	aws_credentials_done(&made);
	return good ? AWS_FOUND : AWS_WRONG;
}
