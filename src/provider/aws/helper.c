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

#define MAX_OUTPUT  ((size_t)64 * 1024)
#define DEADLINE_MS 60000

static const struct aws_key_names names = { "AccessKeyId", "SecretAccessKey", "SessionToken",
					    "Expiration", false };

static bool refuse(const struct aws_entry *entry, const char *wrong, struct error *err)
{
	return error_set(err, ERR_AUTH, "%s:%u: credential_process: %s", entry->file, entry->line,
			 wrong);
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

enum aws_found aws_run_helper(struct aws_search *search, const struct aws_entry *entry,
			      struct error *err)
{
	_cleanup_(text_list_freep) char **argv = NULL;
	const char *wrong = command_words(&argv, entry->value);
	_cleanup_(buf_done) struct buf output = { .maximum = MAX_OUTPUT };
	struct aws_credentials made = { 0 };
	struct command command = { .environ = search->environ, .deadline_ms = DEADLINE_MS };
	bool good;

	if (wrong) {
		refuse(entry, wrong, err);
		return AWS_WRONG;
	}
	command.argv = argv;
	if (!command_run(&output, &command, err)) {
		error_wrap(err, "%s:%u: credential_process", entry->file, entry->line);
		return AWS_WRONG;
	}
	good = read_output(&made, search, entry, &output, err);
	if (good)
		aws_step_static(search, &made);
	aws_credentials_done(&made);
	return good ? AWS_FOUND : AWS_WRONG;
}
