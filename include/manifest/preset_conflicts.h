/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* Presets that contradict each other. */

#include "manifest/keys.h"

/*
 * A finding at place for each key of a name that two of the manifest's presets give different
 * values, and for each rule that one asks for and another switches off; none for what the manifest
 * says itself. Of two types that differ, one may refine the other. What names say without any
 * preset contradicts nothing.
 */
void preset_conflicts_find(const struct reading *reading, struct place place);
