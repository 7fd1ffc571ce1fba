/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/commands.h"

#include <unistd.h>

#include "cli/common.h"
#include "cli/report.h"
#include "util/log.h"
#include "util/text.h"

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

/* Findings decide by --fail-on; a manifest or store that cannot be used has its own status. */
static int exit_status(const struct prepared *prepared, const char *fail_on)
{
	enum severity limit = SEVERITY_ERROR;

	if (prepared->code != ERR_NONE && prepared->code != ERR_REFUSED)
		return error_exit_status(prepared->code);
	if (text_equal(fail_on, "never"))
		return 0;
	if (fail_on)
		(void)severity_parse(&limit, fail_on);
	return report_worst(&prepared->report) >= limit ? error_exit_status(ERR_FINDINGS) : 0;
}

bool cmd_check(int *status, const struct invocation *invocation, struct error *err)
{
	const struct options *options = invocation->options;
	_cleanup_(prepared_done) struct prepared prepared = { 0 };
	_cleanup_(buf_done) struct buf out = { 0 };
	struct report_context context = { .report = &prepared.report,
					  .colour = log_wants_colour(STDOUT_FILENO) };
	enum values_from from;

	if (!choose(&from, options, err) || !common_prepare(&prepared, invocation, from, NULL, err))
		return false;
	context.environment = prepared.manifest->environment;
	context.variables = common_count_variables(&prepared);
	if (text_equal(options->format, "json"))
		report_write_json(&out, &context);
	else
		report_write_text(&out, &context);
	*status = exit_status(&prepared, options->fail_on);
	return common_print(&out, err);
}
