/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* What several commands share. */

#include <stdbool.h>

#include "cli/commands.h"
#include "cli/report.h"
#include "core/run.h"
#include "util/buf.h"

/* What a command line asks of core/run.h: manifest, environment, presets, values; no fetcher. */
struct preparation common_preparation(const struct invocation *invocation, enum values_from from);

/*
 * The stages of core/run.h, from a command line: --config or $KEYSTRAP_CONFIG or the default place,
 * --environment, --presets. fetcher may be NULL; argv: of the program that will be started, or
 * NULL. Errors: as run_prepare.
 */
bool common_prepare(struct prepared *ret, const struct invocation *invocation,
		    enum values_from from, struct fetcher *fetcher, char *const *argv,
		    struct error *err) _must_check_;

/* Which manifest a command line means; borrowed. */
const char *common_manifest_path(const struct invocation *invocation);

/*
 * What a report of the run is written from; out is where it goes (STDOUT_FILENO). Borrows from
 * prepared; release it with common_report_context_done.
 */
struct report_context common_report_context(const struct invocation *invocation,
					    const struct prepared *prepared, int out);
void common_report_context_done(struct report_context *context);

/* Shows the findings on standard error, unless --quiet and nothing is wrong. JSON log: a line each.
 */
void common_show_findings(const struct invocation *invocation, const struct prepared *prepared);

/* Writes a document to standard output. Errors: ERR_SYSTEM. */
bool common_print(const struct buf *out, struct error *err) _must_check_;

/*
 * Writes values to --output (mode 0600; one that is there is left alone without --force), or to
 * standard output, which must not be a terminal unless --terminal is given. Errors: ERR_USAGE,
 * ERR_SYSTEM.
 */
bool common_write_values(const struct invocation *invocation, const struct buf *out,
			 struct error *err) _must_check_;
