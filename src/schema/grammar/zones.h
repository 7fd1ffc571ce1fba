/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* The names of the IANA time zone database, release 2026f, links included; sorted by their bytes.
 */

#include <stddef.h>

extern const char *const zones[];
extern const size_t zones_count;
