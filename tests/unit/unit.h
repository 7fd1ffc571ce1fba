/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* What every unit test includes first: cmocka wants these headers before its own. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "util/cleanup.h"
