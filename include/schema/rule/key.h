/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* Keys and certificates that belong together. */

#include "schema/subject.h"

void rule_check_certificate_key(const struct checking *checking);
void rule_check_jwt_alg(const struct checking *checking);
