/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <stddef.h>

/* The number of names in grammar_timezones. */
extern const size_t zones_count;
