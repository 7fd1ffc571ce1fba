/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* Secrets that were copied with a piece of the line that they stood in. */

#include "schema/subject.h"

void rule_check_paste(const struct subject *subject);
