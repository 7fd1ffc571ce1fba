/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/commands.h"

#include <stdlib.h>

#include "cli/common.h"
#include "core/leases.h"
#include "process/execute.h"
#include "util/alloc.h"
#include "util/log.h"
#include "util/program.h"
#include "util/text.h"

/* What the manifest asks for and exec in place cannot give is said, not dropped in silence. */
static void mention_rotation(const struct manifest *manifest)
{
	for (size_t i = 0; i < manifest->variables_count; i++) {
		const struct variable *variable = &manifest->variables[i];

		if (variable->refresh_ms ||
		    (variable->on_change != CHANGE_DEFAULT && variable->on_change != CHANGE_NONE)) {
			log_warning(
				"%s:%u: %s: on-change and refresh are not acted on: run replaces "
				"itself by the program and does not stay behind",
				variable->place.file, variable->place.line, variable->name);
			return;
		}
	}
}

/* Becomes the program, or says why not. Whoever comes back has started nothing. */
static bool start(int *status, const struct invocation *invocation, const struct prepared *prepared,
		  struct fetcher *fetcher, const char *file, struct error *err)
{
	char *const *argv = invocation->options->arguments;

	common_show_findings(invocation, prepared);
	if (prepared->code != ERR_NONE) {
		log_print(LOG_ERROR, "%s is not started", argv[0]);
		*status = error_exit_status(prepared->code);
		return true;
	}
	mention_rotation(prepared->manifest);
	/* The program must not inherit a child that it does not know. */
	if (fetcher && !fetcher_end(fetcher, err))
		return false;
	log_verbose("starting %s", file);
	return run_execute(prepared, file, argv, invocation->environ, invocation->startup, err);
}

bool cmd_run(int *status, const struct invocation *invocation, struct error *err)
{
	char *const *argv = invocation->options->arguments;
	_cleanup_(freep) char *file = NULL;
	_cleanup_(fetcher_freep) struct fetcher *fetcher = NULL;
	_cleanup_(prepared_done) struct prepared prepared = { 0 };
	struct error no_helper;
	bool good;

	if (!argv[0]) {
		error_set(err, ERR_USAGE, "run: no program");
		return error_hint(err, "write keystrap run -c FILE -- PROGRAM ARGUMENTS");
	}
	if (!program_find(&file, argv[0], getenv("PATH"), err))
		return false;
	/*
	 * The helper loads its libraries while the manifest is read. Whether it is needed at all is
	 * known only afterwards: if it is, a second attempt says why there is none.
	 */
	if (!fetcher_start(&fetcher, &no_helper))
		log_verbose("%s", no_helper.text);
	good = common_prepare(&prepared, invocation, VALUES_FETCHED, fetcher, argv, err) &&
	       start(status, invocation, &prepared, fetcher, file, err);
	leases_give_back(prepared.manifest, prepared.plan, prepared.bundle);
	return good;
}
