/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* What every unit test includes first: cmocka wants these headers before its own. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "util/cleanup.h"

/*
 * Leaves a test that cannot be made here, saying why. Not cmocka's skip(): in TAP that prints "not
 * ok", which meson counts as a failure, and it jumps over every _cleanup_.
 */
#define leave_out(why)                                                                             \
	do {                                                                                       \
		print_message("# SKIP %s: %s\n", __func__, (why));                                 \
		return;                                                                            \
	} while (0)
