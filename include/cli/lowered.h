/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * Severities that a manifest, or a preset of one's own, has lowered: what an auditor wants to see
 * beside the waivers, because what is off is found nowhere.
 */

#include <stddef.h>

#include "model/manifest.h"

struct lowered {
	const char *rule, *variable; /* borrowed from the manifest; variable NULL: for all */
	const char *environment;     /* NULL: the only one that is looked at */
	enum severity was, is;       /* was: what the rules and presets say here */
	struct place place;
};

struct lowereds {
	struct lowered *items; /* as they stand in the manifest, those for all first */
	size_t count, capacity;
};

/* Adds those of a manifest for its environment; release with lowereds_done, before the manifest. */
void lowereds_add(struct lowereds *lowereds, const struct manifest *manifest,
		  const char *environment);
void lowereds_done(struct lowereds *lowereds);
