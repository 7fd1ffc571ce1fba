/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * SEVERITY[@ENVIRONMENT,...] ..., as severity.RULE and [rules] have it, and [rules] itself: the
 * severities of rules for all variables.
 */

#include "manifest/keys.h"

/*
 * What "error@production,staging warn@*" says for the manifest's environment: the one for the very
 * environment counts, else the one for its class, else the one for "*". *ret_here: it says
 * anything of it. False: *ret_wrong is the word that is no severity or nearly an environment, new.
 */
bool severities_read(const struct reading *reading, const char *text, enum severity *ret,
		     bool *ret_here, char **ret_wrong);

/* What to write instead of such a word; new. */
char *severities_hint(const char *word);

/*
 * Adds what the section says for the manifest's environment to the manifest's policy; preset says
 * whose section it is, NULL: the manifest's own.
 */
void rules_section_apply(const struct reading *reading, const struct section *section,
			 const char *preset);
