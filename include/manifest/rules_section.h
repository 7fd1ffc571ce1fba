/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* [rules]: RULE = SEVERITY[@ENVIRONMENT,...] ..., the severities of rules for all variables. */

#include "manifest/keys.h"

/*
 * Adds what the section says for the manifest's environment to the manifest's policy; preset says
 * whose section it is, NULL: the manifest's own. Of several severities the one for the very
 * environment counts, else the one for its class, else the one for "*".
 */
void rules_section_apply(const struct reading *reading, const struct section *section,
			 const char *preset);
