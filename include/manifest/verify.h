/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* What holds between the parts of a manifest: references, templates, names, types and their keys.
 */

#include "manifest/keys.h"

/* Fills in what the texts mean (references, templates, default types) and reports what is wrong. */
void manifest_verify(const struct reading *reading);
