/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/catalogue.h"
#include "cli/commands.h"
#include "cli/common.h"
#include "cli/help.h"
#include "process/ending.h"
#include "util/jsondoc.h"
#include "util/log.h"
#include "util/text.h"

extern char **environ;

static bool print_help(const struct options *options, struct error *err)
{
	_cleanup_(buf_done) struct buf out = { 0 };

	if (options->version)
		buf_add_text(&out, "keystrap " KEYSTRAP_VERSION "\n");
	else
		help_write(&out, options->command);
	return common_print(&out, err);
}

static void set_up_log(const struct options *options)
{
	log_setup(options->quiet     ? LOG_ERROR
		  : options->verbose ? LOG_VERBOSE
				     : LOG_NOTICE,
		  text_equal(options->log_format, "json") ? LOG_JSON : LOG_TEXT);
}

static bool run(int *status, int argc, char *const *argv, struct error *err)
{
	struct startup startup;
	struct options options;
	struct invocation invocation = { &options, &startup, environ };

	if (!startup_take(&startup, err))
		return false;
	jsondoc_wipe_memory();
	if (argc == 2 && text_equal(argv[1], CATALOGUE_DUMP_OPTION))
		return catalogue_dump(err);
	if (!options_read(&options, argc, argv, err))
		return false;
	if (options.help || options.version)
		return print_help(&options, err);
	set_up_log(&options);
	return options.command->run(status, &invocation, err);
}

int main(int argc, char **argv)
{
	struct error err = { 0 };
	int status = 0;
	bool good = run(&status, argc, argv, &err);

	ending_obey();
	if (!good) {
		log_error(&err);
		status = error_exit_status(err.code);
	}
	return status;
}
