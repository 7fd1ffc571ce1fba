/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* What a name alone says: the type it most likely has, and whether it holds a secret. */

#include <stdbool.h>

struct value_type;

/* The type that the presets, then the general name patterns give a name; never NULL ("string"). */
const struct value_type *name_type(const char *name, char *const *presets);

/* Whether a variable of this name holds a secret, going by its words. */
bool name_is_sensitive(const char *name);

struct preset {
	const char *name;
	const char *summary;
};

/* Ends with a NULL name. */
extern const struct preset presets[];
const char *const *preset_names(void);
