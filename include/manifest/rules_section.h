/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * SEVERITY[@ENVIRONMENT,...] ..., as severity.RULE and [rules] have it, and [rules] itself: the
 * severities of rules for all variables.
 */

#include "manifest/keys.h"

/* What "error@production,staging warn@*" says for the manifest's environment. */
struct severities {
	enum severity severity;
	int fit;       /* 0: nothing of this environment */
	char *unknown; /* the word that is no severity or nearly an environment; or NULL */
	char *wrong;   /* what else is wrong; or NULL */
	char *hint;    /* what to write */
};

/*
 * The one for the very environment counts, else the one for its class, else the one for "*". False:
 * ret->unknown or ret->wrong, and ret->hint, tell why. Release *ret with severities_done in any
 * case.
 */
bool severities_read(struct severities *ret, const struct reading *reading, const char *text);
void severities_done(struct severities *severities);

/*
 * Adds what the section says for the manifest's environment to the manifest's policy; preset says
 * whose section it is, NULL: the manifest's own.
 */
void rules_section_apply(const struct reading *reading, const struct section *section,
			 const char *preset);
