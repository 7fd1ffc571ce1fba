/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * Presets: named sets of what variables must be. Each is a file in the manifest's own grammar
 * (presets/NAME.ini in the sources, or a user's own), with these sections:
 *
 *   [preset]        summary = one line
 *   [rules]         severities, as in a manifest
 *   [keystrap]      waivers = no
 *   [NAME GLOB ...] what variables with such a name must be: the keys of a variable but from,
 * value, default and what is done with the value [type TYPE]     the same for a type and its
 * refinements [sensitive]     the same for all secrets
 *
 * What a variable says itself counts first; then an exact name, then the glob with more letters,
 * then the type, then [sensitive]. The file names.ini is what names say without any preset, and
 * counts last.
 */

#include <stdbool.h>

#include "manifest/keys.h"
#include "model/manifest.h"

/* A built-in preset's text. Ends with a NULL name. Made from presets/ at build time. */
struct preset_text {
	const char *name;
	const char *file; /* "preset:NAME", for places */
	const char *text;
};
extern const struct preset_text preset_texts[];

/* A built-in preset, for catalogues. */
struct preset {
	const char *name;
	const char *summary;
	const char *text; /* of its file */
};

/* The built-in presets, without what names say by themselves; ends with a NULL name. Borrowed,
 * built once. */
const struct preset *preset_list(void);

/* Their names; ends with NULL. Borrowed, built once. */
const char *const *preset_names(void);

/*
 * Loads the manifest's presets, and the names known without one, for its environment. An entry with
 * a slash or that ends in .ini is a file of the user's, relative to place's file. Findings for what
 * is wrong with one, or when two of them contradict each other.
 */
void presets_load(const struct reading *reading, struct place place);

/*
 * Adds the variables that a preset requires or recommends and that no section declares. place is
 * where the presets are named.
 */
void presets_declare(const struct reading *reading, struct place place);

/* Fills in what the variable does not say itself. The type is never NULL afterwards. */
void presets_apply(const struct manifest *manifest, struct variable *variable);
