/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* The row of Vault and OpenBao: its options, and what a reference to it must be. */

#include "model/source.h"

extern const struct source_type source_type_vault;
