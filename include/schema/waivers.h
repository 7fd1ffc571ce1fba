/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* Waivers: which of them were met by a finding, and what is to be said of the others. */

#include "schema/subject.h"

/* Those that a finding met. Zeroed at the start. */
struct waivers_met {
	const struct waiver **items;
	size_t count, capacity;
};

void waivers_met_done(struct waivers_met *met);

/* Notes that a finding of the checking has the waiver. */
void waivers_meet(const struct checking *checking, const struct waiver *waiver);

/*
 * Adds a finding (waiver-unused) for each waiver of the manifest that no finding of this checking
 * met, or that is not taken. For the end, when everything else was found.
 */
void waivers_report(const struct checking *checking);
