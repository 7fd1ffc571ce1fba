/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/commands.h"

#include <unistd.h>

#include "cli/common.h"
#include "cli/hints.h"
#include "core/environments.h"

static bool choose(enum values_from *ret, const struct options *options, struct error *err)
{
	if (options->offline + (options->dotenv != NULL) + (options->environ_file != NULL) > 1) {
		error_set(err, ERR_USAGE,
			  "check: --offline, --dotenv and --environ exclude each other");
		return error_hint(err, "keep one of them");
	}
	*ret = options->offline        ? VALUES_OFFLINE
	       : options->dotenv       ? VALUES_DOTENV
	       : options->environ_file ? VALUES_ENVIRON
				       : VALUES_FETCHED;
	return true;
}

/* SEVERITY_OFF: never. */
static enum severity limit_of(const char *fail_on)
{
	enum severity limit = fail_on ? SEVERITY_OFF : SEVERITY_ERROR;

	if (fail_on)
		(void)severity_parse(&limit, fail_on);
	return limit;
}

/* Findings decide by --fail-on; a manifest or store that cannot be used has its own status. */
static int exit_status(enum err_code code, const struct report *report, enum severity limit)
{
	if (code != ERR_NONE && code != ERR_REFUSED)
		return error_exit_status(code);
	return limit != SEVERITY_OFF && report_worst(report) >= limit
		       ? error_exit_status(ERR_FINDINGS)
		       : 0;
}

/*
 * A file of values that cannot be read is told as any error is, and in a report too where a program
 * waits for one. Always false.
 */
static bool report_unread(const struct invocation *invocation, const struct prepared *prepared)
{
	_cleanup_(common_report_context_done) struct report_context context = { 0 };
	_cleanup_(buf_done) struct buf out = { 0 };
	const struct report_format *format = report_format_find(invocation->options->format);
	struct error err;

	if (format == report_formats || report_worst(&prepared->report) < SEVERITY_ERROR)
		return false;
	context = common_report_context(invocation, prepared, STDOUT_FILENO);
	format->write(&out, &context);
	(void)!common_print(&out, &err);
	return false;
}

/*
 * Trouble with the state file is told as any error is, and in a report too where a program waits
 * for one: it would take what is in there for all.
 */
static void add_trouble(const struct invocation *invocation, struct prepared *prepared)
{
	const struct place place = { prepared->manifest->path, 0 };

	if (prepared->trouble.code == ERR_NONE ||
	    report_format_find(invocation->options->format) == report_formats)
		return;
	report_hint(report_add(&prepared->report, SEVERITY_ERROR, "manifest-error", NULL, place,
			       "state-file: %s", prepared->trouble.text),
		    "%s", prepared->trouble.hint);
	report_sort(&prepared->report);
}

static bool check_environments(int *status, const struct invocation *invocation,
			       enum values_from from, struct error *err)
{
	const struct options *options = invocation->options;
	_cleanup_(environments_done) struct environments environments = { 0 };
	_cleanup_(common_report_context_done) struct report_context context = { 0 };
	_cleanup_(buf_done) struct buf out = { 0 };
	const struct preparation preparation = common_preparation(invocation, from);

	if (options->environment) {
		error_set(err, ERR_USAGE,
			  "check: --environment and --all-environments exclude "
			  "each other");
		return error_hint(err, "keep one of them");
	}
	if (!environments_prepare(&environments, &preparation, err))
		return report_unread(invocation, &environments.prepared[0]);
	hints_complete(&environments.report, environments.prepared[0].manifest);
	context = common_report_context(invocation, &environments.prepared[0], STDOUT_FILENO);
	context.report = &environments.report;
	context.environment = environments.names;
	for (size_t i = 0; i < environments.count; i++)
		lowereds_add(&context.lowered, environments.prepared[i].manifest,
			     environments.prepared[i].manifest->environment);
	context.fail_on = limit_of(options->fail_on);
	report_format_find(options->format)->write(&out, &context);
	*status = exit_status(environments.code, &environments.report, context.fail_on);
	return common_print(&out, err);
}

bool cmd_check(int *status, const struct invocation *invocation, struct error *err)
{
	const struct options *options = invocation->options;
	_cleanup_(prepared_done) struct prepared prepared = { 0 };
	_cleanup_(common_report_context_done) struct report_context context = { 0 };
	_cleanup_(buf_done) struct buf out = { 0 };
	enum values_from from;

	if (!choose(&from, options, err))
		return false;
	if (options->all_environments)
		return check_environments(status, invocation, from, err);
	if (!common_prepare(&prepared, invocation, from, NULL, NULL, err))
		return report_unread(invocation, &prepared);
	add_trouble(invocation, &prepared);
	context = common_report_context(invocation, &prepared, STDOUT_FILENO);
	lowereds_add(&context.lowered, prepared.manifest, NULL);
	context.fail_on = limit_of(options->fail_on);
	report_format_find(options->format)->write(&out, &context);
	*status = exit_status(prepared.code, &prepared.report, context.fail_on);
	if (!common_print(&out, err))
		return false;
	if (prepared.trouble.code == ERR_NONE)
		return true;
	*err = prepared.trouble;
	return false;
}
