/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* The row of a directory with one value a file: its options, and what a reference to it must be. */

#include "model/source.h"

extern const struct source_type source_type_files;
