/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* The token helpers of Vault and OpenBao, run by keystrap itself. */

#include <stdbool.h>

#include "model/source.h"

/*
 * Adds "token" as the helper has it that the option token-helper or the configuration of the
 * store's own tools names; nothing, and *ret_named is false, when none is named. Errors: as of
 * command_run, and ERR_MANIFEST.
 */
bool vault_ask_helper(bool *ret_named, const struct source *source, const struct option_sink *sink,
		      struct error *err) _must_check_;
