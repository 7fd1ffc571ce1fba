/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* The keys of [source NAME]: the rows of the source's type. */

#include "manifest/keys.h"

/*
 * Fills source->options from the section, from the environment variables that stand in for what it
 * leaves out, and from fallbacks. Findings are added for what is wrong. source->type is set.
 */
void options_apply(const struct reading *reading, const struct section *section,
		   struct source *source);
