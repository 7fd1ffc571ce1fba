/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* What every target defines: libFuzzer calls it, or replay.c where there is no libFuzzer. */

#include <stddef.h>
#include <stdint.h>

/* Always 0. Whatever is wrong stops the process: a sanitizer, an assert, a signal. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
