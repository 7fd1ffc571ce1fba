/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* What is logged, how, and how old a TLS may be. */

#include "schema/subject.h"

void rule_check_log_level(const struct subject *subject);
