/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* The row of a helper program: its options, what a reference to it must be, and how it is run. */

#include "model/source.h"

extern const struct source_type source_type_exec;
