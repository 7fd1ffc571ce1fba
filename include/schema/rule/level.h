/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* What is logged, how, and how old a TLS may be. */

#include "schema/subject.h"

/* By type or name. */
bool rule_concerns_log_level(const struct variable *variable);

void rule_check_log_level(const struct subject *subject);
