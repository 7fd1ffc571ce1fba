/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* The commands: one row each, one file each. */

#include "cli/options.h"
#include "process/startup.h"

/* What main hands to a command. */
struct invocation {
	const struct options *options;
	const struct startup *startup;
	char *const *environ;
};

struct command {
	const char *name;
	const char *arguments; /* as the synopsis says it, or "" */
	const char *summary;
	const struct option_spec *const *options; /* ends with NULL */
	size_t arguments_max;
	bool mints;        /* stores may make new credentials for its values */
	bool compares;     /* with the state file of other environments */
	bool runs_program; /* what follows is another program's command line */
	/* Sets the exit status; false: err says what is wrong and what to exit with. */
	bool (*run)(int *status, const struct invocation *invocation, struct error *err);
};

/* Ends with a NULL name. */
extern const struct command commands[];

/* Options that every command has; ends with NULL. */
extern const struct option_spec *const *const common_options;

const struct command *command_find(const char *name);

bool cmd_run(int *status, const struct invocation *invocation, struct error *err) _must_check_;
bool cmd_check(int *status, const struct invocation *invocation, struct error *err) _must_check_;
bool cmd_explain(int *status, const struct invocation *invocation, struct error *err) _must_check_;
bool cmd_export(int *status, const struct invocation *invocation, struct error *err) _must_check_;
bool cmd_init(int *status, const struct invocation *invocation, struct error *err) _must_check_;
bool cmd_keygen(int *status, const struct invocation *invocation, struct error *err) _must_check_;
bool cmd_rules(int *status, const struct invocation *invocation, struct error *err) _must_check_;
bool cmd_seal(int *status, const struct invocation *invocation, struct error *err) _must_check_;
bool cmd_unseal(int *status, const struct invocation *invocation, struct error *err) _must_check_;
