/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/commands.h"

#include <stdint.h>

#include "cli/catalogue.h"
#include "cli/explain.h"
#include "cli/report.h"
#include "util/text.h"

#define OFFSET(member) offsetof(struct options, member)

/* clang-format off */
static const struct option_spec
	opt_help            = { "help", 'h', NULL, OFFSET(help), .help = "show this help" },
	opt_quiet           = { "quiet", 'q', NULL, OFFSET(quiet), .help = "say nothing but errors" },
	opt_verbose         = { "verbose", 'v', NULL, OFFSET(verbose), .help = "say what is done" },
	opt_log_format      = { "log-format", 0, "FORMAT", OFFSET(log_format), .choices = "text json", .help = "how to write to standard error" },
	opt_config          = { "config", 'c', "FILE", OFFSET(config), .help = "the manifest; otherwise $KEYSTRAP_CONFIG or /etc/keystrap/keystrap.ini" },
	opt_environment     = { "environment", 'e', "NAME", OFFSET(environment), .help = "the environment, instead of the manifest's" },
	opt_presets         = { "presets", 0, "LIST", OFFSET(presets), .help = "the presets, instead of the manifest's" },
	opt_check_format    = { "format", 'f', "FORMAT", OFFSET(format), .names = report_format_names, .help = "how to write the findings" },
	opt_explain_format  = { "format", 'f', "FORMAT", OFFSET(format), .names = explain_format_names, .help = "how to write it" },
	opt_export_format   = { "format", 'f', "FORMAT", OFFSET(format), .choices = "dotenv json shell", .help = "how to write the values" },
	opt_fail_on         = { "fail-on", 0, "SEVERITY", OFFSET(fail_on), .choices = "error warning warn info never", .help = "exit 1 on findings of this severity (default error) or worse" },
	opt_exec            = { "exec", 0, NULL, OFFSET(exec), .help = "become the program in place, which is what run does" },
	opt_offline         = { "offline", 0, NULL, OFFSET(offline), .help = "check the manifest alone, without network and without values" },
	opt_all_environments = { "all-environments", 0, NULL, OFFSET(all_environments), .help = "check the manifest as it is in each of its environments" },
	opt_dotenv          = { "dotenv", 0, "FILE", OFFSET(dotenv), .help = "take the values from a dotenv file" },
	opt_environ         = { "environ", 0, "FILE", OFFSET(environ_file), .help = "take the values from NUL-separated NAME=VALUE, as /proc/PID/environ" },
	opt_online          = { "online", 0, NULL, OFFSET(online), .help = "fetch too, and say which values are there" },
	opt_reveal          = { "reveal", 0, NULL, OFFSET(reveal), .help = "yes, write out the values" },
	opt_terminal        = { "terminal", 0, NULL, OFFSET(terminal), .help = "even to a terminal" },
	opt_output          = { "output", 'o', "FILE", OFFSET(output), .help = "write to a file, mode 0600, instead of standard output" },
	opt_seal_output     = { "output", 'o', "FILE", OFFSET(output), .help = "the sealed file to write, mode 0600" },
	opt_force           = { "force", 0, NULL, OFFSET(force), .help = "write over a file that is there" },
	opt_identity        = { "identity", 'i', "FILE", OFFSET(identity), .help = "the file with the key that opens" },
	opt_passphrase_file = { "passphrase-file", 0, "FILE", OFFSET(passphrase_file), .help = "the file with the passphrase" },
	opt_recipient       = { "recipient", 'r', "KEY", OFFSET(recipients), .repeats = true, .help = "a public key (age1...) to seal for; may be given again" },
	opt_armor           = { "armor", 'a', NULL, OFFSET(armor), .help = "write text instead of binary" },
	opt_source          = { "source", 0, "NAME", OFFSET(source), .help = "a sealed source of the manifest: file, keys and recipients come from there" },
	opt_set             = { "set", 0, "KEY", OFFSET(set), .help = "change one key in place: its value is read from standard input" },
	opt_unset           = { "unset", 0, "KEY", OFFSET(unset), .help = "remove one key in place" },
	opt_from            = { "from", 0, "FILE", OFFSET(from), .help = "the dotenv file to begin with (default .env)" },
	opt_directory       = { "directory", 'd', "DIR", OFFSET(directory), .help = "where to put the files (default: here)" },
	opt_rules_format    = { "format", 'f', "FORMAT", OFFSET(format), .names = catalogue_format_names, .help = "how to write it" },
	opt_keys            = { "keys", 0, NULL, OFFSET(keys), .help = "list the manifest's keys" };

static const struct option_spec *const common[] = { &opt_help, &opt_quiet, &opt_verbose, &opt_log_format, NULL };
static const struct option_spec *const run_options[] = { &opt_config, &opt_environment, &opt_presets, &opt_exec, NULL };
static const struct option_spec *const check_options[] = { &opt_config, &opt_environment, &opt_presets, &opt_offline, &opt_all_environments, &opt_dotenv, &opt_environ, &opt_check_format, &opt_fail_on, NULL };
static const struct option_spec *const explain_options[] = { &opt_config, &opt_environment, &opt_presets, &opt_online, &opt_explain_format, NULL };
static const struct option_spec *const export_options[] = { &opt_config, &opt_environment, &opt_presets, &opt_export_format, &opt_reveal, &opt_terminal, &opt_output, &opt_force, NULL };
static const struct option_spec *const init_options[] = { &opt_from, &opt_directory, &opt_environment, &opt_presets, NULL };
static const struct option_spec *const keygen_options[] = { &opt_output, &opt_terminal, NULL };
static const struct option_spec *const rules_options[] = { &opt_rules_format, &opt_keys, NULL };
static const struct option_spec *const seal_options[] = { &opt_config, &opt_source, &opt_recipient, &opt_passphrase_file, &opt_identity, &opt_armor, &opt_seal_output, &opt_force, &opt_set, &opt_unset, NULL };
static const struct option_spec *const unseal_options[] = { &opt_config, &opt_source, &opt_identity, &opt_passphrase_file, &opt_output, &opt_force, &opt_terminal, NULL };

const struct command commands[] = {
	{ "run",     "[--] PROGRAM [ARGUMENT...]", "fetch, check, and become the program", run_options, SIZE_MAX, .mints = true, .compares = true, .runs_program = true, .run = cmd_run },
	{ "check",   "",          "fetch and check, without a program", check_options, 0, .compares = true, .run = cmd_check },
	{ "explain", "[NAME...]", "where each variable comes from and what is checked, without values", explain_options, SIZE_MAX, .run = cmd_explain },
	{ "export",  "",          "write the environment as dotenv, JSON or shell", export_options, 0, .mints = true, .run = cmd_export },
	{ "init",    "",          "make a manifest and a sealed file from a .env", init_options, 0, .run = cmd_init },
	{ "seal",    "[FILE]",    "seal a file, or change one key of a sealed one", seal_options, 1, .run = cmd_seal },
	{ "unseal",  "[FILE] [KEY]", "open a sealed file, or one key of it", unseal_options, 2, .run = cmd_unseal },
	{ "keygen",  "",          "make a key pair for sealed files", keygen_options, 0, .run = cmd_keygen },
	{ "rules",   "[NAME...]", "list types, rules, presets, and with --keys the manifest's keys", rules_options, SIZE_MAX, .run = cmd_rules },
	{ 0 },
};
/* clang-format on */

const struct option_spec *const *const common_options = common;

const struct command *command_find(const char *name)
{
	for (const struct command *command = commands; command->name; command++) {
		if (text_equal(command->name, name))
			return command;
	}
	return NULL;
}
